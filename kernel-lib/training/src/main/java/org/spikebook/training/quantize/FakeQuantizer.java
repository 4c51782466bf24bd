package org.spikebook.training.quantize;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.spikebook.network.Nearest;
import org.spikebook.training.WeightTransform;

/**
 * Fake quantisation of weights in training (QAT): the network computes with values of a few bits, kept as floats; the optimiser changes the real ones with their gradient
 * (straight-through estimator, Bengio et al. 2013).
 *
 * <pre>{@code
 * bits >= 2    w_q = s * min(2^(bits - 1) - 1, max(-2^(bits - 1), round(w / s)))     s = max |w| / (2^(bits - 1) - 1)     ties to even
 * bits  = 1    w_q = s * sign(w), 0 for a weight that is exactly 0 (pruned)          s = mean of |w| of the others
 * }</pre>
 *
 * The scale s is one for all weights of a layer, or one for each output ({@link #perChannel}); rounded up to a power of two it is a shift ({@link #powerOfTwo}). Weights from the
 * input and recurrent ones of a layer have scales of their own; biases and neurons stay real. Without {@link #perChannel}, the scale is that of
 * {@link org.spikebook.network.Network#quantized}, which then finds the same whole numbers in a trained network.
 *
 * <pre>{@code
 * Training four = Trainer.of(net).on(samples).model(m -> m.transform(FakeQuantizer.of(4).perChannel().layer("FC", 8))).run();
 * four.network();                                                      // computes with the quantised weights
 * Model.of(net).transform(FakeQuantizer.of(4)).build().network();      // the same without training
 * }</pre>
 */
public final class FakeQuantizer implements WeightTransform {

    private static final int WHOLE = 0;

    private final int bits;
    private final boolean perChannel;
    private final boolean powerOfTwo;
    private final Map<String, Integer> layers;

    private FakeQuantizer(int bits, boolean perChannel, boolean powerOfTwo, Map<String, Integer> layers) {
        this.bits = bits;
        this.perChannel = perChannel;
        this.powerOfTwo = powerOfTwo;
        this.layers = layers;
    }

    /**
     * One scale a layer.
     *
     * @param bits width of a weight with its sign, 1..16
     */
    public static FakeQuantizer of(int bits) {
        return new FakeQuantizer(width(bits), false, false, Map.of());
    }

    private static int width(int bits) {
        if (bits < 1 || bits > 16) {
            throw new IllegalArgumentException("fake quantiser: bits must be in 1..16, but was " + bits + ". Maybe keep(layer) for a layer that stays as it is.");
        }
        return bits;
    }

    /** One scale for each output (filter). */
    public FakeQuantizer perChannel() {
        return new FakeQuantizer(bits, true, powerOfTwo, layers);
    }

    /** Scales rounded up to powers of two, so that nothing is cut off. */
    public FakeQuantizer powerOfTwo() {
        return new FakeQuantizer(bits, perChannel, true, layers);
    }

    /** Another width for one layer. */
    public FakeQuantizer layer(String name, int bits) {
        return with(name, width(bits));
    }

    /** Leaves a layer's weights as they are. */
    public FakeQuantizer keep(String name) {
        return with(name, WHOLE);
    }

    private FakeQuantizer with(String name, int width) {
        var all = new LinkedHashMap<>(layers);
        all.put(Objects.requireNonNull(name, "name"), width);
        return new FakeQuantizer(bits, perChannel, powerOfTwo, Map.copyOf(all));
    }

    /** @throws IllegalArgumentException if a layer that was named has no weights */
    @Override
    public void check(List<Weight> weights) {
        List<String> known = weights.stream().map(Weight::layer).distinct().toList();
        for (String name : layers.keySet()) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("fake quantiser: no layer '" + name + "' has weights." + Nearest.hint(name, known));
            }
        }
    }

    @Override
    public void apply(Weight weight, float[] from, float[] to) {
        int width = layers.getOrDefault(weight.layer(), bits);
        if (width == WHOLE) {
            System.arraycopy(from, 0, to, 0, from.length);
            return;
        }
        int groups = perChannel ? weight.columns() : 1;
        for (int g = 0; g < groups; g++) {
            int first = perChannel ? g : 0;
            int last = perChannel ? g + 1 : weight.pitch();
            float scale = scale(weight, from, first, last, width);
            int most = (1 << width - 1) - 1;
            for (int row = 0; row < weight.rows(); row++) {
                for (int i = row * weight.pitch() + first; i < row * weight.pitch() + last; i++) {
                    if (scale == 0) {
                        to[i] = 0;
                    } else if (width == 1) {
                        to[i] = Math.signum(from[i]) * scale;
                    } else {
                        to[i] = (float) Math.max(-most - 1, Math.min(most, Math.rint(from[i] / scale))) * scale;
                    }
                }
            }
        }
    }

    private float scale(Weight weight, float[] from, int first, int last, int width) {
        float max = 0;
        double sum = 0;
        int count = 0;
        for (int row = 0; row < weight.rows(); row++) {
            for (int i = row * weight.pitch() + first; i < row * weight.pitch() + last; i++) {
                float size = Math.abs(from[i]);
                max = Math.max(max, size);
                sum += size;
                count += size > 0 ? 1 : 0;
            }
        }
        float scale = width == 1 ? count == 0 ? 0 : (float) (sum / count) : max / ((1 << width - 1) - 1);
        return powerOfTwo && scale > 0 ? ceilingPowerOfTwo(scale) : scale;
    }

    private static float ceilingPowerOfTwo(float value) {
        float power = Math.scalb(1f, Math.getExponent(value));
        return power < value ? 2 * power : power;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "weights of %d bit%s, %s%s%s", bits, bits == 1 ? "" : "s", perChannel ? "a scale for each output" : "one scale a layer",
                powerOfTwo ? ", powers of two" : "", layers.isEmpty() ? "" : ", but " + layers.entrySet().stream()
                        .map(e -> e.getKey() + (e.getValue() == WHOLE ? " whole" : " " + e.getValue())).sorted().toList());
    }
}
