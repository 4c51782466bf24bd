package org.spikebook.energy;

import java.util.Locale;

/**
 * An energy-delay product (EDP): total energy x total execution time (SpikeX, Section V).
 *
 * @param jouleSeconds value in J·s, finite, 0 or more
 */
public record EnergyDelay(double jouleSeconds) implements Comparable<EnergyDelay> {

    public EnergyDelay {
        if (!(jouleSeconds >= 0) || Double.isInfinite(jouleSeconds)) {
            throw new IllegalArgumentException("energy-delay product must be finite and not negative, but was " + jouleSeconds + " J·s");
        }
    }

    /** The product of an energy and a time in seconds. */
    public static EnergyDelay of(Energy energy, double seconds) {
        return new EnergyDelay(energy.joules() * seconds);
    }

    @Override
    public int compareTo(EnergyDelay other) {
        return Double.compare(jouleSeconds, other.jouleSeconds);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.4g J·s", jouleSeconds);
    }
}
