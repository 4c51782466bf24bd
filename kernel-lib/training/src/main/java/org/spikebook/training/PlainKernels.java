package org.spikebook.training;

import java.util.Arrays;

/** The kernels in plain Java: what they mean, and the fallback where there is no Vector API. */
final class PlainKernels implements Kernels {

    /** Rows of so many floats are worth copying before they are added. */
    private static final int LONG = 64;
    /** Rows of a product that are summed together. */
    private static final int SUMS = 16;

    @Override
    public void gather(float[] d, int o, float[] s, int p, int[] index, int from, int to, int stride, int n) {
        int k = from;
        if (n >= LONG && to - from >= 8) {
            Rows rows = ROWS.get().atLeast(n);
            System.arraycopy(d, o, rows.sums[0], 0, n);
            for (; k + 4 <= to; k += 4) {
                rows.take(s, p, index, k, stride, n);
                addFour(rows.sums[0], rows.four[0], rows.four[1], rows.four[2], rows.four[3], n);
            }
            System.arraycopy(rows.sums[0], 0, d, o, n);
        }
        for (; k + 4 <= to; k += 4) {
            add4(d, o, s, p + index[k] * stride, p + index[k + 1] * stride, p + index[k + 2] * stride, p + index[k + 3] * stride, n);
        }
        for (; k < to; k++) {
            add(d, o, s, p + index[k] * stride, n);
        }
    }

    @Override
    public void gatherScaled(float[] d, int o, float[] s, int p, float[] a, int q, int[] value, int[] index, int from, int to, int stride, int n) {
        int k = from;
        if (n >= LONG && to - from >= 8) {
            Rows rows = ROWS.get().atLeast(n);
            System.arraycopy(d, o, rows.sums[0], 0, n);
            for (; k + 4 <= to; k += 4) {
                rows.take(s, p, index, k, stride, n);
                addFour(rows.sums[0], rows.four[0], rows.four[1], rows.four[2], rows.four[3], n, a[q + value[k]], a[q + value[k + 1]], a[q + value[k + 2]], a[q + value[k + 3]]);
            }
            System.arraycopy(rows.sums[0], 0, d, o, n);
        }
        for (; k + 4 <= to; k += 4) {
            addScaled4(d, o, s, p + index[k] * stride, p + index[k + 1] * stride, p + index[k + 2] * stride, p + index[k + 3] * stride, n, a[q + value[k]],
                    a[q + value[k + 1]], a[q + value[k + 2]], a[q + value[k + 3]]);
        }
        for (; k < to; k++) {
            addScaled(d, o, s, p + index[k] * stride, n, a[q + value[k]]);
        }
    }

    /** Four rows at a time: a quarter of the loads and stores of the sum. */
    private static void add4(float[] d, int o, float[] s, int p0, int p1, int p2, int p3, int n) {
        for (int i = 0; i < n; i++) {
            d[o + i] += (s[p0 + i] + s[p1 + i]) + (s[p2 + i] + s[p3 + i]);
        }
    }

    private static void addScaled4(float[] d, int o, float[] s, int p0, int p1, int p2, int p3, int n, float a0, float a1, float a2, float a3) {
        for (int i = 0; i < n; i++) {
            d[o + i] += (a0 * s[p0 + i] + a1 * s[p1 + i]) + (a2 * s[p2 + i] + a3 * s[p3 + i]);
        }
    }

    @Override
    public void addScaled(float[] d, int o, float[] s, int p, int n, float a) {
        for (int i = 0; i < n; i++) {
            d[o + i] += a * s[p + i];
        }
    }

    @Override
    public void add(float[] d, int o, float[] s, int p, int n) {
        for (int i = 0; i < n; i++) {
            d[o + i] += s[p + i];
        }
    }

    @Override
    public void average(float[] d, int o, float[] x, int at, int[] places, int from, int to, int n, float scale) {
        for (int i = 0; i < n; i++) {
            float sum = 0;
            for (int k = from; k < to; k++) {
                sum += x[at + places[k] + i];
            }
            d[o + i] = scale * sum;
        }
    }

    @Override
    public void max(float[] d, int o, float[] which, int w, float[] x, int at, int[] places, int from, int to, int n) {
        for (int i = 0; i < n; i++) {
            int best = from;
            for (int k = from + 1; k < to; k++) {
                best = x[at + places[k] + i] > x[at + places[best] + i] ? k : best;
            }
            d[o + i] = x[at + places[best] + i];
            which[w + i] = best - from;
        }
    }

    @Override
    public void maxBack(float[] dx, int at, int[] places, int from, int to, float[] which, int w, float[] g, int q, int n) {
        for (int i = 0; i < n; i++) {
            dx[at + places[from + (int) which[w + i]] + i] += g[q + i];
        }
    }

    /**
     * Rows of one call in arrays of their own, where they all start at 0: only then does the compiler see that what is written is not read under another index, and makes vectors.
     */
    private static final class Rows {

        final float[][] sums = new float[SUMS][0];
        final float[][] four = new float[4][];

        /** Four rows whose numbers are {@code index[k] ... index[k + 3]}. */
        void take(float[] s, int p, int[] index, int k, int stride, int n) {
            for (int f = 0; f < 4; f++) {
                System.arraycopy(s, p + index[k + f] * stride, four[f], 0, n);
            }
        }

        Rows atLeast(int n) {
            if (sums[0].length < n) {
                Arrays.setAll(sums, i -> new float[n]);
                Arrays.setAll(four, i -> new float[n]);
            }
            return this;
        }
    }

    private static final ThreadLocal<Rows> ROWS = ThreadLocal.withInitial(Rows::new);

    @Override
    public void multiply(int m, int n, int k, float[] A, int a, int ai, int ap, float[] B, int b, int ldb, float[] C, int c, int ldc) {
        Rows rows = ROWS.get().atLeast(n);
        float[][] four = rows.four;
        for (int first = 0; first < m; first += SUMS) {
            int count = Math.min(SUMS, m - first);
            for (int i = 0; i < count; i++) {
                System.arraycopy(C, c + (first + i) * ldc, rows.sums[i], 0, n);
            }
            for (int p = 0; p < k; p += 4) {
                int there = Math.min(4, k - p);
                for (int f = 0; f < there; f++) {
                    System.arraycopy(B, b + (p + f) * ldb, four[f], 0, n);
                }
                for (int i = 0, x = a + first * ai + p * ap; i < count; i++, x += ai) {
                    float x0 = A[x];
                    float x1 = there > 1 ? A[x + ap] : 0;
                    float x2 = there > 2 ? A[x + 2 * ap] : 0;
                    float x3 = there > 3 ? A[x + 3 * ap] : 0;
                    if (x0 != 0 || x1 != 0 || x2 != 0 || x3 != 0) {
                        addFour(rows.sums[i], four[0], four[1], four[2], four[3], n, x0, x1, x2, x3);
                    }
                }
            }
            for (int i = 0; i < count; i++) {
                System.arraycopy(rows.sums[i], 0, C, c + (first + i) * ldc, n);
            }
        }
    }

    private static void addFour(float[] d, float[] s0, float[] s1, float[] s2, float[] s3, int n) {
        for (int i = 0; i < n; i++) {
            d[i] += (s0[i] + s1[i]) + (s2[i] + s3[i]);
        }
    }

    private static void addFour(float[] d, float[] s0, float[] s1, float[] s2, float[] s3, int n, float a0, float a1, float a2, float a3) {
        for (int i = 0; i < n; i++) {
            d[i] += (a0 * s0[i] + a1 * s1[i]) + (a2 * s2[i] + a3 * s3[i]);
        }
    }

    @Override
    public int scan(float[] x, int at, int n, int[] index, int count) {
        int found = count;
        for (int i = 0; i < n; i++) {
            if (x[at + i] != 0) {
                index[found++] = i;
            }
        }
        return found;
    }

    @Override
    public void lif(float[] v, int vAt, float[] s, int sAt, boolean first, float[] current, int currentAt, int n, float beta, float drop, boolean zero, float threshold,
            boolean fires) {
        for (int i = 0; i < n; i++) {
            float u = current[currentAt + i];
            if (!first) {
                float before = v[vAt - n + i];
                u += zero ? beta * before * (1 - s[sAt - n + i]) : beta * before - drop * s[sAt - n + i];
            }
            v[vAt + i] = u;
            s[sAt + i] = u > threshold || fires && u == threshold ? 1 : 0;
        }
    }

    @Override
    public void lifBack(float[] carry, int carryAt, float[] v, int vAt, float[] s, int sAt, float[] ds, int dsAt, int n, float beta, boolean zero, float threshold,
            float slope) {
        for (int i = 0; i < n; i++) {
            float q = 1 + slope * Math.abs(v[vAt + i] - threshold);
            float kept = zero ? beta * (1 - s[sAt + i]) : beta;
            carry[carryAt + i] = ds[dsAt + i] / (q * q) + kept * carry[carryAt + i];
        }
    }
}
