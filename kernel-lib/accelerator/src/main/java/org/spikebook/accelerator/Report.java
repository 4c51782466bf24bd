package org.spikebook.accelerator;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.spikebook.event.WholeFile;
import org.spikebook.network.Nearest;
import org.spikebook.spike.Spikes;

/**
 * What an accelerator did for the layers of a network, one after the other, and what it takes to do it again: the chip, the recipe of
 * its spikes, their digest, and the version of Spikebook.
 *
 * <pre>{@code
 * report.save(Path.of("conv2.json"));
 * Report again = Report.load(Path.of("conv2.json"));       // equal to report
 * report.saveCsv(Path.of("conv2.csv"));                    // one row a layer
 * }</pre>
 *
 * @param accelerator name of the accelerator
 * @param configuration its configuration in words
 * @param clockMegahertz its clock in MHz
 * @param chip the accelerator itself; empty for a user's own, which no file can hold
 * @param input what entered the layers
 * @param version version of Spikebook that made the report
 * @param layers one report a layer, in the order of the network
 */
public record Report(String accelerator, String configuration, double clockMegahertz, Optional<Chip> chip, Input input, String version,
        List<LayerReport> layers) {

    private static final int SHOWN_LAYERS = 24;

    /**
     * What entered the layers.
     *
     * @param description in words
     * @param recipe what drew the spikes, with its seed; empty for recorded ones. Several layers draw {@code recipe.layer(i)} each
     * @param digest FNV-1a 64 digest of the spikes that entered the first layer
     */
    public record Input(String description, Optional<Spikes> recipe, long digest) {

        public Input {
            Objects.requireNonNull(description, "description");
            Objects.requireNonNull(recipe, "recipe");
        }
    }

    public Report {
        Objects.requireNonNull(accelerator, "accelerator");
        Objects.requireNonNull(configuration, "configuration");
        Objects.requireNonNull(chip, "chip");
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(version, "version");
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("report of " + accelerator + ": needs at least one layer");
        }
        if (!(clockMegahertz > 0) || Double.isInfinite(clockMegahertz)) {
            throw new IllegalArgumentException("report of " + accelerator + ": clock must be positive and finite, but was " + clockMegahertz + " MHz");
        }
    }

    /** A report of this version of Spikebook. */
    static Report of(Accelerator accelerator, Input input, List<LayerReport> layers) {
        return new Report(accelerator.name(), accelerator.configuration(), accelerator.clockMegahertz(), Chip.find(accelerator), input,
                Release.version(), layers);
    }

    /** FNV-1a 64 digest of the spikes that entered the first layer. */
    public long inputDigest() {
        return input.digest();
    }

    /** Cycles of all layers, executed one after the other. */
    public long cycles() {
        return layers.stream().mapToLong(LayerReport::cycles).reduce(0, Math::addExact);
    }

    /** Latency in seconds. */
    public double seconds() {
        return seconds(cycles());
    }

    /** Seconds that so many cycles take. */
    public double seconds(long cycles) {
        return cycles / (clockMegahertz * 1e6);
    }

    /** Counts of all layers. */
    public Counts counts() {
        return layers.stream().map(LayerReport::counts).reduce(Counts.NONE, Counts::plus);
    }

    /** The report of one layer. */
    public LayerReport layer(String name) {
        var names = layers.stream().map(l -> l.layer().name()).toList();
        return layers.stream().filter(l -> l.layer().name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("report of " + accelerator + ": no layer '" + name + "'." + Nearest.hint(name, names)));
    }

    /** This report as JSON text; {@link #fromJson} gives an equal one. */
    public String toJson() {
        return Json.write(ReportJson.write(this));
    }

    /**
     * A report from JSON text.
     *
     * @throws IllegalArgumentException if the text is no report; the message names the part, the key and the rule
     */
    public static Report fromJson(String json) {
        return ReportJson.read(Json.read("report", json));
    }

    /** Writes {@link #toJson()}. The file is written whole or not at all. */
    public void save(Path file) {
        WholeFile.write("report", file, toJson().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A report from a file.
     *
     * @throws IllegalArgumentException if the file is no report; the message names the file, the part, the key and the rule
     * @throws java.io.UncheckedIOException if it cannot be read
     */
    public static Report load(Path file) {
        return Json.inFile(file, () -> fromJson(new String(WholeFile.read("report", file), StandardCharsets.UTF_8)));
    }

    /**
     * One row a layer as CSV text: {@code accelerator}, the layer's shape ({@code layer} to {@code padding_x}), {@code steps}, {@code cycles},
     * then the {@link CountColumns}.
     */
    public String toCsv() {
        var header = new ArrayList<>(List.of("accelerator", "layer", "kind", "channels", "height", "width", "filters", "kernel_height", "kernel_width",
                "stride_y", "stride_x", "padding_y", "padding_x", "steps", "cycles"));
        List<String> counts = CountColumns.names(layers);
        header.addAll(counts);
        var rows = new ArrayList<List<Object>>();
        for (LayerReport report : layers) {
            LayerShape shape = report.layer();
            var row = new ArrayList<Object>(List.of(accelerator, shape.name(), shape.kind().name().toLowerCase(Locale.ROOT), shape.channels(),
                    shape.height(), shape.width(), shape.filters(), shape.kernelHeight(), shape.kernelWidth(), shape.strideY(), shape.strideX(),
                    shape.paddingY(), shape.paddingX(), report.steps(), report.cycles()));
            var values = CountColumns.values(report);
            counts.forEach(name -> row.add(values.getOrDefault(name, 0L)));
            rows.add(row);
        }
        return CountColumns.csv(header, rows);
    }

    /** Writes {@link #toCsv()}. The file is written whole or not at all. */
    public void saveCsv(Path file) {
        WholeFile.write("CSV file", file, toCsv().getBytes(StandardCharsets.UTF_8));
    }

    /** One screen: the totals, a line a layer (of many, the first and the last), and the bits that each memory moved. */
    @Override
    public String toString() {
        var text = new StringBuilder(String.format(Locale.ROOT, "%s: %,d cycles, %.4g ms%n%s%ninput: %s%n", accelerator, cycles(), seconds() * 1e3,
                configuration, input.description()));
        int width = Math.min(24, layers.stream().mapToInt(l -> l.layer().name().length()).max().orElse(0));
        width = Math.max(8, width);
        text.append(String.format(Locale.ROOT, "%-" + width + "s %14s %14s %14s %8s %8s %16s%n", "layer", "cycles", "compute", "memory", "columns",
                "rows", "SOPs"));
        int head = layers.size() <= SHOWN_LAYERS ? layers.size() : SHOWN_LAYERS - 4;
        for (int i = 0; i < layers.size(); i++) {
            if (i >= head && i < layers.size() - 3) {
                text.append(i == head ? "... " + (layers.size() - 3 - head) + " more layers\n" : "");
                continue;
            }
            LayerReport layer = layers.get(i);
            String name = layer.layer().name();
            text.append(String.format(Locale.ROOT, "%-" + width + "s %,14d %,14d %,14d %7.0f%% %7.0f%% %,16d%n",
                    name.length() <= width ? name : name.substring(0, width - 3) + "...", layer.cycles(), layer.computeCycles(), layer.memoryCycles(),
                    100 * layer.columnOccupancy(), 100 * layer.rowOccupancy(), layer.counts().times(Component.ALU, Operation.ACCUMULATE)));
        }
        var moved = new TreeMap<Component, long[]>();
        counts().amounts().forEach((action, amount) -> {
            if (amount.bits() > 0) {
                moved.computeIfAbsent(action.component(), c -> new long[2])[action.operation() == Operation.WRITE ? 1 : 0] += amount.bits();
            }
        });
        text.append("bits read / written:");
        moved.forEach((component, bits) -> text.append(String.format(Locale.ROOT, "  %s %.3g / %.3g", component, (double) bits[0], (double) bits[1])));
        return text.append('\n').toString();
    }
}
