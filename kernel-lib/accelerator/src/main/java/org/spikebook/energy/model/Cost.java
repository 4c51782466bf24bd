package org.spikebook.energy.model;

/**
 * Energy of a layer (or of one of its neurons) by what it is spent on, in pJ.
 *
 * @param movement moving activations between neurons
 * @param weights reading weights
 * @param arithmetic additions and multiplications of the sums
 * @param neuron reading, writing, comparing and resetting potentials (or the accumulator)
 */
public record Cost(double movement, double weights, double arithmetic, double neuron) {

    public static final Cost ZERO = new Cost(0, 0, 0, 0);

    /** Sum in pJ. */
    public double total() {
        return movement + weights + arithmetic + neuron;
    }

    /** Both together. */
    public Cost plus(Cost other) {
        return new Cost(movement + other.movement, weights + other.weights, arithmetic + other.arithmetic, neuron + other.neuron);
    }

    /** So many times this. */
    public Cost times(double factor) {
        return new Cost(movement * factor, weights * factor, arithmetic * factor, neuron * factor);
    }
}
