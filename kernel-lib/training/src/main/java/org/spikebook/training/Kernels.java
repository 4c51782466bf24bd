package org.spikebook.training;

/**
 * The inner loops of training on {@code float[]}. Widths {@code n} and leading dimensions of rows that are written are multiples of {@link #PAD}; arguments are trusted.
 * {@link PlainKernels} is the reference; where the JDK has the Vector API, {@code VectorKernels} takes its place.
 */
interface Kernels {

    /** Rows are padded to multiples of this many floats: one vector of 512 bits. */
    int PAD = 16;

    /** The fastest that this JVM has. */
    static Kernels fastest() {
        return Holder.FASTEST;
    }

    /** {@code n} rounded up to a multiple of {@link #PAD}. */
    static int padded(int n) {
        return (n + PAD - 1) / PAD * PAD;
    }

    /** {@code d[o + i] += sum over k in [from, to) of s[p + index[k] * stride + i]}, i in [0, n). */
    void gather(float[] d, int o, float[] s, int p, int[] index, int from, int to, int stride, int n);

    /** {@code d[o + i] += sum over k in [from, to) of a[q + value[k]] * s[p + index[k] * stride + i]}, i in [0, n). */
    void gatherScaled(float[] d, int o, float[] s, int p, float[] a, int q, int[] value, int[] index, int from, int to, int stride, int n);

    /** {@code d[o + i] += a * s[p + i]}, i in [0, n). */
    void addScaled(float[] d, int o, float[] s, int p, int n, float a);

    /** {@code d[o + i] += s[p + i]}, i in [0, n). */
    void add(float[] d, int o, float[] s, int p, int n);

    /** {@code d[o + i] = scale * sum over k in [from, to) of x[at + places[k] + i]}, i in [0, n). */
    void average(float[] d, int o, float[] x, int at, int[] places, int from, int to, int n, float scale);

    /** {@code d[o + i]} = the largest of {@code x[at + places[k] + i]}, k in [from, to), and {@code which[w + i] = k - from} of the first that is, i in [0, n). */
    void max(float[] d, int o, float[] which, int w, float[] x, int at, int[] places, int from, int to, int n);

    /** Backward of {@link #max}: {@code dx[at + places[from + which[w + i]] + i] += g[q + i]}, i in [0, n). */
    void maxBack(float[] dx, int at, int[] places, int from, int to, float[] which, int w, float[] g, int q, int n);

    /** {@code C[c + i * ldc + j] += sum over p in [0, k) of A[a + i * ai + p * ap] * B[b + p * ldb + j]}, i in [0, m), j in [0, n). */
    void multiply(int m, int n, int k, float[] A, int a, int ai, int ap, float[] B, int b, int ldb, float[] C, int c, int ldc);

    /**
     * Appends the places i in [0, n) where {@code x[at + i]} is not 0 to {@code index}, from {@code count} on; gives the new count. The element behind the last may be overwritten.
     */
    int scan(float[] x, int at, int n, int[] index, int count);

    /**
     * One step of a row of LIF neurons that remember their potential at the decision: {@code u = current + beta * v - drop * s} with v and s of the step before (n floats before
     * these), or, if {@code zero}, {@code u = current + beta * v * (1 - s)}; a spike where {@code u > threshold}, or {@code >=} if {@code fires}.
     *
     * @param first whether there is no step before
     */
    void lif(float[] v, int vAt, float[] s, int sAt, boolean first, float[] current, int currentAt, int n, float beta, float drop, boolean zero, float threshold,
            boolean fires);

    /**
     * Backward of {@link #lif} for one step, nothing flowing through the reset: {@code carry = ds / (1 + slope |v - threshold|)^2 + beta * carry}, the last term times
     * {@code 1 - s} if {@code zero}.
     */
    void lifBack(float[] carry, int carryAt, float[] v, int vAt, float[] s, int sAt, float[] ds, int dsAt, int n, float beta, boolean zero, float threshold, float slope);

    /** Chosen once. */
    final class Holder {

        private static final Kernels FASTEST = choose();

        private Holder() {
        }

        private static Kernels choose() {
            if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() && !Boolean.getBoolean("spikebook.plainKernels")) {
                try {
                    return (Kernels) Class.forName("org.spikebook.training.VectorKernels").getDeclaredConstructor().newInstance();
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException("the vector kernels cannot be loaded; Maybe start with -Dspikebook.plainKernels=true.", e);
                }
            }
            return new PlainKernels();
        }
    }
}
