package org.spikebook.training;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Two-dimensional convolution (cross-correlation, zero padding) without unfolding. Parameters lie as {@code [channel][ky][kx, last first][filter]}: at stride 1 the events of a pixel
 * add one run of {@code kernel x filters} floats to each output row they reach. Where there are more events, outputs collect theirs ({@link EventWindows}); dense inputs are matrix
 * products, one a kernel tap and row.
 */
final class ConvNode extends StepNode {

    /** Above this density of the input the matrix product is faster, forward. */
    private static final double DENSE = 0.3;
    /** The same for the gradient of the weights. */
    private static final double DENSE_WEIGHTS = 0.2;
    /** Below so many events in a row of the kernel each is spread over its outputs; above, outputs collect theirs. */
    private static final double FEW = 1.5;
    /** Bytes of output gradients that are handled together. */
    private static final int CHUNK = 1 << 18;

    final Tensor weights;
    final Optional<Tensor> bias;
    private final ConvShape shape;
    private final int[] tapTable;
    private final EventWindows windows;
    private final ConvInputGradient inputGradient;

    ConvNode(String name, ConvShape shape, boolean hasBias, Kernels kernels) {
        super(shape.in(), shape.out(), kernels);
        this.shape = shape;
        int fanIn = in.channels() * shape.kernelHeight() * shape.kernelWidth();
        weights = new Tensor(name + ".weight", fanIn, shape.filters(), out.channelPitch(), fanIn, true);
        bias = hasBias ? Optional.of(new Tensor(name + ".bias", 1, shape.filters(), out.channelPitch(), 0, false)) : Optional.empty();
        tapTable = taps();
        windows = new EventWindows(shape, kernels);
        inputGradient = new ConvInputGradient(shape, kernels);
    }

    int kernelHeight() {
        return shape.kernelHeight();
    }

    int kernelWidth() {
        return shape.kernelWidth();
    }

    /** Row of the weights for a channel and a tap. */
    int row(int channel, int ky, int kx) {
        return (channel * shape.kernelHeight() + ky) * shape.kernelWidth() + shape.kernelWidth() - 1 - kx;
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

    /** Scratch. */
    private static final class State {

        final EventWindows.State inputs;
        final ConvInputGradient.State outputs;
        /** Gradients of some steps between borders of zeros. */
        final Arena.Floats bordered;
        /** Events of these steps by channel and row (place in the gradients, place of the value). */
        final int[] start;
        final int[] place;
        final int[] value;

        State(EventWindows.State inputs, ConvInputGradient.State outputs, int bordered, int keys, int events, Arena arena) {
            this.inputs = inputs;
            this.outputs = outputs;
            this.bordered = arena.take(bordered);
            start = new int[keys + 2];
            place = new int[events];
            value = new int[events];
        }
    }

    @Override
    Object state(int maxSteps, Arena arena) {
        return new State(windows.state(), inputGradient.state(arena), chunk() * out.height() * borderedRow(), in.channels() * in.height(), chunk() * in.neurons(), arena);
    }

    /** Floats of a row of outputs with {@code kernelWidth - 1} zero pixels on both sides. */
    private int borderedRow() {
        return (out.breadth() + 2 * (shape.kernelWidth() - 1)) * out.channelPitch();
    }

    /** Steps of {@link #gatherWeights}. */
    private int chunk() {
        return Math.max(1, CHUNK / (Float.BYTES * out.height() * borderedRow()));
    }

    @Override
    void place(Arena arena) {
        super.place(arena);
        windows.place(arena);
        inputGradient.place(arena);
    }

    @Override
    void prepare(boolean wanted) {
        for (int c = 0; c < in.channels(); c++) {
            for (int ky = 0; ky < shape.kernelHeight(); ky++) {
                for (int kx = 0; kx < shape.kernelWidth(); kx++) {
                    int from = row(c, ky, kx) * weights.pitch;
                    System.arraycopy(weights.used, from, windows.weights(), windows.at(c, ky, kx), weights.pitch);
                    for (int f = 0; wanted && f < out.channels(); f++) {
                        inputGradient.set(f, c, ky, kx, weights.used[from + f]);
                    }
                }
            }
        }
    }

    @Override
    void forward(Trace from, Trace to, Object memory, int first, int end) {
        int pitch = out.channelPitch();
        if (bias.isPresent()) {
            for (int t = first; t < end; t++) {
                for (int i = 0; i < out.height() * out.breadth(); i++) {
                    System.arraycopy(bias.get().used, 0, to.x, to.x(t) + i * pitch, pitch);
                }
                Arrays.fill(to.x, to.x(t) + out.height() * out.breadth() * pitch, to.x(t) + out.width(), 0);
            }
        } else {
            to.clear(first, end);
        }
        double density = from.density(first, end);
        boolean dense = density > DENSE;
        boolean spread = shape.strideX() == 1 && density * shape.kernelWidth() * in.channels() < FEW;
        if (dense) {
            from.writeValues();
        }
        for (int t = first; t < end; t++) {
            if (dense) {
                forwardDense(from, to, t);
            } else if (spread) {
                spread(from, to, t);
            } else {
                windows.add(to.x, to.x(t), from.x, from.x(t), from.binary, from.index, from.start[t], from.start[t + 1], ((State) memory).inputs);
            }
        }
    }

    /** Few events: each pixel with some adds to the outputs that see it; its channels are the rows of the weights that are summed. */
    private void spread(Trace from, Trace to, int t) {
        int pitch = out.channelPitch();
        int channels = in.channelPitch();
        int channelStride = shape.kernelHeight() * shape.kernelWidth() * pitch;
        int end = from.start[t + 1];
        for (int e = from.start[t]; e < end;) {
            int pixel = from.index[e] / channels;
            int first = e;
            int limit = (pixel + 1) * channels;
            while (e < end && from.index[e] < limit) {
                e++;
            }
            int x = pixel % in.breadth() + shape.paddingX();
            int y = pixel / in.breadth() + shape.paddingY();
            int left = Math.max(0, x - shape.kernelWidth() + 1);
            int right = Math.min(out.breadth() - 1, x);
            for (int ky = 0; ky < shape.kernelHeight() && left <= right; ky++) {
                int down = y - ky;
                if (down < 0 || down % shape.strideY() != 0 || down / shape.strideY() >= out.height()) {
                    continue;
                }
                int o = to.x(t) + (down / shape.strideY() * out.breadth() + left) * pitch;
                // index counts from the pixel's first channel
                int w = weights.at + (ky * shape.kernelWidth() + left - (x - shape.kernelWidth() + 1)) * pitch - pixel * channels * channelStride;
                int n = (right - left + 1) * pitch;
                if (from.binary) {
                    kernels.gather(to.x, o, weights.memory, w, from.index, first, e, channelStride, n);
                } else {
                    kernels.gatherScaled(to.x, o, weights.memory, w, from.x, from.x(t), from.index, from.index, first, e, channelStride, n);
                }
            }
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
            for (int ky = 0; ky < shape.kernelHeight(); ky++) {
                int iy = oy * shape.strideY() + ky - shape.paddingY();
                if (iy < 0 || iy >= in.height()) {
                    continue;
                }
                for (int kx = 0; kx < shape.kernelWidth(); kx++) {
                    int from = first(kx, shape.paddingX(), shape.strideX());
                    int to = last(kx, shape.paddingX(), shape.strideX(), in.breadth(), out.breadth());
                    if (from <= to) {
                        int ix = from * shape.strideX() + kx - shape.paddingX();
                        table.add((iy * in.breadth() + ix) * pitchIn).add((oy * out.breadth() + from) * pitchOut).add(to - from + 1)
                                .add(ky * shape.kernelWidth() + shape.kernelWidth() - 1 - kx);
                    }
                }
            }
        }
        return table.build().toArray();
    }

    private void forwardDense(Trace from, Trace to, int t) {
        int pitchIn = in.channelPitch();
        int pitchOut = out.channelPitch();
        int taps = shape.kernelHeight() * shape.kernelWidth();
        for (int i = 0; i < tapTable.length; i += 4) {
            kernels.multiply(tapTable[i + 2], pitchOut, in.channels(), from.x, from.x(t) + tapTable[i], shape.strideX() * pitchIn, 1, weights.memory,
                    weights.at + tapTable[i + 3] * pitchOut, taps * pitchOut, to.x, to.x(t) + tapTable[i + 1], pitchOut);
        }
    }

    @Override
    void backward(Trace from, Trace to, Object memory, int shard, boolean wanted, int first, int end) {
        var state = (State) memory;
        Arena.Floats dw = weights.shards[shard];
        if (wanted) {
            from.openGradient(first, end);
        }
        boolean dense = from.density(first, end) > DENSE_WEIGHTS;
        boolean gathered = !dense && shape.strideX() == 1 && shape.strideY() == 1;
        if (!gathered) {
            from.writeValues();
        }
        for (int t = first; t < end; t += chunk()) {
            int stop = Math.min(end, t + chunk());
            if (dense) {
                multiplyWeights(from, to, dw, t, stop);
            } else if (gathered) {
                border(to, state.bordered, t, stop);
                gatherWeights(from, state, dw, t, stop);
            } else {
                addWeights(from, to, dw, t, stop);
            }
            for (int s = t; wanted && s < stop; s++) {
                inputGradient.add(from, to, s, state.outputs);
            }
        }
        if (bias.isPresent()) {
            Arena.Floats db = bias.get().shards[shard];
            for (int t = first; t < end; t++) {
                for (int i = 0; i < out.height() * out.breadth(); i++) {
                    kernels.add(db.array(), db.at(), to.dx, to.dx(t) + i * out.channelPitch(), out.channelPitch());
                }
            }
        }
    }

    /** Copies the output's gradients of some steps between columns of zeros. */
    private void border(Trace to, Arena.Floats bordered, int first, int end) {
        int margin = (shape.kernelWidth() - 1) * out.channelPitch();
        int line = out.breadth() * out.channelPitch();
        int at = bordered.at();
        for (int t = first; t < end; t++) {
            for (int oy = 0; oy < out.height(); oy++, at += line + 2 * margin) {
                Arrays.fill(bordered.array(), at, at + margin, 0);
                System.arraycopy(to.dx, to.dx(t) + oy * line, bordered.array(), at + margin, line);
                Arrays.fill(bordered.array(), at + margin + line, at + line + 2 * margin, 0);
            }
        }
    }

    private void multiplyWeights(Trace from, Trace to, Arena.Floats dw, int first, int end) {
        int pitchIn = in.channelPitch();
        int pitchOut = out.channelPitch();
        int taps = shape.kernelHeight() * shape.kernelWidth();
        for (int t = first; t < end; t++) {
            for (int i = 0; i < tapTable.length; i += 4) {
                kernels.multiply(in.channels(), pitchOut, tapTable[i + 2], from.x, from.x(t) + tapTable[i], 1, shape.strideX() * pitchIn, to.dx, to.dx(t) + tapTable[i + 1], pitchOut,
                        dw.array(), dw.at() + tapTable[i + 3] * pitchOut, taps * pitchOut);
            }
        }
    }

    /** Event by event, for any stride. */
    private void addWeights(Trace from, Trace to, Arena.Floats dw, int first, int end) {
        int pitch = out.channelPitch();
        for (int t = first; t < end; t++) {
            for (int e = from.start[t]; e < from.start[t + 1]; e++) {
                int channel = from.index[e] % in.channelPitch();
                int pixel = from.index[e] / in.channelPitch();
                int x = pixel % in.breadth() + shape.paddingX();
                int y = pixel / in.breadth() + shape.paddingY();
                for (int ky = 0; ky < shape.kernelHeight(); ky++) {
                    int down = y - ky;
                    if (down < 0 || down % shape.strideY() != 0 || down / shape.strideY() >= out.height()) {
                        continue;
                    }
                    for (int kx = 0; kx < shape.kernelWidth(); kx++) {
                        int across = x - kx;
                        if (across >= 0 && across % shape.strideX() == 0 && across / shape.strideX() < out.breadth()) {
                            kernels.addScaled(dw.array(), dw.at() + row(channel, ky, kx) * pitch, to.dx,
                                    to.dx(t) + (down / shape.strideY() * out.breadth() + across / shape.strideX()) * pitch, pitch, from.x[from.x(t) + from.index[e]]);
                        }
                    }
                }
            }
        }
    }

    /**
     * Stride 1: a row of the kernel's gradient at a time, which is the sum of runs of {@code kernelWidth} output pixels' gradients over the events of its channel; the events of
     * some steps are sorted by channel and row, so that those whose window lies inside are one stretch.
     */
    private void gatherWeights(Trace from, State state, Arena.Floats dw, int first, int end) {
        int pitch = out.channelPitch();
        int row = borderedRow();
        int height = in.height();
        float[] bordered = state.bordered.array();
        int[] start = state.start;
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
                int y = (t - first) * out.height() + pixel / in.breadth() + shape.paddingY();
                int x = Math.min(pixel % in.breadth() + shape.paddingX(), out.breadth() + shape.kernelWidth() - 1);     // behind the last output: all zeros
                int at = start[key(from.index[e]) + 1]++;
                state.place[at] = y * row + x * pitch;
                state.value[at] = from.x(t) + from.index[e];
            }
        }
        for (int c = 0; c < in.channels(); c++) {
            for (int ky = 0; ky < shape.kernelHeight(); ky++) {
                int top = Math.min(height, Math.max(0, ky - shape.paddingY()));
                int bottom = Math.max(top, Math.min(height, ky - shape.paddingY() + out.height()));
                int begin = start[c * height + top];
                int stop = start[c * height + bottom];
                int d = dw.at() + (c * shape.kernelHeight() + ky) * shape.kernelWidth() * pitch;
                if (from.binary) {
                    kernels.gather(dw.array(), d, bordered, state.bordered.at() - ky * row, state.place, begin, stop, 1, shape.kernelWidth() * pitch);
                } else {
                    kernels.gatherScaled(dw.array(), d, bordered, state.bordered.at() - ky * row, from.x, 0, state.value, state.place, begin, stop, 1, shape.kernelWidth() * pitch);
                }
            }
        }
    }

    /** Channel and row of an event. */
    private int key(int place) {
        return place % in.channelPitch() * in.height() + place / in.channelPitch() / in.breadth();
    }
}
