package org.spikebook.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.spikebook.network.Network;
import org.spikebook.neuron.Neuron;
import org.spikebook.neuron.Parameter;
import org.spikebook.neuron.Reset;
import org.spikebook.spike.Shape;
import org.spikebook.spike.Spikes;
import org.spikebook.training.data.Sample;

/** Layers, neurons and losses as a user writes them in a cell. */
class Model_OwnPartsTest {

    /** {@code out[t][n] = factor[n] in[t][n] + shift[0]}. */
    private record Scale(String name, Shape input, float[] factor, float[] shift, Optional<Neuron> neuron) implements TrainedLayer {

        @Override
        public Shape output() {
            return input;
        }

        @Override
        public String kind() {
            return "scale";
        }

        @Override
        public Map<String, float[]> values() {
            return Map.of("factor", factor, "shift", shift);
        }

        @Override
        public Scale with(Map<String, float[]> trained) {
            return new Scale(name, input, trained.get("factor"), trained.get("shift"), neuron);
        }

        @Override
        public void forward(Map<String, float[]> p, float[][] in, float[][] out) {
            for (int t = 0; t < in.length; t++) {
                for (int n = 0; n < in[t].length; n++) {
                    out[t][n] = p.get("factor")[n] * in[t][n] + p.get("shift")[0];
                }
            }
        }

        @Override
        public void backward(Map<String, float[]> p, float[][] in, float[][] out, float[][] dOut, float[][] dIn, Map<String, float[]> dP) {
            for (int t = 0; t < in.length; t++) {
                for (int n = 0; n < in[t].length; n++) {
                    dIn[t][n] += p.get("factor")[n] * dOut[t][n];
                    dP.get("factor")[n] += in[t][n] * dOut[t][n];
                    dP.get("shift")[0] += dOut[t][n];
                }
            }
        }
    }

    /** Each spike makes the next one harder. */
    private record Adaptive(double beta, double rho) implements TrainedNeuron {

        @Override
        public int states() {
            return 2;
        }

        @Override
        public double threshold() {
            return 1;
        }

        @Override
        public void integrate(double[] state, double current) {
            state[1] *= rho;
            state[0] = beta * state[0] + current - state[1] * state[0];
        }

        @Override
        public void reset(double[] state, double spike) {
            state[0] -= spike;
            state[1] += 0.2 * spike;
        }
    }

    /** The shipped LIF in the user's words. */
    private record Lif(double beta) implements TrainedNeuron {

        @Override
        public double threshold() {
            return 1;
        }

        @Override
        public void integrate(double[] state, double current) {
            state[0] = beta * state[0] + current;
        }

        @Override
        public void reset(double[] state, double spike) {
            state[0] -= spike;
        }
    }

    private static float[] filled(int size, float value) {
        var values = new float[size];
        java.util.Arrays.fill(values, value);
        return values;
    }

    private static Network network(Neuron middle) {
        return Network.builder("own", Shape.image(2, 6, 5)).conv2d("C", c -> c.filters(4).kernel(3)).neuron(Neuron.lif(0.8))
                .layer(in -> new Scale("S", in, filled(in.size(), 1.5f), new float[] {0.1f}, Optional.of(Neuron.lif(0.7).reset(Reset.SUBTRACT))))
                .dense("D", 9).neuron(middle).dense("FC", 3).neuron(Neuron.lif(0.9)).build();
    }

    private static List<Sample> samples(int count) {
        var samples = new ArrayList<Sample>();
        for (int i = 0; i < count; i++) {
            samples.add(Sample.of(Spikes.bernoulli(0.35).seed(i).generate(Shape.image(2, 6, 5), 9), i % 3));
        }
        return samples;
    }

    @Test
    void gradientsAreThoseOfFiniteDifferences() {
        Model model = Model.of(network(new Adaptive(0.8, 0.6))).biases().seed(3).surrogate(Surrogate.arctan(1)).gradientThroughReset().smooth().threads(1).build();
        assertThat(model.parameters()).containsExactly("C.weight", "C.bias", "S.factor", "S.shift", "D.weight", "D.bias", "FC.weight", "FC.bias");
        FiniteDifferences.equal(model, samples(3), Loss.rateCrossEntropy(), "own parts");
    }

    @Test
    void aNeuronOfOnesOwnLearnsAsTheShippedOne() {
        for (boolean through : new boolean[] {false, true}) {
            Model.Builder own = Model.of(network(new Lif(0.8))).seed(3).threads(2);
            Model.Builder shipped = Model.of(network(Neuron.lif(0.8).reset(Reset.SUBTRACT))).seed(3).threads(2);
            Model one = (through ? own.gradientThroughReset() : own).build();
            Model two = (through ? shipped.gradientThroughReset() : shipped).build();
            one.step(samples(6), Loss.rateCrossEntropy(), Optimizer.adam(1e-3));
            two.step(samples(6), Loss.rateCrossEntropy(), Optimizer.adam(1e-3));
            for (String name : two.parameters()) {
                float[] mine = one.gradient(name);
                float[] theirs = two.gradient(name);
                double norm = 0;
                double difference = 0;
                for (int i = 0; i < mine.length; i++) {
                    norm += theirs[i] * theirs[i];
                    difference += (mine[i] - theirs[i]) * (mine[i] - theirs[i]);
                }
                assertThat(norm).as(name).isPositive();
                assertThat(Math.sqrt(difference / norm)).as("%s, through %s", name, through).isLessThan(1e-5);
            }
        }
    }

    @Test
    void theBitsDoNotDependOnTheNumberOfThreads() {
        var states = new ArrayList<Model.State>();
        for (int threads : new int[] {1, 2, 4}) {
            Model model = Model.of(network(new Adaptive(0.8, 0.6))).seed(5).threads(threads).dropout(0.1).build();
            for (int i = 0; i < 3; i++) {
                model.step(samples(9), Loss.rateCrossEntropy(), Optimizer.adam(1e-2));
            }
            states.add(model.state());
        }
        for (Model.State state : states) {
            state.arrays().forEach((name, arrays) -> assertThat(arrays[0]).as(name).isEqualTo(states.get(0).arrays().get(name)[0]));
        }
    }

    @Test
    void whatWasLearntRunsAsANetworkWithTheSameSpikes() {
        Model model = Model.of(network(new Adaptive(0.8, 0.6))).seed(5).build();
        double first = model.evaluate(samples(9), Loss.rateCrossEntropy()).loss();
        for (int i = 0; i < 40; i++) {
            model.step(samples(9), Loss.rateCrossEntropy(), Optimizer.adam(5e-3));
        }
        Model.Result result = model.evaluate(samples(9), Loss.rateCrossEntropy());
        assertThat(result.loss()).isLessThan(0.8 * first);
        Network trained = model.network();
        assertThat(((Scale) trained.layer("S")).factor()).isEqualTo(model.values("S.factor")).isNotEqualTo(filled(model.values("S.factor").length, 1.5f));
        for (String layer : List.of("C", "S", "D", "FC")) {
            long spikes = samples(9).stream().mapToLong(s -> trained.run(s.spikes().orElseThrow()).output(layer).count()).sum();
            double rate = spikes / (9.0 * 9 * trained.layer(layer).output().size());
            assertThat(result.rates().get(layer)).as(layer).isCloseTo(rate, org.assertj.core.api.Assertions.within(0.01 * rate + 1e-9));
        }
    }

    @Test
    void aLossOfOnesOwnBecomesSmall() {
        Loss quiet = (output, sample, gradient) -> {
            double sum = 0;
            for (int t = 0; t < output.length; t++) {
                for (int k = 0; k < output[t].length; k++) {
                    sum += output[t][k];
                    gradient[t][k] = 1;
                }
            }
            return sum;
        };
        Model model = Model.of(network(Neuron.lif(0.9))).seed(1).build();
        double before = model.evaluate(samples(6), quiet).loss();
        for (int i = 0; i < 30; i++) {
            model.step(samples(6), quiet, Optimizer.adam(1e-2));
        }
        assertThat(before).isPositive();
        assertThat(model.evaluate(samples(6), quiet).loss()).isLessThan(before / 2);
    }

    @Test
    void whatCannotBeSaysWhy() {
        assertThatIllegalArgumentException().isThrownBy(() -> Model.of(network(new Lif(0.8))).delayedReset().build()).withMessageContaining("layer 'D' has neurons of your own")
                .withMessageContaining("Maybe without delayedReset()");
        Network gain = Network.builder("g", Shape.features(4)).layer(in -> new Scale("S", in, filled(4, 1), new float[1], Optional.of(Neuron.lif(0.7).gain(Parameter.of(2))))).build();
        assertThatIllegalArgumentException().isThrownBy(() -> Model.of(gain).build()).withMessageContaining("layer 'S' is of your own").withMessageContaining("but was 2.0");
    }
}
