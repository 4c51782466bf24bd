package org.spikebook.lab.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tech.tablesaw.api.Table;

/**
 * One plot with its axes.
 *
 * @param table where column names are looked up, or an empty table
 * @param y2 the right axis; without a name as long as nothing uses it
 * @param zLow lower end of a heat map's colours, NaN where the data decide
 * @param zHigh upper end
 */
record Panel(String title, Table table, AxisSpec x, AxisSpec y, AxisSpec y2, List<Layer> layers, List<Note> notes,
        List<Reference> references, boolean stacked, Legend legend, double zLow, double zHigh) {

    /**
     * A text that points at a place of the plot.
     *
     * @param text what it says
     */
    record Note(double x, double y, String text) {
    }

    /**
     * A straight line across the plot.
     *
     * @param horizontal whether it lies at a y (else x)
     * @param at where
     * @param label what it is
     */
    record Reference(boolean horizontal, double at, String label) {
    }

    Panel {
        layers = List.copyOf(layers);
        notes = List.copyOf(notes);
        references = List.copyOf(references);
    }

    static Panel of(Table table, AxisSpec x, AxisSpec y) {
        return new Panel("", table, x, y, AxisSpec.of(Quantity.NONE), List.of(), List.of(), List.of(), false, Legend.BELOW, Double.NaN,
                Double.NaN);
    }

    Panel title(String title) {
        return new Panel(title, table, x, y, y2, layers, notes, references, stacked, legend, zLow, zHigh);
    }

    Panel x(AxisSpec x) {
        return new Panel(title, table, x, y, y2, layers, notes, references, stacked, legend, zLow, zHigh);
    }

    Panel y(AxisSpec y) {
        return new Panel(title, table, x, y, y2, layers, notes, references, stacked, legend, zLow, zHigh);
    }

    Panel y2(AxisSpec y2) {
        return new Panel(title, table, x, y, y2, layers, notes, references, stacked, legend, zLow, zHigh);
    }

    Panel layers(List<Layer> layers) {
        return new Panel(title, table, x, y, y2, layers, notes, references, stacked, legend, zLow, zHigh);
    }

    Panel add(Layer layer) {
        List<Layer> more = new ArrayList<>(layers);
        more.add(layer);
        return layers(more);
    }

    Panel add(Note note) {
        List<Note> more = new ArrayList<>(notes);
        more.add(note);
        return new Panel(title, table, x, y, y2, layers, more, references, stacked, legend, zLow, zHigh);
    }

    Panel add(Reference reference) {
        List<Reference> more = new ArrayList<>(references);
        more.add(reference);
        return new Panel(title, table, x, y, y2, layers, notes, more, stacked, legend, zLow, zHigh);
    }

    Panel stack() {
        return new Panel(title, table, x, y, y2, layers, notes, references, true, legend, zLow, zHigh);
    }

    Panel legend(Legend legend) {
        return new Panel(title, table, x, y, y2, layers, notes, references, stacked, legend, zLow, zHigh);
    }

    Panel zRange(double low, double high) {
        return new Panel(title, table, x, y, y2, layers, notes, references, stacked, legend, low, high);
    }

    /** Everything to draw, in drawing order: areas first, then lines, hollow markers on top. */
    List<Series> series() {
        List<Series> all = new ArrayList<>();
        layers.forEach(layer -> all.addAll(layer.series()));
        all.sort((a, b) -> Integer.compare(height(a), height(b)));
        return all;
    }

    private static int height(Series series) {
        return switch (series.kind()) {
            case HEATMAP -> 0;
            case BAND -> 1;
            case BARS -> 2;
            case LINE, STEP, SCATTER -> series.origin() == Origin.PAPER ? 4 : 3;
        };
    }

    boolean hasRight() {
        return series().stream().anyMatch(Series::right);
    }

    boolean hasBars() {
        return series().stream().anyMatch(s -> s.kind() == Kind.BARS);
    }

    /** Categories along x in order of appearance; empty for a numeric axis. */
    List<String> xCategories() {
        List<Series> series = series();
        boolean categorical = series.stream().anyMatch(s -> s.kind() == Kind.BARS || s.x().isText() || isDiscrete(s));
        if (!categorical) {
            return List.of();
        }
        Set<String> texts = new LinkedHashSet<>();
        series.forEach(s -> texts.addAll(s.x().allTexts()));
        return List.copyOf(texts);
    }

    /** Categories along y, of a heat map only; empty for a numeric axis. */
    List<String> yCategories() {
        Set<String> texts = new LinkedHashSet<>();
        for (Series s : series()) {
            if (s.kind() == Kind.HEATMAP && (s.heat().y().isText() || isDiscrete(s.heat().y()))) {
                texts.addAll(s.heat().y().allTexts());
            }
        }
        return List.copyOf(texts);
    }

    private boolean isDiscrete(Series series) {
        return series.kind() == Kind.HEATMAP && isDiscrete(series.x());
    }

    /** Whether the positions of heat map cells are written under each cell: few of them, or not evenly spaced. */
    private static boolean isDiscrete(Values values) {
        double[] numbers = values.numbers();
        if (values.isText() || numbers.length <= 20) {
            return true;
        }
        double step = numbers[1] - numbers[0];
        for (int i = 2; i < numbers.length; i++) {
            if (Math.abs(numbers[i] - numbers[i - 1] - step) > 1e-6 * Math.abs(step)) {
                return true;
            }
        }
        return false;
    }

    /** Where point {@code i} stands along x: its number, or the index of its category. */
    static double position(Values values, int i, List<String> categories) {
        return categories.isEmpty() ? values.numbers()[i] : categories.indexOf(values.text(i));
    }

    /** Lower and upper end of x. */
    double[] xRange() {
        List<String> categories = xCategories();
        if (!categories.isEmpty()) {
            return new double[] {-0.5, categories.size() - 0.5};
        }
        var extent = new Extent(x.log());
        boolean touches = false;
        for (Series s : series()) {
            double half = s.kind() == Kind.HEATMAP ? (s.x().numbers()[1] - s.x().numbers()[0]) / 2 : 0;
            touches |= s.kind() == Kind.HEATMAP;
            for (double value : s.x().numbers()) {
                extent.add(value - half);
                extent.add(value + half);
            }
        }
        references.stream().filter(r -> !r.horizontal()).forEach(r -> extent.add(r.at()));
        notes.forEach(n -> extent.add(n.x()));
        return extent.range(x, touches ? 0 : 0.04, false);
    }

    /** Lower and upper end of y, or of the right axis. */
    double[] yRange(boolean right) {
        List<String> categories = yCategories();
        if (!categories.isEmpty()) {
            return new double[] {-0.5, categories.size() - 0.5};
        }
        AxisSpec axis = right ? y2 : y;
        var extent = new Extent(axis.log());
        double[] stack = new double[stacked ? xCategories().size() : 0];
        boolean touches = false;
        boolean bars = false;
        for (Series s : series()) {
            if (s.right() != right) {
                continue;
            }
            bars |= s.kind() == Kind.BARS;
            if (s.kind() == Kind.HEATMAP) {
                touches = true;
                double[] rows = s.heat().y().numbers();
                double half = rows.length < 2 ? 0.5 : (rows[1] - rows[0]) / 2;
                Arrays.stream(rows).forEach(row -> {
                    extent.add(row - half);
                    extent.add(row + half);
                });
            }
            for (int i = 0; i < s.y().length; i++) {
                if (s.kind() == Kind.BARS && stacked) {
                    int at = (int) position(s.x(), i, xCategories());
                    stack[at] += Double.isNaN(s.y()[i]) ? 0 : s.y()[i];
                    extent.add(stack[at]);
                } else {
                    extent.add(s.y()[i]);
                    extent.add(s.high(i));
                    extent.add(s.low(i));
                }
            }
        }
        if (!right) {
            references.stream().filter(Reference::horizontal).forEach(r -> extent.add(r.at()));
            notes.forEach(n -> extent.add(n.y()));
        }
        return extent.range(axis, touches ? 0 : 0.05, bars);
    }

    /** Lower and upper end of the colours of a heat map. */
    double[] zRange(Series heatmap) {
        if (!Double.isNaN(zLow)) {
            return new double[] {zLow, zHigh};
        }
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double[] row : heatmap.heat().z()) {
            for (double value : row) {
                if (Double.isFinite(value)) {
                    low = Math.min(low, value);
                    high = Math.max(high, value);
                }
            }
        }
        if (low > high) {
            return new double[] {0, 1};
        }
        return low == high ? new double[] {low - 0.5, high + 0.5} : new double[] {low, high};
    }

    /** "the plot" or its title, for messages. */
    String describe() {
        return title.isEmpty() ? "figure" : "figure '" + title + "'";
    }


    /** Grows around values and rounds to ends with a margin. */
    private static final class Extent {

        private final boolean log;
        private double low = Double.POSITIVE_INFINITY;
        private double high = Double.NEGATIVE_INFINITY;

        Extent(boolean log) {
            this.log = log;
        }

        void add(double value) {
            if (Double.isFinite(value) && (!log || value > 0)) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }

        double[] range(AxisSpec axis, double margin, boolean fromZero) {
            if (axis.hasRange()) {
                return new double[] {axis.low(), axis.high()};
            }
            if (low > high) {
                return log ? new double[] {1, 10} : new double[] {0, 1};
            }
            if (margin == 0) {
                return new double[] {low, high};
            }
            if (log) {
                return logRange(margin, fromZero);
            }
            // bars stand on zero; other data that nearly reach it are shown down to it
            boolean nearZero = low > 0 && low < 0.25 * high;
            boolean atZero = fromZero || nearZero;
            double from = atZero ? Math.min(low, 0) : low;
            double to = fromZero ? Math.max(high, 0) : high;
            double span = to - from;
            if (span == 0) {
                span = to == 0 ? 1 : Math.abs(to);
                return new double[] {from - span / 2, to + span / 2};
            }
            return new double[] {from == 0 && atZero ? 0 : from - span * margin,
                    to == 0 && fromZero ? 0 : to + span * margin};
        }

        private double[] logRange(double margin, boolean fromDecade) {
            double from = Math.log10(low);
            double to = Math.log10(high);
            double span = Math.max(to - from, 0.3);
            double start = fromDecade ? Math.floor(from - 1e-9) : from - span * margin;
            return new double[] {Math.pow(10, start), Math.pow(10, to + span * margin)};
        }
    }
}
