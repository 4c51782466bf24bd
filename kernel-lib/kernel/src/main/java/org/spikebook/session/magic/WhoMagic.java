package org.spikebook.session.magic;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.spikebook.lab.magic.LineMagic;
import org.spikebook.lab.magic.MagicContext;
import org.spikebook.session.Session;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** {@code %who}: the variables of the session as a table of name, type and size. */
public final class WhoMagic implements LineMagic {

    @Override
    public String name() {
        return "who";
    }

    @Override
    public String help() {
        return "the variables of the session with types and sizes";
    }

    @Override
    public Optional<Object> run(String arguments, MagicContext context) throws Exception {
        Map<String, String> variables = Session.current().map(Session::variables).orElse(Map.of());
        if (variables.isEmpty()) {
            System.out.println("no variables yet");
            return Optional.empty();
        }
        List<String> sizes = new ArrayList<>();
        for (String name : variables.keySet()) {
            sizes.add(context.evaluate(name).map(WhoMagic::size).orElse("null"));
        }
        return Optional.of(Table.create("variables", StringColumn.create("name", variables.keySet()),
                StringColumn.create("type", variables.values()), StringColumn.create("size", sizes)));
    }

    /** What tells the extent of a value best; empty for single values. */
    static String size(Object value) {
        if (value.getClass().isArray()) {
            return arraySize(value);
        } else if (value instanceof CharSequence text) {
            return text.length() + " characters";
        } else if (value instanceof Collection<?> collection) {
            return collection.size() + " elements";
        } else if (value instanceof Map<?, ?> map) {
            return map.size() + (map.size() == 1 ? " entry" : " entries");
        } else if (value instanceof Table table) {
            return table.rowCount() + " x " + table.columnCount();
        }
        return "";
    }

    private static String arraySize(Object array) {
        StringBuilder shape = new StringBuilder();
        long elements = 1;
        Object inner = array;
        Class<?> type = array.getClass();
        while (type.isArray()) {
            int length = inner == null ? 0 : Array.getLength(inner);
            shape.append(shape.isEmpty() ? "" : " x ").append(length);
            elements *= length;
            type = type.getComponentType();
            inner = length > 0 && type.isArray() ? Array.get(inner, 0) : null;
        }
        return type.isPrimitive() ? shape + ", " + bytes(elements * bytesOf(type)) : shape + " elements";
    }

    private static int bytesOf(Class<?> type) {
        return type == long.class || type == double.class ? 8 : type == int.class || type == float.class ? 4
                : type == short.class || type == char.class ? 2 : 1;
    }

    static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        return bytes < 1_000_000 ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
                : bytes < 1_000_000_000 ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6) : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }
}
