package org.spikebook.lab.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A parameter and the range of its values, from which points are taken: evenly ({@link Sweep#over(SweepRange, int)}), at random
 * ({@link Sweep#random}) or as a Latin hypercube ({@link Sweep#latinHypercube}).
 *
 * <pre>{@code
 * SweepRange.of("globalBuffer", 16, 256).log().whole();     // 16 ... 256 KB, evenly on a log scale, rounded
 * }</pre>
 *
 * @param name name of the parameter
 * @param from lowest value
 * @param to highest value, above {@code from}
 * @param isLog whether equal steps are equal ratios; then {@code from} is above 0
 * @param isWhole whether values are rounded to whole numbers
 */
public record SweepRange(String name, double from, double to, boolean isLog, boolean isWhole) {

    public SweepRange {
        Objects.requireNonNull(name, "name");
        if (!(from < to) || Double.isInfinite(from) || Double.isInfinite(to)) {
            throw new IllegalArgumentException("sweep range '" + name + "': must go from a lower to a higher finite value, but was " + from + " to " + to
                    + ". Maybe the two were swapped.");
        }
        if (isLog && from <= 0) {
            throw new IllegalArgumentException("sweep range '" + name + "': a log scale must start above 0, but starts at " + from);
        }
    }

    /** A linear range. */
    public static SweepRange of(String name, double from, double to) {
        return new SweepRange(name, from, to, false, false);
    }

    /** The same on a log scale. */
    public SweepRange log() {
        return new SweepRange(name, from, to, true, isWhole);
    }

    /** The same with values rounded to whole numbers. */
    public SweepRange whole() {
        return new SweepRange(name, from, to, isLog, true);
    }

    /** The value at a fraction of the way, 0..1. */
    Object at(double fraction) {
        double value = isLog ? from * Math.pow(to / from, fraction) : from + (to - from) * fraction;
        value = Math.min(to, Math.max(from, value));
        return isWhole ? (Object) Math.round(value) : (Object) value;
    }

    /** Values at equal steps, both ends among them; whole numbers that would be there twice are there once. */
    SweepAxis even(int count) {
        if (count < 2) {
            throw new IllegalArgumentException("sweep range '" + name + "': needs at least 2 values, but got " + count);
        }
        var values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Object value = at((double) i / (count - 1));
            if (values.isEmpty() || !values.get(values.size() - 1).equals(value)) {
                values.add(value);
            }
        }
        return SweepAxis.of(name, values);
    }

    SweepAxis at(double[] fractions) {
        List<Object> values = new ArrayList<>();
        for (double fraction : fractions) {
            values.add(at(fraction));
        }
        return SweepAxis.of(name, values);
    }
}
