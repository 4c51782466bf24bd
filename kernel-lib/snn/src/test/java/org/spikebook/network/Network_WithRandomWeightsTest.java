package org.spikebook.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikebook.neuron.Neuron;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;
import org.spikebook.spike.Spikes;

class Network_WithRandomWeightsTest {

    @Test
    void everyLayerOfThePresetsLivesOnFreshSpikes() {
        for (Network preset : List.of(Networks.nMnist(), Networks.dvsGestureMedium(), Networks.dvsGestureLarge())) {
            var net = preset.withRandomWeights(42);
            for (double rate : new double[] {0.01, 0.05, 0.2}) {
                var activity = net.run(Spikes.bernoulli(rate).seed(7).generate(net.input(), 64));
                assertThat(activity.rates()).hasSameSizeAs(net.layers());
                assertThat(activity.rates().values()).as("%s at %s: %s", preset.name(), rate, activity)
                        .allSatisfy(r -> assertThat(r).isBetween(0.005, 0.2));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void eachLayerFiresAtFivePercentOnTheSample(long seed) {
        var sample = Spikes.clustered(0.01).seed(seed).generate(Shape.image(2, 34, 34), 30);
        var net = Networks.nMnist().withRandomWeights(seed, sample);
        var rates = net.run(sample).rates();
        assertThat(rates.get("CONV1")).isCloseTo(0.05, within(0.001));
        assertThat(rates.get("CONV2")).isCloseTo(0.05, within(0.001));
        assertThat(rates.get("FC")).isCloseTo(0.05, within(0.02));       // 300 places only
    }

    @Test
    void equalSeedsGiveEqualWeightsAndOthersDoNot() {
        var net = Network.builder("n", Shape.image(1, 6, 6)).conv2d("C", c -> c.filters(2).kernel(3)).neuron(Neuron.lif(0.5))
                .recurrent("R", r -> r.units(5)).neuron(Neuron.cubaLif(0.5, 0.5)).dense("D", 3).build();
        assertThat(net.withRandomWeights(1)).isEqualTo(net.withRandomWeights(1)).isNotEqualTo(net.withRandomWeights(2));
        assertThat(net.withRandomWeights(1).withRandomWeights(2)).isEqualTo(net.withRandomWeights(2));
        var activity = net.withRandomWeights(1).run(Spikes.bernoulli(0.05).seed(1).generate(net.input(), 64));
        assertThat(activity.rates().get("R")).isBetween(0.02, 0.15);
    }

    @Test
    void aSilentSampleOrOneOfAnotherShapeIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Networks.nMnist().withRandomWeights(1,
                SpikeTensor.builder(Shape.image(2, 34, 34), 5).build())).withMessageContaining("the sample has no spikes");
        assertThatIllegalArgumentException().isThrownBy(() -> Networks.nMnist().withRandomWeights(1,
                SpikeTensor.builder(Shape.image(1, 34, 34), 5).set(0, 0).build())).withMessageContaining("needs a sample of shape");
    }
}
