package org.spikebook.spike;

/** Which time windows of each neuron hold a spike, on the packed words of a {@link SpikeTensor}. */
final class WindowTags {

    /** For windows of 2^i, step j of joining: the runs of 2^(j + 1) bits that begin every 2^(j + 1) * 2^i places. */
    private static final long[][] RUNS = new long[6][6];

    static {
        for (int i = 1; i < 6; i++) {
            for (int j = 0; j < 6 - i; j++) {
                int run = 2 << j;
                for (int at = 0; at < 64; at += run << i) {
                    RUNS[i][j] |= -1L >>> 64 - run << at;
                }
            }
        }
    }

    private WindowTags() {
    }

    /**
     * The tags.
     *
     * @param spikes one plane, axes [neuron][word]
     * @param steps of each neuron; bits behind the last are 0
     * @param window time window size in steps, 2..steps
     * @return bit w of a neuron is 1 if a spike falls in window w, axes [neuron][word]
     */
    static long[] of(long[] spikes, int neurons, int steps, int window) {
        int stride = SpikeTensor.wordsFor(steps);
        int tagStride = SpikeTensor.wordsFor((steps + window - 1) / window);
        long[] tags = new long[Math.multiplyExact(neurons, tagStride)];
        if (window >= steps && stride == 1) {
            for (int n = 0; n < neurons; n++) {
                tags[n] = (spikes[n] | -spikes[n]) >>> 63;
            }
        } else if (window >= steps) {
            for (int n = 0; n < neurons; n++) {
                long or = 0;
                for (int w = n * stride; w < (n + 1) * stride; w++) {
                    or |= spikes[w];
                }
                tags[n] = or != 0 ? 1 : 0;
            }
        } else if (window <= 32 && Integer.bitCount(window) == 1) {
            fold(spikes, neurons, stride, window, tags, tagStride);
        } else {
            mark(spikes, neurons, stride, window, tags, tagStride);
        }
        return tags;
    }

    /** Windows of a power of two: each word is folded onto the lowest bit of its windows, and those bits are moved together. */
    private static void fold(long[] spikes, int neurons, int stride, int window, long[] tags, int tagStride) {
        int perWord = 64 / window;
        long lowest = Long.divideUnsigned(-1L, (1L << window) - 1);   // bit 0 of every window
        for (int n = 0; n < neurons; n++) {
            for (int w = 0; w < stride; w++) {
                long bits = spikes[n * stride + w];
                if (bits == 0) {
                    continue;
                }
                for (int shift = 1; shift < window; shift <<= 1) {
                    bits |= bits >>> shift;
                }
                bits &= lowest;
                // runs of r bits, one every r * window places, join to runs of 2 r
                for (int run = 1; run < perWord; run <<= 1) {
                    bits |= bits >>> run * (window - 1);
                    bits &= RUNS[Integer.numberOfTrailingZeros(window)][Integer.numberOfTrailingZeros(run)];
                }
                int first = w * perWord;
                tags[n * tagStride + (first >> 6)] |= bits << first;
            }
        }
    }

    /** Any window: jump from spike to spike; a window that has its tag is skipped whole. */
    private static void mark(long[] spikes, int neurons, int stride, int window, long[] tags, int tagStride) {
        for (int n = 0; n < neurons; n++) {
            int out = n * tagStride;
            int next = 0;   // first window not yet decided
            for (int w = 0; w < stride; w++) {
                long bits = spikes[n * stride + w];
                while (bits != 0) {
                    int hit = ((w << 6) + Long.numberOfTrailingZeros(bits)) / window;
                    if (hit >= next) {
                        tags[out + (hit >> 6)] |= 1L << hit;
                        next = hit + 1;
                    }
                    int resume = next * window - (w << 6);
                    bits = resume >= 64 ? 0 : bits & -1L << resume;
                }
            }
        }
    }
}
