package org.spikebook.training.speech;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.spikebook.network.Dense;
import org.spikebook.network.Network;
import org.spikebook.network.Recurrent;
import org.spikebook.network.Weights;

/** Structured pruning of the accelerator's network: whole neurons of its recurrent layers go. */
public final class Compression {

    private Compression() {
    }

    /**
     * The network with only the strongest neurons of both recurrent layers. A neuron's strength is the product of the Euclidean norms of the weights that come in and of those that go
     * out (the recurrent ones count on both sides).
     *
     * @param network two recurrent layers and a dense one, with weights
     * @param hidden neurons that stay in each recurrent layer
     */
    public static Network structured(Network network, int hidden) {
        if (network.layers().size() != 3 || !(network.layers().get(0) instanceof Recurrent first) || !(network.layers().get(1) instanceof Recurrent second)
                || !(network.layers().get(2) instanceof Dense last) || hidden < 1 || hidden > first.outputs() || hidden > second.outputs()) {
            throw new IllegalArgumentException("structured pruning of '" + network.name() + "': needs two recurrent layers of at least " + hidden
                    + " neurons and a dense one. Maybe Networks.speech(256, 1920, 2), trained.");
        }
        Weights in0 = weights(first.weights());
        Weights back0 = weights(first.recurrentWeights());
        Weights in1 = weights(second.weights());
        Weights back1 = weights(second.recurrentWeights());
        Weights out = weights(last.weights());
        int[] all = IntStream.range(0, first.inputs()).toArray();
        int[] outputs = IntStream.range(0, last.outputs()).toArray();
        int[] kept0 = strongest(in0, back0, in1, hidden);
        int[] kept1 = strongest(in1, back1, out, hidden);
        var builder = Network.builder(network.name(), network.input());
        network.source().ifPresent(builder::source);
        builder.recurrent(first.name(), r -> r.delay(first.delay()).weights(part(in0, kept0, all)).recurrentWeights(part(back0, kept0, kept0)))
                .neuron(first.neuron().orElseThrow());
        builder.recurrent(second.name(), r -> r.delay(second.delay()).weights(part(in1, kept1, kept0)).recurrentWeights(part(back1, kept1, kept1)))
                .neuron(second.neuron().orElseThrow());
        return builder.dense(last.name(), d -> d.weights(part(out, outputs, kept1))).build();
    }

    /**
     * The network with more outputs: each becomes {@code times} outputs next to each other with its weights, a little apart ({@code 1 + deviation z}, z standard normal).
     *
     * @param network two recurrent layers and a dense one, with weights
     */
    static Network widened(Network network, int times, double deviation, long seed) {
        var last = (Dense) network.layers().get(2);
        Weights out = weights(last.weights());
        var random = new java.util.SplittableRandom(seed);
        int inputs = last.inputs();
        float[] values = new float[last.outputs() * times * inputs];
        for (int o = 0; o < last.outputs() * times; o++) {
            for (int i = 0; i < inputs; i++) {
                values[o * inputs + i] = (float) (out.at(o / times, i) * (1 + deviation * random.nextGaussian()));
            }
        }
        var builder = Network.builder(network.name(), network.input());
        network.source().ifPresent(builder::source);
        for (int l = 0; l < 2; l++) {
            var layer = (Recurrent) network.layers().get(l);
            builder.recurrent(layer.name(), r -> r.delay(layer.delay()).weights(weights(layer.weights())).recurrentWeights(weights(layer.recurrentWeights())))
                    .neuron(layer.neuron().orElseThrow());
        }
        return builder.dense(last.name(), d -> d.weights(Weights.of(values, last.outputs() * times, inputs))).build();
    }

    /**
     * The network with another number of time steps a frame, its weights as they are: the recurrent layers' delay is the number of time steps.
     *
     * @param network two recurrent layers and a dense one, with weights
     */
    public static Network retimed(Network network, int timeSteps) {
        var builder = Network.builder(network.name(), network.input());
        network.source().ifPresent(builder::source);
        for (int l = 0; l < 2; l++) {
            var layer = (Recurrent) network.layers().get(l);
            builder.recurrent(layer.name(), r -> r.delay(timeSteps).weights(weights(layer.weights())).recurrentWeights(weights(layer.recurrentWeights())))
                    .neuron(layer.neuron().orElseThrow());
        }
        var last = (Dense) network.layers().get(2);
        return builder.dense(last.name(), d -> d.weights(weights(last.weights()))).build();
    }

    private static Weights weights(java.util.Optional<Weights> weights) {
        return weights.orElseThrow(() -> new IllegalArgumentException("structured pruning: the network has no weights. Maybe train it first."));
    }

    private static int[] strongest(Weights in, Weights back, Weights out, int count) {
        int neurons = in.dims()[0];
        double[] strength = new double[neurons];
        for (int n = 0; n < neurons; n++) {
            double coming = 0;
            double going = 0;
            for (int i = 0; i < in.dims()[1]; i++) {
                coming += in.at(n, i) * in.at(n, i);
            }
            for (int k = 0; k < neurons; k++) {
                coming += back.at(n, k) * back.at(n, k);
                going += back.at(k, n) * back.at(k, n);
            }
            for (int o = 0; o < out.dims()[0]; o++) {
                going += out.at(o, n) * out.at(o, n);
            }
            strength[n] = Math.sqrt(coming) * Math.sqrt(going);
        }
        return IntStream.range(0, neurons).boxed().sorted(Comparator.comparingDouble((Integer n) -> -strength[n])).limit(count).mapToInt(Integer::intValue).sorted().toArray();
    }

    private static Weights part(Weights weights, int[] outputs, int[] inputs) {
        float[] values = new float[outputs.length * inputs.length];
        for (int o = 0; o < outputs.length; o++) {
            for (int i = 0; i < inputs.length; i++) {
                values[o * inputs.length + i] = weights.at(outputs[o], inputs[i]);
            }
        }
        return Weights.of(Arrays.copyOf(values, values.length), outputs.length, inputs.length);
    }
}
