package org.spikebook.energy.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/**
 * Where the SNN wins and where its twin does: SNN over twin on a plane of two parameters, each side in the dataflow in which it costs less.
 *
 * <pre>{@code
 * RegimeMap.of(DataflowModel.typical(), OperatingPoint.of(5, 8))
 *         .over(OperatingPoint.Axis.SPIKE_RATE, 0.01, 0.02, 0.05, 0.1)
 *         .against(OperatingPoint.Axis.HOPS, 0, 0.5, 1, 2, 4);
 * }</pre>
 */
public final class RegimeMap {

    private final DataflowModel model;
    private final OperatingPoint point;
    private final OperatingPoint.Axis xAxis;
    private final double[] x;
    private final OperatingPoint.Axis yAxis;
    private final double[] y;

    private RegimeMap(DataflowModel model, OperatingPoint point, OperatingPoint.Axis xAxis, double[] x, OperatingPoint.Axis yAxis, double[] y) {
        this.model = Objects.requireNonNull(model, "model");
        this.point = Objects.requireNonNull(point, "point");
        this.xAxis = xAxis;
        this.x = x;
        this.yAxis = yAxis;
        this.y = y;
        if (x.length == 0 || y.length == 0) {
            throw new IllegalArgumentException("regime map: needs at least one value for " + (x.length == 0 ? xAxis : yAxis));
        }
        // each value must be one that the point allows
        Arrays.stream(x).forEach(value -> xAxis.set(point, value));
        Arrays.stream(y).forEach(value -> yAxis.set(point, value));
    }

    /** A map around an operating point: spike rates of 0.5 to 30 % against 0 to 4 hops, until axes are given. */
    public static RegimeMap of(DataflowModel model, OperatingPoint point) {
        double[] rates = new double[60];
        Arrays.setAll(rates, i -> (i + 1) / 200.0);
        double[] hops = new double[41];
        Arrays.setAll(hops, i -> i / 10.0);
        return new RegimeMap(model, point, OperatingPoint.Axis.SPIKE_RATE, rates, OperatingPoint.Axis.HOPS, hops);
    }

    /** What runs along x. If it ran along y so far, y takes what ran along x. */
    public RegimeMap over(OperatingPoint.Axis axis, double... values) {
        Objects.requireNonNull(axis, "axis");
        return axis == yAxis ? new RegimeMap(model, point, axis, values.clone(), xAxis, x) : new RegimeMap(model, point, axis, values.clone(), yAxis, y);
    }

    /** What runs along y. If it ran along x so far, x takes what ran along y. */
    public RegimeMap against(OperatingPoint.Axis axis, double... values) {
        Objects.requireNonNull(axis, "axis");
        return axis == xAxis ? new RegimeMap(model, point, yAxis, y, axis, values.clone()) : new RegimeMap(model, point, xAxis, x, axis, values.clone());
    }

    /** The prices. */
    public DataflowModel model() {
        return model;
    }

    /** What the axes do not vary. */
    public OperatingPoint point() {
        return point;
    }

    /** What runs along x. */
    public OperatingPoint.Axis xAxis() {
        return xAxis;
    }

    /** Values along x. */
    public double[] x() {
        return x.clone();
    }

    /** What runs along y. */
    public OperatingPoint.Axis yAxis() {
        return yAxis;
    }

    /** Values along y. */
    public double[] y() {
        return y.clone();
    }

    /**
     * SNN over twin, shape [y][x]; below 1 the SNN wins. NaN where no spikes can have both the spike rate and the share of zeros
     * ({@link RateBounds}).
     */
    public double[][] ratios() {
        double[][] ratios = new double[y.length][x.length];
        for (int row = 0; row < y.length; row++) {
            OperatingPoint line = yAxis.set(point, y[row]);
            for (int column = 0; column < x.length; column++) {
                OperatingPoint here = xAxis.set(line, x[column]);
                ratios[row][column] = isPossible(here) ? model.at(here).ratio() : Double.NaN;
            }
        }
        return ratios;
    }

    private static boolean isPossible(OperatingPoint point) {
        double room = 1e-12;
        return point.zeroShare().isEmpty()
                || point.spikeRate() >= RateCase.BEST.spikeRate(point.zeroShare().getAsDouble(), point.steps()) - room
                && point.spikeRate() <= RateCase.WORST.spikeRate(point.zeroShare().getAsDouble(), point.steps()) + room;
    }

    /** Share of the possible cells in which the SNN wins, 0..1. */
    public double wonShare() {
        double[] possible = Arrays.stream(ratios()).flatMapToDouble(Arrays::stream).filter(r -> !Double.isNaN(r)).toArray();
        return possible.length == 0 ? 0 : (double) Arrays.stream(possible).filter(r -> r < 1).count() / possible.length;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "Regime map of %s, %s against %s: the SNN wins in %.1f %% of the possible cells of %d x %d", model.name(),
                xAxis.label(), yAxis.label(), 100 * wonShare(), x.length, y.length);
    }
}
