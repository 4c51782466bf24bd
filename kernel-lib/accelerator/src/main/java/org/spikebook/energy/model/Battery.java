package org.spikebook.energy.model;

import org.spikebook.energy.Energy;

/**
 * A battery.
 *
 * @param milliampereHours capacity in mAh, above 0
 * @param volts mean voltage in V, above 0
 */
public record Battery(double milliampereHours, double volts) {

    public Battery {
        if (!(milliampereHours > 0) || !(volts > 0) || Double.isInfinite(milliampereHours * volts)) {
            throw new IllegalArgumentException("battery: capacity and voltage must be above 0, but were " + milliampereHours + " mAh and " + volts
                    + " V");
        }
    }

    /** Energy that it holds, {@code 3.6 * mAh * V} joules. */
    public double joules() {
        return 3.6 * milliampereHours * volts;
    }

    /**
     * How long it lasts, {@code E_batt / (P_idle + f E_inf)}, in hours.
     *
     * @param idleWatts power of everything else, W, 0 or more
     * @param inferencesPerSecond inferences a second f, 0 or more
     * @param inference energy of an inference
     */
    public double hours(double idleWatts, double inferencesPerSecond, Energy inference) {
        double watts = idleWatts + inferencesPerSecond * inference.joules();
        if (!(idleWatts >= 0) || !(inferencesPerSecond >= 0) || !(watts > 0)) {
            throw new IllegalArgumentException("battery: idle power and inferences a second must not be negative and not both nothing, but were "
                    + idleWatts + " W and " + inferencesPerSecond + " a second");
        }
        return joules() / watts / 3600;
    }
}
