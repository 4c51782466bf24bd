package org.spikebook.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each way a convolution takes, chosen by densities, strides and widths, against seven plain loops in 64 bits. */
class ConvNode_EqualTest {

    private static final int STEPS = 5;

    /** @param density of the input, @param gradientDensity of the output's gradient, @param binary whether inputs are spikes, @param tight whether the input's channels lie close */
    private record Case(int channels, int filters, int height, int width, int kernel, int stride, int padding, double density, double gradientDensity, boolean binary, boolean tight,
            long seed) {
    }

    static List<Case> cases() {
        var cases = new ArrayList<Case>();
        long seed = 1;
        for (double density : new double[] {0, 0.01, 0.15, 0.25, 0.6}) {
            for (double gradientDensity : new double[] {0.1, 0.9}) {
                for (int stride = 1; stride <= 2; stride++) {
                    for (int padding = 0; padding <= 2; padding += 2) {
                        var r = new SplittableRandom(seed);
                        boolean tight = seed % 3 == 0;
                        cases.add(new Case(r.nextInt(1, 20), new int[] {5, 16, 33, 70}[(int) (seed % 4)], r.nextInt(6, 12), r.nextInt(6, 15), r.nextInt(1, 6), stride, padding, density,
                                gradientDensity, seed % 2 == 0, tight, seed));
                        seed++;
                    }
                }
            }
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void outputsAndGradientsAreThoseOfTheSums(Case given) {
        var random = new SplittableRandom(given.seed);
        int k = given.kernel;
        Form in = Form.image(given.channels, given.height, given.width, given.tight);
        var node = new ConvNode("C", new ConvShape(in, given.filters, k, k, given.stride, given.stride, given.padding, given.padding), true, Kernels.fastest());
        var arena = new Arena();
        node.place(arena);
        for (Tensor tensor : node.tensors()) {
            for (int row = 0; row < tensor.rows; row++) {
                for (int f = 0; f < given.filters; f++) {
                    tensor.master[row * tensor.pitch + f] = (float) random.nextDouble(-1, 1);
                }
            }
            tensor.load();
        }
        node.prepare(true);
        Form out = node.out;
        var from = new Trace(in, STEPS, arena);
        var to = new Trace(out, STEPS, 2, 2, arena);            // two steps at a time
        from.steps = STEPS;
        to.steps = STEPS;
        from.binary = given.binary;
        for (int t = 0; t < STEPS; t++) {
            for (int n = 0; n < in.neurons(); n++) {
                from.x[from.x(t) + in.place()[n]] = random.nextDouble() >= given.density ? 0 : given.binary ? 1 : (float) random.nextDouble(-1, 1);
            }
            from.scan(t, node.kernels);
        }
        Object state = node.state(STEPS, arena);
        double[] input = new double[STEPS * in.neurons()];
        double[] inputGradient = new double[STEPS * in.neurons()];
        double[] weightGradient = new double[node.weights.master.length];
        double[] biasGradient = new double[given.filters];
        for (int first = 0; first < STEPS; first += 2) {
            int end = Math.min(STEPS, first + 2);
            node.forward(from, to, state, first, end);
            for (int t = first; t < end; t++) {
                for (int n = 0; n < in.neurons(); n++) {
                    input[t * in.neurons() + n] = from.x[from.x(t) + in.place()[n]];
                }
                for (int n = 0; n < out.neurons(); n++) {
                    int filter = n / (out.height() * out.breadth());
                    double[] exact = {node.bias.orElseThrow().master[filter]};
                    int step = t;
                    walk(given, in, out, n, (i, row) -> exact[0] += input[step * in.neurons() + i] * node.weights.master[row(node, row, filter)]);
                    assertThat(to.x[to.x(t) + out.place()[n]]).as("output %d at step %d", n, t).isCloseTo((float) exact[0], within(1e-4f));
                }
            }
        }
        for (int first = 4; first >= 0; first -= 2) {
            int end = Math.min(STEPS, first + 2);
            for (int t = first; t < end; t++) {
                for (int i = 0; i < out.width(); i++) {
                    to.dx[to.dx(t) + i] = 0;
                }
                for (int n = 0; n < out.neurons(); n++) {
                    float g = random.nextDouble() < given.gradientDensity ? (float) random.nextDouble(-1, 1) : 0;
                    to.dx[to.dx(t) + out.place()[n]] = g;
                    int filter = n / (out.height() * out.breadth());
                    biasGradient[filter] += g;
                    int step = t;
                    walk(given, in, out, n, (i, row) -> {
                        inputGradient[step * in.neurons() + i] += g * node.weights.master[row(node, row, filter)];
                        weightGradient[row(node, row, filter)] += g * input[step * in.neurons() + i];
                    });
                }
            }
            node.backward(from, to, state, 1, true, first, end);
        }
        for (int t = 0; t < STEPS; t++) {
            for (int n = 0; n < in.neurons(); n++) {
                assertThat(from.dx[from.dx(t) + in.place()[n]]).as("gradient of input %d at step %d", n, t).isCloseTo((float) inputGradient[t * in.neurons() + n], within(2e-4f));
            }
        }
        equal(node.weights.shards[1], weightGradient, "weight");
        equal(node.bias.orElseThrow().shards[1], biasGradient, "bias");
    }

    private static void equal(Arena.Floats found, double[] expected, String what) {
        for (int i = 0; i < expected.length; i++) {
            assertThat(found.array()[found.at() + i]).as("gradient of %s %d", what, i).isCloseTo((float) expected[i], within(3e-4f));
        }
    }

    /** Place of a weight among the parameters. */
    private static int row(ConvNode node, int[] tap, int filter) {
        return node.row(tap[0], tap[1], tap[2]) * node.weights.pitch + filter;
    }

    private interface Seen {

        void input(int neuron, int[] tap);
    }

    /** Every input that an output sees, with channel, ky and kx. */
    private static void walk(Case given, Form in, Form out, int output, Seen seen) {
        int y = output / out.breadth() % out.height();
        int x = output % out.breadth();
        for (int c = 0; c < given.channels; c++) {
            for (int ky = 0; ky < given.kernel; ky++) {
                for (int kx = 0; kx < given.kernel; kx++) {
                    int iy = y * given.stride + ky - given.padding;
                    int ix = x * given.stride + kx - given.padding;
                    if (iy >= 0 && iy < in.height() && ix >= 0 && ix < in.breadth()) {
                        seen.input((c * in.height() + iy) * in.breadth() + ix, new int[] {c, ky, kx});
                    }
                }
            }
        }
    }
}
