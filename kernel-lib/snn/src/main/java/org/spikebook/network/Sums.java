package org.spikebook.network;

import java.util.Optional;
import org.spikebook.neuron.FixedPointLif;

/**
 * How the inputs of a layer add up: in double precision, or, in front of a {@link FixedPointLif}, in partial sums of a few bits that
 * saturate after every addition.
 */
final class Sums {

    private final double limit;     // infinite in double precision
    private long saturations;

    private Sums(double limit) {
        this.limit = limit;
    }

    /**
     * The sums of one layer.
     *
     * @param weights its weights, any order
     * @param bias where its sums begin, shape [output]
     * @throws IllegalArgumentException if a weight or a bias does not fit the neuron's registers
     */
    static Sums of(Layer layer, float[] weights, double[] bias) {
        Optional<FixedPointLif> neuron = layer.neuron().filter(FixedPointLif.class::isInstance).map(FixedPointLif.class::cast);
        if (neuron.isEmpty()) {
            return new Sums(Double.POSITIVE_INFINITY);
        }
        int largestWeight = neuron.get().largestWeight();
        int largestSum = neuron.get().largestPartialSum();
        for (float weight : weights) {
            check(layer, "weight", weight, largestWeight);
        }
        for (double each : bias) {
            check(layer, "bias", each, largestSum);
        }
        return new Sums(largestSum);
    }

    private static void check(Layer layer, String what, double value, int largest) {
        if (value != Math.rint(value) || value > largest || value < -largest - 1) {
            throw LayerChecks.error(layer.name(), "a " + what + " in front of a fixed-point neuron must be a whole number in "
                    + (-largest - 1) + ".." + largest + ", but was " + value + ". Maybe quantise the weights first, or more bits.");
        }
    }

    /** Adds {@code value} times the weights from {@code w} on to as many sums. */
    void add(float[] weights, int w, double value, double[] sums, int from, int count) {
        if (limit == Double.POSITIVE_INFINITY) {
            for (int o = 0; o < count; o++) {
                sums[from + o] += weights[w + o] * value;
            }
            return;
        }
        for (int o = 0; o < count; o++) {
            double sum = sums[from + o] + weights[w + o] * value;       // whole numbers below 2^53: exact
            if (sum > limit || sum < -limit - 1) {
                sum = sum > 0 ? limit : -limit - 1;
                saturations++;
            }
            sums[from + o] = sum;
        }
    }

    /** How often a sum has saturated since the start. */
    long saturations() {
        return saturations;
    }
}
