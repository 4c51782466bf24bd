package org.spikebook.training;

import java.util.Arrays;
import org.spikebook.network.Pool;

/** Pooling channel by channel. Of equal maxima the first in row-major order takes the gradient. */
final class PoolNode extends Node {

    private final Pool.Kind kind;
    private final int windowHeight;
    private final int windowWidth;
    private final int strideY;
    private final int strideX;
    private final int paddingY;
    private final int paddingX;

    PoolNode(Form in, Pool.Kind kind, int windowHeight, int windowWidth, int strideY, int strideX, int paddingY, int paddingX, Kernels kernels) {
        super(in, Form.image(in.channels(), (in.height() + 2 * paddingY - windowHeight) / strideY + 1, (in.breadth() + 2 * paddingX - windowWidth) / strideX + 1, false),
                kernels);
        this.kind = kind;
        this.windowHeight = windowHeight;
        this.windowWidth = windowWidth;
        this.strideY = strideY;
        this.strideX = strideX;
        this.paddingY = paddingY;
        this.paddingX = paddingX;
    }

    /** Of an input whose channels lie close, one pixel with padded ones; what is left of a maximum's gradient. */
    private record State(Arena.Floats pixel, Arena.Floats left) {
    }

    @Override
    Object state(int maxSteps, Arena arena) {
        return new State(arena.take(out.channelPitch()), arena.take(out.channelPitch()));
    }

    @Override
    void forward(Trace from, Trace to, Object memory) {
        State state = (State) memory;
        int pitch = out.channelPitch();
        boolean tight = in.channelPitch() != pitch;
        float scale = kind == Pool.Kind.AVERAGE ? 1f / (windowHeight * windowWidth) : 1;
        if (kind == Pool.Kind.MAX) {
            Arrays.fill(to.x, to.xAt, to.x(to.steps), Float.NEGATIVE_INFINITY);
        } else {
            to.clear();
        }
        for (int t = 0; t < to.steps; t++) {
            for (int oy = 0; oy < out.height(); oy++) {
                for (int ox = 0; ox < out.breadth(); ox++) {
                    int o = to.x(t) + (oy * out.breadth() + ox) * pitch;
                    boolean seen = false;
                    for (int ky = 0; ky < windowHeight; ky++) {
                        int iy = oy * strideY + ky - paddingY;
                        for (int kx = 0; kx < windowWidth; kx++) {
                            int ix = ox * strideX + kx - paddingX;
                            if (iy < 0 || iy >= in.height() || ix < 0 || ix >= in.breadth()) {
                                continue;
                            }
                            float[] x = from.x;
                            int i = from.x(t) + (iy * in.breadth() + ix) * in.channelPitch();
                            if (tight) {
                                System.arraycopy(from.x, i, state.pixel.array(), state.pixel.at(), in.channels());
                                x = state.pixel.array();
                                i = state.pixel.at();
                            }
                            seen = true;
                            if (kind == Pool.Kind.MAX) {
                                kernels.max(to.x, o, x, i, pitch);
                            } else {
                                kernels.addScaled(to.x, o, x, i, pitch, scale);
                            }
                        }
                    }
                    if (!seen && kind == Pool.Kind.MAX) {
                        Arrays.fill(to.x, o, o + pitch, 0);
                    }
                }
            }
            // beyond the image
            Arrays.fill(to.x, to.x(t) + out.height() * out.breadth() * pitch, to.x(t + 1), 0);
        }
        to.binary = kind == Pool.Kind.MAX && from.binary;
    }

    @Override
    void backward(Trace from, Trace to, Object memory, int shard, boolean wanted) {
        if (!wanted) {
            return;
        }
        State state = (State) memory;
        int pitch = out.channelPitch();
        boolean tight = in.channelPitch() != pitch;
        float scale = kind == Pool.Kind.AVERAGE ? 1f / (windowHeight * windowWidth) : 1;
        for (int t = 0; t < to.steps; t++) {
            for (int oy = 0; oy < out.height(); oy++) {
                for (int ox = 0; ox < out.breadth(); ox++) {
                    int o = (oy * out.breadth() + ox) * pitch;
                    System.arraycopy(to.dx, to.dx(t) + o, state.left.array(), state.left.at(), pitch);
                    for (int ky = 0; ky < windowHeight; ky++) {
                        int iy = oy * strideY + ky - paddingY;
                        for (int kx = 0; kx < windowWidth; kx++) {
                            int ix = ox * strideX + kx - paddingX;
                            if (iy < 0 || iy >= in.height() || ix < 0 || ix >= in.breadth()) {
                                continue;
                            }
                            int i = (iy * in.breadth() + ix) * in.channelPitch();
                            if (tight) {
                                back(from, to, t, i, o, state, scale);
                            } else if (kind == Pool.Kind.MAX) {
                                kernels.maxBack(from.x, from.x(t) + i, to.x, to.x(t) + o, state.left.array(), state.left.at(), from.dx, from.dx(t) + i, pitch);
                            } else {
                                kernels.addScaled(from.dx, from.dx(t) + i, state.left.array(), state.left.at(), pitch, scale);
                            }
                        }
                    }
                }
            }
        }
    }

    /** One place of a window whose channels lie close, channel by channel. */
    private void back(Trace from, Trace to, int t, int i, int o, State state, float scale) {
        float[] left = state.left.array();
        for (int c = 0; c < in.channels(); c++) {
            int l = state.left.at() + c;
            if (kind != Pool.Kind.MAX) {
                from.dx[from.dx(t) + i + c] += scale * left[l];
            } else if (from.x[from.x(t) + i + c] == to.x[to.x(t) + o + c]) {
                from.dx[from.dx(t) + i + c] += left[l];
                left[l] = 0;
            }
        }
    }
}
