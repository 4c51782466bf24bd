package org.spikebook.network;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What a run records besides the spikes, which it always records: for a layer with a neuron its membrane potentials u[t], for one
 * without the values that it hands on.
 *
 * @param layers names of the layers to record; ignored where {@code all} is set
 * @param all whether every layer is recorded
 */
public record RunOptions(Set<String> layers, boolean all) {

    public RunOptions {
        layers = Set.copyOf(layers);
    }

    /** Spikes only (and the values of the last layer where that does not spike). */
    public static RunOptions spikesOnly() {
        return new RunOptions(Set.of(), false);
    }

    /** Potentials or values of these layers; 8 bytes a neuron and step. */
    public static RunOptions record(String... layers) {
        return new RunOptions(new LinkedHashSet<>(Arrays.asList(layers)), false);
    }

    /** Potentials or values of every layer. */
    public static RunOptions recordAll() {
        return new RunOptions(Set.of(), true);
    }
}
