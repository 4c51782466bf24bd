package org.spikebook.lab.figure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.spikebook.lab.display.Brief;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** What one call of a {@link Figure} method added: given points, or columns of a table, which may give several series. */
sealed interface Layer {

    List<Series> series();

    Layer onRight();

    Layer dashed();

    /** What another layer came to, so that a table is read once for a drawing. */
    record Resolved(List<Series> series) implements Layer {
        @Override
        public Layer onRight() {
            throw new IllegalStateException("a layer is changed before it is resolved");
        }

        @Override
        public Layer dashed() {
            throw new IllegalStateException("a layer is changed before it is resolved");
        }
    }

    /** Points that were given as arrays. */
    record Given(Series only) implements Layer {
        @Override
        public List<Series> series() {
            return List.of(only);
        }

        @Override
        public Layer onRight() {
            return new Given(new Series(only.kind(), only.origin(), only.name(), only.x(), only.y(), only.minus(), only.plus(), true,
                    only.dashed(), only.heat()));
        }

        @Override
        public Layer dashed() {
            return new Given(new Series(only.kind(), only.origin(), only.name(), only.x(), only.y(), only.minus(), only.plus(),
                    only.right(), true, only.heat()));
        }

        Layer errors(double[] minus, double[] plus) {
            return new Given(new Series(only.kind(), only.origin(), only.name(), only.x(), only.y(), minus.clone(), plus.clone(),
                    only.right(), only.dashed(), only.heat()));
        }
    }

    /**
     * Columns of a table.
     *
     * @param y the values; for a band its lower edge
     * @param extra minus and plus of the error bars; for a band its upper edge; for a heat map its colours
     * @param by columns whose values make a series each
     */
    record FromTable(Kind kind, Origin origin, Table table, String x, String y, List<String> extra, List<String> by, boolean right,
            boolean isDashed) implements Layer {

        public FromTable {
            if (kind != Kind.HEATMAP) {
                numeric(table, y);
            }
            extra.forEach(name -> numeric(table, name));
            Quantity.column(table, x);
            by.forEach(name -> Quantity.column(table, name));
        }

        @Override
        public Layer onRight() {
            return new FromTable(kind, origin, table, x, y, extra, by, true, isDashed);
        }

        @Override
        public Layer dashed() {
            return new FromTable(kind, origin, table, x, y, extra, by, right, true);
        }

        Layer by(List<String> columns) {
            return new FromTable(kind, origin, table, x, y, extra, List.copyOf(columns), right, isDashed);
        }

        Layer errors(List<String> columns) {
            return new FromTable(kind, origin, table, x, y, List.copyOf(columns), by, right, isDashed);
        }

        @Override
        public List<Series> series() {
            if (kind == Kind.HEATMAP) {
                return List.of(heat());
            }
            Map<String, List<Integer>> groups = new LinkedHashMap<>();
            for (int row = 0; row < table.rowCount(); row++) {
                groups.computeIfAbsent(groupName(row), k -> new ArrayList<>()).add(row);
            }
            List<Series> series = new ArrayList<>();
            groups.forEach((name, rows) -> series.add(series(name, rows)));
            return series;
        }

        private Series series(String name, List<Integer> rows) {
            double[] values = numbers(y, rows);
            double[] minus = new double[0];
            double[] plus = new double[0];
            if (kind == Kind.BAND) {
                plus = numbers(extra.get(0), rows);
                for (int i = 0; i < plus.length; i++) {
                    plus[i] -= values[i];
                }
            } else if (!extra.isEmpty()) {
                minus = numbers(extra.get(0), rows);
                plus = numbers(extra.get(extra.size() - 1), rows);
            }
            return new Series(kind, origin, name, Values.of(Quantity.column(table, x)).select(rows), values, minus, plus, right, isDashed,
                    Series.Heat.NONE);
        }

        private double[] numbers(String column, List<Integer> rows) {
            NumericColumn<?> numbers = numeric(table, column);
            return rows.stream().mapToDouble(r -> numbers.isMissing(r) ? Double.NaN : numbers.getDouble(r)).toArray();
        }

        private String groupName(int row) {
            if (by.isEmpty()) {
                return origin == Origin.OURS ? Quantity.ofColumn(Quantity.column(table, y).name()).name() : "";
            }
            List<String> parts = new ArrayList<>();
            for (String name : by) {
                Column<?> column = Quantity.column(table, name);
                String value = column.isMissing(row) ? "" : Brief.of(column.get(row));
                Quantity quantity = Quantity.ofColumn(column.name());
                boolean numeric = column instanceof NumericColumn<?>;
                String unit = quantity.hasUnit() && !quantity.unit().equals("-") ? " " + quantity.unit() : "";
                parts.add(numeric ? quantity.name() + " " + value + unit : value);
            }
            return String.join(", ", parts);
        }

        private Series heat() {
            Values xs = Values.of(Quantity.column(table, x));
            Values ys = Values.of(Quantity.column(table, y));
            List<String> columns = new ArrayList<>(new LinkedHashSet<>(xs.allTexts()));
            List<String> rows = new ArrayList<>(new LinkedHashSet<>(ys.allTexts()));
            Values xAxis = distinct(xs, columns);
            Values yAxis = distinct(ys, rows);
            columns = xAxis.allTexts();
            rows = yAxis.allTexts();
            double[][] z = new double[rows.size()][columns.size()];
            for (double[] line : z) {
                java.util.Arrays.fill(line, Double.NaN);
            }
            NumericColumn<?> values = numeric(table, extra.get(0));
            for (int i = 0; i < table.rowCount(); i++) {
                int row = rows.indexOf(ys.text(i));
                int column = columns.indexOf(xs.text(i));
                if (!Double.isNaN(z[row][column])) {
                    throw new IllegalArgumentException("heatmap of table '" + table.name() + "': two rows have " + x + " " + xs.text(i)
                            + " and " + y + " " + ys.text(i) + ". Maybe filter or summarise the table first.");
                }
                z[row][column] = values.isMissing(i) ? Double.NaN : values.getDouble(i);
            }
            return new Series(kind, origin, Quantity.ofColumn(extra.get(0)).name(), xAxis, new double[0], new double[0], new double[0],
                    false, false, new Series.Heat(yAxis, z, Quantity.ofColumn(values.name())));
        }

        /** Texts in order of appearance, numbers ascending. */
        private static Values distinct(Values all, List<String> texts) {
            return all.isText() ? Values.of(texts) : Values.of(java.util.Arrays.stream(all.numbers()).distinct().sorted().toArray());
        }

        private static NumericColumn<?> numeric(Table table, String name) {
            Column<?> column = Quantity.column(table, name);
            if (column instanceof NumericColumn<?> numeric) {
                return numeric;
            }
            throw new IllegalArgumentException("figure of table '" + table.name() + "': column '" + column.name()
                    + "' must hold numbers, but holds " + column.type().name() + ". Maybe use it as x or in by(...).");
        }
    }
}
