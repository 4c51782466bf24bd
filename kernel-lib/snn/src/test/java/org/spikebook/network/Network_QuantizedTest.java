package org.spikebook.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikebook.event.Recordings;
import org.spikebook.neuron.Neuron;
import org.spikebook.spike.Shape;
import org.spikebook.spike.Spikes;
import org.spikebook.testing.TestData;

class Network_QuantizedTest {

    @Test
    void weightsThresholdsAndBiasesAreCountedInOneUnitALayer() {
        var net = Network.builder("n", Shape.features(2)).dense("D", d -> d.weights(new float[][] {{1.27f, -0.5f}, {0.004f, 0.006f}})
                .bias(0.1f, -0.25f)).neuron(Neuron.integrateAndFire()).build().quantized(8);
        var dense = (Dense) net.layer("D");
        assertThat(dense.weights()).hasValue(Weights.of(new float[] {127, -50, 0, 1}, 2, 2));     // unit 0.01
        assertThat(dense.bias()).hasValue(Weights.of(new float[] {10, -25}));
        assertThat(dense.neuron()).hasValue(Neuron.integrateAndFire().threshold(100));
    }

    @Test
    void wholeNumbersThatFitStayWhatTheyAre() {
        var random = new SplittableRandom(1);
        for (int i = 0; i < 50; i++) {
            var net = Network.builder("n", Shape.image(2, 6, 6))
                    .conv2d("C", c -> c.weights(edged(RandomNetworks.weights(random, 3, 2, 3, 3)))).neuron(RandomNetworks.neuron(random))
                    .dense("D", d -> d.weights(edged(RandomNetworks.weights(random, 4, 48)))).neuron(RandomNetworks.neuron(random)).build();
            assertThat(net.quantized(5)).isEqualTo(net);
        }
    }

    private static Weights edged(Weights weights) {
        float[] values = weights.toArray();
        values[0] = 15;
        return Weights.of(values, weights.dims());
    }

    @Test
    void anAveragePoolBecomesASumInAFinerUnit() {
        var net = Network.builder("n", Shape.image(1, 4, 4)).averagePool("P", 2)
                .dense("D", d -> d.weights(new float[][] {{127, 64, -3, 1}})).neuron(Neuron.lif(0.5).threshold(10)).build();
        var whole = net.quantized(8);
        assertThat(whole.layer("P").kind()).isEqualTo("sum pool");
        assertThat(whole.layer("D").neuron()).hasValue(Neuron.lif(0.5).threshold(40));
        for (int seed = 0; seed < 20; seed++) {
            var spikes = Spikes.bernoulli(0.3).seed(seed).generate(net.input(), 50);
            assertThat(whole.run(spikes).output()).isEqualTo(net.run(spikes).output());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aLayerWithoutANeuronPassesItsUnitOn(long seed) {
        // at 16 bits the rounded network must follow the other closely: same last values up to the unit
        var net = Network.builder("n", Shape.image(1, 8, 8)).conv2d("C", c -> c.filters(3).kernel(3)).sumPool("P", 2)
                .neuron(Neuron.integrateAndFire().threshold(0.3)).dense("D", 5).build().withRandomWeights(seed);
        var whole = net.quantized(16);
        assertThat(((Conv2d) whole.layer("C")).weights().orElseThrow().isIntegral()).isTrue();
        double unit = ((Dense) net.layer("D")).weights().orElseThrow().maxAbs() / 32767.0;
        var spikes = Spikes.bernoulli(0.1).seed(seed).generate(net.input(), 40);
        var expected = net.run(spikes);
        var actual = whole.run(spikes);
        assertThat(actual.output("P")).isEqualTo(expected.output("P"));
        for (int n = 0; n < 5; n++) {
            for (int t = 0; t < 40; t++) {
                assertThat(actual.values("D", n)[t]).isEqualTo(Math.rint(actual.values("D", n)[t]));
                assertThat(actual.values("D", n)[t] * unit).isCloseTo(expected.values("D", n)[t], within(27 * unit));
            }
        }
    }

    @Test
    void eightBitsKeepTheRecordingsClassesAndWholePotentials() {
        var net = Network.fromNir(TestData.require("nir/graphs/cnn_sinabs.nir")).quantized(8);
        var frames = Recordings.nMnist(TestData.require("nmnist/Test"));
        int right = 0;
        for (int i = 0; i < 20; i++) {
            right += net.run(frames.get(i).read().bin(Duration.ofMillis(1)).counts()).winner() == frames.get(i).label() ? 1 : 0;
        }
        assertThat(right).isGreaterThanOrEqualTo(18);
        var activity = net.run(frames.get(0).read().bin(Duration.ofMillis(1)).counts(), RunOptions.record("9"));
        for (double u : activity.potential("9", 17)) {
            assertThat(u).isEqualTo(Math.rint(u));
        }
    }

    @Test
    void whatCannotBeQuantisedSaysWhy() {
        var bare = Network.builder("n", Shape.features(2)).dense("D", 3).neuron(Neuron.lif(0.5)).build();
        assertThatIllegalArgumentException().isThrownBy(() -> bare.quantized(8)).withMessageContaining("layer 'D': has no weights to quantise");
        assertThatIllegalArgumentException().isThrownBy(() -> bare.quantized(1)).withMessageContaining("weight bits must be in 2..16, but was 1");
        var loop = Network.builder("n", Shape.features(2)).dense("D", 3).recurrent("R", r -> r.units(2)).neuron(Neuron.lif(0.5)).build()
                .withRandomWeights(1);
        assertThatIllegalArgumentException().isThrownBy(() -> loop.quantized(8)).withMessageContaining("layer 'R': cannot be quantised behind");
    }
}
