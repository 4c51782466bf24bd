package org.spikebook.training;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The kernels on the Vector API; products are in {@link VectorProduct}. */
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
        VectorProduct.multiply(m, n, k, A, a, ai, ap, B, b, ldb, C, c, ldc);
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
