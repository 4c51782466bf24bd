package org.spikebook.lab.sweep;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
            String message = cause.getMessage() == null ? "" : cause.getMessage();
            return new Row(index, new double[0], cause instanceof IllegalArgumentException && !message.isEmpty() ? message
                    : cause.getClass().getSimpleName() + (message.isEmpty() ? "" : ": " + message));
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
            String header = axis.unit().isEmpty() ? axis.name() : axis.name() + " [" + axis.unit() + "]";
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

    private static List<Integer> others(Row row, int without) {
        return IntStream.range(0, row.index.length).filter(a -> a != without).mapToObj(a -> row.index[a]).toList();
    }

    private int axis(String name) {
        Objects.requireNonNull(name, "axis");
        for (int a = 0; a < axes.size(); a++) {
            if (axes.get(a).name().equals(name)) {
                return a;
            }
        }
        throw new IllegalArgumentException("sweep result: no axis '" + name + "'." + Nearest.hint(name, axes.stream().map(SweepAxis::name).toList()));
    }

    private int column(String name) {
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
