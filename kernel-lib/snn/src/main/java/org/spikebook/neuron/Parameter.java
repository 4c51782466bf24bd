package org.spikebook.neuron;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;

/** A number that belongs to each neuron of a layer: one for all of them, or one each. Immutable. */
public final class Parameter {

    private final double[] values;
    private final boolean uniform;

    private Parameter(double[] values, boolean uniform) {
        this.values = values;
        this.uniform = uniform;
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException("neuron parameter" + (uniform ? "" : " of neuron " + i)
                        + " must be a finite number, but was " + values[i]);
            }
        }
    }

    /** The same number for every neuron. */
    public static Parameter of(double value) {
        return new Parameter(new double[] {value}, true);
    }

    /** One number for each neuron, in the order of the layer's neurons. */
    public static Parameter each(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("neuron parameter: needs at least one value");
        }
        return new Parameter(values.clone(), false);
    }

    /** Number of that neuron. */
    public double at(int neuron) {
        return uniform ? values[0] : values[neuron];
    }

    /** Whether all neurons share one number. */
    public boolean isUniform() {
        return uniform;
    }

    /** Number of neurons that it has values for; empty where it fits any layer. */
    public OptionalInt size() {
        return uniform ? OptionalInt.empty() : OptionalInt.of(values.length);
    }

    /** Smallest value. */
    public double min() {
        return Arrays.stream(values).min().orElseThrow();
    }

    /** Largest value. */
    public double max() {
        return Arrays.stream(values).max().orElseThrow();
    }

    /** A value for each of so many neurons, shape [neuron]; a copy. */
    public double[] toArray(int neurons) {
        if (uniform) {
            double[] all = new double[neurons];
            Arrays.fill(all, values[0]);
            return all;
        }
        if (values.length != neurons) {
            throw new IllegalArgumentException("neuron parameter has " + values.length + " values for a layer of " + neurons
                    + " neurons");
        }
        return values.clone();
    }

    /** Each value changed alike. */
    public Parameter map(DoubleUnaryOperator change) {
        return new Parameter(Arrays.stream(values).map(change).toArray(), uniform);
    }

    /** Both parameters of each neuron combined. */
    public Parameter combine(Parameter other, DoubleBinaryOperator operator) {
        if (uniform && other.uniform) {
            return of(operator.applyAsDouble(values[0], other.values[0]));
        }
        int neurons = uniform ? other.values.length : values.length;
        double[] a = toArray(neurons);
        double[] b = other.toArray(neurons);
        for (int i = 0; i < neurons; i++) {
            a[i] = operator.applyAsDouble(a[i], b[i]);
        }
        return new Parameter(a, false);
    }

    boolean all(DoublePredicate rule) {
        return Arrays.stream(values).allMatch(rule);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Parameter that && uniform == that.uniform && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * Boolean.hashCode(uniform) + Arrays.hashCode(values);
    }

    /** The number, or the range of the numbers. */
    @Override
    public String toString() {
        double low = min();
        double high = max();
        return low == high ? format(low) : format(low) + ".." + format(high);
    }

    private static String format(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9 ? Long.toString((long) value)
                : new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros().toString();
    }
}
