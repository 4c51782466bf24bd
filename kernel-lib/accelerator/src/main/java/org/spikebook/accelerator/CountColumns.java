package org.spikebook.accelerator;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.spikebook.accelerator.Counts.Action;

/**
 * The fixed columns under which the counts of a layer stand in CSV files:
 *
 * <ul>
 * <li>{@code compute_cycles}, {@code memory_cycles}, {@code stall_cycles} (all cycles less compute), {@code column_occupancy} and
 * {@code row_occupancy} (fractions, 0..1);
 * <li>for each of dram, glb, lbuf, rf, for read and write, and for weight, spike, psum, membrane, tag: the accesses, such as
 * {@code glb_read_weight}, then the bits, such as {@code glb_read_weight_bits};
 * <li>{@code alu_accumulate_psum} and {@code alu_update_membrane}: operations.
 * </ul>
 *
 * Components that only some accelerators have get columns of the same form behind these.
 */
public final class CountColumns {

    private static final List<Component> MEMORIES = List.of(Component.DRAM, Component.GLB, Component.LBUF, Component.RF);

    private CountColumns() {
    }

    /** The columns that every accelerator has, in their order. */
    public static List<String> names() {
        var names = new ArrayList<>(List.of("compute_cycles", "memory_cycles", "stall_cycles", "column_occupancy", "row_occupancy"));
        for (Action action : actions()) {
            names.addAll(names(action));
        }
        return Collections.unmodifiableList(names);
    }

    /** The columns of some layers: the fixed ones, then those of further components. */
    public static List<String> names(List<LayerReport> layers) {
        var names = new ArrayList<>(names());
        var further = new TreeSet<Action>();
        layers.forEach(layer -> further.addAll(layer.counts().amounts().keySet()));
        further.removeAll(actions());
        further.forEach(action -> names.addAll(names(action)));
        return Collections.unmodifiableList(names);
    }

    /** What stands in the columns for one layer, by name: {@code Long}, or {@code Double} for a fraction; columns not in it are 0. */
    public static Map<String, Object> values(LayerReport layer) {
        var values = new LinkedHashMap<String, Object>();
        names().forEach(name -> values.put(name, 0L));
        values.put("compute_cycles", layer.computeCycles());
        values.put("memory_cycles", layer.memoryCycles());
        values.put("stall_cycles", layer.stallCycles());
        values.put("column_occupancy", layer.columnOccupancy());
        values.put("row_occupancy", layer.rowOccupancy());
        layer.counts().amounts().forEach((action, amount) -> {
            List<String> names = names(action);
            values.put(names.get(0), amount.times());
            if (names.size() > 1) {
                values.put(names.get(1), amount.bits());
            }
        });
        return values;
    }

    private static List<Action> actions() {
        var actions = new ArrayList<Action>();
        for (Component memory : MEMORIES) {
            for (Operation operation : List.of(Operation.READ, Operation.WRITE)) {
                for (DataKind data : DataKind.values()) {
                    actions.add(new Action(memory, operation, data));
                }
            }
        }
        actions.add(new Action(Component.ALU, Operation.ACCUMULATE, DataKind.PSUM));
        actions.add(new Action(Component.ALU, Operation.UPDATE, DataKind.MEMBRANE));
        return actions;
    }

    private static List<String> names(Action action) {
        String name = (action.component().name() + "_" + action.operation().label() + "_" + action.data().label()).toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "_");
        boolean moves = action.operation() == Operation.READ || action.operation() == Operation.WRITE;
        return moves ? List.of(name, name + "_bits") : List.of(name);
    }

    /** Rows as CSV text: a header and one line a row, lines end in LF, texts are quoted where they have to be. */
    public static String csv(List<String> header, List<? extends List<?>> rows) {
        var text = new StringWriter();
        var mapper = CsvMapper.builder().enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING).build();
        try (JsonGenerator out = mapper.getFactory().createGenerator(text)) {
            var writer = mapper.writer();
            writer.writeValue(out, header);
            for (List<?> row : rows) {
                writer.writeValue(out, row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("CSV cannot be written", e);
        }
        return text.toString();
    }
}
