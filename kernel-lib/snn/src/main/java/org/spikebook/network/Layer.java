package org.spikebook.network;

import java.util.Optional;
import org.spikebook.neuron.Neuron;
import org.spikebook.spike.Shape;

/**
 * One layer of a {@link Network}: a linear stage (or a pool) and, where it spikes, the neuron behind it. A layer without a neuron
 * hands its values on to the next one. Immutable; made by {@link Network.Builder}, which infers the shapes.
 */
public sealed interface Layer permits Conv2d, Dense, Recurrent, Pool, Flatten, BatchNorm, Block, CustomLayer {

    /** Name, unique in its network. */
    String name();

    /** What enters: for a dense layer behind an image the flattened features. */
    Shape input();

    /** What leaves. */
    Shape output();

    /** The neuron behind the linear stage; empty where the values pass on as they are. */
    Optional<Neuron> neuron();

    /** What it is, in a word: {@code conv2d}, {@code dense}, {@code recurrent}, {@code average pool} ... */
    String kind();

    /** Sizes that belong to the kind, for layer tables; empty text where there are none. */
    default String geometry() {
        return "";
    }

    /** Number of distinct weights without biases: filters * channels * kernel area, or outputs * inputs; 0 where there are none. */
    default long synapses() {
        return 0;
    }

    /** Number of parameters: distinct weights and biases, for a batch norm scale and shift; those of layers inside a block count there. */
    default long parameters() {
        return synapses();
    }

    /** Multiply-accumulates of one dense time step (one per connection, padded positions included); 0 where there are none. */
    default long macs() {
        return 0;
    }

    /** Inputs of one output neuron: channels * kernel area, or the number of inputs; 0 where it does not apply. */
    default int fanIn() {
        return 0;
    }
}
