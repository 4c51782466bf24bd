package org.spikebook.lab.batch;

import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.spikebook.accelerator.Accelerator;
import org.spikebook.accelerator.Chip;
import org.spikebook.accelerator.Component;
import org.spikebook.accelerator.CountColumns;
import org.spikebook.accelerator.LayerReport;
import org.spikebook.accelerator.LayerShape;
import org.spikebook.accelerator.Operation;
import org.spikebook.accelerator.SynapticWork;
import org.spikebook.accelerator.ptb.Ptb;
import org.spikebook.energy.Energy;
import org.spikebook.energy.EnergyBreakdown;
import org.spikebook.energy.Technology;
import org.spikebook.progress.Progress;
import org.spikebook.progress.Tasks;
import org.spikebook.spike.SpikeTensor;

/**
 * One accelerator on every layer of a {@link LayerTable}. The results have the table's columns, and behind them:
 *
 * <ul>
 * <li>of the input: {@code spikes}, {@code fnv1a64} (digest of the packed bits), {@code raw_bits} (neurons x steps), {@code im2col_bits} and
 * {@code im2col_spikes} (each input once for each position that sees it), {@code sops} (synaptic operations);
 * <li>of the chip {@code ptb-as-in-prosperity} alone: {@code ptb_rows_after_stsap}, {@code ptb_compute_cycles}, {@code ptb_mem_stall_cycles},
 * {@code ptb_lif_cycles}, {@code ptb_total_cycles}, {@code ptb_dram_read_bits}, {@code ptb_dram_write_bits}, {@code ptb_onchip_energy_uJ},
 * {@code ptb_dram_energy_uJ}, and {@code eyeriss_layer_cycles} = ceil(N / 12) x floor(K T P / 14), that project's model of Eyeriss;
 * <li>of every accelerator: {@code accelerator}, {@code time_window} (steps; of a layer with fewer steps than the chip's window, its steps; empty
 * where the chip has none), {@code technology}, {@code cycles}, {@code energy_pJ}, of which {@code energy_alu_pJ} to
 * {@code energy_dram_pJ} and {@code energy_static_pJ}; the {@link CountColumns}; and the accelerator's own counts, {@code count_packs} and
 * the like.
 * </ul>
 */
public final class Batch {

    /** What prices counts where nothing is said. */
    public static final String DEFAULT_TECHNOLOGY = "cacti32-hp";

    private static final String PROSPERITY_TECHNOLOGY = "prosperity28";
    private static final List<Component> COMPONENTS = List.of(Component.ALU, Component.RF, Component.LBUF, Component.GLB, Component.DRAM);
    private static final List<String> INPUT = List.of("spikes", "fnv1a64", "raw_bits", "im2col_bits", "im2col_spikes", "sops");
    private static final List<String> PROSPERITY = List.of("ptb_rows_after_stsap", "ptb_compute_cycles", "ptb_mem_stall_cycles", "ptb_lif_cycles",
            "ptb_dram_read_bits", "ptb_dram_write_bits", "ptb_total_cycles", "ptb_onchip_energy_uJ", "ptb_dram_energy_uJ", "eyeriss_layer_cycles");
    private static final List<String> COST = List.of("accelerator", "time_window", "technology", "cycles", "energy_pJ", "energy_alu_pJ", "energy_rf_pJ", "energy_lbuf_pJ",
            "energy_glb_pJ", "energy_dram_pJ", "energy_static_pJ");

    private final LayerTable table;
    private final Chip chip;
    private final Technology technology;
    private final boolean leakage;

    private Batch(LayerTable table, Chip chip, Technology technology, boolean leakage) {
        this.table = table;
        this.chip = chip;
        this.technology = technology;
        this.leakage = leakage;
    }

    /** A chip on the layers of a table, priced by the chip's own technology with its static power, else by {@value #DEFAULT_TECHNOLOGY} without. */
    public static Batch of(LayerTable table, Chip chip) {
        Optional<String> own = chip.technology();
        return new Batch(Objects.requireNonNull(table, "table"), chip, Technology.named(own.orElse(DEFAULT_TECHNOLOGY)), own.isPresent());
    }

    /** Prices by another technology, without static power. */
    public Batch technology(Technology technology) {
        return new Batch(table, chip, Objects.requireNonNull(technology, "technology"), false);
    }

    /** Counts static energy: the technology's static power over each layer's latency. */
    public Batch withLeakage() {
        return new Batch(table, chip, technology, true);
    }

    /** Columns of results that every accelerator or {@code ptb-as-in-prosperity} has. */
    static Set<String> columns() {
        var columns = new LinkedHashSet<String>();
        columns.addAll(INPUT);
        columns.addAll(PROSPERITY);
        columns.addAll(COST);
        columns.addAll(CountColumns.names());
        return columns;
    }

    /**
     * Simulates all layers, on all cores; the rows come in the order of the table.
     *
     * @throws IllegalArgumentException if a layer cannot be simulated; the message names file, line and rule
     */
    public BatchResult run() {
        List<Result> results;
        try (Progress progress = Progress.start("simulating " + chip.name(), table.lines().size(), "layers")) {
            results = Tasks.map(table.lines(), progress, this::simulate);
        }
        var reports = results.stream().map(Result::report).toList();
        var header = new LinkedHashSet<>(table.header());
        header.addAll(INPUT);
        if (isProsperity()) {
            header.addAll(PROSPERITY);
        }
        header.addAll(COST);
        header.addAll(CountColumns.names(reports));
        results.forEach(result -> header.addAll(result.cells().keySet()));
        var names = List.copyOf(header);
        var rows = results.stream().map(r -> names.stream().map(name -> r.cells().getOrDefault(name, 0L)).toList()).toList();
        return new BatchResult(names, rows, reports, (int) reports.stream().filter(report -> fitted(report.steps()) != chip.accelerator()).count());
    }

    private boolean isProsperity() {
        return chip.accelerator().equals(Ptb.asInProsperity());
    }

    /** A report and all cells of its row. */
    private record Result(LayerReport report, Map<String, Object> cells) {
    }

    private Result simulate(LayerTable.Line line) {
        try {
            LayerShape shape = line.shape();
            SpikeTensor spikes = line.spikes();
            Accelerator accelerator = fitted(spikes.steps());
            LayerReport report = accelerator.simulate(shape, spikes);
            var cells = new LinkedHashMap<String, Object>(line.cells());
            long patchBits = Math.multiplyExact(Math.multiplyExact((long) spikes.steps(), shape.positions()), (long) shape.fanIn());
            cells.put("spikes", spikes.count());
            cells.put("fnv1a64", String.format(Locale.ROOT, "%016x", spikes.fnv1a64()));
            cells.put("raw_bits", Math.multiplyExact((long) spikes.neurons(), spikes.steps()));
            cells.put("im2col_bits", patchBits);
            cells.put("im2col_spikes", SynapticWork.weighted(shape, spikes));
            cells.put("sops", SynapticWork.operations(shape, spikes));
            double seconds = report.cycles() / (accelerator.clockMegahertz() * 1e6);
            if (isProsperity()) {
                cells.putAll(prosperity(shape, report, seconds, patchBits));
            }
            cells.putAll(cost(report, seconds));
            cells.put("time_window", accelerator.settings().getOrDefault("timeWindow", ""));
            cells.putAll(CountColumns.values(report));
            report.metrics().forEach((name, value) -> cells.put("count_" + name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT), value));
            return new Result(report, cells);
        } catch (IllegalArgumentException | ArithmeticException | UnsupportedOperationException | UncheckedIOException e) {
            throw line.error(e);
        }
    }

    /** The chip, with a window as long as the input where the input is shorter than its window. */
    private Accelerator fitted(int steps) {
        Accelerator accelerator = chip.accelerator();
        return accelerator.settings().get("timeWindow") instanceof Integer window && window > steps ? accelerator.with("timeWindow", steps) : accelerator;
    }

    private static Map<String, Object> prosperity(LayerShape shape, LayerReport report, double seconds, long patchBits) {
        Technology prices = Technology.named(PROSPERITY_TECHNOLOGY);
        var cells = new LinkedHashMap<String, Object>();
        cells.put("ptb_rows_after_stsap", report.metric("rowsAfterStsap"));
        cells.put("ptb_compute_cycles", report.computeCycles());
        cells.put("ptb_mem_stall_cycles", report.metric("memoryStallCycles"));
        cells.put("ptb_lif_cycles", report.metric("lifCycles"));
        cells.put("ptb_dram_read_bits", report.counts().sum(a -> a.component().equals(Component.DRAM) && a.operation() == Operation.READ).bits());
        cells.put("ptb_dram_write_bits", report.counts().sum(a -> a.component().equals(Component.DRAM) && a.operation() == Operation.WRITE).bits());
        cells.put("ptb_total_cycles", report.cycles());
        cells.put("ptb_onchip_energy_uJ", prices.leakage(seconds).picojoules() * 1e-6);
        cells.put("ptb_dram_energy_uJ", prices.price(report.counts()).of(Component.DRAM).picojoules() * 1e-6);
        cells.put("eyeriss_layer_cycles", Math.multiplyExact((shape.filters() + 11) / 12, patchBits / 14));
        return cells;
    }

    private Map<String, Object> cost(LayerReport report, double seconds) {
        EnergyBreakdown dynamic = technology.price(report.counts());
        Energy fixed = leakage ? technology.leakage(seconds) : Energy.ZERO;
        var cells = new LinkedHashMap<String, Object>();
        cells.put("accelerator", chip.name());
        cells.put("technology", technology.name());
        cells.put("cycles", report.cycles());
        cells.put("energy_pJ", dynamic.total().plus(fixed).picojoules());
        for (Component component : COMPONENTS) {
            cells.put("energy_" + component.name().toLowerCase(Locale.ROOT) + "_pJ", dynamic.of(component).picojoules());
        }
        cells.put("energy_static_pJ", fixed.picojoules());
        return cells;
    }
}
