package org.spikebook.energy.model;

import java.util.Objects;
import org.spikebook.accelerator.LayerShape;
import org.spikebook.network.Conv2d;
import org.spikebook.network.Dense;
import org.spikebook.network.Layer;
import org.spikebook.spike.SpikeTensor;

/**
 * What a layer with weights has to do for one inference.
 *
 * @param layer a convolution or a dense layer
 * @param steps time steps T
 * @param spikesIn spikes that enter over all steps (those of several bits count once)
 * @param spikesOut spikes that leave over all steps
 * @param activeInputs input neurons that fire at least once; the twin's activations that are not zero
 * @param synapticOperations additions of a weight, one for each synapse that a spike reaches (padding left out)
 * @param binary whether the spikes that enter have one bit
 */
public record LayerWork(Layer layer, int steps, double spikesIn, double spikesOut, double activeInputs, double synapticOperations, boolean binary) {

    public LayerWork {
        Objects.requireNonNull(layer, "layer");
        if (!(layer instanceof Conv2d || layer instanceof Dense)) {
            throw new IllegalArgumentException("layer '" + layer.name() + "': energy models know convolutions and dense layers, but this is "
                    + layer.kind());
        }
        if (steps < 1 || !(spikesIn >= 0) || !(spikesOut >= 0) || !(activeInputs >= 0 && activeInputs <= layer.input().size())
                || !(synapticOperations >= 0)) {
            throw new IllegalArgumentException("layer '" + layer.name() + "': steps, spikes and operations must not be negative, and at most all "
                    + layer.input().size() + " inputs are active, but got T = " + steps + ", " + spikesIn + " spikes in, " + spikesOut + " out, "
                    + activeInputs + " active, " + synapticOperations + " operations");
        }
    }

    /** From the spikes that entered, and the number of those that left. */
    static LayerWork of(Layer layer, SpikeTensor in, double spikesOut) {
        long active = 0;
        for (int count : in.any().counts()) {
            active += count > 0 ? 1 : 0;
        }
        LayerShape shape = LayerShape.of(layer);
        double operations = layer instanceof Conv2d ? (double) in.weightedCount(shape.coverage()) * shape.filters()
                : (double) in.count() * shape.filters();
        return new LayerWork(layer, in.steps(), in.count(), spikesOut, active, operations, in.planes() == 1);
    }

    /** Every input fires at that rate; as many inputs are active as in the average case. */
    static LayerWork uniform(Layer layer, int steps, double rate, double rateOut) {
        double inputs = layer.input().size();
        double active = Math.min(1, RateCase.AVERAGE.activeShare(rate, steps));
        return new LayerWork(layer, steps, rate * inputs * steps, rateOut * layer.output().size() * steps, active * inputs,
                rate * steps * layer.macs(), true);
    }

    /** Name of the layer. */
    public String name() {
        return layer.name();
    }

    /** Input neurons. */
    public int inputs() {
        return layer.input().size();
    }

    /** Output neurons. */
    public int outputs() {
        return layer.output().size();
    }

    /** Output positions (or tokens) that share the weights. */
    public int positions() {
        return (int) (layer.macs() / layer.synapses());
    }

    /** Output channels, or outputs of one token. */
    public int filters() {
        return outputs() / positions();
    }

    /** Spikes per input neuron and step, 0..1. */
    public double rateIn() {
        return spikesIn / inputs() / steps;
    }

    /** Spikes per output neuron and step, 0..1. */
    public double rateOut() {
        return spikesOut / outputs() / steps;
    }

    /** Share of input neurons that never fire (gamma), 0..1. */
    public double zeroShare() {
        return 1 - activeInputs / inputs();
    }
}
