package org.spikebook.training;

/** The kernels in plain Java: what they mean, and the fallback where there is no Vector API. */
final class PlainKernels implements Kernels {

    @Override
    public void gather(float[] d, int o, float[] s, int p, int[] index, int from, int to, int stride, int n) {
        int k = from;
        for (; k + 4 <= to; k += 4) {
            add4(d, o, s, p + index[k] * stride, p + index[k + 1] * stride, p + index[k + 2] * stride, p + index[k + 3] * stride, n);
        }
        for (; k < to; k++) {
            add(d, o, s, p + index[k] * stride, n);
        }
    }

    @Override
    public void gather(float[] d, int o, float[] s, int p, long rows, int stride, int n) {
        long bits = rows;
        while (Long.bitCount(bits) >= 4) {
            int p0 = p + Long.numberOfTrailingZeros(bits) * stride;
            bits &= bits - 1;
            int p1 = p + Long.numberOfTrailingZeros(bits) * stride;
            bits &= bits - 1;
            int p2 = p + Long.numberOfTrailingZeros(bits) * stride;
            bits &= bits - 1;
            add4(d, o, s, p0, p1, p2, p + Long.numberOfTrailingZeros(bits) * stride, n);
            bits &= bits - 1;
        }
        for (; bits != 0; bits &= bits - 1) {
            add(d, o, s, p + Long.numberOfTrailingZeros(bits) * stride, n);
        }
    }

    @Override
    public void gatherScaled(float[] d, int o, float[] s, int p, float[] a, int q, int[] value, int[] index, int from, int to, int stride, int n) {
        int k = from;
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

    @Override
    public void multiply(int m, int n, int k, float[] A, int a, int ai, int ap, float[] B, int b, int ldb, float[] C, int c, int ldc) {
        for (int i = 0; i < m; i++) {
            for (int p = 0; p < k; p++) {
                float x = A[a + i * ai + p * ap];
                if (x != 0) {
                    addScaled(C, c + i * ldc, B, b + p * ldb, n, x);
                }
            }
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
