package org.spikebook.lab.sweep;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.spikebook.event.WholeFile;
import org.spikebook.lab.display.TableRenderer;
import org.spikebook.lab.figure.Figure;
import org.spikebook.network.Nearest;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What a sweep measured: one row a point, columns named with their units, {@code latency [cycles]}. Immutable; {@link #speedUp},
 * {@link #averageOver} and the like give new results. A point that failed has no numbers and says why in the column {@code error}.
 */
public final class SweepResult {

    private final String title;
    private final List<SweepAxis> axes;
    private final List<Col> columns;
    private final List<Row> rows;

    /** One measured column. */
    record Col(String name, String unit, boolean exact) {

        String header() {
            return name + " [" + unit + "]";
        }
    }

    /** One point: index into each axis, values of each column (none if it failed), and why it failed (empty if it did not). */
    record Row(int[] index, double[] values, String error) {

        static Row of(int[] index, double[] values) {
            return new Row(index, values, "");
        }

        static Row failed(int[] index, RuntimeException cause) {
            return new Row(index, new double[0], SweepEngine.reason(cause));
        }

        boolean hasFailed() {
            return !error.isEmpty();
        }
    }

    SweepResult(String title, List<SweepAxis> axes, List<Col> columns, List<Row> rows) {
        this.title = title;
        this.axes = List.copyOf(axes);
        this.columns = List.copyOf(columns);
        this.rows = List.copyOf(rows);
    }

    static List<Col> columns(List<Measure> measures) {
        return measures.stream().map(m -> new Col(m.name(), m.unit(), m.exact())).toList();
    }

    /** Number of points. */
    public int size() {
        return rows.size();
    }

    /** Messages of the points that failed, in point order; empty if none did. */
    public List<String> errors() {
        return rows.stream().filter(Row::hasFailed).map(Row::error).toList();
    }

    /**
     * The points as a table: the axes, the measures with their units, and {@code error} if a point failed. Its name says which
     * layers ran and over what.
     */
    public Table table() {
        var table = Table.create(title);
        for (int a = 0; a < axes.size(); a++) {
            SweepAxis axis = axes.get(a);
            int at = a;
            String header = header(axis);
            if (axis.isWhole()) {
                table.addColumns(LongColumn.create(header, rows.stream().mapToLong(r -> ((Number) axis.values().get(r.index[at])).longValue()).toArray()));
            } else if (axis.isNumeric()) {
                table.addColumns(DoubleColumn.create(header, rows.stream().mapToDouble(r -> ((Number) axis.values().get(r.index[at])).doubleValue()).toArray()));
            } else {
                table.addColumns(StringColumn.create(header, rows.stream().map(r -> axis.labels().get(r.index[at])).toList()));
            }
        }
        for (int c = 0; c < columns.size(); c++) {
            Col column = columns.get(c);
            if (column.exact) {
                var exact = LongColumn.create(column.header());
                for (Row row : rows) {
                    if (row.hasFailed()) {
                        exact.appendMissing();
                    } else {
                        exact.append((long) row.values[c]);
                    }
                }
                table.addColumns(exact);
            } else {
                table.addColumns(DoubleColumn.create(column.header(), values(c)));
            }
        }
        if (rows.stream().anyMatch(Row::hasFailed)) {
            table.addColumns(StringColumn.create("error", rows.stream().map(Row::error).toList()));
        }
        return table;
    }

    /** An empty figure over {@link #table()}; columns go by name with or without unit. */
    public Figure figure() {
        return Figure.of(table());
    }

    /** Writes {@link #table()} as CSV; the file is written whole or not at all. */
    public void saveCsv(Path file) {
        var text = new ByteArrayOutputStream();
        table().write().csv(text);
        WholeFile.write("CSV file", file, text.toByteArray());
    }

    /**
     * Values of one column (a measure or an axis of numbers), one a point; NaN where the point failed.
     *
     * @param name with or without unit
     */
    public double[] values(String name) {
        for (int a = 0; a < axes.size(); a++) {
            SweepAxis axis = axes.get(a);
            if (axis.name().equals(name) && axis.isNumeric()) {
                int at = a;
                return rows.stream().mapToDouble(r -> ((Number) axis.values().get(r.index[at])).doubleValue()).toArray();
            }
        }
        return values(column(name));
    }

    private double[] values(int column) {
        return rows.stream().mapToDouble(r -> r.hasFailed() ? Double.NaN : r.values[column]).toArray();
    }

    /**
     * The points at some values of an axis.
     *
     * @param axis name of the axis
     * @param values values of it, or their names in the table
     */
    public SweepResult where(String axis, Object... values) {
        int at = axis(axis);
        var kept = Arrays.stream(values).map(axes.get(at)::indexOf).toList();
        var fewer = new ArrayList<>(axes);
        fewer.set(at, axes.get(at).only(kept));
        var chosen = new ArrayList<Row>();
        for (Row row : rows) {
            if (kept.contains(row.index[at])) {
                int[] index = row.index.clone();
                index[at] = kept.indexOf(row.index[at]);
                chosen.add(new Row(index, row.values, row.error));
            }
        }
        return new SweepResult(title, fewer, columns, chosen);
    }

    /** {@link #gain} in latency, as column {@code speedUp [-]}: latency of the base / latency of the point. */
    public SweepResult speedUp(String axis, Object baseValue) {
        return gain("latency", axis, baseValue, "speedUp");
    }

    /**
     * How many times less a measure is than at one value of an axis, all other axes equal; as a column such as {@code energyGain [-]}.
     *
     * @param measure a measured column, for example {@code "energy"}
     * @param axis for example {@code "accelerator"}
     * @param baseValue value of that axis, or its name in the table
     */
    public SweepResult gain(String measure, String axis, Object baseValue) {
        return gain(measure, axis, baseValue, measure + "Gain");
    }

    /** A measure over the least of all points, as a column such as {@code edpOverLeast [-]}: 1 at the best point. */
    public SweepResult overLeast(String measure) {
        int column = column(measure);
        double least = rows.stream().filter(r -> !r.hasFailed()).mapToDouble(r -> r.values[column]).min().orElse(Double.NaN);
        var more = new ArrayList<>(columns);
        more.add(new Col(measure + "OverLeast", "-", false));
        return new SweepResult(title, axes, more, rows.stream().map(r -> {
            if (r.hasFailed()) {
                return r;
            }
            double[] values = Arrays.copyOf(r.values, r.values.length + 1);
            values[r.values.length] = r.values[column] / least;
            return new Row(r.index, values, "");
        }).toList());
    }

    private SweepResult gain(String measure, String axis, Object baseValue, String name) {
        int at = axis(axis);
        int column = column(measure);
        int baseIndex = axes.get(at).indexOf(baseValue);
        var bases = new LinkedHashMap<List<Integer>, Row>();
        for (Row row : rows) {
            if (row.index[at] == baseIndex) {
                bases.put(others(row, at), row);
            }
        }
        var more = new ArrayList<>(columns);
        more.add(new Col(name, "-", false));
        var with = new ArrayList<Row>();
        for (Row row : rows) {
            Row reference = bases.get(others(row, at));
            if (row.hasFailed()) {
                with.add(row);
                continue;
            }
            double[] values = Arrays.copyOf(row.values, row.values.length + 1);
            values[row.values.length] = reference.hasFailed() ? Double.NaN : reference.values[column] / row.values[column];
            with.add(new Row(row.index, values, ""));
        }
        return new SweepResult(title, axes, more, with);
    }

    /**
     * Mean of each measure over an axis, which goes, and its sample standard deviation as a column {@code latency sd [cycles]}. Where one
     * of the points failed there is no mean but its message.
     */
    public SweepResult averageOver(String axis) {
        int at = axis(axis);
        var groups = new LinkedHashMap<List<Integer>, List<Row>>();
        for (Row row : rows) {
            groups.computeIfAbsent(others(row, at), k -> new ArrayList<>()).add(row);
        }
        var fewer = new ArrayList<>(axes);
        fewer.remove(at);
        var averaged = new ArrayList<Col>();
        for (Col column : columns) {
            averaged.add(new Col(column.name, column.unit, false));
            averaged.add(new Col(column.name + " sd", column.unit, false));
        }
        var means = new ArrayList<Row>();
        groups.forEach((key, group) -> {
            int[] index = IntStream.range(0, axes.size()).filter(a -> a != at).map(a -> group.get(0).index[a]).toArray();
            means.add(group.stream().filter(Row::hasFailed).findFirst().map(failed -> new Row(index, failed.values, failed.error))
                    .orElseGet(() -> Row.of(index, meansAndDeviations(group))));
        });
        return new SweepResult(title, fewer, averaged, means);
    }

    private double[] meansAndDeviations(List<Row> group) {
        double[] values = new double[2 * columns.size()];
        for (int c = 0; c < columns.size(); c++) {
            double sum = 0;
            for (Row row : group) {
                sum += row.values[c];
            }
            double mean = sum / group.size();
            double squares = 0;
            for (Row row : group) {
                squares += (row.values[c] - mean) * (row.values[c] - mean);
            }
            values[2 * c] = mean;
            values[2 * c + 1] = group.size() < 2 ? Double.NaN : Math.sqrt(squares / (group.size() - 1));
        }
        return values;
    }

    // ---- what the points say

    /**
     * The points that no other one beats: none has less or as much of every measure, and less of one. Failed points are left out.
     *
     * @param least two or more measures of which less is better, for example {@code "energy", "latency"}
     */
    public SweepResult pareto(String... least) {
        if (least.length < 2) {
            throw new IllegalArgumentException("sweep result: a Pareto front needs at least two measures, but got " + Arrays.toString(least)
                    + ". Maybe best(...) for one.");
        }
        int[] columnsOf = Arrays.stream(least).mapToInt(this::column).toArray();
        return new SweepResult(title + ", Pareto front of " + String.join(" and ", least), axes, columns, rows.stream()
                .filter(row -> !row.hasFailed() && rows.stream().noneMatch(other -> !other.hasFailed() && beats(other, row, columnsOf))).toList());
    }

    private static boolean beats(Row one, Row other, int[] columns) {
        boolean less = false;
        for (int c : columns) {
            if (!(one.values[c] <= other.values[c])) {
                return false;
            }
            less |= one.values[c] < other.values[c];
        }
        return less;
    }

    /**
     * The point with least of a measure, the first of several; for each value of some axes, if there are any.
     *
     * @param measure a measured column
     * @param axes for example {@code "firingRate"}: which configuration is best at each rate?
     * @throws IllegalArgumentException if all points failed
     */
    public SweepResult best(String measure, String... axes) {
        int column = column(measure);
        int[] by = Arrays.stream(axes).mapToInt(this::axis).toArray();
        var best = new LinkedHashMap<List<Integer>, Row>();
        for (Row row : rows) {
            if (!row.hasFailed() && !Double.isNaN(row.values[column])) {
                best.merge(Arrays.stream(by).mapToObj(a -> row.index[a]).toList(), row, (a, b) -> b.values[column] < a.values[column] ? b : a);
            }
        }
        if (best.isEmpty()) {
            throw new IllegalArgumentException("sweep result: no point has a " + measure + "; the first says: "
                    + errors().stream().findFirst().orElse("it is not a number") + ".");
        }
        return new SweepResult(title + ", least " + measure, this.axes, columns, List.copyOf(best.values()));
    }

    /**
     * A measure as a table: one row a value of one axis, one column a value of another; means where several points share a cell, nothing where all
     * failed.
     */
    public Table pivot(String rowAxis, String columnAxis, String measure) {
        SweepAxis down = axes.get(axis(rowAxis));
        SweepAxis across = axes.get(axis(columnAxis));
        double[][] cells = cells(rowAxis, columnAxis, measure);
        var table = Table.create(columns.get(column(measure)).header() + " over " + rowAxis + " and " + columnAxis);
        table.addColumns(StringColumn.create(header(down), down.labels()));
        for (int i = 0; i < across.values().size(); i++) {
            int at = i;
            table.addColumns(DoubleColumn.create(across.name() + " " + across.labels().get(i), Arrays.stream(cells).mapToDouble(r -> r[at]).toArray()));
        }
        return table;
    }

    /** Means of a measure, shape [value of the first axis][value of the second]; NaN where there is none. */
    double[][] cells(String rowAxis, String columnAxis, String measure) {
        int down = axis(rowAxis);
        int across = axis(columnAxis);
        int column = column(measure);
        double[][] sum = new double[axes.get(down).values().size()][axes.get(across).values().size()];
        int[][] count = new int[sum.length][sum[0].length];
        for (Row row : rows) {
            if (!row.hasFailed()) {
                sum[row.index[down]][row.index[across]] += row.values[column];
                count[row.index[down]][row.index[across]]++;
            }
        }
        for (int i = 0; i < sum.length; i++) {
            for (int j = 0; j < sum[i].length; j++) {
                sum[i][j] = count[i][j] == 0 ? Double.NaN : sum[i][j] / count[i][j];
            }
        }
        return sum;
    }

    /**
     * Which axes matter for a measure: {@code first} is the share of its variance that the axis explains alone, {@code Var(E[y|x]) / Var(y)}; {@code total}
     * the share that goes if all others are known, with what the axis does together with others (only on a full grid). {@code low} and {@code high}
     * are the least and the largest mean at a value of the axis (Sobol' 1993). Largest share first.
     */
    public Table sensitivity(String measure) {
        Col column = columns.get(column(measure));
        var effects = effects(measure);
        return Table.create("Sensitivity of " + column.header()).addColumns(
                StringColumn.create("axis", effects.stream().map(Sensitivity.Effect::axis).toList()),
                LongColumn.create("values [-]", effects.stream().mapToLong(Sensitivity.Effect::levels).toArray()),
                DoubleColumn.create("first [-]", effects.stream().mapToDouble(Sensitivity.Effect::first).toArray()),
                DoubleColumn.create("total [-]", effects.stream().mapToDouble(Sensitivity.Effect::total).toArray()),
                DoubleColumn.create("low [" + column.unit + "]", effects.stream().mapToDouble(Sensitivity.Effect::low).toArray()),
                DoubleColumn.create("high [" + column.unit + "]", effects.stream().mapToDouble(Sensitivity.Effect::high).toArray()));
    }

    List<Sensitivity.Effect> effects(String measure) {
        return Sensitivity.of(axes, rows, column(measure)).stream().sorted(Comparator.comparingDouble(Sensitivity.Effect::first).reversed()).toList();
    }

    /**
     * One axis at a time around a point: what the measure is where only this axis has another value. {@code there} is the value of the axis at the
     * point; {@code swing} is {@code (high - low) / measure at the point}.
     *
     * @param measure a measured column
     * @param around the point, one row: for example {@code best("edp")}
     * @throws IllegalArgumentException if {@code around} is not one point
     */
    public Table oneAtATime(String measure, SweepResult around) {
        if (around.size() != 1 || around.rows.get(0).hasFailed()) {
            throw new IllegalArgumentException("sweep result: one axis at a time goes around one point, but got " + around.size()
                    + ". Maybe best(\"" + measure + "\").");
        }
        Col column = columns.get(column(measure));
        int at = column(measure);
        Row point = around.rows.get(0);
        int[] index = IntStream.range(0, axes.size()).map(a -> axes.get(a).indexOf(around.axes.get(around.axis(axes.get(a).name())).values()
                .get(point.index[around.axis(axes.get(a).name())]))).toArray();
        Row centre = new Row(index, point.values, "");
        var table = Table.create(column.header() + ", one axis at a time");
        var names = StringColumn.create("axis");
        var there = StringColumn.create("there");
        var low = DoubleColumn.create("low [" + column.unit + "]");
        var high = DoubleColumn.create("high [" + column.unit + "]");
        var swing = DoubleColumn.create("swing [%]");
        for (int a = 0; a < axes.size(); a++) {
            int axis = a;
            double[] values = rows.stream().filter(r -> !r.hasFailed() && others(r, axis).equals(others(centre, axis))).mapToDouble(r -> r.values[at]).toArray();
            if (values.length > 1) {
                double least = Arrays.stream(values).min().orElseThrow();
                double most = Arrays.stream(values).max().orElseThrow();
                names.append(axes.get(a).name());
                there.append(axes.get(a).labels().get(centre.index[a]));
                low.append(least);
                high.append(most);
                swing.append(100 * (most - least) / Math.abs(centre.values[at]));
            }
        }
        return table.addColumns(names, there, low, high, swing).sortDescendingOn("swing [%]");
    }

    // ---- pictures

    /**
     * A measure over an axis of numbers: a line through the means, and a band from the least to the largest value over all other axes.
     *
     * @param axis an axis of numbers
     * @param by an axis for each value of which a line and a band are drawn; none for one of all points
     */
    public Figure lines(String axis, String measure, String... by) {
        return new SweepFigures(this).lines(axis, measure, by);
    }

    /** A measure (its mean where several points share a cell) as colours over two axes. */
    public Figure heatmap(String x, String y, String measure) {
        return new SweepFigures(this).heatmap(x, y, measure);
    }

    /** All points over two measures, and the Pareto front of both as a staircase. */
    public Figure paretoFigure(String x, String y) {
        return new SweepFigures(this).pareto(x, y);
    }

    /** First-order and, where known, total sensitivity of a measure as bars, one group an axis; see {@link #sensitivity}. */
    public Figure sensitivityFigure(String measure) {
        return new SweepFigures(this).sensitivity(measure);
    }

    /**
     * The points with least of a measure as lines across all axes (parallel coordinates): each axis runs from its first value, 0, to its last, 1.
     *
     * @param count how many points, 1 to 12
     */
    public Figure parallel(String measure, int count) {
        return new SweepFigures(this).parallel(measure, count);
    }

    // ---- parts

    List<SweepAxis> axes() {
        return axes;
    }

    SweepAxis axisNamed(String name) {
        return axes.get(axis(name));
    }

    /** Points that did not fail. */
    List<Row> computed() {
        return rows.stream().filter(r -> !r.hasFailed()).toList();
    }

    Col columnNamed(String name) {
        return columns.get(column(name));
    }

    static String header(SweepAxis axis) {
        return axis.unit().isEmpty() ? axis.name() : axis.name() + " [" + axis.unit() + "]";
    }

    private static List<Integer> others(Row row, int without) {
        return IntStream.range(0, row.index.length).filter(a -> a != without).mapToObj(a -> row.index[a]).toList();
    }

    int axis(String name) {
        Objects.requireNonNull(name, "axis");
        for (int a = 0; a < axes.size(); a++) {
            if (axes.get(a).name().equals(name)) {
                return a;
            }
        }
        throw new IllegalArgumentException("sweep result: no axis '" + name + "'." + Nearest.hint(name, axes.stream().map(SweepAxis::name).toList()));
    }

    int column(String name) {
        for (int c = 0; c < columns.size(); c++) {
            if (columns.get(c).name.equals(name) || columns.get(c).header().equals(name)) {
                return c;
            }
        }
        throw new IllegalArgumentException("sweep result: no column '" + name + "'." + Nearest.hint(name, columns.stream().map(Col::name).toList()));
    }

    @Override
    public String toString() {
        return new TableRenderer().render(table()).text();
    }
}
