package org.spikebook.neuron;

/** The loops of the fixed-point neurons. They trust their arguments; the public types check them. */
final class FixedPointSteps {

    /** Place of the wraps in the counts of {@link #currentLif}. */
    static final int WRAPS = 0;
    /** Place of the saturations in the counts of {@link #currentLif}. */
    static final int SATURATIONS = 1;

    private FixedPointSteps() {
    }

    /**
     * One step of {@link FixedPointCurrentLif}.
     *
     * <p>No overflow: registers have at most 31 bits and factors at most 13, so every product and sum stays below 2^45.
     *
     * @param current i[t], [neuron]
     * @param u synaptic current, [neuron]; updated in place
     * @param v membrane potential, [neuron]; updated in place
     * @param keepU what is left of u, in 1/4096, 0..4096
     * @param keepV what is left of v, in 1/4096, 0..4096
     * @param bias added to v at every step, [neuron], at most 20 bits
     * @param threshold in units of v
     * @param bits width of u and v, at most 31
     * @param spikes receives 0 or 1, [neuron]
     * @param counts wraps and saturations, added to
     * @return number of spikes
     */
    static int currentLif(int[] current, int[] u, int[] v, int keepU, int keepV, int[] bias, int threshold, int bits, int[] spikes,
            long[] counts) {
        long half = 1L << bits - 1;
        long limit = half - 1;
        int fired = 0;
        for (int n = 0; n < current.length; n++) {
            long sum = (long) u[n] * keepU / 4096 + 64L * current[n];       // Java divides toward zero
            long wrapped = sum;
            if (sum > half || sum <= -half) {
                wrapped = Math.floorMod(sum + limit, 2 * half) - limit;     // into -(half - 1) .. half
                counts[WRAPS]++;
            }
            u[n] = (int) wrapped;                                           // half itself fits: bits are at most 31
            long potential = (long) v[n] * keepV / 4096 + wrapped + bias[n];
            if (potential > limit || potential < -limit) {
                potential = potential > 0 ? limit : -limit;
                counts[SATURATIONS]++;
            }
            int spike = potential > threshold ? 1 : 0;
            v[n] = spike == 1 ? 0 : (int) potential;
            spikes[n] = spike;
            fired += spike;
        }
        return fired;
    }

    /**
     * Adds a weight to the partial sums of the steps at which its input spikes.
     *
     * @param weight at most 16 bits
     * @param steps bit t is set if the input spikes at step t of the window
     * @param sums partial sums; that of step t stands at {@code from + t * stride}
     * @param limit largest value of a partial sum; the smallest is {@code -limit - 1}
     * @return number of saturations
     */
    static int integrate(int weight, long steps, int[] sums, int from, int stride, int limit) {
        int saturations = 0;
        for (long rest = steps; rest != 0; rest &= rest - 1) {
            int at = from + Long.numberOfTrailingZeros(rest) * stride;
            int sum = sums[at] + weight;                                                    // at most 31 bits: sums have 30, weights 16
            if (sum > limit) {
                sum = limit;
                saturations++;
            } else if (sum < -limit - 1) {
                sum = -limit - 1;
                saturations++;
            }
            sums[at] = sum;
        }
        return saturations;
    }

    /**
     * One step of the membranes of {@link FixedPointLif}.
     *
     * <p>No overflow: a membrane has at most 30 bits and its factor is at most 2^8; the product is a long.
     *
     * @param sums partial sums p[t]; those of the neurons stand from {@code from} on
     * @param membranes u, [neuron]; updated in place
     * @param kept in 1/256, 0..256
     * @param limit largest value of a membrane; the smallest is {@code -limit - 1}
     * @param fires smallest potential that spikes
     * @param taken what a spike takes off the potential; ignored after a hard reset
     * @param hard whether a spike sets the potential to 0
     * @param spikes receives 0 or 1, [neuron]
     * @return number of saturations
     */
    static int lif(int[] sums, int from, int[] membranes, int kept, int limit, int fires, int taken, boolean hard, int[] spikes) {
        int saturations = 0;
        for (int n = 0; n < membranes.length; n++) {
            long potential = (long) membranes[n] * kept / 256 + sums[from + n];     // Java divides toward zero
            if (potential > limit) {
                potential = limit;
                saturations++;
            } else if (potential < -limit - 1) {
                potential = -limit - 1;
                saturations++;
            }
            if (potential >= fires) {
                spikes[n] = 1;
                membranes[n] = hard ? 0 : (int) potential - taken;
            } else {
                spikes[n] = 0;
                membranes[n] = (int) potential;
            }
        }
        return saturations;
    }
}
