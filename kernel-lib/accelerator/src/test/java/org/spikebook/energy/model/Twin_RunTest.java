package org.spikebook.energy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikebook.network.Conv2d;
import org.spikebook.network.Dense;
import org.spikebook.network.Layer;
import org.spikebook.network.Network;
import org.spikebook.network.Pool;
import org.spikebook.network.Weights;
import org.spikebook.neuron.IntegrateAndFire;
import org.spikebook.neuron.Neuron;
import org.spikebook.neuron.Reset;
import org.spikebook.neuron.Tie;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;
import org.spikebook.spike.Spikes;

class Twin_RunTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 8, 15, 16, 31})
    void spikeCountsAreTheTwinsActivationsOnRandomNetworks(int steps) {
        for (long seed = 0; seed < 40; seed++) {
            var random = new SplittableRandom(1000 * steps + seed);
            Network net = network(random);
            int[] input = IntStream.range(0, net.input().size()).map(n -> random.nextInt(steps + 1)).toArray();
            TwinRun run = Twin.of(net, steps).run(input);
            assertThat(run.isExact()).as("T %d, seed %d, %s%n%s", steps, seed, net, run).isTrue();
            // and both are what the equations say
            long[] plain = Arrays64.of(input);
            for (Layer layer : net.layers()) {
                plain = plain(layer, plain, steps);
                if (layer.neuron().isPresent()) {
                    assertThat(Arrays64.of(run.activations(layer.name()))).as("T %d, seed %d, %s", steps, seed, layer).isEqualTo(plain);
                    assertThat(Arrays64.of(run.counts(layer.name()))).isEqualTo(plain);
                }
            }
            if (run.sums().isPresent()) {
                assertThat(Arrays64.of(run.sums().orElseThrow())).isEqualTo(plain);
            }
        }
    }

    @Test
    void spikesMayFallWheneverTheyLike() {
        for (long seed = 0; seed < 60; seed++) {
            var random = new SplittableRandom(seed);
            Network net = Network.builder("timing", Shape.image(2, 6, 6))
                    .conv2d("C", c -> c.weights(weights(random, 3, 2, 3, 3))).neuron(Neuron.integrateAndFire().threshold(3))
                    .maxPool("P", 2).dense("D", d -> d.weights(weights(random, 4, 12))).neuron(Neuron.integrateAndFire().threshold(2)).build();
            SpikeTensor spikes = Spikes.bernoulli(0.3).seed(seed).generate(net.input(), 7);
            assertThat(Twin.of(net, 7).run(spikes).isExact()).as("seed %d", seed).isTrue();
        }
    }

    @Test
    void aNeuronThatFiresOnPartialInputCanOverCount() {
        // +4 now, -4 later: the sum is 0, but plain integrate-and-fire has already fired
        Network net = Network.builder("early", Shape.features(2)).dense("D", d -> d.weights(new float[][] {{4, -4}}))
                .neuron(Neuron.integrateAndFire().threshold(1)).build();
        SpikeTensor spikes = SpikeTensor.builder(net.input(), 2).set(0, 0).set(1, 1).build();
        assertThat(net.run(spikes).output("D").count()).isEqualTo(1);
        TwinRun run = Twin.of(net, 2).run(spikes);
        assertThat(run.counts("D")).containsExactly(0);
        assertThat(run.isExact()).isTrue();
    }

    @Test
    void countIsTheClippedFloorOfSumOverThreshold() {
        var random = new SplittableRandom(7);
        for (int i = 0; i < 2000; i++) {
            int steps = 1 + random.nextInt(20);
            int sum = random.nextInt(61) - 20;
            int threshold = 1 + random.nextInt(9);
            Network net = Network.builder("one", Shape.features(1)).dense("D", d -> d.weights(new float[][] {{sum}}))
                    .neuron(Neuron.integrateAndFire().threshold(threshold)).build();
            assertThat(Twin.of(net, steps).run(1).counts("D")[0])
                    .isEqualTo(Math.max(0, Math.min(steps, Math.floorDiv(sum, threshold))));
        }
    }

    @Test
    void bitsOfStepsAreAsInTheTheorem() {
        assertThat(IntStream.rangeClosed(1, 16).map(Twin::bits)).containsExactly(1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 5);
        assertThat(Twin.excessWork(3)).isEqualTo(1.5);
        assertThat(Twin.excessWork(16)).isEqualTo(3.2);
    }

    @Test
    void aRunSaysWhatItCompared() {
        Network net = Network.builder("small", Shape.features(3)).dense("D", d -> d.weights(new float[][] {{1, 1, 1}, {0, 0, -1}}))
                .neuron(Neuron.integrateAndFire().threshold(2)).build();
        TwinRun run = Twin.of(net, 3).run(3, 2, 1);
        assertThat(run.activations("D")).containsExactly(3, 0);
        assertThat(run.zeroShare("D")).isEqualTo(0.5);
        assertThat(run.rate("D")).isEqualTo(0.5);
        assertThat(run.toString()).contains("2 bits", "every spike count equals its activation");
        assertThatIllegalArgumentException().isThrownBy(() -> run.counts("E")).withMessageContaining("Maybe 'D'");
    }

    @Test
    void whatHasNoTwinIsRefused() {
        var leaky = Network.builder("leaky", Shape.features(2)).dense("D", 2).neuron(Neuron.lif(0.9)).build();
        assertThatIllegalArgumentException().isThrownBy(() -> Twin.of(leaky, 3)).withMessageContaining("layer 'D'").withMessageContaining("Maybe");
        var hard = leaky.withNeurons(n -> Neuron.integrateAndFire().reset(Reset.HARD));
        assertThatIllegalArgumentException().isThrownBy(() -> Twin.of(hard, 3)).withMessageContaining("subtractive reset");
        var recurrent = Network.builder("loop", Shape.features(2)).recurrent("R", r -> r.units(2)).neuron(Neuron.integrateAndFire()).build();
        assertThatIllegalArgumentException().isThrownBy(() -> Twin.of(recurrent, 3)).withMessageContaining("recurrent");
        var early = Network.builder("early", Shape.image(1, 2, 2)).maxPool("M", 2).dense("D", d -> d.weights(new float[][] {{1}}))
                .neuron(Neuron.integrateAndFire()).build();
        SpikeTensor gap = SpikeTensor.builder(early.input(), 2).set(0, 1).build();
        assertThatIllegalArgumentException().isThrownBy(() -> Twin.of(early, 2).run(gap)).withMessageContaining("layer 'M'");
        assertThat(Twin.of(early, 2).run(1, 0, 2, 0).counts("D")).containsExactly(2);
        assertThatIllegalArgumentException().isThrownBy(() -> Twin.of(early, 2).run(1, 0, 3, 0)).withMessageContaining("0..2");
        var sums = Network.builder("sums", Shape.image(1, 4, 4)).sumPool("S", 2).maxPool("M", 2).dense("D", 1).neuron(Neuron.integrateAndFire()).build();
        assertThatIllegalArgumentException().isThrownBy(() -> Twin.of(sums, 2)).withMessageContaining("layer 'M'").withMessageContaining("maximum of sums");
        assertThatIllegalArgumentException().isThrownBy(() -> Twin.of(early, 0)).withMessageContaining("1..65535");
    }

    private static Network network(SplittableRandom random) {
        var builder = Network.builder("random", Shape.image(1 + random.nextInt(3), 5 + random.nextInt(5), 5 + random.nextInt(5)));
        boolean spikes = true;
        for (int i = 0; i < 1 + random.nextInt(3) && builder.shape().size("y") > 2 && builder.shape().size("x") > 2; i++) {
            String name = "L" + i;
            int channels = builder.shape().size("channel");
            int pad = random.nextInt(2);
            switch (random.nextInt(5)) {
                case 0 -> {
                    if (spikes) {
                        builder.maxPool(name, p -> p.window(2).stride(1 + pad).padding(pad));
                    }
                }
                case 1 -> {
                    builder.sumPool(name, 2);
                    spikes = false;
                }
                case 2 -> {
                    builder.averagePool(name, 2).neuron(neuron(random));
                    spikes = true;
                }
                default -> {
                    spikes = true;
                    int filters = 1 + random.nextInt(4);
                    builder.conv2d(name, c -> c.weights(weights(random, filters, channels, 2, 3)).padding(pad).stride(1 + pad)
                            .bias(weights(random, filters).toArray())).neuron(neuron(random));
                }
            }
        }
        int inputs = builder.shape().size();
        builder.dense("FC", d -> d.weights(weights(random, 5, inputs)).bias(weights(random, 5).toArray())).neuron(neuron(random));
        if (random.nextBoolean()) {
            builder.dense("OUT", d -> d.weights(weights(random, 3, 5)).bias(weights(random, 3).toArray()));
        }
        return builder.build();
    }

    private static IntegrateAndFire neuron(SplittableRandom random) {
        return Neuron.integrateAndFire().threshold(1 + random.nextInt(7)).tie(random.nextBoolean() ? Tie.FIRES : Tie.SILENT);
    }

    private static Weights weights(SplittableRandom random, int... dims) {
        int size = IntStream.of(dims).reduce(1, (a, b) -> a * b);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = random.nextInt(9) - 4;
        }
        return Weights.of(values, dims);
    }

    /** One layer of the quantised network by its equation, in whole numbers (an average pool counts quarters). */
    private static long[] plain(Layer layer, long[] in, int steps) {
        long[] sums = new long[layer.output().size()];
        long unit = 1;
        if (layer instanceof Dense dense) {
            for (int o = 0; o < sums.length; o++) {
                int row = o;
                sums[o] = dense.bias().map(b -> (long) b.at(row)).orElse(0L) * steps;
                for (int i = 0; i < in.length; i++) {
                    sums[o] += (long) dense.weights().orElseThrow().at(o, i) * in[i];
                }
            }
        } else if (layer instanceof Conv2d conv) {
            each(layer, (f, y, x, at) -> {
                sums[at] = (long) conv.bias().orElseThrow().at(f) * steps;
                for (int c = 0; c < conv.channels(); c++) {
                    for (int ky = 0; ky < conv.kernelHeight(); ky++) {
                        for (int kx = 0; kx < conv.kernelWidth(); kx++) {
                            sums[at] += (long) conv.weights().orElseThrow().at(f, c, ky, kx)
                                    * pixel(layer, in, c, y * conv.strideY() + ky - conv.paddingY(), x * conv.strideX() + kx - conv.paddingX());
                        }
                    }
                }
            });
        } else {
            Pool pool = (Pool) layer;
            unit = pool.pooling() == Pool.Kind.AVERAGE ? 4 : 1;
            each(layer, (c, y, x, at) -> {
                for (int ky = 0; ky < 2; ky++) {
                    for (int kx = 0; kx < 2; kx++) {
                        long value = pixel(layer, in, c, y * pool.strideY() + ky - pool.paddingY(), x * pool.strideX() + kx - pool.paddingX());
                        sums[at] = pool.pooling() == Pool.Kind.MAX ? Math.max(sums[at], value) : sums[at] + value;
                    }
                }
            });
        }
        if (layer.neuron().isPresent()) {
            var fire = (IntegrateAndFire) layer.neuron().get();
            long threshold = (long) fire.threshold().at(0) * unit;
            for (int o = 0; o < sums.length; o++) {
                long levels = fire.tie() == Tie.FIRES ? Math.floorDiv(sums[o], threshold) : -Math.floorDiv(-sums[o], threshold) - 1;
                sums[o] = Math.max(0, Math.min(steps, levels));
            }
        }
        return sums;
    }

    private interface Place {
        void visit(int channel, int y, int x, int at);
    }

    private static void each(Layer layer, Place place) {
        int at = 0;
        for (int c = 0; c < layer.output().size("channel"); c++) {
            for (int y = 0; y < layer.output().size("y"); y++) {
                for (int x = 0; x < layer.output().size("x"); x++) {
                    place.visit(c, y, x, at++);
                }
            }
        }
    }

    private static long pixel(Layer layer, long[] in, int c, int y, int x) {
        int height = layer.input().size("y");
        int width = layer.input().size("x");
        return y < 0 || x < 0 || y >= height || x >= width ? 0 : in[(c * height + y) * width + x];
    }

    private static final class Arrays64 {
        static long[] of(int[] values) {
            return IntStream.of(values).asLongStream().toArray();
        }

        static long[] of(double[] values) {
            return java.util.stream.DoubleStream.of(values).mapToLong(v -> (long) v).toArray();
        }
    }
}
