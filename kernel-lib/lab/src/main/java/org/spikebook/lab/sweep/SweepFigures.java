package org.spikebook.lab.sweep;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.spikebook.lab.display.Brief;
import org.spikebook.lab.figure.Figure;
import org.spikebook.lab.figure.Legend;
import org.spikebook.lab.sweep.SweepResult.Row;

/** Pictures of a sweep's result; {@link SweepResult} says what each shows. */
final class SweepFigures {

    private final SweepResult result;

    SweepFigures(SweepResult result) {
        this.result = result;
    }

    Figure lines(String axis, String measure, String... by) {
        if (by.length > 1) {
            throw new IllegalArgumentException("sweep result: lines go by one axis, but got " + Arrays.toString(by) + ". Maybe where(...) first.");
        }
        SweepAxis along = result.axisNamed(axis);
        if (!along.isNumeric()) {
            throw new IllegalArgumentException("sweep result: lines run along numbers, but '" + axis + "' has " + along.labels() + ". Maybe figure().bars(...).");
        }
        Figure figure = Figure.xy(label(along), label(measure));
        if (by.length == 0) {
            return line(figure, words(measure), axis, measure);
        }
        SweepAxis apart = result.axisNamed(by[0]);
        for (int p = 0; p < apart.values().size(); p++) {
            figure = new SweepFigures(result.where(by[0], apart.values().get(p))).line(figure, apart.labels().get(p), axis, measure);
        }
        return figure;
    }

    private Figure line(Figure figure, String name, String axis, String measure) {
        int at = result.axis(axis);
        int column = result.column(measure);
        var groups = new TreeMap<Double, double[]>();       // least, largest, sum, number
        for (Row row : result.computed()) {
            double y = row.values()[column];
            if (Double.isFinite(y)) {
                groups.merge(((Number) result.axes().get(at).values().get(row.index()[at])).doubleValue(), new double[] {y, y, y, 1},
                        (a, b) -> new double[] {Math.min(a[0], b[0]), Math.max(a[1], b[1]), a[2] + b[2], a[3] + b[3]});
            }
        }
        double[] x = groups.keySet().stream().mapToDouble(Double::doubleValue).toArray();
        boolean several = groups.values().stream().anyMatch(g -> g[3] > 1);
        if (several) {
            figure = figure.band(name + ", least to largest", x, groups.values().stream().mapToDouble(g -> g[0]).toArray(),
                    groups.values().stream().mapToDouble(g -> g[1]).toArray());
        }
        return figure.line(several ? name + ", mean" : name, x, groups.values().stream().mapToDouble(g -> g[2] / g[3]).toArray());
    }

    Figure heatmap(String x, String y, String measure) {
        SweepAxis across = result.axisNamed(x);
        SweepAxis up = result.axisNamed(y);
        return Figure.xy(label(across), label(up)).heatmap(shortLabels(across), shortLabels(up), result.cells(y, x, measure), label(measure));
    }

    Figure pareto(String x, String y) {
        int cx = result.column(x);
        int cy = result.column(y);
        List<Row> sorted = result.pareto(x, y).computed().stream().sorted(Comparator.comparingDouble(r -> r.values()[cx])).toList();
        return Figure.xy(label(x), label(y)).scatter("points", values(result.computed(), cx), values(result.computed(), cy))
                .step("Pareto front", values(sorted, cx), values(sorted, cy));
    }

    private static double[] values(List<Row> rows, int column) {
        return rows.stream().mapToDouble(r -> r.values()[column]).toArray();
    }

    Figure sensitivity(String measure) {
        var effects = result.effects(measure);
        String[] names = effects.stream().map(e -> words(e.axis())).toArray(String[]::new);
        Figure figure = Figure.xy("Axis", "Share of the variance of " + words(measure) + " [-]")
                .bars("alone", names, effects.stream().mapToDouble(Sensitivity.Effect::first).toArray());
        return effects.stream().anyMatch(e -> Double.isNaN(e.total())) ? figure
                : figure.bars("with others", names, effects.stream().mapToDouble(Sensitivity.Effect::total).toArray());
    }

    Figure parallel(String measure, int count) {
        if (count < 1 || count > 12) {
            throw new IllegalArgumentException("sweep result: parallel coordinates show 1 to 12 points, but got " + count + ". Maybe best(...) by an axis.");
        }
        int column = result.column(measure);
        String unit = result.columnNamed(measure).unit();
        List<SweepAxis> axes = result.axes();
        List<Integer> shown = IntStream.range(0, axes.size()).filter(a -> axes.get(a).values().size() > 1).boxed().toList();
        String[] names = shown.stream().map(a -> words(axes.get(a).name()) + " " + shortLabels(axes.get(a))[0] + " to "
                + shortLabels(axes.get(a))[axes.get(a).values().size() - 1]).toArray(String[]::new);
        Figure figure = Figure.xy("Axis, first to last value", "Place on the axis [-]").rangeY(-0.03, 1.03).legend(Legend.RIGHT);
        int place = 0;
        for (Row row : result.computed().stream().sorted(Comparator.comparingDouble(r -> r.values()[column])).limit(count).toList()) {
            figure = figure.line(String.format(Locale.ROOT, "%d. %.4g %s", ++place, row.values()[column], unit), names,
                    shown.stream().mapToDouble(a -> (double) row.index()[a] / (axes.get(a).values().size() - 1)).toArray());
        }
        return figure;
    }

    /** As axis of a figure: numbers without a unit are pure. */
    private static String label(SweepAxis axis) {
        return Figure.label(axis.unit().isEmpty() && axis.isNumeric() ? axis.name() + " [-]" : SweepResult.header(axis));
    }

    private String label(String measure) {
        return Figure.label(result.columnNamed(measure).header());
    }

    /** {@code "speedUp"} as {@code "Speed up"}. */
    private static String words(String name) {
        return Figure.label(name);
    }

    /** Values as they stand beside cells: numbers in three digits, where that leaves them different. */
    private static String[] shortLabels(SweepAxis axis) {
        if (axis.isNumeric() && !axis.isWhole()) {
            List<String> three = axis.values().stream().map(v -> Brief.number(new BigDecimal(((Number) v).doubleValue()).round(new MathContext(3)).doubleValue())).toList();
            if (three.stream().distinct().count() == three.size()) {
                return three.toArray(String[]::new);
            }
        }
        return axis.labels().toArray(String[]::new);
    }
}
