package org.spikebook.energy;

import java.util.Locale;

/**
 * An amount of energy.
 *
 * @param picojoules value in pJ, finite, 0 or more
 */
public record Energy(double picojoules) implements Comparable<Energy> {

    public static final Energy ZERO = new Energy(0);

    public Energy {
        if (!(picojoules >= 0) || Double.isInfinite(picojoules)) {
            throw new IllegalArgumentException("energy must be finite and not negative, but was " + picojoules + " pJ");
        }
    }

    public Energy plus(Energy other) {
        return new Energy(picojoules + other.picojoules);
    }

    /** Value in joules. */
    public double joules() {
        return picojoules * 1e-12;
    }

    @Override
    public int compareTo(Energy other) {
        return Double.compare(picojoules, other.picojoules);
    }

    @Override
    public String toString() {
        String[] units = {"pJ", "nJ", "uJ", "mJ", "J"};
        double value = picojoules;
        int unit = 0;
        while (value >= 1000 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.4g %s", value, units[unit]);
    }
}
