package org.spikebook.accelerator.rsnn;

import java.util.Locale;

/**
 * Power and energy of the chip at a clock.
 *
 * @param hertz clock in Hz
 * @param leakageMicrowatts leakage in uW
 * @param framePicojoules dynamic energy of a frame in pJ
 * @param frameCycles cycles of a frame
 */
public record RsnnPower(double hertz, double leakageMicrowatts, double framePicojoules, double frameCycles) {

    /** Dynamic energy of a cycle in pJ. */
    public double picojoulesPerCycle() {
        return framePicojoules / frameCycles;
    }

    /** Power while it works in uW: {@code leakage + energy a cycle x clock}, the paper's number at 100 kHz. */
    public double microwatts() {
        return leakageMicrowatts + picojoulesPerCycle() * hertz * 1e-6;
    }

    /** Share of the leakage in {@link #microwatts}, 0..1. */
    public double leakageShare() {
        return leakageMicrowatts / microwatts();
    }

    /** Energy of a frame in nJ while it works: power x cycles / clock. */
    public double nanojoulesPerFrame() {
        return microwatts() * frameCycles / hertz * 1e3;
    }

    /** Mean power in uW at 100 frames a second if the clock stops between frames: {@code leakage + frame energy x 100}. */
    public double realTimeMicrowatts() {
        return leakageMicrowatts + framePicojoules * RsnnShape.FRAME_RATE * 1e-6;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f uW at %.4g kHz (leakage %.1f %%), %.2f pJ a cycle, %.0f nJ a frame of %.0f cycles", microwatts(), hertz / 1e3,
                100 * leakageShare(), picojoulesPerCycle(), nanojoulesPerFrame(), frameCycles);
    }
}
