package org.spikebook.accelerator.xpike;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.spikebook.energy.Energy;

/**
 * Energy of one inference by what it is spent on: runtime compute and runtime memory access; weights stay where they are.
 *
 * @param platform which implementation
 * @param steps time steps T, 1 for an ANN
 * @param compute by part, in the order of the paper's figures: on Xpikeformer {@code periphery}, {@code accumulation}, {@code ADC} (of the analog
 *                arrays), {@code SSA} and {@code other}
 * @param memory reads and writes of on-chip memory
 */
public record PlatformEnergy(TransformerPlatform platform, int steps, Map<String, Energy> compute, Energy memory) {

    public PlatformEnergy {
        Objects.requireNonNull(platform, "platform");
        compute = Collections.unmodifiableMap(new LinkedHashMap<>(compute));
    }

    /** Energy of one part of the compute. */
    public Energy of(String part) {
        Energy energy = compute.get(part);
        if (energy == null) {
            throw new IllegalArgumentException(platform.label() + ": has no part '" + part + "'. Maybe one of " + compute.keySet() + ".");
        }
        return energy;
    }

    /** All of the compute. */
    public Energy computeTotal() {
        return compute.values().stream().reduce(Energy.ZERO, Energy::plus);
    }

    /** Compute and memory. */
    public Energy total() {
        return computeTotal().plus(memory);
    }

    /** Share of some parts in the compute, 0..1. */
    public double computeShare(String... parts) {
        double sum = 0;
        for (String part : parts) {
            sum += of(part).picojoules();
        }
        return sum / computeTotal().picojoules();
    }

    @Override
    public String toString() {
        var text = new StringBuilder(String.format(Locale.ROOT, "%s, T = %d: %s", platform.label(), steps, total()));
        compute.forEach((part, energy) -> text.append(", ").append(part).append(' ').append(energy));
        return text + ", memory " + memory;
    }
}
