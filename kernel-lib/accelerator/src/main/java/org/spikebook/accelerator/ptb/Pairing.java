package org.spikebook.accelerator.ptb;

import org.spikebook.accelerator.ActivityTags;
import org.spikebook.progress.Progress;
import org.spikebook.spike.SpikeTensor;

/**
 * StSAP, PTB's spatiotemporally-non-overlapping spiking activity packing: lines (rows of tags, one bit a column) in ascending order;
 * an unpaired line takes the first later unpaired line with a disjoint mask. Silent lines vanish, a line active in all columns stays
 * alone, a pair counts as one slot.
 *
 * <p>Lines are taken as they come and matched with the earliest waiting line that is disjoint, which gives the same pairs: the
 * earliest line always has the first choice, whichever side asks.
 */
final class Pairing {

    private static final int MASKS = 256;
    /** Sets of masks disjoint from a mask, as 256-bit sets: word w of mask m at {@code 4 * m + w}. */
    private static final long[] DISJOINT = new long[MASKS * 4];

    static {
        for (int m = 0; m < MASKS; m++) {
            for (int other = 1; other < MASKS; other++) {
                if ((m & other) == 0) {
                    DISJOINT[4 * m + (other >> 6)] |= 1L << other;
                }
            }
        }
    }

    private final int columns;
    private final int all;
    private final int capacity;
    private final int[] queue;               // [mask][capacity]: waiting lines, oldest first
    private final int[] head = new int[MASKS];
    private final int[] tail = new int[MASKS];
    private final long[] waiting = new long[4];   // masks with a waiting line

    /**
     * @param columns bits of a mask, 1..8
     * @param capacity most lines of a group
     */
    Pairing(int columns, int capacity) {
        this.columns = columns;
        this.all = (1 << columns) - 1;
        this.capacity = capacity;
        this.queue = new int[(all + 1) * capacity];
    }

    /**
     * Slots that one group of lines takes.
     *
     * @param masks tag bits of each line, bit j for column j; only the low {@code columns} bits are set
     * @param from first line
     * @param count number of lines, at most the capacity
     */
    int slots(byte[] masks, int from, int count) {
        int slots = 0;
        for (int i = 0; i < count; i++) {
            int mask = masks[from + i] & 0xff;
            if (mask == 0) {
                continue;
            }
            if (mask == all) {
                slots++;
                continue;
            }
            int partner = earliestDisjoint(mask);
            if (partner < 0) {
                if (head[mask] == tail[mask]) {
                    waiting[mask >> 6] |= 1L << mask;
                }
                queue[mask * capacity + tail[mask]++] = i;
                slots++;
            } else {
                if (++head[partner] == tail[partner]) {
                    waiting[partner >> 6] &= ~(1L << partner);
                }
            }
        }
        for (int m = 0; m <= all; m++) {
            head[m] = 0;
            tail[m] = 0;
        }
        waiting[0] = waiting[1] = waiting[2] = waiting[3] = 0;
        return slots;
    }

    /** Mask whose oldest waiting line is the earliest of all that are disjoint, or -1. */
    private int earliestDisjoint(int mask) {
        int best = -1;
        int earliest = Integer.MAX_VALUE;
        for (int w = 0; w < 4; w++) {
            long candidates = waiting[w] & DISJOINT[4 * mask + w];
            while (candidates != 0) {
                int m = (w << 6) + Long.numberOfTrailingZeros(candidates);
                candidates &= candidates - 1;
                int line = queue[m * capacity + head[m]];
                if (line < earliest) {
                    earliest = line;
                    best = m;
                }
            }
        }
        return best;
    }

    /** Slots of a layer: for each position, the lines of all blocks in ascending order, for each group of consecutive windows. */
    static long slots(ActivityTags tags, int columns) {
        if (columns > 8) {
            throw new IllegalArgumentException("PTB: StSAP is modelled for at most 8 columns, but the array has " + columns
                    + ". Maybe stsap(false).");
        }
        SpikeTensor lines = tags.lines();
        var layer = tags.layer();
        int groups = (tags.windows() + columns - 1) / columns;
        int fanIn = layer.fanIn();
        var pairing = new Pairing(columns, fanIn);
        byte[] masks = new byte[groups * fanIn];
        long slots = 0;
        for (int p = 0; p < layer.positions(); p++) {
            int line = 0;
            for (int b = 0; b < tags.blocks(); b++) {
                for (int l = 0; l < tags.linesOf(b); l++, line++) {
                    int input = tags.inputOf(b, p, l);
                    for (int g = 0; g < groups; g++) {
                        masks[g * fanIn + line] = input < 0 ? 0 : mask(lines, input, g * columns, columns);
                    }
                }
            }
            for (int g = 0; g < groups; g++) {
                slots += pairing.slots(masks, g * fanIn, fanIn);
            }
            Progress.poll("StSAP of " + layer.name());
        }
        return slots;
    }

    private static byte mask(SpikeTensor lines, int input, int from, int columns) {
        int mask = 0;
        for (int j = 0; j < columns && from + j < lines.steps(); j++) {
            mask |= (int) (lines.word(input, from + j >> 6) >>> from + j & 1) << j;
        }
        return (byte) mask;
    }

    @Override
    public String toString() {
        return "StSAP over " + columns + " columns";
    }
}
