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

    @Override
    Object state(int maxSteps) {
        return kind == Pool.Kind.MAX ? new int[maxSteps * out.width()] : new int[0];
    }

    @Override
    void forward(Trace from, Trace to, Object state) {
        int[] winner = (int[]) state;
        int pitchIn = in.channelPitch();
        int pitchOut = out.channelPitch();
        float scale = kind == Pool.Kind.AVERAGE ? 1f / (windowHeight * windowWidth) : 1;
        Arrays.fill(to.x, 0, to.steps * out.width(), 0);
        for (int t = 0; t < to.steps; t++) {
            for (int oy = 0; oy < out.height(); oy++) {
                for (int ox = 0; ox < out.breadth(); ox++) {
                    int o = t * out.width() + (oy * out.breadth() + ox) * pitchOut;
                    if (kind == Pool.Kind.MAX) {
                        Arrays.fill(winner, o, o + pitchOut, -1);
                    }
                    for (int ky = 0; ky < windowHeight; ky++) {
                        int iy = oy * strideY + ky - paddingY;
                        for (int kx = 0; kx < windowWidth; kx++) {
                            int ix = ox * strideX + kx - paddingX;
                            if (iy < 0 || iy >= in.height() || ix < 0 || ix >= in.breadth()) {
                                continue;
                            }
                            int i = t * in.width() + (iy * in.breadth() + ix) * pitchIn;
                            if (kind == Pool.Kind.MAX) {
                                for (int c = 0; c < in.channels(); c++) {
                                    if (winner[o + c] < 0 || from.x[i + c] > to.x[o + c]) {
                                        winner[o + c] = i + c;
                                        to.x[o + c] = from.x[i + c];
                                    }
                                }
                            } else {
                                for (int c = 0; c < in.channels(); c++) {
                                    to.x[o + c] += scale * from.x[i + c];
                                }
                            }
                        }
                    }
                }
            }
        }
        to.binary = kind == Pool.Kind.MAX && from.binary;
    }

    @Override
    void backward(Trace from, Trace to, Object state, int shard, boolean wanted) {
        if (!wanted) {
            return;
        }
        int[] winner = (int[]) state;
        int pitchIn = in.channelPitch();
        int pitchOut = out.channelPitch();
        float scale = kind == Pool.Kind.AVERAGE ? 1f / (windowHeight * windowWidth) : 1;
        for (int t = 0; t < to.steps; t++) {
            for (int oy = 0; oy < out.height(); oy++) {
                for (int ox = 0; ox < out.breadth(); ox++) {
                    int o = t * out.width() + (oy * out.breadth() + ox) * pitchOut;
                    if (kind == Pool.Kind.MAX) {
                        for (int c = 0; c < in.channels(); c++) {
                            if (winner[o + c] >= 0) {
                                from.dx[winner[o + c]] += to.dx[o + c];
                            }
                        }
                        continue;
                    }
                    for (int ky = 0; ky < windowHeight; ky++) {
                        int iy = oy * strideY + ky - paddingY;
                        for (int kx = 0; kx < windowWidth; kx++) {
                            int ix = ox * strideX + kx - paddingX;
                            if (iy >= 0 && iy < in.height() && ix >= 0 && ix < in.breadth()) {
                                int i = t * in.width() + (iy * in.breadth() + ix) * pitchIn;
                                for (int c = 0; c < in.channels(); c++) {
                                    from.dx[i + c] += scale * to.dx[o + c];
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
