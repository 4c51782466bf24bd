package org.spikebook.lab.sweep;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.spikebook.lab.sweep.SweepResult.Row;

/**
 * How much of a measure's variance each axis explains (Sobol' 1993; Saltelli et al. 2008, Section 4.5), from the points at hand.
 *
 * <p>First-order index {@code S_i = Var(E[y | x_i]) / Var(y)}. Total index {@code T_i = 1 - Var(E[y | x_others]) / Var(y)}, only where the points are a full
 * grid, each value with every other. Values of an axis count alike. Where an axis has a value of its own for nearly each point, as samples have,
 * its points are put in {@code sqrt(points)} classes of neighbours, and S is an estimate.
 */
final class Sensitivity {

    private Sensitivity() {
    }

    /**
     * One axis.
     *
     * @param levels how many values or classes it has
     * @param first first-order index, 0..1
     * @param total total index, 0..1, or NaN where it cannot be told
     * @param low least mean of the measure at a value of the axis
     * @param high largest one
     */
    record Effect(String axis, int levels, double first, double total, double low, double high) {
    }

    static List<Effect> of(List<SweepAxis> axes, List<Row> rows, int column) {
        List<Row> good = rows.stream().filter(r -> !r.hasFailed() && Double.isFinite(r.values()[column])).toList();
        if (good.size() < 2) {
            throw new IllegalArgumentException("sensitivity: needs at least two points that did not fail, but there are " + good.size() + ".");
        }
        double variance = variance(good, r -> 0, column, true);
        long grid = axes.stream().mapToLong(a -> a.values().size()).reduce(1, (a, b) -> a * b);
        boolean full = grid == good.size() && grid == rows.size();
        var effects = new ArrayList<Effect>();
        for (int a = 0; a < axes.size(); a++) {
            int axis = a;
            int values = axes.get(a).values().size();
            if (values < 2) {
                continue;
            }
            int classes = (int) Math.max(2, Math.floor(Math.sqrt(good.size())));
            Function<Row, Object> level;
            int levels = values;
            if (2 * values > good.size() && axes.get(a).isNumeric() && classes < values) {
                level = classes(axes.get(a), good, axis, classes);
                levels = classes;
            } else {
                level = r -> r.index()[axis];
            }
            Map<Object, double[]> means = means(good, level, column);
            double low = means.values().stream().mapToDouble(m -> m[0] / m[1]).min().orElseThrow();
            double high = means.values().stream().mapToDouble(m -> m[0] / m[1]).max().orElseThrow();
            double first = variance == 0 ? 0 : variance(good, level, column, false) / variance;
            double total = !full || variance == 0 ? Double.NaN : 1 - variance(good, r -> others(r, axis), column, false) / variance;
            effects.add(new Effect(axes.get(a).name(), levels, clamp(first), clamp(total), low, high));
        }
        return effects;
    }

    private static double clamp(double index) {
        return Double.isNaN(index) ? index : Math.min(1, Math.max(0, index));
    }

    /** Classes of equally many points, in the order of the axis. */
    private static Function<Row, Object> classes(SweepAxis axis, List<Row> rows, int at, int classes) {
        double[] sorted = rows.stream().mapToDouble(r -> ((Number) axis.values().get(r.index()[at])).doubleValue()).sorted().toArray();
        return row -> {
            double value = ((Number) axis.values().get(row.index()[at])).doubleValue();
            int place = java.util.Arrays.binarySearch(sorted, value);
            return (int) ((long) Math.abs(place) * classes / sorted.length);
        };
    }

    private static List<Integer> others(Row row, int without) {
        var others = new ArrayList<Integer>();
        for (int a = 0; a < row.index().length; a++) {
            if (a != without) {
                others.add(row.index()[a]);
            }
        }
        return others;
    }

    /** Sum and number of the measure at each level. */
    private static Map<Object, double[]> means(List<Row> rows, Function<Row, Object> level, int column) {
        var means = new HashMap<Object, double[]>();
        for (Row row : rows) {
            double[] sum = means.computeIfAbsent(level.apply(row), l -> new double[2]);
            sum[0] += row.values()[column];
            sum[1]++;
        }
        return means;
    }

    /** Variance of the level means, each point counting once; of the points themselves if {@code each}. */
    private static double variance(List<Row> rows, Function<Row, Object> level, int column, boolean each) {
        double mean = rows.stream().mapToDouble(r -> r.values()[column]).sum() / rows.size();
        if (each) {
            return rows.stream().mapToDouble(r -> (r.values()[column] - mean) * (r.values()[column] - mean)).sum() / rows.size();
        }
        return means(rows, level, column).values().stream().mapToDouble(m -> m[1] * (m[0] / m[1] - mean) * (m[0] / m[1] - mean)).sum() / rows.size();
    }
}
