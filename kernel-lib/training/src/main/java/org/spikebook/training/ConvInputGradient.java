package org.spikebook.training;

import java.util.Arrays;

/**
 * The gradient of a convolution's input. Where the output's gradient is mostly 0, as behind a maximum pool, the values that are not 0 add their rows of the kernel; where few are 0, it is
 * a matrix product for some pixels at a time, whose rows are then added where they belong.
 */
final class ConvInputGradient {

    /** Above this density of the output's gradient the matrix product is faster. */
    private static final double DENSE = 0.35;
    /** Output pixels of a matrix product. */
    private static final int PIXELS = 24;

    private final ConvShape shape;
    private final Form in;
    private final Form out;
    private final Kernels kernels;
    /** Output pixels whose gradients are spread at once. */
    private final int group;
    private final int columns;
    private Arena.Floats spread = new Arena.Floats(new float[0], 0);        // [ky][filter][column][channel, padded], zeros on both sides of the kernel's columns
    private Arena.Floats turned = new Arena.Floats(new float[0], 0);        // [filter][ky][kx][channel, padded]

    ConvInputGradient(ConvShape shape, Kernels kernels) {
        this.shape = shape;
        in = shape.in();
        out = shape.out();
        this.kernels = kernels;
        group = shape.strideX() == 1 && in.channelPitch() % Kernels.PAD == 0 ? group() : 1;
        columns = shape.kernelWidth() + 2 * (group - 1);
    }

    /** Scratch. */
    static final class State {

        /** Rows of the matrix product. */
        private final Arena.Floats products;
        /** Places of a step's gradient that are not 0, and those of their weights. */
        private final int[] index;
        private final int[] row;
        /** Where those of each group of pixels start. */
        private final int[] start;

        private State(int products, int outputs, int pixels, Arena arena) {
            this.products = arena.take(products);
            index = new int[outputs + 1];
            row = new int[outputs + 1];
            start = new int[pixels + 1];
        }
    }

    State state(Arena arena) {
        return new State(PIXELS * shape.kernelHeight() * shape.kernelWidth() * in.channelPitch(), out.width(), out.height() * out.breadth(), arena);
    }

    void place(Arena arena) {
        turned = arena.take(shape.kernelHeight() * shape.kernelWidth() * out.channels() * in.channelPitch());
        spread = arena.take(shape.kernelHeight() * out.channels() * columns * in.channelPitch());
    }

    /** A weight has changed. */
    void set(int filter, int channel, int ky, int kx, float weight) {
        int pitch = in.channelPitch();
        turned.array()[turned.at() + ((filter * shape.kernelHeight() + ky) * shape.kernelWidth() + kx) * pitch + channel] = weight;
        spread.array()[spread.at() + ((ky * out.channels() + filter) * columns + group - 1 + kx) * pitch + channel] = weight;
    }

    /** Adds the gradient of the input at a step. */
    void add(Trace from, Trace to, int t, State state) {
        int found = kernels.scan(to.dx, to.dx(t), out.width(), state.index, 0);
        boolean wide = in.channelPitch() % Kernels.PAD == 0;
        if (wide && found > DENSE * out.neurons()) {
            multiply(from, to, t, state.products);
        } else {
            spread(from, to, t, state, found);
        }
    }

    /** With few filters, so many that their inputs fill the registers. */
    private int group() {
        int pixels = EventWindows.RUN / in.channelPitch() - shape.kernelWidth() + 1;
        return out.channels() <= 32 && pixels > 1 ? pixels : 1;
    }

    /** The values of some pixels in a row that are not 0, each with its row of the kernel between zeros, moved by its pixel. */
    private void spread(Trace from, Trace to, int t, State state, int found) {
        int pitchIn = in.channelPitch();
        int pitchOut = out.channelPitch();
        int[] index = state.index;
        int[] row = state.row;
        int[] start = state.start;
        int groups = (out.breadth() + group - 1) / group;
        int e = 0;
        for (int y = 0, g = 0; y < out.height(); y++) {
            for (int x = 0; x < out.breadth(); x++) {
                if (x % group == 0) {
                    start[g++] = e;
                }
                int pixel = (y * out.breadth() + x) * pitchOut;
                int shift = group - 1 - x % group;
                for (; e < found && index[e] < pixel + pitchOut; e++) {
                    row[e] = ((index[e] - pixel) * columns + shift) * pitchIn;
                }
            }
        }
        start[out.height() * groups] = e;
        for (int ky = 0; ky < shape.kernelHeight(); ky++) {     // outside, so that the weights of one row stay near
            for (int g = 0; g < out.height() * groups; g++) {
                int iy = g / groups * shape.strideY() + ky - shape.paddingY();
                if (start[g] == start[g + 1] || iy < 0 || iy >= in.height()) {
                    continue;
                }
                int ox = g % groups * group;
                int ix = ox * shape.strideX() - shape.paddingX();
                int left = Math.max(0, -ix);
                int right = Math.min(shape.kernelWidth() + Math.min(group, out.breadth() - ox) - 1, in.breadth() - ix);
                if (left < right) {
                    int w = spread.at() + (ky * out.channels() * columns + left) * pitchIn;
                    int o = from.dx(t) + (iy * in.breadth() + ix + left) * pitchIn;
                    if (pitchIn % Kernels.PAD == 0) {
                        kernels.gatherScaled(from.dx, o, spread.array(), w, to.dx, to.dx(t), index, row, start[g], start[g + 1], 1, (right - left) * pitchIn);
                    } else {
                        tight(from.dx, o, w, to, t, state, start[g], start[g + 1], (right - left) * pitchIn);
                    }
                }
            }
        }
    }

    /** The same for an input whose channels lie close, where only a check of gradients comes by. */
    private void tight(float[] d, int o, int w, Trace to, int t, State state, int from, int end, int n) {
        for (int e = from; e < end; e++) {
            float g = to.dx[to.dx(t) + state.index[e]];
            for (int i = 0; i < n; i++) {
                d[o + i] += g * spread.array()[w + state.row[e] + i];
            }
        }
    }

    /** {@code products[pixel][ky][kx][channel] = sum over filters of gradient[pixel][filter] * turned[filter][ky][kx][channel]}, added to the inputs that the pixel sees. */
    private void multiply(Trace from, Trace to, int t, Arena.Floats products) {
        int pitch = in.channelPitch();
        int n = shape.kernelHeight() * shape.kernelWidth() * pitch;
        int pixels = out.height() * out.breadth();
        for (int first = 0; first < pixels; first += PIXELS) {
            int m = Math.min(PIXELS, pixels - first);
            Arrays.fill(products.array(), products.at(), products.at() + m * n, 0);
            kernels.multiply(m, n, out.channels(), to.dx, to.dx(t) + first * out.channelPitch(), out.channelPitch(), 1, turned.array(), turned.at(), n, products.array(),
                    products.at(), n);
            for (int pixel = first; pixel < first + m; pixel++) {
                int iy = pixel / out.breadth() * shape.strideY() - shape.paddingY();
                int ix = pixel % out.breadth() * shape.strideX() - shape.paddingX();
                int left = Math.max(0, -ix);
                int right = Math.min(shape.kernelWidth(), in.breadth() - ix);
                for (int ky = Math.max(0, -iy); ky < Math.min(shape.kernelHeight(), in.height() - iy) && left < right; ky++) {
                    kernels.add(from.dx, from.dx(t) + ((iy + ky) * in.breadth() + ix + left) * pitch, products.array(),
                            products.at() + (pixel - first) * n + (ky * shape.kernelWidth() + left) * pitch, (right - left) * pitch);
                }
            }
        }
    }
}
