package org.spikebook.network;

import java.util.Arrays;
import java.util.Optional;

/**
 * The linear stage (or pool) of a layer in the reference run: one step from a frame to the values of the outputs. Every sum starts
 * with the bias and adds the inputs in ascending order in double precision, so that it is exact for whole numbers; in front of a
 * fixed-point neuron it saturates as {@link Sums} says.
 */
interface Stage {

    /**
     * One step.
     *
     * @param input what enters
     * @param output receives every value, shape [output neuron]
     */
    void step(Frame input, double[] output);

    /** Tells a recurrent stage what the layer's neurons did at this step. */
    default void feedback(int[] spikes) {
    }

    /** How often a sum has saturated since the start. */
    default long saturations() {
        return 0;
    }

    static Stage of(Layer layer) {
        if (layer instanceof Conv2d conv) {
            return new Convolution(conv);
        } else if (layer instanceof Dense dense) {
            return new Matrix(dense);
        } else if (layer instanceof Recurrent recurrent) {
            return new Loop(recurrent);
        } else if (layer instanceof Pool pool) {
            return new Pooling(pool);
        } else if (layer instanceof BatchNorm norm) {
            return new Normalisation(norm);
        } else if (layer instanceof CustomLayer custom) {
            CustomLayer.Stage stage = custom.start();
            return (input, output) -> {
                Arrays.fill(output, 0);
                stage.step(input.values, output);
            };
        }
        return (input, output) -> System.arraycopy(input.values, 0, output, 0, output.length);
    }

    private static float[] weights(Layer layer, Optional<Weights> weights, int rows, int columns) {
        return transpose(weights.orElseThrow(() -> LayerChecks.error(layer.name(),
                "has no weights, so it cannot run. Maybe network.withRandomWeights(seed).")).raw(), rows, columns);
    }

    /** Scatters each input to the positions that see it, all filters at a time. */
    final class Convolution implements Stage {

        private final Conv2d conv;
        private final int rows;
        private final int columns;
        private final int filters;
        private final float[] weights;      // [channel][ky][kx][filter]
        private final double[] sums;        // [y][x][filter]
        private final double[] bias;        // [filter]
        private final Sums adder;

        Convolution(Conv2d conv) {
            this.conv = conv;
            this.rows = conv.output().size("y");
            this.columns = conv.output().size("x");
            this.filters = conv.filters();
            this.weights = weights(conv, conv.weights(), filters, conv.fanIn());
            this.sums = new double[rows * columns * filters];
            this.bias = bias(conv.bias(), filters);
            this.adder = Sums.of(conv, weights, bias);
        }

        @Override
        public long saturations() {
            return adder.saturations();
        }

        @Override
        public void step(Frame input, double[] output) {
            int height = conv.input().size("y");
            int width = conv.input().size("x");
            int kernelHeight = conv.kernelHeight();
            int kernelWidth = conv.kernelWidth();
            for (int p = 0; p < sums.length; p += filters) {
                System.arraycopy(bias, 0, sums, p, filters);
            }
            for (int i = 0; i < input.count; i++) {
                int n = input.active[i];
                double value = input.values[n];
                int x = n % width + conv.paddingX();
                int y = n / width % height + conv.paddingY();
                int kernel = n / (width * height) * kernelHeight * kernelWidth;
                // y = oy * stride + ky with 0 <= ky < kernel and 0 <= oy < rows
                int lastRow = Math.min(rows - 1, y / conv.strideY());
                int lastColumn = Math.min(columns - 1, x / conv.strideX());
                for (int oy = lastRow; oy >= 0 && y - oy * conv.strideY() < kernelHeight; oy--) {
                    int ky = y - oy * conv.strideY();
                    for (int ox = lastColumn; ox >= 0 && x - ox * conv.strideX() < kernelWidth; ox--) {
                        int w = (kernel + ky * kernelWidth + x - ox * conv.strideX()) * filters;
                        int s = (oy * columns + ox) * filters;
                        adder.add(weights, w, value, sums, s, filters);
                    }
                }
            }
            int positions = rows * columns;
            for (int p = 0; p < positions; p++) {
                for (int f = 0; f < filters; f++) {
                    output[f * positions + p] = sums[p * filters + f];
                }
            }
        }
    }

    /** Adds a column of the matrix for each input, token by token. */
    final class Matrix implements Stage {

        private final int inputs;
        private final int outputs;
        private final int tokens;
        private final float[] weights;      // [input][output]
        private final double[] bias;
        private final Sums adder;

        Matrix(Dense dense) {
            this.inputs = dense.inputs();
            this.outputs = dense.outputs();
            this.tokens = dense.tokens();
            this.weights = weights(dense, dense.weights(), outputs, inputs);
            this.bias = bias(dense.bias(), outputs);
            this.adder = Sums.of(dense, weights, bias);
        }

        @Override
        public long saturations() {
            return adder.saturations();
        }

        @Override
        public void step(Frame input, double[] output) {
            for (int token = 0; token < tokens; token++) {
                System.arraycopy(bias, 0, output, token * outputs, outputs);
            }
            for (int i = 0; i < input.count; i++) {
                int n = input.active[i];
                adder.add(weights, n % inputs * outputs, input.values[n], output, n / inputs * outputs, outputs);
            }
        }
    }

    /** A matrix for the inputs and one for the layer's own spikes of an earlier step. */
    final class Loop implements Stage {

        private final int outputs;
        private final float[] weights;      // [input][output]
        private final float[] recurrent;    // [output before][output]
        private final double[] bias;
        private final int[][] before;       // [step, modulo the delay][output]
        private int step;
        private final Sums adder;

        Loop(Recurrent layer) {
            this.outputs = layer.outputs();
            this.weights = weights(layer, layer.weights(), outputs, layer.inputs());
            this.recurrent = weights(layer, layer.recurrentWeights(), outputs, outputs);
            this.bias = bias(layer.bias(), outputs);
            this.before = new int[layer.delay()][outputs];
            this.adder = Sums.of(layer, weights, bias);
            Sums.of(layer, recurrent, bias);        // for its checks
        }

        @Override
        public long saturations() {
            return adder.saturations();
        }

        @Override
        public void step(Frame input, double[] output) {
            System.arraycopy(bias, 0, output, 0, outputs);
            for (int i = 0; i < input.count; i++) {
                int n = input.active[i];
                adder.add(weights, n * outputs, input.values[n], output, 0, outputs);
            }
            int[] came = before[step];
            for (int k = 0; k < outputs; k++) {
                if (came[k] != 0) {
                    adder.add(recurrent, k * outputs, came[k], output, 0, outputs);
                }
            }
        }

        @Override
        public void feedback(int[] spikes) {
            System.arraycopy(spikes, 0, before[step], 0, outputs);
            step = (step + 1) % before.length;
        }
    }

    /** Looks at every window. */
    record Pooling(Pool pool) implements Stage {

        @Override
        public void step(Frame input, double[] output) {
            int height = pool.input().size("y");
            int width = pool.input().size("x");
            int rows = pool.output().size("y");
            int columns = pool.output().size("x");
            boolean max = pool.pooling() == Pool.Kind.MAX;
            double area = (double) pool.windowHeight() * pool.windowWidth();
            int out = 0;
            for (int c = 0; c < pool.input().size("channel"); c++) {
                for (int oy = 0; oy < rows; oy++) {
                    int top = oy * pool.strideY() - pool.paddingY();
                    for (int ox = 0; ox < columns; ox++) {
                        int left = ox * pool.strideX() - pool.paddingX();
                        double value = max ? Double.NEGATIVE_INFINITY : 0;
                        for (int y = Math.max(0, top); y < Math.min(height, top + pool.windowHeight()); y++) {
                            for (int x = Math.max(0, left); x < Math.min(width, left + pool.windowWidth()); x++) {
                                double in = input.values[(c * height + y) * width + x];
                                value = max ? Math.max(value, in) : value + in;
                            }
                        }
                        output[out++] = pool.pooling() == Pool.Kind.AVERAGE ? value / area : value;
                    }
                }
            }
        }
    }

    /** Factor and offset of each channel. */
    final class Normalisation implements Stage {

        private final double[] factors;     // [input neuron]
        private final double[] offsets;

        Normalisation(BatchNorm norm) {
            int neurons = norm.input().size();
            this.factors = new double[neurons];
            this.offsets = new double[neurons];
            for (int n = 0; n < neurons; n++) {
                factors[n] = norm.factor(norm.channel(n));
                offsets[n] = norm.offset(norm.channel(n));
            }
        }

        @Override
        public void step(Frame input, double[] output) {
            for (int n = 0; n < output.length; n++) {
                output[n] = factors[n] * input.values[n] + offsets[n];
            }
        }
    }

    private static float[] transpose(float[] weights, int rows, int columns) {
        var turned = new float[weights.length];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                turned[c * rows + r] = weights[r * columns + c];
            }
        }
        return turned;
    }

    private static double[] bias(Optional<Weights> bias, int outputs) {
        var values = new double[outputs];
        bias.ifPresent(b -> {
            for (int o = 0; o < outputs; o++) {
                values[o] = b.at(o);
            }
        });
        return values;
    }
}
