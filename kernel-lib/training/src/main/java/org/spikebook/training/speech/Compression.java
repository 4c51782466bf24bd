package org.spikebook.training.speech;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.spikebook.network.Dense;
import org.spikebook.network.Layer;
import org.spikebook.network.Network;
import org.spikebook.network.Recurrent;
import org.spikebook.network.Weights;

/** Other sizes of the accelerator's network with its weights: fewer neurons in the recurrent layers, more outputs, another number of time steps. */
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
        var parts = Parts.of("structured pruning", network);
        if (hidden < 1 || hidden > parts.first.outputs() || hidden > parts.second.outputs()) {
            throw new IllegalArgumentException("structured pruning of '" + network.name() + "': needs two recurrent layers of at least " + hidden
                    + " neurons, but they have " + parts.first.outputs() + " and " + parts.second.outputs() + ". Maybe a wider network, trained.");
        }
        Weights in1 = weights(parts.second.weights());
        return network.withUnits(Map.of(
                parts.first.name(), strongest(weights(parts.first.weights()), weights(parts.first.recurrentWeights()), in1, hidden),
                parts.second.name(), strongest(in1, weights(parts.second.recurrentWeights()), weights(parts.last.weights()), hidden)));
    }

    /**
     * The network with more outputs: each becomes {@code times} outputs next to each other with its weights, a little apart ({@code 1 + deviation z}, z standard normal).
     *
     * @param network two recurrent layers and a dense one, with weights
     */
    static Network widened(Network network, int times, double deviation, long seed) {
        var parts = Parts.of("more outputs", network);
        Weights out = weights(parts.last.weights());
        var random = new SplittableRandom(seed);
        int inputs = parts.last.inputs();
        float[] values = new float[parts.last.outputs() * times * inputs];
        for (int o = 0; o < parts.last.outputs() * times; o++) {
            for (int i = 0; i < inputs; i++) {
                values[o * inputs + i] = (float) (out.at(o / times, i) * (1 + deviation * random.nextGaussian()));
            }
        }
        return recurrent(network, parts, Recurrent::delay).dense(parts.last.name(), d -> d.weights(Weights.of(values, parts.last.outputs() * times, inputs))).build();
    }

    /**
     * The network with another number of time steps a frame, its weights as they are: the recurrent layers' delay is the number of time steps.
     *
     * @param network two recurrent layers and a dense one, with weights
     */
    public static Network retimed(Network network, int timeSteps) {
        var parts = Parts.of("other time steps", network);
        return recurrent(network, parts, layer -> timeSteps).dense(parts.last.name(), d -> d.weights(weights(parts.last.weights()))).build();
    }

    /** The layers of the accelerator's network. */
    private record Parts(Recurrent first, Recurrent second, Dense last) {

        static Parts of(String what, Network network) {
            if (network.layers().size() == 3 && network.layers().get(0) instanceof Recurrent first && network.layers().get(1) instanceof Recurrent second
                    && network.layers().get(2) instanceof Dense last) {
                return new Parts(first, second, last);
            }
            throw new IllegalArgumentException(what + " of '" + network.name() + "': needs two recurrent layers and a dense one, but it has "
                    + network.layers().stream().map(Layer::kind).toList() + ". Maybe Networks.speech(256, 1920, 2), trained.");
        }
    }

    /** Both recurrent layers with their weights and perhaps another delay, for a last layer to follow. */
    private static Network.Builder recurrent(Network network, Parts parts, ToIntFunction<Recurrent> delay) {
        var builder = Network.builder(network.name(), network.input());
        network.source().ifPresent(builder::source);
        for (Recurrent layer : List.of(parts.first, parts.second)) {
            builder.recurrent(layer.name(), r -> r.delay(delay.applyAsInt(layer)).weights(weights(layer.weights())).recurrentWeights(weights(layer.recurrentWeights())))
                    .neuron(layer.neuron().orElseThrow());
        }
        return builder;
    }

    private static Weights weights(Optional<Weights> weights) {
        return weights.orElseThrow(() -> new IllegalArgumentException("compression: the network has no weights. Maybe train it first."));
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
}
