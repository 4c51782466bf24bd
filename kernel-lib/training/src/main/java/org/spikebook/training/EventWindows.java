package org.spikebook.training;

/**
 * The inputs of a convolution, each output collecting the events of its window. Some outputs in a row do so at once, with kernels that have zeros on both sides: so a list of events is
 * longer, and the sums fill the registers.
 *
 * <pre>
 * output[y][x][f] += sum over ky and the events (y stride + ky - padding, x', c) of weight[ky][c][x - x' + kernelWidth - 1 - padding, last first][f] * value       (stride 1)
 * </pre>
 */
final class EventWindows {

    /** Floats that are summed at once. */
    static final int RUN = 128;

    private final ConvShape shape;
    private final Form in;
    private final Form out;
    private final int shift;
    /** Outputs at once. */
    private final int group;
    private final int columns;
    private final Kernels kernels;
    private Arena.Floats weights = new Arena.Floats(new float[0], 0);       // [ky][channel][column, last first][filter, padded]

    EventWindows(ConvShape shape, Kernels kernels) {
        this.kernels = kernels;
        this.shape = shape;
        in = shape.in();
        out = shape.out();
        shift = shape.kernelWidth() - 1 - shape.paddingX();
        group = shape.strideX() == 1 ? Math.max(1, RUN / out.channelPitch()) : 1;
        columns = shape.kernelWidth() + 2 * (group - 1);
    }

    /** Scratch: where events of each pixel start; for each event the place of its weights. */
    static final class State {

        private final int[] start;
        private int[] row = new int[64];

        private State(int pixels) {
            start = new int[pixels + 1];
        }
    }

    State state() {
        return new State(in.height() * in.breadth());
    }

    void place(Arena arena) {
        weights = arena.take(shape.kernelHeight() * in.channels() * columns * out.channelPitch());
    }

    /** Place of the weights of all filters for a channel and a tap. */
    int at(int channel, int ky, int kx) {
        return weights.at() + ((ky * in.channels() + channel) * columns + group - 1 + shape.kernelWidth() - 1 - kx) * out.channelPitch();
    }

    float[] weights() {
        return weights.array();
    }

    /**
     * Adds the sums of one step.
     *
     * @param d outputs, from {@code o} on
     * @param values of the events' places, from {@code v} on; not looked at if all are 1
     * @param index places of the events {@code first <= e < end}, rising
     */
    void add(float[] d, int o, float[] values, int v, boolean ones, int[] index, int first, int end, State state) {
        int pitch = out.channelPitch();
        int[] start = state.start;
        if (state.row.length < end) {
            state.row = new int[Math.max(end, 2 * state.row.length)];
        }
        int[] row = state.row;
        int e = first;
        for (int pixel = 0, y = 0; y < in.height(); y++) {
            for (int x = 0; x < in.breadth(); x++, pixel++) {
                start[pixel] = e;
                int from = pixel * in.channelPitch();
                for (int limit = from + in.channelPitch(); e < end && index[e] < limit; e++) {
                    row[e] = ((index[e] - from) * columns - x) * pitch;
                }
            }
        }
        start[in.height() * in.breadth()] = e;
        for (int ky = 0; ky < shape.kernelHeight(); ky++) {     // outside, so that the weights of one row stay near
            int slice = weights.at() + (ky * in.channels() * columns + group - 1 + shift) * pitch;
            for (int y = 0; y < out.height(); y++) {
                int sy = y * shape.strideY() + ky - shape.paddingY();
                if (sy < 0 || sy >= in.height()) {
                    continue;
                }
                int line = sy * in.breadth();
                for (int x = 0; x < out.breadth(); x += group) {
                    int count = Math.min(group, out.breadth() - x);
                    int left = Math.max(0, x * shape.strideX() + shift - shape.kernelWidth() + 1);
                    int right = Math.min(in.breadth(), (x + count - 1) * shape.strideX() + shift + 1);
                    if (left >= right || start[line + left] == start[line + right]) {
                        continue;
                    }
                    int to = o + (y * out.breadth() + x) * pitch;
                    if (ones) {
                        kernels.gather(d, to, weights.array(), slice + x * shape.strideX() * pitch, row, start[line + left], start[line + right], 1, count * pitch);
                    } else {
                        kernels.gatherScaled(d, to, weights.array(), slice + x * shape.strideX() * pitch, values, v, index, row, start[line + left], start[line + right], 1,
                                count * pitch);
                    }
                }
            }
        }
    }
}
