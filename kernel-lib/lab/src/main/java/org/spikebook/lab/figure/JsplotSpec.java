package org.spikebook.lab.figure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tech.tablesaw.plotly.components.Figure;
import tech.tablesaw.plotly.traces.Trace;

/**
 * Turns a figure of tablesaw-jsplot, which can only write JavaScript for plotly.js up to version 2, into the JSON that every version reads:
 * titles become objects, numbers in quotes become numbers, NaN becomes null. It reads the JavaScript of each trace on its own, so that the
 * mistakes of the whole (a fixed variable name that lets two heat maps collide, unescaped line breaks and backslashes in titles) do not count.
 */
final class JsplotSpec {

    private static final JsonMapper LENIENT = JsonMapper.builder().enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA).enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(JsonReadFeature.ALLOW_MISSING_VALUES).enable(JsonReadFeature.ALLOW_LEADING_DECIMAL_POINT_FOR_NUMBERS).build();

    /** Keys whose strings may be numbers. */
    private static final Set<String> NUMBERS = Set.of("x", "y", "z", "open", "high", "low", "close", "values", "range", "opacity", "size",
            "domain", "width");
    /** Keys whose strings are read by people. */
    private static final Set<String> TEXTS = Set.of("x", "y", "text", "labels", "name");

    private JsplotSpec() {
    }

    static ObjectNode of(Figure figure) {
        ObjectNode spec = JsonNodeFactory.instance.objectNode();
        ArrayNode data = spec.putArray("data");
        Trace[] traces = figure.getTraces() == null ? new Trace[0] : figure.getTraces();
        for (int i = 0; i < traces.length; i++) {
            ObjectNode trace = parse(traces[i].asJavascript(i), "trace " + i);
            normalise(trace);
            if (trace.path("name").asText().isEmpty()) {
                trace.remove("name");
                if (!trace.has("showlegend")) {
                    trace.put("showlegend", false);
                }
            }
            data.add(trace);
        }
        ObjectNode layout = figure.getLayout() == null ? JsonNodeFactory.instance.objectNode()
                : parse(figure.getLayout().asJavascript(), "layout");
        normalise(layout);
        // the template writes the fourth y axis under the name of the first
        if (layout.has("yaxis1")) {
            layout.set("yaxis4", layout.remove("yaxis1"));
        }
        spec.set("layout", layout);
        spec.putObject("config").put("displaylogo", false);
        return spec;
    }

    private static ObjectNode parse(String javascript, String part) {
        try {
            JsonNode node = LENIENT.readTree(json(javascript));
            if (node instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("tablesaw figure: " + part + " is not the JavaScript it should be: " + e.getOriginalMessage(),
                    e);
        }
        throw new IllegalArgumentException("tablesaw figure: " + part + " holds no object.");
    }

    /**
     * The first object of a script as (lenient) JSON. What stands between single quotes went through an HTML escape, and through nothing else: a
     * backslash or a line break in it is meant as it stands.
     */
    private static String json(String javascript) {
        var out = new StringBuilder();
        int depth = 0;
        for (int i = Math.max(0, javascript.indexOf('{')); i < javascript.length(); i++) {
            char c = javascript.charAt(i);
            if (c == '\'') {
                int end = javascript.indexOf('\'', i + 1);
                end = end < 0 ? javascript.length() : end;
                out.append(quoted(unescape(javascript.substring(i + 1, end))));
                i = end;
            } else if (c == '"') {
                int end = i + 1;
                while (end < javascript.length() && javascript.charAt(end) != '"') {
                    end += javascript.charAt(end) == '\\' ? 2 : 1;
                }
                end = Math.min(end, javascript.length() - 1);
                // scripts may escape a single quote or a slash, JSON a slash only
                out.append(javascript.substring(i, end + 1).replace("\\'", "'"));
                i = end;
            } else {
                out.append(c);
                depth += c == '{' ? 1 : c == '}' ? -1 : 0;
                if (depth == 0) {
                    break;
                }
            }
        }
        return out.toString();
    }

    /** Undoes the escape of the template engine. */
    static String unescape(String text) {
        return text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&");
    }

    private static String quoted(String text) {
        return JsonNodeFactory.instance.textNode(text).toString();
    }

    // ---- into the form of today

    private static void normalise(ObjectNode object) {
        List<String> keys = new ArrayList<>();
        object.fieldNames().forEachRemaining(keys::add);
        for (String key : keys) {
            JsonNode value = object.get(key);
            if (value instanceof ObjectNode inner) {
                normalise(inner);
            } else if (value.isNull() || value.isMissingNode() || value.isTextual() && value.asText().isEmpty() && !key.equals("name")) {
                object.remove(key);
            } else {
                object.set(key, value(key, value));
            }
        }
        if (object.path("title").isTextual()) {
            JsonNode text = object.get("title");
            object.putObject("title").put("text", PlotlySpec.text(text.asText()));
        }
        if (object.has("titlefont")) {
            JsonNode font = object.remove("titlefont");
            ((ObjectNode) (object.has("title") ? object.get("title") : object.putObject("title"))).set("font", font);
        }
    }

    private static JsonNode value(String key, JsonNode value) {
        if (value instanceof ArrayNode array) {
            return array(key, array);
        }
        if (value.isTextual()) {
            String text = value.asText();
            if (text.equals("true") || text.equals("false")) {
                return JsonNodeFactory.instance.booleanNode(text.equals("true"));
            }
            if (NUMBERS.contains(key) && isNumber(text)) {
                return number(text);
            }
            return TEXTS.contains(key) ? JsonNodeFactory.instance.textNode(PlotlySpec.text(text)) : value;
        }
        return value.isNumber() && !Double.isFinite(value.asDouble()) ? JsonNodeFactory.instance.nullNode() : value;
    }

    /** Numbers in quotes become numbers where all of the array are; words for missing ones become null. */
    private static ArrayNode array(String key, ArrayNode array) {
        ArrayNode out = JsonNodeFactory.instance.arrayNode(array.size());
        boolean numbers = NUMBERS.contains(key);
        for (JsonNode item : array) {
            numbers &= !item.isTextual() || isNumber(item.asText()) || isMissing(item.asText());
        }
        for (JsonNode item : array) {
            if (item instanceof ArrayNode inner) {
                out.add(array(key, inner));
            } else if (item instanceof ObjectNode inner) {
                normalise(inner);
                out.add(inner);
            } else if (item.isTextual() && numbers) {
                out.add(isMissing(item.asText()) ? JsonNodeFactory.instance.nullNode() : number(item.asText()));
            } else if (item.isTextual()) {
                out.add(TEXTS.contains(key) ? PlotlySpec.text(item.asText()) : item.asText());
            } else {
                out.add(value(key, item));
            }
        }
        return out;
    }

    private static boolean isMissing(String text) {
        return text.equals("NaN") || text.equals("null") || text.equals("Infinity") || text.equals("-Infinity");
    }

    private static boolean isNumber(String text) {
        return text.matches("-?\\d+(\\.\\d+)?([eE][-+]?\\d+)?");
    }

    private static JsonNode number(String text) {
        double value = Double.parseDouble(text);
        if (!Double.isFinite(value)) {
            return JsonNodeFactory.instance.nullNode();
        }
        return value == Math.rint(value) && Math.abs(value) < 1e15 ? JsonNodeFactory.instance.numberNode((long) value)
                : JsonNodeFactory.instance.numberNode(value);
    }
}
