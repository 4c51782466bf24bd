package org.spikebook.lab.figure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tech.tablesaw.api.Table;

/** Reads lines, markers, bars and heat maps from the {@linkplain JsplotSpec spec} of a tablesaw-jsplot figure; its colours and fonts become ours. */
final class JsplotFigure {

    private static final Set<String> KNOWN = Set.of("scatter", "bar", "heatmap");

    private final JsonNode spec;

    private JsplotFigure(ObjectNode spec) {
        this.spec = spec;
    }

    /** Whether all of the spec can be drawn. */
    static boolean isKnown(ObjectNode spec) {
        for (JsonNode trace : spec.path("data")) {
            if (!KNOWN.contains(trace.path("type").asText()) || trace.path("orientation").asText("v").equals("h")) {
                return false;
            }
        }
        return spec.path("data").size() > 0;
    }

    /** Plots row by row. */
    static List<Panel> panels(ObjectNode spec) {
        if (!isKnown(spec)) {
            List<String> types = new ArrayList<>();
            spec.path("data").forEach(trace -> types.add(trace.path("type").asText()));
            throw new IllegalArgumentException("tablesaw figure: has traces of type " + types + ", but only upright " + KNOWN
                    + " can become a figure of ours. Maybe return the tablesaw figure itself from the cell.");
        }
        return new JsplotFigure(spec).panels();
    }

    static int columns(ObjectNode spec) {
        return Math.max(1, spec.path("layout").path("grid").path("columns").asInt(1));
    }

    private List<Panel> panels() {
        Map<String, List<JsonNode>> byAxis = new LinkedHashMap<>();
        for (JsonNode trace : spec.path("data")) {
            byAxis.computeIfAbsent(trace.path("xaxis").asText("x"), k -> new ArrayList<>()).add(trace);
        }
        List<Panel> panels = new ArrayList<>();
        byAxis.forEach((x, traces) -> panels.add(panel(x, traces, byAxis.size() == 1)));
        return panels;
    }

    private Panel panel(String x, List<JsonNode> traces, boolean only) {
        JsonNode layout = spec.path("layout");
        String left = traces.get(0).path("yaxis").asText("y");
        Panel panel = Panel.of(Table.create(), axis(x), axis(left));
        if (only) {
            panel = panel.title(plain(layout.path("title").path("text").asText()));
        }
        if (layout.path("barmode").asText().equals("stack") || layout.path("barmode").asText().equals("relative")) {
            panel = panel.stack();
        }
        int unnamed = 0;
        for (JsonNode trace : traces) {
            String y = trace.path("yaxis").asText("y");
            boolean right = !y.equals(left);
            if (right) {
                panel = panel.y2(axis(y));
            }
            String name = plain(trace.path("name").asText());
            panel = panel.add(new Layer.Given(series(trace, name.isEmpty() && traces.size() > 1 ? "trace " + unnamed++ : name, right)));
        }
        return panel;
    }

    private AxisSpec axis(String name) {
        JsonNode axis = spec.path("layout").path(name.charAt(0) + "axis" + name.substring(1));
        AxisSpec made = AxisSpec.of(new Quantity(plain(axis.path("title").path("text").asText()), ""));
        boolean log = axis.path("type").asText().equals("log");
        JsonNode range = axis.path("range");
        if (range.size() == 2 && range.get(0).isNumber() && range.get(1).isNumber()) {
            double low = range.get(0).asDouble();
            double high = range.get(1).asDouble();
            if (low < high) {
                made = made.range(log ? Math.pow(10, low) : low, log ? Math.pow(10, high) : high);
            }
        }
        return log ? made.logarithmic() : made;
    }

    private static Series series(JsonNode trace, String name, boolean right) {
        double[] none = {};
        Values x = values(trace.path("x"));
        if (trace.path("type").asText().equals("heatmap")) {
            JsonNode rows = trace.path("z");
            double[][] z = new double[rows.size()][];
            for (int r = 0; r < z.length; r++) {
                z[r] = numbers(rows.get(r));
            }
            return new Series(Kind.HEATMAP, Origin.OURS, name, x, none, none, none, false, false,
                    new Series.Heat(values(trace.path("y")), z, new Quantity(name, "")));
        }
        String mode = trace.path("mode").asText("lines");
        Kind kind = trace.path("type").asText().equals("bar") ? Kind.BARS : mode.contains("lines") ? Kind.LINE : Kind.SCATTER;
        boolean dashed = !trace.path("line").path("dash").asText("solid").equals("solid");
        return new Series(kind, Origin.OURS, name, x, numbers(trace.path("y")), none, none, right, dashed, Series.Heat.NONE);
    }

    private static Values values(JsonNode array) {
        boolean text = false;
        for (JsonNode item : array) {
            text |= item.isTextual();
        }
        if (!text) {
            return Values.of(numbers(array));
        }
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(plain(item.asText())));
        return Values.of(texts);
    }

    private static double[] numbers(JsonNode array) {
        double[] numbers = new double[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = array.get(i).isNumber() ? array.get(i).asDouble() : Double.NaN;
        }
        return numbers;
    }

    /** Text as it was before it was written for plotly. */
    static String plain(String text) {
        return JsplotSpec.unescape(text.replace("<br>", " "));
    }
}
