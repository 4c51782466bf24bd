package org.spikebook.training.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikebook.bits.BitBudget;
import org.spikebook.bits.WeightQuantizer;
import org.spikebook.network.Conv2d;
import org.spikebook.network.Dense;
import org.spikebook.network.Network;
import org.spikebook.network.Recurrent;
import org.spikebook.network.Weights;
import org.spikebook.neuron.Neuron;
import org.spikebook.spike.Shape;
import org.spikebook.spike.Spikes;
import org.spikebook.training.Loss;
import org.spikebook.training.Model;
import org.spikebook.training.Optimizer;
import org.spikebook.training.data.Sample;
import org.spikebook.training.WeightTransform;

class FakeQuantizer_ApplyTest {

    /** Two inputs (rows), three outputs (columns), rows of four floats. */
    private static final WeightTransform.Weight TWO_BY_THREE = new WeightTransform.Weight("FC", "weight", 2, 3, 4);
    private static final float[] WEIGHTS = {0.7f, -0.2f, 0.04f, 0, -0.31f, 0.1f, 0, 0};

    private static float[] applied(FakeQuantizer quantizer) {
        var to = new float[8];
        quantizer.apply(TWO_BY_THREE, WEIGHTS, to);
        return to;
    }

    @Test
    void oneScaleALayerIsTheLargestWeightOverTheLargestCode() {
        float s = 0.7f / 7;
        assertThat(applied(FakeQuantizer.of(4))).containsExactly(7 * s, -2 * s, 0 * s, 0, -3 * s, 1 * s, 0, 0);
        assertThat(applied(FakeQuantizer.of(2))).containsExactly(0.7f, -0f, 0, 0, -0f, 0, 0, 0);
    }

    @Test
    void aScaleForEachOutputKeepsItsLargestWeight() {
        float a = 0.7f / 3;
        float b = 0.2f / 3;
        float c = 0.04f / 3;
        assertThat(applied(FakeQuantizer.of(3).perChannel())).containsExactly(3 * a, -3 * b, 3 * c, 0, -1 * a, 2 * b, 0, 0);
    }

    @Test
    void scalesRoundUpToPowersOfTwo() {
        // 0.7 / 7 = 0.1 becomes 1/8
        assertThat(applied(FakeQuantizer.of(4).powerOfTwo())).containsExactly(0.75f, -0.25f, 0, 0, -0.25f, 0.125f, 0, 0);
        // 0.7 / 3 -> 1/4, 0.2 / 3 -> 1/8, 0.04 / 3 -> 1/64
        assertThat(applied(FakeQuantizer.of(3).perChannel().powerOfTwo())).containsExactly(0.75f, -0.25f, 3f / 64, 0, -0.25f, 0.125f, 0, 0);
    }

    @Test
    void oneBitIsTheSignTimesTheMeanSizeAndPrunedWeightsStayAway() {
        float mean = (float) ((0.7f + 0.2f + 0.04f + 0.31f + 0.1f) / 5.0);
        float[] one = applied(FakeQuantizer.of(1));
        assertThat(one).usingComparatorWithPrecision(1e-7f).containsExactly(mean, -mean, mean, 0, -mean, mean, 0, 0);
        assertThat(one[6]).isZero();
    }

    @Test
    void layersHaveWidthsOfTheirOwn() {
        assertThat(applied(FakeQuantizer.of(2).layer("FC", 4))).isEqualTo(applied(FakeQuantizer.of(4)));
        assertThat(applied(FakeQuantizer.of(2).keep("FC"))).isEqualTo(WEIGHTS);
        assertThat(FakeQuantizer.of(2).layer("FC", 4).keep("C1")).hasToString("weights of 2 bits, one scale a layer, but [C1 whole, FC 4]");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 8, 16})
    void aBitBudgetGivesTheValuesOfEquationFive(int bits) {
        var random = new SplittableRandom(bits);
        var rows = new float[5 * 8];                // five inputs, seven outputs, rows of eight
        var outputs = new float[7 * 5];
        for (int i = 0; i < 5; i++) {
            for (int o = 0; o < 7; o++) {
                outputs[o * 5 + i] = (float) (random.nextDouble() - 0.5) * (o + 1);
                rows[i * 8 + o] = outputs[o * 5 + i];
            }
        }
        Weights expected = WeightQuantizer.of(bits).quantize(Weights.of(outputs, 7, 5));
        var to = new float[rows.length];
        FakeQuantizer.of(BitBudget.of(bits, 2, 2)).apply(new WeightTransform.Weight("FC", "weight", 5, 7, 8), rows, to);
        for (int i = 0; i < 5; i++) {
            for (int o = 0; o < 7; o++) {
                assertThat(to[i * 8 + o]).as("seed %s, input %s, output %s", bits, i, o).isCloseTo(expected.at(o * 5 + i), withinPercentage(1e-4));
            }
        }
    }

    @Test
    void layersOfABitBudgetHaveTheirOwnBits() {
        assertThat(FakeQuantizer.of(BitBudget.of(1, 2, 2).layer("FC", 8, 2))).hasToString("weights of 1 bit, a scale for each output, whole range, but [FC 8]");
    }

    @Test
    void allZeroWeightsStayZero() {
        for (int bits : new int[] {1, 2, 8}) {
            var to = new float[8];
            FakeQuantizer.of(bits).perChannel().powerOfTwo().apply(TWO_BY_THREE, new float[8], to);
            assertThat(to).containsOnly(0);
        }
    }

    private static Network net() {
        return Network.builder("net", Shape.image(2, 7, 7)).steps(10).conv2d("C", c -> c.filters(6).kernel(3)).neuron(Neuron.lif(0.8))
                .recurrent("R", r -> r.units(17)).neuron(Neuron.cubaLif(0.5, 0.7)).dense("FC", 3).neuron(Neuron.lif(0.9)).build();
    }

    private static List<Sample> samples(int count) {
        return IntStream.range(0, count).mapToObj(i -> Sample.of(Spikes.bernoulli(i % 3 == 0 ? 0.1 : i % 3 == 1 ? 0.3 : 0.5).seed(i).generate(net().input(), 10), i % 3)).toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 8})
    void theTrainedNetworkHasNoMoreDifferentWeightsThanTheBitsAllow(int bits) {
        for (boolean channels : new boolean[] {false, true}) {
            FakeQuantizer quantizer = channels ? FakeQuantizer.of(bits).perChannel() : FakeQuantizer.of(bits);
            Model model = Model.of(net()).transform(quantizer).seed(3).build();
            double first = model.evaluate(samples(12), Loss.rateCrossEntropy()).loss();
            for (int i = 0; i < 60; i++) {
                model.step(samples(12), Loss.rateCrossEntropy(), Optimizer.adam(5e-3));
            }
            assertThat(model.evaluate(samples(12), Loss.rateCrossEntropy()).loss()).as("loss, from %s", first).isLessThan(first);
            var all = new ArrayList<Weights>();
            model.network().withWeights((layer, weights) -> {
                all.add(weights);
                return weights;
            });
            assertThat(all).hasSize(4);
            for (Weights weights : all) {
                int outputs = channels ? weights.dims()[0] : 1;
                for (int o = 0; o < outputs; o++) {
                    var values = new java.util.HashSet<Float>();
                    for (int i = o * weights.size() / outputs; i < (o + 1) * weights.size() / outputs; i++) {
                        values.add(weights.at(i) + 0f);     // no negative zero
                    }
                    assertThat(values.size()).isBetween(2, 1 << bits);
                }
            }
        }
    }

    @Test
    void theNetworkForAChipHasTheSameWholeNumbers() {
        Model model = Model.of(net()).transform(FakeQuantizer.of(4)).seed(3).build();
        for (int i = 0; i < 5; i++) {
            model.step(samples(12), Loss.rateCrossEntropy(), Optimizer.adam(5e-3));
        }
        Network trained = model.network();
        Network whole = trained.quantized(4);
        for (String name : List.of("C", "FC")) {
            Weights real = weights(trained, name);
            Weights codes = weights(whole, name);
            assertThat(codes.isIntegral()).isTrue();
            float unit = real.maxAbs() / 7;
            for (int i = 0; i < codes.size(); i++) {
                assertThat(codes.at(i) * unit).as("%s %d", name, i).isCloseTo(real.at(i), org.assertj.core.api.Assertions.within(1e-6f));
            }
        }
    }

    private static Weights weights(Network network, String name) {
        return network.layer(name) instanceof Conv2d conv ? conv.weights().orElseThrow() : network.layer(name) instanceof Dense dense ? dense.weights().orElseThrow()
                : ((Recurrent) network.layer(name)).weights().orElseThrow();
    }

    /** Straight-through: what the real weights get is the gradient of a network that has the quantised ones. */
    @Test
    void theGradientIsThatOfTheQuantisedNetwork() {
        FakeQuantizer quantizer = FakeQuantizer.of(3).perChannel();
        Model fake = Model.of(net()).transform(quantizer).seed(3).build();
        Model quantised = Model.of(fake.network()).build();
        fake.step(samples(6), Loss.rateCrossEntropy(), Optimizer.sgd(1e-3, 0));
        quantised.step(samples(6), Loss.rateCrossEntropy(), Optimizer.sgd(1e-3, 0));
        for (String name : fake.parameters()) {
            assertThat(fake.gradient(name)).as(name).isEqualTo(quantised.gradient(name));
            assertThat(fake.gradient(name)).as(name).isNotEqualTo(new float[fake.gradient(name).length]);
        }
    }

    @Test
    void whatDoesNotFitSaysWhy() {
        assertThatIllegalArgumentException().isThrownBy(() -> FakeQuantizer.of(0)).withMessageContaining("bits must be in 1..16, but was 0. Maybe keep(layer)");
        assertThatIllegalArgumentException().isThrownBy(() -> FakeQuantizer.of(4).layer("FC", 17)).withMessageContaining("but was 17");
        assertThatIllegalArgumentException().isThrownBy(() -> Model.of(net()).transform(FakeQuantizer.of(4).layer("FD", 8)).build())
                .withMessage("fake quantiser: no layer 'FD' has weights. Maybe 'FC'.");
        assertThatIllegalArgumentException().isThrownBy(() -> Model.of(net()).transform(Prune.keepZeros().then(FakeQuantizer.of(4).keep("X"))).build())
                .withMessageContaining("no layer 'X' has weights");
    }
}
