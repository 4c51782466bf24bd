package org.spikebook.energy.model;

/**
 * How many spikes carry an activation of the twin. With gamma the share of activations that are zero, the spike rate of an SNN of T steps
 * lies in {@code (1 - gamma) / T <= s <= 1 - gamma} (arXiv 2409.08290, Theorem 2): each active neuron fires once at least, at every step at
 * most, and {@code (T + 1) / 2} times where all levels are alike.
 */
public enum RateCase {

    /** Every active neuron fires once. */
    BEST {
        @Override
        double spikesOfActive(int steps) {
            return 1;
        }
    },

    /** All levels 1..T are alike. */
    AVERAGE {
        @Override
        double spikesOfActive(int steps) {
            return (steps + 1) / 2.0;
        }
    },

    /** Every active neuron fires at every step. */
    WORST {
        @Override
        double spikesOfActive(int steps) {
            return steps;
        }
    };

    /** Spikes of an active neuron over T steps. */
    abstract double spikesOfActive(int steps);

    /** Spike rate s, 0..1, at a share of zero activations of 0..1. */
    public double spikeRate(double zeroShare, int steps) {
        Twin.checkSteps(steps);
        return (1 - zeroShare) * spikesOfActive(steps) / steps;
    }

    /** Share of activations that are not zero (1 - gamma) at that spike rate; above 1 where the rate is too high for the case. */
    public double activeShare(double spikeRate, int steps) {
        Twin.checkSteps(steps);
        return spikeRate * steps / spikesOfActive(steps);
    }

    /**
     * The compute-only rule: with nothing but arithmetic, the SNN costs no more if {@code T s <= k (1 - gamma)} with
     * {@code k = E_MAC / E_ACC}. This is the least such k: 1, (1 + T) / 2 or T.
     */
    public double neededCostRatio(int steps) {
        Twin.checkSteps(steps);
        return spikesOfActive(steps);
    }

    /** The compute-only rule the other way round: the spike rate {@code k (1 - gamma) / T} up to which the SNN costs no more. */
    public static double computeOnlyBreakEven(double costRatio, double zeroShare, int steps) {
        Twin.checkSteps(steps);
        return costRatio * (1 - zeroShare) / steps;
    }
}
