package org.spikebook.training;

import java.util.List;
import java.util.Objects;

/**
 * What a network computes with in place of its weights, such as their quantised values. It is applied once a step to a copy; the optimiser changes the originals with the gradient
 * of the copy (straight-through), which {@link #gradient} may change.
 *
 * <pre>{@code
 * Model.of(net).transform(Prune.keepZeros().then(FakeQuantizer.of(4).perChannel()))
 * }</pre>
 *
 * @see org.spikebook.training.quantize.FakeQuantizer
 * @see org.spikebook.training.quantize.Prune#keepZeros
 */
public interface WeightTransform {

    /**
     * Which weights.
     *
     * @param layer name of the layer
     * @param kind {@code weight} or {@code recurrent}
     * @param rows input connections
     * @param columns outputs
     * @param pitch floats from one row to the next; those beyond the columns are 0 and stay so
     */
    record Weight(String layer, String kind, int rows, int columns, int pitch) {
    }

    /** Called once, when a model is built, with all its weights: throws where the transform does not fit them. */
    default void check(List<Weight> weights) {
    }

    /**
     * Fills the copy.
     *
     * @param from the originals, {@code rows * pitch} floats: one row an input connection, one column an output
     * @param to the copy, equally long
     */
    void apply(Weight weight, float[] from, float[] to);

    /** Whether what it gives differs from step to step. */
    default boolean isRandom() {
        return false;
    }

    /**
     * Fills the copy, with what is random in it; {@link #apply(Weight, float[], float[])} unless overridden.
     *
     * @param draw number of the training step, from 1, of which all random numbers follow; 0 outside training, for what is meant without them
     */
    default void apply(Weight weight, long draw, float[] from, float[] to) {
        apply(weight, from, to);
    }

    /** Changes the gradient on its way to the originals; leaves it as it is unless overridden. */
    default void gradient(Weight weight, float[] from, float[] gradient) {
    }

    /** This transform, then another one of what it gives; gradients go back through the second first. */
    default WeightTransform then(WeightTransform second) {
        Objects.requireNonNull(second, "second");
        WeightTransform first = this;
        return new WeightTransform() {
            @Override
            public void check(List<Weight> weights) {
                first.check(weights);
                second.check(weights);
            }

            @Override
            public void apply(Weight weight, float[] from, float[] to) {
                var between = new float[from.length];
                first.apply(weight, from, between);
                second.apply(weight, between, to);
            }

            @Override
            public boolean isRandom() {
                return first.isRandom() || second.isRandom();
            }

            @Override
            public void apply(Weight weight, long draw, float[] from, float[] to) {
                var between = new float[from.length];
                first.apply(weight, draw, from, between);
                second.apply(weight, draw, between, to);
            }

            @Override
            public void gradient(Weight weight, float[] from, float[] gradient) {
                var between = new float[from.length];
                first.apply(weight, from, between);
                second.gradient(weight, between, gradient);
                first.gradient(weight, from, gradient);
            }
        };
    }
}
