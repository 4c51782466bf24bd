package org.spikebook.accelerator.rsnn;

import java.util.Arrays;
import java.util.Locale;
import org.spikebook.network.Activity;
import org.spikebook.network.Layer;
import org.spikebook.network.Recurrent;
import org.spikebook.spike.SpikeTensor;

/**
 * What the network of the accelerator did, frame by frame: the bits of the features, and the spikes of L0 and L1 at every time step. Immutable.
 */
public final class RsnnActivity {

    private final RsnnShape shape;
    private final int frames;
    private final int timeSteps;
    private final int words;
    final byte[] features;      // [frame][feature]
    final long[] first;         // L0, [frame][time step][word]
    final long[] second;        // L1, likewise

    private RsnnActivity(RsnnShape shape, int frames, int timeSteps, byte[] features, long[] first, long[] second) {
        this.shape = shape;
        this.frames = frames;
        this.timeSteps = timeSteps;
        this.words = words(shape);
        this.features = features;
        this.first = first;
        this.second = second;
    }

    static int words(RsnnShape shape) {
        return (shape.hidden() + 63) / 64;
    }

    /** Takes the arrays as they are. */
    static RsnnActivity wrap(RsnnShape shape, int timeSteps, byte[] features, long[] first, long[] second) {
        int frames = features.length / shape.features();
        if (frames < 1 || features.length != frames * shape.features() || first.length != frames * timeSteps * words(shape) || second.length != first.length) {
            throw new IllegalArgumentException("RSNN activity: lengths " + features.length + ", " + first.length + ", " + second.length + " are not those of frames of " + shape);
        }
        return new RsnnActivity(shape, frames, timeSteps, features, first, second);
    }

    /**
     * The activity of a run of the preset ({@link org.spikebook.network.Networks#speech}) or of any network of the same form: two recurrent
     * layers whose spikes come back after T steps, and a dense layer; each frame enters at T steps one after the other.
     *
     * @param timeSteps time steps T of a frame
     * @throws IllegalArgumentException if the network has another form, or the steps of a frame do not carry the same features
     */
    public static RsnnActivity of(Activity activity, int timeSteps) {
        var layers = activity.network().layers();
        if (layers.size() != 3 || !(layers.get(0) instanceof Recurrent a) || !(layers.get(1) instanceof Recurrent b)) {
            throw new IllegalArgumentException("RSNN activity: network '" + activity.network().name() + "' must be two recurrent layers and a dense one, but is "
                    + layers.stream().map(Layer::kind).toList() + ". Maybe Networks.speech(...).");
        }
        if (a.delay() != timeSteps || b.delay() != timeSteps || a.outputs() != b.outputs()) {
            throw new IllegalArgumentException("RSNN activity: the recurrent layers of '" + activity.network().name() + "' must be equally wide with a delay of " + timeSteps
                    + " steps, but have " + a.outputs() + " and " + b.outputs() + " neurons and delays of " + a.delay() + " and " + b.delay() + ".");
        }
        SpikeTensor input = activity.input();
        if (input.steps() % timeSteps != 0 || input.planes() > RsnnShape.FEATURE_BITS) {
            throw new IllegalArgumentException("RSNN activity: needs features of at most 8 bits over whole frames of " + timeSteps + " steps, but has " + input.planes()
                    + " bits over " + input.steps() + " steps");
        }
        var shape = new RsnnShape(a.inputs(), a.outputs(), layers.get(2).output().size());
        int frames = input.steps() / timeSteps;
        byte[] features = new byte[frames * shape.features()];
        for (int f = 0; f < frames; f++) {
            for (int i = 0; i < shape.features(); i++) {
                int value = input.value(i, f * timeSteps);
                for (int s = 1; s < timeSteps; s++) {
                    if (input.value(i, f * timeSteps + s) != value) {
                        throw new IllegalArgumentException("RSNN activity: feature " + i + " of frame " + f + " is " + value + " at time step 0, but "
                                + input.value(i, f * timeSteps + s) + " at " + s + ". Every frame must stay for its " + timeSteps + " time steps.");
                    }
                }
                features[f * shape.features() + i] = (byte) value;
            }
        }
        return wrap(shape, timeSteps, features, pack(activity.output(a.name()), shape), pack(activity.output(b.name()), shape));
    }

    private static long[] pack(SpikeTensor spikes, RsnnShape shape) {
        int words = words(shape);
        long[] packed = new long[spikes.steps() * words];
        for (int n = 0; n < shape.hidden(); n++) {
            for (int t = 0; t < spikes.steps(); t++) {
                if (spikes.get(n, t)) {
                    packed[t * words + (n >> 6)] |= 1L << n;
                }
            }
        }
        return packed;
    }

    /** Several activities of the same network one after the other. */
    public static RsnnActivity concat(Iterable<RsnnActivity> parts) {
        var iterator = parts.iterator();
        if (!iterator.hasNext()) {
            throw new IllegalArgumentException("RSNN activity: there is nothing to put together");
        }
        RsnnActivity one = iterator.next();
        byte[] features = one.features;
        long[] first = one.first;
        long[] second = one.second;
        int size = 0;
        int spikes = 0;
        for (RsnnActivity part : parts) {
            if (!part.shape.equals(one.shape) || part.timeSteps != one.timeSteps) {
                throw new IllegalArgumentException("RSNN activity: " + part + " and " + one + " are of different networks");
            }
            if (features.length < size + part.features.length || features == one.features) {
                features = Arrays.copyOf(features, 2 * size + part.features.length);
                first = Arrays.copyOf(first, 2 * spikes + part.first.length);
                second = Arrays.copyOf(second, 2 * spikes + part.first.length);
            }
            System.arraycopy(part.features, 0, features, size, part.features.length);
            System.arraycopy(part.first, 0, first, spikes, part.first.length);
            System.arraycopy(part.second, 0, second, spikes, part.second.length);
            size += part.features.length;
            spikes += part.first.length;
        }
        return wrap(one.shape, one.timeSteps, Arrays.copyOf(features, size), Arrays.copyOf(first, spikes), Arrays.copyOf(second, spikes));
    }

    /** Sizes of the network. */
    public RsnnShape shape() {
        return shape;
    }

    /** Frames of 10 ms. */
    public int frames() {
        return frames;
    }

    /** Time steps of a frame. */
    public int timeSteps() {
        return timeSteps;
    }

    /** A feature of a frame, 0..255. */
    public int feature(int frame, int feature) {
        return features[frame * shape.features() + feature] & 0xFF;
    }

    /**
     * Whether a neuron spikes.
     *
     * @param layer 0 or 1
     */
    public boolean spike(int layer, int frame, int timeStep, int neuron) {
        return (of(layer)[(frame * timeSteps + timeStep) * words + (neuron >> 6)] >>> neuron & 1) != 0;
    }

    private long[] of(int layer) {
        if (layer != 0 && layer != 1) {
            throw new IllegalArgumentException("RSNN activity: layer must be 0 or 1, but was " + layer);
        }
        return layer == 0 ? first : second;
    }

    /** One bits of the features of a frame. */
    public int inputBits(int frame) {
        int bits = 0;
        for (int i = frame * shape.features(); i < (frame + 1) * shape.features(); i++) {
            bits += Integer.bitCount(features[i] & 0xFF);
        }
        return bits;
    }

    /** Spikes of a layer (0 or 1) at a time step of a frame; none for frames below 0. */
    public int spikes(int layer, int frame, int timeStep) {
        return frame < 0 ? 0 : count(of(layer), (frame * timeSteps + timeStep) * words);
    }

    private int count(long[] spikes, int at) {
        int count = 0;
        for (int w = 0; w < words; w++) {
            count += Long.bitCount(spikes[at + w]);
        }
        return count;
    }

    /** Neurons of a layer that spike at either of two time steps of a frame; none for frames below 0. */
    public int either(int layer, int frame, int timeStep, int other) {
        if (frame < 0) {
            return 0;
        }
        long[] spikes = of(layer);
        int a = (frame * timeSteps + timeStep) * words;
        int b = (frame * timeSteps + other) * words;
        int count = 0;
        for (int w = 0; w < words; w++) {
            count += Long.bitCount(spikes[a + w] | spikes[b + w]);
        }
        return count;
    }

    /** Share of zero bits in the features, 0..1. */
    public double inputSparsity() {
        long bits = 0;
        for (byte feature : features) {
            bits += Integer.bitCount(feature & 0xFF);
        }
        return 1 - bits / ((double) RsnnShape.FEATURE_BITS * features.length);
    }

    /** Share of neurons of a layer (0 or 1) that are silent at a time step, 0..1. */
    public double sparsity(int layer, int timeStep) {
        long spikes = 0;
        for (int f = 0; f < frames; f++) {
            spikes += spikes(layer, f, timeStep);
        }
        return 1 - spikes / ((double) frames * shape.hidden());
    }

    /** Share of neurons of a layer (0 or 1) that spike at one of the first two time steps or both, 0..1; of one time step their density. */
    public double union(int layer) {
        long spikes = 0;
        for (int f = 0; f < frames; f++) {
            spikes += either(layer, f, 0, Math.min(1, timeSteps - 1));
        }
        return spikes / ((double) frames * shape.hidden());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RsnnActivity that && shape.equals(that.shape) && timeSteps == that.timeSteps && Arrays.equals(features, that.features)
                && Arrays.equals(first, that.first) && Arrays.equals(second, that.second);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(features) * 31 + Arrays.hashCode(second);
    }

    @Override
    public String toString() {
        var text = new StringBuilder(String.format(Locale.ROOT, "RSNN activity of %s, %d frames of %d time step%s; zeros: input bits %.1f %%", shape, frames, timeSteps,
                timeSteps == 1 ? "" : "s", 100 * inputSparsity()));
        for (int layer = 0; layer < 2; layer++) {
            for (int s = 0; s < timeSteps; s++) {
                text.append(String.format(Locale.ROOT, ", L%d step %d %.1f %%", layer, s, 100 * sparsity(layer, s)));
            }
        }
        return text.toString();
    }
}
