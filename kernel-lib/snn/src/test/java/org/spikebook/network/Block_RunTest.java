package org.spikebook.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.spikebook.neuron.IntegrateAndFire;
import org.spikebook.neuron.Neuron;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;
import org.spikebook.spike.Spikes;

/** Residual blocks, self-attention and batch norms: what they compute, and what can be done to networks that have them. */
class Block_RunTest {

    static long[] seeds() {
        long[] seeds = new long[40];
        for (int i = 0; i < seeds.length; i++) {
            seeds[i] = i;
        }
        return seeds;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyLayerGivesWhatThePlainEquationsGive(long seed) {
        var random = new SplittableRandom(seed);
        Network net = RandomNetworks.blocks(random);
        SpikeTensor spikes = RandomNetworks.spikes(random, net.input(), 20, 1);
        assertEquations(net, spikes, seed);
    }

    private static void assertEquations(Network net, SpikeTensor spikes, long seed) {
        Activity activity = net.run(spikes, RunOptions.recordAll());
        List<double[][]> expected = NaiveRun.run(net, spikes);
        for (int l = 0; l < net.allLayers().size(); l++) {
            Layer layer = net.allLayers().get(l);
            for (int t = 0; t < spikes.steps(); t++) {
                for (int n = 0; n < layer.output().size(); n++) {
                    double ours = activity.isSpiking(layer.name()) ? activity.output(layer.name()).value(n, t)
                            : activity.values(layer.name(), n)[t];
                    assertThat(ours).as("seed %d, %s, neuron %d, step %d", seed, layer, n, t).isEqualTo(expected.get(l)[t][n]);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void foldedBatchNormsJsonAndCopiesAreTheSameFunction(long seed) {
        var random = new SplittableRandom(seed);
        Network net = RandomNetworks.blocks(random);
        SpikeTensor spikes = RandomNetworks.spikes(random, net.input(), 12, 1);
        Network folded = net.foldBatchNorm();
        assertThat(folded.allLayers()).noneMatch(BatchNorm.class::isInstance);
        assertThat(folded.run(spikes).output()).as("seed %d", seed).isEqualTo(net.run(spikes).output());
        assertThat(Network.fromJson(net.toJson())).isEqualTo(net).hasSameHashCodeAs(net);
        assertThat(net.toBuilder().build()).isEqualTo(net);
        assertThat(net.withNeurons(n -> n)).isEqualTo(net);
        assertThat(net.withWeights((layer, weights) -> weights)).isEqualTo(net);
        assertThat(net.foldPools()).isEqualTo(net);
    }

    @ParameterizedTest
    @EnumSource(Residual.Join.class)
    void joinsAreTheThreeOfSewResNet(Residual.Join join) {
        // the body lets through what has weight 1: channels 0 and 1 of a body that fires, channels 0 and 2 of the input
        var net = Network.builder("truth table", Shape.features(4)).residual("R", r -> r.join(join)
                .body(b -> b.dense("BODY", d -> d.weights(new float[][] {{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 1, 0, 0}, {0, 0, 0, 1}}))
                        .neuron(Neuron.integrateAndFire()))).build();
        SpikeTensor spikes = SpikeTensor.builder(Shape.features(4), 1).set(1, 0).set(2, 0).build();
        // body: 0 1 1 0, input: 0 1 1 0 -> flip one of each
        SpikeTensor only = SpikeTensor.builder(Shape.features(4), 1).set(1, 0).build();      // body 0 1 1 0, input 0 1 0 0
        int[] expected = switch (join) {
            case ADD -> new int[] {0, 2, 1, 0};
            case AND -> new int[] {0, 1, 0, 0};
            case IAND -> new int[] {0, 0, 0, 0};
        };
        for (int n = 0; n < 4; n++) {
            assertThat(net.run(only).output().value(n, 0)).as("%s, neuron %d", join, n).isEqualTo(expected[n]);
        }
        if (join == Residual.Join.IAND) {
            SpikeTensor past = SpikeTensor.builder(Shape.features(4), 1).set(2, 0).build();     // body 0 0 0 0, input 0 0 1 0
            assertThat(net.run(past).output().counts()).containsExactly(0, 0, 1, 0);
        }
        assertThat(net.run(spikes).output().planes()).isEqualTo(join == Residual.Join.ADD ? 2 : 1);
    }

    @Test
    void layersInsideBlocksGoByTheirNames() {
        Network net = small();
        assertThat(net.layers()).extracting(Layer::name).containsExactly("IN", "R", "FC");
        assertThat(net.allLayers()).extracting(Layer::name).containsExactly("IN", "A", "A.BN", "S", "R", "FC");
        assertThat(net.layer("A").input()).isEqualTo(Shape.image(4, 6, 6));
        assertThat(net.parameters()).isEqualTo(4 * 2 * 9 + 8 * 4 * 9 + 2 * 8 + 8 * 4 + 8 * 9 * 3);
        assertThat(net.macs()).isEqualTo(36 * 4 * 2 * 9 + 9 * (8 * 4 * 9 + 8 * 4) + 8 * 9 * 3);
        Network random = net.withRandomWeights(3);
        Activity activity = random.run(Spikes.bernoulli(0.1).seed(5).generate(net.input(), 16));
        assertThat(activity.input("A")).isEqualTo(activity.output("IN")).isEqualTo(activity.input("S"));
        assertThat(activity.input("FC").reshape(net.layer("R").output())).isEqualTo(activity.output("R"));
        assertThat(activity.rates().keySet()).containsExactly("IN", "R", "FC");
        assertThatIllegalArgumentException().isThrownBy(() -> activity.output("A.BN")).withMessageContaining("puts out no spikes");
        assertThat(net.toString()).contains("  R       residual    add").contains("    A     conv2d").contains("    A.BN  batch norm");
    }

    private static Network small() {
        return Network.builder("small", Shape.image(2, 6, 6)).conv2d("IN", c -> c.filters(4).kernel(3).padding(1)).neuron(Neuron.lif(0.5))
                .residual("R", r -> r.body(b -> b.conv2d("A", c -> c.filters(8).kernel(3).stride(2).padding(1)).batchNorm("A.BN"))
                        .shortcut(s -> s.conv2d("S", c -> c.filters(8).kernel(1).stride(2)))).neuron(Neuron.lif(0.5))
                .dense("FC", 3).neuron(Neuron.lif(0.5)).build();
    }

    @Test
    void randomWeightsKeepDeepBlocksAlive() {
        Network net = Network.builder("deep", Shape.image(2, 8, 8))
                .conv2d("IN", c -> c.filters(8).kernel(3).padding(1)).batchNorm("BN").neuron(Neuron.lif(0.5))
                .residual("R1", r -> r.body(b -> b.conv2d("A", c -> c.filters(8).kernel(3).padding(1)).batchNorm("ABN").neuron(Neuron.lif(0.5))))
                .residual("R2", r -> r.body(b -> b.selfAttention("SSA", a -> a.heads(2).projections((branch, p) ->
                        p.conv2d(branch, c -> c.filters(8).kernel(1)).batchNorm(branch + "BN").neuron(Neuron.lif(0.5)))).neuron(Neuron.lif(0.5).threshold(0.5))
                        .conv2d("PROJ", c -> c.filters(8).kernel(1)).neuron(Neuron.lif(0.5))))
                .averagePool("MEAN", 8).dense("HEAD", 5).neuron(Neuron.lif(0.5)).build();
        SpikeTensor sample = Spikes.bernoulli(0.2).seed(1).generate(net.input(), 20);
        Network random = net.withRandomWeights(7, sample);
        assertThat(random).isEqualTo(net.withRandomWeights(7, sample));
        Activity activity = random.run(sample);
        activity.rates().forEach((layer, rate) -> assertThat(rate).as(layer).isBetween(layer.equals("SSA") ? 0.002 : 0.01, 0.5));
        Activity integers = random.foldBatchNorm().quantized(8).run(sample);
        integers.network().allLayers().forEach(l -> {
            if (l instanceof Conv2d conv) {
                assertThat(conv.weights().orElseThrow().isIntegral()).as(l.name()).isTrue();
            }
        });
        assertThat(integers.output("PROJ").count()).as("spikes of the quantised network").isPositive();
        assertThat(((SelfAttention) integers.network().layer("SSA")).scale()).isEqualTo(1);
    }

    @Test
    void whatDoesNotFitIsRefusedWithAWayOut() {
        var image = Shape.image(4, 6, 6);
        refused("layer 'R': the body of a residual block needs at least one layer", () -> Network.builder("n", image).residual("R", r -> { }));
        refused("layer 'R': body and shortcut must end in the same shape", () -> Network.builder("n", image).residual("R",
                r -> r.body(b -> b.conv2d("A", c -> c.filters(8).kernel(1)))));
        refused("AND needs binary spikes from the body, but 'A' has no neuron", () -> Network.builder("n", image).residual("R",
                r -> r.join(Residual.Join.AND).body(b -> b.conv2d("A", c -> c.filters(4).kernel(1)))));
        refused("layer 'A': the name occurs twice", () -> Network.builder("n", image).conv2d("A", c -> c.filters(4).kernel(1)).residual("R",
                r -> r.body(b -> b.conv2d("A", c -> c.filters(4).kernel(1)))));
        refused("query, key and value must be spikes, but 'query' has no neuron", () -> Network.builder("n", image).selfAttention("S",
                a -> a.projections((branch, b) -> b.conv2d(branch, c -> c.filters(4).kernel(1)))));
        refused("heads must divide the 4 features, but was 3", () -> Network.builder("n", image).selfAttention("S",
                a -> a.heads(3).projections((branch, b) -> b.conv2d(branch, c -> c.filters(4).kernel(1)).neuron(Neuron.lif(0.5)))));
        refused("self-attention needs layers for [query, key, value]", () -> Network.builder("n", image).selfAttention("S", a -> { }));
        refused("layer 'B': scale must have a value for each of 4 channels, but has 2", () -> Network.builder("n", image).batchNorm("B", b -> b.scale(1, 2)));
        refused("Maybe network.foldBatchNorm() first", () -> small().withRandomWeights(1).quantized(8));
        refused("layer 'R': cannot be quantised: it adds real numbers whose units differ", () -> small().withRandomWeights(1).foldBatchNorm().quantized(8));
        var and = Network.builder("n", Shape.features(2)).residual("R", r -> r.join(Residual.Join.AND).body(b -> b.dense("A",
                d -> d.weights(new float[][] {{1, 0}, {0, 1}})).neuron(Neuron.integrateAndFire()))).build();
        refused("layer 'R': AND needs binary spikes, but the shortcut gives spikes of several bits",
                () -> and.run(SpikeTensor.builder(Shape.features(2), 1).planes(2).build()));
        assertThat(small().withNeurons(n -> Neuron.integrateAndFire()).allLayers()).allMatch(l -> l.neuron().isEmpty()
                || l.neuron().get() instanceof IntegrateAndFire);
    }

    private static void refused(String message, Runnable what) {
        assertThatIllegalArgumentException().isThrownBy(what::run).withMessageContaining(message);
    }
}
