package org.spikebook.accelerator;

import java.util.Locale;
import java.util.Objects;
import org.spikebook.network.Conv2d;
import org.spikebook.network.Dense;
import org.spikebook.network.Layer;
import org.spikebook.network.SelfAttention;
import org.spikebook.spike.Shape;

/**
 * The shape of a layer as a chip sees it: a convolution, or a fully connected layer applied to one vector or to each token of a
 * sequence. A fully connected layer is held as a 1 x 1 convolution over {@code tokens x 1} positions whose channels are its inputs.
 *
 * @param name layer name
 * @param kind convolution or fully connected
 * @param channels input channels C (inputs of a fully connected layer)
 * @param height input height H (tokens of a fully connected layer)
 * @param width input width W (1 for a fully connected layer)
 * @param filters output channels M (outputs of a fully connected layer)
 * @param kernelHeight kernel height E
 * @param kernelWidth kernel width
 * @param strideY vertical stride
 * @param strideX horizontal stride
 * @param paddingY zero rows above and below
 * @param paddingX zero columns left and right
 */
public record LayerShape(String name, Kind kind, int channels, int height, int width, int filters, int kernelHeight, int kernelWidth,
        int strideY, int strideX, int paddingY, int paddingX) {

    /** Kind of layer. */
    public enum Kind {
        CONV,
        FC
    }

    public LayerShape {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
        check(name, "channels", channels, 1);
        check(name, "height", height, 1);
        check(name, "width", width, 1);
        check(name, "filters", filters, 1);
        check(name, "kernel height", kernelHeight, 1);
        check(name, "kernel width", kernelWidth, 1);
        check(name, "vertical stride", strideY, 1);
        check(name, "horizontal stride", strideX, 1);
        check(name, "vertical padding", paddingY, 0);
        check(name, "horizontal padding", paddingX, 0);
        if (height + 2 * paddingY < kernelHeight || width + 2 * paddingX < kernelWidth) {
            throw new IllegalArgumentException("layer '" + name + "': kernel " + kernelHeight + "x" + kernelWidth
                    + " is larger than the padded input " + (height + 2 * paddingY) + "x" + (width + 2 * paddingX)
                    + ". Maybe more padding or a smaller kernel.");
        }
        if (kind == Kind.FC && (width != 1 || kernelHeight != 1 || kernelWidth != 1 || strideY != 1 || strideX != 1 || paddingY != 0
                || paddingX != 0)) {
            throw new IllegalArgumentException("layer '" + name + "': a fully connected layer has width, kernel and stride 1 and no padding");
        }
    }

    /** A convolution with a square kernel. */
    public static LayerShape conv(String name, int channels, int height, int width, int filters, int kernel, int stride, int padding) {
        return new LayerShape(name, Kind.CONV, channels, height, width, filters, kernel, kernel, stride, stride, padding, padding);
    }

    /** A fully connected layer applied to each of {@code tokens} vectors; 1 token for a plain one. */
    public static LayerShape fullyConnected(String name, int tokens, int inputs, int outputs) {
        return new LayerShape(name, Kind.FC, inputs, tokens, 1, outputs, 1, 1, 1, 1, 0, 0);
    }

    /**
     * The shape of a network's layer.
     *
     * @throws IllegalArgumentException if the layer is of a kind that has no such shape (pools, recurrent and users' own layers)
     */
    public static LayerShape of(Layer layer) {
        if (layer instanceof Conv2d conv) {
            return new LayerShape(conv.name(), Kind.CONV, conv.channels(), conv.input().size("y"), conv.input().size("x"), conv.filters(),
                    conv.kernelHeight(), conv.kernelWidth(), conv.strideY(), conv.strideX(), conv.paddingY(), conv.paddingX());
        }
        if (layer instanceof Dense dense) {
            int tokens = dense.input().has("token") ? dense.input().size("token") : 1;
            return fullyConnected(dense.name(), tokens, dense.input().size() / tokens, dense.output().size() / tokens);
        }
        if (layer instanceof SelfAttention) {
            throw new IllegalArgumentException("layer '" + layer.name() + "': the products of a self-attention multiply spikes with spikes, and this accelerator"
                    + " has weights in its array. Maybe simulate its other layers one by one, on(network.layer(name)).");
        }
        throw new IllegalArgumentException("layer '" + layer.name() + "': a " + layer.kind()
                + " layer has no convolution or fully connected shape. Maybe network.foldPools() for pools, or an accelerator made for it.");
    }

    /** Output height R. */
    public int outputHeight() {
        return (height + 2 * paddingY - kernelHeight) / strideY + 1;
    }

    /** Output width. */
    public int outputWidth() {
        return (width + 2 * paddingX - kernelWidth) / strideX + 1;
    }

    /** Output positions P (tokens of a fully connected layer). */
    public int positions() {
        return outputHeight() * outputWidth();
    }

    /** Output neurons, M x P. */
    public int neurons() {
        return Math.multiplyExact(filters, positions());
    }

    /** Input neurons. */
    public int inputs() {
        return Math.multiplyExact(Math.multiplyExact(channels, height), width);
    }

    /** Inputs of one output neuron, C x E x E (padding included). */
    public int fanIn() {
        return channels * kernelHeight * kernelWidth;
    }

    /** Weights, M x C x E x E. */
    public long weights() {
        return (long) filters * fanIn();
    }

    /** Whether the layer has one output position, so that no weight is shared between neurons. */
    public boolean isFlat() {
        return positions() == 1;
    }

    /** Number of an input neuron: {@code (c * H + y) * W + x} in a convolution, {@code token * inputs + c} in a fully connected layer. */
    public int input(int channel, int y, int x) {
        return kind == Kind.CONV ? (channel * height + y) * width + x : y * channels + channel;
    }

    /** Shape of the input spikes. */
    public Shape inputShape() {
        return kind == Kind.CONV ? Shape.image(channels, height, width)
                : height == 1 ? Shape.features(channels) : Shape.sequence(height, channels);
    }

    /** Shape of the output spikes. */
    public Shape outputShape() {
        return kind == Kind.CONV ? Shape.image(filters, outputHeight(), outputWidth())
                : height == 1 ? Shape.features(filters) : Shape.sequence(height, filters);
    }

    /**
     * Output positions that see each input pixel, shape [height * width]: how often the row and column of kernel taps cover it.
     */
    public int[] coverage() {
        int[] rows = coverage(height, outputHeight(), kernelHeight, strideY, paddingY);
        int[] columns = coverage(width, outputWidth(), kernelWidth, strideX, paddingX);
        int[] coverage = new int[height * width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                coverage[y * width + x] = rows[y] * columns[x];
            }
        }
        return coverage;
    }

    private static int[] coverage(int size, int outputs, int kernel, int stride, int padding) {
        int[] covered = new int[size];
        for (int o = 0; o < outputs; o++) {
            for (int k = 0; k < kernel; k++) {
                int i = o * stride + k - padding;
                if (i >= 0 && i < size) {
                    covered[i]++;
                }
            }
        }
        return covered;
    }

    private static void check(String layer, String what, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException("layer '" + layer + "': " + what + " must be at least " + least + ", but was " + value);
        }
    }

    @Override
    public String toString() {
        return kind == Kind.FC
                ? String.format(Locale.ROOT, "%s: FC %d -> %d%s", name, channels, filters, height > 1 ? " on " + height + " tokens" : "")
                : String.format(Locale.ROOT, "%s: conv %dx%dx%d -> %dx%dx%d, kernel %dx%d, stride %d, padding %d", name, channels, height,
                        width, filters, outputHeight(), outputWidth(), kernelHeight, kernelWidth, strideY, paddingY);
    }
}
