package org.spikebook.training.quantize;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.spikebook.bits.BitBudget;
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
    private final boolean wholeRange;
    private final Map<String, Integer> layers;

    private FakeQuantizer(int bits, boolean perChannel, boolean powerOfTwo, boolean wholeRange, Map<String, Integer> layers) {
        this.bits = bits;
        this.perChannel = perChannel;
        this.powerOfTwo = powerOfTwo;
        this.wholeRange = wholeRange;
        this.layers = layers;
    }

    /**
     * One scale a layer.
     *
     * @param bits width of a weight with its sign, 1..16
     */
    public static FakeQuantizer of(int bits) {
        return new FakeQuantizer(width(bits), false, false, false, Map.of());
    }

    /**
     * The weights of a bit budget, eq. 5 with one scale for each output, the same values as {@link org.spikebook.bits.WeightQuantizer}; layers with bits of their own have those. Spikes and steps of the budget belong to the neurons and the samples.
     *
     * @param split how bits are spent; weights of 1..16 bits
     */
    public static FakeQuantizer of(BitBudget split) {
        FakeQuantizer all = of(split.weightBits()).perChannel().wholeRange();
        for (Map.Entry<String, BitBudget.LayerBits> layer : split.layers().entrySet()) {
            all = all.layer(layer.getKey(), layer.getValue().weightBits());
        }
        return all;
    }

    private static int width(int bits) {
        if (bits < 1 || bits > 16) {
            throw new IllegalArgumentException("fake quantiser: bits must be in 1..16, but was " + bits + ". Maybe keep(layer) for a layer that stays as it is.");
        }
        return bits;
    }

    /** One scale for each output (filter). */
    public FakeQuantizer perChannel() {
        return new FakeQuantizer(bits, true, powerOfTwo, wholeRange, layers);
    }

    /** Scales rounded up to powers of two, so that nothing is cut off. */
    public FakeQuantizer powerOfTwo() {
        return new FakeQuantizer(bits, perChannel, true, wholeRange, layers);
    }

    /**
     * Uses all codes of two's complement, {@code s = max |w| / 2^(bits - 1)} for two bits and more: the largest positive weight loses a step (eq. 5 of the bit-budget paper as
     * {@link org.spikebook.bits.WeightQuantizer} reads it).
     */
    public FakeQuantizer wholeRange() {
        return new FakeQuantizer(bits, perChannel, powerOfTwo, true, layers);
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
        return new FakeQuantizer(bits, perChannel, powerOfTwo, wholeRange, Map.copyOf(all));
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
        // row by row, as the weights lie in memory, whatever they share a scale with
        int used = perChannel ? weight.columns() : weight.pitch();
        float[] scales = scales(weight, from, used, width);
        int most = (1 << width - 1) - 1;
        for (int row = 0; row < weight.rows(); row++) {
            int start = row * weight.pitch();
            for (int c = 0; c < used; c++) {
                float scale = perChannel ? scales[c] : scales[0];
                if (scale == 0) {
                    to[start + c] = 0;
                } else if (width == 1) {
                    to[start + c] = Math.signum(from[start + c]) * scale;
                } else {
                    to[start + c] = (float) Math.max(-most - 1, Math.min(most, Math.rint(from[start + c] / scale))) * scale;
                }
            }
        }
    }

    /** One scale, or one for each column. */
    private float[] scales(Weight weight, float[] from, int used, int width) {
        int groups = perChannel ? used : 1;
        var max = new float[groups];
        var sum = new double[groups];
        var count = new int[groups];
        for (int row = 0; row < weight.rows(); row++) {
            for (int c = 0; c < used; c++) {
                float size = Math.abs(from[row * weight.pitch() + c]);
                int g = perChannel ? c : 0;
                max[g] = Math.max(max[g], size);
                sum[g] += size;
                count[g] += size > 0 ? 1 : 0;
            }
        }
        var scales = new float[groups];
        for (int g = 0; g < groups; g++) {
            float scale = width == 1 ? count[g] == 0 ? 0 : (float) (sum[g] / count[g]) : max[g] / ((1 << width - 1) - (wholeRange ? 0 : 1));
            scales[g] = powerOfTwo && scale > 0 ? ceilingPowerOfTwo(scale) : scale;
        }
        return scales;
    }

    private static float ceilingPowerOfTwo(float value) {
        float power = Math.scalb(1f, Math.getExponent(value));
        return power < value ? 2 * power : power;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "weights of %d bit%s, %s%s%s%s", bits, bits == 1 ? "" : "s", perChannel ? "a scale for each output" : "one scale a layer",
                powerOfTwo ? ", powers of two" : "", wholeRange ? ", whole range" : "", layers.isEmpty() ? "" : ", but " + layers.entrySet().stream()
                        .map(e -> e.getKey() + (e.getValue() == WHOLE ? " whole" : " " + e.getValue())).sorted().toList());
    }
}
