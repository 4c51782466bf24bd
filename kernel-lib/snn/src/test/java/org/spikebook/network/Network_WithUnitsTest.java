package org.spikebook.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.spikebook.neuron.LeakyIntegrateAndFire;
import org.spikebook.neuron.Neuron;
import org.spikebook.neuron.Parameter;
import org.spikebook.spike.Shape;
import org.spikebook.spike.Spikes;

class Network_WithUnitsTest {

    private static Network whole() {
        return Network.builder("whole", Shape.image(2, 8, 9)).steps(10)
                .conv2d("C1", c -> c.filters(5).kernel(3)).neuron(Neuron.lif(0.8).threshold(Parameter.each(IntStream.range(0, 5 * 6 * 7).mapToDouble(i -> 1 + i / 42).toArray())))
                .averagePool("P", 2)
                .conv2d("C2", c -> c.filters(4).kernel(2)).neuron(Neuron.lif(0.9))
                .flatten("F")
                .recurrent("R", r -> r.units(6)).neuron(Neuron.cubaLif(0.5, 0.7))
                .dense("D", 7).neuron(Neuron.lif(0.9))
                .dense("FC", 3).neuron(Neuron.integrateAndFire()).build().withRandomWeights(3);
    }

    /** Weights of units that must go are 0, so that they never spike; the others are positive, so that they do. */
    private static Network silenced(Network network, Map<String, int[]> kept) {
        return network.withWeights((layer, weights) -> {
            float[] values = weights.toArray();
            if (!kept.containsKey(layer.name())) {
                for (int i = 0; i < values.length; i++) {
                    values[i] = Math.abs(values[i]);
                }
                return Weights.of(values, weights.dims());
            }
            int each = values.length / weights.dims()[0];
            for (int i = 0; i < values.length; i++) {
                int unit = i / each;
                values[i] = Arrays.stream(kept.get(layer.name())).anyMatch(u -> u == unit) ? Math.abs(values[i]) : 0;
            }
            return Weights.of(values, weights.dims());
        });
    }

    @Test
    void withoutSilentUnitsNothingElseChanges() {
        Map<String, int[]> kept = Map.of("C1", new int[] {0, 2, 4}, "C2", new int[] {1}, "R", new int[] {5, 0, 3}, "D", new int[] {0, 1, 2, 6});
        Network whole = silenced(whole(), kept);
        Network smaller = whole.withUnits(kept);
        assertThat(smaller.layers()).extracting(l -> l.output().size()).containsExactly(3 * 42, 3 * 9, 4, 4, 3, 4, 3);
        assertThat(smaller.parameters()).isLessThan(whole.parameters() / 2);
        assertThat(((LeakyIntegrateAndFire) smaller.layer("C1").neuron().orElseThrow()).threshold().at(50)).isEqualTo(3);       // second of the three, once the third
        long spikes = 0;
        for (int seed = 0; seed < 5; seed++) {
            var input = Spikes.bernoulli(0.3).seed(seed).generate(whole.input(), 30);
            assertThat(smaller.run(input).output()).isEqualTo(whole.run(input).output());
            assertThat(smaller.run(input).output("R").count()).isEqualTo(whole.run(input).output("R").count());
            spikes += whole.run(input).output().count();
        }
        assertThat(spikes).isPositive();
    }

    @Test
    void unitsInsideABlockCanGo() {
        Network whole = Network.builder("block", Shape.image(2, 5, 5))
                .conv2d("C1", c -> c.filters(3).kernel(3).padding(1)).neuron(Neuron.lif(0.8))
                .residual("B", r -> r.body(b -> b.conv2d("B1", c -> c.filters(8).kernel(3).padding(1)).neuron(Neuron.lif(0.8))
                        .conv2d("B2", c -> c.filters(3).kernel(3).padding(1)).neuron(Neuron.lif(0.8))))
                .dense("FC", 4).neuron(Neuron.lif(0.9)).build().withRandomWeights(3);
        assertThat(whole.layersOfUnits()).extracting(Layer::name).containsExactly("B1");
        Map<String, int[]> kept = Map.of("B1", new int[] {1, 6});
        whole = silenced(whole, kept);
        Network smaller = whole.withUnits(kept);
        assertThat(((Conv2d) smaller.layer("B2")).channels()).isEqualTo(2);
        var input = Spikes.bernoulli(0.3).seed(1).generate(whole.input(), 20);
        assertThat(smaller.run(input).output()).isEqualTo(whole.run(input).output());
        assertThatIllegalArgumentException().isThrownBy(() -> smaller.withUnits(Map.of("C1", new int[] {0})))
                .withMessageContaining("layer 'B': takes all that leaves the layer before (residual)");
        assertThatIllegalArgumentException().isThrownBy(() -> smaller.withUnits(Map.of("B2", new int[] {0}))).withMessageContaining("is the last layer of the network or of a branch");
    }

    @Test
    void whichLayersCanBecomeSmallerIsKnown() {
        assertThat(whole().layersOfUnits()).extracting(Layer::name).containsExactly("C1", "C2", "R", "D");
    }

    @Test
    void aLayerWithoutWeightsBecomesSmallerToo() {
        Network geometry = Network.builder("g", Shape.features(10)).dense("A", 8).neuron(Neuron.lif(0.9)).dense("B", 2).neuron(Neuron.lif(0.9)).build();
        assertThat(geometry.withUnits(Map.of("A", new int[] {7, 1})).parameters()).isEqualTo(10 * 2 + 2 * 2);
    }

    @Test
    void whatCannotBeSaysWhy() {
        assertThatIllegalArgumentException().isThrownBy(() -> whole().withUnits(Map.of("C9", new int[] {0}))).withMessageContaining("has no layer 'C9'");
        assertThatIllegalArgumentException().isThrownBy(() -> whole().withUnits(Map.of("C2", new int[] {}))).withMessageContaining("layer 'C2': at least one of 4 units must stay");
        assertThatIllegalArgumentException().isThrownBy(() -> whole().withUnits(Map.of("C2", new int[] {1, 4}))).withMessageContaining("different numbers in 0..3, but one was 4");
        assertThatIllegalArgumentException().isThrownBy(() -> whole().withUnits(Map.of("C2", new int[] {1, 1}))).withMessageContaining("but one was 1 twice");
        assertThatIllegalArgumentException().isThrownBy(() -> whole().withUnits(Map.of("FC", new int[] {1}))).withMessageContaining("layer 'FC': is the last layer");
    }
}
