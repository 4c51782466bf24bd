package org.spikebook.accelerator.ptb;

import java.util.Arrays;
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
     * @param masks tag bits, bit j for column j; only the low {@code columns} bits are set
     * @param base where the group begins
     * @param offsets where its lines lie from there, in ascending order of the lines; at most the capacity
     */
    int slots(byte[] masks, int base, int[] offsets) {
        int slots = 0;
        for (int i = 0; i < offsets.length; i++) {
            int mask = masks[base + offsets[i]] & 0xff;
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
            } else if (++head[partner] == tail[partner]) {
                waiting[partner >> 6] &= ~(1L << partner);
            }
        }
        clear(all + 1);
        return slots;
    }

    /** The same where no mask is 64 or more and none is active in all columns: one word holds the set of waiting masks. */
    int narrowSlots(byte[] masks, int base, int[] offsets) {
        int[] queue = this.queue;
        int[] head = this.head;
        int[] tail = this.tail;
        int capacity = this.capacity;
        long waiting = 0;
        int slots = 0;
        for (int i = 0; i < offsets.length; i++) {
            int mask = masks[base + offsets[i]];
            if (mask == 0) {
                continue;
            }
            long candidates = waiting & DISJOINT[4 * mask];
            if (candidates == 0) {
                waiting |= 1L << mask;
                queue[mask * capacity + tail[mask]++] = i;
                slots++;
                continue;
            }
            int partner = Long.numberOfTrailingZeros(candidates);
            candidates &= candidates - 1;
            if (candidates != 0) {
                int earliest = queue[partner * capacity + head[partner]];
                do {
                    int other = Long.numberOfTrailingZeros(candidates);
                    candidates &= candidates - 1;
                    int line = queue[other * capacity + head[other]];
                    if (line < earliest) {
                        earliest = line;
                        partner = other;
                    }
                } while (candidates != 0);
            }
            if (++head[partner] == tail[partner]) {
                waiting &= ~(1L << partner);
            }
        }
        clear(64);
        return slots;
    }

    private void clear(int masks) {
        Arrays.fill(head, 0, masks, 0);
        Arrays.fill(tail, 0, masks, 0);
        Arrays.fill(waiting, 0);
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
        int[] offsets = new int[layer.fanIn()];
        for (int k = 0; k < offsets.length; k++) {
            offsets[k] = k * groups;
        }
        var pairing = new Pairing(columns, offsets.length);
        byte[] masks = new byte[groups * offsets.length];
        long slots = 0;
        for (int p = 0; p < layer.positions(); p++) {
            int line = 0;
            for (int b = 0; b < tags.blocks(); b++) {
                for (int l = 0; l < tags.linesOf(b); l++, line++) {
                    int input = tags.inputOf(b, p, l);
                    for (int g = 0; g < groups; g++) {
                        masks[line * groups + g] = input < 0 ? 0 : mask(lines, input, g * columns, columns);
                    }
                }
            }
            for (int g = 0; g < groups; g++) {
                slots += pairing.slots(masks, g, offsets);
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
