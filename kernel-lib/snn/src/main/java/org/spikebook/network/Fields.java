package org.spikebook.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A JSON object read strictly: unknown keys, missing keys and wrong types are errors that name the object and the key. */
public final class Fields {

    private final String where;
    private final ObjectNode node;

    /**
     * Wraps an object.
     *
     * @param where what the object describes, for messages
     * @param known every key that it may have
     */
    public Fields(String where, JsonNode node, String... known) {
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

    /** An error in this object. */
    public IllegalArgumentException error(String message) {
        return new IllegalArgumentException(where + ": " + message);
    }

    /** Whether the key is there. */
    public boolean has(String key) {
        return node.has(key);
    }

    /** Value of a key that must be there. */
    public JsonNode node(String key) {
        JsonNode value = node.get(key);
        if (value == null) {
            throw error("key '" + key + "' is missing");
        }
        return value;
    }

    /** A text. */
    public String text(String key) {
        JsonNode value = node(key);
        if (!value.isTextual()) {
            throw wrong(key, "a text", value);
        }
        return value.textValue();
    }

    /** A whole number of 32 bits. */
    public int integer(String key) {
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

    /** A whole number of 64 bits. */
    public long whole(String key) {
        JsonNode value = node(key);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong(key, "a whole number of 64 bits", value);
        }
        return value.longValue();
    }

    /** A number. */
    public double number(String key) {
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

    /** The items of a list. */
    public List<JsonNode> list(String key) {
        JsonNode value = node(key);
        if (!value.isArray()) {
            throw wrong(key, "a list", value);
        }
        var list = new ArrayList<JsonNode>();
        value.forEach(list::add);
        return list;
    }

    /** One of the constants of an enum, written in lower case; {@code otherwise} where the key is absent. */
    public <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise) {
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

    /** How {@link #choice} writes a constant. */
    public static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private IllegalArgumentException wrong(String key, String expected, JsonNode value) {
        return error("'" + key + "' must be " + expected + ", but was " + kind(value));
    }

    private static String kind(JsonNode value) {
        return value.isContainerNode() ? "a JSON " + value.getNodeType().name().toLowerCase(Locale.ROOT) : value.toString();
    }
}
