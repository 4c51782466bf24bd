package org.spikebook.training;

/**
 * What a network computes with in place of its weights, such as their quantised values or those that pruning kept. It is applied once a step to a copy; the optimiser changes the
 * originals with the gradient of the copy (straight-through), which {@link #gradient} may change.
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

    /**
     * Fills the copy.
     *
     * @param from the originals, {@code rows * pitch} floats: one row an input connection, one column an output
     * @param to the copy, equally long
     */
    void apply(Weight weight, float[] from, float[] to);

    /** Changes the gradient on its way to the originals; leaves it as it is unless overridden. */
    default void gradient(Weight weight, float[] from, float[] gradient) {
    }
}
