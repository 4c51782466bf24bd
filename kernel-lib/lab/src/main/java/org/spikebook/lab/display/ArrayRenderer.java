package org.spikebook.lab.display;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/** Arrays of any type: one line with the length and, for numbers, the range; rectangular matrices as a grid. */
final class ArrayRenderer {

    private ArrayRenderer() {
    }

    static MimeBundle render(Object array) {
        int length = Array.getLength(array);
        Class<?> item = array.getClass().getComponentType();
        if (item.isArray() && isNumeric(item.getComponentType()) && length > 0) {
            int width = width(array, length);
            if (width > 0) {
                return matrix(array, length, width, item.getComponentType());
            }
        }
        var out = new StringBuilder(item.getSimpleName()).append('[').append(length).append("] ")
                .append(Brief.sequence(length, i -> Array.get(array, i), 1));
        if (isNumeric(item) && length > 0) {
            out.append(range(array, length));
        }
        return MimeBundle.of(out.toString());
    }

    private static MimeBundle matrix(Object array, int rows, int columns, Class<?> type) {
        List<Grid.Head> heads = new ArrayList<>();
        heads.add(new Grid.Head("", "", true));
        for (int c = 0; c < columns; c++) {
            heads.add(new Grid.Head(Integer.toString(c), "", true));
        }
        String shape = type.getSimpleName() + "[" + rows + "][" + columns + "]";
        return new Grid("", heads, rows, (r, c) -> c == 0 ? Integer.toString(r) : Brief.of(Array.get(Array.get(array, r), c - 1)),
                shape).bundle();
    }

    /** Common length of the rows, or -1 where they differ or one is null. */
    private static int width(Object array, int length) {
        int width = -1;
        for (int r = 0; r < length; r++) {
            Object row = Array.get(array, r);
            if (row == null || width >= 0 && Array.getLength(row) != width) {
                return -1;
            }
            width = Array.getLength(row);
        }
        return width;
    }

    private static String range(Object array, int length) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        double sum = 0;
        int numbers = 0;
        IntToDoubleFunction values = numbers(array);
        for (int i = 0; i < length; i++) {
            double value = values.applyAsDouble(i);
            if (!Double.isNaN(value)) {
                min = Math.min(min, value);
                max = Math.max(max, value);
                sum += value;
                numbers++;
            }
        }
        String range = numbers == 0 ? "" : " (min " + Brief.number(min) + ", mean " + Brief.number(sum / numbers) + ", max "
                + Brief.number(max) + ")";
        return numbers == length ? range : range + ", " + (length - numbers) + " NaN";
    }

    /** The items of a numeric array without boxing: large arrays are shown too. */
    private static IntToDoubleFunction numbers(Object array) {
        if (array instanceof double[] a) {
            return i -> a[i];
        } else if (array instanceof float[] a) {
            return i -> a[i];
        } else if (array instanceof int[] a) {
            return i -> a[i];
        } else if (array instanceof long[] a) {
            return i -> a[i];
        } else if (array instanceof short[] a) {
            return i -> a[i];
        }
        byte[] a = (byte[]) array;
        return i -> a[i];
    }

    private static boolean isNumeric(Class<?> type) {
        return type.isPrimitive() && type != boolean.class && type != char.class;
    }
}
