package org.spikebook.training;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Two-dimensional convolution (cross-correlation, zero padding) without unfolding. Weights lie as {@code [channel][ky][kx, last first][filter]}: at stride 1 an event adds
 * one run of {@code kernel x filters} floats to each output row it reaches. Dense inputs and the gradient of the input are matrix products, one a kernel tap and row.
 */
final class ConvNode extends Node {

    private static final double DENSE = 0.12;

    final Tensor weights;
    final Optional<Tensor> bias;
    private final int kernelHeight;
    private final int kernelWidth;
    private final int strideY;
    private final int strideX;
    private final int paddingY;
    private final int paddingX;
    private final int[] tapTable;
    private final float[] transposed;       // [ky][kx, last first][filter][channel, padded]

    ConvNode(String name, Form in, int filters, int kernelHeight, int kernelWidth, int strideY, int strideX, int paddingY, int paddingX, boolean hasBias,
            Kernels kernels, int shards) {
        super(in, Form.image(filters, (in.height() + 2 * paddingY - kernelHeight) / strideY + 1, (in.breadth() + 2 * paddingX - kernelWidth) / strideX + 1, false),
                kernels);
        this.kernelHeight = kernelHeight;
        this.kernelWidth = kernelWidth;
        this.strideY = strideY;
        this.strideX = strideX;
        this.paddingY = paddingY;
        this.paddingX = paddingX;
        weights = new Tensor(name + ".weight", in.channels() * kernelHeight * kernelWidth, filters, out.channelPitch(), in.channels() * kernelHeight * kernelWidth, true,
                shards);
        bias = hasBias ? Optional.of(new Tensor(name + ".bias", 1, filters, out.channelPitch(), 0, false, shards)) : Optional.empty();
        tapTable = taps();
        transposed = new float[kernelHeight * kernelWidth * filters * in.channelPitch()];
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
    void prepare() {
        int taps = kernelHeight * kernelWidth;
        int filters = out.channels();
        for (int tap = 0; tap < taps; tap++) {
            for (int c = 0; c < in.channels(); c++) {
                for (int f = 0; f < filters; f++) {
                    transposed[(tap * filters + f) * in.channelPitch() + c] = weights.used[(c * taps + tap) * weights.pitch + f];
                }
            }
        }
    }

    @Override
    void forward(Trace from, Trace to, Object state) {
        int n = out.width();
        int pitch = out.channelPitch();
        if (bias.isPresent()) {
            for (int t = 0; t < to.steps; t++) {
                for (int i = 0; i < out.height() * out.breadth(); i++) {
                    System.arraycopy(bias.get().used, 0, to.x, t * n + i * pitch, pitch);
                }
            }
        } else {
            Arrays.fill(to.x, 0, to.steps * n, 0);
        }
        if (from.density() > DENSE) {
            forwardDense(from, to);
        } else {
            events(from, to.x, weights.used, false);
        }
    }

    /** Walks the events; forward: output += weights; backward: weights' gradient += output's gradient, times the value where it is not 1. */
    private void events(Trace from, float[] output, float[] matrix, boolean back) {
        int n = out.width();
        int pitch = out.channelPitch();
        int taps = kernelHeight * kernelWidth;
        boolean run = strideX == 1;
        for (int t = 0; t < from.steps; t++) {
            for (int e = from.start[t]; e < from.start[t + 1]; e++) {
                int place = from.index[e];
                int channel = place % in.channelPitch();
                int pixel = place / in.channelPitch();
                int x = pixel % in.breadth() + paddingX;
                int y = pixel / in.breadth() + paddingY;
                float value = from.binary ? 1 : from.x[t * in.width() + place];
                for (int ky = 0; ky < kernelHeight; ky++) {
                    int down = y - ky;
                    if (down < 0 || down % strideY != 0 || down / strideY >= out.height()) {
                        continue;
                    }
                    int line = t * n + down / strideY * out.breadth() * pitch;
                    int tap = (channel * taps + ky * kernelWidth) * pitch;
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
            int a = t * in.width();
            int c = t * out.width();
            for (int i = 0; i < tapTable.length; i += 4) {
                kernels.multiply(tapTable[i + 2], pitchOut, in.channels(), from.x, a + tapTable[i], strideX * pitchIn, 1, weights.used, tapTable[i + 3] * pitchOut,
                        taps * pitchOut, to.x, c + tapTable[i + 1], pitchOut);
            }
        }
    }

    @Override
    void backward(Trace from, Trace to, Object state, int shard, boolean wanted) {
        int pitchIn = in.channelPitch();
        int pitchOut = out.channelPitch();
        int taps = kernelHeight * kernelWidth;
        float[] dw = weights.gradients[shard];
        boolean dense = from.density() > DENSE;
        if (!dense) {
            events(from, to.dx, dw, true);
        }
        for (int t = 0; t < to.steps; t++) {
            int a = t * in.width();
            int c = t * out.width();
            for (int i = 0; dense && i < tapTable.length; i += 4) {
                kernels.multiply(in.channels(), pitchOut, tapTable[i + 2], from.x, a + tapTable[i], 1, strideX * pitchIn, to.dx, c + tapTable[i + 1], pitchOut, dw,
                        tapTable[i + 3] * pitchOut, taps * pitchOut);
            }
            for (int i = 0; wanted && i < tapTable.length; i += 4) {
                kernels.multiply(tapTable[i + 2], pitchIn, out.channels(), to.dx, c + tapTable[i + 1], pitchOut, 1, transposed, tapTable[i + 3] * out.channels() * pitchIn,
                        pitchIn, from.dx, a + tapTable[i], strideX * pitchIn);
            }
            if (bias.isPresent()) {
                for (int i = 0; i < out.height() * out.breadth(); i++) {
                    kernels.add(bias.get().gradients[shard], 0, to.dx, c + i * pitchOut, pitchOut);
                }
            }
        }
    }
}
