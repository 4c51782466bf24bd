package org.spikebook.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.spikebook.accelerator.xpike.SpikingTransformer;
import org.spikebook.accelerator.xpike.SsaTile;
import org.spikebook.accelerator.xpike.TransformerShape;
import org.spikebook.network.Network;
import org.spikebook.neuron.Neuron;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;
import org.spikebook.training.data.Sample;
import org.spikebook.training.hardware.AnalogNoise;
import org.spikebook.training.hardware.AnalogReadout;

class Model_TransformerTest {

    private static TransformerShape shape(boolean decoder) {
        return new TransformerShape("tiny", decoder, 2, 32, 2, 6, 5, 3, 2, 4, 4, "test");
    }

    private static List<Sample> samples(TransformerShape shape, int count, int steps) {
        int tokens = shape.decoder() ? shape.tokens() : shape.tokens() - 1;
        var samples = new ArrayList<Sample>();
        for (int i = 0; i < count; i++) {
            var random = new SplittableRandom(i);
            var spikes = SpikeTensor.builder(Shape.sequence(tokens, shape.inputs()), steps);
            for (int n = 0; n < tokens * shape.inputs(); n++) {
                for (int t = 0; t < steps; t++) {
                    if (random.nextInt(2) == 0) {
                        spikes.set(n, t);
                    }
                }
            }
            samples.add(Sample.of(spikes.build(), i % shape.outputs()));
        }
        return samples;
    }

    /** Every parameter along a random direction, with expected values in attention and a smooth form of the step. */
    @Test
    void gradientsOfTheSmoothFormAreThoseOfFiniteDifferences() {
        for (boolean decoder : new boolean[] {false, true}) {
            TransformerShape shape = shape(decoder);
            Model model = Model.of(SpikingTransformer.random(shape, 3)).surrogate(Surrogate.arctan(1)).gradientThroughReset().smooth().threads(1).build();
            var batch = samples(shape, 3, 3);
            Loss loss = everyOutput();
            model.step(batch, loss, Optimizer.sgd(1e-12, 0));
            var random = new SplittableRandom(8);
            for (String name : model.parameters()) {
                float[] gradient = model.gradient(name);
                float[] values = model.values(name);
                double[] direction = random.doubles(values.length, -1, 1).toArray();
                double analytic = 0;
                double[] at = new double[2];
                float h = 1e-2f;
                for (int side = 0; side < 2; side++) {
                    float[] moved = values.clone();
                    for (int i = 0; i < moved.length; i++) {
                        moved[i] += (float) ((side == 0 ? h : -h) * direction[i]);
                        analytic += side == 0 ? gradient[i] * direction[i] : 0;
                    }
                    model.values(name, moved);
                    at[side] = model.evaluate(batch, loss).loss();
                }
                model.values(name, values);
                double numeric = (at[0] - at[1]) / (2 * h);
                assertThat(Math.abs(analytic)).as("%s of %s moves", name, shape).isGreaterThan(1e-6);
                assertThat(analytic).as("%s, decoder %s", name, decoder).isCloseTo(numeric, within(0.02 * Math.abs(numeric) + 2e-5));
            }
        }
    }

    /** Squares of outputs with weights of their own, so that no output and step is like another. */
    private static Loss everyOutput() {
        return (output, sample, gradient) -> {
            double sum = 0;
            for (int t = 0; t < output.length; t++) {
                for (int k = 0; k < output[t].length; k++) {
                    double weight = 1 + 0.3 * t + 0.1 * k;
                    sum += weight * output[t][k] * output[t][k] / 2;
                    gradient[t][k] = (float) (weight * output[t][k]);
                }
            }
            return sum;
        };
    }

    /** Attention draws from generators of its own, so mean outputs agree in distribution only: over many runs, per class. */
    @Test
    void meanOutputsAreThoseOfTheTransformerThatComesOut() {
        for (boolean decoder : new boolean[] {false, true}) {
            TransformerShape shape = shape(decoder);
            SpikingTransformer transformer = SpikingTransformer.random(shape, 4).randomness(SsaTile.Randomness.STATISTICAL);
            Model model = Model.of(transformer).threads(1).build();
            assertThat(model.transformer().weights()).isEqualTo(transformer.weights());
            int runs = 300;
            int steps = 4;
            int tokens = decoder ? shape.tokens() : shape.tokens() - 1;
            double[][] input = new double[tokens][shape.inputs()];
            var random = new SplittableRandom(2);
            for (double[] token : input) {
                Arrays.setAll(token, i -> random.nextInt(2));       // certain spikes
            }
            var spikes = SpikeTensor.builder(Shape.sequence(tokens, shape.inputs()), steps);
            for (int n = 0; n < tokens * shape.inputs(); n++) {
                for (int t = 0; t < steps && input[n / shape.inputs()][n % shape.inputs()] == 1; t++) {
                    spikes.set(n, t);
                }
            }
            Sample sample = Sample.of(spikes.build(), 0);
            int outputs = (decoder ? shape.tokens() : 1) * shape.outputs();
            double[][] ours = new double[outputs][runs];
            double[][] theirs = new double[outputs][runs];
            int[] run = {0};
            model.evaluate(java.util.Collections.nCopies(runs, sample), (output, s, gradient) -> {
                for (int k = 0; k < outputs; k++) {
                    for (float[] step : output) {
                        ours[k][run[0]] += step[k] / steps;
                    }
                }
                run[0]++;
                return 0;
            });
            for (int r = 0; r < runs; r++) {
                double[][] out = transformer.run(input, steps, r).outputs();
                for (int k = 0; k < outputs; k++) {
                    theirs[k][r] = out[k / shape.outputs()][k % shape.outputs()];
                }
            }
            for (int k = 0; k < outputs; k++) {
                double error = Math.sqrt((variance(ours[k]) + variance(theirs[k])) / runs);
                assertThat(mean(ours[k])).as("output %d, decoder %s", k, decoder).isCloseTo(mean(theirs[k]), within(4.5 * error + 1e-5));
            }
        }
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double variance(double[] values) {
        double mean = mean(values);
        return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    }

    @Test
    void theBitsDoNotDependOnTheNumberOfThreadsWithNoise() {
        TransformerShape shape = shape(false);
        var states = new ArrayList<Model.State>();
        for (int threads : new int[] {1, 2, 4}) {
            Model model = Model.of(SpikingTransformer.random(shape, 3)).transform(AnalogNoise.published()).currents(AnalogReadout.published()).threads(threads)
                    .build();
            for (int i = 0; i < 3; i++) {
                model.step(samples(shape, 7, 3), Loss.membraneCrossEntropy(), Optimizer.adam(1e-2));
            }
            states.add(model.state());
        }
        for (Model.State state : states) {
            state.arrays().forEach((name, arrays) -> assertThat(arrays[0]).as(name).isEqualTo(states.get(0).arrays().get(name)[0]));
        }
    }

    @Test
    void noiseIsThereInTrainingAndGoneOutsideOfIt() {
        TransformerShape shape = shape(false);
        SpikingTransformer start = SpikingTransformer.random(shape, 3);
        Model model = Model.of(start).transform(AnalogNoise.published()).build();
        // without draws: 31 levels of the largest weight of each output
        assertThat(model.transformer().weights().get("block1.up").toArray()).containsExactly(start.matrices((name, w) -> org.spikebook.accelerator.xpike.AnalogMatrix
                .program(w, org.spikebook.accelerator.xpike.PcmModel.ideal(), 4, 0).target()).weights().get("block1.up").toArray(), within(1e-6f));
        var batch = samples(shape, 4, 3);
        double quiet = model.evaluate(batch, everyOutput()).loss();
        double first = model.step(batch, everyOutput(), Optimizer.sgd(1e-12, 0)).loss();
        double second = model.step(batch, everyOutput(), Optimizer.sgd(1e-12, 0)).loss();
        assertThat(first).isNotEqualTo(second);
        assertThat(model.evaluate(batch, everyOutput()).samples()).isEqualTo(4);
        assertThat(quiet).isPositive();
        assertThatIllegalArgumentException().isThrownBy(() -> AnalogNoise.published().dropped(1)).withMessageContaining("share of dropped connections in 0..1");
    }

    @Test
    void currentsAreChangedInTrainingAlone() {
        TransformerShape shape = shape(true);
        var batch = samples(shape, 4, 3);
        var seen = java.util.Collections.synchronizedList(new ArrayList<Integer>());
        // currents of 0 leave biases, which are 0 here: nothing but positions drives the first layer
        CurrentTransform none = (rows, largest, seed) -> {
            seen.add(rows.rows() * rows.outputs());
            for (int r = 0; r < rows.rows(); r++) {
                Arrays.fill(rows.values(), rows.at() + r * rows.pitch(), rows.at() + r * rows.pitch() + rows.outputs(), 0);
            }
        };
        Model plain = Model.of(SpikingTransformer.random(shape, 3)).threads(1).build();
        Model changed = Model.of(SpikingTransformer.random(shape, 3)).currents(none).threads(1).build();
        assertThat(changed.evaluate(batch, everyOutput()).loss()).isEqualTo(plain.evaluate(batch, everyOutput()).loss()).isPositive();
        assertThat(seen).isEmpty();
        assertThat(changed.step(batch, everyOutput(), Optimizer.sgd(1e-12, 0)).loss()).as("the read-out is a current too").isZero();
        assertThat(seen).hasSize(4 * (1 + 2 * 6 + 1)).contains(3 * shape.tokens() * shape.hidden());
        Network network = Network.builder("net", Shape.features(4)).dense("FC", 2).neuron(Neuron.lif(0.5)).build();
        assertThatIllegalArgumentException().isThrownBy(() -> Model.of(network).currents(none).build()).withMessageContaining("transformers alone");
    }

    /** The class is the token whose inputs spike: only attention can carry it to the class token. */
    @Test
    void attentionLearnsToCarryWhatTokensSay() {
        TransformerShape shape = new TransformerShape("where", false, 1, 32, 2, 4, 5, 3, 2, 4, 4, "test");
        var samples = new ArrayList<Sample>();
        for (int i = 0; i < 60; i++) {
            var spikes = SpikeTensor.builder(Shape.sequence(3, 5), 4);
            for (int n = 0; n < 5; n++) {
                for (int t = 0; t < 4; t++) {
                    spikes.set(i % 3 * 5 + n, t);
                }
            }
            samples.add(Sample.of(spikes.build(), i % 3));
        }
        Training training = Trainer.of(SpikingTransformer.random(shape, 1)).on(samples).model(m -> m.surrogate(Surrogate.fastSigmoid(5))).optimizer(Optimizer.adam(5e-3)).epochs(60).batch(15)
                .seed(1).run();
        assertThat(training.accuracy()).isGreaterThan(0.9);
        SpikingTransformer trained = training.transformer();
        int right = 0;
        for (int i = 0; i < 60; i++) {
            double[][] tokens = new double[3][5];
            Arrays.fill(tokens[i % 3], 1);
            right += trained.run(tokens, 4, i).winner() == i % 3 ? 1 : 0;
        }
        assertThat(right).isGreaterThan(50);
    }

    @Test
    void whatCannotBeTrainedSaysWhy() {
        var random = SpikingTransformer.random(shape(false), 1);
        assertThatIllegalArgumentException().isThrownBy(() -> Model.of(random.profile(SpikingTransformer.Profile.CODE)).build()).withMessageContaining("profile PAPER");
        assertThatIllegalArgumentException().isThrownBy(() -> Model.of(random).dropout(0.1).build()).withMessageContaining("Maybe leave them out");
        var odd = new TransformerShape("odd", false, 1, 24, 1, 4, 5, 3, 2, 4, 4, "test");
        assertThatIllegalArgumentException().isThrownBy(() -> Model.of(SpikingTransformer.random(odd, 1)).build()).withMessageContaining("multiples of 16");
        assertThatIllegalStateException().isThrownBy(() -> Model.of(random).build().network()).withMessageContaining("Maybe transformer()");
        Network network = Network.builder("net", Shape.features(4)).dense("FC", 2).neuron(Neuron.lif(0.5)).build();
        assertThatIllegalStateException().isThrownBy(() -> Model.of(network).build().transformer()).withMessageContaining("Maybe network()");
    }

    /** Expected attention has no draws: two seeds give the same loss. */
    @Test
    void expectedAttentionDoesNotDependOnTheSeed() {
        TransformerShape shape = shape(true);
        var batch = samples(shape, 8, 4);
        double[][] loss = new double[2][2];
        for (int seed = 0; seed < 2; seed++) {
            loss[0][seed] = Model.of(SpikingTransformer.initial(shape, 3)).expectedAttention().seed(seed).threads(1).build().evaluate(batch, everyOutput()).loss();
            loss[1][seed] = Model.of(SpikingTransformer.initial(shape, 3)).seed(seed).threads(1).build().evaluate(batch, everyOutput()).loss();
        }
        assertThat(loss[0][0]).isEqualTo(loss[0][1]);
        assertThat(loss[1][0]).isNotEqualTo(loss[1][1]);
    }
}
