package org.spikebook.accelerator;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What an accelerator did for the layers of a network, one after the other.
 *
 * @param accelerator name of the accelerator
 * @param configuration its configuration in words
 * @param clockMegahertz its clock in MHz
 * @param inputDigest FNV-1a 64 digest of the spikes that entered the first layer
 * @param layers one report a layer, in the order of the network
 */
public record Report(String accelerator, String configuration, double clockMegahertz, long inputDigest, List<LayerReport> layers) {

    public Report {
        Objects.requireNonNull(accelerator, "accelerator");
        Objects.requireNonNull(configuration, "configuration");
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("report of " + accelerator + ": needs at least one layer");
        }
    }

    /** Cycles of all layers, executed one after the other. */
    public long cycles() {
        return layers.stream().mapToLong(LayerReport::cycles).reduce(0, Math::addExact);
    }

    /** Latency in seconds. */
    public double seconds() {
        return cycles() / (clockMegahertz * 1e6);
    }

    /** Counts of all layers. */
    public Counts counts() {
        return layers.stream().map(LayerReport::counts).reduce(Counts.NONE, Counts::plus);
    }

    /** The report of one layer. */
    public LayerReport layer(String name) {
        return layers.stream().filter(l -> l.layer().name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("report of " + accelerator + ": no layer '" + name + "'. Maybe one of "
                        + layers.stream().map(l -> l.layer().name()).toList() + "."));
    }

    @Override
    public String toString() {
        var text = new StringBuilder(String.format(Locale.ROOT, "%s: %,d cycles, %.4g ms%n%s%n", accelerator, cycles(), seconds() * 1e3,
                configuration));
        text.append(String.format(Locale.ROOT, "%-12s %14s %14s %14s %8s %8s %16s%n", "layer", "cycles", "compute", "memory", "columns", "rows",
                "SOPs"));
        for (LayerReport layer : layers) {
            text.append(String.format(Locale.ROOT, "%-12s %,14d %,14d %,14d %7.0f%% %7.0f%% %,16d%n", layer.layer().name(), layer.cycles(),
                    layer.computeCycles(), layer.memoryCycles(), 100 * layer.columnOccupancy(), 100 * layer.rowOccupancy(),
                    layer.counts().times(Component.ALU, Operation.ACCUMULATE)));
        }
        return text.toString();
    }
}
