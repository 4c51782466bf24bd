package org.spikebook.accelerator.rsnn;

import java.util.Locale;

/**
 * What the chip did, in whole numbers; for one frame or for many.
 *
 * @param inputRows reads of a row (128 weights of 4 bits) of the input weight SRAM
 * @param recurrentRows reads of a row of the recurrent weight SRAM
 * @param fcRows reads of a row of the FC weight SRAM
 * @param additions additions issued to processing elements, one a lane: a weight, shifted or not, onto an accumulator. Those on pruned weights count
 * @param gated lanes that were held (clock-gated) in a cycle of their set because their spike or bit was 0
 * @param lifUpdates leaks, comparisons and resets of one neuron at one time step
 */
public record RsnnCounts(long inputRows, long recurrentRows, long fcRows, long additions, long gated, long lifUpdates) {

    /** Nothing was done. */
    public static final RsnnCounts NONE = new RsnnCounts(0, 0, 0, 0, 0, 0);

    /** Reads of rows of all weight SRAMs. */
    public long rows() {
        return inputRows + recurrentRows + fcRows;
    }

    /** Both together. */
    public RsnnCounts plus(RsnnCounts other) {
        return new RsnnCounts(inputRows + other.inputRows, recurrentRows + other.recurrentRows, fcRows + other.fcRows, additions + other.additions, gated + other.gated,
                lifUpdates + other.lifUpdates);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "rows %,d (input %,d, recurrent %,d, FC %,d), additions %,d, gated %,d, LIF updates %,d", rows(), inputRows, recurrentRows, fcRows,
                additions, gated, lifUpdates);
    }
}
