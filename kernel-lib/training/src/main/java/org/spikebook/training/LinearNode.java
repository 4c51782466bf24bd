package org.spikebook.training;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** {@code y[t][o] = bias[o] + sum over i of w[i][o] x[t][i]}. Event by event where few inputs are active, else as a matrix product. */
final class LinearNode extends Node {

    /** Above this density of the input the matrix product is faster: it does some 5 times more a nanosecond. */
    private static final double DENSE = 0.2;
    /** Samples whose gradients are added to those of the weights at once. */
    private static final int PUT_OFF = 8;
    /** Inputs and outputs of a block of weights that stays in the first-level cache while all steps are summed over it. */
    private static final int BLOCK_INPUTS = 256;
    private static final int BLOCK_OUTPUTS = 128;

    final Tensor weights;
    final Optional<Tensor> bias;
    private Arena.Floats transposed = new Arena.Floats(new float[0], 0);
    private Arena.Floats panels = new Arena.Floats(new float[0], 0);        // [outputs / BLOCK_OUTPUTS][input][BLOCK_OUTPUTS], of wide layers

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

    /** Events by input: those of input i are the steps {@code step[start[i]] ... step[start[i + 1] - 1]}. */
    static final class ByInput {

        final int[] start;
        int[] step;

        ByInput(int inputs) {
            start = new int[inputs + 2];
            step = new int[64];
        }

        /**
         * @param index inputs of the events, step by step
         * @param first where those of a step begin
         * @param steps how many of the first steps are looked at
         */
        void sort(int[] index, int[] first, int steps) {
            Arrays.fill(start, 0);
            int events = first[steps];
            if (step.length < events) {
                step = new int[Math.max(events, 2 * step.length)];
            }
            for (int e = 0; e < events; e++) {
                start[index[e] + 2]++;
            }
            for (int i = 2; i < start.length; i++) {
                start[i] += start[i - 1];
            }
            for (int t = 0; t < steps; t++) {
                for (int e = first[t]; e < first[t + 1]; e++) {
                    step[start[index[e] + 1]++] = t;
                }
            }
        }
    }

    /** Of one worker: where each step's events of a block of inputs begin and end; steps of several samples whose part of the weights' gradient is put off, so that this is read and written once for all of them. */
    private static final class State {

        final int[] cursor;
        final int[] next;
        final ByInput sorted;
        final Arena.Floats gradient;
        int[] index = new int[64];
        final int[] first;
        int steps;

        State(int inputs, int width, int maxSteps, Arena arena) {
            cursor = new int[maxSteps];
            next = new int[maxSteps];
            sorted = new ByInput(inputs);
            gradient = arena.take(Math.multiplyExact(PUT_OFF * maxSteps, width));
            first = new int[PUT_OFF * maxSteps + 1];
        }
    }

    @Override
    Object state(int maxSteps, Arena arena) {
        return new State(in.width(), out.width(), maxSteps, arena);
    }

    private boolean isWide() {
        return out.width() > BLOCK_OUTPUTS && in.width() > BLOCK_INPUTS;
    }

    @Override
    void place(Arena arena) {
        super.place(arena);
        transposed = arena.take(out.width() * in.width());
        panels = arena.take(isWide() ? out.width() * in.width() : 0);
    }

    @Override
    void prepare(boolean wanted) {
        int n = out.width();
        for (int o = 0; isWide() && o < n; o += BLOCK_OUTPUTS) {
            int width = Math.min(BLOCK_OUTPUTS, n - o);
            for (int i = 0, at = panels.at() + o * in.width(); i < in.width(); i++, at += width) {
                System.arraycopy(weights.used, i * n + o, panels.array(), at, width);
            }
        }
        if (!wanted) {
            return;
        }
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
        int[] cursor = ((State) state).cursor;
        int[] next = ((State) state).next;
        int inputs = isWide() ? BLOCK_INPUTS : m;
        int outputs = isWide() ? BLOCK_OUTPUTS : n;
        float[] w = isWide() ? panels.array() : weights.memory;
        int first = isWide() ? panels.at() : weights.at;
        System.arraycopy(from.start, 0, next, 0, to.steps);
        for (int i = 0; i < m; i += inputs) {
            for (int t = 0; t < to.steps; t++) {
                int e = next[t];
                cursor[t] = e;
                while (e < from.start[t + 1] && from.index[e] < i + inputs) {
                    e++;
                }
                next[t] = e;
            }
            for (int o = 0; o < n; o += outputs) {
                int width = Math.min(outputs, n - o);
                for (int t = 0; t < to.steps; t++) {
                    if (cursor[t] == next[t]) {
                        continue;
                    }
                    if (from.binary) {
                        kernels.gather(to.x, to.x(t) + o, w, first + o * m, from.index, cursor[t], next[t], width, width);
                    } else {
                        kernels.gatherScaled(to.x, to.x(t) + o, w, first + o * m, from.x, from.x(t), from.index, from.index, cursor[t], next[t], width, width);
                    }
                }
            }
        }
    }

    @Override
    void start(Object memory) {
        ((State) memory).steps = 0;
    }

    @Override
    void finish(Object memory, int shard) {
        var state = (State) memory;
        if (state.steps == 0) {
            return;
        }
        int n = out.width();
        Arena.Floats dw = weights.shards[shard];
        ByInput sorted = state.sorted;
        sorted.sort(state.index, state.first, state.steps);
        for (int i = 0; i < in.width(); i++) {
            if (sorted.start[i] < sorted.start[i + 1]) {
                kernels.gather(dw.array(), dw.at() + i * n, state.gradient.array(), state.gradient.at(), sorted.step, sorted.start[i], sorted.start[i + 1], n, n);
            }
        }
        state.steps = 0;
    }

    /** A row of the gradient at a time: it is read and written once, however often its input fired. */
    private void putOff(Trace from, Trace to, State state, int shard) {
        int n = out.width();
        if (state.steps + to.steps >= state.first.length) {
            finish(state, shard);
        }
        int events = state.first[state.steps];
        int further = from.start[to.steps];
        if (state.index.length < events + further) {
            state.index = Arrays.copyOf(state.index, Math.max(events + further, 2 * state.index.length));
        }
        System.arraycopy(from.index, 0, state.index, events, further);
        System.arraycopy(to.dx, to.dxAt, state.gradient.array(), state.gradient.at() + state.steps * n, to.steps * n);
        for (int t = 0; t < to.steps; t++) {
            state.first[++state.steps] = events + from.start[t + 1];
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
            putOff(from, to, (State) state, shard);
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
