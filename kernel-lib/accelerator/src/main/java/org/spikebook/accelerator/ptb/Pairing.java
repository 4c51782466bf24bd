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
 * those in none of the columns that hold {@code k}, 64 at a time. Each pair depends on the one before, so what counts is how soon the next
 * is known: the unions of the columns of any mask are two look-ups, one for each half of the mask, and the masks of 64 lines are made at
 * once from the columns. Two groups at a time keep a core busy while each waits for its own.
 */
final class Pairing {

    /** Most columns of a group. */
    static final int COLUMNS = 8;

    private final int words;
    private final Group one;
    private final Group other;

    /** For groups of up to {@code lines} lines. */
    Pairing(int lines) {
        this.words = LineColumns.words(lines);
        this.one = new Group(words);
        this.other = new Group(words);
    }

    /** A group at work. */
    private static final class Group {

        final long[] open;      // lines that are neither paired nor passed, one bit each
        final long[] low = new long[16];        // lines in any of the columns 0..3 that the index names
        final long[] high = new long[16];       // in any of the columns 4..7
        final long[] masks = new long[8];       // masks of the lines of a word, a byte each

        Group(int words) {
            this.open = new long[words];
        }

        /** Opens all lines that are neither silent nor active in all columns; the latter are slots of their own. */
        int begin(long[] bits, int[] at, int words) {
            int slots = 0;
            for (int w = 0; w < words; w++) {
                long c0 = bits[at[0] + w];
                long c1 = bits[at[1] + w];
                long c2 = bits[at[2] + w];
                long c3 = bits[at[3] + w];
                long c4 = bits[at[4] + w];
                long c5 = bits[at[5] + w];
                long c6 = bits[at[6] + w];
                long c7 = bits[at[7] + w];
                long full = c0 & c1 & c2 & c3 & c4 & c5 & c6 & c7;
                slots += Long.bitCount(full);
                open[w] = (c0 | c1 | c2 | c3 | c4 | c5 | c6 | c7) & ~full;
            }
            return slots;
        }

        /** Makes the tables of a word and gives its open lines. */
        long enter(long[] bits, int[] at, int w) {
            long here = open[w];
            if (here != 0) {
                long c0 = bits[at[0] + w];
                long c1 = bits[at[1] + w];
                long c2 = bits[at[2] + w];
                long c3 = bits[at[3] + w];
                long c4 = bits[at[4] + w];
                long c5 = bits[at[5] + w];
                long c6 = bits[at[6] + w];
                long c7 = bits[at[7] + w];
                unions(low, c0, c1, c2, c3);
                unions(high, c4, c5, c6, c7);
                transpose(masks, c0, c1, c2, c3, c4, c5, c6, c7);
            }
            return here;
        }

        /** Takes the first disjoint open line of the words from {@code from} on, if there is one. */
        void pairLater(long[] bits, int[] at, int from, int words, int mask) {
            long m0 = -(mask & 1);
            long m1 = -(mask >>> 1 & 1);
            long m2 = -(mask >>> 2 & 1);
            long m3 = -(mask >>> 3 & 1);
            long m4 = -(mask >>> 4 & 1);
            long m5 = -(mask >>> 5 & 1);
            long m6 = -(mask >>> 6 & 1);
            long m7 = -(mask >>> 7 & 1);
            for (int w = from; w < words; w++) {
                long disjoint = open[w] & ~(bits[at[0] + w] & m0 | bits[at[1] + w] & m1 | bits[at[2] + w] & m2 | bits[at[3] + w] & m3 | bits[at[4] + w] & m4
                        | bits[at[5] + w] & m5 | bits[at[6] + w] & m6 | bits[at[7] + w] & m7);
                if (disjoint != 0) {
                    open[w] ^= disjoint & -disjoint;
                    return;
                }
            }
        }
    }

    /**
     * Slots that one group takes.
     *
     * @param bits columns, {@link LineColumns#words} words each
     * @param at where each of the eight columns begins in {@code bits}; an absent column points at zeros
     */
    int slots(long[] bits, int[] at) {
        int slots = one.begin(bits, at, words);
        for (int w = 0; w < words; w++) {
            long here = one.enter(bits, at, w);
            slots += rest(one, bits, at, w, here);
        }
        return slots;
    }

    /** Slots that two groups take together: their pairs do not depend on each other, and a core works on both at once. */
    int slots(long[] bits, int[] at, int[] otherAt) {
        Group one = this.one;
        Group other = this.other;
        int words = this.words;
        int slots = one.begin(bits, at, words) + other.begin(bits, otherAt, words);
        for (int w = 0; w < words; w++) {
            long here = one.enter(bits, at, w);
            long there = other.enter(bits, otherAt, w);
            long[] low = one.low;
            long[] high = one.high;
            long[] masks = one.masks;
            long[] otherLow = other.low;
            long[] otherHigh = other.high;
            long[] otherMasks = other.masks;
            while (here != 0 && there != 0) {
                int k = Long.numberOfTrailingZeros(here);
                int l = Long.numberOfTrailingZeros(there);
                here &= here - 1;
                there &= there - 1;
                slots += 2;
                int mask = (int) (masks[k >>> 3] >>> (k << 3)) & 0xFF;
                int otherMask = (int) (otherMasks[l >>> 3] >>> (l << 3)) & 0xFF;
                long disjoint = here & ~(low[mask & 15] | high[mask >>> 4]);
                long otherDisjoint = there & ~(otherLow[otherMask & 15] | otherHigh[otherMask >>> 4]);
                here ^= disjoint & -disjoint;
                there ^= otherDisjoint & -otherDisjoint;
                if (disjoint == 0) {
                    one.pairLater(bits, at, w + 1, words, mask);
                }
                if (otherDisjoint == 0) {
                    other.pairLater(bits, otherAt, w + 1, words, otherMask);
                }
            }
            slots += rest(one, bits, at, w, here) + rest(other, bits, otherAt, w, there);
        }
        return slots;
    }

    private int rest(Group group, long[] bits, int[] at, int w, long from) {
        long here = from;
        int slots = 0;
        while (here != 0) {
            int k = Long.numberOfTrailingZeros(here);
            here &= here - 1;
            slots++;
            int mask = (int) (group.masks[k >>> 3] >>> (k << 3)) & 0xFF;
            long disjoint = here & ~(group.low[mask & 15] | group.high[mask >>> 4]);
            here ^= disjoint & -disjoint;
            if (disjoint == 0) {
                group.pairLater(bits, at, w + 1, words, mask);
            }
        }
        return slots;
    }

    /** Entry {@code i}: the union of the columns whose bits are set in {@code i}. */
    private static void unions(long[] into, long c0, long c1, long c2, long c3) {
        long c01 = c0 | c1;
        long c23 = c2 | c3;
        into[0] = 0;
        into[1] = c0;
        into[2] = c1;
        into[3] = c01;
        into[4] = c2;
        into[5] = c0 | c2;
        into[6] = c1 | c2;
        into[7] = c01 | c2;
        into[8] = c3;
        into[9] = c0 | c3;
        into[10] = c1 | c3;
        into[11] = c01 | c3;
        into[12] = c23;
        into[13] = c0 | c23;
        into[14] = c1 | c23;
        into[15] = c01 | c23;
    }

    /** Byte {@code k % 8} of word {@code k / 8}: the mask of line {@code k}, bit {@code j} from column {@code j}. */
    static void transpose(long[] into, long c0, long c1, long c2, long c3, long c4, long c5, long c6, long c7) {
        long m = 0x00000000FFFFFFFFL;       // bytes first: word b gets byte b of every column
        long t;
        t = (c0 >>> 32 ^ c4) & m;
        c0 ^= t << 32;
        c4 ^= t;
        t = (c1 >>> 32 ^ c5) & m;
        c1 ^= t << 32;
        c5 ^= t;
        t = (c2 >>> 32 ^ c6) & m;
        c2 ^= t << 32;
        c6 ^= t;
        t = (c3 >>> 32 ^ c7) & m;
        c3 ^= t << 32;
        c7 ^= t;
        m = 0x0000FFFF0000FFFFL;
        t = (c0 >>> 16 ^ c2) & m;
        c0 ^= t << 16;
        c2 ^= t;
        t = (c1 >>> 16 ^ c3) & m;
        c1 ^= t << 16;
        c3 ^= t;
        t = (c4 >>> 16 ^ c6) & m;
        c4 ^= t << 16;
        c6 ^= t;
        t = (c5 >>> 16 ^ c7) & m;
        c5 ^= t << 16;
        c7 ^= t;
        m = 0x00FF00FF00FF00FFL;
        t = (c0 >>> 8 ^ c1) & m;
        c0 ^= t << 8;
        c1 ^= t;
        t = (c2 >>> 8 ^ c3) & m;
        c2 ^= t << 8;
        c3 ^= t;
        t = (c4 >>> 8 ^ c5) & m;
        c4 ^= t << 8;
        c5 ^= t;
        t = (c6 >>> 8 ^ c7) & m;
        c6 ^= t << 8;
        c7 ^= t;
        into[0] = eight(c0);
        into[1] = eight(c1);
        into[2] = eight(c2);
        into[3] = eight(c3);
        into[4] = eight(c4);
        into[5] = eight(c5);
        into[6] = eight(c6);
        into[7] = eight(c7);
    }

    /** Transposes the 8 x 8 bits of a word: bit j of byte i and bit i of byte j change places. */
    private static long eight(long x) {
        long t = (x ^ x >>> 7) & 0x00AA00AA00AA00AAL;
        x ^= t ^ t << 7;
        t = (x ^ x >>> 14) & 0x0000CCCC0000CCCCL;
        x ^= t ^ t << 14;
        t = (x ^ x >>> 28) & 0x00000000F0F0F0F0L;
        return x ^ t ^ t << 28;
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
