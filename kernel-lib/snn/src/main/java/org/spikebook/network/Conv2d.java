package org.spikebook.network;

import java.util.Objects;
import java.util.Optional;
import org.spikebook.neuron.Neuron;
import org.spikebook.spike.Shape;

/**
 * Two-dimensional convolution (cross-correlation) of an image with zero padding:
 *
 * <pre>{@code
 * i[f][y][x] = bias[f] + sum over c, ky, kx of weights[f][c][ky][kx] * in[c][y * strideY + ky - paddingY][x * strideX + kx - paddingX]
 * }</pre>
 *
 * Output size along an axis is {@code floor((size + 2 padding - kernel) / stride) + 1}.
 */
public final class Conv2d implements Layer {

    private final String name;
    private final Shape input;
    private final Shape output;
    private final int filters;
    private final int kernelHeight;
    private final int kernelWidth;
    private final int strideY;
    private final int strideX;
    private final int paddingY;
    private final int paddingX;
    private final Optional<Weights> weights;
    private final Optional<Weights> bias;
    private final Optional<Neuron> neuron;

    Conv2d(String name, Shape input, Spec spec, Optional<Neuron> neuron) {
        LayerChecks.name(name);
        LayerChecks.image(name, "conv2d", input);
        this.name = name;
        this.input = input;
        this.weights = spec.weights;
        this.bias = spec.bias;
        if (weights.isPresent() && weights.get().dims().length != 4) {
            throw LayerChecks.error(name, "weights must have the axes [filter][channel][ky][kx], but had "
                    + weights.get().dims().length + " axes");
        }
        // weights fix what was not said
        int[] dims = weights.map(Weights::dims).orElse(new int[4]);
        this.filters = spec.filters == 0 ? dims[0] : spec.filters;
        this.kernelHeight = spec.kernelHeight == 0 ? dims[2] : spec.kernelHeight;
        this.kernelWidth = spec.kernelWidth == 0 ? dims[3] : spec.kernelWidth;
        if (filters < 1) {
            throw LayerChecks.error(name, "filters must be at least 1, but was " + filters + ". Maybe conv2d(\"" + name
                    + "\", c -> c.filters(8).kernel(3)).");
        }
        if (kernelHeight < 1 || kernelWidth < 1) {
            throw LayerChecks.error(name, "kernel must be at least 1, but was " + LayerChecks.pair(kernelHeight, kernelWidth)
                    + ". Maybe conv2d(\"" + name + "\", c -> c.filters(8).kernel(3)).");
        }
        LayerChecks.atLeastOne(name, "pool", Math.min(spec.poolY, spec.poolX));
        LayerChecks.atLeastOne(name, "stride", Math.min(spec.strideY, spec.strideX));
        this.strideY = Math.multiplyExact(spec.strideY, spec.poolY);
        this.strideX = Math.multiplyExact(spec.strideX, spec.poolX);
        this.paddingY = spec.paddingY;
        this.paddingX = spec.paddingX;
        int rows = LayerChecks.positions(name, "y", input.size("y"), kernelHeight, strideY, paddingY, "kernel");
        int columns = LayerChecks.positions(name, "x", input.size("x"), kernelWidth, strideX, paddingX, "kernel");
        this.output = Shape.image(filters, rows, columns);
        LayerChecks.weights(name, weights, "weights", "[filter][channel][ky][kx]", filters, channels(), kernelHeight, kernelWidth);
        LayerChecks.bias(name, weights, bias, filters);
        this.neuron = neuron;
        LayerChecks.neuron(name, neuron, output);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Shape input() {
        return input;
    }

    @Override
    public Shape output() {
        return output;
    }

    @Override
    public Optional<Neuron> neuron() {
        return neuron;
    }

    @Override
    public String kind() {
        return "conv2d";
    }

    /** Output channels, M. */
    public int filters() {
        return filters;
    }

    /** Input channels, C. */
    public int channels() {
        return input.size("channel");
    }

    /** Rows of the kernel. */
    public int kernelHeight() {
        return kernelHeight;
    }

    /** Columns of the kernel. */
    public int kernelWidth() {
        return kernelWidth;
    }

    /** Step between output rows in input rows, folded pooling included. */
    public int strideY() {
        return strideY;
    }

    /** Step between output columns in input columns, folded pooling included. */
    public int strideX() {
        return strideX;
    }

    /** Rows of zeros on either side. */
    public int paddingY() {
        return paddingY;
    }

    /** Columns of zeros on either side. */
    public int paddingX() {
        return paddingX;
    }

    /** Axes {@code [filter][channel][ky][kx]}; empty where only the geometry is known. */
    public Optional<Weights> weights() {
        return weights;
    }

    /** Axis {@code [filter]}, added at every step. */
    public Optional<Weights> bias() {
        return bias;
    }

    /** M * C * Eh * Ew. */
    @Override
    public long synapses() {
        return (long) filters * fanIn();
    }

    /** Synapses times output positions. */
    @Override
    public long macs() {
        return synapses() * output.size("y") * output.size("x");
    }

    @Override
    public long parameters() {
        return synapses() + bias.map(Weights::size).orElse(0);
    }

    @Override
    public int fanIn() {
        return channels() * kernelHeight * kernelWidth;
    }

    @Override
    public String geometry() {
        return LayerChecks.pair(kernelHeight, kernelWidth) + " kernel, stride " + LayerChecks.pair(strideY, strideX) + ", padding "
                + LayerChecks.pair(paddingY, paddingX);
    }

    /** What a layer of this kind was made from. */
    Spec spec() {
        var spec = new Spec().filters(filters).kernel(kernelHeight, kernelWidth).stride(strideY, strideX).padding(paddingY, paddingX);
        spec.weights = weights;
        spec.bias = bias;
        return spec;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Conv2d that && name.equals(that.name) && input.equals(that.input) && output.equals(that.output)
                && kernelHeight == that.kernelHeight && kernelWidth == that.kernelWidth && strideY == that.strideY
                && strideX == that.strideX && paddingY == that.paddingY && paddingX == that.paddingX
                && weights.equals(that.weights) && bias.equals(that.bias) && neuron.equals(that.neuron);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, input, output, kernelHeight, kernelWidth, strideY, strideX, paddingY, paddingX, weights, bias,
                neuron);
    }

    @Override
    public String toString() {
        return name + ": conv2d " + input + " -> " + output + ", " + geometry();
    }

    /** Geometry and weights of a convolution. Stride 1, no padding, no pooling unless said otherwise. */
    public static final class Spec {

        private int filters;
        private int kernelHeight;
        private int kernelWidth;
        private int strideY = 1;
        private int strideX = 1;
        private int paddingY;
        private int paddingX;
        private int poolY = 1;
        private int poolX = 1;
        private Optional<Weights> weights = Optional.empty();
        private Optional<Weights> bias = Optional.empty();

        Spec() {
        }

        /** Output channels, 1 or more. */
        public Spec filters(int filters) {
            this.filters = filters;
            return this;
        }

        /** Square kernel. */
        public Spec kernel(int size) {
            return kernel(size, size);
        }

        /** Rows and columns of the kernel, 1 or more. */
        public Spec kernel(int height, int width) {
            this.kernelHeight = height;
            this.kernelWidth = width;
            return this;
        }

        /** Step between positions in input pixels, 1 or more. */
        public Spec stride(int stride) {
            return stride(stride, stride);
        }

        /** Step between rows and between columns, in input pixels, 1 or more. */
        public Spec stride(int y, int x) {
            this.strideY = y;
            this.strideX = x;
            return this;
        }

        /** Zeros on all four sides, 0..kernel - 1. */
        public Spec padding(int padding) {
            return padding(padding, padding);
        }

        /** Rows of zeros above and below, columns of zeros left and right, 0..kernel - 1. */
        public Spec padding(int y, int x) {
            this.paddingY = y;
            this.paddingX = x;
            return this;
        }

        /**
         * Pooling folded into the stride: the stride is multiplied, so that only every {@code pool}-th position is computed. This
         * reproduces the layer sizes of networks whose tables name one stage for convolution and pooling; it is not the same
         * function as a pool layer behind the convolution.
         */
        public Spec pool(int pool) {
            this.poolY = pool;
            this.poolX = pool;
            return this;
        }

        /** Axes {@code [filter][channel][ky][kx]}; filters and kernel may then be left out. */
        public Spec weights(float[][][][] weights) {
            return weights(Weights.of(weights));
        }

        /** Axes {@code [filter][channel][ky][kx]}; filters and kernel may then be left out. */
        public Spec weights(Weights weights) {
            this.weights = Optional.of(weights);
            return this;
        }

        /** One value for each filter, added at every step. */
        public Spec bias(float... bias) {
            this.bias = Optional.of(Weights.of(bias));
            return this;
        }
    }
}
