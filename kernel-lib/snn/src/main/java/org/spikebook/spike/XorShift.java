package org.spikebook.spike;

/** xorshift64* seeded by splitmix64, as written down in {@link Spikes}. */
final class XorShift {

    static final int SPIKES = 0;
    static final int NEURONS = 1;

    private long state;

    XorShift(long seed, int layer, int stream) {
        state = mix(seed + (2L * layer + stream + 1) * 0x9E3779B97F4A7C15L);
        if (state == 0) {
            state = 0x9E3779B97F4A7C15L;   // xorshift would stay at zero; mix gives zero for one seed in 2^64
        }
    }

    static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** 53 random bits, 0..2^53 - 1. */
    long next53() {
        long s = state;
        s ^= s >>> 12;
        s ^= s << 25;
        s ^= s >>> 27;
        state = s;
        return (s * 0x2545F4914F6CDD1DL) >>> 11;
    }

    /** Uniform in [0, 1). */
    double uniform() {
        return next53() * 0x1p-53;
    }

    /** Standard normal (Box and Muller 1958); two uniforms a number. */
    double normal() {
        double radius = Math.sqrt(-2 * Math.log(1 - uniform()));
        return radius * Math.cos(2 * Math.PI * uniform());
    }
}
