package org.spikebook.lab.batch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.spikebook.accelerator.LayerShape;
import org.spikebook.event.NpyArray;
import org.spikebook.network.Nearest;
import org.spikebook.spike.BernoulliSpikes;
import org.spikebook.spike.SpikeTensor;
import org.spikebook.spike.Spikes;

/**
 * Layers and their spikes from a CSV file, one layer a line, with these columns in any order:
 *
 * <ul>
 * <li>{@code kind}: {@code conv}; {@code fc_seq}, a fully connected layer on each token of a sequence; {@code fc_flat}, on one vector;
 * <li>{@code conv}: {@code C} input channels of {@code H} x {@code H}, {@code kernel}, {@code pad} (default 0), {@code stride} (default 1),
 * {@code out_dim} filters. {@code seq} and {@code in_dim} may say the output positions and the fan-in once more;
 * <li>{@code fc_seq}, {@code fc_flat}: {@code seq} tokens (1 for {@code fc_flat}), {@code in_dim} inputs, {@code out_dim} outputs;
 * <li>spikes drawn by a recipe: {@code T} steps, {@code rate}, {@code active_fraction} (default 1), {@code seed} and {@code layer} (default 0),
 * see {@link Spikes};
 * <li>or recorded spikes: {@code file}, a NumPy {@code .npy} (see {@link NpyArray#spikes}), relative to the table's folder; {@code T} may
 * say its steps once more;
 * <li>{@code workload}, {@code name}: for people. Columns of {@link Batch}'s results may stand there too; they are computed anew.
 * </ul>
 *
 * Layer topologies of SCALE-Sim are read too ({@link #read(Path, BernoulliSpikes, int)}).
 */
public final class LayerTable {

    private static final List<String> COLUMNS = List.of("workload", "rate", "layer", "name", "kind", "T", "C", "H", "kernel", "pad", "stride", "seq",
            "in_dim", "out_dim", "seed", "active_fraction", "file");
    private static final List<String> KINDS = List.of("conv", "fc_seq", "fc_flat");
    private static final List<String> CONVOLUTIONS = List.of("layer name", "ifmap height", "ifmap width", "filter height", "filter width", "channels",
            "num filter", "strides");
    private static final List<String> PRODUCTS = List.of("layer name", "m", "n", "k");

    private final List<String> header;
    private final List<Line> lines;
    private final List<String> unused;

    /** One layer: its line in the file, the input columns, the shape and what gives its spikes. */
    static final class Line {

        private final CsvRows.Row row;
        private final Map<String, String> cells;
        private final LayerShape shape;
        private final Source source;

        private Line(CsvRows.Row row, Map<String, String> cells, LayerShape shape, Source source) {
            this.row = row;
            this.cells = cells;
            this.shape = shape;
            this.source = source;
        }

        Map<String, String> cells() {
            return cells;
        }

        LayerShape shape() {
            return shape;
        }

        /** Draws or reads the spikes. */
        SpikeTensor spikes() {
            SpikeTensor spikes = source.spikes();
            if (spikes.neurons() != shape.inputs()) {
                throw new IllegalArgumentException("column 'file': the layer has " + shape.inputs() + " inputs " + shape.inputShape()
                        + ", but the recording has " + spikes.neurons() + " neurons " + spikes.shape() + ". Maybe the activity of another layer.");
            }
            return spikes;
        }

        /** An error of this line. */
        IllegalArgumentException error(RuntimeException cause) {
            var error = row.error(cause instanceof ArithmeticException ? "the layer is too large to be counted: " + shape + " (" + cause.getMessage() + ")."
                    + " Maybe fewer steps." : cause.getMessage());
            error.initCause(cause);
            return error;
        }
    }

    /** What gives spikes. */
    private interface Source {
        SpikeTensor spikes();
    }

    private LayerTable(List<String> header, List<Line> lines, List<String> unused) {
        this.header = List.copyOf(header);
        this.lines = List.copyOf(lines);
        this.unused = List.copyOf(unused);
    }

    /**
     * Reads a table that names the spikes of each layer.
     *
     * @throws IllegalArgumentException if a line breaks a rule; the message names file, line, column and rule
     * @throws java.io.UncheckedIOException if it cannot be read
     */
    public static LayerTable read(Path file) {
        CsvRows rows = CsvRows.read("layer table", file);
        if (isTopology(rows)) {
            throw new IllegalArgumentException(file + ": is a SCALE-Sim topology, which says nothing of spikes. Maybe give a firing rate, a number of"
                    + " steps and a seed: --rate 0.05 --steps 300 --seed 42, or LayerTable.read(file, Spikes.bernoulli(0.05).seed(42), 300).");
        }
        var results = Batch.columns();
        for (String column : rows.header()) {
            if (!COLUMNS.contains(column) && !results.contains(column)) {
                throw new IllegalArgumentException(file + ": unknown column '" + column + "'." + Nearest.hint(column, COLUMNS));
            }
        }
        var header = rows.header().stream().filter(COLUMNS::contains).toList();
        var lines = new ArrayList<Line>();
        for (CsvRows.Row row : rows.rows()) {
            var cells = new LinkedHashMap<>(row.cells());
            cells.keySet().retainAll(header);
            try {
                lines.add(new Line(row, cells, shape(row), source(file, row)));
            } catch (IllegalArgumentException e) {
                throw e.getMessage().startsWith(file + ", line ") ? e : row.error(e.getMessage());
            }
        }
        return new LayerTable(header, lines, List.of());
    }

    private static LayerShape shape(CsvRows.Row row) {
        String name = row.has("name") ? row.text("name") : "layer " + row.text("layer");
        String kind = row.text("kind");
        LayerShape shape = switch (kind) {
            case "conv" -> LayerShape.conv(name, row.whole("C"), row.whole("H"), row.whole("H"), row.whole("out_dim"), row.whole("kernel"),
                    row.whole("stride", 1), row.whole("pad", 0));
            case "fc_seq" -> LayerShape.fullyConnected(name, row.whole("seq"), row.whole("in_dim"), row.whole("out_dim"));
            case "fc_flat" -> LayerShape.fullyConnected(name, 1, row.whole("in_dim"), row.whole("out_dim"));
            default -> throw row.error("kind", "must be one of " + KINDS + ", but was '" + kind + "'." + Nearest.hint(kind, KINDS));
        };
        expect(row, "seq", shape.positions(), kind.equals("conv") ? "output positions" : "tokens of a layer on one vector");
        expect(row, "in_dim", shape.fanIn(), "inputs of one output neuron");
        if (!kind.equals("conv")) {
            expect(row, "C", 1, "channels of a fully connected layer");
            expect(row, "H", shape.positions(), "tokens");
            expect(row, "kernel", 1, "kernel of a fully connected layer");
            expect(row, "pad", 0, "padding of a fully connected layer");
            expect(row, "stride", 1, "stride of a fully connected layer");
        }
        return shape;
    }

    /** A cell that says once more what follows from others. */
    private static void expect(CsvRows.Row row, String column, int value, String what) {
        if (row.has(column) && row.whole(column) != value) {
            throw row.error(column, "must be " + value + " (" + what + "), but was " + row.text(column) + ". Maybe leave the cell empty.");
        }
    }

    private static Source source(Path table, CsvRows.Row row) {
        if (row.has("file")) {
            for (String column : List.of("rate", "active_fraction", "seed")) {
                if (row.has(column)) {
                    throw row.error(column, "must be empty where 'file' names recorded spikes, but was '" + row.text(column) + "'.");
                }
            }
            Path recording = table.toAbsolutePath().resolveSibling(row.text("file"));
            int steps = row.whole("T", 0);
            return () -> {
                SpikeTensor spikes = NpyArray.read(recording).spikes();
                if (steps != 0 && steps != spikes.steps()) {
                    throw new IllegalArgumentException("column 'T': must be the " + spikes.steps() + " steps of the recording, but was " + steps
                            + ". Maybe leave the cell empty.");
                }
                return spikes;
            };
        }
        int steps = row.whole("T");
        if (steps < 1) {
            throw row.error("T", "must be at least 1 step, but was " + steps + ".");
        }
        double fraction = row.has("active_fraction") ? row.real("active_fraction") : 1;
        Spikes recipe = new BernoulliSpikes(row.real("rate"), fraction, row.seed("seed"), row.whole("layer", 0));
        LayerShape shape = shape(row);
        return () -> recipe.generate(shape.inputShape(), steps);
    }

    /**
     * Reads a layer topology of SCALE-Sim: either convolutions (layer name, input height and width, filter height and width,
     * channels, filters, stride) or matrix products (layer name, M, N, K: M tokens of K inputs to N outputs). A convolution of one pixel
     * by a 1 x 1 filter is a fully connected layer on one vector. There is no padding; positions where the filter would stick out of the
     * input are not counted, while SCALE-Sim counts them.
     *
     * @param recipe spikes of the layers; layer {@code i} of the file draws {@code recipe.layer(i)}
     * @param steps time steps, at least 1
     * @throws IllegalArgumentException if the file breaks a rule; the message names file, line, column and rule
     * @throws java.io.UncheckedIOException if it cannot be read
     */
    public static LayerTable read(Path file, BernoulliSpikes recipe, int steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("layer table: steps must be at least 1, but was " + steps);
        }
        CsvRows rows = CsvRows.read("layer topology", file);
        if (!isTopology(rows)) {
            throw new IllegalArgumentException(file + ": is no SCALE-Sim topology (Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels,"
                    + " Num Filter, Strides; or Layer Name, M, N, K), but has the columns " + rows.header()
                    + ". Maybe leave out rate, steps and seed, if the table names its spikes.");
        }
        boolean products = low(rows.header().get(1)).equals("m");
        int used = (products ? PRODUCTS : CONVOLUTIONS).size();
        var added = List.of("rate", "active_fraction", "T", "layer", "seed");
        var results = Batch.columns();
        var header = new ArrayList<>(rows.header().stream().filter(name -> !added.contains(name) && !results.contains(name)).toList());
        header.addAll(added);
        var lines = new ArrayList<Line>();
        for (CsvRows.Row row : rows.rows()) {
            Spikes own = recipe.layer(lines.size());
            LayerShape shape;
            try {
                shape = products ? product(row, rows.header()) : convolution(row, rows.header());
            } catch (IllegalArgumentException e) {
                throw e.getMessage().startsWith(file + ", line ") ? e : row.error(e.getMessage());
            }
            var cells = new LinkedHashMap<>(row.cells());
            cells.put("rate", Double.toString(recipe.rate()));
            cells.put("active_fraction", Double.toString(recipe.activeFraction()));
            cells.put("T", Integer.toString(steps));
            cells.put("layer", Integer.toString(lines.size()));
            cells.put("seed", Long.toString(recipe.seed()));
            lines.add(new Line(row, cells, shape, () -> own.generate(shape.inputShape(), steps)));
        }
        return new LayerTable(header, lines, rows.header().subList(used, rows.header().size()));
    }

    private static String low(String name) {
        return name.toLowerCase(Locale.ROOT).strip();
    }

    private static boolean isTopology(CsvRows rows) {
        var names = rows.header().stream().map(LayerTable::low).toList();
        return starts(names, CONVOLUTIONS) || starts(names, PRODUCTS);
    }

    private static boolean starts(List<String> names, List<String> with) {
        return names.size() >= with.size() && names.subList(0, with.size()).equals(with);
    }

    private static LayerShape product(CsvRows.Row row, List<String> header) {
        return LayerShape.fullyConnected(row.text(header.get(0)), row.whole(header.get(1)), row.whole(header.get(3)), row.whole(header.get(2)));
    }

    private static LayerShape convolution(CsvRows.Row row, List<String> header) {
        String name = row.text(header.get(0));
        int height = row.whole(header.get(1));
        int width = row.whole(header.get(2));
        int kernelHeight = row.whole(header.get(3));
        int kernelWidth = row.whole(header.get(4));
        int channels = row.whole(header.get(5));
        int filters = row.whole(header.get(6));
        int stride = row.whole(header.get(7));
        if (height == 1 && width == 1 && kernelHeight == 1 && kernelWidth == 1) {
            return LayerShape.fullyConnected(name, 1, channels, filters);
        }
        return new LayerShape(name, LayerShape.Kind.CONV, channels, height, width, filters, kernelHeight, kernelWidth, stride, stride, 0, 0);
    }

    /** The layers, in the order of the file. */
    public List<LayerShape> layers() {
        return lines.stream().map(Line::shape).toList();
    }

    /** Columns of a topology that have no meaning here, such as the sparsity of weights. */
    public List<String> unusedColumns() {
        return unused;
    }

    List<String> header() {
        return header;
    }

    List<Line> lines() {
        return lines;
    }

    @Override
    public String toString() {
        return lines.size() + " layers: " + layers();
    }
}
