package org.spikebook.lab.figure;

/**
 * Points to draw under one name.
 *
 * @param name who they belong to; equal names have equal colours
 * @param x positions, shape [point]
 * @param y values, shape [point]; for a band its lower edge; for a heat map empty
 * @param minus length of the error bar downwards, shape [point], or empty
 * @param plus length of the error bar upwards, shape [point], or empty; for a band its height
 * @param right whether the right axis holds
 * @param dashed whether a line is dashed
 * @param heat the cells of a heat map, else {@link Heat#NONE}
 */
record Series(Kind kind, Origin origin, String name, Values x, double[] y, double[] minus, double[] plus, boolean right, boolean dashed,
        Heat heat) {

    /**
     * Cells of a heat map.
     *
     * @param y positions of the rows
     * @param z values, shape [y][x]; NaN is left blank
     * @param quantity what the colours mean
     */
    record Heat(Values y, double[][] z, Quantity quantity) {
        static final Heat NONE = new Heat(Values.of(), new double[0][], Quantity.NONE);
    }

    /** The text of the legend. */
    String label() {
        return origin.label(name) + (right ? ", right axis" : "");
    }

    boolean hasErrors() {
        return minus.length > 0;
    }

    /** The top of a point's error bar, of a band or the value itself. */
    double high(int i) {
        return plus.length > 0 ? y[i] + plus[i] : y[i];
    }

    /** The bottom of a point's error bar or the value itself. */
    double low(int i) {
        return minus.length > 0 ? y[i] - minus[i] : y[i];
    }
}
