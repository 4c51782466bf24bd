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
            int delay = 1 + random.nextInt(3);
            builder.recurrent("R", r -> r.delay(delay).weights(weights(random, 4, 3)).recurrentWeights(weights(random, 4, 4))
                    .bias(weights(random, 4).toArray())).neuron(neuron(random));
        }
        return builder.build();
    }

    /** Residual blocks of every join, with and without neurons and shortcuts, batch norms, and self-attention on an image or a sequence. */
    static Network blocks(SplittableRandom random) {
        int channels = 2 + random.nextInt(3);
        int size = 3 + random.nextInt(4);
        boolean image = random.nextBoolean();
        var builder = Network.builder("blocks", image ? Shape.image(channels, size, size) : Shape.sequence(size, channels));
        linear(builder, random, "IN", 4).neuron(neuron(random, 1));
        Residual.Join join = Residual.Join.values()[random.nextInt(3)];
        boolean projects = random.nextBoolean();
        builder.residual("R1", r -> {
            r.join(join).body(b -> {
                linear(b, random, "R1.A", 6);
                norm(b, random, "R1.BN").neuron(neuron(random, 1));
                linear(b, random, "R1.B", projects ? 6 : 4).neuron(neuron(random, 1));
            });
            if (projects) {
                r.shortcut(s -> linear(s, random, "R1.S", 6).neuron(neuron(random, 1)));
            }
        });
        // currents that add up and then fire, with a block inside
        builder.residual("R2", r -> r.body(b -> {
            linear(b, random, "R2.A", 4).neuron(neuron(random, 1));
            b.residual("R2.R", inner -> inner.body(i -> linear(i, random, "R2.R.A", 4).neuron(neuron(random, 1))));
            linear(b, random, "R2.B", 4);
        }).shortcut(s -> linear(s, random, "R2.S", 4))).neuron(neuron(random));
        builder.selfAttention("SSA", a -> a.heads(1 + random.nextInt(2)).scale(random.nextBoolean() ? 1 : 0.5)
                .projections((branch, b) -> linear(b, random, "SSA." + branch, 4).neuron(neuron(random, 1))));
        if (random.nextBoolean()) {
            builder.neuron(neuron(random, 1));
        }
        linear(builder, random, "OUT", 3).neuron(neuron(random, 1));
        return builder.build();
    }

    private static Network.Builder linear(Network.Builder builder, SplittableRandom random, String name, int outputs) {
        Shape in = builder.shape();
        return in.isImage() ? builder.conv2d(name, c -> c.weights(weights(random, outputs, in.size("channel"), 3, 3)).padding(1))
                : builder.dense(name, d -> d.weights(weights(random, outputs, in.size("feature"))));
    }

    /** A batch norm whose factors are powers of two (but for epsilon, which is too small to show) and whose offsets are whole. */
    private static Network.Builder norm(Network.Builder builder, SplittableRandom random, String name) {
        int channels = builder.shape().isImage() ? builder.shape().size("channel") : builder.shape().size("feature");
        var scale = new float[channels];
        var shift = new float[channels];
        var mean = new float[channels];
        var variance = new float[channels];
        for (int c = 0; c < channels; c++) {
            scale[c] = 1 << random.nextInt(3);
            shift[c] = random.nextInt(5) - 2;
            mean[c] = 2 * random.nextInt(3);
            variance[c] = 4;
        }
        return builder.batchNorm(name, b -> b.scale(scale).shift(shift).mean(mean).variance(variance).epsilon(1e-30));
    }

    static Neuron neuron(SplittableRandom random) {
        return neuron(random, 5);
    }

    static Neuron neuron(SplittableRandom random, int maxSpikes) {
        Tie tie = random.nextBoolean() ? Tie.FIRES : Tie.SILENT;
        Reset reset = random.nextBoolean() ? Reset.HARD : Reset.SUBTRACT;
        double threshold = 1 + random.nextInt(6);
        return switch (random.nextInt(4)) {
            case 0 -> Neuron.integrateAndFire().threshold(threshold).tie(tie).reset(reset);
            case 2 -> Neuron.multiBit(1 + random.nextInt(maxSpikes > 1 ? 4 : 1)).threshold(threshold);
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
