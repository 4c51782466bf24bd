package org.spikebook.training.hardware;

import java.util.SplittableRandom;
import org.spikebook.training.WeightTransform;

/**
 * Noise of analog memory in the forward pass, for hardware-aware fine-tuning: every step draws new errors for every weight, and gradients pass to the weights that were meant
 * (straight-through). With {@code m[o]} the largest weight of output o, clipped, and {@code top = 2^deviceBits - 1},
 *
 * <pre>{@code
 * c = min(max(w, -clip * rms[o]), clip * rms[o])              rms[o] of the weights of output o, if there is a clip
 * q = rint(c / m[o] * top) / top * m[o]                       levels of a pair of devices
 * used = (q + deviation * m[o] * N(0, 1)) * kept              kept = 0 with the share of dropped connections, else 1
 * }</pre>
 *
 * Outside training the weights are the rounded ones. The published setting is a deviation of 0.1 and 3 % of dropped connections, drawn for a whole batch (authors' code of
 * Xpikeformer, arXiv 2408.08794v2; Joshi et al., Nat. Commun. 11:2473, 2020). A clip keeps few large weights from stretching the range that all others of an output are mapped to and
 * have their error from (Joshi et al.).
 *
 * <pre>{@code
 * Trainer.of(ideal).model(m -> m.transform(AnalogNoise.published())).epochs(2).run().transformer();
 * }</pre>
 *
 * @param deviceBits bits of a device, 1..8
 * @param deviation standard deviation of a weight's error, in units of the largest weight of its output, 0 or more
 * @param dropped share of connections that are missing in a step, at least 0 and below 1
 * @param clip largest weight of an output, in root mean squares of its weights; 0 for no limit
 * @param seed of all draws
 */
public record AnalogNoise(int deviceBits, double deviation, double dropped, double clip, long seed) implements WeightTransform {

    public AnalogNoise {
        if (deviceBits < 1 || deviceBits > 8 || !(deviation >= 0) || Double.isInfinite(deviation) || !(dropped >= 0 && dropped < 1) || !(clip >= 0)) {
            throw new IllegalArgumentException("analog noise: device bits must be in 1..8, deviation and clip 0 or more and the share of dropped connections in 0..1, but were " + deviceBits
                    + ", " + deviation + ", " + clip + " and " + dropped);
        }
    }

    /** Devices of 4 bits, a deviation of 0.1, 3 % of dropped connections, no clip. */
    public static AnalogNoise published() {
        return new AnalogNoise(4, 0.1, 0.03, 0, 1);
    }

    /** Another deviation. */
    public AnalogNoise deviation(double newDeviation) {
        return new AnalogNoise(deviceBits, newDeviation, dropped, clip, seed);
    }

    /** Another share of dropped connections. */
    public AnalogNoise dropped(double share) {
        return new AnalogNoise(deviceBits, deviation, share, clip, seed);
    }

    /** A limit to the weights of an output, in root mean squares of them. */
    public AnalogNoise clip(double rms) {
        return new AnalogNoise(deviceBits, deviation, dropped, rms, seed);
    }

    /** Other draws. */
    public AnalogNoise seed(long newSeed) {
        return new AnalogNoise(deviceBits, deviation, dropped, clip, newSeed);
    }

    @Override
    public boolean isRandom() {
        return deviation > 0 || dropped > 0;
    }

    @Override
    public void apply(Weight weight, float[] from, float[] to) {
        apply(weight, 0, from, to);
    }

    @Override
    public void apply(Weight weight, long draw, float[] from, float[] to) {
        float[] largest = new float[weight.columns()];
        double[] squares = new double[weight.columns()];
        for (int r = 0; r < weight.rows(); r++) {
            for (int c = 0; c < largest.length; c++) {
                float w = from[r * weight.pitch() + c];
                largest[c] = Math.max(largest[c], Math.abs(w));
                squares[c] += (double) w * w;
            }
        }
        for (int c = 0; clip > 0 && c < largest.length; c++) {
            largest[c] = Math.min(largest[c], (float) (clip * Math.sqrt(squares[c] / weight.rows())));
        }
        float top = (1 << deviceBits) - 1;
        var random = new SplittableRandom((seed * 0x9E3779B97F4A7C15L + draw) * 0xD1342543DE82EF95L + (weight.layer() + weight.kind()).hashCode());
        for (int r = 0; r < weight.rows(); r++) {
            for (int c = 0; c < largest.length; c++) {
                int i = r * weight.pitch() + c;
                float step = largest[c] / top;
                float value = step == 0 ? 0 : Math.max(-top, Math.min(top, (float) Math.rint(from[i] / step))) * step;
                if (draw > 0) {
                    value += (float) (deviation * largest[c] * random.nextGaussian());
                    value = dropped > 0 && random.nextDouble() < dropped ? 0 : value;
                }
                to[i] = value;
            }
        }
    }
}
