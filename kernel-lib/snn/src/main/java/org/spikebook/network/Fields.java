package org.spikebook.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A JSON object read strictly: unknown keys, missing keys and wrong types are errors that name the object and the key. */
final class Fields {

    private final String where;
    private final ObjectNode node;

    /**
     * Wraps an object.
     *
     * @param where what the object describes, for messages
     * @param known every key that it may have
     */
    Fields(String where, JsonNode node, String... known) {
        this.where = where;
        if (!(node instanceof ObjectNode object)) {
            throw new IllegalArgumentException(where + ": must be a JSON object, but was " + kind(node));
        }
        this.node = object;
        object.fieldNames().forEachRemaining(key -> {
            if (!List.of(known).contains(key)) {
                throw error("unknown key '" + key + "'." + Nearest.hint(key, List.of(known)));
            }
        });
    }

    IllegalArgumentException error(String message) {
        return new IllegalArgumentException(where + ": " + message);
    }

    boolean has(String key) {
        return node.has(key);
    }

    JsonNode node(String key) {
        JsonNode value = node.get(key);
        if (value == null) {
            throw error("key '" + key + "' is missing");
        }
        return value;
    }

    String text(String key) {
        JsonNode value = node(key);
        if (!value.isTextual()) {
            throw wrong(key, "a text", value);
        }
        return value.textValue();
    }

    int integer(String key) {
        return integer(key, node(key));
    }

    int integer(String key, int otherwise) {
        return has(key) ? integer(key) : otherwise;
    }

    private int integer(String key, JsonNode value) {
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw wrong(key, "a whole number", value);
        }
        return value.intValue();
    }

    /** One whole number for both axes, or two of them: y, x. */
    int[] pair(String key, int otherwise) {
        if (!has(key)) {
            return new int[] {otherwise, otherwise};
        }
        JsonNode value = node(key);
        if (value.isArray() && value.size() == 2) {
            return new int[] {integer(key, value.get(0)), integer(key, value.get(1))};
        }
        if (value.isArray()) {
            throw wrong(key, "a whole number or two of them (y, x)", value);
        }
        int both = integer(key, value);
        return new int[] {both, both};
    }

    double number(String key) {
        JsonNode value = node(key);
        if (!value.isNumber()) {
            throw wrong(key, "a number", value);
        }
        return value.doubleValue();
    }

    double[] numbers(String key) {
        JsonNode value = node(key);
        if (!value.isArray()) {
            throw wrong(key, "a list of numbers", value);
        }
        double[] numbers = new double[value.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (!value.get(i).isNumber()) {
                throw wrong(key, "a list of numbers", value.get(i));
            }
            numbers[i] = value.get(i).doubleValue();
        }
        return numbers;
    }

    float[] floats(String key) {
        double[] numbers = numbers(key);
        var floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return floats;
    }

    List<JsonNode> list(String key) {
        JsonNode value = node(key);
        if (!value.isArray()) {
            throw wrong(key, "a list", value);
        }
        var list = new ArrayList<JsonNode>();
        value.forEach(list::add);
        return list;
    }

    <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise) {
        if (!has(key)) {
            return otherwise;
        }
        String text = text(key);
        for (E each : type.getEnumConstants()) {
            if (name(each).equals(text)) {
                return each;
            }
        }
        var names = new ArrayList<String>();
        for (E each : type.getEnumConstants()) {
            names.add(name(each));
        }
        throw error("'" + key + "' must be one of " + names + ", but was '" + text + "'." + Nearest.hint(text, names));
    }

    static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private IllegalArgumentException wrong(String key, String expected, JsonNode value) {
        return error("'" + key + "' must be " + expected + ", but was " + kind(value));
    }

    private static String kind(JsonNode value) {
        return value.isContainerNode() ? "a JSON " + value.getNodeType().name().toLowerCase(Locale.ROOT) : value.toString();
    }
}
