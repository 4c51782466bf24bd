package org.spikebook.bits;

import java.util.Locale;
import org.spikebook.network.Network;
import org.spikebook.network.Weights;

/**
 * Weights of b_w bits (Shen et al., CVPR 2024, eq. 5): {@code w_q = round(w / step) * step} on a symmetric range of [-1, 1], with a scale for
 * each output (filter) that brings its largest weight to 1.
 *
 * <pre>{@code
 * b_w >= 2    step = 2^-(b_w - 1)    code = round(w / scale / step), limited to -2^(b_w - 1) .. 2^(b_w - 1) - 1    scale = max |w|
 * b_w  = 1    w_q = sign(w) * scale, sign(0) = 1                                                                   scale = mean |w|
 * }</pre>
 *
 * Ties round to the even code. The paper writes a step of 2^(T-1), which would round every weight below a half to zero; the step here is our
 * reading of it, and the range is two's complement. {@link Network#quantized} is another quantiser: one scale a layer, for chips.
 *
 * @param bits width of a weight b_w, 1..16
 */
public record WeightQuantizer(int bits) {

    public WeightQuantizer {
        if (bits < 1 || bits > 16) {
            throw new IllegalArgumentException("weight quantiser: bits must be in 1..16, but was " + bits + ".");
        }
    }

    /** A quantiser to that many bits. */
    public static WeightQuantizer of(int bits) {
        return new WeightQuantizer(bits);
    }

    /** The least code: {@code -2^(bits - 1)}, or -1 for one bit. */
    public int least() {
        return bits == 1 ? -1 : -(1 << bits - 1);
    }

    /** The largest code: {@code 2^(bits - 1) - 1}, or 1 for one bit. */
    public int largest() {
        return bits == 1 ? 1 : (1 << bits - 1) - 1;
    }

    /**
     * The factor of each output: what a code of 1 is worth.
     *
     * @param weights first axis output
     * @return shape [output], 0 or more
     */
    public double[] units(Weights weights) {
        int outputs = weights.dims()[0];
        int each = weights.size() / outputs;
        var units = new double[outputs];
        for (int o = 0; o < outputs; o++) {
            double scale = 0;
            for (int i = o * each; i < (o + 1) * each; i++) {
                double size = Math.abs((double) weights.at(i));
                scale = bits == 1 ? scale + size / each : Math.max(scale, size);
            }
            units[o] = bits == 1 ? scale : Math.scalb(scale, 1 - bits);
        }
        return units;
    }

    /**
     * The whole numbers that a chip stores.
     *
     * @param weights first axis output
     * @return as many codes, same order, each {@link #least()}..{@link #largest()} (for one bit -1 or 1)
     */
    public int[] codes(Weights weights) {
        double[] units = units(weights);
        int each = weights.size() / units.length;
        var codes = new int[weights.size()];
        for (int i = 0; i < codes.length; i++) {
            double w = weights.at(i);
            double unit = units[i / each];
            codes[i] = bits == 1 ? w < 0 ? -1 : 1 : unit == 0 ? 0 : (int) Math.max(least(), Math.min(largest(), Math.rint(w / unit)));
        }
        return codes;
    }

    /** The quantised weights, code times unit, in the place of the real ones; their widest error is half a unit, one at the upper limit. */
    public Weights quantize(Weights weights) {
        double[] units = units(weights);
        int each = weights.size() / units.length;
        int[] codes = codes(weights);
        var values = new float[codes.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (codes[i] * units[i / each]);
        }
        return Weights.of(values, weights.dims());
    }

    /** The same network with all its weights quantised; biases and neurons stay. */
    public Network quantize(Network network) {
        return network.withWeights((layer, weights) -> quantize(weights));
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "weights of %d bit%s, codes %d..%d", bits, bits == 1 ? "" : "s", least(), largest());
    }
}
