package org.spikebook.network;

import java.util.SplittableRandom;
import org.spikebook.neuron.Neuron;
import org.spikebook.neuron.Reset;
import org.spikebook.neuron.Tie;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;

/** Small random networks with whole-number weights, so that every order of summation gives the same bits. */
final class RandomNetworks {

    private RandomNetworks() {
    }

    static Network image(SplittableRandom random) {
        var builder = Network.builder("random", Shape.image(1 + random.nextInt(3), 5 + random.nextInt(9), 5 + random.nextInt(9)));
        int stages = 1 + random.nextInt(3);
        for (int i = 0; i < stages && Math.min(builder.shape().size("y"), builder.shape().size("x")) > 1; i++) {
            String name = "L" + i;
            Shape in = builder.shape();
            int height = 1 + random.nextInt(Math.min(4, in.size("y")));
            int width = 1 + random.nextInt(Math.min(4, in.size("x")));
            int padY = random.nextInt(height);
            int padX = random.nextInt(width);
            int strideY = 1 + random.nextInt(4);
            int strideX = 1 + random.nextInt(4);
            switch (random.nextInt(5)) {
                case 0 -> builder.maxPool(name, p -> p.window(height, width).stride(strideY, strideX).padding(padY, padX));
                case 1 -> builder.sumPool(name, p -> p.window(height, width).stride(strideY, strideX).padding(padY, padX));
                case 2 -> builder.averagePool(name, 2);
                default -> {
                    int filters = 1 + random.nextInt(4);
                    builder.conv2d(name, c -> c
                            .weights(weights(random, filters, in.size("channel"), height, width))
                            .stride(strideY, strideX).padding(padY, padX).bias(weights(random, filters).toArray()));
                    builder.neuron(neuron(random));
                }
            }
        }
        if (random.nextBoolean()) {
            builder.flatten("F");
        }
        int inputs = builder.shape().size();
        builder.dense("FC", d -> d.weights(weights(random, 3, inputs))).neuron(neuron(random));
        if (random.nextBoolean()) {
            builder.recurrent("R", r -> r.weights(weights(random, 4, 3)).recurrentWeights(weights(random, 4, 4))
                    .bias(weights(random, 4).toArray())).neuron(neuron(random));
        }
        return builder.build();
    }

    static Neuron neuron(SplittableRandom random) {
        return neuron(random, 5);
    }

    static Neuron neuron(SplittableRandom random, int maxSpikes) {
        Tie tie = random.nextBoolean() ? Tie.FIRES : Tie.SILENT;
        Reset reset = random.nextBoolean() ? Reset.HARD : Reset.SUBTRACT;
        double threshold = 1 + random.nextInt(6);
        return switch (random.nextInt(3)) {
            case 0 -> Neuron.integrateAndFire().threshold(threshold).tie(tie).reset(reset);
            case 1 -> Neuron.integrateAndFire().threshold(threshold).tie(tie).maxSpikes(1 + random.nextInt(maxSpikes));
            default -> Neuron.lif(0.5 + random.nextInt(5) / 8.0).threshold(threshold).tie(tie).reset(reset);
        };
    }

    static Weights weights(SplittableRandom random, int... dims) {
        int size = 1;
        for (int dim : dims) {
            size *= dim;
        }
        var values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = random.nextInt(9) - 3;
        }
        return Weights.of(values, dims);
    }

    static SpikeTensor spikes(SplittableRandom random, Shape shape, int steps, int planes) {
        var builder = SpikeTensor.builder(shape, steps).planes(planes);
        for (int n = 0; n < shape.size(); n++) {
            for (int t = 0; t < steps; t++) {
                if (random.nextInt(4) == 0) {
                    builder.set(n, t, random.nextInt(1 << planes));
                }
            }
        }
        return builder.build();
    }
}
