package org.spikebook.network;

import java.util.Objects;
import java.util.Optional;
import org.spikebook.neuron.Neuron;
import org.spikebook.spike.Shape;

/**
 * Fully connected layer: {@code i[o] = bias[o] + sum over j of weights[o][j] * in[j]}. On a sequence it acts token by token with the
 * same weights: {@code i[token][o] = bias[o] + sum over j of weights[o][j] * in[token][j]}. Any other input, such as an image, is
 * flattened first (last axis fastest): {@link #input()} is then the features.
 */
public final class Dense implements Layer {

    private final String name;
    private final Shape input;
    private final Shape output;
    private final int inputs;
    private final int outputs;
    private final Optional<Weights> weights;
    private final Optional<Weights> bias;
    private final Optional<Neuron> neuron;

    Dense(String name, Shape from, Spec spec, Optional<Neuron> neuron) {
        LayerChecks.name(name);
        this.name = name;
        boolean sequence = isSequence(from);
        this.input = sequence ? from : from.flatten();
        this.inputs = input.size("feature");
        this.weights = spec.weights;
        this.bias = spec.bias;
        if (weights.isPresent() && weights.get().dims().length != 2) {
            throw LayerChecks.error(name, "weights must have the axes [output][input], but had " + weights.get().dims().length
                    + " axes");
        }
        this.outputs = spec.units == 0 && weights.isPresent() ? weights.get().dims()[0] : spec.units;
        if (outputs < 1) {
            throw LayerChecks.error(name, "units must be at least 1, but was " + outputs + ". Maybe dense(\"" + name + "\", 10).");
        }
        LayerChecks.weights(name, weights, "weights", "[output][input]", outputs, inputs);
        LayerChecks.bias(name, weights, bias, outputs);
        this.output = sequence ? from.with("feature", outputs) : Shape.features(outputs);
        this.neuron = neuron;
        LayerChecks.neuron(name, neuron, output);
    }

    private static boolean isSequence(Shape shape) {
        return shape.axes().size() == 2 && shape.axes().get(0).name().equals("token")
                && shape.axes().get(1).name().equals("feature");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Shape input() {
        return input;
    }

    @Override
    public Shape output() {
        return output;
    }

    @Override
    public Optional<Neuron> neuron() {
        return neuron;
    }

    @Override
    public String kind() {
        return "dense";
    }

    /** Features that enter (of one token). */
    public int inputs() {
        return inputs;
    }

    /** Features that leave (of one token). */
    public int outputs() {
        return outputs;
    }

    /** Tokens that share the weights; 1 where the input is no sequence. */
    public int tokens() {
        return input.size() / inputs;
    }

    /** Axes {@code [output][input]}; empty where only the geometry is known. */
    public Optional<Weights> weights() {
        return weights;
    }

    /** Axis {@code [output]}, added at every step. */
    public Optional<Weights> bias() {
        return bias;
    }

    @Override
    public long synapses() {
        return (long) inputs * outputs;
    }

    @Override
    public long macs() {
        return synapses() * tokens();
    }

    @Override
    public long parameters() {
        return synapses() + bias.map(Weights::size).orElse(0);
    }

    @Override
    public int fanIn() {
        return inputs;
    }

    /** What a layer of this kind was made from. */
    Spec spec() {
        var spec = new Spec().units(outputs);
        spec.weights = weights;
        spec.bias = bias;
        return spec;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Dense that && name.equals(that.name) && input.equals(that.input) && output.equals(that.output)
                && weights.equals(that.weights) && bias.equals(that.bias) && neuron.equals(that.neuron);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, input, output, weights, bias, neuron);
    }

    @Override
    public String toString() {
        return name + ": dense " + input + " -> " + output;
    }

    /** Size and weights of a fully connected layer. */
    public static final class Spec {

        private int units;
        private Optional<Weights> weights = Optional.empty();
        private Optional<Weights> bias = Optional.empty();

        Spec() {
        }

        /** Outputs, 1 or more. */
        public Spec units(int units) {
            this.units = units;
            return this;
        }

        /** Axes {@code [output][input]}; the units may then be left out. */
        public Spec weights(float[][] weights) {
            return weights(Weights.of(weights));
        }

        /** Axes {@code [output][input]}; the units may then be left out. */
        public Spec weights(Weights weights) {
            this.weights = Optional.of(weights);
            return this;
        }

        /** One value for each output, added at every step. */
        public Spec bias(float... bias) {
            this.bias = Optional.of(Weights.of(bias));
            return this;
        }
    }
}
