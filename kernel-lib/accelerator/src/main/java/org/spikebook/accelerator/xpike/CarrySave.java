package org.spikebook.accelerator.xpike;

/** The carry-save adder in front of a LIF unit. */
final class CarrySave {

    private CarrySave() {
    }

    /**
     * One layer of full adders per column: {@code sum + carry + code} becomes a new pair, and no carry runs along the word. Two's complement of 64
     * bits wraps like any adder; the true sums have at most 48.
     *
     * @param sum partial sums, [column]; updated in place
     * @param carry carries in their place, [column]; updated in place
     * @param codes codes of the next array, [column]
     */
    static void add(long[] sum, long[] carry, int[] codes) {
        for (int i = 0; i < sum.length; i++) {
            long s = sum[i];
            long c = carry[i];
            long x = codes[i];
            sum[i] = s ^ c ^ x;
            carry[i] = (s & c | s & x | c & x) << 1;
        }
    }
}
