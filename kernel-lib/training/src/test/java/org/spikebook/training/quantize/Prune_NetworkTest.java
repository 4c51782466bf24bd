package org.spikebook.training.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.spikebook.accelerator.spikex.SpikeX;
import org.spikebook.energy.Technology;
import org.spikebook.event.SyntheticEvents;
import org.spikebook.network.Conv2d;
import org.spikebook.network.Dense;
import org.spikebook.network.Network;
import org.spikebook.network.Weights;
import org.spikebook.neuron.NarrowMembrane;
import org.spikebook.neuron.Neuron;
import org.spikebook.spike.Shape;
import org.spikebook.training.HardwareTerm;
import org.spikebook.training.Loss;
import org.spikebook.training.Model;
import org.spikebook.training.Optimizer;
import org.spikebook.training.data.Sample;
import org.spikebook.training.WeightTransform;
import org.spikebook.training.hardware.HardwareModel;

class Prune_NetworkTest {

    private static Network dense(float... weights) {
        return Network.builder("d", Shape.features(2)).dense("A", d -> d.weights(Weights.of(weights, weights.length / 2, 2))).neuron(Neuron.lif(0.9))
                .dense("B", d -> d.weights(Weights.of(new float[weights.length / 2], 1, weights.length / 2))).neuron(Neuron.lif(0.9)).build();
    }

    private static float[] weights(Network network, String layer) {
        return ((Dense) network.layer(layer)).weights().orElseThrow().toArray();
    }

    @Test
    void theSmallestWeightsBecomeZero() {
        Network net = dense(0.5f, -0.1f, 0.3f, -0.9f, 0.1f, 0.2f);
        assertThat(weights(Prune.magnitude(net, 0.5), "A")).containsExactly(0.5f, 0, 0.3f, -0.9f, 0, 0);
        assertThat(weights(Prune.magnitude(net, 0.17), "A")).containsExactly(0.5f, 0, 0.3f, -0.9f, 0.1f, 0.2f);       // of equal ones the first
        assertThat(Prune.magnitude(net, Map.of("B", 0.5))).isEqualTo(net);
        assertThat(Prune.magnitude(net, 0)).isEqualTo(net);
        assertThat(Prune.sparsity(Prune.magnitude(net, Map.of("A", 0.5)))).isEqualTo(6.0 / 9);
    }

    @Test
    void theWeakestUnitsGo() {
        Network net = dense(0.5f, -0.1f, 0.3f, -0.9f, 0.1f, 0.2f);       // squares 0.26, 0.90, 0.05
        assertThat(weights(Prune.units(net, 0.34), "A")).containsExactly(0.5f, -0.1f, 0.3f, -0.9f);
        assertThat(weights(Prune.units(net, Map.of("A", 0.99)), "A")).containsExactly(0.3f, -0.9f);
        assertThat(weights(Prune.units(net, 0.34), "B")).hasSize(2);
    }

    private static Network glyphs() {
        return Network.builder("glyphs", Shape.image(2, 34, 34)).steps(12).conv2d("C", c -> c.filters(8).kernel(5).stride(3)).neuron(Neuron.lif(0.9))
                .averagePool("P", 2).conv2d("D", c -> c.filters(8).kernel(3)).neuron(Neuron.lif(0.9)).dense("FC", 3).neuron(Neuron.lif(0.9)).build();
    }

    private static final List<Sample> SAMPLES = samples();

    private static List<Sample> samples() {
        var samples = new ArrayList<Sample>();
        for (int i = 0; i < 12; i++) {
            samples.add(Sample.of(SyntheticEvents.movingGlyph(i % 3).seed(i).generate().bin(12).spikes(), i % 3));
        }
        return samples;
    }

    private static double train(Model model, int steps) {
        for (int i = 0; i < steps; i++) {
            model.step(SAMPLES, Loss.rateCrossEntropy(), Optimizer.adamW(3e-3).weightDecay(0.01));
        }
        return model.evaluate(SAMPLES, Loss.rateCrossEntropy()).loss();
    }

    /** All of it at once: a smaller network, most of its weights 0 and staying so, 4-bit weights, potentials of 8 bits, and a chip in the loss. */
    @Test
    void prunedAndQuantisedItLearnsAgainWithAChipInTheLoss() {
        Model first = Model.of(glyphs()).seed(1).build();
        train(first, 40);
        Network smaller = Prune.units(first.network(), 0.5);
        assertThat(((Conv2d) smaller.layer("D")).channels()).isEqualTo(4);
        assertThat(((Conv2d) smaller.layer("D")).filters()).isEqualTo(4);
        Network sparse = Prune.magnitude(smaller, 0.6).withNeurons(n -> NarrowMembrane.of(n, 8));
        var cost = HardwareModel.of(SpikeX.builder().build(), Technology.named("cacti32-hp")).windows(5).fit(sparse.foldPools());
        WeightTransform both = Prune.keepZeros().then(FakeQuantizer.of(4).perChannel());
        Model second = Model.of(sparse).transform(both).term(HardwareTerm.of(cost, 5, 1e-3)).build();
        double before = second.evaluate(SAMPLES, Loss.rateCrossEntropy()).loss();
        double after = train(second, 60);
        assertThat(after).as("from %s", before).isLessThan(before);
        Network trained = second.network();
        assertThat(trained.layer("C").neuron().orElseThrow()).isInstanceOf(NarrowMembrane.class);
        assertThat(Prune.sparsity(trained)).isGreaterThanOrEqualTo(0.59);
        float[] zeros = ((Conv2d) sparse.layer("D")).weights().orElseThrow().toArray();
        float[] now = second.values("D.weight");
        for (int i = 0; i < zeros.length; i++) {
            assertThat(now[i] == 0).as("weight %d", i).isEqualTo(zeros[i] == 0);
        }
        int[] winners = SAMPLES.stream().mapToInt(s -> trained.run(s.spikes().orElseThrow()).winner()).toArray();
        assertThat(second.evaluate(SAMPLES, Loss.rateCrossEntropy()).predictions()).isEqualTo(winners);
    }

    @Test
    void whatCannotBeSaysWhy() {
        assertThatIllegalArgumentException().isThrownBy(() -> Prune.magnitude(glyphs(), 0.5)).withMessageContaining("'glyphs' has no weights. Maybe train it first");
        assertThatIllegalArgumentException().isThrownBy(() -> Prune.units(glyphs(), 0.5)).withMessageContaining("layer 'C' (conv2d) has no weights to rank its units by");
        assertThatIllegalArgumentException().isThrownBy(() -> Prune.magnitude(glyphs(), 1)).withMessageContaining("at least 0 and below 1, but was 1.0");
        assertThatIllegalArgumentException().isThrownBy(() -> Prune.magnitude(glyphs(), Map.of("CC", 0.5))).withMessageContaining("has no layer 'CC'");
        assertThat(Prune.sparsity(glyphs())).isCloseTo(0, within(0.0));
    }
}
