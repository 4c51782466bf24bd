package org.spikebook.bits;

import java.util.Objects;

/**
 * The bit-serial identity (Shen et al., CVPR 2024, eq. 3): a sum of products with activations of several bits is a sum of binary ones,
 *
 * <pre>{@code
 * sum over j of w[j] a[j] = sum over p of 2^p (sum over j of w[j] bit(p, a[j]))        p = 0 .. bits - 1
 * }</pre>
 *
 * exact in whole numbers. The paper reads T time steps as T bits; note the weights 2^p, which spikes over time do not have: T spikes
 * without weights give T + 1 levels, not 2^T. The identity is about work (bits x binary products), not about levels.
 */
public final class BitPlanes {

    private BitPlanes() {
    }

    /** One bit of each value, 0 or 1; plane 0 is the lowest. */
    public static int[][] plane(int[][] values, int plane) {
        Objects.checkIndex(plane, 31);
        var bits = new int[values.length][];
        for (int i = 0; i < values.length; i++) {
            bits[i] = new int[values[i].length];
            for (int j = 0; j < bits[i].length; j++) {
                bits[i][j] = values[i][j] >>> plane & 1;
            }
        }
        return bits;
    }

    /**
     * The product of two integer matrices, {@code c[m][n] = sum over k of weights[m][k] * activations[k][n]}.
     *
     * @throws ArithmeticException if a sum leaves 64 bits
     */
    public static long[][] product(int[][] weights, int[][] activations) {
        int inner = activations.length;
        int columns = inner == 0 ? 0 : activations[0].length;
        var sums = new long[weights.length][columns];
        for (int m = 0; m < weights.length; m++) {
            if (weights[m].length != inner) {
                throw new IllegalArgumentException("product: row " + m + " has " + weights[m].length + " weights, but there are " + inner
                        + " rows of activations.");
            }
            for (int k = 0; k < inner; k++) {
                for (int n = 0; n < columns; n++) {
                    sums[m][n] = Math.addExact(sums[m][n], (long) weights[m][k] * activations[k][n]);
                }
            }
        }
        return sums;
    }

    /**
     * The same product, plane by plane: the right side of eq. 3.
     *
     * @param weights whole numbers, shape [m][k]
     * @param activations values of {@code bits} bits, 0 or more, shape [k][n]
     * @param bits width of an activation, 1..30
     * @throws IllegalArgumentException if an activation does not fit
     */
    public static long[][] bitSerialProduct(int[][] weights, int[][] activations, int bits) {
        Objects.checkIndex(bits - 1, 30);
        for (int[] row : activations) {
            for (int a : row) {
                if (a < 0 || a >>> bits != 0) {
                    throw new IllegalArgumentException("bit-serial product: activations must be in 0.." + ((1 << bits) - 1) + " (" + bits
                            + " bits), but one is " + a + ".");
                }
            }
        }
        long[][] sums = new long[weights.length][activations.length == 0 ? 0 : activations[0].length];
        for (int p = 0; p < bits; p++) {
            long[][] binary = product(weights, plane(activations, p));
            for (int m = 0; m < sums.length; m++) {
                for (int n = 0; n < sums[m].length; n++) {
                    sums[m][n] = Math.addExact(sums[m][n], binary[m][n] << p);
                }
            }
        }
        return sums;
    }
}
