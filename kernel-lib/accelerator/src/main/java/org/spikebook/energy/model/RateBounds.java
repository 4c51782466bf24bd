package org.spikebook.energy.model;

import org.spikebook.spike.SpikeTensor;

/**
 * The bounds on the spike rate of a layer (arXiv 2409.08290, Theorem 2), from counted spikes: {@code (1 - gamma) / T <= s <= 1 - gamma},
 * gamma being the share of neurons that never fire.
 *
 * @param neurons neurons of the layer
 * @param steps time steps T
 * @param active neurons that fire at least once
 * @param spikes all their spikes
 */
public record RateBounds(long neurons, int steps, long active, long spikes) {

    /** Bounds of a tensor of one-bit spikes. */
    public static RateBounds of(SpikeTensor spikes) {
        if (spikes.planes() != 1) {
            throw new IllegalArgumentException("rate bounds: need spikes of one bit, but they have " + spikes.planes() + ". Maybe spikes.any().");
        }
        long active = 0;
        for (int count : spikes.counts()) {
            active += count > 0 ? 1 : 0;
        }
        return new RateBounds(spikes.neurons(), spikes.steps(), active, spikes.count());
    }

    /** Share of neurons that never fire (gamma), 0..1. */
    public double zeroShare() {
        return 1 - (double) active / neurons;
    }

    /** Spikes per neuron and step s, 0..1. */
    public double rate() {
        return spikes / ((double) neurons * steps);
    }

    /** {@code (1 - gamma) / T}. */
    public double lower() {
        return active / ((double) neurons * steps);
    }

    /** {@code 1 - gamma}. */
    public double upper() {
        return (double) active / neurons;
    }

    /** {@code (1 - gamma) (T + 1) / (2 T)}, the rate where all levels are alike. */
    public double average() {
        return RateCase.AVERAGE.spikeRate(zeroShare(), steps);
    }

    /** Whether the bounds hold, by whole numbers: {@code active <= spikes <= active * T}. */
    public boolean hold() {
        return active <= spikes && spikes <= Math.multiplyExact(active, steps);
    }
}
