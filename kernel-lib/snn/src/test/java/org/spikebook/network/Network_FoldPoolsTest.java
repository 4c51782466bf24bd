package org.spikebook.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikebook.event.Recordings;
import org.spikebook.neuron.Neuron;
import org.spikebook.spike.Shape;
import org.spikebook.testing.TestData;

class Network_FoldPoolsTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aFoldedNetworkDoesTheSame(long seed) {
        var random = new SplittableRandom(seed);
        int folded = 0;
        int refused = 0;
        for (int round = 0; round < 150; round++) {
            Network net = pooled(random);
            var spikes = RandomNetworks.spikes(random, net.input(), 1 + random.nextInt(30), 1);
            Network flat;
            try {
                flat = net.foldPools();
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageContaining("cannot be folded exactly into 'B'");
                refused++;
                continue;
            }
            assertThat(flat.layers()).noneMatch(Pool.class::isInstance);
            var expected = net.run(spikes);
            var actual = flat.run(spikes);
            for (Layer layer : flat.layers()) {
                if (!(layer instanceof Flatten)) {
                    assertThat(actual.output(layer.name())).as("seed %d round %d layer %s of %s", seed, round, layer, net)
                            .isEqualTo(expected.output(layer.name()));
                }
            }
            assertThat(actual.input("B").planes()).isEqualTo(1);
            folded++;
        }
        assertThat(folded).isGreaterThan(80);
        assertThat(refused).isGreaterThan(3);
    }

    /** conv A - pool - conv B - pool - (flatten) - dense C, whole-number weights and windows of area 1, 2, 4, 8 or 16 where averaged. */
    private static Network pooled(SplittableRandom random) {
        int[] sizes = {1, 2, 4};
        var builder = Network.builder("pooled", Shape.image(1 + random.nextInt(2), 9 + random.nextInt(8), 9 + random.nextInt(8)));
        int channels = builder.shape().size("channel");
        builder.conv2d("A", c -> c.weights(RandomNetworks.weights(random, 2, channels, 2, 2))).neuron(RandomNetworks.neuron(random, 1));
        pool(random, builder, "P1", sizes);
        Shape in = builder.shape();
        int kernel = 1 + random.nextInt(Math.min(3, Math.min(in.size("y"), in.size("x"))));
        int padding = random.nextInt(kernel);
        builder.conv2d("B", c -> c.weights(RandomNetworks.weights(random, 3, 2, kernel, kernel)).stride(1 + random.nextInt(2))
                .padding(padding).bias(RandomNetworks.weights(random, 3).toArray())).neuron(RandomNetworks.neuron(random, 1));
        pool(random, builder, "P2", sizes);
        if (random.nextBoolean()) {
            builder.flatten("F");
        }
        int inputs = builder.shape().size();
        return builder.dense("C", d -> d.weights(RandomNetworks.weights(random, 4, inputs))).neuron(RandomNetworks.neuron(random, 1)).build();
    }

    private static void pool(SplittableRandom random, Network.Builder builder, String name, int[] sizes) {
        int limit = Math.min(builder.shape().size("y"), builder.shape().size("x"));
        int height = Math.min(limit, sizes[random.nextInt(3)]);
        int width = Math.min(limit, sizes[random.nextInt(3)]);
        boolean average = random.nextBoolean() && Integer.bitCount(height * width) == 1;
        int stride = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 0;
        int padding = random.nextInt(4) == 0 ? random.nextInt(Math.min(height, width)) : 0;
        Consumer<Pool.Spec> geometry = p -> {
            p.window(height, width).padding(padding);
            if (stride > 0) {
                p.stride(stride);
            }
        };
        if (average) {
            builder.averagePool(name, geometry);
        } else {
            builder.sumPool(name, geometry);
        }
    }

    @Test
    void theRecordingsGetTheSameSpikesFromTheFoldedNetwork() {
        var net = Network.fromNir(TestData.require("nir/graphs/cnn_sinabs.nir"));
        var folded = net.foldPools();
        assertThat(folded.layers()).extracting(Layer::name).containsExactly("0", "2", "5", "8", "9", "11");
        assertThat(((Conv2d) folded.layer("5")).kernelHeight()).isEqualTo(6);
        var recordings = Recordings.nMnist(TestData.require("nmnist/Test"));
        for (int i : new int[] {0, 33, 69}) {
            var frames = recordings.get(i).read().bin(Duration.ofMillis(1)).counts();
            var activity = folded.run(frames);
            var expected = net.run(frames);
            for (String layer : new String[] {"0", "2", "5", "9", "11"}) {
                assertThat(activity.output(layer)).isEqualTo(expected.output(layer));
            }
        }
    }

    @Test
    void geometryFoldsWithoutWeights() {
        var net = Network.builder("n", Shape.image(1, 16, 16)).averagePool("P", 2).conv2d("C", c -> c.filters(3).kernel(3).padding(1)).build();
        var conv = (Conv2d) net.foldPools().layer("C");
        assertThat(conv.kernelHeight()).isEqualTo(6);
        assertThat(conv.strideX()).isEqualTo(2);
        assertThat(conv.paddingY()).isEqualTo(2);
        assertThat(conv.output()).isEqualTo(net.output());
        assertThat(conv.weights()).isEmpty();
    }

    @Test
    void maxPoolsAndPoolsWithNeuronsStay() {
        var net = Network.builder("n", Shape.image(1, 8, 8)).maxPool("M", 2).sumPool("S", 2).neuron(Neuron.integrateAndFire())
                .dense("D", 3).build();
        assertThat(net.foldPools()).isEqualTo(net);
    }

    @Test
    void aPoolThatLeavesInputsOutBeforePaddingIsRefused() {
        var net = Network.builder("n", Shape.image(1, 15, 16)).sumPool("P", 2).conv2d("C", c -> c.filters(3).kernel(3).padding(1)).build();
        assertThatIllegalArgumentException().isThrownBy(net::foldPools).withMessage("layer 'P': cannot be folded exactly into 'C': along y "
                + "the padding of 'C' would uncover the last of 15 inputs, which the pool leaves out. Maybe an input of 14, or no padding.");
    }
}
