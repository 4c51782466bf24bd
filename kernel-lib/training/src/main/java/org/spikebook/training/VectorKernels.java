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

    @Override
    public void gather(float[] d, int o, float[] s, int[] index, int from, int to, int stride, int n) {
        int i = 0;
        for (; i + 8 * L <= n; i += 8 * L) {
            gather8(d, o + i, s, index, from, to, stride, i);
        }
        for (; i + 2 * L <= n; i += 2 * L) {
            gather2(d, o + i, s, index, from, to, stride, i);
        }
        for (; i < n; i += L) {
            FloatVector c = FloatVector.fromArray(S, d, o + i);
            for (int k = from; k < to; k++) {
                c = c.add(FloatVector.fromArray(S, s, index[k] * stride + i));
            }
            c.intoArray(d, o + i);
        }
    }

    private static void gather2(float[] d, int e, float[] s, int[] index, int from, int to, int stride, int i) {
        FloatVector c0 = FloatVector.fromArray(S, d, e);
        FloatVector c1 = FloatVector.fromArray(S, d, e + L);
        for (int k = from; k < to; k++) {
            int p = index[k] * stride + i;
            c0 = c0.add(FloatVector.fromArray(S, s, p));
            c1 = c1.add(FloatVector.fromArray(S, s, p + L));
        }
        c0.intoArray(d, e);
        c1.intoArray(d, e + L);
    }

    private static void gather8(float[] d, int e, float[] s, int[] index, int from, int to, int stride, int i) {
        FloatVector c0 = FloatVector.fromArray(S, d, e);
        FloatVector c1 = FloatVector.fromArray(S, d, e + L);
        FloatVector c2 = FloatVector.fromArray(S, d, e + 2 * L);
        FloatVector c3 = FloatVector.fromArray(S, d, e + 3 * L);
        FloatVector c4 = FloatVector.fromArray(S, d, e + 4 * L);
        FloatVector c5 = FloatVector.fromArray(S, d, e + 5 * L);
        FloatVector c6 = FloatVector.fromArray(S, d, e + 6 * L);
        FloatVector c7 = FloatVector.fromArray(S, d, e + 7 * L);
        for (int k = from; k < to; k++) {
            int p = index[k] * stride + i;
            c0 = c0.add(FloatVector.fromArray(S, s, p));
            c1 = c1.add(FloatVector.fromArray(S, s, p + L));
            c2 = c2.add(FloatVector.fromArray(S, s, p + 2 * L));
            c3 = c3.add(FloatVector.fromArray(S, s, p + 3 * L));
            c4 = c4.add(FloatVector.fromArray(S, s, p + 4 * L));
            c5 = c5.add(FloatVector.fromArray(S, s, p + 5 * L));
            c6 = c6.add(FloatVector.fromArray(S, s, p + 6 * L));
            c7 = c7.add(FloatVector.fromArray(S, s, p + 7 * L));
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
        for (; j + 4 * L <= n; j += 4 * L) {
            int i = 0;
            for (; i + 4 <= m; i += 4) {
                tile4x4(k, A, a + i * ai, ai, ap, B, b + j, ldb, C, c + i * ldc + j, ldc);
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
                tile8x1(k, A, a + i * ai, ai, ap, B, b + j, ldb, C, c + i * ldc + j, ldc);
            }
            for (; i + 4 <= m; i += 4) {
                tile4x1(k, A, a + i * ai, ai, ap, B, b + j, ldb, C, c + i * ldc + j, ldc);
            }
            for (; i < m; i++) {
                tile1x1(k, A, a + i * ai, ap, B, b + j, ldb, C, c + i * ldc + j);
            }
        }
    }

    private static void tile4x4(int k, float[] A, int a, int ai, int ap, float[] B, int b, int ldb, float[] C, int c, int ldc) {
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
        c00.intoArray(C, c);
        c01.intoArray(C, c + L);
        c02.intoArray(C, c + 2 * L);
        c03.intoArray(C, c + 3 * L);
        c10.intoArray(C, c + ldc);
        c11.intoArray(C, c + ldc + L);
        c12.intoArray(C, c + ldc + 2 * L);
        c13.intoArray(C, c + ldc + 3 * L);
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

    private static void tile8x1(int k, float[] A, int a, int ai, int ap, float[] B, int b, int ldb, float[] C, int c, int ldc) {
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
        c0.intoArray(C, c);
        c1.intoArray(C, c + ldc);
        c2.intoArray(C, c + 2 * ldc);
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
        for (int i = 0; i < n; i += L) {
            long bits = FloatVector.fromArray(S, x, at + i).compare(VectorOperators.NE, 0).toLong();
            for (; bits != 0; bits &= bits - 1) {
                index[found++] = i + Long.numberOfTrailingZeros(bits);
            }
        }
        return found;
    }

    @Override
    public void lif(float[] v, float[] spikes, int at, int before, float[] current, int currentAt, int n, float beta, float drop, boolean zero, float threshold,
            boolean fires) {
        FloatVector one = FloatVector.broadcast(S, 1);
        VectorOperators.Comparison reached = fires ? VectorOperators.GE : VectorOperators.GT;
        for (int i = 0; i < n; i += L) {
            FloatVector u = FloatVector.fromArray(S, current, currentAt + i);
            if (before >= 0) {
                FloatVector s = FloatVector.fromArray(S, spikes, before + i);
                FloatVector left = FloatVector.fromArray(S, v, before + i).mul(beta);
                u = u.add(zero ? left.mul(one.sub(s)) : left.sub(s.mul(drop)));
            }
            u.intoArray(v, at + i);
            VectorMask<Float> fired = u.compare(reached, threshold);
            FloatVector.zero(S).blend(one, fired).intoArray(spikes, at + i);
        }
    }

    @Override
    public void lifBack(float[] carry, float[] v, float[] spikes, float[] ds, int at, int n, float beta, boolean zero, float threshold, float slope) {
        FloatVector one = FloatVector.broadcast(S, 1);
        for (int i = 0; i < n; i += L) {
            FloatVector q = FloatVector.fromArray(S, v, at + i).sub(threshold).abs().mul(slope).add(1);
            FloatVector kept = FloatVector.fromArray(S, carry, i).mul(beta);
            if (zero) {
                kept = kept.mul(one.sub(FloatVector.fromArray(S, spikes, at + i)));
            }
            FloatVector.fromArray(S, ds, at + i).div(q.mul(q)).add(kept).intoArray(carry, i);
        }
    }
}
