package org.spikebook.energy.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.spikebook.network.Nearest;

/** What an SNN and its twin did with one input: spike counts beside activations, layer by layer. Made by {@link Twin#run}. */
public final class TwinRun {

    private final Twin twin;
    private final Map<String, int[]> counts;
    private final Map<String, int[]> activations;
    private final Optional<double[]> sums;
    private final Optional<double[]> values;

    TwinRun(Twin twin, Map<String, int[]> counts, Map<String, int[]> activations, Optional<double[]> sums, Optional<double[]> values) {
        this.twin = twin;
        this.counts = counts;
        this.activations = activations;
        this.sums = sums;
        this.values = values;
    }

    /** Layers with neurons, in the network's order. */
    public List<String> layers() {
        return List.copyOf(counts.keySet());
    }

    /** Spikes of each neuron of the SNN over its T firing steps, shape [neuron], each 0..T. */
    public int[] counts(String layer) {
        return of(counts, layer);
    }

    /** Activations of the twin, shape [neuron], each 0..T. */
    public int[] activations(String layer) {
        return of(activations, layer);
    }

    private static int[] of(Map<String, int[]> values, String layer) {
        if (!values.containsKey(layer)) {
            throw new IllegalArgumentException("twin run: no layer with neurons is called '" + layer + "'." + Nearest.hint(layer, values.keySet()));
        }
        return values.get(layer).clone();
    }

    /** What a last layer without neurons adds up to in the SNN over T steps, shape [output]; empty where the last layer spikes. */
    public Optional<double[]> sums() {
        return sums.map(double[]::clone);
    }

    /** The same in the twin. */
    public Optional<double[]> values() {
        return values.map(double[]::clone);
    }

    /** Number of neurons and outputs in which the two differ. */
    public long differences() {
        long differences = 0;
        for (String layer : counts.keySet()) {
            int[] snn = counts.get(layer);
            int[] qnn = activations.get(layer);
            for (int n = 0; n < snn.length; n++) {
                differences += snn[n] != qnn[n] ? 1 : 0;
            }
        }
        for (int n = 0; sums.isPresent() && n < sums.get().length; n++) {
            differences += sums.get()[n] != values.orElseThrow()[n] ? 1 : 0;
        }
        return differences;
    }

    /** Whether every count equals its activation, and every output its sum. */
    public boolean isExact() {
        return differences() == 0;
    }

    /** Share of the twin's activations of a layer that are zero (gamma), 0..1. */
    public double zeroShare(String layer) {
        int[] values = activations(layer);
        return (double) Arrays.stream(values).filter(a -> a == 0).count() / values.length;
    }

    /** Spikes per neuron and step of a layer in its firing window, 0..1. */
    public double rate(String layer) {
        int[] spikes = counts(layer);
        return (double) Arrays.stream(spikes).asLongStream().sum() / spikes.length / twin.steps();
    }

    @Override
    public String toString() {
        var text = new StringBuilder(twin.toString());
        for (String layer : counts.keySet()) {
            text.append(String.format(Locale.ROOT, "%n  %-10s %7d neurons, rate %6.3f %%, zero activations %6.2f %%", layer,
                    counts.get(layer).length, 100 * rate(layer), 100 * zeroShare(layer)));
        }
        return text.append(String.format(Locale.ROOT, "%n  %s", isExact() ? "every spike count equals its activation"
                : differences() + " differ")).toString();
    }
}
