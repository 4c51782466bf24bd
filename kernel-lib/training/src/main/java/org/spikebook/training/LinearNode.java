package org.spikebook.training;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** {@code y[t][o] = bias[o] + sum over i of w[i][o] x[t][i]}. Event by event where few inputs are active, else as a matrix product. */
final class LinearNode extends Node {

    /** Above this density of the input the matrix product is faster: it does some 5 times more a nanosecond. */
    private static final double DENSE = 0.2;

    final Tensor weights;
    final Optional<Tensor> bias;
    private final float[] transposed;

    LinearNode(String name, Form in, int outputs, boolean hasBias, Kernels kernels, int shards) {
        super(in, Form.features(outputs, true), kernels);
        weights = new Tensor(name + ".weight", in.width(), outputs, out.width(), in.neurons(), true, shards);
        bias = hasBias ? Optional.of(new Tensor(name + ".bias", 1, outputs, out.width(), 0, false, shards)) : Optional.empty();
        transposed = new float[out.width() * in.width()];
    }

    @Override
    List<Tensor> tensors() {
        return bias.map(b -> List.of(weights, b)).orElse(List.of(weights));
    }

    /** Events of a sample by input: those of input i are the steps {@code step[start[i]] ... step[start[i + 1] - 1]}. */
    private static final class ByInput {

        final int[] start;
        final int[] step;

        ByInput(int inputs, int maxSteps) {
            start = new int[inputs + 2];
            step = new int[Math.multiplyExact(inputs, maxSteps)];
        }

        void sort(Trace trace) {
            Arrays.fill(start, 0);
            int events = trace.events();
            for (int e = 0; e < events; e++) {
                start[trace.index[e] + 2]++;
            }
            for (int i = 2; i < start.length; i++) {
                start[i] += start[i - 1];
            }
            for (int t = 0; t < trace.steps; t++) {
                for (int e = trace.start[t]; e < trace.start[t + 1]; e++) {
                    step[start[trace.index[e] + 1]++] = t;
                }
            }
        }
    }

    @Override
    Object state(int maxSteps) {
        return new ByInput(in.width(), maxSteps);
    }

    @Override
    void prepare() {
        transpose(weights.used, in.width(), out.width(), transposed);
    }

    /** Row-major [rows][columns] to [columns][rows], in blocks that fit the cache. */
    static void transpose(float[] from, int rows, int columns, float[] to) {
        int block = 32;
        for (int r0 = 0; r0 < rows; r0 += block) {
            for (int c0 = 0; c0 < columns; c0 += block) {
                int r1 = Math.min(rows, r0 + block);
                int c1 = Math.min(columns, c0 + block);
                for (int c = c0; c < c1; c++) {
                    for (int r = r0; r < r1; r++) {
                        to[c * rows + r] = from[r * columns + c];
                    }
                }
            }
        }
    }

    @Override
    void forward(Trace from, Trace to, Object state) {
        int n = out.width();
        int m = in.width();
        if (bias.isPresent()) {
            for (int t = 0; t < to.steps; t++) {
                System.arraycopy(bias.get().used, 0, to.x, t * n, n);
            }
        } else {
            Arrays.fill(to.x, 0, to.steps * n, 0);
        }
        if (from.density() > DENSE) {
            kernels.multiply(to.steps, n, m, from.x, 0, m, 1, weights.used, 0, n, to.x, 0, n);
            return;
        }
        for (int t = 0; t < to.steps; t++) {
            if (from.binary) {
                kernels.gather(to.x, t * n, weights.used, from.index, from.start[t], from.start[t + 1], n, n);
            } else {
                for (int e = from.start[t]; e < from.start[t + 1]; e++) {
                    kernels.addScaled(to.x, t * n, weights.used, from.index[e] * n, n, from.x[t * m + from.index[e]]);
                }
            }
        }
    }

    @Override
    void backward(Trace from, Trace to, Object state, int shard, boolean wanted) {
        int n = out.width();
        int m = in.width();
        float[] dw = weights.gradients[shard];
        if (from.density() > DENSE) {
            kernels.multiply(m, n, to.steps, from.x, 0, 1, m, to.dx, 0, n, dw, 0, n);
        } else if (from.binary) {
            // a row of the gradient at a time: it is read and written once, however often its input fired
            var sorted = (ByInput) state;
            sorted.sort(from);
            for (int i = 0; i < m; i++) {
                if (sorted.start[i] < sorted.start[i + 1]) {
                    kernels.gather(dw, i * n, to.dx, sorted.step, sorted.start[i], sorted.start[i + 1], n, n);
                }
            }
        } else {
            for (int t = 0; t < to.steps; t++) {
                for (int e = from.start[t]; e < from.start[t + 1]; e++) {
                    kernels.addScaled(dw, from.index[e] * n, to.dx, t * n, n, from.x[t * m + from.index[e]]);
                }
            }
        }
        if (bias.isPresent()) {
            for (int t = 0; t < to.steps; t++) {
                kernels.add(bias.get().gradients[shard], 0, to.dx, t * n, n);
            }
        }
        if (wanted) {
            kernels.multiply(to.steps, m, out.neurons(), to.dx, 0, n, 1, transposed, 0, m, from.dx, 0, m);
        }
    }
}
