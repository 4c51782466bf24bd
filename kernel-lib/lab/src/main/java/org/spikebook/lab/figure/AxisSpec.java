package org.spikebook.lab.figure;

/**
 * One axis.
 *
 * @param quantity what runs along it
 * @param log whether it is logarithmic
 * @param low lower end, NaN where the data decide
 * @param high upper end, NaN where the data decide
 */
record AxisSpec(Quantity quantity, boolean log, double low, double high) {

    static AxisSpec of(Quantity quantity) {
        return new AxisSpec(quantity, false, Double.NaN, Double.NaN);
    }

    AxisSpec named(Quantity quantity) {
        return new AxisSpec(quantity, log, low, high);
    }

    AxisSpec logarithmic() {
        if (low <= 0) {
            throw new IllegalArgumentException("axis '" + quantity.name() + "': a log axis cannot start at " + low
                    + ". Maybe a positive range.");
        }
        return new AxisSpec(quantity, true, low, high);
    }

    AxisSpec range(double low, double high) {
        if (!(low < high) || Double.isInfinite(low) || Double.isInfinite(high)) {
            throw new IllegalArgumentException("axis '" + quantity.name() + "': range must be finite and ascend, but was " + low + ".."
                    + high + ".");
        }
        AxisSpec ranged = new AxisSpec(quantity, false, low, high);
        return log ? ranged.logarithmic() : ranged;
    }

    boolean hasRange() {
        return !Double.isNaN(low);
    }
}
