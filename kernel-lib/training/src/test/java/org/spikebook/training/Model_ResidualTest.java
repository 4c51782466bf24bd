package org.spikebook.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.spikebook.network.Conv2d;
import org.spikebook.network.Network;
import org.spikebook.network.Residual;
import org.spikebook.neuron.Neuron;
import org.spikebook.spike.Shape;
import org.spikebook.spike.Spikes;
import org.spikebook.training.data.Sample;

class Model_ResidualTest {

    /** A stem, a block with its input past the body, a block of strided convolutions with one in the shortcut and a block inside, a block of currents, a read-out. */
    private static Network network(Residual.Join join) {
        double threshold = join == Residual.Join.AND ? 0.3 : 1;         // or hardly a spike comes through
        return Network.builder("blocks", Shape.image(2, 7, 6)).steps(8)
                .conv2d("STEM", c -> c.filters(5).kernel(3).padding(1)).neuron(Neuron.lif(0.8).threshold(threshold))
                .residual("B1", r -> r.join(join).body(b -> b.conv2d("B1A", c -> c.filters(5).kernel(3).padding(1)).neuron(Neuron.lif(0.7).threshold(threshold))
                        .conv2d("B1B", c -> c.filters(5).kernel(3).padding(1)).neuron(Neuron.lif(0.7).threshold(threshold))))
                .residual("B2", r -> r.join(join)
                        .body(b -> b.conv2d("B2A", c -> c.filters(6).kernel(3).stride(2).padding(1)).neuron(Neuron.lif(0.9).threshold(threshold))
                                .residual("B3", inner -> inner.join(join).body(i -> i.conv2d("B3A", c -> c.filters(6).kernel(1)).neuron(Neuron.lif(0.5).threshold(threshold)))))
                        .shortcut(b -> b.conv2d("B2S", c -> c.filters(6).kernel(1).stride(2)).neuron(Neuron.lif(0.9).threshold(threshold))))
                .residual("B4", r -> r.body(b -> b.conv2d("B4A", c -> c.filters(6).kernel(3).padding(1)))).neuron(Neuron.lif(0.9).threshold(threshold))
                .dense("FC", 3).neuron(Neuron.lif(0.9).threshold(threshold)).build();
    }

    private static List<Sample> samples(int count) {
        var samples = new ArrayList<Sample>();
        for (int i = 0; i < count; i++) {
            samples.add(Sample.of(Spikes.bernoulli(0.3).seed(i).generate(Shape.image(2, 7, 6), 8), i % 3));
        }
        return samples;
    }

    @ParameterizedTest
    @EnumSource(Residual.Join.class)
    void gradientsAreThoseOfFiniteDifferences(Residual.Join join) {
        Model model = Model.of(network(join)).biases().seed(3).surrogate(Surrogate.arctan(1)).gradientThroughReset().smooth().threads(1).build();
        FiniteDifferences.equal(model, samples(3), Loss.rateCrossEntropy(), join.toString());
    }

    @ParameterizedTest
    @EnumSource(Residual.Join.class)
    void theBitsDoNotDependOnTheNumberOfThreads(Residual.Join join) {
        var states = new ArrayList<Model.State>();
        for (int threads : new int[] {1, 2, 3, 4}) {
            Model model = Model.of(network(join)).biases().seed(5).threads(threads).dropout(0.2).build();
            for (int i = 0; i < 3; i++) {
                model.step(samples(9), Loss.rateCrossEntropy(), Optimizer.adam(1e-2));
            }
            states.add(model.state());
        }
        for (Model.State state : states) {
            state.arrays().forEach((name, arrays) -> assertThat(arrays[0]).as(name).isEqualTo(states.get(0).arrays().get(name)[0]));
        }
    }

    @ParameterizedTest
    @EnumSource(Residual.Join.class)
    void itLearnsAndRunsAsANetworkWithTheSameSpikes(Residual.Join join) {
        Model model = Model.of(network(join)).biases().seed(4).surrogate(Surrogate.arctan(2)).build();
        double first = model.evaluate(samples(9), Loss.rateCrossEntropy()).loss();
        for (int i = 0; i < 60; i++) {
            model.step(samples(9), Loss.rateCrossEntropy(), Optimizer.adam(4e-3));
        }
        Model.Result result = model.evaluate(samples(9), Loss.rateCrossEntropy());
        assertThat(result.loss()).isLessThan(0.7 * first);
        Network trained = model.network();
        assertThat(trained.allLayers()).extracting("name").containsExactlyElementsOf(network(join).allLayers().stream().map(l -> l.name()).toList());
        assertThat(((Residual) trained.layer("B2")).join()).isEqualTo(join);
        for (String name : List.of("B1A", "B2S", "B4A")) {
            assertThat(((Conv2d) trained.layer(name)).weights().orElseThrow().toArray()).as(name).isEqualTo(model.values(name + ".weight"));
        }
        for (String layer : List.of("STEM", "B1B", "B2S", "B3A", "B4", "FC")) {
            long spikes = samples(9).stream().mapToLong(s -> trained.run(s.spikes().orElseThrow()).output(layer).count()).sum();
            double rate = spikes / (9.0 * 8 * trained.layer(layer).output().size());
            assertThat(result.rates().get(layer)).as(layer).isCloseTo(rate, org.assertj.core.api.Assertions.within(0.01 * rate + 1e-9));
        }
        assertThat(result.predictions()).isEqualTo(samples(9).stream().mapToInt(s -> trained.run(s.spikes().orElseThrow()).winner()).toArray());
    }

    @Test
    void normsInsideBlocksAreFoldedFirst() {
        Network norms = Network.builder("norms", Shape.image(2, 7, 6))
                .residual("B", r -> r.body(b -> b.conv2d("C", c -> c.filters(2).kernel(3).padding(1)).batchNorm("N").neuron(Neuron.lif(0.7)))).dense("FC", 3).neuron(Neuron.lif(0.9))
                .build().withRandomWeights(1);
        assertThatIllegalArgumentException().isThrownBy(() -> Model.of(norms).build()).withMessageContaining("layer 'N' is of a kind that cannot be trained")
                .withMessageContaining("Maybe network.foldBatchNorm() first");
        assertThat(Model.of(norms.foldBatchNorm()).build().step(samples(4), Loss.rateCrossEntropy(), Optimizer.adam(1e-3)).samples()).isEqualTo(4);
    }
}
