package org.spikebook.training;

/** Fake quantisation: values on the grid of an integer of few bits, kept as floats. */
final class Quantizer {

    private Quantizer() {
    }

    /** Symmetric, one scale for all: {@code s = max|w| / (2^(b-1) - 1)}, {@code clamp(roundHalfEven(w / s), -2^(b-1), 2^(b-1) - 1) s}. */
    static void perTensor(float[] from, float[] to, int bits) {
        float max = 0;
        for (float w : from) {
            max = Math.max(max, Math.abs(w));
        }
        int most = (1 << (bits - 1)) - 1;
        float scale = max / most;
        for (int i = 0; i < from.length; i++) {
            to[i] = scale == 0 ? 0 : (float) Math.max(-most - 1, Math.min(most, Math.rint(from[i] / scale))) * scale;
        }
    }
}
