package org.spikebook.lab.figure;

import org.jfree.data.xy.AbstractIntervalXYDataset;

/**
 * Points for JFreeChart with their extent along both axes, in the order given; all arrays have shape [point].
 */
final class FigureData extends AbstractIntervalXYDataset {

    private static final long serialVersionUID = 1L;

    private final String name;
    private final double[] x;
    private final double[] left;
    private final double[] right;
    private final double[] y;
    private final double[] low;
    private final double[] high;

    FigureData(String name, double[] x, double[] left, double[] right, double[] y, double[] low, double[] high) {
        this.name = name;
        this.x = x;
        this.left = left;
        this.right = right;
        this.y = y;
        this.low = low;
        this.high = high;
    }

    @Override
    public int getSeriesCount() {
        return 1;
    }

    @Override
    public String getSeriesKey(int series) {
        return name;
    }

    @Override
    public int getItemCount(int series) {
        return x.length;
    }

    @Override
    public Number getX(int series, int item) {
        return x[item];
    }

    @Override
    public Number getY(int series, int item) {
        return y[item];
    }

    @Override
    public Number getStartX(int series, int item) {
        return left[item];
    }

    @Override
    public Number getEndX(int series, int item) {
        return right[item];
    }

    @Override
    public Number getStartY(int series, int item) {
        return low[item];
    }

    @Override
    public Number getEndY(int series, int item) {
        return high[item];
    }
}
