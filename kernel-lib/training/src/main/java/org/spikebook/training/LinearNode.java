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

    @Override
    boolean readsValues() {
        return false;
    }

    /** Where inputs fired: a word for each input and 64 steps, the first in its lowest bit. */
    static final class ByInput {

        private final long[] words;         // [step / 64][input]
        private final int inputs;
        private final int[] steps;          // of one input

        ByInput(int inputs, int maxSteps) {
            this.inputs = inputs;
            steps = new int[maxSteps];
            words = new long[Math.multiplyExact(inputs, (maxSteps + 63) / 64)];
        }

        /**
         * Notes events.
         *
         * @param index their inputs, step by step
         * @param start where those of a step begin
         * @param steps how many of the steps are noted
         * @param at number of the first
         */
        void add(int[] index, int[] start, int steps, int at) {
            for (int t = 0; t < steps; t++) {
                int row = (at + t) / 64 * inputs;
                long bit = 1L << at + t;
                for (int e = start[t]; e < start[t + 1]; e++) {
                    words[row + index[e]] |= bit;
                }
            }
        }

        /** Forgets all. */
        void clear() {
            Arrays.fill(words, 0);
        }

        /** {@code d[o + input * n + i] += s[p + step * n + i]} for each event, i in [0, n); none is left. */
        void gather(Kernels kernels, float[] d, int o, float[] s, int p, int n) {
            for (int i = 0; i < inputs; i++) {
                int found = 0;
                for (int w = i, first = 0; w < words.length; w += inputs, first += 64) {
                    for (long bits = words[w]; bits != 0; bits &= bits - 1) {
                        steps[found++] = first + Long.numberOfTrailingZeros(bits);
                    }
                    words[w] = 0;
                }
                if (found > 0) {
                    kernels.gather(d, o + i * n, s, p, steps, 0, found, n, n);
                }
            }
        }
    }

    /** Of one worker: steps of several samples whose part of the weights' gradient is put off, so that this is read and written once for all of them. */
    private static final class State {

        final ByInput events;
        final Arena.Floats gradient;
        final int room;
        int steps;

        State(int inputs, int width, int maxSteps, Arena arena) {
            room = PUT_OFF * maxSteps;
            events = new ByInput(inputs, room);
            gradient = arena.take(Math.multiplyExact(room, width));
        }
    }

    @Override
    Object state(int maxSteps, Arena arena) {
        return new State(in.width(), out.width(), maxSteps, arena);
    }

    @Override
    void place(Arena arena) {
        super.place(arena);
        transposed = arena.take(out.width() * in.width());
    }

    @Override
    void prepare(boolean wanted) {
        if (wanted) {
            transpose(weights.used, in.width(), out.width(), transposed);
        }
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
            from.writeValues();
            kernels.multiply(to.steps, n, m, from.x, from.xAt, m, 1, weights.memory, weights.at, n, to.x, to.xAt, n);
            return;
        }
        for (int t = 0; t < to.steps; t++) {
            if (from.binary) {
                kernels.gather(to.x, to.x(t), weights.memory, weights.at, from.index, from.start[t], from.start[t + 1], n, n);
            } else {
                kernels.gatherScaled(to.x, to.x(t), weights.memory, weights.at, from.x, from.x(t), from.index, from.index, from.start[t], from.start[t + 1], n, n);
            }
        }
    }

    @Override
    void start(Object memory) {
        var state = (State) memory;
        state.steps = 0;
        state.events.clear();
    }

    @Override
    void finish(Object memory, int shard) {
        var state = (State) memory;
        Arena.Floats dw = weights.shards[shard];
        if (state.steps > 0) {
            state.events.gather(kernels, dw.array(), dw.at(), state.gradient.array(), state.gradient.at(), out.width());
        }
        state.steps = 0;
    }

    /** A row of the gradient at a time: it is read and written once, however often its input fired. */
    private void putOff(Trace from, Trace to, State state, int shard) {
        int n = out.width();
        if (state.steps + to.steps > state.room) {
            finish(state, shard);
        }
        state.events.add(from.index, from.start, to.steps, state.steps);
        System.arraycopy(to.dx, to.dxAt, state.gradient.array(), state.gradient.at() + state.steps * n, to.steps * n);
        state.steps += to.steps;
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
