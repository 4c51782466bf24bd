package org.spikebook.neuron;

/**
 * What a neuron does when its potential lies exactly on the threshold. With integer weights ties are common, so a chip and its
 * reference must agree.
 */
public enum Tie {

    /** Spike if {@code v >= threshold} (the step function with H(0) = 1). */
    FIRES {
        @Override
        boolean reached(double potential, double threshold) {
            return potential >= threshold;
        }
    },

    /** Spike if {@code v > threshold} (H(0) = 0), as NIR writes it. */
    SILENT {
        @Override
        boolean reached(double potential, double threshold) {
            return potential > threshold;
        }
    };

    abstract boolean reached(double potential, double threshold);
}
