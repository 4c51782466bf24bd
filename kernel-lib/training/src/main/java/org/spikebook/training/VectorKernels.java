package org.spikebook.training;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernels on the Vector API. Tiles hold at most 16 accumulators: with more, the compiler gives up keeping them in registers and the speed falls by ten.
 */
final class VectorKernels implements Kernels {

    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    /** In lane i the float whose bits are those of the integer {@code 1 << i}. */
    private static final FloatVector LANES = lanes();

    private static FloatVector lanes() {
        float[] lanes = new float[L];
        for (int i = 0; i < L; i++) {
            lanes[i] = Float.intBitsToFloat(1 << i);
        }
        return FloatVector.fromArray(S, lanes, 0);
    }

    @Override
    public void gather(float[] d, int o, float[] s, int p, int[] index, int from, int to, int stride, int n) {
        int i = 0;
        for (; i + 8 * L <= n; i += 8 * L) {
            gather8(d, o + i, s, p + i, index, from, to, stride);
        }
        if (i + 5 * L == n) {
            gather5(d, o + i, s, p + i, index, from, to, stride);
            return;
        }
        for (; i + 4 * L <= n; i += 4 * L) {
            gather4(d, o + i, s, p + i, index, from, to, stride);
        }
        if (i + 3 * L == n) {
            gather3(d, o + i, s, p + i, index, from, to, stride);
            return;
        }
        for (; i + 2 * L <= n; i += 2 * L) {
            gather2(d, o + i, s, p + i, index, from, to, stride);
        }
        for (; i < n; i += L) {
            gather1(d, o + i, s, p + i, index, from, to, stride);
        }
    }

    private static void gather8(float[] d, int e, float[] s, int p, int[] index, int from, int to, int stride) {
        FloatVector c0 = FloatVector.fromArray(S, d, e);
        FloatVector c1 = FloatVector.fromArray(S, d, e + L);
        FloatVector c2 = FloatVector.fromArray(S, d, e + 2 * L);
        FloatVector c3 = FloatVector.fromArray(S, d, e + 3 * L);
        FloatVector c4 = FloatVector.fromArray(S, d, e + 4 * L);
        FloatVector c5 = FloatVector.fromArray(S, d, e + 5 * L);
        FloatVector c6 = FloatVector.fromArray(S, d, e + 6 * L);
        FloatVector c7 = FloatVector.fromArray(S, d, e + 7 * L);
        for (int k = from; k < to; k++) {
            int x = p + index[k] * stride;
            c0 = c0.add(FloatVector.fromArray(S, s, x));
            c1 = c1.add(FloatVector.fromArray(S, s, x + L));
            c2 = c2.add(FloatVector.fromArray(S, s, x + 2 * L));
            c3 = c3.add(FloatVector.fromArray(S, s, x + 3 * L));
            c4 = c4.add(FloatVector.fromArray(S, s, x + 4 * L));
            c5 = c5.add(FloatVector.fromArray(S, s, x + 5 * L));
            c6 = c6.add(FloatVector.fromArray(S, s, x + 6 * L));
            c7 = c7.add(FloatVector.fromArray(S, s, x + 7 * L));
        }
        c0.intoArray(d, e);
        c1.intoArray(d, e + L);
        c2.intoArray(d, e + 2 * L);
        c3.intoArray(d, e + 3 * L);
        c4.intoArray(d, e + 4 * L);
        c5.intoArray(d, e + 5 * L);
        c6.intoArray(d, e + 6 * L);
        c7.intoArray(d, e + 7 * L);
    }

    private static void gather5(float[] d, int e, float[] s, int p, int[] index, int from, int to, int stride) {
        FloatVector c0 = FloatVector.fromArray(S, d, e);
        FloatVector c1 = FloatVector.fromArray(S, d, e + L);
        FloatVector c2 = FloatVector.fromArray(S, d, e + 2 * L);
        FloatVector c3 = FloatVector.fromArray(S, d, e + 3 * L);
        FloatVector c4 = FloatVector.fromArray(S, d, e + 4 * L);
        for (int k = from; k < to; k++) {
            int x = p + index[k] * stride;
            c0 = c0.add(FloatVector.fromArray(S, s, x));
            c1 = c1.add(FloatVector.fromArray(S, s, x + L));
            c2 = c2.add(FloatVector.fromArray(S, s, x + 2 * L));
            c3 = c3.add(FloatVector.fromArray(S, s, x + 3 * L));
            c4 = c4.add(FloatVector.fromArray(S, s, x + 4 * L));
        }
        c0.intoArray(d, e);
        c1.intoArray(d, e + L);
        c2.intoArray(d, e + 2 * L);
        c3.intoArray(d, e + 3 * L);
        c4.intoArray(d, e + 4 * L);
    }

    private static void gather4(float[] d, int e, float[] s, int p, int[] index, int from, int to, int stride) {
        FloatVector c0 = FloatVector.fromArray(S, d, e);
        FloatVector c1 = FloatVector.fromArray(S, d, e + L);
        FloatVector c2 = FloatVector.fromArray(S, d, e + 2 * L);
        FloatVector c3 = FloatVector.fromArray(S, d, e + 3 * L);
        for (int k = from; k < to; k++) {
            int x = p + index[k] * stride;
            c0 = c0.add(FloatVector.fromArray(S, s, x));
            c1 = c1.add(FloatVector.fromArray(S, s, x + L));
            c2 = c2.add(FloatVector.fromArray(S, s, x + 2 * L));
            c3 = c3.add(FloatVector.fromArray(S, s, x + 3 * L));
        }
        c0.intoArray(d, e);
        c1.intoArray(d, e + L);
        c2.intoArray(d, e + 2 * L);
        c3.intoArray(d, e + 3 * L);
    }

    private static void gather3(float[] d, int e, float[] s, int p, int[] index, int from, int to, int stride) {
        FloatVector c0 = FloatVector.fromArray(S, d, e);
        FloatVector c1 = FloatVector.fromArray(S, d, e + L);
        FloatVector c2 = FloatVector.fromArray(S, d, e + 2 * L);
        for (int k = from; k < to; k++) {
            int x = p + index[k] * stride;
            c0 = c0.add(FloatVector.fromArray(S, s, x));
            c1 = c1.add(FloatVector.fromArray(S, s, x + L));
            c2 = c2.add(FloatVector.fromArray(S, s, x + 2 * L));
        }
        c0.intoArray(d, e);
        c1.intoArray(d, e + L);
        c2.intoArray(d, e + 2 * L);
    }

    private static void gather2(float[] d, int e, float[] s, int p, int[] index, int from, int to, int stride) {
        FloatVector c0 = FloatVector.fromArray(S, d, e);
        FloatVector c1 = FloatVector.fromArray(S, d, e + L);
        for (int k = from; k < to; k++) {
            int x = p + index[k] * stride;
            c0 = c0.add(FloatVector.fromArray(S, s, x));
            c1 = c1.add(FloatVector.fromArray(S, s, x + L));
        }
        c0.intoArray(d, e);
        c1.intoArray(d, e + L);
    }

    /** One vector: four sums that do not wait for each other. */
    private static void gather1(float[] d, int e, float[] s, int p, int[] index, int from, int to, int stride) {
        FloatVector c0 = FloatVector.fromArray(S, d, e);
        int k = from;
        if (from + 4 <= to) {
            FloatVector c1 = FloatVector.zero(S);
            FloatVector c2 = FloatVector.zero(S);
            FloatVector c3 = FloatVector.zero(S);
            for (; k + 4 <= to; k += 4) {
                c0 = c0.add(FloatVector.fromArray(S, s, p + index[k] * stride));
                c1 = c1.add(FloatVector.fromArray(S, s, p + index[k + 1] * stride));
                c2 = c2.add(FloatVector.fromArray(S, s, p + index[k + 2] * stride));
                c3 = c3.add(FloatVector.fromArray(S, s, p + index[k + 3] * stride));
            }
            c0 = c0.add(c1).add(c2.add(c3));
        }
        for (; k < to; k++) {
            c0 = c0.add(FloatVector.fromArray(S, s, p + index[k] * stride));
        }
        c0.intoArray(d, e);
    }

    @Override
    public void gather(float[] d, int o, float[] s, int p, long rows, int stride, int n) {
        int i = 0;
        for (; i + 8 * L <= n; i += 8 * L) {
            bits8(d, o + i, s, p + i, rows, stride);
        }
        for (; i + 4 * L <= n; i += 4 * L) {
            bits4(d, o + i, s, p + i, rows, stride);
        }
        for (; i < n; i += L) {
            bits1(d, o + i, s, p + i, rows, stride);
        }
    }

    private static void bits8(float[] d, int e, float[] s, int p, long rows, int stride) {
        FloatVector c0 = FloatVector.fromArray(S, d, e);
        FloatVector c1 = FloatVector.fromArray(S, d, e + L);
        FloatVector c2 = FloatVector.fromArray(S, d, e + 2 * L);
        FloatVector c3 = FloatVector.fromArray(S, d, e + 3 * L);
        FloatVector c4 = FloatVector.fromArray(S, d, e + 4 * L);
        FloatVector c5 = FloatVector.fromArray(S, d, e + 5 * L);
        FloatVector c6 = FloatVector.fromArray(S, d, e + 6 * L);
        FloatVector c7 = FloatVector.fromArray(S, d, e + 7 * L);
        for (long bits = rows; bits != 0; bits &= bits - 1) {
            int x = p + Long.numberOfTrailingZeros(bits) * stride;
            c0 = c0.add(FloatVector.fromArray(S, s, x));
            c1 = c1.add(FloatVector.fromArray(S, s, x + L));
            c2 = c2.add(FloatVector.fromArray(S, s, x + 2 * L));
            c3 = c3.add(FloatVector.fromArray(S, s, x + 3 * L));
            c4 = c4.add(FloatVector.fromArray(S, s, x + 4 * L));
            c5 = c5.add(FloatVector.fromArray(S, s, x + 5 * L));
            c6 = c6.add(FloatVector.fromArray(S, s, x + 6 * L));
            c7 = c7.add(FloatVector.fromArray(S, s, x + 7 * L));
        }
        c0.intoArray(d, e);
        c1.intoArray(d, e + L);
        c2.intoArray(d, e + 2 * L);
        c3.intoArray(d, e + 3 * L);
        c4.intoArray(d, e + 4 * L);
        c5.intoArray(d, e + 5 * L);
        c6.intoArray(d, e + 6 * L);
        c7.intoArray(d, e + 7 * L);
    }

    private static void bits4(float[] d, int e, float[] s, int p, long rows, int stride) {
        FloatVector c0 = FloatVector.fromArray(S, d, e);
        FloatVector c1 = FloatVector.fromArray(S, d, e + L);
        FloatVector c2 = FloatVector.fromArray(S, d, e + 2 * L);
        FloatVector c3 = FloatVector.fromArray(S, d, e + 3 * L);
        for (long bits = rows; bits != 0; bits &= bits - 1) {
            int x = p + Long.numberOfTrailingZeros(bits) * stride;
            c0 = c0.add(FloatVector.fromArray(S, s, x));
            c1 = c1.add(FloatVector.fromArray(S, s, x + L));
            c2 = c2.add(FloatVector.fromArray(S, s, x + 2 * L));
            c3 = c3.add(FloatVector.fromArray(S, s, x + 3 * L));
        }
        c0.intoArray(d, e);
        c1.intoArray(d, e + L);
        c2.intoArray(d, e + 2 * L);
        c3.intoArray(d, e + 3 * L);
    }

    private static void bits1(float[] d, int e, float[] s, int p, long rows, int stride) {
        FloatVector c0 = FloatVector.fromArray(S, d, e);
        for (long bits = rows; bits != 0; bits &= bits - 1) {
            int x = p + Long.numberOfTrailingZeros(bits) * stride;
            c0 = c0.add(FloatVector.fromArray(S, s, x));
        }
        c0.intoArray(d, e);
    }

    @Override
    public void gatherScaled(float[] d, int o, float[] s, int p, float[] a, int q, int[] value, int[] index, int from, int to, int stride, int n) {
        int i = 0;
        for (; i + 8 * L <= n; i += 8 * L) {
            gatherScaled8(d, o + i, s, p + i, a, q, value, index, from, to, stride);
        }
        if (i + 5 * L == n) {
            gatherScaled5(d, o + i, s, p + i, a, q, value, index, from, to, stride);
            return;
        }
        for (; i + 4 * L <= n; i += 4 * L) {
            gatherScaled4(d, o + i, s, p + i, a, q, value, index, from, to, stride);
        }
        if (i + 3 * L == n) {
            gatherScaled3(d, o + i, s, p + i, a, q, value, index, from, to, stride);
            return;
        }
        for (; i + 2 * L <= n; i += 2 * L) {
            gatherScaled2(d, o + i, s, p + i, a, q, value, index, from, to, stride);
        }
        for (; i < n; i += L) {
            gatherScaled1(d, o + i, s, p + i, a, q, value, index, from, to, stride);
        }
    }

    private static void gatherScaled8(float[] d, int e, float[] s, int p, float[] a, int q, int[] value, int[] index, int from, int to, int stride) {
        FloatVector c0 = FloatVector.fromArray(S, d, e);
        FloatVector c1 = FloatVector.fromArray(S, d, e + L);
        FloatVector c2 = FloatVector.fromArray(S, d, e + 2 * L);
        FloatVector c3 = FloatVector.fromArray(S, d, e + 3 * L);
        FloatVector c4 = FloatVector.fromArray(S, d, e + 4 * L);
        FloatVector c5 = FloatVector.fromArray(S, d, e + 5 * L);
        FloatVector c6 = FloatVector.fromArray(S, d, e + 6 * L);
        FloatVector c7 = FloatVector.fromArray(S, d, e + 7 * L);
        for (int k = from; k < to; k++) {
            int x = p + index[k] * stride;
            FloatVector y = FloatVector.broadcast(S, a[q + value[k]]);
            c0 = FloatVector.fromArray(S, s, x).fma(y, c0);
            c1 = FloatVector.fromArray(S, s, x + L).fma(y, c1);
            c2 = FloatVector.fromArray(S, s, x + 2 * L).fma(y, c2);
            c3 = FloatVector.fromArray(S, s, x + 3 * L).fma(y, c3);
            c4 = FloatVector.fromArray(S, s, x + 4 * L).fma(y, c4);
            c5 = FloatVector.fromArray(S, s, x + 5 * L).fma(y, c5);
            c6 = FloatVector.fromArray(S, s, x + 6 * L).fma(y, c6);
            c7 = FloatVector.fromArray(S, s, x + 7 * L).fma(y, c7);
        }
        c0.intoArray(d, e);
        c1.intoArray(d, e + L);
        c2.intoArray(d, e + 2 * L);
        c3.intoArray(d, e + 3 * L);
        c4.intoArray(d, e + 4 * L);
        c5.intoArray(d, e + 5 * L);
        c6.intoArray(d, e + 6 * L);
        c7.intoArray(d, e + 7 * L);
    }

    private static void gatherScaled5(float[] d, int e, float[] s, int p, float[] a, int q, int[] value, int[] index, int from, int to, int stride) {
        FloatVector c0 = FloatVector.fromArray(S, d, e);
        FloatVector c1 = FloatVector.fromArray(S, d, e + L);
        FloatVector c2 = FloatVector.fromArray(S, d, e + 2 * L);
        FloatVector c3 = FloatVector.fromArray(S, d, e + 3 * L);
        FloatVector c4 = FloatVector.fromArray(S, d, e + 4 * L);
        for (int k = from; k < to; k++) {
            int x = p + index[k] * stride;
            FloatVector y = FloatVector.broadcast(S, a[q + value[k]]);
            c0 = FloatVector.fromArray(S, s, x).fma(y, c0);
            c1 = FloatVector.fromArray(S, s, x + L).fma(y, c1);
            c2 = FloatVector.fromArray(S, s, x + 2 * L).fma(y, c2);
            c3 = FloatVector.fromArray(S, s, x + 3 * L).fma(y, c3);
            c4 = FloatVector.fromArray(S, s, x + 4 * L).fma(y, c4);
        }
        c0.intoArray(d, e);
        c1.intoArray(d, e + L);
        c2.intoArray(d, e + 2 * L);
        c3.intoArray(d, e + 3 * L);
        c4.intoArray(d, e + 4 * L);
    }

    private static void gatherScaled4(float[] d, int e, float[] s, int p, float[] a, int q, int[] value, int[] index, int from, int to, int stride) {
        FloatVector c0 = FloatVector.fromArray(S, d, e);
        FloatVector c1 = FloatVector.fromArray(S, d, e + L);
        FloatVector c2 = FloatVector.fromArray(S, d, e + 2 * L);
        FloatVector c3 = FloatVector.fromArray(S, d, e + 3 * L);
        for (int k = from; k < to; k++) {
            int x = p + index[k] * stride;
            FloatVector y = FloatVector.broadcast(S, a[q + value[k]]);
            c0 = FloatVector.fromArray(S, s, x).fma(y, c0);
            c1 = FloatVector.fromArray(S, s, x + L).fma(y, c1);
            c2 = FloatVector.fromArray(S, s, x + 2 * L).fma(y, c2);
            c3 = FloatVector.fromArray(S, s, x + 3 * L).fma(y, c3);
        }
        c0.intoArray(d, e);
        c1.intoArray(d, e + L);
        c2.intoArray(d, e + 2 * L);
        c3.intoArray(d, e + 3 * L);
    }

    private static void gatherScaled3(float[] d, int e, float[] s, int p, float[] a, int q, int[] value, int[] index, int from, int to, int stride) {
        FloatVector c0 = FloatVector.fromArray(S, d, e);
        FloatVector c1 = FloatVector.fromArray(S, d, e + L);
        FloatVector c2 = FloatVector.fromArray(S, d, e + 2 * L);
        for (int k = from; k < to; k++) {
            int x = p + index[k] * stride;
            FloatVector y = FloatVector.broadcast(S, a[q + value[k]]);
            c0 = FloatVector.fromArray(S, s, x).fma(y, c0);
            c1 = FloatVector.fromArray(S, s, x + L).fma(y, c1);
            c2 = FloatVector.fromArray(S, s, x + 2 * L).fma(y, c2);
        }
        c0.intoArray(d, e);
        c1.intoArray(d, e + L);
        c2.intoArray(d, e + 2 * L);
    }

    private static void gatherScaled2(float[] d, int e, float[] s, int p, float[] a, int q, int[] value, int[] index, int from, int to, int stride) {
        FloatVector c0 = FloatVector.fromArray(S, d, e);
        FloatVector c1 = FloatVector.fromArray(S, d, e + L);
        for (int k = from; k < to; k++) {
            int x = p + index[k] * stride;
            FloatVector y = FloatVector.broadcast(S, a[q + value[k]]);
            c0 = FloatVector.fromArray(S, s, x).fma(y, c0);
            c1 = FloatVector.fromArray(S, s, x + L).fma(y, c1);
        }
        c0.intoArray(d, e);
        c1.intoArray(d, e + L);
    }

    /** One vector: four sums that do not wait for each other. */
    private static void gatherScaled1(float[] d, int e, float[] s, int p, float[] a, int q, int[] value, int[] index, int from, int to, int stride) {
        FloatVector c0 = FloatVector.fromArray(S, d, e);
        int k = from;
        if (from + 4 <= to) {
            FloatVector c1 = FloatVector.zero(S);
            FloatVector c2 = FloatVector.zero(S);
            FloatVector c3 = FloatVector.zero(S);
            for (; k + 4 <= to; k += 4) {
                c0 = FloatVector.fromArray(S, s, p + index[k] * stride).fma(FloatVector.broadcast(S, a[q + value[k]]), c0);
                c1 = FloatVector.fromArray(S, s, p + index[k + 1] * stride).fma(FloatVector.broadcast(S, a[q + value[k + 1]]), c1);
                c2 = FloatVector.fromArray(S, s, p + index[k + 2] * stride).fma(FloatVector.broadcast(S, a[q + value[k + 2]]), c2);
                c3 = FloatVector.fromArray(S, s, p + index[k + 3] * stride).fma(FloatVector.broadcast(S, a[q + value[k + 3]]), c3);
            }
            c0 = c0.add(c1).add(c2.add(c3));
        }
        for (; k < to; k++) {
            c0 = FloatVector.fromArray(S, s, p + index[k] * stride).fma(FloatVector.broadcast(S, a[q + value[k]]), c0);
        }
        c0.intoArray(d, e);
    }

    @Override
    public void addScaled(float[] d, int o, float[] s, int p, int n, float a) {
        for (int i = 0; i < n; i += L) {
            FloatVector.fromArray(S, s, p + i).fma(FloatVector.broadcast(S, a), FloatVector.fromArray(S, d, o + i)).intoArray(d, o + i);
        }
    }

    @Override
    public void add(float[] d, int o, float[] s, int p, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector.fromArray(S, d, o + i).add(FloatVector.fromArray(S, s, p + i)).intoArray(d, o + i);
        }
    }

    @Override
    public void multiply(int m, int n, int k, float[] A, int a, int ai, int ap, float[] B, int b, int ldb, float[] C, int c, int ldc) {
        int j = 0;
        if (m == 1) {
            for (; j + 8 * L <= n; j += 8 * L) {
                tile1x8(k, A, a, ap, B, b + j, ldb, C, c + j);
            }
        }
        for (; j + 4 * L <= n; j += 4 * L) {
            int i = 0;
            for (; i + 4 <= m; i += 4) {
                tile4x4(k, A, a + i * ai, ai, ap, B, b + j, ldb, C, c + i * ldc + j, ldc, 0);
            }
            if (i >= 4 && m - i >= 2) {     // the last four again, those done already not stored
                tile4x4(k, A, a + (m - 4) * ai, ai, ap, B, b + j, ldb, C, c + (m - 4) * ldc + j, ldc, i - (m - 4));
                continue;
            }
            for (; i < m; i++) {
                tile1x4(k, A, a + i * ai, ap, B, b + j, ldb, C, c + i * ldc + j);
            }
        }
        for (; j + 2 * L <= n; j += 2 * L) {
            int i = 0;
            for (; i + 4 <= m; i += 4) {
                tile4x2(k, A, a + i * ai, ai, ap, B, b + j, ldb, C, c + i * ldc + j, ldc);
            }
            for (; i < m; i++) {
                tile1x1(k, A, a + i * ai, ap, B, b + j, ldb, C, c + i * ldc + j);
                tile1x1(k, A, a + i * ai, ap, B, b + j + L, ldb, C, c + i * ldc + j + L);
            }
        }
        for (; j < n; j += L) {
            int i = 0;
            for (; i + 8 <= m; i += 8) {
                tile8x1(k, A, a + i * ai, ai, ap, B, b + j, ldb, C, c + i * ldc + j, ldc, 0);
            }
            if (i >= 8 && m - i >= 5) {     // the last eight again, those done already not stored
                tile8x1(k, A, a + (m - 8) * ai, ai, ap, B, b + j, ldb, C, c + (m - 8) * ldc + j, ldc, i - (m - 8));
                continue;
            }
            for (; i + 4 <= m; i += 4) {
                tile4x1(k, A, a + i * ai, ai, ap, B, b + j, ldb, C, c + i * ldc + j, ldc);
            }
            for (; i < m; i++) {
                tile1x1(k, A, a + i * ai, ap, B, b + j, ldb, C, c + i * ldc + j);
            }
        }
    }

    private static void tile4x4(int k, float[] A, int a, int ai, int ap, float[] B, int b, int ldb, float[] C, int c, int ldc, int done) {
        FloatVector c00 = FloatVector.fromArray(S, C, c);
        FloatVector c01 = FloatVector.fromArray(S, C, c + L);
        FloatVector c02 = FloatVector.fromArray(S, C, c + 2 * L);
        FloatVector c03 = FloatVector.fromArray(S, C, c + 3 * L);
        FloatVector c10 = FloatVector.fromArray(S, C, c + ldc);
        FloatVector c11 = FloatVector.fromArray(S, C, c + ldc + L);
        FloatVector c12 = FloatVector.fromArray(S, C, c + ldc + 2 * L);
        FloatVector c13 = FloatVector.fromArray(S, C, c + ldc + 3 * L);
        FloatVector c20 = FloatVector.fromArray(S, C, c + 2 * ldc);
        FloatVector c21 = FloatVector.fromArray(S, C, c + 2 * ldc + L);
        FloatVector c22 = FloatVector.fromArray(S, C, c + 2 * ldc + 2 * L);
        FloatVector c23 = FloatVector.fromArray(S, C, c + 2 * ldc + 3 * L);
        FloatVector c30 = FloatVector.fromArray(S, C, c + 3 * ldc);
        FloatVector c31 = FloatVector.fromArray(S, C, c + 3 * ldc + L);
        FloatVector c32 = FloatVector.fromArray(S, C, c + 3 * ldc + 2 * L);
        FloatVector c33 = FloatVector.fromArray(S, C, c + 3 * ldc + 3 * L);
        for (int p = 0, x = a, y = b; p < k; p++, x += ap, y += ldb) {
            FloatVector b0 = FloatVector.fromArray(S, B, y);
            FloatVector b1 = FloatVector.fromArray(S, B, y + L);
            FloatVector b2 = FloatVector.fromArray(S, B, y + 2 * L);
            FloatVector b3 = FloatVector.fromArray(S, B, y + 3 * L);
            FloatVector x0 = FloatVector.broadcast(S, A[x]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            c02 = x0.fma(b2, c02);
            c03 = x0.fma(b3, c03);
            FloatVector x1 = FloatVector.broadcast(S, A[x + ai]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            c12 = x1.fma(b2, c12);
            c13 = x1.fma(b3, c13);
            FloatVector x2 = FloatVector.broadcast(S, A[x + 2 * ai]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            c22 = x2.fma(b2, c22);
            c23 = x2.fma(b3, c23);
            FloatVector x3 = FloatVector.broadcast(S, A[x + 3 * ai]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
            c32 = x3.fma(b2, c32);
            c33 = x3.fma(b3, c33);
        }
        if (done < 1) {
            c00.intoArray(C, c);
            c01.intoArray(C, c + L);
            c02.intoArray(C, c + 2 * L);
            c03.intoArray(C, c + 3 * L);
        }
        if (done < 2) {
            c10.intoArray(C, c + ldc);
            c11.intoArray(C, c + ldc + L);
            c12.intoArray(C, c + ldc + 2 * L);
            c13.intoArray(C, c + ldc + 3 * L);
        }
        c20.intoArray(C, c + 2 * ldc);
        c21.intoArray(C, c + 2 * ldc + L);
        c22.intoArray(C, c + 2 * ldc + 2 * L);
        c23.intoArray(C, c + 2 * ldc + 3 * L);
        c30.intoArray(C, c + 3 * ldc);
        c31.intoArray(C, c + 3 * ldc + L);
        c32.intoArray(C, c + 3 * ldc + 2 * L);
        c33.intoArray(C, c + 3 * ldc + 3 * L);
    }

    private static void tile1x4(int k, float[] A, int a, int ap, float[] B, int b, int ldb, float[] C, int c) {
        FloatVector c0 = FloatVector.fromArray(S, C, c);
        FloatVector c1 = FloatVector.fromArray(S, C, c + L);
        FloatVector c2 = FloatVector.fromArray(S, C, c + 2 * L);
        FloatVector c3 = FloatVector.fromArray(S, C, c + 3 * L);
        for (int p = 0, x = a, y = b; p < k; p++, x += ap, y += ldb) {
            FloatVector x0 = FloatVector.broadcast(S, A[x]);
            c0 = x0.fma(FloatVector.fromArray(S, B, y), c0);
            c1 = x0.fma(FloatVector.fromArray(S, B, y + L), c1);
            c2 = x0.fma(FloatVector.fromArray(S, B, y + 2 * L), c2);
            c3 = x0.fma(FloatVector.fromArray(S, B, y + 3 * L), c3);
        }
        c0.intoArray(C, c);
        c1.intoArray(C, c + L);
        c2.intoArray(C, c + 2 * L);
        c3.intoArray(C, c + 3 * L);
    }

    private static void tile1x8(int k, float[] A, int a, int ap, float[] B, int b, int ldb, float[] C, int c) {
        FloatVector c0 = FloatVector.fromArray(S, C, c);
        FloatVector c1 = FloatVector.fromArray(S, C, c + L);
        FloatVector c2 = FloatVector.fromArray(S, C, c + 2 * L);
        FloatVector c3 = FloatVector.fromArray(S, C, c + 3 * L);
        FloatVector c4 = FloatVector.fromArray(S, C, c + 4 * L);
        FloatVector c5 = FloatVector.fromArray(S, C, c + 5 * L);
        FloatVector c6 = FloatVector.fromArray(S, C, c + 6 * L);
        FloatVector c7 = FloatVector.fromArray(S, C, c + 7 * L);
        for (int p = 0, x = a, y = b; p < k; p++, x += ap, y += ldb) {
            FloatVector x0 = FloatVector.broadcast(S, A[x]);
            c0 = x0.fma(FloatVector.fromArray(S, B, y), c0);
            c1 = x0.fma(FloatVector.fromArray(S, B, y + L), c1);
            c2 = x0.fma(FloatVector.fromArray(S, B, y + 2 * L), c2);
            c3 = x0.fma(FloatVector.fromArray(S, B, y + 3 * L), c3);
            c4 = x0.fma(FloatVector.fromArray(S, B, y + 4 * L), c4);
            c5 = x0.fma(FloatVector.fromArray(S, B, y + 5 * L), c5);
            c6 = x0.fma(FloatVector.fromArray(S, B, y + 6 * L), c6);
            c7 = x0.fma(FloatVector.fromArray(S, B, y + 7 * L), c7);
        }
        c0.intoArray(C, c);
        c1.intoArray(C, c + L);
        c2.intoArray(C, c + 2 * L);
        c3.intoArray(C, c + 3 * L);
        c4.intoArray(C, c + 4 * L);
        c5.intoArray(C, c + 5 * L);
        c6.intoArray(C, c + 6 * L);
        c7.intoArray(C, c + 7 * L);
    }

    private static void tile4x2(int k, float[] A, int a, int ai, int ap, float[] B, int b, int ldb, float[] C, int c, int ldc) {
        FloatVector c00 = FloatVector.fromArray(S, C, c);
        FloatVector c01 = FloatVector.fromArray(S, C, c + L);
        FloatVector c10 = FloatVector.fromArray(S, C, c + ldc);
        FloatVector c11 = FloatVector.fromArray(S, C, c + ldc + L);
        FloatVector c20 = FloatVector.fromArray(S, C, c + 2 * ldc);
        FloatVector c21 = FloatVector.fromArray(S, C, c + 2 * ldc + L);
        FloatVector c30 = FloatVector.fromArray(S, C, c + 3 * ldc);
        FloatVector c31 = FloatVector.fromArray(S, C, c + 3 * ldc + L);
        for (int p = 0, x = a, y = b; p < k; p++, x += ap, y += ldb) {
            FloatVector b0 = FloatVector.fromArray(S, B, y);
            FloatVector b1 = FloatVector.fromArray(S, B, y + L);
            FloatVector x0 = FloatVector.broadcast(S, A[x]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            FloatVector x1 = FloatVector.broadcast(S, A[x + ai]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            FloatVector x2 = FloatVector.broadcast(S, A[x + 2 * ai]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            FloatVector x3 = FloatVector.broadcast(S, A[x + 3 * ai]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
        }
        c00.intoArray(C, c);
        c01.intoArray(C, c + L);
        c10.intoArray(C, c + ldc);
        c11.intoArray(C, c + ldc + L);
        c20.intoArray(C, c + 2 * ldc);
        c21.intoArray(C, c + 2 * ldc + L);
        c30.intoArray(C, c + 3 * ldc);
        c31.intoArray(C, c + 3 * ldc + L);
    }

    private static void tile8x1(int k, float[] A, int a, int ai, int ap, float[] B, int b, int ldb, float[] C, int c, int ldc, int done) {
        FloatVector c0 = FloatVector.fromArray(S, C, c);
        FloatVector c1 = FloatVector.fromArray(S, C, c + ldc);
        FloatVector c2 = FloatVector.fromArray(S, C, c + 2 * ldc);
        FloatVector c3 = FloatVector.fromArray(S, C, c + 3 * ldc);
        FloatVector c4 = FloatVector.fromArray(S, C, c + 4 * ldc);
        FloatVector c5 = FloatVector.fromArray(S, C, c + 5 * ldc);
        FloatVector c6 = FloatVector.fromArray(S, C, c + 6 * ldc);
        FloatVector c7 = FloatVector.fromArray(S, C, c + 7 * ldc);
        for (int p = 0, x = a, y = b; p < k; p++, x += ap, y += ldb) {
            FloatVector b0 = FloatVector.fromArray(S, B, y);
            c0 = FloatVector.broadcast(S, A[x]).fma(b0, c0);
            c1 = FloatVector.broadcast(S, A[x + ai]).fma(b0, c1);
            c2 = FloatVector.broadcast(S, A[x + 2 * ai]).fma(b0, c2);
            c3 = FloatVector.broadcast(S, A[x + 3 * ai]).fma(b0, c3);
            c4 = FloatVector.broadcast(S, A[x + 4 * ai]).fma(b0, c4);
            c5 = FloatVector.broadcast(S, A[x + 5 * ai]).fma(b0, c5);
            c6 = FloatVector.broadcast(S, A[x + 6 * ai]).fma(b0, c6);
            c7 = FloatVector.broadcast(S, A[x + 7 * ai]).fma(b0, c7);
        }
        if (done == 0) {
            c0.intoArray(C, c);
            c1.intoArray(C, c + ldc);
            c2.intoArray(C, c + 2 * ldc);
        } else if (done == 1) {
            c1.intoArray(C, c + ldc);
            c2.intoArray(C, c + 2 * ldc);
        } else if (done == 2) {
            c2.intoArray(C, c + 2 * ldc);
        }
        c3.intoArray(C, c + 3 * ldc);
        c4.intoArray(C, c + 4 * ldc);
        c5.intoArray(C, c + 5 * ldc);
        c6.intoArray(C, c + 6 * ldc);
        c7.intoArray(C, c + 7 * ldc);
    }

    private static void tile4x1(int k, float[] A, int a, int ai, int ap, float[] B, int b, int ldb, float[] C, int c, int ldc) {
        FloatVector c0 = FloatVector.fromArray(S, C, c);
        FloatVector c1 = FloatVector.fromArray(S, C, c + ldc);
        FloatVector c2 = FloatVector.fromArray(S, C, c + 2 * ldc);
        FloatVector c3 = FloatVector.fromArray(S, C, c + 3 * ldc);
        for (int p = 0, x = a, y = b; p < k; p++, x += ap, y += ldb) {
            FloatVector b0 = FloatVector.fromArray(S, B, y);
            c0 = FloatVector.broadcast(S, A[x]).fma(b0, c0);
            c1 = FloatVector.broadcast(S, A[x + ai]).fma(b0, c1);
            c2 = FloatVector.broadcast(S, A[x + 2 * ai]).fma(b0, c2);
            c3 = FloatVector.broadcast(S, A[x + 3 * ai]).fma(b0, c3);
        }
        c0.intoArray(C, c);
        c1.intoArray(C, c + ldc);
        c2.intoArray(C, c + 2 * ldc);
        c3.intoArray(C, c + 3 * ldc);
    }

    /** One row: four sums that do not wait for each other. */
    private static void tile1x1(int k, float[] A, int a, int ap, float[] B, int b, int ldb, float[] C, int c) {
        FloatVector c0 = FloatVector.fromArray(S, C, c);
        FloatVector c1 = FloatVector.zero(S);
        FloatVector c2 = FloatVector.zero(S);
        FloatVector c3 = FloatVector.zero(S);
        int p = 0;
        int x = a;
        int y = b;
        for (; p + 4 <= k; p += 4, x += 4 * ap, y += 4 * ldb) {
            c0 = FloatVector.broadcast(S, A[x]).fma(FloatVector.fromArray(S, B, y), c0);
            c1 = FloatVector.broadcast(S, A[x + ap]).fma(FloatVector.fromArray(S, B, y + ldb), c1);
            c2 = FloatVector.broadcast(S, A[x + 2 * ap]).fma(FloatVector.fromArray(S, B, y + 2 * ldb), c2);
            c3 = FloatVector.broadcast(S, A[x + 3 * ap]).fma(FloatVector.fromArray(S, B, y + 3 * ldb), c3);
        }
        for (; p < k; p++, x += ap, y += ldb) {
            c0 = FloatVector.broadcast(S, A[x]).fma(FloatVector.fromArray(S, B, y), c0);
        }
        c0.add(c1).add(c2.add(c3)).intoArray(C, c);
    }

    @Override
    public int scan(float[] x, int at, int n, int[] index, int count) {
        int found = count;
        FloatVector zero = FloatVector.zero(S);
        for (int i = 0; i < n; i += L) {
            int bits = zero.blend(LANES, FloatVector.fromArray(S, x, at + i).compare(VectorOperators.NE, 0)).reinterpretAsInts().reduceLanes(VectorOperators.OR);
            for (; bits != 0; bits &= bits - 1) {
                index[found++] = i + Integer.numberOfTrailingZeros(bits);
            }
        }
        return found;
    }

    @Override
    public void average(float[] d, int o, float[] x, int at, int[] places, int from, int to, int n, float scale) {
        for (int i = 0; i < n; i += L) {
            FloatVector sum = FloatVector.fromArray(S, x, at + places[from] + i);
            for (int k = from + 1; k < to; k++) {
                sum = sum.add(FloatVector.fromArray(S, x, at + places[k] + i));
            }
            sum.mul(scale).intoArray(d, o + i);
        }
    }

    @Override
    public void max(float[] d, int o, float[] which, int w, float[] x, int at, int[] places, int from, int to, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector best = FloatVector.fromArray(S, x, at + places[from] + i);
            FloatVector number = FloatVector.zero(S);
            for (int k = from + 1; k < to; k++) {
                FloatVector other = FloatVector.fromArray(S, x, at + places[k] + i);
                VectorMask<Float> larger = best.compare(VectorOperators.LT, other);
                best = best.blend(other, larger);
                number = number.blend(FloatVector.broadcast(S, k - from), larger);
            }
            best.intoArray(d, o + i);
            number.intoArray(which, w + i);
        }
    }

    @Override
    public void maxBack(float[] dx, int at, int[] places, int from, int to, float[] which, int w, float[] g, int q, int n) {
        FloatVector zero = FloatVector.zero(S);
        for (int i = 0; i < n; i += L) {
            FloatVector number = FloatVector.fromArray(S, which, w + i);
            FloatVector gradient = FloatVector.fromArray(S, g, q + i);
            for (int k = from; k < to; k++) {
                VectorMask<Float> here = number.compare(VectorOperators.EQ, FloatVector.broadcast(S, k - from));
                int place = at + places[k] + i;
                FloatVector.fromArray(S, dx, place).add(zero.blend(gradient, here)).intoArray(dx, place);
            }
        }
    }

    @Override
    public void lif(float[] v, int vAt, float[] s, int sAt, boolean first, float[] current, int currentAt, int n, float beta, float drop, boolean zero, float threshold,
            boolean fires) {
        FloatVector one = FloatVector.broadcast(S, 1);
        float below = fires ? Math.nextDown(threshold) : threshold;     // an operator that is no constant would not become an instruction
        for (int i = 0; i < n; i += L) {
            FloatVector u = FloatVector.fromArray(S, current, currentAt + i);
            if (!first) {
                FloatVector before = FloatVector.fromArray(S, s, sAt - n + i);
                FloatVector left = FloatVector.fromArray(S, v, vAt - n + i).mul(beta);
                u = u.add(zero ? left.mul(one.sub(before)) : left.sub(before.mul(drop)));
            }
            u.intoArray(v, vAt + i);
            VectorMask<Float> fired = u.compare(VectorOperators.GT, below);
            FloatVector.zero(S).blend(one, fired).intoArray(s, sAt + i);
        }
    }

    @Override
    public void lifBack(float[] carry, int carryAt, float[] v, int vAt, float[] s, int sAt, float[] ds, int dsAt, int n, float beta, boolean zero, float threshold,
            float slope) {
        FloatVector one = FloatVector.broadcast(S, 1);
        for (int i = 0; i < n; i += L) {
            FloatVector q = FloatVector.fromArray(S, v, vAt + i).sub(threshold).abs().mul(slope).add(1);
            FloatVector kept = FloatVector.fromArray(S, carry, carryAt + i).mul(beta);
            if (zero) {
                kept = kept.mul(one.sub(FloatVector.fromArray(S, s, sAt + i)));
            }
            FloatVector.fromArray(S, ds, dsAt + i).div(q.mul(q)).add(kept).intoArray(carry, carryAt + i);
        }
    }
}
