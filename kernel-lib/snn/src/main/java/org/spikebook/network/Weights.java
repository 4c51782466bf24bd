package org.spikebook.network;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** An immutable array of floats with its axes, the last one fastest: the weights or the bias of a layer. */
public final class Weights {

    private final int[] dims;
    private final float[] values;

    private Weights(int[] dims, float[] values) {
        this.dims = dims;
        this.values = values;
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException("weights " + this + ": must be finite numbers, but one is " + value);
            }
        }
    }

    /**
     * Weights from a flat array.
     *
     * @param values the last axis fastest; copied
     * @param dims sizes of the axes, slowest first; their product is the number of values
     */
    public static Weights of(float[] values, int... dims) {
        long size = 1;
        for (int dim : dims) {
            if (dim < 1) {
                throw new IllegalArgumentException("weights: axes must be at least 1 long, but were " + Arrays.toString(dims));
            }
            size = Math.multiplyExact(size, (long) dim);
        }
        if (dims.length == 0 || size != values.length) {
            throw new IllegalArgumentException("weights " + Arrays.toString(dims) + ": needs " + size + " values, but got "
                    + values.length);
        }
        return new Weights(dims.clone(), values.clone());
    }

    /** A vector, axes {@code [i]}. */
    public static Weights of(float[] values) {
        return of(values, values.length);
    }

    /** A matrix, axes {@code [i][j]}. */
    public static Weights of(float[][] values) {
        var flat = new float[values.length * (values.length == 0 ? 0 : values[0].length)];
        for (int i = 0; i < values.length; i++) {
            if (values[i].length != values[0].length) {
                throw new IllegalArgumentException("weights: row " + i + " has " + values[i].length + " values, but row 0 has "
                        + values[0].length);
            }
            System.arraycopy(values[i], 0, flat, i * values[0].length, values[i].length);
        }
        return of(flat, values.length, values.length == 0 ? 0 : values[0].length);
    }

    /** A filter bank, axes {@code [i][j][k][l]}. */
    public static Weights of(float[][][][] values) {
        if (values.length == 0 || values[0].length == 0 || values[0][0].length == 0) {
            throw new IllegalArgumentException("weights: every axis must be at least 1 long");
        }
        int[] dims = {values.length, values[0].length, values[0][0].length, values[0][0][0].length};
        var flat = new float[dims[0] * dims[1] * dims[2] * dims[3]];
        int at = 0;
        for (float[][][] a : values) {
            for (float[][] b : checkLength(a, dims[1])) {
                for (float[] c : checkLength(b, dims[2])) {
                    if (c.length != dims[3]) {
                        throw new IllegalArgumentException("weights: rows have " + dims[3] + " values, but one has " + c.length);
                    }
                    System.arraycopy(c, 0, flat, at, c.length);
                    at += c.length;
                }
            }
        }
        return of(flat, dims);
    }

    private static <T> T[] checkLength(T[] array, int length) {
        if (array.length != length) {
            throw new IllegalArgumentException("weights: ragged array, " + array.length + " entries beside " + length);
        }
        return array;
    }

    /** For our own results: no copy is made. */
    static Weights wrap(float[] values, int... dims) {
        return new Weights(dims, values);
    }

    /** Sizes of the axes, slowest first; a copy. */
    public int[] dims() {
        return dims.clone();
    }

    /** Number of values. */
    public int size() {
        return values.length;
    }

    /** Value at a flat index, the last axis fastest. */
    public float at(int index) {
        return values[index];
    }

    /** Value of a matrix {@code [i][j]}. */
    public float at(int i, int j) {
        checkAxes(2);
        return values[Objects.checkIndex(i, dims[0]) * dims[1] + Objects.checkIndex(j, dims[1])];
    }

    /** Value of a filter bank {@code [i][j][k][l]}. */
    public float at(int i, int j, int k, int l) {
        checkAxes(4);
        Objects.checkIndex(i, dims[0]);
        Objects.checkIndex(j, dims[1]);
        Objects.checkIndex(k, dims[2]);
        Objects.checkIndex(l, dims[3]);
        return values[((i * dims[1] + j) * dims[2] + k) * dims[3] + l];
    }

    private void checkAxes(int axes) {
        if (dims.length != axes) {
            throw new IllegalArgumentException("weights " + this + ": have " + dims.length + " axes, not " + axes);
        }
    }

    /** All values, the last axis fastest; a copy. */
    public float[] toArray() {
        return values.clone();
    }

    /** Largest absolute value. */
    public float maxAbs() {
        float max = 0;
        for (float value : values) {
            max = Math.max(max, Math.abs(value));
        }
        return max;
    }

    /** Whether every value is a whole number. */
    public boolean isIntegral() {
        for (float value : values) {
            if (value != Math.rint(value)) {
                return false;
            }
        }
        return true;
    }

    /** Inside the package, read only. */
    float[] raw() {
        return values;
    }

    /** Inside the package, read only. */
    boolean hasDims(int... expected) {
        return Arrays.equals(dims, expected);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Weights that && Arrays.equals(dims, that.dims) && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(dims) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "[%s] max %.4g", Arrays.stream(dims).mapToObj(Integer::toString)
                .collect(Collectors.joining("][")), maxAbs());
    }
}
