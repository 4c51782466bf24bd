package org.spikebook.network;

import java.util.ArrayList;
import java.util.List;
import org.spikebook.spike.Shape;

/**
 * Sum and average pools folded into the convolution or dense layer behind them. With pooling window kp, stride sp, padding pp and
 * kernel kc, stride sc, padding pc behind it, the folded kernel has {@code (kc - 1) sp + kp} entries, stride {@code sc sp} and
 * padding {@code pc sp + pp}; entry u is the sum of the weights j with {@code 0 <= u - j sp < kp}, over the window's area for averages.
 */
final class PoolFolding {

    private PoolFolding() {
    }

    static Network fold(Network network) {
        return network.withLayers(Block.mapChains(network.layers(), PoolFolding::fold));
    }

    private static List<Layer> fold(List<Layer> chain) {
        List<Layer> layers = new ArrayList<>(chain);
        for (int i = 0; i < layers.size() - 1; i++) {
            if (!(layers.get(i) instanceof Pool pool) || pool.pooling() == Pool.Kind.MAX || pool.neuron().isPresent()) {
                continue;
            }
            boolean flat = layers.get(i + 1) instanceof Flatten;
            int next = flat ? i + 2 : i + 1;
            if (next < layers.size() && layers.get(next) instanceof Dense dense) {
                layers.set(next, fold(pool, dense));
            } else if (!flat && layers.get(next) instanceof Conv2d conv) {
                layers.set(next, fold(pool, conv));
            } else {
                continue;
            }
            if (flat) {
                layers.set(i + 1, new Flatten(layers.get(i + 1).name(), pool.input()));
            }
            layers.remove(i);
            i--;
        }
        return layers;
    }

    private static Conv2d fold(Pool pool, Conv2d conv) {
        check(pool, conv, "y", pool.windowHeight(), pool.strideY(), pool.paddingY(), conv.kernelHeight(), conv.strideY(), conv.paddingY());
        check(pool, conv, "x", pool.windowWidth(), pool.strideX(), pool.paddingX(), conv.kernelWidth(), conv.strideX(), conv.paddingX());
        int height = (conv.kernelHeight() - 1) * pool.strideY() + pool.windowHeight();
        int width = (conv.kernelWidth() - 1) * pool.strideX() + pool.windowWidth();
        var spec = new Conv2d.Spec().filters(conv.filters()).kernel(height, width)
                .stride(conv.strideY() * pool.strideY(), conv.strideX() * pool.strideX())
                .padding(conv.paddingY() * pool.strideY() + pool.paddingY(), conv.paddingX() * pool.strideX() + pool.paddingX());
        conv.weights().ifPresent(weights -> {
            double[] sums = new double[conv.filters() * conv.channels() * height * width];
            for (int fc = 0; fc < conv.filters() * conv.channels(); fc++) {
                for (int ky = 0; ky < conv.kernelHeight(); ky++) {
                    for (int kx = 0; kx < conv.kernelWidth(); kx++) {
                        float weight = weights.at((fc * conv.kernelHeight() + ky) * conv.kernelWidth() + kx);
                        for (int py = 0; py < pool.windowHeight(); py++) {
                            for (int px = 0; px < pool.windowWidth(); px++) {
                                sums[(fc * height + ky * pool.strideY() + py) * width + kx * pool.strideX() + px] += weight;
                            }
                        }
                    }
                }
            }
            spec.weights(Weights.wrap(scale(pool, sums), conv.filters(), conv.channels(), height, width));
        });
        conv.bias().ifPresent(bias -> spec.bias(bias.toArray()));
        return new Conv2d(conv.name(), pool.input(), spec, conv.neuron());
    }

    /** The convolution's padding must stand for zeros, where the folded kernel would look at the pool's input again. */
    private static void check(Pool pool, Conv2d conv, String axis, int window, int stride, int padding, int kernel, int kernelStride,
            int kernelPadding) {
        int size = pool.input().size(axis);
        int pooled = pool.output().size(axis);
        boolean before = kernelPadding > 0 && window - 1 - padding >= stride;
        int last = (conv.output().size(axis) - 1) * kernelStride + kernel - 1 - kernelPadding;
        boolean behind = last >= pooled && pooled * stride - padding < size;
        if (before || behind) {
            throw LayerChecks.error(pool.name(), "cannot be folded exactly into '" + conv.name() + "': along " + axis
                    + " the padding of '" + conv.name() + "' would uncover " + (before ? "overlapping windows" : "the last of " + size
                    + " inputs, which the pool leaves out") + ". Maybe an input of " + pooled * stride + ", or no padding.");
        }
    }

    private static Dense fold(Pool pool, Dense dense) {
        Shape in = pool.input();
        int height = in.size("y");
        int width = in.size("x");
        int channels = in.size("channel");
        int rows = pool.output().size("y");
        int columns = pool.output().size("x");
        var spec = new Dense.Spec().units(dense.outputs());
        dense.weights().ifPresent(weights -> {
            double[] sums = new double[Math.multiplyExact(dense.outputs(), in.size())];
            for (int oc = 0; oc < dense.outputs() * channels; oc++) {
                for (int py = 0; py < rows; py++) {
                    for (int px = 0; px < columns; px++) {
                        float weight = weights.at((oc * rows + py) * columns + px);
                        int top = py * pool.strideY() - pool.paddingY();
                        int left = px * pool.strideX() - pool.paddingX();
                        for (int y = Math.max(0, top); y < Math.min(height, top + pool.windowHeight()); y++) {
                            for (int x = Math.max(0, left); x < Math.min(width, left + pool.windowWidth()); x++) {
                                sums[(oc * height + y) * width + x] += weight;
                            }
                        }
                    }
                }
            }
            spec.weights(Weights.wrap(scale(pool, sums), dense.outputs(), in.size()));
        });
        dense.bias().ifPresent(bias -> spec.bias(bias.toArray()));
        return new Dense(dense.name(), in, spec, dense.neuron());
    }

    private static float[] scale(Pool pool, double[] sums) {
        double area = pool.pooling() == Pool.Kind.AVERAGE ? (double) pool.windowHeight() * pool.windowWidth() : 1;
        var weights = new float[sums.length];
        for (int i = 0; i < sums.length; i++) {
            weights[i] = (float) (sums[i] / area);
        }
        return weights;
    }
}
