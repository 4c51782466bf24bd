package org.spikebook.training;

/**
 * What the products of a transformer's weights pass on their way to biases and neurons while it is trained, such as the noise and the converters of an analog array. Gradients pass it
 * unchanged (straight-through). Outside of training it is left out.
 *
 * <pre>{@code
 * Trainer.of(transformer).model(m -> m.transform(AnalogNoise.published()).currents(AnalogReadout.published()))
 * }</pre>
 *
 * @see org.spikebook.training.hardware.AnalogReadout
 */
public interface CurrentTransform {

    /**
     * The currents of one layer for one sample: those of row r and output o are {@code values[at + r * pitch + o]}.
     *
     * @param values changed in place
     * @param at place of the first
     * @param rows tokens of all steps, one after the other
     * @param outputs of the layer
     * @param pitch floats from one row to the next, {@code outputs} or more
     */
    record Rows(float[] values, int at, int rows, int outputs, int pitch) {
    }

    /**
     * Changes the currents of one layer.
     *
     * @param currents without biases, in the unit of the weights
     * @param largest largest magnitude of the weights of each output, [output]
     * @param seed of all that is random in it; another one for each layer, sample and step of training
     */
    void apply(Rows currents, float[] largest, long seed);
}
