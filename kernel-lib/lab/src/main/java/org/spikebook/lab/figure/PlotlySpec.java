package org.spikebook.lab.figure;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.spikebook.lab.display.Brief;
import org.spikebook.lab.display.Html;

/**
 * Writes a figure for plotly.js: titles as objects (versions 2 to 4 read them), NaN as null, text escaped (plotly reads a part of
 * HTML), positions of shapes on log axes as values and those of annotations as exponents, as plotly wants it.
 */
final class PlotlySpec {

    private static final String AXIS_COLOUR = "#444444";
    private static final String GRID_COLOUR = "#e6e6e6";
    private static final int LABELLED_CELLS = 10;

    private final Figure figure;
    private final Layout layout;
    private final Looks looks;
    private final ObjectNode spec = JsonNodeFactory.instance.objectNode();
    private final ArrayNode data = spec.putArray("data");
    private final ObjectNode page = spec.putObject("layout");
    private final ArrayNode annotations = JsonNodeFactory.instance.arrayNode();
    private final ArrayNode shapes = JsonNodeFactory.instance.arrayNode();
    private final Set<String> inLegend = new LinkedHashSet<>();
    private final List<Box> boxes = new ArrayList<>();
    private Box area = new Box(0, 0, 0, 0);

    /** A rectangle in CSS pixels from the upper left corner. */
    private record Box(double left, double top, double right, double bottom) {
        double width() {
            return right - left;
        }

        double height() {
            return bottom - top;
        }
    }

    PlotlySpec(Figure figure) {
        this.figure = figure;
        this.layout = new Layout(figure);
        this.looks = Looks.of(figure);
    }

    ObjectNode write() {
        place();
        writePage();
        int yAxis = 0;
        int extraAxis = figure.panels().size();
        for (int i = 0; i < figure.panels().size(); i++) {
            Panel panel = figure.panels().get(i);
            String x = i == 0 ? "" : Integer.toString(i + 1);
            String y = ++yAxis == 1 ? "" : Integer.toString(yAxis);
            String right = panel.hasRight() ? Integer.toString(++yAxis) : "";
            writeAxes(panel, boxes.get(i), x, y, right);
            String legend = writeLegend(panel, i);
            var places = new BarPlaces(panel);
            boolean moves = panel.series().stream().anyMatch(s -> s.kind() == Kind.SCATTER && places.offset(s) != 0);
            String numbered = moves ? "x" + ++extraAxis : "x" + x;
            if (moves) {
                writeNumberedAxis(panel, "xaxis" + extraAxis, "x" + x, "y" + y);
            }
            for (Series series : panel.series()) {
                boolean moved = series.kind() == Kind.SCATTER && places.offset(series) != 0;
                writeTrace(panel, boxes.get(i), series, moved ? numbered : "x" + x, "y" + (series.right() ? right : y), legend, places);
            }
            writeWords(panel, boxes.get(i), "x" + x, "y" + y);
        }
        if (annotations.size() > 0) {
            page.set("annotations", annotations);
        }
        if (shapes.size() > 0) {
            page.set("shapes", shapes);
        }
        spec.putObject("config").put("displaylogo", false).putArray("modeBarButtonsToRemove").add("select2d").add("lasso2d").add("autoScale2d");
        return spec;
    }

    // ---- where

    private void place() {
        double top = Layout.MARGIN + layout.titleHeight() + 6;
        double bottom = figure.height() - Layout.MARGIN - layout.captionHeight() - legendRows() * 20.0;
        double right = figure.width() - legendWidth();
        double cellWidth = right / figure.columns();
        double cellHeight = (bottom - top) / layout.rows();
        for (int i = 0; i < figure.panels().size(); i++) {
            Panel panel = figure.panels().get(i);
            double left = i % figure.columns() * cellWidth;
            double up = top + i / figure.columns() * cellHeight;
            boolean heat = panel.series().stream().anyMatch(s -> s.kind() == Kind.HEATMAP);
            boxes.add(new Box(left + 68, up + 8 + layout.panelTitleHeight(), left + cellWidth - (panel.hasRight() ? 66 : 16) - (heat ? 84 : 0),
                    up + cellHeight - 52));
        }
        area = new Box(boxes.stream().mapToDouble(Box::left).min().orElseThrow(), boxes.stream().mapToDouble(Box::top).min().orElseThrow(),
                boxes.stream().mapToDouble(Box::right).max().orElseThrow(), boxes.stream().mapToDouble(Box::bottom).max().orElseThrow());
    }

    private int legendRows() {
        Map<String, Layout.Entry> entries = layout.sharedLegend(Legend.BELOW);
        if (entries.isEmpty()) {
            return 0;
        }
        double widest = entries.keySet().stream().mapToDouble(l -> Layout.width(l, Layout.TEXT)).max().orElse(0) + 45;
        int across = Math.max(1, (int) ((figure.width() - 90) / widest));
        return (entries.size() + across - 1) / across;
    }

    private double legendWidth() {
        return layout.sharedLegend(Legend.RIGHT).keySet().stream().mapToDouble(l -> Layout.width(l, Layout.TEXT) + 60).max().orElse(0);
    }

    private double paperX(double x) {
        return round((x - area.left) / area.width());
    }

    private double paperY(double y) {
        return round((area.bottom - y) / area.height());
    }

    private static double round(double share) {
        return Math.round(share * 1e5) / 1e5;
    }

    // ---- page, axes, legends

    private void writePage() {
        page.put("width", figure.width()).put("height", figure.height());
        page.put("autosize", false);
        ObjectNode font = page.putObject("font");
        font.put("family", "Arial, Helvetica, 'DejaVu Sans', sans-serif").put("size", 12).put("color", "#222222");
        page.put("paper_bgcolor", "white").put("plot_bgcolor", "white");
        page.putObject("margin").put("l", Math.round(area.left)).put("r", Math.round(figure.width() - area.right))
                .put("t", Math.round(area.top)).put("b", Math.round(figure.height() - area.bottom)).put("pad", 0);
        if (!layout.title().isEmpty()) {
            ObjectNode title = page.putObject("title");
            title.put("text", bold(layout.titleLines())).put("x", 0.5).put("xanchor", "center").put("y", 1)
                    .put("yref", "container").put("yanchor", "top");
            title.putObject("font").put("size", 15);
            title.putObject("pad").put("t", 10);
        }
        page.put("hovermode", "closest");
        // bars say themselves where they stand: plotly's modes hold for a whole figure, ours for one plot
        page.put("barmode", "overlay");
        boolean below = !layout.sharedLegend(Legend.BELOW).isEmpty();
        boolean right = !layout.sharedLegend(Legend.RIGHT).isEmpty();
        if (below) {
            page.putObject("legend").put("orientation", "h").put("x", 0.5).put("xanchor", "center").put("xref", "container")
                    .put("y", round((Layout.MARGIN + layout.captionHeight()) / (double) figure.height())).put("yref", "container")
                    .put("yanchor", "bottom").put("traceorder", "normal");
        } else if (right) {
            page.putObject("legend").put("x", 1).put("xanchor", "right").put("xref", "container").put("y", 1).put("yanchor", "top")
                    .put("traceorder", "normal");
        }
        page.put("showlegend", true);
        if (!layout.captionLines().isEmpty()) {
            ObjectNode caption = annotations.addObject();
            caption.put("text", String.join("<br>", layout.captionLines().stream().map(PlotlySpec::text).toList()));
            caption.put("xref", "paper").put("x", 0).put("xanchor", "left").put("xshift", Layout.MARGIN - Math.round(area.left));
            caption.put("yref", "paper").put("y", 0).put("yanchor", "top")
                    .put("yshift", -Math.round(figure.height() - area.bottom - Layout.MARGIN - layout.captionHeight() + 4));
            caption.put("align", "left").put("showarrow", false);
            caption.putObject("font").put("size", 11).put("color", "#444444");
        }
    }

    private void writeAxes(Panel panel, Box box, String x, String y, String right) {
        ObjectNode xAxis = axis("xaxis" + x, panel.x(), panel.xRange(), panel.xCategories(), box.width());
        xAxis.put("anchor", "y" + y);
        xAxis.putArray("domain").add(paperX(box.left)).add(paperX(box.right));
        ObjectNode yAxis = axis("yaxis" + y, panel.y(), panel.yRange(false), panel.yCategories(), box.height());
        yAxis.put("anchor", "x" + x);
        yAxis.putArray("domain").add(paperY(box.bottom)).add(paperY(box.top));
        if (!right.isEmpty()) {
            ObjectNode rightAxis = axis("yaxis" + right, panel.y2(), panel.yRange(true), List.of(), box.height());
            rightAxis.put("anchor", "x" + x).put("overlaying", "y" + y).put("side", "right").put("showgrid", false);
        }
    }

    /** An unseen axis over a category axis, on which markers stand beside the middle of a category. */
    private void writeNumberedAxis(Panel panel, String key, String over, String anchor) {
        ObjectNode axis = page.putObject(key);
        axis.put("type", "linear").put("overlaying", over).put("anchor", anchor).put("visible", false);
        double[] range = panel.xRange();
        axis.putArray("range").add(range[0]).add(range[1]);
    }

    private ObjectNode axis(String key, AxisSpec spec, double[] range, List<String> categories, double length) {
        ObjectNode axis = page.putObject(key);
        ObjectNode title = axis.putObject("title");
        title.put("text", text(spec.quantity().label())).put("standoff", 8);
        title.putObject("font").put("size", Layout.fitting(spec.quantity().label(), length).getSize());
        axis.put("showline", true).put("linecolor", AXIS_COLOUR).put("mirror", true).put("ticks", "outside").put("tickcolor", AXIS_COLOUR)
                .put("ticklen", 4).put("zeroline", false).put("gridcolor", GRID_COLOUR).put("automargin", false);
        axis.putObject("tickfont").put("size", 11);
        ArrayNode ends = axis.putArray("range");
        if (!categories.isEmpty()) {
            axis.put("type", "category").put("categoryorder", "array").put("showgrid", false);
            ArrayNode array = axis.putArray("categoryarray");
            categories.forEach(c -> array.add(text(c)));
            ends.add(range[0]).add(range[1]);
            axis.put("automargin", true);
        } else if (spec.log()) {
            axis.put("type", "log").put("exponentformat", "power").put("showexponent", "all");
            ends.add(Math.log10(range[0])).add(Math.log10(range[1]));
            Ticks.forLog(range[0], range[1], length).plotlyStep().ifPresent(step -> {
                if (step.startsWith("D")) {
                    axis.put("dtick", step);
                } else {
                    axis.put("dtick", Integer.parseInt(step));
                }
            });
            axis.putObject("minor").put("ticks", "outside").put("ticklen", 2).put("tickcolor", AXIS_COLOUR).put("dtick", "D1");
        } else {
            axis.put("type", "linear").put("exponentformat", "power");
            ends.add(range[0]).add(range[1]);
            axis.put("nticks", Math.max(4, (int) (length / 38)));
        }
        return axis;
    }

    /** The legend that a panel's traces belong to; one inside the plot is its own. */
    private String writeLegend(Panel panel, int index) {
        if (panel.legend() == Legend.NONE || !panel.legend().isInside()) {
            return "legend";
        }
        String key = index == 0 && layout.sharedLegend(Legend.BELOW).isEmpty() && layout.sharedLegend(Legend.RIGHT).isEmpty() ? "legend"
                : "legend" + (index + 2);
        Box box = boxes.get(index);
        page.putObject(key).put("x", paperX(panel.legend().isLeft() ? box.left + 8 : box.right - 8))
                .put("xanchor", panel.legend().isLeft() ? "left" : "right")
                .put("y", paperY(panel.legend().isTop() ? box.top + 8 : box.bottom - 8))
                .put("yanchor", panel.legend().isTop() ? "top" : "bottom").put("bgcolor", "rgba(255,255,255,0.85)")
                .put("bordercolor", "#cccccc").put("borderwidth", 1);
        return key;
    }

    // ---- traces

    private void writeTrace(Panel panel, Box box, Series series, String x, String y, String legend, BarPlaces places) {
        ObjectNode trace = data.addObject();
        trace.put("name", text(series.label())).put("xaxis", x).put("yaxis", y);
        List<String> categories = panel.xCategories();
        switch (series.kind()) {
            case HEATMAP -> heatmap(trace, panel, box, series);
            case BAND -> band(trace, series, categories);
            case BARS -> bars(trace, panel, series, places);
            case LINE, STEP, SCATTER -> curve(trace, panel, series, places);
        }
        if (series.kind() == Kind.HEATMAP) {
            return;
        }
        boolean shared = !panel.legend().isInside();
        Map<String, Layout.Entry> entries = shared ? layout.sharedLegend(panel.legend()) : Layout.entries(List.of(panel));
        boolean shown = panel.legend() != Legend.NONE && entries.containsKey(series.label())
                && inLegend.add((shared ? "" : legend + " ") + series.label());
        trace.put("legendrank", 1 + List.copyOf(entries.keySet()).indexOf(series.label()));
        trace.put("showlegend", shown).put("legendgroup", text(series.label()));
        if (!legend.equals("legend")) {
            trace.put("legend", legend);
        }
    }

    private void curve(ObjectNode trace, Panel panel, Series series, BarPlaces places) {
        String colour = Looks.css(looks.colour(series));
        boolean markers = Looks.hasMarkers(series);
        trace.put("type", "scatter").put("mode", series.kind() == Kind.SCATTER ? "markers" : markers ? "lines+markers" : "lines");
        double offset = series.kind() == Kind.SCATTER ? places.offset(series) : 0;
        if (offset != 0) {
            ArrayNode x = trace.putArray("x");
            ArrayNode words = trace.putArray("text");
            for (int i = 0; i < series.x().size(); i++) {
                value(x, Panel.position(series.x(), i, panel.xCategories()) + offset);
                words.add(text(series.x().text(i)));
            }
            trace.put("hovertemplate", "(%{text}, %{y})");
        } else {
            positions(trace.putArray("x"), series.x(), !panel.xCategories().isEmpty());
        }
        values(trace.putArray("y"), series.y());
        if (series.kind() != Kind.SCATTER) {
            ObjectNode line = trace.putObject("line");
            line.put("color", colour).put("width", 2);
            if (Looks.isDashed(series)) {
                line.put("dash", "dash");
            }
            if (series.kind() == Kind.STEP) {
                line.put("shape", "hv");
            }
        }
        if (markers) {
            boolean hollow = series.origin() == Origin.PAPER;
            ObjectNode marker = trace.putObject("marker");
            String outline = Looks.css(looks.outline(series, panel));
            marker.put("color", hollow ? outline : colour).put("symbol", looks.shape(series).plotly() + (hollow ? "-open" : ""))
                    .put("size", hollow ? 10 : series.kind() == Kind.LINE && series.origin() == Origin.OURS ? 6 : 8);
            if (hollow) {
                marker.putObject("line").put("width", 2).put("color", outline);
            } else if (!outline.equals(colour)) {
                marker.putObject("line").put("width", 1).put("color", outline);
            }
        }
        if (series.hasErrors()) {
            errors(trace, series, colour);
        }
    }

    private void bars(ObjectNode trace, Panel panel, Series series, BarPlaces places) {
        String colour = Looks.css(looks.colour(series));
        trace.put("type", "bar").put("width", round(places.width())).put("offset", round(places.offset(series) - places.width() / 2));
        positions(trace.putArray("x"), series.x(), true);
        values(trace.putArray("y"), series.y());
        ObjectNode marker = trace.putObject("marker");
        marker.put("color", colour);
        marker.putObject("line").put("color", "white").put("width", 0.6);
        if (panel.stacked()) {
            ArrayNode base = trace.putArray("base");
            for (int i = 0; i < series.y().length; i++) {
                value(base, places.base(series, i));
            }
        }
        if (series.hasErrors()) {
            errors(trace, series, "#222222");
        }
    }

    private static void errors(ObjectNode trace, Series series, String colour) {
        boolean symmetric = Arrays.equals(series.minus(), series.plus());
        ObjectNode errors = trace.putObject("error_y");
        errors.put("type", "data").put("symmetric", symmetric).put("visible", true).put("color", colour).put("thickness", 1.3)
                .put("width", 4);
        values(errors.putArray("array"), series.plus());
        if (!symmetric) {
            values(errors.putArray("arrayminus"), series.minus());
        }
    }

    /** One closed outline for each stretch without a gap. */
    private void band(ObjectNode trace, Series series, List<String> categories) {
        trace.put("type", "scatter").put("mode", "lines").put("fill", "toself").put("hoverinfo", "skip");
        trace.put("fillcolor", Looks.css(looks.colour(series), 0.2));
        trace.putObject("line").put("width", 0).put("color", Looks.css(looks.colour(series)));
        ArrayNode x = trace.putArray("x");
        ArrayNode y = trace.putArray("y");
        for (int[] stretch : Stretches.of(series)) {
            if (x.size() > 0) {
                x.addNull();
                y.addNull();
            }
            for (int i = stretch[0]; i < stretch[1]; i++) {
                position(x, series.x(), i, !categories.isEmpty());
                value(y, series.y()[i]);
            }
            for (int i = stretch[1] - 1; i >= stretch[0]; i--) {
                position(x, series.x(), i, !categories.isEmpty());
                value(y, series.high(i));
            }
        }
    }

    private void heatmap(ObjectNode trace, Panel panel, Box box, Series series) {
        trace.put("type", "heatmap");
        Series.Heat heat = series.heat();
        positions(trace.putArray("x"), series.x(), !panel.xCategories().isEmpty());
        positions(trace.putArray("y"), heat.y(), !panel.yCategories().isEmpty());
        ArrayNode z = trace.putArray("z");
        for (double[] row : heat.z()) {
            values(z.addArray(), row);
        }
        double[] range = panel.zRange(series);
        trace.put("zmin", range[0]).put("zmax", range[1]).put("colorscale", "Viridis").put("showscale", true);
        ObjectNode bar = trace.putObject("colorbar");
        bar.putObject("title").put("text", text(heat.quantity().label())).put("side", "right");
        bar.put("x", paperX(box.right + 8)).put("xanchor", "left").put("y", paperY((box.top + box.bottom) / 2)).put("yanchor", "middle")
                .put("len", round(box.height() / area.height())).put("lenmode", "fraction").put("thickness", 14).put("xpad", 2)
                .put("ypad", 0).put("outlinewidth", 0.5);
        if (isLabelled(series)) {
            ArrayNode words = trace.putArray("text");
            for (double[] row : heat.z()) {
                ArrayNode line = words.addArray();
                for (double value : row) {
                    line.add(cell(value, range));
                }
            }
            trace.put("texttemplate", "%{text}");
        }
    }

    /** Whether cells are few enough to have their value written in them. */
    static boolean isLabelled(Series heatmap) {
        return heatmap.x().size() <= LABELLED_CELLS && heatmap.heat().y().size() <= LABELLED_CELLS;
    }

    /** A cell's value in three digits; 0 where that is less than a thousandth of the range of colours, which nobody sees. */
    static String cell(double value, double[] range) {
        if (Double.isNaN(value)) {
            return "";
        }
        return Brief.number(Math.abs(value) < 1e-3 * (range[1] - range[0]) ? 0 : new BigDecimal(value).round(new MathContext(3)).doubleValue());
    }

    // ---- words in the plot

    private void writeWords(Panel panel, Box box, String x, String y) {
        if (!layout.panelTitle(panel).isEmpty()) {
            ObjectNode title = annotations.addObject();
            title.put("text", bold(layout.panelTitle(panel))).put("xref", "paper").put("x", paperX((box.left + box.right) / 2))
                    .put("xanchor", "center").put("yref", "paper").put("y", paperY(box.top)).put("yanchor", "bottom").put("yshift", 3)
                    .put("showarrow", false);
            title.putObject("font").put("size", 13);
        }
        for (Panel.Reference reference : panel.references()) {
            boolean flat = reference.horizontal();
            ObjectNode line = shapes.addObject();
            line.put("type", "line").put("xref", flat ? x + " domain" : x).put("yref", flat ? y : y + " domain");
            line.put("x0", flat ? 0 : reference.at()).put("x1", flat ? 1 : reference.at());
            line.put("y0", flat ? reference.at() : 0).put("y1", flat ? reference.at() : 1);
            line.putObject("line").put("color", "#555555").put("width", 1.3).put("dash", "dot");
            ObjectNode label = annotations.addObject();
            label.put("text", text(reference.label())).put("showarrow", false);
            label.put("xref", flat ? x + " domain" : x).put("yref", flat ? y : y + " domain");
            FreeCorner corner = FreeCorner.of(panel, reference, box.width(), box.height());
            if (flat) {
                label.put("x", corner.right() ? 0.99 : 0.01).put("xanchor", corner.right() ? "right" : "left")
                        .put("y", onAxis(panel.y(), reference.at())).put("yanchor", corner.up() ? "bottom" : "top");
            } else {
                label.put("x", onAxis(panel.x(), reference.at())).put("xanchor", corner.right() ? "left" : "right")
                        .put("xshift", corner.right() ? 3 : -3).put("y", corner.up() ? 0.99 : 0.01).put("yanchor", corner.up() ? "top" : "bottom");
            }
            label.putObject("font").put("size", 11).put("color", "#555555");
        }
        for (Panel.Note note : panel.notes()) {
            ObjectNode words = annotations.addObject();
            words.put("text", text(note.text())).put("xref", x).put("yref", y).put("x", onAxis(panel.x(), note.x()))
                    .put("y", onAxis(panel.y(), note.y())).put("showarrow", true).put("arrowhead", 2).put("arrowsize", 0.9)
                    .put("arrowwidth", 1.1).put("arrowcolor", "#444444").put("bgcolor", "rgba(255,255,255,0.8)");
            double[] range = panel.xRange();
            boolean leftHalf = share(panel.x(), range, note.x()) < 0.6;
            boolean down = share(panel.y(), panel.yRange(false), note.y()) > 0.85;
            words.put("ax", leftHalf ? 28 : -28).put("ay", down ? 26 : -26).put("xanchor", leftHalf ? "left" : "right");
            words.putObject("font").put("size", 11);
        }
    }

    /** How far along the axis a value lies, 0..1. */
    static double share(AxisSpec axis, double[] range, double at) {
        return axis.log() ? Math.log(at / range[0]) / Math.log(range[1] / range[0]) : (at - range[0]) / (range[1] - range[0]);
    }

    private static double onAxis(AxisSpec axis, double at) {
        return axis.log() ? Math.log10(at) : at;
    }

    // ---- numbers and text

    private static void positions(ArrayNode out, Values values, boolean categories) {
        for (int i = 0; i < values.size(); i++) {
            position(out, values, i, categories);
        }
    }

    private static void position(ArrayNode out, Values values, int i, boolean category) {
        if (category) {
            out.add(text(values.text(i)));
        } else {
            value(out, values.numbers()[i]);
        }
    }

    private static void values(ArrayNode out, double[] values) {
        for (double value : values) {
            value(out, value);
        }
    }

    private static void value(ArrayNode out, double value) {
        if (!Double.isFinite(value)) {
            out.addNull();
        } else if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            out.add((long) value);
        } else {
            out.add(value);
        }
    }

    private static String bold(List<String> lines) {
        return "<b>" + String.join("<br>", lines.stream().map(PlotlySpec::text).toList()) + "</b>";
    }

    /** Text that plotly shows as it is: it reads tags and entities, and a line break as a blank. */
    static String text(String text) {
        return Html.escape(text).replace("&quot;", "\"").replace("&#39;", "'").replace("\r\n", "<br>").replace("\n", "<br>");
    }
}
