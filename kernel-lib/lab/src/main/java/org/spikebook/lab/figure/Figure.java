package org.spikebook.lab.figure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.spikebook.event.WholeFile;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * A figure of a paper: immutable; every method gives a new figure with one thing more. It shows itself when a cell returns it, as an
 * interactive plotly figure where scripts may run and as a picture drawn without a browser elsewhere, and saves as PNG, SVG and
 * HTML.
 *
 * <p><b>Three kinds of numbers</b> have three looks: ours are lines, bars and filled markers; those {@linkplain #paper published} are hollow
 * markers, named "(paper)" in the legend; {@linkplain #calibrated calibrated} ones are dashed with diamonds. Equal names have equal colours, so
 * that a paper's points stand out against our line of the same name.
 *
 * <p><b>Axes have units</b>, written {@code "Latency [µs]"}; a pure number is {@code "Accuracy [-]"}. Figures of a table take both
 * from the column's name, {@code latency [µs]} or {@code latency_us}.
 *
 * <p>Methods that change "the last" ({@link #by}, {@link #errors}, {@link #onRight}, {@link #dashed}) mean what was added last.
 * A NaN is a gap; so is a value that is not positive on a log axis.
 *
 * <pre>{@code
 * Figure.of(rates).line("firingRate", "latency").by("accelerator").logX()
 *       .beside(Figure.of(published).paper("firingRate", "latency").by("accelerator"))
 *       .caption("Ours lies 3 % below the paper at 1 % firing.");
 *
 * Figure.xy("Firing rate [spikes/step]", "Latency [µs]").logX()
 *       .line("SpikeX", x, ours).paper("SpikeX", paperX, paperY);
 * }</pre>
 */
public final class Figure {

    private static final int WIDTH = 640;
    private static final int HEIGHT = 420;
    private static final double[] NO_ERRORS = {};

    private final String title;
    private final String caption;
    private final int columns;
    private final List<Panel> panels;
    private final int width;
    private final int height;

    private Figure(String title, String caption, int columns, List<Panel> panels, int width, int height) {
        this.title = title;
        this.caption = caption;
        this.columns = columns;
        this.panels = List.copyOf(panels);
        this.width = width;
        this.height = height;
    }

    /** How a column is called in a figure: {@code "firingRate [spikes/step]"} becomes {@code "Firing rate [spikes/step]"}. */
    public static String label(String column) {
        Quantity quantity = Quantity.ofColumn(column);
        return quantity.hasUnit() ? quantity.name() + " [" + quantity.unit() + "]" : quantity.name();
    }

    /**
     * An empty plot.
     *
     * @param x what runs along x with its unit, for example {@code "Firing rate [spikes/step]"}; categories (of bars or a heat map) need no unit
     * @param y what runs along y with its unit, for example {@code "Latency [µs]"}
     */
    public static Figure xy(String x, String y) {
        Quantity xQuantity = named(x, "x");
        Quantity yQuantity = named(y, "y");
        return single(Panel.of(Table.create(), AxisSpec.of(xQuantity), AxisSpec.of(yQuantity)));
    }

    /** An empty plot of the table's columns; its axes are named by the first columns drawn. */
    public static Figure of(Table table) {
        return single(Panel.of(Objects.requireNonNull(table, "table"), AxisSpec.of(Quantity.NONE), AxisSpec.of(Quantity.NONE)));
    }

    /**
     * A figure of tablesaw-jsplot as one of ours: its lines, markers, upright bars and heat maps with its titles, in our colours.
     *
     * @throws IllegalArgumentException if it holds anything else
     */
    public static Figure of(tech.tablesaw.plotly.components.Figure figure) {
        ObjectNode spec = JsplotSpec.of(figure);
        List<Panel> panels = JsplotFigure.panels(spec);
        int columns = Math.min(JsplotFigure.columns(spec), panels.size());
        int width = spec.path("layout").path("width").asInt(WIDTH);
        int height = spec.path("layout").path("height").asInt(HEIGHT);
        return new Figure(panels.size() == 1 ? "" : JsplotFigure.plain(spec.path("layout").path("title").path("text").asText()), "", columns,
                panels, WIDTH, HEIGHT).size(Math.min(1200, Math.max(320, width)), Math.min(1000, Math.max(240, height)));
    }

    /**
     * Several plots side by side and below each other, each with its own axes and title. Their legends under or beside the plots become one.
     *
     * @param columns plots in a row, at least 1
     * @param plots the plots, row by row
     */
    public static Figure grid(int columns, Figure... plots) {
        if (columns < 1 || plots.length == 0) {
            throw new IllegalArgumentException("figure grid: needs at least one column and one plot, but got " + columns + " and "
                    + plots.length + ".");
        }
        List<Panel> panels = new ArrayList<>();
        for (Figure plot : plots) {
            panels.addAll(plot.panels);
        }
        int across = Math.min(columns, panels.size());
        int down = (panels.size() + across - 1) / across;
        return new Figure("", "", across, panels, across == 1 ? WIDTH : 400 * across, 60 + 320 * down);
    }

    private static Figure single(Panel panel) {
        return new Figure("", "", 1, List.of(panel), WIDTH, HEIGHT);
    }

    // ---- what is drawn: arrays

    /** A line of our numbers; the points get dots as long as they are few. */
    public Figure line(String name, double[] x, double[] y) {
        return add(Kind.LINE, Origin.OURS, name, numbers("line", name, x), y);
    }

    /** A line of our numbers over categories. */
    public Figure line(String name, String[] x, double[] y) {
        return add(Kind.LINE, Origin.OURS, name, Values.of(List.of(x)), y);
    }

    /** Points of our numbers, as filled markers. */
    public Figure scatter(String name, double[] x, double[] y) {
        return add(Kind.SCATTER, Origin.OURS, name, numbers("scatter", name, x), y);
    }

    /** Points of our numbers over categories; over the bar of the same name where there is one. */
    public Figure scatter(String name, String[] x, double[] y) {
        return add(Kind.SCATTER, Origin.OURS, name, Values.of(List.of(x)), y);
    }

    /** A staircase of our numbers: each value holds until the next x. */
    public Figure step(String name, double[] x, double[] y) {
        return add(Kind.STEP, Origin.OURS, name, numbers("step", name, x), y);
    }

    /** Bars of our numbers over categories; bars of several names stand side by side, or {@linkplain #stacked on each other}. */
    public Figure bars(String name, String[] x, double[] y) {
        return add(Kind.BARS, Origin.OURS, name, Values.of(List.of(x)), y);
    }

    /** Published points, as hollow markers. */
    public Figure paper(String name, double[] x, double[] y) {
        return add(Kind.SCATTER, Origin.PAPER, name, numbers("paper", name, x), y);
    }

    /** Published values over categories, as hollow markers; over the bar of the same name where there is one. */
    public Figure paper(String name, String[] x, double[] y) {
        return add(Kind.SCATTER, Origin.PAPER, name, Values.of(List.of(x)), y);
    }

    /** Numbers that were fitted to published ones: a dashed line with diamonds. */
    public Figure calibrated(String name, double[] x, double[] y) {
        return add(Kind.LINE, Origin.CALIBRATED, name, numbers("calibrated", name, x), y);
    }

    /** Fitted numbers over categories. */
    public Figure calibrated(String name, String[] x, double[] y) {
        return add(Kind.LINE, Origin.CALIBRATED, name, Values.of(List.of(x)), y);
    }

    /** An area between two curves, such as a range over seeds. */
    public Figure band(String name, double[] x, double[] low, double[] high) {
        if (low.length != high.length) {
            throw lengths("band", name, "low", low.length, "high", high.length);
        }
        double[] span = new double[low.length];
        Arrays.setAll(span, i -> high[i] - low[i]);
        return add(new Series(Kind.BAND, Origin.OURS, name, checked("band", name, numbers("band", name, x), low), low.clone(), NO_ERRORS, span,
                false, false, Series.Heat.NONE));
    }

    /**
     * A heat map with a colour bar. Few or unevenly spaced positions are written under their cells, many evenly spaced ones make a numeric axis.
     *
     * @param x positions of the columns, shape [x]
     * @param y positions of the rows, shape [y]
     * @param z values, shape [y][x]; NaN is left blank
     * @param label what the colours mean, with unit, for example {@code "Utilisation [%]"}
     */
    public Figure heatmap(double[] x, double[] y, double[][] z, String label) {
        return heatmap(Values.of(x), Values.of(y), z, label);
    }

    /** A heat map over categories. */
    public Figure heatmap(String[] x, String[] y, double[][] z, String label) {
        return heatmap(Values.of(List.of(x)), Values.of(List.of(y)), z, label);
    }

    private Figure heatmap(Values x, Values y, double[][] z, String label) {
        if (z.length != y.size()) {
            throw lengths("heatmap", label, "y", y.size(), "z", z.length);
        }
        double[][] cells = new double[z.length][];
        for (int row = 0; row < z.length; row++) {
            if (z[row].length != x.size()) {
                throw lengths("heatmap", label, "x", x.size(), "row " + row + " of z", z[row].length);
            }
            cells[row] = z[row].clone();
        }
        if (x.size() == 0 || y.size() == 0) {
            throw new IllegalArgumentException("heatmap '" + label + "': needs at least one cell.");
        }
        Quantity quantity = unit(Quantity.parse(label), "heatmap");
        return add(new Series(Kind.HEATMAP, Origin.OURS, quantity.name(), x, NO_ERRORS, NO_ERRORS, NO_ERRORS, false, false,
                new Series.Heat(y, cells, quantity)));
    }

    // ---- what is drawn: columns of the table

    /** A line of our numbers from two columns. */
    public Figure line(String x, String y) {
        return add(Kind.LINE, Origin.OURS, x, y, List.of());
    }

    /** Points of our numbers from two columns. */
    public Figure scatter(String x, String y) {
        return add(Kind.SCATTER, Origin.OURS, x, y, List.of());
    }

    /** A staircase of our numbers from two columns. */
    public Figure step(String x, String y) {
        return add(Kind.STEP, Origin.OURS, x, y, List.of());
    }

    /** Bars of our numbers from two columns; each value of x, number or text, is a category. */
    public Figure bars(String x, String y) {
        return add(Kind.BARS, Origin.OURS, x, y, List.of());
    }

    /** Published points from two columns. */
    public Figure paper(String x, String y) {
        return add(Kind.SCATTER, Origin.PAPER, x, y, List.of());
    }

    /** Fitted numbers from two columns. */
    public Figure calibrated(String x, String y) {
        return add(Kind.LINE, Origin.CALIBRATED, x, y, List.of());
    }

    /** An area between two columns. */
    public Figure band(String x, String low, String high) {
        return add(Kind.BAND, Origin.OURS, x, low, List.of(high));
    }

    /** A heat map of column z over columns x and y, one row of the table per cell. */
    public Figure heatmap(String x, String y, String z) {
        return add(Kind.HEATMAP, Origin.OURS, x, y, List.of(z));
    }

    /** Splits the last into one series for each value of these columns. */
    public Figure by(String... columns) {
        return last(Layer.FromTable.class, "by", layer -> layer.by(List.of(columns)));
    }

    /**
     * Everything of another figure on the same axes, such as the paper's points. Where the other's y has another unit than ours it goes
     * to the right axis, if that is free. Its caption, such as where the points stand, is taken where we have none.
     *
     * @throws IllegalArgumentException if units differ and there is no axis left
     */
    public Figure beside(Figure other) {
        Panel mine = panel("beside");
        Panel theirs = other.panel("beside");
        if (haveOtherUnits(mine.y(), theirs.y()) && mine.y2().quantity().name().isEmpty() && theirs.y2().quantity().name().isEmpty()) {
            theirs = theirs.layers(theirs.layers().stream().map(Layer::onRight).toList()).y2(theirs.y()).y(mine.y());
        }
        Panel both = mine;
        both = both.x(joined(mine.x(), theirs.x(), "x")).y(joined(mine.y(), theirs.y(), "y")).y2(joined(mine.y2(), theirs.y2(), "y2"));
        List<Layer> layers = new ArrayList<>(mine.layers());
        layers.addAll(theirs.layers());
        both = both.layers(layers);
        for (Panel.Note note : theirs.notes()) {
            both = both.add(note);
        }
        for (Panel.Reference reference : theirs.references()) {
            both = both.add(reference);
        }
        Figure together = with(both);
        return caption.isEmpty() ? together.caption(other.caption) : together;
    }

    private static boolean haveOtherUnits(AxisSpec mine, AxisSpec theirs) {
        return mine.quantity().hasUnit() && theirs.quantity().hasUnit() && !mine.quantity().unit().equals(theirs.quantity().unit());
    }

    private static AxisSpec joined(AxisSpec mine, AxisSpec theirs, String axis) {
        if (haveOtherUnits(mine, theirs)) {
            throw new IllegalArgumentException("beside: the " + axis + " axes have different units, " + mine.quantity().unit() + " and "
                    + theirs.quantity().unit() + ". Maybe convert one of them.");
        }
        if (mine.quantity().name().isEmpty() || !mine.quantity().hasUnit() && theirs.quantity().hasUnit()
                && mine.quantity().name().equalsIgnoreCase(theirs.quantity().name())) {
            return mine.named(theirs.quantity());
        }
        return mine;
    }

    // ---- what the last one looks like

    /** Error bars of the last, as far down as up. */
    public Figure errors(double... plusMinus) {
        return errors(plusMinus, plusMinus);
    }

    /** Error bars of the last. */
    public Figure errors(double[] minus, double[] plus) {
        return last(Layer.Given.class, "errors", layer -> {
            Series series = layer.only();
            if (minus.length != series.y().length || plus.length != series.y().length) {
                throw lengths(series.kind().word(), series.name(), "y", series.y().length, "errors",
                        minus.length != series.y().length ? minus.length : plus.length);
            }
            for (int i = 0; i < minus.length; i++) {
                if (minus[i] < 0 || plus[i] < 0) {
                    throw new IllegalArgumentException(series.kind().word() + " '" + series.name() + "': error " + i
                            + " must not be negative, but was " + Math.min(minus[i], plus[i]) + ". Maybe give lengths, not positions.");
                }
            }
            return layer.errors(minus, plus);
        });
    }

    /** Error bars of the last from a column, as far down as up. */
    public Figure errors(String plusMinus) {
        return errors(plusMinus, plusMinus);
    }

    /** Error bars of the last from two columns. */
    public Figure errors(String minus, String plus) {
        return last(Layer.FromTable.class, "errors", layer -> layer.errors(List.of(minus, plus)));
    }

    /** The last belongs to the right axis; figures of a table name it after the column. */
    public Figure onRight() {
        Panel panel = panel("onRight");
        Layer last = lastLayer(panel, "onRight");
        if (last instanceof Layer.FromTable columns && panel.y2().quantity().name().isEmpty()) {
            Quantity right = Quantity.ofColumn(Quantity.column(columns.table(), columns.y()).name());
            panel = panel.y2(panel.y2().named(right));
            if (panel.layers().size() == 1) {
                throw new IllegalStateException("onRight: the first thing drawn belongs to the left axis. Maybe draw that of the left axis first.");
            }
        }
        if (panel.y2().quantity().name().isEmpty()) {
            throw new IllegalStateException("onRight: the right axis has no name. Maybe rightY(\"Energy [nJ]\") before it.");
        }
        return with(panel).last(Layer.class, "onRight", Layer::onRight);
    }

    /** The last line is dashed, such as a closed form beside a simulation. */
    public Figure dashed() {
        return last(Layer.class, "dashed", Layer::dashed);
    }

    /** Bars of several names stand on each other. */
    public Figure stacked() {
        return with(panel("stacked").stack());
    }

    // ---- axes

    /** Names the x axis, with unit. */
    public Figure x(String label) {
        Panel panel = panel("x");
        return with(panel.x(panel.x().named(named(label, "x"))));
    }

    /** Names the y axis, with unit. */
    public Figure y(String label) {
        Panel panel = panel("y");
        return with(panel.y(panel.y().named(named(label, "y"))));
    }

    /** Names the right y axis, with unit; {@link #onRight} puts something on it. */
    public Figure rightY(String label) {
        Panel panel = panel("rightY");
        return with(panel.y2(panel.y2().named(unit(named(label, "right y"), "right y"))));
    }

    /** A logarithmic x axis. */
    public Figure logX() {
        Panel panel = panel("logX");
        return with(panel.x(panel.x().logarithmic()));
    }

    /** A logarithmic y axis. */
    public Figure logY() {
        Panel panel = panel("logY");
        return with(panel.y(panel.y().logarithmic()));
    }

    /** A logarithmic right y axis. */
    public Figure logRightY() {
        Panel panel = panel("logRightY");
        return with(panel.y2(panel.y2().logarithmic()));
    }

    /** Ends of the x axis, in its unit. */
    public Figure rangeX(double low, double high) {
        Panel panel = panel("rangeX");
        return with(panel.x(panel.x().range(low, high)));
    }

    /** Ends of the y axis, in its unit. */
    public Figure rangeY(double low, double high) {
        Panel panel = panel("rangeY");
        return with(panel.y(panel.y().range(low, high)));
    }

    /** Ends of the right y axis, in its unit. */
    public Figure rangeRightY(double low, double high) {
        Panel panel = panel("rangeRightY");
        return with(panel.y2(panel.y2().range(low, high)));
    }

    /** Ends of the colours of a heat map, in its unit. */
    public Figure rangeZ(double low, double high) {
        if (!(low < high)) {
            throw new IllegalArgumentException("heatmap: range must ascend, but was " + low + ".." + high + ".");
        }
        return with(panel("rangeZ").zRange(low, high));
    }

    // ---- words

    /** The title above; of a grid, above all plots. */
    public Figure title(String title) {
        return new Figure(Objects.requireNonNull(title, "title"), caption, columns, panels, width, height).titledPanel();
    }

    /** A single plot carries the title itself, so that it keeps it in a grid. */
    private Figure titledPanel() {
        return panels.size() == 1 ? new Figure("", caption, columns, List.of(panels.get(0).title(title)), width, height) : this;
    }

    /** Sentences under the figure, such as by how much it misses the paper, and why. */
    public Figure caption(String caption) {
        return new Figure(title, Objects.requireNonNull(caption, "caption"), columns, panels, width, height);
    }

    /** Where the legend goes; of a grid, in every plot. */
    public Figure legend(Legend legend) {
        Objects.requireNonNull(legend, "legend");
        return new Figure(title, caption, columns, panels.stream().map(p -> p.legend(legend)).toList(), width, height);
    }

    /** A text with an arrow to a point of the plot. */
    public Figure note(double x, double y, String text) {
        return with(panel("note").add(new Panel.Note(x, y, Objects.requireNonNull(text, "text"))));
    }

    /** A vertical line across the plot, such as a threshold. */
    public Figure referenceX(double at, String label) {
        return with(panel("referenceX").add(new Panel.Reference(false, finite(at), Objects.requireNonNull(label, "label"))));
    }

    /** A horizontal line across the plot, such as the dense baseline. */
    public Figure referenceY(double at, String label) {
        return with(panel("referenceY").add(new Panel.Reference(true, finite(at), Objects.requireNonNull(label, "label"))));
    }

    /**
     * Size on the page; pictures have twice as many pixels.
     *
     * @param width in CSS pixels, 160..4000
     * @param height in CSS pixels, 120..4000
     */
    public Figure size(int width, int height) {
        if (width < 160 || width > 4000 || height < 120 || height > 4000) {
            throw new IllegalArgumentException("figure size must be in 160..4000 x 120..4000 pixels, but was " + width + " x " + height + ".");
        }
        return new Figure(title, caption, columns, panels, width, height);
    }

    // ---- results

    /** The figure as a plotly.js figure, an object with {@code data} and {@code layout}, in the form that versions 2 to 4 read. */
    public ObjectNode plotly() {
        return new PlotlySpec(resolved()).write();
    }

    /** A picture with two pixels per CSS pixel, drawn without a browser. */
    public byte[] png() {
        return new FigurePicture(resolved()).png(2);
    }

    /** A drawing with text as text, drawn without a browser. */
    public String svg() {
        return new FigurePicture(resolved()).svg();
    }

    /** A whole page, with everything in it. */
    public String html() {
        return FigureHtml.page(this);
    }

    /** Writes {@link #png()}. The file is written whole or not at all. */
    public void savePng(Path file) throws IOException {
        WholeFile.write("figure", file, png());
    }

    /** Writes {@link #svg()}. The file is written whole or not at all. */
    public void saveSvg(Path file) throws IOException {
        WholeFile.write("figure", file, svg().getBytes(StandardCharsets.UTF_8));
    }

    /** Writes {@link #html()}: one file that opens offline. The file is written whole or not at all. */
    public void saveHtml(Path file) throws IOException {
        WholeFile.write("figure", file, html().getBytes(StandardCharsets.UTF_8));
    }

    /** What is drawn, in a few lines of text. */
    @Override
    public String toString() {
        return FigureText.of(this);
    }

    String title() {
        return title;
    }

    String caption() {
        return caption;
    }

    int columns() {
        return columns;
    }

    List<Panel> panels() {
        return panels;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** This figure ready to be drawn: with something in each plot, and each table read. */
    private Figure resolved() {
        for (Panel panel : panels) {
            if (panel.layers().isEmpty()) {
                throw new IllegalStateException(panel.describe() + ": nothing is drawn. Maybe add line(...), bars(...) or paper(...).");
            }
        }
        return new Figure(title, caption, columns, panels.stream()
                .map(p -> p.layers(p.layers().stream().map(layer -> (Layer) new Layer.Resolved(layer.series())).toList())).toList(), width, height);
    }

    private Figure add(Kind kind, Origin origin, String name, Values x, double[] y) {
        return add(new Series(kind, origin, name, checked(kind.word(), name, x, y), y.clone(), NO_ERRORS, NO_ERRORS, false, false,
                Series.Heat.NONE));
    }

    private Figure add(Series series) {
        Panel panel = panel(series.kind().word());
        if (panel.y().quantity().name().isEmpty()) {
            throw new IllegalStateException(series.kind().word() + " '" + series.name()
                    + "': the axes have no names. Maybe draw columns of the table first, or x(...) and y(...).");
        }
        if (series.kind() != Kind.HEATMAP) {
            unit(panel.y().quantity(), "y");
        }
        return with(panel.add(new Layer.Given(series)));
    }

    private Figure add(Kind kind, Origin origin, String x, String y, List<String> extra) {
        Panel panel = panel(kind.word());
        if (panel.table().columnCount() == 0) {
            throw new IllegalStateException(kind.word() + "(\"" + x + "\", \"" + y + "\"): this figure has no table to take the columns "
                    + x + " and " + y + " from. Maybe Figure.of(table), or give arrays.");
        }
        Column<?> xColumn = Quantity.column(panel.table(), x);
        Column<?> yColumn = Quantity.column(panel.table(), y);
        Panel named = panel;
        if (named.x().quantity().name().isEmpty()) {
            named = named.x(named.x().named(Quantity.ofColumn(xColumn.name())));
        }
        if (named.y().quantity().name().isEmpty()) {
            named = named.y(named.y().named(Quantity.ofColumn(yColumn.name())));
        }
        return with(named.add(new Layer.FromTable(kind, origin, panel.table(), x, y, extra, List.of(), false, false)));
    }

    private <L extends Layer> Figure last(Class<L> type, String what, Function<L, Layer> change) {
        Panel panel = panel(what);
        Layer last = lastLayer(panel, what);
        if (!type.isInstance(last)) {
            throw new IllegalStateException(what + ": the last thing drawn came from "
                    + (last instanceof Layer.Given ? "arrays, not from a table" : "a table, not from arrays") + ".");
        }
        List<Layer> layers = new ArrayList<>(panel.layers());
        layers.set(layers.size() - 1, change.apply(type.cast(last)));
        return with(panel.layers(layers));
    }

    private static Layer lastLayer(Panel panel, String what) {
        if (panel.layers().isEmpty()) {
            throw new IllegalStateException(what + ": nothing is drawn yet. Maybe line(...) before it.");
        }
        return panel.layers().get(panel.layers().size() - 1);
    }

    private Panel panel(String what) {
        if (panels.size() != 1) {
            throw new IllegalStateException(what + ": the figure has " + panels.size() + " plots. Maybe call it on one of them before grid(...).");
        }
        return panels.get(0);
    }

    private Figure with(Panel panel) {
        return new Figure(title, caption, columns, List.of(panel), width, height);
    }

    private Values numbers(String what, String name, double[] x) {
        if (!panels.get(0).x().quantity().name().isEmpty() && panels.get(0).table().columnCount() == 0) {
            unit(panels.get(0).x().quantity(), "x");
        }
        Objects.requireNonNull(name, () -> what + ": name");
        return Values.of(x);
    }

    private static Values checked(String what, String name, Values x, double[] y) {
        Objects.requireNonNull(name, () -> what + ": name");
        if (x.size() != y.length) {
            throw lengths(what, name, "x", x.size(), "y", y.length);
        }
        if (y.length == 0) {
            throw new IllegalArgumentException(what + " '" + name + "': has no points.");
        }
        return x;
    }

    private static Quantity named(String label, String axis) {
        Quantity quantity = Quantity.parse(label);
        if (quantity.name().isEmpty()) {
            throw new IllegalArgumentException(axis + " axis: needs a name. Maybe \"Latency [µs]\".");
        }
        return quantity;
    }

    private Quantity unit(Quantity quantity, String axis) {
        if (!quantity.hasUnit() && panels.get(0).table().columnCount() == 0) {
            throw new IllegalArgumentException(axis + " axis '" + quantity.name() + "': has no unit. Maybe \"" + quantity.name()
                    + " [µs]\", or \"" + quantity.name() + " [-]\" for a pure number.");
        }
        return quantity;
    }

    private static double finite(double at) {
        if (!Double.isFinite(at)) {
            throw new IllegalArgumentException("reference line: must lie at a finite value, but was " + at + ".");
        }
        return at;
    }

    private static IllegalArgumentException lengths(String what, String name, String one, int oneLength, String other, int otherLength) {
        return new IllegalArgumentException(what + " '" + name + "': " + one + " has " + oneLength + " values, but " + other + " has "
                + otherLength + ".");
    }
}
