package org.spikebook.network;

import java.util.Objects;
import java.util.Optional;
import org.spikebook.neuron.Neuron;
import org.spikebook.spike.Shape;

/**
 * Fully connected layer whose own spikes of an earlier step come back:
 *
 * <pre>{@code
 * i[t][o] = bias[o] + sum over j of weights[o][j] * in[t][j] + sum over k of recurrentWeights[o][k] * s[t-d][k]      s[t] = 0 for t < 0
 * }</pre>
 *
 * The delay d is 1 unless {@link Spec#delay} says more: a network that sees every frame of its input for T steps, and whose spikes come back at
 * the same step of the next frame, has d = T. It needs a neuron. An input of more than one axis is flattened first (last axis fastest).
 */
public final class Recurrent implements Layer {

    private final String name;
    private final Shape input;
    private final Shape output;
    private final Optional<Weights> weights;
    private final Optional<Weights> recurrentWeights;
    private final Optional<Weights> bias;
    private final Optional<Neuron> neuron;
    private final int delay;

    Recurrent(String name, Shape from, Spec spec, Optional<Neuron> neuron) {
        LayerChecks.name(name);
        this.name = name;
        this.input = from.flatten();
        this.weights = spec.weights;
        this.recurrentWeights = spec.recurrentWeights;
        this.bias = spec.bias;
        this.delay = spec.delay;
        int units = spec.units == 0 && weights.isPresent() ? weights.get().dims()[0] : spec.units;
        if (units < 1) {
            throw LayerChecks.error(name, "units must be at least 1, but was " + units + ". Maybe recurrent(\"" + name
                    + "\", r -> r.units(40)).");
        }
        if (delay < 1) {
            throw LayerChecks.error(name, "delay must be at least 1 step, but was " + delay);
        }
        LayerChecks.weights(name, weights, "weights", "[output][input]", units, input.size());
        LayerChecks.weights(name, recurrentWeights, "recurrent weights", "[output][output]", units, units);
        LayerChecks.bias(name, weights, bias, units);
        if (weights.isPresent() != recurrentWeights.isPresent()) {
            throw LayerChecks.error(name, "has " + (weights.isPresent() ? "input" : "recurrent") + " weights only. Maybe give both, or neither.");
        }
        this.output = Shape.features(units);
        this.neuron = neuron;
        LayerChecks.neuron(name, neuron, output);
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
        return "recurrent";
    }

    /** Features that enter from the layer before. */
    public int inputs() {
        return input.size();
    }

    /** Features that leave and come back. */
    public int outputs() {
        return output.size();
    }

    /** Axes {@code [output][input]}; empty where only the geometry is known. */
    public Optional<Weights> weights() {
        return weights;
    }

    /** Steps until a spike comes back, 1 or more. */
    public int delay() {
        return delay;
    }

    /** Axes {@code [output][output of an earlier step]}; empty where only the geometry is known. */
    public Optional<Weights> recurrentWeights() {
        return recurrentWeights;
    }

    /** Axis {@code [output]}, added at every step. */
    public Optional<Weights> bias() {
        return bias;
    }

    @Override
    public String geometry() {
        return delay == 1 ? "" : "delay " + delay;
    }

    /** Outputs * (inputs + outputs). */
    @Override
    public long synapses() {
        return (long) outputs() * fanIn();
    }

    @Override
    public long macs() {
        return synapses();
    }

    @Override
    public long parameters() {
        return synapses() + bias.map(Weights::size).orElse(0);
    }

    @Override
    public int fanIn() {
        return inputs() + outputs();
    }

    /** What a layer of this kind was made from. */
    Spec spec() {
        var spec = new Spec().units(outputs()).delay(delay);
        spec.weights = weights;
        spec.recurrentWeights = recurrentWeights;
        spec.bias = bias;
        return spec;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Recurrent that && name.equals(that.name) && input.equals(that.input) && output.equals(that.output)
                && weights.equals(that.weights) && recurrentWeights.equals(that.recurrentWeights) && bias.equals(that.bias)
                && neuron.equals(that.neuron) && delay == that.delay;
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, input, output, weights, recurrentWeights, bias, neuron, delay);
    }

    @Override
    public String toString() {
        return name + ": recurrent " + input + " -> " + output;
    }

    /** Size and weights of a recurrent layer. */
    public static final class Spec {

        private int units;
        private int delay = 1;
        private Optional<Weights> weights = Optional.empty();
        private Optional<Weights> recurrentWeights = Optional.empty();
        private Optional<Weights> bias = Optional.empty();

        Spec() {
        }

        /** Outputs, 1 or more. */
        public Spec units(int units) {
            this.units = units;
            return this;
        }

        /** Steps until a spike comes back, 1 or more; 1 unless said. */
        public Spec delay(int steps) {
            this.delay = steps;
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

        /** Axes {@code [output][output of the step before]}. */
        public Spec recurrentWeights(float[][] weights) {
            return recurrentWeights(Weights.of(weights));
        }

        /** Axes {@code [output][output of the step before]}. */
        public Spec recurrentWeights(Weights weights) {
            this.recurrentWeights = Optional.of(weights);
            return this;
        }

        /** One value for each output, added at every step. */
        public Spec bias(float... bias) {
            this.bias = Optional.of(Weights.of(bias));
            return this;
        }
    }
}
