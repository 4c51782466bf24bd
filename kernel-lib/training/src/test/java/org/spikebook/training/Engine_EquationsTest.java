package org.spikebook.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spikebook.network.Network;
import org.spikebook.neuron.Neuron;
import org.spikebook.neuron.Reset;
import org.spikebook.spike.Shape;
import org.spikebook.training.data.Sample;

/**
 * Every kind of neuron, reset and surrogate of the engine against the equations, in 64 bits and differentiated the other way round: forward, one parameter at a time. A layer of four
 * neurons over three inputs; the loss is a random sum of the spikes.
 */
class Engine_EquationsTest {

    private static final int INPUTS = 3;
    private static final int NEURONS = 4;
    private static final int STEPS = 9;

    /** One way to train; {@code beta} and {@code alpha} of the neuron, 1 and 0 where it has none. */
    private record Case(Neuron neuron, double beta, double alpha, double threshold, boolean subtract, int maxSpikes, boolean delayed, boolean through, Surrogate surrogate) {

        @Override
        public String toString() {
            return neuron.describe() + (delayed ? ", delayed" : ", immediate") + (through ? ", through the reset, " : ", detached, ") + surrogate;
        }
    }

    static Stream<Case> cases() {
        var cases = new ArrayList<Case>();
        var surrogates = List.of(Surrogate.fastSigmoid(2), Surrogate.arctan(1.5), Surrogate.triangle(0.7), Surrogate.boxcar(0.6), Surrogate.sigmoid(3),
                Surrogate.custom("bell", u -> Math.exp(-4 * u * u)));
        for (boolean delayed : new boolean[] {false, true}) {
            for (boolean through : new boolean[] {false, true}) {
                for (Surrogate surrogate : surrogates) {
                    for (Reset reset : List.of(Reset.SUBTRACT, Reset.HARD)) {
                        boolean subtract = reset == Reset.SUBTRACT;
                        cases.add(new Case(Neuron.integrateAndFire().threshold(0.8).reset(reset), 1, 0, 0.8, subtract, 1, delayed, through, surrogate));
                        cases.add(new Case(Neuron.lif(0.85).threshold(0.7).reset(reset), 0.85, 0, 0.7, subtract, 1, delayed, through, surrogate));
                        cases.add(new Case(Neuron.cubaLif(0.4, 0.85).threshold(0.7).reset(reset), 0.85, 0.4, 0.7, subtract, 1, delayed, through, surrogate));
                    }
                    cases.add(new Case(Neuron.multiBit(2).beta(0.75).threshold(0.5), 0.75, 0, 0.5, false, 3, delayed, through, surrogate));
                    cases.add(new Case(Neuron.integrateAndFire().threshold(0.5).maxSpikes(3), 1, 0, 0.5, true, 3, delayed, through, surrogate));
                }
            }
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void spikesAndGradientsAreThoseOfTheEquations(Case given) {
        Network network = Network.builder("one", Shape.features(INPUTS)).dense("A", NEURONS).neuron(given.neuron).build();
        Model.Builder builder = Model.of(network).seed(1).threads(1).surrogate(given.surrogate).learnBeta().learnThreshold();
        builder = given.delayed ? builder.delayedReset() : builder;
        Model model = (given.through ? builder.gradientThroughReset() : builder).build();
        assertThat(model.parameters().contains("A.beta")).isEqualTo(!given.neuron.describe().startsWith("IF"));

        var random = new SplittableRandom(11);
        float[] weights = floats(random, NEURONS * INPUTS, 0.9f);
        float[][] frames = new float[STEPS][];
        float[][] factors = new float[STEPS][];
        for (int t = 0; t < STEPS; t++) {
            frames[t] = floats(random, INPUTS, 0.8f);
            factors[t] = floats(random, NEURONS, 1);
        }
        model.values("A.weight", weights);
        float[][] seen = new float[STEPS][];
        Loss sum = (output, sample, gradient) -> {
            double value = 0;
            for (int t = 0; t < STEPS; t++) {
                seen[t] = output[t].clone();
                for (int k = 0; k < NEURONS; k++) {
                    value += factors[t][k] * output[t][k];
                    gradient[t][k] = factors[t][k];
                }
            }
            return value;
        };
        model.step(List.of(Sample.of(frames, 0)), sum, Optimizer.sgd(1e-12, 0));

        double[][] spikes = new double[STEPS][NEURONS];
        var expected = new double[NEURONS * INPUTS];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = derivative(given, weights, frames, factors, i, 0, 0, spikes);
        }
        int fired = 0;
        for (int t = 0; t < STEPS; t++) {
            for (int k = 0; k < NEURONS; k++) {
                assertThat((double) seen[t][k]).as("neuron %d, step %d", k, t).isEqualTo(spikes[t][k]);
                fired += spikes[t][k] > 0 ? 1 : 0;
            }
        }
        assertThat(fired).as("spikes").isBetween(2, NEURONS * STEPS - 3);
        close("weights", model.gradient("A.weight"), expected);
        close("threshold", model.gradient("A.threshold"), derivative(given, weights, frames, factors, -1, 0, 1, spikes));
        if (model.parameters().contains("A.beta")) {
            close("beta", model.gradient("A.beta"), derivative(given, weights, frames, factors, -1, 1, 0, spikes));
        }
    }

    private static float[] floats(SplittableRandom random, int n, float size) {
        var values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = size * (float) random.nextGaussian();
        }
        return values;
    }

    private static void close(String what, float[] found, double... expected) {
        double norm = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            norm += expected[i] * expected[i];
            difference += (found[i] - expected[i]) * (found[i] - expected[i]);
        }
        assertThat(Math.sqrt(difference)).as("%s: relative difference %.3g", what, Math.sqrt(difference / norm)).isLessThan(1e-4 * Math.sqrt(norm) + 1e-6);
    }

    /**
     * The loss's derivative in one direction: one weight (or none, -1), beta, the threshold. Also writes the spikes, axes [step][neuron].
     */
    private static double derivative(Case given, float[] weights, float[][] frames, float[][] factors, int weight, double dBeta, double dThreshold, double[][] spikes) {
        double loss = 0;
        for (int k = 0; k < NEURONS; k++) {
            double beta = given.beta;
            double thr = (float) given.threshold;
            double v = 0;
            double dv = 0;              // of v[t-1], after an immediate reset, before a delayed one
            double s = 0;
            double ds = 0;              // of the spikes of the step before
            double dFirst = 0;          // of whether there was any
            double synapse = 0;
            double dSynapse = 0;
            for (int t = 0; t < STEPS; t++) {
                double c = 0;
                double dc = 0;
                for (int i = 0; i < INPUTS; i++) {
                    c += (double) weights[k * INPUTS + i] * frames[t][i];
                    dc += weight == k * INPUTS + i ? frames[t][i] : 0;
                }
                synapse = given.alpha * synapse + c;
                dSynapse = given.alpha * dSynapse + dc;
                double stays = Math.min(1, s) == 1 ? 0 : 1;
                double u;
                double du;
                if (!given.delayed) {
                    u = beta * v + synapse;
                    du = dBeta * v + beta * dv + dSynapse;
                } else if (given.subtract) {
                    u = beta * v + synapse - thr * s;
                    du = dBeta * v + beta * dv + dSynapse - dThreshold * s - (given.through ? thr * ds : 0);
                } else {
                    u = beta * v * stays + synapse;
                    du = (dBeta * v + beta * dv) * stays + dSynapse - (given.through ? beta * v * dFirst : 0);
                }
                s = given.maxSpikes == 1 ? u >= thr ? 1 : 0 : Math.max(0, Math.min(given.maxSpikes, Math.floor(u / thr)));
                int nearest = given.maxSpikes == 1 ? 1 : (int) Math.max(1, Math.min(given.maxSpikes, Math.round(u / thr)));
                ds = given.surrogate.derivative(u - nearest * thr) * (du - nearest * dThreshold);
                dFirst = nearest == 1 ? ds : 0;
                v = u;
                dv = du;
                if (!given.delayed && given.subtract) {
                    v -= thr * s;
                    dv -= dThreshold * s + (given.through ? thr * ds : 0);
                } else if (!given.delayed) {
                    v = s > 0 ? 0 : u;
                    dv = (s > 0 ? 0 : du) - (given.through ? u * dFirst : 0);
                }
                spikes[t][k] = s;
                loss += factors[t][k] * ds;
            }
        }
        return loss;
    }

    static Stream<Surrogate> smooth() {
        return Stream.of(Surrogate.fastSigmoid(4), Surrogate.arctan(2), Surrogate.triangle(0.5), Surrogate.boxcar(0.5), Surrogate.sigmoid(4));
    }

    /** The smooth form's slope is the surrogate, and over the step the form rises by 1 (but for the fast sigmoid, whose area is 2 / k). */
    @ParameterizedTest
    @MethodSource("smooth")
    void theSmoothFormHasTheSurrogateAsItsSlope(Surrogate surrogate) {
        for (double u : new double[] {-3, -0.7, -0.3, -0.01, 0.01, 0.2, 0.49, 0.6, 5}) {
            assertThat(surrogate.derivative(u)).as("at %s", u).isCloseTo((surrogate.primitive(u + 1e-5) - surrogate.primitive(u - 1e-5)) / 2e-5, within(1e-6));
            assertThat(surrogate.derivative(u)).isCloseTo(surrogate.derivative(-u), within(1e-12));
        }
        double area = surrogate.toString().startsWith("fast") ? 0.5 : 1;
        assertThat(surrogate.primitive(1e7) - surrogate.primitive(-1e7)).isCloseTo(area, within(1e-6));
    }
}
