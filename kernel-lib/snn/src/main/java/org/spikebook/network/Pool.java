package org.spikebook.network;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.spikebook.neuron.Neuron;
import org.spikebook.spike.Shape;

/**
 * Pooling of an image, channel by channel, over windows {@code [y * strideY - paddingY ..., x * strideX - paddingX ...]}. The sum
 * and the average count padding as zeros (the average always divides by the window's area); the maximum leaves padding out.
 *
 * <p>Without a neuron, the maximum of spikes is a spike, their sum a spike of more bits, and their average a real number.
 */
public final class Pool implements Layer {

    /** What is made of a window. */
    public enum Kind {
        AVERAGE, MAX, SUM
    }

    private final String name;
    private final Kind kind;
    private final Shape input;
    private final Shape output;
    private final int windowHeight;
    private final int windowWidth;
    private final int strideY;
    private final int strideX;
    private final int paddingY;
    private final int paddingX;
    private final Optional<Neuron> neuron;

    Pool(String name, Kind kind, Shape input, Spec spec, Optional<Neuron> neuron) {
        LayerChecks.name(name);
        this.name = name;
        this.kind = Objects.requireNonNull(kind, "kind");
        LayerChecks.image(name, kind(), input);
        this.input = input;
        this.windowHeight = spec.windowHeight;
        this.windowWidth = spec.windowWidth;
        if (windowHeight < 1 || windowWidth < 1) {
            throw LayerChecks.error(name, "window must be at least 1, but was " + LayerChecks.pair(windowHeight, windowWidth));
        }
        this.strideY = spec.strideY.orElse(windowHeight);
        this.strideX = spec.strideX.orElse(windowWidth);
        this.paddingY = spec.paddingY;
        this.paddingX = spec.paddingX;
        int rows = LayerChecks.positions(name, "y", input.size("y"), windowHeight, strideY, paddingY, "window");
        int columns = LayerChecks.positions(name, "x", input.size("x"), windowWidth, strideX, paddingX, "window");
        this.output = Shape.image(input.size("channel"), rows, columns);
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
        return kind.name().toLowerCase(Locale.ROOT) + " pool";
    }

    /** What is made of a window. */
    public Kind pooling() {
        return kind;
    }

    /** Rows of a window. */
    public int windowHeight() {
        return windowHeight;
    }

    /** Columns of a window. */
    public int windowWidth() {
        return windowWidth;
    }

    /** Step between windows in input rows. */
    public int strideY() {
        return strideY;
    }

    /** Step between windows in input columns. */
    public int strideX() {
        return strideX;
    }

    /** Rows of padding on either side. */
    public int paddingY() {
        return paddingY;
    }

    /** Columns of padding on either side. */
    public int paddingX() {
        return paddingX;
    }

    @Override
    public int fanIn() {
        return windowHeight * windowWidth;
    }

    @Override
    public String geometry() {
        return LayerChecks.pair(windowHeight, windowWidth) + " window, stride " + LayerChecks.pair(strideY, strideX)
                + (paddingY + paddingX > 0 ? ", padding " + LayerChecks.pair(paddingY, paddingX) : "");
    }

    /** What a layer of this kind was made from. */
    Spec spec() {
        return new Spec().window(windowHeight, windowWidth).stride(strideY, strideX).padding(paddingY, paddingX);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Pool that && name.equals(that.name) && kind == that.kind && input.equals(that.input)
                && windowHeight == that.windowHeight && windowWidth == that.windowWidth && strideY == that.strideY
                && strideX == that.strideX && paddingY == that.paddingY && paddingX == that.paddingX
                && neuron.equals(that.neuron);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, kind, input, windowHeight, windowWidth, strideY, strideX, paddingY, paddingX, neuron);
    }

    @Override
    public String toString() {
        return name + ": " + kind() + " " + input + " -> " + output + ", " + geometry();
    }

    /** Geometry of a pool. The stride is the window unless said otherwise; no padding. */
    public static final class Spec {

        private int windowHeight;
        private int windowWidth;
        private Optional<Integer> strideY = Optional.empty();
        private Optional<Integer> strideX = Optional.empty();
        private int paddingY;
        private int paddingX;

        Spec() {
        }

        /** Square window. */
        public Spec window(int size) {
            return window(size, size);
        }

        /** Rows and columns of a window, 1 or more. */
        public Spec window(int height, int width) {
            this.windowHeight = height;
            this.windowWidth = width;
            return this;
        }

        /** Step between windows in input pixels, 1 or more. */
        public Spec stride(int stride) {
            return stride(stride, stride);
        }

        /** Step between rows and between columns of windows, in input pixels, 1 or more. */
        public Spec stride(int y, int x) {
            this.strideY = Optional.of(y);
            this.strideX = Optional.of(x);
            return this;
        }

        /** Padding on all four sides, 0..window - 1. */
        public Spec padding(int padding) {
            return padding(padding, padding);
        }

        /** Padding above and below, and left and right, 0..window - 1. */
        public Spec padding(int y, int x) {
            this.paddingY = y;
            this.paddingX = x;
            return this;
        }
    }
}
