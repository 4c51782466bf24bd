package org.spikebook.accelerator.rsnn;

import java.util.Arrays;
import java.util.Locale;

/** Cycles and counts of the chip over some frames of speech. Immutable; made by {@link Rsnn#simulate}. */
public final class RsnnReport {

    private final Rsnn chip;
    private final RsnnShape shape;
    private final int[] cycles;
    private final long inputCycles;
    private final long recurrentCycles;
    private final long fcCycles;
    private final long lifCycles;
    private final RsnnCounts counts;

    RsnnReport(Rsnn chip, RsnnShape shape, int[] cycles, long inputCycles, long recurrentCycles, long fcCycles, long lifCycles, RsnnCounts counts) {
        this.chip = chip;
        this.shape = shape;
        this.cycles = cycles;
        this.inputCycles = inputCycles;
        this.recurrentCycles = recurrentCycles;
        this.fcCycles = fcCycles;
        this.lifCycles = lifCycles;
        this.counts = counts;
    }

    /** The chip that was simulated. */
    public Rsnn chip() {
        return chip;
    }

    /** Sizes of the network. */
    public RsnnShape shape() {
        return shape;
    }

    /** Frames of 10 ms. */
    public int frames() {
        return cycles.length;
    }

    /** Cycles of each frame. */
    public int[] cycles() {
        return cycles.clone();
    }

    /** Cycles of all frames. */
    public long totalCycles() {
        return inputCycles + recurrentCycles + fcCycles + lifCycles;
    }

    /** Mean cycles of a frame. */
    public double meanCycles() {
        return (double) totalCycles() / frames();
    }

    /** Mean cycles of a frame in the input layer, loads included. */
    public double inputCycles() {
        return (double) inputCycles / frames();
    }

    /** Mean cycles of a frame in the three recurrent matrices (L0 recurrent, L1 in, L1 recurrent). */
    public double recurrentCycles() {
        return (double) recurrentCycles / frames();
    }

    /** Mean cycles of a frame in FC. */
    public double fcCycles() {
        return (double) fcCycles / frames();
    }

    /** Mean cycles of a frame in which only the LIF module works. */
    public double lifCycles() {
        return (double) lifCycles / frames();
    }

    /** Counts of all frames together. */
    public RsnnCounts counts() {
        return counts;
    }

    /** Millions of additions a second of speech (100 frames a second): the paper's MMAC/S after skipping and merging. */
    public double megamacs() {
        return (double) counts.additions() / frames() * RsnnShape.FRAME_RATE / 1e6;
    }

    /**
     * Whether the chip keeps up with speech.
     *
     * @param hertz clock in Hz
     */
    public RealTime realTime(double hertz) {
        if (!(hertz > 0)) {
            throw new IllegalArgumentException("RSNN chip: clock must be above 0 Hz, but was " + hertz);
        }
        double budget = hertz / RsnnShape.FRAME_RATE;
        long late = 0;
        double end = 0;
        double longest = 0;
        for (int f = 0; f < cycles.length; f++) {
            late += cycles[f] > budget ? 1 : 0;
            end = Math.max(end, f * budget) + cycles[f];
            longest = Math.max(longest, end - f * budget);
        }
        return new RealTime(hertz, budget, meanCycles(), Arrays.stream(cycles).max().orElse(0), (double) late / frames(), 1000 * longest / hertz);
    }

    /**
     * The chip beside the clock of speech, a frame every 10 ms.
     *
     * @param hertz clock in Hz
     * @param budget cycles between two frames
     * @param meanCycles mean cycles of a frame
     * @param mostCycles cycles of the longest frame
     * @param over share of the frames that need more than the budget, 0..1
     * @param delayMilliseconds longest time from a frame's arrival to its result in ms, if frames wait for each other
     */
    public record RealTime(double hertz, double budget, double meanCycles, int mostCycles, double over, double delayMilliseconds) {

        /** Whether it keeps up in the long run: the mean is within the budget. */
        public boolean keepsUp() {
            return meanCycles <= budget;
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.0f cycles a frame at %.0f kHz: mean %.1f (%s), longest %d, %.2f %% of the frames over, longest delay %.2f ms", budget, hertz / 1e3,
                    meanCycles, keepsUp() ? "keeps up" : "falls behind", mostCycles, 100 * over, delayMilliseconds);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RsnnReport that && chip.equals(that.chip) && shape.equals(that.shape) && Arrays.equals(cycles, that.cycles)
                && inputCycles == that.inputCycles && recurrentCycles == that.recurrentCycles && fcCycles == that.fcCycles && lifCycles == that.lifCycles
                && counts.equals(that.counts);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(cycles) * 31 + counts.hashCode();
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s%n%s, %d frames: %.1f cycles a frame (input %.1f, recurrent %.1f, FC %.1f%s), %.2f MMAC/S%n%s", chip, shape, frames(), meanCycles(),
                inputCycles(), recurrentCycles(), fcCycles(), lifCycles == 0 ? "" : String.format(Locale.ROOT, ", LIF %.1f", lifCycles()), megamacs(), counts);
    }
}
