package org.spikebook.spike;

import java.util.Arrays;

/** FNV-1a 64 digests of packed spikes, axes [plane][neuron][word]; {@link SpikeTensor#fnv1a64} says in which order bits count. */
final class SpikeDigest {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final long FNV_PRIME_8 = power(FNV_PRIME, 8);

    private SpikeDigest() {
    }

    /**
     * The digest of one plane in time proportional to words and spikes: 64 steps at a time are turned to the order step, neuron, and a
     * run of eight zero bytes is one multiplication by {@code prime^8}.
     */
    static long ofPlane(long[] words, int neurons, int steps) {
        int stride = SpikeTensor.wordsFor(steps);
        long hash = FNV_OFFSET;
        long[] turned = new long[neurons];   // 64 steps of all neurons are 64 * neurons bits
        for (int w = 0; w < stride; w++) {
            Arrays.fill(turned, 0);
            for (int n = 0; n < neurons; n++) {
                for (long bits = words[n * stride + w]; bits != 0; bits &= bits - 1) {
                    long at = (long) Long.numberOfTrailingZeros(bits) * neurons + n;
                    turned[(int) (at >>> 6)] |= 1L << at;
                }
            }
            long bytes = ((long) Math.min(64, steps - (w << 6)) * neurons + 7) >>> 3;
            for (int i = 0; i < bytes >>> 3; i++) {
                long eight = turned[i];
                if (eight == 0) {
                    hash *= FNV_PRIME_8;
                } else {
                    for (int b = 0; b < 64; b += 8) {
                        hash = (hash ^ eight >>> b & 0xff) * FNV_PRIME;
                    }
                }
            }
            for (int b = 0; b < (bytes & 7); b++) {
                hash = (hash ^ turned[(int) (bytes >>> 3)] >>> 8 * b & 0xff) * FNV_PRIME;
            }
        }
        return hash;
    }

    /** The digest of several planes, bit by bit. */
    static long ofPlanes(long[] words, int planes, int neurons, int steps) {
        int stride = SpikeTensor.wordsFor(steps);
        long hash = FNV_OFFSET;
        int fill = 0;
        int current = 0;
        for (int p = 0; p < planes; p++) {
            for (int t = 0; t < steps; t++) {
                int word = p * neurons * stride + (t >> 6);
                for (int n = 0; n < neurons; n++, word += stride) {
                    current |= (int) (words[word] >>> t & 1L) << fill;
                    if (++fill == 8) {
                        hash = (hash ^ current) * FNV_PRIME;
                        fill = 0;
                        current = 0;
                    }
                }
            }
        }
        return fill == 0 ? hash : (hash ^ current) * FNV_PRIME;
    }

    private static long power(long base, int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= base;
        }
        return power;
    }
}
