package org.spikebook.accelerator.xpike;

/**
 * An array of 32-bit linear feedback shift registers, each with four byte taps. A shift is
 * {@code a[n+32] = a[n+22] ^ a[n+2] ^ a[n+1] ^ a[n]} (x^32 + x^22 + x^2 + x + 1, primitive: period 2^32 - 1); bit i of a state is {@code a[n+i]}, and
 * tap j reads bits 8 j to 8 j + 7. The paper names neither polynomial nor seeds; these are ours.
 */
final class LfsrArray {

    private final int shifts;
    private final int[] states;

    /**
     * @param registers how many
     * @param seed seeds all of them by splitmix64
     * @param shifts shifts in a clock, 1..32
     */
    LfsrArray(int registers, long seed, int shifts) {
        this.shifts = shifts;
        this.states = new int[registers];
        for (int i = 0; i < registers; i++) {
            long z = seed + (i + 1) * 0x9E3779B97F4A7C15L;
            z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
            z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
            z ^= z >>> 31;
            states[i] = (int) (z >>> 32) != 0 ? (int) (z >>> 32) : 1;
        }
    }

    /** One clock of all registers: {@code shifts} places each, up to eight at a time (the highest bit needed is 22 + 7 = 29). */
    void clock() {
        int[] s = states;
        for (int left = shifts; left > 0; left -= 8) {
            int now = Math.min(8, left);
            int mask = (1 << now) - 1;
            int up = 32 - now;
            for (int i = 0; i < s.length; i++) {
                int a = s[i];
                s[i] = a >>> now | ((a >>> 22 ^ a >>> 2 ^ a >>> 1 ^ a) & mask) << up;
            }
        }
    }

    /** Byte number n of the array, 0..255: tap n % 4 of register n / 4. */
    int tap(int n) {
        return states[n >> 2] >>> ((n & 3) << 3) & 255;
    }

    /**
     * Bytes 0..count - 1 in order.
     *
     * @param bytes receives them, at least count rounded up to a multiple of four long
     */
    void taps(int[] bytes, int count) {
        for (int i = 0; i << 2 < count; i++) {
            int s = states[i];
            bytes[i << 2] = s & 255;
            bytes[(i << 2) + 1] = s >>> 8 & 255;
            bytes[(i << 2) + 2] = s >>> 16 & 255;
            bytes[(i << 2) + 3] = s >>> 24;
        }
    }

    /** State of a register. */
    int state(int register) {
        return states[register];
    }
}
