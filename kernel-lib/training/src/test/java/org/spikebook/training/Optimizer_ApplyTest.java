package org.spikebook.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikebook.network.Network;
import org.spikebook.neuron.Neuron;
import org.spikebook.spike.Shape;
import org.spikebook.training.data.Sample;

/** Optimisers, schedules, clipping, decay, dropout and losses against their formulas. */
class Optimizer_ApplyTest {

    private static final double[] GRADIENTS = {0.5, -2, 0.25, 3, -0.125};

    /** One weight of gradient g and a bias of the same. */
    private static Model line() {
        Model model = Model.of(Network.builder("line", Shape.features(1)).dense("A", 1).build()).biases().build();
        model.values("A.weight", new float[] {0.7f});
        model.values("A.bias", new float[] {-0.3f});
        return model;
    }

    private static Model.Result step(Model model, double gradient, Optimizer optimizer, long steps) {
        return model.step(List.of(Sample.of(new float[][] {{1}}, 0)), (output, sample, g) -> {
            g[0][0] = (float) gradient;
            return 0;
        }, optimizer, steps);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.9})
    void sgdMovesAgainstTheGradient(double momentum) {
        Model model = line();
        double w = 0.7;
        double b = 0;
        for (double g : GRADIENTS) {
            step(model, g, Optimizer.sgd(0.01, momentum).weightDecay(0.1), 5);
            b = momentum * b + g + 0.1 * w;
            w -= 0.01 * b;
            assertThat((double) model.values("A.weight")[0]).isCloseTo(w, within(1e-6));
        }
    }

    @Test
    void biasesDoNotDecay() {
        Model model = line();
        step(model, 0, Optimizer.sgd(0.1, 0).weightDecay(0.5), 1);
        assertThat(model.values("A.weight")[0]).isCloseTo(0.7f * 0.95f, within(1e-6f));
        assertThat(model.values("A.bias")).containsExactly(-0.3f);
    }

    /** Kingma and Ba 2015, algorithm 1; Loshchilov and Hutter 2019, algorithm 2, line 12. */
    @Test
    void adamFollowsItsAlgorithm() {
        for (boolean apart : new boolean[] {false, true}) {
            Model model = line();
            double w = 0.7;
            double m = 0;
            double v = 0;
            int t = 0;
            for (double g : GRADIENTS) {
                step(model, g, (apart ? Optimizer.adamW(0.02) : Optimizer.adam(0.02)).betas(0.8, 0.95).weightDecay(0.3), 5);
                double d = apart ? g : g + 0.3 * w;
                m = 0.8 * m + 0.2 * d;
                v = 0.95 * v + 0.05 * d * d;
                t++;
                double move = 0.02 * (m / (1 - Math.pow(0.8, t))) / (Math.sqrt(v / (1 - Math.pow(0.95, t))) + 1e-8);
                w -= move + (apart ? 0.02 * 0.3 * w : 0);
                assertThat((double) model.values("A.weight")[0]).as("step %d, apart %s", t, apart).isCloseTo(w, within(1e-6));
            }
        }
    }

    @Test
    void clippingShortensTheWholeGradientAndKeepsItsDirection() {
        Model model = line();
        step(model, 30, Optimizer.sgd(0.1, 0).clip(2), 1);
        assertThat(model.gradient("A.weight")[0]).isCloseTo((float) Math.sqrt(2), within(1e-6f));
        assertThat(model.gradient("A.bias")[0]).isCloseTo((float) Math.sqrt(2), within(1e-6f));
        step(model, 1, Optimizer.sgd(0.1, 0).clip(2), 1);
        assertThat(model.gradient("A.weight")).containsExactly(1);
    }

    @Test
    void schedulesChangeTheRate() {
        Schedule cosine = Schedule.cosine(0.1);
        assertThat(cosine.at(0, 11)).isEqualTo(1);
        assertThat(cosine.at(5, 11)).isCloseTo(0.55, within(1e-12));
        assertThat(cosine.at(10, 11)).isCloseTo(0.1, within(1e-12));
        Schedule warm = Schedule.constant().warmUp(4);
        assertThat(new double[] {warm.at(0, 9), warm.at(1, 9), warm.at(3, 9), warm.at(8, 9)}).containsExactly(0.25, 0.5, 1, 1);
        Schedule stairs = Schedule.steps(10, 0.5);
        assertThat(new double[] {stairs.at(0, 100), stairs.at(9, 100), stairs.at(10, 100), stairs.at(99, 100)}).containsExactly(1, 1, 0.5, Math.pow(0.5, 9));
        Model model = line();
        step(model, 1, Optimizer.sgd(0.1, 0).schedule(warm), 9);
        step(model, 1, Optimizer.sgd(0.1, 0).schedule(warm), 9);
        assertThat((double) model.values("A.bias")[0]).isCloseTo(-0.3 - 0.1 * 0.75, within(1e-6));
    }

    @Test
    void dropoutSilencesAShareOfTheHiddenSpikesForAWholeSample() {
        int hidden = 4000;
        Model model = Model.of(Network.builder("drop", Shape.features(1)).dense("A", hidden).neuron(Neuron.lif(0.5)).dense("B", 1).neuron(Neuron.lif(0.9).threshold(1e9)).build())
                .dropout(0.4).threads(1).seed(2).build();
        var ones = new float[hidden];
        java.util.Arrays.fill(ones, 2);
        model.values("A.weight", ones);         // all spike at each step
        model.values("B.weight", ones);
        // the read-out's gradient is what entered: the spikes that are left, times 1 / (1 - rate)
        model.step(List.of(Sample.of(new float[][] {{1}, {1}, {1}}, 0)), (output, sample, gradient) -> {
            gradient[2][0] = 1e12f;             // the surrogate is small so far from the threshold
            return 0;
        }, Optimizer.sgd(1e-30, 0));
        float[] gradient = model.gradient("B.weight");
        float most = 0;
        int silent = 0;
        for (float g : gradient) {
            most = Math.max(most, g);
            silent += g == 0 ? 1 : 0;
        }
        assertThat(most).isPositive();
        for (float g : gradient) {
            assertThat(g == 0 || g > 0.999 * most).as("the same at all steps").isTrue();
        }
        assertThat(silent / (double) hidden).isCloseTo(0.4, within(0.04));
        assertThat(model.evaluate(List.of(Sample.of(new float[][] {{1}}, 0)), Loss.rateCrossEntropy()).rates()).containsEntry("A", 1.0);
    }

    private static float[][] output() {
        return new float[][] {{1, 0, 2}, {0, 1, 1}, {1, 0, 0}, {1, 1, 0}};
    }

    private static Sample sample() {
        return Sample.of(new float[][] {{0}}, 2).target(0.1f, 0.5f, 0.9f);
    }

    @Test
    void lossesAreThoseOfTheirFormulas() {
        float[][] gradient = new float[4][3];
        double sum = Math.exp(3) + Math.exp(2) + Math.exp(3);
        assertThat(Loss.rateCrossEntropy().value(output(), sample(), gradient)).isCloseTo(Math.log(sum) - 3, within(1e-12));
        double means = Math.exp(0.75) + Math.exp(0.5) + Math.exp(0.75);
        assertThat(Loss.membraneCrossEntropy().value(output(), sample(), gradient)).isCloseTo(Math.log(means) - 0.75, within(1e-12));
        assertThat(Loss.spikeCountMse(4, 1).value(output(), sample(), gradient)).isEqualTo((4 + 1 + 1) / 2.0);
        assertThat(Loss.rateMse().value(output(), sample(), gradient)).isCloseTo((0.65 * 0.65 + 0 + 0.15 * 0.15) / 3, within(1e-7));
    }

    @Test
    void derivativesOfLossesAreThoseOfFiniteDifferences() {
        for (Loss loss : List.of(Loss.rateCrossEntropy(), Loss.membraneCrossEntropy(), Loss.spikeCountMse(4, 1), Loss.rateMse())) {
            float[][] gradient = new float[4][3];
            loss.value(output(), sample(), gradient);
            for (int t = 0; t < 4; t++) {
                for (int k = 0; k < 3; k++) {
                    var sides = new ArrayList<Double>();
                    for (float h : new float[] {0x1p-7f, -0x1p-7f}) {
                        float[][] moved = output();
                        moved[t][k] += h;
                        sides.add(loss.value(moved, sample(), new float[4][3]));
                    }
                    assertThat((double) gradient[t][k]).isCloseTo((sides.get(0) - sides.get(1)) * 64, within(1e-4));
                }
            }
        }
    }

    @Test
    void aClassOutOfRangeIsRefusedByEveryLoss() {
        for (Loss loss : List.of(Loss.rateCrossEntropy(), Loss.membraneCrossEntropy(), Loss.spikeCountMse(4, 1))) {
            assertThatIllegalArgumentException().isThrownBy(() -> loss.value(output(), Sample.of(new float[][] {{0}}, 3), new float[4][3]))
                    .withMessageContaining("class 3 is out of range; the last layer has 3 outputs, classes 0..2. Maybe");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Loss.rateMse().value(output(), sample().target(1), new float[4][3]))
                .withMessageContaining("target has 1 rates, but the last layer has 3 outputs");
        assertThatIllegalArgumentException().isThrownBy(() -> Optimizer.adam(1).clip(-1)).withMessageContaining("clip must be 0 or more");
        assertThatIllegalArgumentException().isThrownBy(() -> Surrogate.boxcar(0)).withMessageContaining("surrogate boxcar: its width or slope must be above 0");
        assertThatIllegalArgumentException().isThrownBy(() -> Model.of(line().network()).dropout(1)).withMessageContaining("dropout must be at least 0 and below 1, but was 1.0");
    }
}
