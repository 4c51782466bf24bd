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
    private Arena.Floats transposed = new Arena.Floats(new float[0], 0);

    LinearNode(String name, Form in, int outputs, boolean hasBias, Kernels kernels) {
        super(in, Form.features(outputs, true), kernels);
        weights = new Tensor(name + ".weight", in.width(), outputs, out.width(), in.neurons(), true);
        bias = hasBias ? Optional.of(new Tensor(name + ".bias", 1, outputs, out.width(), 0, false)) : Optional.empty();
    }

    @Override
    List<Tensor> tensors() {
        return bias.map(b -> List.of(weights, b)).orElse(List.of(weights));
    }

    @Override
    boolean readsEvents() {
        return true;
    }

    /** Events of a sample by input: those of input i are the steps {@code step[start[i]] ... step[start[i + 1] - 1]}. */
    static final class ByInput {

        final int[] start;
        final int[] step;

        ByInput(int inputs, int maxSteps) {
            start = new int[inputs + 2];
            step = new int[Math.multiplyExact(inputs, maxSteps)];
        }

        /** @param steps how many of the first steps are looked at */
        void sort(Trace trace, int steps) {
            Arrays.fill(start, 0);
            int events = trace.start[steps];
            for (int e = 0; e < events; e++) {
                start[trace.index[e] + 2]++;
            }
            for (int i = 2; i < start.length; i++) {
                start[i] += start[i - 1];
            }
            for (int t = 0; t < steps; t++) {
                for (int e = trace.start[t]; e < trace.start[t + 1]; e++) {
                    step[start[trace.index[e] + 1]++] = t;
                }
            }
        }
    }

    @Override
    Object state(int maxSteps, Arena arena) {
        return new ByInput(in.width(), maxSteps);
    }

    @Override
    void place(Arena arena) {
        super.place(arena);
        transposed = arena.take(out.width() * in.width());
    }

    @Override
    void prepare() {
        transpose(weights.used, in.width(), out.width(), transposed);
    }

    /** Row-major [rows][columns] to [columns][rows], in blocks that fit the cache. */
    static void transpose(float[] from, int rows, int columns, Arena.Floats to) {
        int block = 32;
        float[] turned = to.array();
        for (int r0 = 0; r0 < rows; r0 += block) {
            for (int c0 = 0; c0 < columns; c0 += block) {
                int r1 = Math.min(rows, r0 + block);
                int c1 = Math.min(columns, c0 + block);
                for (int c = c0; c < c1; c++) {
                    for (int r = r0; r < r1; r++) {
                        turned[to.at() + c * rows + r] = from[r * columns + c];
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
                System.arraycopy(bias.get().used, 0, to.x, to.x(t), n);
            }
        } else {
            to.clear();
        }
        if (from.density() > DENSE) {
            kernels.multiply(to.steps, n, m, from.x, from.xAt, m, 1, weights.memory, weights.at, n, to.x, to.xAt, n);
            return;
        }
        for (int t = 0; t < to.steps; t++) {
            if (from.binary) {
                kernels.gather(to.x, to.x(t), weights.memory, weights.at, from.index, from.start[t], from.start[t + 1], n, n);
            } else {
                kernels.gatherScaled(to.x, to.x(t), weights.memory, weights.at, from.x, from.x(t), from.index, from.start[t], from.start[t + 1], n, n);
            }
        }
    }

    @Override
    void backward(Trace from, Trace to, Object state, int shard, boolean wanted) {
        int n = out.width();
        int m = in.width();
        Arena.Floats dw = weights.shards[shard];
        if (from.density() > DENSE) {
            kernels.multiply(m, n, to.steps, from.x, from.xAt, 1, m, to.dx, to.dxAt, n, dw.array(), dw.at(), n);
        } else if (from.binary) {
            // a row of the gradient at a time: it is read and written once, however often its input fired
            var sorted = (ByInput) state;
            sorted.sort(from, to.steps);
            for (int i = 0; i < m; i++) {
                if (sorted.start[i] < sorted.start[i + 1]) {
                    kernels.gather(dw.array(), dw.at() + i * n, to.dx, to.dxAt, sorted.step, sorted.start[i], sorted.start[i + 1], n, n);
                }
            }
        } else {
            for (int t = 0; t < to.steps; t++) {
                for (int e = from.start[t]; e < from.start[t + 1]; e++) {
                    kernels.addScaled(dw.array(), dw.at() + from.index[e] * n, to.dx, to.dx(t), n, from.x[from.x(t) + from.index[e]]);
                }
            }
        }
        if (bias.isPresent()) {
            Arena.Floats db = bias.get().shards[shard];
            for (int t = 0; t < to.steps; t++) {
                kernels.add(db.array(), db.at(), to.dx, to.dx(t), n);
            }
        }
        if (wanted) {
            kernels.multiply(to.steps, m, out.neurons(), to.dx, to.dxAt, n, 1, transposed.array(), transposed.at(), m, from.dx, from.dxAt, m);
        }
    }
}
