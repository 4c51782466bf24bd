package org.spikebook.training;

import java.util.Arrays;

/**
 * The gradient of a convolution's input. Where the output's gradient is mostly 0, as behind a maximum pool, the values that are not 0 add their rows of the kernel; where few are 0, it is
 * a matrix product for some pixels at a time, whose rows are then added where they belong.
 */
final class ConvInputGradient {

    /** Above this density of the output's gradient the matrix product is faster. */
    private static final double DENSE = 0.35;
    /** One in so many values is looked at to tell. */
    private static final int SAMPLE = 29;

    private final ConvShape shape;
    private final Form in;
    private final Form out;
    private final Kernels kernels;
    /** Output pixels whose gradients are spread at once. */
    private final int group;
    private final int columns;
    private Arena.Floats spread = new Arena.Floats(new float[0], 0);        // [ky][filter][column][channel, padded], zeros on both sides of the kernel's columns
    private Arena.Floats turned = new Arena.Floats(new float[0], 0);        // [ky][filter][kx, channel; padded at the end]
    /** Floats of a row of {@link #turned}, and of the map with a border. */
    private final int run;
    private final int mapRow;

    ConvInputGradient(ConvShape shape, Kernels kernels) {
        this.shape = shape;
        in = shape.in();
        out = shape.out();
        this.kernels = kernels;
        group = shape.strideX() == 1 && in.channelPitch() % Kernels.PAD == 0 ? group() : 1;
        columns = shape.kernelWidth() + 2 * (group - 1);
        run = Kernels.padded(shape.kernelWidth() * in.channels());
        mapRow = (out.breadth() - 1) * shape.strideX() * in.channels() + run;
    }

    /** Scratch. */
    static final class State {

        /** The input's gradient at a step, with a border. */
        private final Arena.Floats map;
        /** Places of a step's gradient that are not 0, and those of their weights. */
        private final int[] index;
        private final int[] row;
        /** Where those of each group of pixels start. */
        private final int[] start;

        private State(int map, int outputs, int pixels, Arena arena) {
            this.map = arena.take(map);
            index = new int[outputs + 1];
            row = new int[outputs + 1];
            start = new int[pixels + 1];
        }
    }

    State state(Arena arena) {
        return new State(mapRows() * mapRow, out.width(), out.height() * out.breadth(), arena);
    }

    void place(Arena arena) {
        turned = arena.take(shape.kernelHeight() * out.channels() * run);
        spread = arena.take(shape.kernelHeight() * out.channels() * columns * in.channelPitch());
    }

    /** A weight has changed. */
    void set(int filter, int channel, int ky, int kx, float weight) {
        int pitch = in.channelPitch();
        turned.array()[turned.at() + (ky * out.channels() + filter) * run + kx * in.channels() + channel] = weight;
        spread.array()[spread.at() + ((ky * out.channels() + filter) * columns + group - 1 + kx) * pitch + channel] = weight;
    }

    private int mapRows() {
        return (out.height() - 1) * shape.strideY() + shape.kernelHeight();
    }

    /** Adds the gradient of the input at a step. */
    void add(Trace from, Trace to, int t, State state) {
        if (isDense(to, t)) {
            multiply(from, to, t, state.map);
        } else {
            spread(from, to, t, state, kernels.scan(to.dx, to.dx(t), out.width(), state.index, 0));
        }
    }

    private boolean isDense(Trace to, int t) {
        int seen = 0;
        for (int i = to.dx(t); i < to.dx(t) + out.width(); i += SAMPLE) {
            int bits = Float.floatToRawIntBits(to.dx[i]) << 1;      // all but the sign
            seen += (bits | -bits) >>> 31;
        }
        return seen * SAMPLE > DENSE * out.neurons();
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

    /** {@code map[y * strideY + ky][x * strideX + kx][channel] += sum over filters of gradient[y][x][filter] * weight[filter][channel][ky][kx]}, then without its border. */
    private void multiply(Trace from, Trace to, int t, Arena.Floats map) {
        int pitch = out.channelPitch();
        Arrays.fill(map.array(), map.at(), map.at() + mapRows() * mapRow, 0);
        for (int ky = 0; ky < shape.kernelHeight(); ky++) {
            for (int x = 0; x < out.breadth(); x++) {       // the outputs of a column reach inputs that do not overlap
                kernels.multiply(out.height(), run, out.channels(), to.dx, to.dx(t) + x * pitch, out.breadth() * pitch, 1, turned.array(), turned.at() + ky * out.channels() * run, run,
                        map.array(), map.at() + ky * mapRow + x * shape.strideX() * in.channels(), shape.strideY() * mapRow);
            }
        }
        addMap(from, t, map);
    }

    /** The map without its border. */
    private void addMap(Trace from, int t, Arena.Floats map) {
        int channels = in.channels();
        int right = Math.min(in.breadth(), (out.breadth() - 1) * shape.strideX() + shape.kernelWidth() - shape.paddingX());
        for (int y = 0; y < Math.min(in.height(), mapRows() - shape.paddingY()); y++) {
            int o = from.dx(t) + y * in.breadth() * in.channelPitch();
            int p = map.at() + (y + shape.paddingY()) * mapRow + shape.paddingX() * channels;
            if (channels == in.channelPitch() && channels % Kernels.PAD == 0) {
                kernels.add(from.dx, o, map.array(), p, right * channels);
                continue;
            }
            for (int x = 0; x < right; x++, o += in.channelPitch(), p += channels) {
                for (int c = 0; c < channels; c++) {
                    from.dx[o + c] += map.array()[p + c];
                }
            }
        }
    }
}
