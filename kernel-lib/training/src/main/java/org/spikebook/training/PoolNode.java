package org.spikebook.training;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.spikebook.network.Pool;

/** Pooling channel by channel, over the part of a window that lies inside the image. Of equal maxima the first in row-major order takes the gradient. */
final class PoolNode extends StepNode {

    private final Pool.Kind kind;
    /** Of a full window, 1 over its size. */
    private final float scale;
    /** Inputs of the windows, pixel times padded channels; those of output pixel i are {@code place[start[i]] ... place[start[i + 1] - 1]}. */
    private final int[] place;
    private final int[] start;
    private final boolean tight;

    PoolNode(Form in, Pool.Kind kind, int windowHeight, int windowWidth, int strideY, int strideX, int paddingY, int paddingX, Kernels kernels) {
        super(in, Form.image(in.channels(), (in.height() + 2 * paddingY - windowHeight) / strideY + 1, (in.breadth() + 2 * paddingX - windowWidth) / strideX + 1, false),
                kernels);
        this.kind = kind;
        scale = 1f / (windowHeight * windowWidth);
        tight = in.channelPitch() != out.channelPitch();
        start = new int[out.height() * out.breadth() + 1];
        IntStream.Builder places = IntStream.builder();
        for (int pixel = 0, count = 0; pixel < out.height() * out.breadth(); pixel++) {
            int top = pixel / out.breadth() * strideY - paddingY;
            int left = pixel % out.breadth() * strideX - paddingX;
            for (int y = Math.max(0, top); y < Math.min(in.height(), top + windowHeight); y++) {
                for (int x = Math.max(0, left); x < Math.min(in.breadth(), left + windowWidth); x++, count++) {
                    places.add((y * in.breadth() + x) * out.channelPitch());
                }
            }
            start[pixel + 1] = count;
        }
        place = places.build().toArray();
    }

    /** Numbers of the maxima in their windows; of an input whose channels lie close, a step with padded ones. */
    private record State(Arena.Floats which, Arena.Floats padded) {
    }

    @Override
    Object state(int maxSteps, Arena arena) {
        return new State(arena.take(kind == Pool.Kind.MAX ? Math.multiplyExact(maxSteps, out.width()) : 0), arena.take(tight ? pixels() * out.channelPitch() : 0));
    }

    private int pixels() {
        return in.height() * in.breadth();
    }

    @Override
    void forward(Trace from, Trace to, Object memory, int first, int end) {
        State state = (State) memory;
        int pitch = out.channelPitch();
        for (int t = first; t < end; t++) {
            float[] x = from.x;
            int at = from.x(t);
            if (tight) {
                x = state.padded.array();
                at = state.padded.at();
                for (int pixel = 0; pixel < pixels(); pixel++) {
                    System.arraycopy(from.x, from.x(t) + pixel * in.channels(), x, at + pixel * pitch, in.channels());
                }
            }
            int o = to.x(t);
            int used = start.length - 1;
            for (int pixel = 0; pixel < used; pixel++) {
                int p = start[pixel];
                int q = start[pixel + 1];
                if (p == q) {               // the window lies in the padding
                    Arrays.fill(to.x, o + pixel * pitch, o + (pixel + 1) * pitch, 0);
                } else if (kind == Pool.Kind.MAX) {
                    kernels.max(to.x, o + pixel * pitch, state.which.array(), state.which.at() + t * out.width() + pixel * pitch, x, at, place, p, q, pitch);
                } else {
                    kernels.average(to.x, o + pixel * pitch, x, at, place, p, q, pitch, kind == Pool.Kind.AVERAGE ? scale : 1);
                }
            }
            Arrays.fill(to.x, o + used * pitch, o + out.width(), 0);       // beyond the image
        }
        to.binary = kind == Pool.Kind.MAX && from.binary;
    }

    @Override
    void backward(Trace from, Trace to, Object memory, int shard, boolean wanted, int first, int end) {
        if (!wanted) {
            return;
        }
        from.openGradient(first, end);
        State state = (State) memory;
        int pitch = out.channelPitch();
        for (int t = first; t < end; t++) {
            float[] dx = from.dx;
            int at = from.dx(t);
            if (tight) {
                dx = state.padded.array();
                at = state.padded.at();
                Arrays.fill(dx, at, at + pixels() * pitch, 0);
            }
            for (int pixel = 0; pixel < start.length - 1; pixel++) {
                int o = to.dx(t) + pixel * pitch;
                if (kind == Pool.Kind.MAX && start[pixel] < start[pixel + 1]) {
                    kernels.maxBack(dx, at, place, start[pixel], start[pixel + 1], state.which.array(), state.which.at() + t * out.width() + pixel * pitch, to.dx, o, pitch);
                } else if (kind != Pool.Kind.MAX) {
                    for (int k = start[pixel]; k < start[pixel + 1]; k++) {
                        kernels.addScaled(dx, at + place[k], to.dx, o, pitch, kind == Pool.Kind.AVERAGE ? scale : 1);
                    }
                }
            }
            for (int pixel = 0; tight && pixel < pixels(); pixel++) {
                for (int c = 0; c < in.channels(); c++) {
                    from.dx[from.dx(t) + pixel * in.channels() + c] += dx[at + pixel * pitch + c];
                }
            }
        }
    }
}
