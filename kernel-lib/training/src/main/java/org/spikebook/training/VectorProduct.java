package org.spikebook.training;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Kernels#multiply} on the Vector API, tile by tile. Tiles hold at most 16 sums: with more, the compiler gives up keeping them in registers and the speed falls by ten.
 */
final class VectorProduct {

    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    private VectorProduct() {
    }

    static void multiply(int m, int n, int k, float[] A, int a, int ai, int ap, float[] B, int b, int ldb, float[] C, int c, int ldc) {
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
}
