package org.spikebook.accelerator.rsnn;

/**
 * Weights of a few bits with a power of two as their unit: {@code w = clamp(round(w 2^e), -2^(b-1), 2^(b-1) - 1) 2^-e}, ties to even.
 *
 * @param bits bits of a weight with its sign, 2..8
 * @param exponent e; a unit is worth 2^-e
 */
public record PowerOfTwo(int bits, int exponent) {

    private static final int SMALLEST = -8;
    private static final int LARGEST = 20;

    public PowerOfTwo {
        if (bits < 2 || bits > 8) {
            throw new IllegalArgumentException("power-of-two scale: bits must be in 2..8, but was " + bits);
        }
    }

    /** The exponent with the least squared error over all the weights; the smallest of equals. */
    public static PowerOfTwo fit(int bits, float[]... weights) {
        PowerOfTwo best = new PowerOfTwo(bits, SMALLEST);
        double least = Double.POSITIVE_INFINITY;
        for (int e = SMALLEST; e <= LARGEST; e++) {
            var scale = new PowerOfTwo(bits, e);
            double error = 0;
            for (float[] some : weights) {
                for (float w : some) {
                    double off = w - scale.value(scale.round(w));
                    error += off * off;
                }
            }
            if (error < least) {
                least = error;
                best = scale;
            }
        }
        return best;
    }

    /** The whole number that stands for a weight. */
    public int round(float weight) {
        int most = (1 << bits - 1) - 1;
        return (int) Math.max(-most - 1, Math.min(most, Math.rint(Math.scalb((double) weight, exponent))));
    }

    /** What a whole number is worth. */
    public float value(int whole) {
        return Math.scalb((float) whole, -exponent);
    }
}
