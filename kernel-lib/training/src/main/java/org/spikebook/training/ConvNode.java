package org.spikebook.training;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Two-dimensional convolution (cross-correlation, zero padding) without unfolding. Weights lie as {@code [channel][ky][kx, last first][filter]}: at stride 1 the events of a pixel add
 * one run of {@code kernel x filters} floats to each output row they reach. Dense inputs are matrix products, one a kernel tap and row. The gradient of the input goes back over
 * {@code [filter][ky][kx][channel]}: where the output's gradient is mostly 0, as behind a maximum pool, value by value; else as one matrix product for some pixels at a time, whose
 * rows are then added where they belong.
 */
final class ConvNode extends Node {

    /** Above this density the matrix product over the input is faster. */
    private static final double DENSE = 0.12;
    /** The same over the gradient of the output. */
    private static final double DENSE_GRADIENT = 0.25;
    /** Output pixels of a matrix product of {@link #multiply}. */
    private static final int PIXELS = 24;
    /** Bytes of output gradients whose events are sorted together in {@link #gatherWeights}. */
    private static final int CHUNK = 1 << 18;

    final Tensor weights;
    final Optional<Tensor> bias;
    private final int kernelHeight;
    private final int kernelWidth;
    private final int strideY;
    private final int strideX;
    private final int paddingY;
    private final int paddingX;
    private final int[] tapTable;
    private Arena.Floats turned = new Arena.Floats(new float[0], 0);        // [filter][ky][kx][channel, padded]

    ConvNode(String name, Form in, int filters, int kernelHeight, int kernelWidth, int strideY, int strideX, int paddingY, int paddingX, boolean hasBias,
            Kernels kernels) {
        super(in, Form.image(filters, (in.height() + 2 * paddingY - kernelHeight) / strideY + 1, (in.breadth() + 2 * paddingX - kernelWidth) / strideX + 1, false),
                kernels);
        this.kernelHeight = kernelHeight;
        this.kernelWidth = kernelWidth;
        this.strideY = strideY;
        this.strideX = strideX;
        this.paddingY = paddingY;
        this.paddingX = paddingX;
        weights = new Tensor(name + ".weight", in.channels() * kernelHeight * kernelWidth, filters, out.channelPitch(), in.channels() * kernelHeight * kernelWidth, true);
        bias = hasBias ? Optional.of(new Tensor(name + ".bias", 1, filters, out.channelPitch(), 0, false)) : Optional.empty();
        tapTable = taps();
    }

    int kernelHeight() {
        return kernelHeight;
    }

    int kernelWidth() {
        return kernelWidth;
    }

    /** Row of the weights for a channel and a tap. */
    int row(int channel, int ky, int kx) {
        return (channel * kernelHeight + ky) * kernelWidth + kernelWidth - 1 - kx;
    }

    @Override
    List<Tensor> tensors() {
        return bias.map(b -> List.of(weights, b)).orElse(List.of(weights));
    }

    @Override
    boolean readsEvents() {
        return true;
    }

    /** Scratch of the way back. */
    private static final class State {

        /** Places of a step's gradient that are not 0. */
        final int[] index;
        /** Rows of {@link ConvNode#multiply}. */
        final Arena.Floats products;
        /** Gradients of some steps between borders of zeros. */
        final Arena.Floats bordered;
        /** Events of these steps by channel and row. */
        final int[] start;
        final int[] place;

        State(int outputs, int products, int bordered, int keys, int events, Arena arena) {
            index = new int[outputs + 1];
            this.products = arena.take(products);
            this.bordered = arena.take(bordered);
            start = new int[keys + 2];
            place = new int[events];
        }
    }

    @Override
    Object state(int maxSteps, Arena arena) {
        return new State(out.width(), PIXELS * kernelHeight * kernelWidth * in.channelPitch(), chunk() * out.height() * borderedRow(), in.channels() * in.height(),
                chunk() * in.neurons(), arena);
    }

    /** Floats of a row of outputs with {@code kernelWidth - 1} zero pixels on both sides. */
    private int borderedRow() {
        return (out.breadth() + 2 * (kernelWidth - 1)) * out.channelPitch();
    }

    /** Steps of {@link #gatherWeights}. */
    private int chunk() {
        return Math.max(1, CHUNK / (Float.BYTES * out.height() * borderedRow()));
    }

    @Override
    void place(Arena arena) {
        super.place(arena);
        turned = arena.take(kernelHeight * kernelWidth * out.channels() * in.channelPitch());
    }

    @Override
    void prepare() {
        int taps = kernelHeight * kernelWidth;
        int pitch = in.channelPitch();
        float[] to = turned.array();
        for (int c = 0; c < in.channels(); c++) {
            for (int ky = 0; ky < kernelHeight; ky++) {
                for (int kx = 0; kx < kernelWidth; kx++) {
                    int from = row(c, ky, kx) * weights.pitch;
                    int at = turned.at() + (ky * kernelWidth + kx) * pitch + c;
                    for (int f = 0; f < out.channels(); f++) {
                        to[at + f * taps * pitch] = weights.used[from + f];
                    }
                }
            }
        }
    }

    @Override
    void forward(Trace from, Trace to, Object state) {
        int pitch = out.channelPitch();
        if (bias.isPresent()) {
            for (int t = 0; t < to.steps; t++) {
                for (int i = 0; i < out.height() * out.breadth(); i++) {
                    System.arraycopy(bias.get().used, 0, to.x, to.x(t) + i * pitch, pitch);
                }
            }
        } else {
            to.clear();
        }
        if (from.density() > DENSE) {
            forwardDense(from, to);
        } else if (strideX == 1) {
            forwardEvents(from, to);
        } else {
            events(from, to, weights.memory, weights.at, false);
        }
    }

    /** All events of a pixel at once; their channels are the rows of the weights that are summed. */
    private void forwardEvents(Trace from, Trace to) {
        int pitch = out.channelPitch();
        int channels = in.channelPitch();
        int channelStride = kernelHeight * kernelWidth * pitch;
        for (int t = 0; t < from.steps; t++) {
            int end = from.start[t + 1];
            for (int e = from.start[t]; e < end;) {
                int pixel = from.index[e] / channels;
                int first = e;
                int limit = (pixel + 1) * channels;
                while (e < end && from.index[e] < limit) {
                    e++;
                }
                int x = pixel % in.breadth() + paddingX;
                int y = pixel / in.breadth() + paddingY;
                int left = Math.max(0, x - kernelWidth + 1);
                int right = Math.min(out.breadth() - 1, x);
                for (int ky = 0; ky < kernelHeight && left <= right; ky++) {
                    int down = y - ky;
                    if (down < 0 || down % strideY != 0 || down / strideY >= out.height()) {
                        continue;
                    }
                    int o = to.x(t) + (down / strideY * out.breadth() + left) * pitch;
                    // index counts from the pixel's first channel
                    int w = weights.at + (ky * kernelWidth + left - (x - kernelWidth + 1)) * pitch - pixel * channels * channelStride;
                    int n = (right - left + 1) * pitch;
                    if (from.binary) {
                        kernels.gather(to.x, o, weights.memory, w, from.index, first, e, channelStride, n);
                    } else {
                        kernels.gatherScaled(to.x, o, weights.memory, w, from.x, from.x(t), from.index, first, e, channelStride, n);
                    }
                }
            }
        }
    }

    /** Walks the events; forward: output += weights; backward: weights' gradient += output's gradient, times the value where it is not 1. */
    private void events(Trace from, Trace to, float[] matrix, int start, boolean back) {
        float[] output = back ? to.dx : to.x;
        int pitch = out.channelPitch();
        int taps = kernelHeight * kernelWidth;
        boolean run = strideX == 1;
        for (int t = 0; t < from.steps; t++) {
            int step = back ? to.dx(t) : to.x(t);
            for (int e = from.start[t]; e < from.start[t + 1]; e++) {
                int place = from.index[e];
                int channel = place % in.channelPitch();
                int pixel = place / in.channelPitch();
                int x = pixel % in.breadth() + paddingX;
                int y = pixel / in.breadth() + paddingY;
                float value = from.binary ? 1 : from.x[from.x(t) + place];
                for (int ky = 0; ky < kernelHeight; ky++) {
                    int down = y - ky;
                    if (down < 0 || down % strideY != 0 || down / strideY >= out.height()) {
                        continue;
                    }
                    int line = step + down / strideY * out.breadth() * pitch;
                    int tap = start + (channel * taps + ky * kernelWidth) * pitch;
                    if (run) {
                        int first = Math.max(0, x - kernelWidth + 1);
                        int last = Math.min(out.breadth() - 1, x);
                        if (first <= last) {
                            int w = tap + (first - (x - kernelWidth + 1)) * pitch;
                            accumulate(output, line + first * pitch, matrix, w, (last - first + 1) * pitch, value, back);
                        }
                    } else {
                        for (int kx = 0; kx < kernelWidth; kx++) {
                            int across = x - kx;
                            if (across >= 0 && across % strideX == 0 && across / strideX < out.breadth()) {
                                accumulate(output, line + across / strideX * pitch, matrix, tap + (kernelWidth - 1 - kx) * pitch, pitch, value, back);
                            }
                        }
                    }
                }
            }
        }
    }

    private void accumulate(float[] output, int o, float[] matrix, int w, int n, float value, boolean back) {
        if (back) {
            if (value == 1) {
                kernels.add(matrix, w, output, o, n);
            } else {
                kernels.addScaled(matrix, w, output, o, n, value);
            }
        } else if (value == 1) {
            kernels.add(output, o, matrix, w, n);
        } else {
            kernels.addScaled(output, o, matrix, w, n, value);
        }
    }

    /** First output column whose input column {@code column * stride + kx - padding} lies inside. */
    private static int first(int k, int padding, int stride) {
        return Math.max(0, (padding - k + stride - 1) / stride);
    }

    private static int last(int k, int padding, int stride, int inputs, int outputs) {
        return Math.min(outputs - 1, Math.floorDiv(inputs - 1 + padding - k, stride));
    }

    /** For each row of outputs and each tap that sees inputs: first input, first output, positions, tap. */
    private int[] taps() {
        IntStream.Builder table = IntStream.builder();
        int pitchIn = in.channelPitch();
        int pitchOut = out.channelPitch();
        for (int oy = 0; oy < out.height(); oy++) {
            for (int ky = 0; ky < kernelHeight; ky++) {
                int iy = oy * strideY + ky - paddingY;
                if (iy < 0 || iy >= in.height()) {
                    continue;
                }
                for (int kx = 0; kx < kernelWidth; kx++) {
                    int from = first(kx, paddingX, strideX);
                    int to = last(kx, paddingX, strideX, in.breadth(), out.breadth());
                    if (from <= to) {
                        int ix = from * strideX + kx - paddingX;
                        table.add((iy * in.breadth() + ix) * pitchIn).add((oy * out.breadth() + from) * pitchOut).add(to - from + 1)
                                .add(ky * kernelWidth + kernelWidth - 1 - kx);
                    }
                }
            }
        }
        return table.build().toArray();
    }

    private void forwardDense(Trace from, Trace to) {
        int pitchIn = in.channelPitch();
        int pitchOut = out.channelPitch();
        int taps = kernelHeight * kernelWidth;
        for (int t = 0; t < to.steps; t++) {
            int a = from.x(t);
            int c = to.x(t);
            for (int i = 0; i < tapTable.length; i += 4) {
                kernels.multiply(tapTable[i + 2], pitchOut, in.channels(), from.x, a + tapTable[i], strideX * pitchIn, 1, weights.memory,
                        weights.at + tapTable[i + 3] * pitchOut, taps * pitchOut, to.x, c + tapTable[i + 1], pitchOut);
            }
        }
    }

    @Override
    void backward(Trace from, Trace to, Object memory, int shard, boolean wanted) {
        int pitchIn = in.channelPitch();
        int pitchOut = out.channelPitch();
        int taps = kernelHeight * kernelWidth;
        Arena.Floats dw = weights.shards[shard];
        boolean dense = from.density() > DENSE;
        if (!dense) {
            if (from.binary && strideX == 1 && strideY == 1) {
                gatherWeights(from, to, (State) memory, dw);
            } else {
                events(from, to, dw.array(), dw.at(), true);
            }
        }
        for (int t = 0; t < to.steps; t++) {
            int a = from.x(t);
            int c = to.dx(t);
            for (int i = 0; dense && i < tapTable.length; i += 4) {
                kernels.multiply(in.channels(), pitchOut, tapTable[i + 2], from.x, a + tapTable[i], 1, strideX * pitchIn, to.dx, c + tapTable[i + 1], pitchOut, dw.array(),
                        dw.at() + tapTable[i + 3] * pitchOut, taps * pitchOut);
            }
            if (bias.isPresent()) {
                Arena.Floats db = bias.get().shards[shard];
                for (int i = 0; i < out.height() * out.breadth(); i++) {
                    kernels.add(db.array(), db.at(), to.dx, c + i * pitchOut, pitchOut);
                }
            }
            if (wanted) {
                inputGradient(from, to, t, (State) memory);
            }
        }
    }

    /**
     * Spikes, stride 1: a row of the kernel's gradient at a time, which is the sum of runs of {@code kernelWidth} output pixels' gradients over the events of its channel; the events of
     * some steps are sorted by channel and row, so that those whose window lies inside are one stretch.
     */
    private void gatherWeights(Trace from, Trace to, State state, Arena.Floats dw) {
        int pitch = out.channelPitch();
        int row = borderedRow();
        int margin = (kernelWidth - 1) * pitch;
        int line = out.breadth() * pitch;
        int height = in.height();
        float[] bordered = state.bordered.array();
        int[] start = state.start;
        for (int first = 0; first < from.steps; first += chunk()) {
            int end = Math.min(from.steps, first + chunk());
            for (int t = first, at = state.bordered.at(); t < end; t++) {
                for (int oy = 0; oy < out.height(); oy++, at += row) {
                    Arrays.fill(bordered, at, at + margin, 0);
                    System.arraycopy(to.dx, to.dx(t) + oy * line, bordered, at + margin, line);
                    Arrays.fill(bordered, at + margin + line, at + row, 0);
                }
            }
            Arrays.fill(start, 0);
            for (int e = from.start[first]; e < from.start[end]; e++) {
                start[key(from.index[e]) + 2]++;
            }
            for (int i = 2; i < start.length; i++) {
                start[i] += start[i - 1];
            }
            for (int t = first; t < end; t++) {
                for (int e = from.start[t]; e < from.start[t + 1]; e++) {
                    int pixel = from.index[e] / in.channelPitch();
                    int y = (t - first) * out.height() + pixel / in.breadth() + paddingY;
                    int x = Math.min(pixel % in.breadth() + paddingX, out.breadth() + kernelWidth - 1);     // behind the last output: all zeros
                    state.place[start[key(from.index[e]) + 1]++] = y * row + x * pitch;
                }
            }
            for (int c = 0; c < in.channels(); c++) {
                for (int ky = 0; ky < kernelHeight; ky++) {
                    int top = Math.min(height, Math.max(0, ky - paddingY));
                    int bottom = Math.max(top, Math.min(height, ky - paddingY + out.height()));
                    kernels.gather(dw.array(), dw.at() + (c * kernelHeight + ky) * kernelWidth * pitch, bordered, state.bordered.at() - ky * row, state.place,
                            start[c * height + top], start[c * height + bottom], 1, kernelWidth * pitch);
                }
            }
        }
    }

    /** Channel and row of an event. */
    private int key(int place) {
        return place % in.channelPitch() * in.height() + place / in.channelPitch() / in.breadth();
    }

    private void inputGradient(Trace from, Trace to, int t, State state) {
        int found = kernels.scan(to.dx, to.dx(t), out.width(), state.index, 0);
        if (in.channelPitch() % Kernels.PAD != 0 || found < DENSE_GRADIENT * out.neurons()) {
            scatter(from, to, t, state.index, found);
        } else {
            multiply(from, to, t, state.products);
        }
    }

    /** The values of a pixel that are not 0, each with its row of the kernel. */
    private void scatter(Trace from, Trace to, int t, int[] index, int found) {
        int pitchIn = in.channelPitch();
        int pitchOut = out.channelPitch();
        int stride = kernelHeight * kernelWidth * pitchIn;
        int dx = from.dx(t);
        for (int ky = 0; ky < kernelHeight; ky++) {     // outside, so that the weights of one row stay near
            for (int e = 0; e < found;) {
                int pixel = index[e] / pitchOut;
                int first = e;
                int limit = (pixel + 1) * pitchOut;
                while (e < found && index[e] < limit) {
                    e++;
                }
                int iy = pixel / out.breadth() * strideY + ky - paddingY;
                int ix = pixel % out.breadth() * strideX - paddingX;
                int left = Math.max(0, -ix);
                int right = Math.min(kernelWidth, in.breadth() - ix);
                if (iy < 0 || iy >= in.height() || left >= right) {
                    continue;
                }
                int w = turned.at() + (ky * kernelWidth + left) * pitchIn - pixel * pitchOut * stride;
                int o = dx + (iy * in.breadth() + ix + left) * pitchIn;
                if (pitchIn % Kernels.PAD == 0) {
                    kernels.gatherScaled(from.dx, o, turned.array(), w, to.dx, to.dx(t), index, first, e, stride, (right - left) * pitchIn);
                } else {
                    tight(from.dx, o, w, to, t, index, first, e, stride, (right - left) * pitchIn);
                }
            }
        }
    }

    /** The same for an input whose channels lie close, where only a check of gradients comes by. */
    private void tight(float[] d, int o, int w, Trace to, int t, int[] index, int from, int end, int stride, int n) {
        for (int e = from; e < end; e++) {
            float g = to.dx[to.dx(t) + index[e]];
            for (int i = 0; i < n; i++) {
                d[o + i] += g * turned.array()[w + index[e] * stride + i];
            }
        }
    }

    /** {@code products[pixel][ky][kx][channel] = sum over filters of gradient[pixel][filter] * turned[filter][ky][kx][channel]}, added to the inputs that the pixel sees. */
    private void multiply(Trace from, Trace to, int t, Arena.Floats products) {
        int pitch = in.channelPitch();
        int n = kernelHeight * kernelWidth * pitch;
        int pixels = out.height() * out.breadth();
        for (int first = 0; first < pixels; first += PIXELS) {
            int m = Math.min(PIXELS, pixels - first);
            Arrays.fill(products.array(), products.at(), products.at() + m * n, 0);
            kernels.multiply(m, n, out.channels(), to.dx, to.dx(t) + first * out.channelPitch(), out.channelPitch(), 1, turned.array(), turned.at(), n, products.array(),
                    products.at(), n);
            for (int pixel = first; pixel < first + m; pixel++) {
                int iy = pixel / out.breadth() * strideY - paddingY;
                int ix = pixel % out.breadth() * strideX - paddingX;
                int left = Math.max(0, -ix);
                int right = Math.min(kernelWidth, in.breadth() - ix);
                for (int ky = Math.max(0, -iy); ky < Math.min(kernelHeight, in.height() - iy) && left < right; ky++) {
                    kernels.add(from.dx, from.dx(t) + ((iy + ky) * in.breadth() + ix + left) * pitch, products.array(),
                            products.at() + (pixel - first) * n + (ky * kernelWidth + left) * pitch, (right - left) * pitch);
                }
            }
        }
    }
}
