package org.spikebook.spike;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/**
 * The spikes of a layer over time: immutable, bit-packed, time the fastest axis. Bit {@code t % 64} of word {@code t / 64} of a
 * neuron is its spike at step {@code t}; a neuron's words stand together and the bits behind the last step are zero, so that a
 * time window is a masked word test and a spike count is a {@link Long#bitCount}.
 *
 * <p>Spikes of more than one bit are bit planes: {@code value = sum over p of plane p << p}. Axes in memory, slowest first:
 * {@code plane, (axes of the shape), step}.
 */
public final class SpikeTensor {

    /** Widest spike, in bits. */
    public static final int MAX_PLANES = 16;

    private final Shape shape;
    private final int neurons;
    private final int steps;
    private final int planes;
    private final int stride;
    private final long[] words;

    private SpikeTensor(Shape shape, int steps, int planes, long[] words) {
        this.shape = shape;
        this.neurons = shape.size();
        this.steps = steps;
        this.planes = planes;
        this.stride = wordsFor(steps);
        this.words = words;
    }

    /** An empty binary tensor to fill. */
    public static Builder builder(Shape shape, int steps) {
        return new Builder(shape, steps, 1);
    }

    /**
     * A binary tensor from packed words.
     *
     * @param shape neurons
     * @param steps number of time steps, at least 1
     * @param words {@code [neuron][ceil(steps / 64)]}, copied; bits behind the last step must be zero
     */
    public static SpikeTensor ofWords(Shape shape, int steps, long[] words) {
        checkSize(shape, steps, 1);
        int stride = wordsFor(steps);
        long expected = (long) shape.size() * stride;
        if (words.length != expected) {
            throw new IllegalArgumentException("spikes " + shape + " over " + steps + " steps: needs " + expected
                    + " words, but got " + words.length);
        }
        long beyond = ~lastMask(steps);
        for (int w = stride - 1; w < words.length; w += stride) {
            if ((words[w] & beyond) != 0) {
                throw new IllegalArgumentException("spikes " + shape + ": neuron " + w / stride
                        + " has a spike behind the last of " + steps + " steps");
            }
        }
        return new SpikeTensor(shape, steps, 1, words.clone());
    }

    /** Neurons: every axis but time (and planes). */
    public Shape shape() {
        return shape;
    }

    /** Number of neurons. */
    public int neurons() {
        return neurons;
    }

    /** Number of time steps T. */
    public int steps() {
        return steps;
    }

    /** Bits of a spike, b_s; 1 for binary spikes. */
    public int planes() {
        return planes;
    }

    /** Words of 64 steps that a neuron takes in one plane. */
    public int wordsPerNeuron() {
        return stride;
    }

    /** Whether the neuron spikes (with any value) at the step. */
    public boolean get(int neuron, int step) {
        return value(neuron, step) != 0;
    }

    /** Value of the spike, 0..2^planes - 1. */
    public int value(int neuron, int step) {
        Objects.checkIndex(neuron, neurons);
        Objects.checkIndex(step, steps);
        int value = 0;
        for (int p = 0; p < planes; p++) {
            value |= (int) (words[(p * neurons + neuron) * stride + (step >> 6)] >>> step & 1L) << p;
        }
        return value;
    }

    /**
     * 64 steps of one neuron, any plane set.
     *
     * @param neuron 0..neurons - 1
     * @param word 0..wordsPerNeuron - 1: steps {@code 64 * word ...}, step {@code 64 * word} in the lowest bit
     */
    public long word(int neuron, int word) {
        Objects.checkIndex(neuron, neurons);
        Objects.checkIndex(word, stride);
        if (planes == 1) {
            return words[neuron * stride + word];
        }
        long bits = words[neuron * stride + word];
        for (int p = 1; p < planes; p++) {
            bits |= words[(p * neurons + neuron) * stride + word];
        }
        return bits;
    }

    /**
     * ORs the words of consecutive neurons into an array, any plane set.
     *
     * @param first first neuron
     * @param count number of neurons, 0 or more
     * @param into array that receives {@code count * wordsPerNeuron} words
     * @param at where they begin
     */
    public void orInto(int first, int count, long[] into, int at) {
        Objects.checkFromIndexSize(first, count, neurons);
        Objects.checkFromIndexSize(at, count * stride, into.length);
        for (int p = 0; p < planes; p++) {
            int from = (p * neurons + first) * stride;
            for (int i = 0; i < count * stride; i++) {
                into[at + i] |= words[from + i];
            }
        }
    }

    /** OR of one word of {@code count} consecutive neurons from {@code first} on, any plane set; see {@link #word}. */
    public long anyOf(int first, int count, int word) {
        Objects.checkFromIndexSize(first, count, neurons);
        Objects.checkIndex(word, stride);
        long bits = 0;
        for (int p = 0; p < planes; p++) {
            int from = (p * neurons + first) * stride + word;
            for (int i = from; i < from + count * stride; i += stride) {
                bits |= words[i];
            }
        }
        return bits;
    }

    /** A copy of the packed words, axes {@code plane, neuron, word}. */
    public long[] toWords() {
        return words.clone();
    }

    /** Number of spikes (of any value). */
    public long count() {
        if (planes > 1) {
            return any().count();
        }
        long count = 0;
        for (long word : words) {
            count += Long.bitCount(word);
        }
        return count;
    }

    /** Number of spikes of one neuron, 0..steps. */
    public int count(int neuron) {
        int count = 0;
        for (int w = 0; w < stride; w++) {
            count += Long.bitCount(word(neuron, w));
        }
        return count;
    }

    /** Spikes of each neuron, shape [neuron], each 0..steps. */
    public int[] counts() {
        int[] counts = new int[neurons];
        for (int n = 0; n < neurons; n++) {
            counts[n] = count(n);
        }
        return counts;
    }

    /**
     * Sum over the spikes of a weight of their neuron: {@code sum over n of count(n) * weights[n % weights.length]}, so that one map of
     * weights serves every channel of an image.
     */
    public long weightedCount(int[] weights) {
        if (weights.length == 0 || neurons % weights.length != 0) {
            throw new IllegalArgumentException("weighted count: " + weights.length + " weights do not divide " + neurons + " neurons of " + shape);
        }
        long[] spikes = any().words;
        long sum = 0;
        for (int first = 0; first < neurons; first += weights.length) {
            for (int i = 0, word = first * stride; i < weights.length; i++) {
                int count = 0;
                for (int end = word + stride; word < end; word++) {
                    count += Long.bitCount(spikes[word]);
                }
                sum += (long) count * weights[i];
            }
        }
        return sum;
    }

    /** Sum of all spike values; for binary spikes the same as {@link #count()}. */
    public long sum() {
        long sum = 0;
        for (int p = 0; p < planes; p++) {
            long plane = 0;
            for (int i = p * neurons * stride; i < (p + 1) * neurons * stride; i++) {
                plane += Long.bitCount(words[i]);
            }
            sum += plane << p;
        }
        return sum;
    }

    /** Firing rate: spikes per neuron and step, 0..1. */
    public double rate() {
        return (double) count() / ((double) neurons * steps);
    }

    /** One bit plane as a binary tensor; plane 0 is the lowest bit. */
    public SpikeTensor plane(int plane) {
        Objects.checkIndex(plane, planes);
        if (planes == 1) {
            return this;
        }
        int size = neurons * stride;
        return new SpikeTensor(shape, steps, 1, Arrays.copyOfRange(words, plane * size, (plane + 1) * size));
    }

    /** A binary tensor that is 1 where this one is not 0. */
    public SpikeTensor any() {
        if (planes == 1) {
            return this;
        }
        long[] any = Arrays.copyOf(words, neurons * stride);
        for (int i = any.length; i < words.length; i++) {
            any[i % any.length] |= words[i];
        }
        return new SpikeTensor(shape, steps, 1, any);
    }

    /**
     * The window tags: step {@code w} of the result is 1 if any spike falls in steps {@code w * window ... (w + 1) * window - 1}
     * (the last window may be shorter).
     *
     * @param window time window size (TWS), 1..steps
     */
    public SpikeTensor windowOr(int window) {
        checkWindow(window);
        if (window == 1) {
            return any();
        }
        return new SpikeTensor(shape, windows(window), 1, WindowTags.of(any().words, neurons, steps, window));
    }

    /** Number of windows of that size, the last one possibly shorter: {@code ceil(steps / window)}. */
    public int windows(int window) {
        checkWindow(window);
        return (steps + window - 1) / window;
    }

    /** Steps {@code from} (inclusive) to {@code to} (exclusive) of every neuron. */
    public SpikeTensor steps(int from, int to) {
        if (from < 0 || to > steps || from >= to) {
            throw new IllegalArgumentException("steps " + from + ".." + to + ": must lie in 0.." + steps
                    + " and hold at least one step");
        }
        int length = to - from;
        int cutStride = wordsFor(length);
        long[] cut = new long[planes * neurons * cutStride];
        int shift = from & 63;
        for (int row = 0; row < planes * neurons; row++) {
            int source = row * stride + (from >> 6);
            int end = (row + 1) * stride;
            for (int w = 0; w < cutStride; w++) {
                long bits = words[source + w] >>> shift;
                if (shift != 0 && source + w + 1 < end) {
                    bits |= words[source + w + 1] << 64 - shift;
                }
                cut[row * cutStride + w] = bits;
            }
            cut[row * cutStride + cutStride - 1] &= lastMask(length);
        }
        return new SpikeTensor(shape, length, planes, cut);
    }

    /** Positions {@code from} (inclusive) to {@code to} (exclusive) along one axis of the shape. */
    public SpikeTensor slice(String axis, int from, int to) {
        int index = shape.indexOf(axis);
        int size = shape.axes().get(index).size();
        if (from < 0 || to > size || from >= to) {
            throw new IllegalArgumentException("axis '" + axis + "' " + from + ".." + to + ": must lie in 0.." + size
                    + " and hold at least one position");
        }
        int inner = 1;
        for (int i = index + 1; i < shape.axes().size(); i++) {
            inner *= shape.axes().get(i).size();
        }
        int outer = neurons / (size * inner) * planes;
        int block = (to - from) * inner * stride;
        long[] cut = new long[outer * block];
        for (int o = 0; o < outer; o++) {
            System.arraycopy(words, (o * size + from) * inner * stride, cut, o * block, block);
        }
        return new SpikeTensor(shape.with(axis, to - from), steps, planes, cut);
    }

    /** The same spikes under another shape of as many neurons. */
    public SpikeTensor reshape(Shape shape) {
        if (shape.size() != neurons) {
            throw new IllegalArgumentException("reshape: " + this.shape + " has " + neurons + " neurons, but " + shape + " has "
                    + shape.size());
        }
        return new SpikeTensor(shape, steps, planes, words);
    }

    /** Bitwise OR of two tensors of the same shape, steps and planes. */
    public SpikeTensor or(SpikeTensor other) {
        if (!shape.equals(other.shape) || steps != other.steps || planes != other.planes) {
            throw new IllegalArgumentException("or: " + this + " and " + other + " differ in shape, steps or planes");
        }
        long[] both = words.clone();
        for (int i = 0; i < both.length; i++) {
            both[i] |= other.words[i];
        }
        return new SpikeTensor(shape, steps, planes, both);
    }

    /**
     * FNV-1a 64 digest of the spikes in the order step, neuron (neuron fastest), eight to a byte, lowest bit first; planes follow
     * each other. It names an input across programs and languages.
     */
    public long fnv1a64() {
        return planes == 1 ? SpikeDigest.ofPlane(words, neurons, steps) : SpikeDigest.ofPlanes(words, planes, neurons, steps);
    }

    private void checkWindow(int window) {
        if (window < 1 || window > steps) {
            throw new IllegalArgumentException("time window must be in 1.." + steps + " (the number of steps), but was " + window
                    + ". Maybe a smaller window or a longer input.");
        }
    }

    /** Words of a neuron. */
    static int wordsFor(int steps) {
        return (steps + 63) >>> 6;
    }

    /** Mask of the valid bits in a neuron's last word. */
    private static long lastMask(int steps) {
        return -1L >>> (64 - steps & 63);
    }

    private static void checkSize(Shape shape, int steps, int planes) {
        Objects.requireNonNull(shape, "shape");
        if (steps < 1) {
            throw new IllegalArgumentException("spikes " + shape + ": steps must be at least 1, but was " + steps);
        }
        if (planes < 1 || planes > MAX_PLANES) {
            throw new IllegalArgumentException("spikes " + shape + ": planes (bits of a spike) must be in 1.." + MAX_PLANES
                    + ", but was " + planes);
        }
        if ((long) shape.size() * wordsFor(steps) * planes > Integer.MAX_VALUE - 16) {
            throw new IllegalArgumentException("spikes " + shape + " over " + steps + " steps in " + planes
                    + " planes do not fit one tensor. Maybe split them along time or channels.");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SpikeTensor that && steps == that.steps && planes == that.planes && shape.equals(that.shape)
                && Arrays.equals(words, that.words);
    }

    @Override
    public int hashCode() {
        return 31 * Objects.hash(shape, steps, planes) + Arrays.hashCode(words);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "SpikeTensor%s, %d steps%s, %d spikes (rate %.3g)", shape, steps,
                planes > 1 ? ", " + planes + " bits" : "", count(), rate());
    }

    /** Fills a {@link SpikeTensor}. */
    public static final class Builder {

        private final Shape shape;
        private final int neurons;
        private final int steps;
        private final int stride;
        private int planes;
        private long[] words;

        private Builder(Shape shape, int steps, int planes) {
            checkSize(shape, steps, planes);
            this.shape = shape;
            this.neurons = shape.size();
            this.steps = steps;
            this.stride = wordsFor(steps);
            this.planes = planes;
            this.words = new long[neurons * stride * planes];
        }

        /** Bits of a spike, 1..16; to be called before the first spike is set. */
        public Builder planes(int planes) {
            checkSize(shape, steps, planes);
            for (long word : words) {
                if (word != 0) {
                    throw new IllegalStateException("planes(" + planes + ") must come before the first spike");
                }
            }
            this.planes = planes;
            this.words = new long[neurons * stride * planes];
            return this;
        }

        /** A spike of value 1. */
        public Builder set(int neuron, int step) {
            return set(neuron, step, 1);
        }

        /** A spike of that value, 0..2^planes - 1; it replaces an earlier one. */
        public Builder set(int neuron, int step, int value) {
            Objects.checkIndex(neuron, neurons);
            Objects.checkIndex(step, steps);
            if (value < 0 || value >= 1 << planes) {
                throw new IllegalArgumentException("spike of neuron " + neuron + " at step " + step + ": value must be in 0.."
                        + ((1 << planes) - 1) + " (" + planes + " planes), but was " + value + ". Maybe more planes(...).");
            }
            for (int p = 0; p < planes; p++) {
                int word = (p * neurons + neuron) * stride + (step >> 6);
                long bit = 1L << step;
                words[word] = (value >>> p & 1) == 1 ? words[word] | bit : words[word] & ~bit;
            }
            return this;
        }

        public SpikeTensor build() {
            return new SpikeTensor(shape, steps, planes, words.clone());
        }
    }
}
