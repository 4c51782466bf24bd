package org.spikebook.accelerator.ptb;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.spikebook.accelerator.LineColumns;

/**
 * StSAP, PTB's spatiotemporally-non-overlapping spiking activity packing. A group has up to eight columns and many lines; a line's
 * mask says in which columns it spikes. In ascending order, an unpaired line takes the first later unpaired line with a disjoint mask.
 * Silent lines vanish, a line active in all eight columns stays alone, a pair counts as one slot.
 *
 * <p>A group is given by columns: bit {@code k} of a column's words is line {@code k}. The lines disjoint from line {@code k} are then
 * those in none of the columns that hold {@code k}, 64 at a time.
 */
final class Pairing {

    /** Most columns of a group. */
    static final int COLUMNS = 8;

    private final int words;
    private final long[] open;   // lines that are neither paired nor passed, one bit each

    /** For groups of up to {@code lines} lines. */
    Pairing(int lines) {
        this.words = LineColumns.words(lines);
        this.open = new long[words];
    }

    /**
     * Slots that one group takes.
     *
     * @param bits columns, {@link LineColumns#words} words each
     * @param at where each of the eight columns begins in {@code bits}; an absent column points at zeros
     * @param columns columns that are present, 1..8; the absent ones come last
     */
    int slots(long[] bits, int[] at, int columns) {
        return columns <= 5 ? fiveColumns(bits, at) : eightColumns(bits, at);
    }

    private int eightColumns(long[] bits, int[] at) {
        int a0 = at[0];
        int a1 = at[1];
        int a2 = at[2];
        int a3 = at[3];
        int a4 = at[4];
        int a5 = at[5];
        int a6 = at[6];
        int a7 = at[7];
        long[] open = this.open;
        int words = this.words;
        int slots = 0;
        for (int w = 0; w < words; w++) {
            long c0 = bits[a0 + w];
            long c1 = bits[a1 + w];
            long c2 = bits[a2 + w];
            long c3 = bits[a3 + w];
            long c4 = bits[a4 + w];
            long c5 = bits[a5 + w];
            long c6 = bits[a6 + w];
            long c7 = bits[a7 + w];
            long full = c0 & c1 & c2 & c3 & c4 & c5 & c6 & c7;
            slots += Long.bitCount(full);
            open[w] = (c0 | c1 | c2 | c3 | c4 | c5 | c6 | c7) & ~full;
        }
        for (int w = 0; w < words; w++) {
            long here = open[w];
            if (here == 0) {
                continue;
            }
            long c0 = bits[a0 + w];
            long c1 = bits[a1 + w];
            long c2 = bits[a2 + w];
            long c3 = bits[a3 + w];
            long c4 = bits[a4 + w];
            long c5 = bits[a5 + w];
            long c6 = bits[a6 + w];
            long c7 = bits[a7 + w];
            while (here != 0) {
                int k = Long.numberOfTrailingZeros(here);
                here &= here - 1;
                slots++;
                // all ones where the line is in the column
                long m0 = -(c0 >>> k & 1);
                long m1 = -(c1 >>> k & 1);
                long m2 = -(c2 >>> k & 1);
                long m3 = -(c3 >>> k & 1);
                long m4 = -(c4 >>> k & 1);
                long m5 = -(c5 >>> k & 1);
                long m6 = -(c6 >>> k & 1);
                long m7 = -(c7 >>> k & 1);
                long disjoint = here & ~(c0 & m0 | c1 & m1 | c2 & m2 | c3 & m3 | c4 & m4 | c5 & m5 | c6 & m6 | c7 & m7);
                if (disjoint != 0) {
                    here ^= Long.lowestOneBit(disjoint);
                    continue;
                }
                for (int later = w + 1; later < words; later++) {
                    disjoint = open[later] & ~(bits[a0 + later] & m0 | bits[a1 + later] & m1 | bits[a2 + later] & m2
                            | bits[a3 + later] & m3 | bits[a4 + later] & m4 | bits[a5 + later] & m5 | bits[a6 + later] & m6
                            | bits[a7 + later] & m7);
                    if (disjoint != 0) {
                        open[later] ^= Long.lowestOneBit(disjoint);
                        break;
                    }
                }
            }
        }
        return slots;
    }

    /** The same for at most five columns, which is a third less work. */
    private int fiveColumns(long[] bits, int[] at) {
        int a0 = at[0];
        int a1 = at[1];
        int a2 = at[2];
        int a3 = at[3];
        int a4 = at[4];
        long[] open = this.open;
        int words = this.words;
        int slots = 0;
        for (int w = 0; w < words; w++) {
            long c0 = bits[a0 + w];
            long c1 = bits[a1 + w];
            long c2 = bits[a2 + w];
            long c3 = bits[a3 + w];
            long c4 = bits[a4 + w];
            long full = c0 & c1 & c2 & c3 & c4;
            slots += Long.bitCount(full);
            open[w] = (c0 | c1 | c2 | c3 | c4) & ~full;
        }
        for (int w = 0; w < words; w++) {
            long here = open[w];
            if (here == 0) {
                continue;
            }
            long c0 = bits[a0 + w];
            long c1 = bits[a1 + w];
            long c2 = bits[a2 + w];
            long c3 = bits[a3 + w];
            long c4 = bits[a4 + w];
            while (here != 0) {
                int k = Long.numberOfTrailingZeros(here);
                here &= here - 1;
                slots++;
                // all ones where the line is in the column
                long m0 = -(c0 >>> k & 1);
                long m1 = -(c1 >>> k & 1);
                long m2 = -(c2 >>> k & 1);
                long m3 = -(c3 >>> k & 1);
                long m4 = -(c4 >>> k & 1);
                long disjoint = here & ~(c0 & m0 | c1 & m1 | c2 & m2 | c3 & m3 | c4 & m4);
                if (disjoint != 0) {
                    here ^= Long.lowestOneBit(disjoint);
                    continue;
                }
                for (int later = w + 1; later < words; later++) {
                    disjoint = open[later] & ~(bits[a0 + later] & m0 | bits[a1 + later] & m1 | bits[a2 + later] & m2
                            | bits[a3 + later] & m3 | bits[a4 + later] & m4);
                    if (disjoint != 0) {
                        open[later] ^= Long.lowestOneBit(disjoint);
                        break;
                    }
                }
            }
        }
        return slots;
    }

    /** The slots themselves, as the lines in them: each line or pair of lines of a group, in the order in which they enter the array. */
    static List<int[]> slots(List<Long> masks) {
        var slots = new ArrayList<int[]>();
        boolean[] paired = new boolean[masks.size()];
        for (int i = 0; i < masks.size(); i++) {
            if (paired[i]) {
                continue;
            }
            int partner = -1;
            for (int j = i + 1; j < masks.size() && partner < 0; j++) {
                partner = !paired[j] && (masks.get(i) & masks.get(j)) == 0 ? j : -1;
            }
            slots.add(partner < 0 ? new int[] {i} : new int[] {i, partner});
            if (partner >= 0) {
                paired[partner] = true;
            }
        }
        return slots;
    }

    /** Each line alone. */
    static List<int[]> single(int lines) {
        return IntStream.range(0, lines).mapToObj(i -> new int[] {i}).toList();
    }
}
