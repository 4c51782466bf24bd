package org.spikebook.lab.display;

import java.lang.reflect.Array;
import java.util.Collection;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;

/** Values as short text: numbers to six digits in any locale, long sequences cut with what was left out. */
public final class Brief {

    /** Longest text of one value. */
    static final int MAX_LENGTH = 200;

    private static final int MAX_ITEMS = 12;
    private static final int MAX_DEPTH = 3;

    private Brief() {
    }

    /** One line for any value, at most {@link #MAX_LENGTH} characters. */
    public static String of(Object value) {
        return cut(oneLine(value(value, 0)));
    }

    /** Six significant digits, no trailing zeros: {@code 0.001}, {@code 1.25e-7}, {@code 123457}. */
    public static String number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Double.toString(value);
        }
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return Long.toString((long) value);
        }
        double size = Math.abs(value);
        if (size >= 1e-4 && size < 1e15) {
            int decimals = Math.max(0, 5 - (int) Math.floor(Math.log10(size)));
            return trimZeros(String.format(Locale.ROOT, "%." + decimals + "f", value));
        }
        String text = String.format(Locale.ROOT, "%.5e", value);
        int e = text.indexOf('e');
        return trimZeros(text.substring(0, e)) + "e" + Integer.parseInt(text.substring(e + 1));
    }

    /** The items of a sequence as {@code [a, b, ... 7 more, z]}. */
    static String sequence(int size, IntFunction<Object> item, int depth) {
        var out = new StringBuilder("[");
        int head = size <= MAX_ITEMS ? size : MAX_ITEMS - 2;
        for (int i = 0; i < head; i++) {
            out.append(i == 0 ? "" : ", ").append(value(item.apply(i), depth));
        }
        if (head < size) {
            out.append(", ... ").append(size - head - 1).append(" more, ").append(value(item.apply(size - 1), depth));
        }
        return out.append(']').toString();
    }

    static String cut(String text) {
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH - 3) + "...";
    }

    private static String value(Object value, int depth) {
        if (value == null) {
            return "null";
        }
        if (value instanceof Double || value instanceof Float) {
            return number(((Number) value).doubleValue());
        }
        if (depth >= MAX_DEPTH && (value.getClass().isArray() || value instanceof Collection || value instanceof Map)) {
            return "...";
        }
        if (value.getClass().isArray()) {
            return sequence(Array.getLength(value), i -> Array.get(value, i), depth + 1);
        }
        if (value instanceof Collection<?> items) {
            return items(items, depth);
        }
        if (value instanceof Map<?, ?> map) {
            String entries = items(map.entrySet(), depth);
            return "{" + entries.substring(1, entries.length() - 1) + "}";
        }
        if (value instanceof Map.Entry<?, ?> entry) {
            return value(entry.getKey(), depth + 1) + "=" + value(entry.getValue(), depth + 1);
        }
        return String.valueOf(value);
    }

    /** Like {@link #sequence}, without random access: the last item is not looked up. */
    private static String items(Collection<?> items, int depth) {
        var out = new StringBuilder("[");
        Iterator<?> iterator = items.iterator();
        int size = items.size();
        int head = size <= MAX_ITEMS ? size : MAX_ITEMS - 1;
        for (int i = 0; i < head && iterator.hasNext(); i++) {
            out.append(i == 0 ? "" : ", ").append(value(iterator.next(), depth + 1));
        }
        if (head < size) {
            out.append(", ... ").append(size - head).append(" more");
        }
        return out.append(']').toString();
    }

    private static String oneLine(String text) {
        return text.replace("\r\n", " ").replace('\n', ' ').replace('\r', ' ').replace('\t', ' ');
    }

    private static String trimZeros(String text) {
        if (text.indexOf('.') < 0) {
            return text;
        }
        int end = text.length();
        while (text.charAt(end - 1) == '0') {
            end--;
        }
        if (text.charAt(end - 1) == '.') {
            end--;
        }
        return text.substring(0, end);
    }
}
