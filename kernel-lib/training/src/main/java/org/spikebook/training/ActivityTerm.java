package org.spikebook.training;

import org.spikebook.training.data.Sample;

/**
 * A loss on the spikes between layers, such as what they cost on a chip (SpikeX-HT, Section IV-A). It is asked once for each sample, after the forward pass.
 */
@FunctionalInterface
public interface ActivityTerm {

    /** The spikes of one sample, layer by layer; layer 0 is the network's input, layer i what left the i-th layer that spikes. */
    interface Activity {

        /** Number of layers of spikes, the input among them. */
        int layers();

        /** Name of the layer they left; {@code "input"} for layer 0. */
        String name(int layer);

        /** Neurons of a layer. */
        int neurons(int layer);

        /** Time steps. */
        int steps();

        /** What a neuron, counted as in its {@link org.spikebook.spike.Shape}, puts out at a step. */
        float spike(int layer, int step, int neuron);

        /** Adds to d loss / d spike; layers before the first weights take nothing. */
        void addGradient(int layer, int step, int neuron, float gradient);
    }

    /**
     * The term for one sample; adds its derivatives.
     *
     * @return the value, added to the loss
     */
    double value(Activity activity, Sample sample);
}
