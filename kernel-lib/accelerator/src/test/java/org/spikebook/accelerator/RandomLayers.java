package org.spikebook.accelerator;

import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.spikebook.network.Network;
import org.spikebook.network.Weights;
import org.spikebook.neuron.Neuron;
import org.spikebook.spike.SpikeTensor;

/** Seeded layers of awkward sizes and spikes for them. */
public final class RandomLayers {

    private RandomLayers() {
    }

    /** A small layer: 1..5 channels, odd and even sizes, strides 1..4, padding, or fully connected with 1..5 tokens. */
    public static LayerShape layer(SplittableRandom random) {
        if (random.nextInt(4) == 0) {
            return LayerShape.fullyConnected("FC", random.nextInt(2) == 0 ? 1 : 1 + random.nextInt(5), 1 + random.nextInt(150),
                    1 + random.nextInt(20));
        }
        int kernel = 1 + random.nextInt(5);
        int size = kernel + random.nextInt(12);
        return LayerShape.conv("CONV", 1 + random.nextInt(5), size, size, 1 + random.nextInt(20), kernel, 1 + random.nextInt(4),
                random.nextInt(kernel));
    }

    /** Independent spikes. */
    public static SpikeTensor spikes(SplittableRandom random, LayerShape layer, int steps, double rate) {
        var spikes = SpikeTensor.builder(layer.inputShape(), steps);
        for (int n = 0; n < layer.inputs(); n++) {
            for (int t = 0; t < steps; t++) {
                if (random.nextDouble() < rate) {
                    spikes.set(n, t);
                }
            }
        }
        return spikes.build();
    }

    /**
     * A network of one layer {@code "L"} with whole weights in -128..127 and biases in -20..20.
     *
     * @param biased asked before each bias is drawn; from the first no on they are 0
     */
    public static Network network(SplittableRandom random, LayerShape shape, BooleanSupplier biased, Neuron neuron) {
        float[] weights = new float[(int) shape.weights()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = random.nextInt(-128, 128);
        }
        float[] bias = new float[shape.filters()];
        for (int i = 0; i < bias.length && biased.getAsBoolean(); i++) {
            bias[i] = random.nextInt(-20, 21);
        }
        var builder = Network.builder("random", shape.inputShape());
        if (shape.kind() == LayerShape.Kind.CONV) {
            builder.conv2d("L", c -> c.filters(shape.filters()).kernel(shape.kernelHeight()).stride(shape.strideY()).padding(shape.paddingY())
                    .weights(Weights.of(weights, shape.filters(), shape.channels(), shape.kernelHeight(), shape.kernelWidth())).bias(bias));
        } else {
            builder.dense("L", d -> d.units(shape.filters()).weights(Weights.of(weights, shape.filters(), shape.channels())).bias(bias));
        }
        return builder.neuron(neuron).build();
    }
}
