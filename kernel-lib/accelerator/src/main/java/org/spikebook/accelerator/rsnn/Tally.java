package org.spikebook.accelerator.rsnn;

/** What the chip has done so far: cycles of the layers and counts, added up as frames pass. {@link RsnnCounts} says what each count is. */
final class Tally {

    long inputCycles;
    long recurrentCycles;
    long fcCycles;
    long inputRows;
    long recurrentRows;
    long fcRows;
    long additions;
    long gated;

    /** Cycles of the layers, without those in which only the LIF module works. */
    long cycles() {
        return inputCycles + recurrentCycles + fcCycles;
    }

    /**
     * The report.
     *
     * @param cycles of each frame
     * @param lifCycles of all frames
     * @param updates LIF updates of all frames
     */
    RsnnReport report(Rsnn chip, RsnnShape shape, int[] cycles, long lifCycles, long updates) {
        return new RsnnReport(chip, shape, cycles, inputCycles, recurrentCycles, fcCycles, lifCycles,
                new RsnnCounts(inputRows, recurrentRows, fcRows, additions, gated, updates));
    }
}
