package org.spikebook.neuron;

import java.util.Objects;

/**
 * Leaky integrate-and-fire in fixed point, as the accelerators PTB and SpikeX compute it: weights, partial sums and membranes in
 * registers of a few bits that saturate.
 *
 * <pre>{@code
 * p[t] = sat_P(... sat_P(sat_P(bias + w[j0]) + w[j1]) ...)    inputs j0 < j1 < ... that spike at t, in ascending order
 * v[t] = sat_M(trunc(u[t-1] * kept / 256) + p[t])             u[-1] = 0
 * s[t] = 1 if v[t] reaches the threshold, else 0              (a tie is decided by tie)
 * u[t] = 0 if s[t], else v[t]                                 hard reset
 * u[t] = v[t] - s[t] * threshold                              subtractive reset
 * }</pre>
 *
 * (SpikeX, eq. 1-3, with lambda = kept / 256; the widths are choices of ours where the papers are silent.) All are whole numbers in
 * two's complement; {@code sat_B} stops at -2^(B-1) and 2^(B-1) - 1; {@code trunc} rounds toward zero. Where no partial sum saturates, the
 * order of the inputs does not matter. Where one does, this order is the rule, and a chip that adds in another may differ.
 *
 * <p>The definition comes in two steps that a simulator calls in its own order: {@link #integrate} for one weight over the steps of a
 * window, {@link #step} for the membranes of a group of neurons.
 *
 * <p>As the neuron of a layer of a network it makes the plain run add in this order with these widths; the activity counts what
 * saturated. Weights must be whole numbers of {@code weightBits} bits, a bias one of {@code partialSumBits}.
 *
 * @param weightBits width of a weight, 2..16
 * @param partialSumBits width P of a partial sum, weightBits..30
 * @param membraneBits width M of a membrane, 2..30
 * @param kept what is left of the potential after one step, in 1/256, 0..256; 256 never leaks
 * @param threshold potential at which it spikes, at least 1, in weight units
 * @param reset what a spike does to the potential
 * @param tie what happens exactly on the threshold
 */
public record FixedPointLif(int weightBits, int partialSumBits, int membraneBits, int kept, int threshold, Reset reset, Tie tie)
        implements Neuron {

    private static final String NAME = "fixed-point LIF";

    public FixedPointLif {
        FixedPointChecks.range(NAME, "weight bits", weightBits, 2, 16);
        FixedPointChecks.range(NAME, "partial sum bits", partialSumBits, weightBits, 30);
        FixedPointChecks.range(NAME, "membrane bits", membraneBits, 2, 30);
        FixedPointChecks.range(NAME, "kept", kept, 0, 256);
        Objects.requireNonNull(reset, "reset");
        Objects.requireNonNull(tie, "tie");
        int largest = limit(membraneBits) - (tie == Tie.FIRES ? 0 : 1);
        if (threshold < 1 || threshold > largest) {
            throw new IllegalArgumentException(NAME + ": threshold must be in 1.." + largest + ", which a membrane of " + membraneBits
                    + " bits can reach, but was " + threshold + (threshold < 1 ? "." : ". Maybe membraneBits(16) first."));
        }
    }

    /** 8-bit weights, 16-bit partial sums, 8-bit membranes; no leak, hard reset, spike at {@code v >= threshold}. */
    public static FixedPointLif eightBit(int threshold) {
        return new FixedPointLif(8, 16, 8, 256, threshold, Reset.HARD, Tie.FIRES);
    }

    /** Width of a weight, 2..16. */
    public FixedPointLif weightBits(int bits) {
        return new FixedPointLif(bits, partialSumBits, membraneBits, kept, threshold, reset, tie);
    }

    /** Width of a partial sum, from that of a weight to 30. */
    public FixedPointLif partialSumBits(int bits) {
        return new FixedPointLif(weightBits, bits, membraneBits, kept, threshold, reset, tie);
    }

    /** Width of a membrane, 2..30. */
    public FixedPointLif membraneBits(int bits) {
        return new FixedPointLif(weightBits, partialSumBits, bits, kept, threshold, reset, tie);
    }

    /** What is left of the potential after one step, in 1/256: 224 for lambda = 0.875. */
    public FixedPointLif kept(int kept) {
        return new FixedPointLif(weightBits, partialSumBits, membraneBits, kept, threshold, reset, tie);
    }

    public FixedPointLif threshold(int threshold) {
        return new FixedPointLif(weightBits, partialSumBits, membraneBits, kept, threshold, reset, tie);
    }

    public FixedPointLif reset(Reset reset) {
        return new FixedPointLif(weightBits, partialSumBits, membraneBits, kept, threshold, reset, tie);
    }

    public FixedPointLif tie(Tie tie) {
        return new FixedPointLif(weightBits, partialSumBits, membraneBits, kept, threshold, reset, tie);
    }

    /**
     * Adds one weight to the partial sums of the steps at which its input spikes. To follow the definition, call it in ascending order of the
     * inputs.
     *
     * @param weight a whole number of {@code weightBits} bits
     * @param steps the input's spikes in a window: bit t for step t of it, as {@link org.spikebook.spike.SpikeTensor#word} gives them
     * @param partialSums that of step t stands at {@code from + t * stride}; updated in place
     * @param from place of the partial sum of step 0
     * @param stride distance of the partial sums of two steps
     * @return how many of them saturated, 0..64
     * @throws IllegalArgumentException if the weight does not fit its bits
     */
    public int integrate(int weight, long steps, int[] partialSums, int from, int stride) {
        int limit = limit(weightBits);
        if (weight > limit || weight < -limit - 1) {
            throw new IllegalArgumentException(NAME + ": a weight must be in " + (-limit - 1) + ".." + limit + " (" + weightBits
                    + " bits), but was " + weight + ". Maybe quantise the weights first.");
        }
        return FixedPointSteps.integrate(weight, steps, partialSums, from, stride, limit(partialSumBits));
    }

    /**
     * One time step of the membranes of a group of neurons.
     *
     * @param partialSums finished partial sums p[t], within their bits; those of the group stand from {@code from} on
     * @param from place of the first neuron's partial sum
     * @param membranes u of each neuron, shape [neuron]; updated in place
     * @param spikes receives 1 for a spike, else 0, shape [neuron]
     * @return how many membranes saturated, 0..neurons
     * @throws IllegalArgumentException if there are not as many spikes as membranes
     * @throws IndexOutOfBoundsException if the partial sums do not reach so far
     */
    public int step(int[] partialSums, int from, int[] membranes, int[] spikes) {
        Objects.checkFromIndexSize(from, membranes.length, partialSums.length);
        FixedPointChecks.lengths(NAME, membranes.length, membranes.length, spikes.length);
        return FixedPointSteps.lif(partialSums, from, membranes, kept, limit(membraneBits), fires(), threshold, reset == Reset.HARD, spikes);
    }

    /**
     * Whether no partial sum can saturate: the sum of the magnitudes of a neuron's weights (and its bias) fits the partial sums. Then every order of
     * adding gives the same bits.
     *
     * @param magnitudes largest sum of the magnitudes of one neuron's weights and bias, 0 or more
     */
    public boolean holds(long magnitudes) {
        return magnitudes <= limit(partialSumBits);
    }

    /** Largest weight, {@code 2^(weightBits - 1) - 1}; the smallest is one more below zero. */
    public int largestWeight() {
        return limit(weightBits);
    }

    /** Largest partial sum, {@code 2^(partialSumBits - 1) - 1}; the smallest is one more below zero. */
    public int largestPartialSum() {
        return limit(partialSumBits);
    }

    @Override
    public int maxSpikes() {
        return 1;
    }

    /** Membranes at rest; a current outside the partial sums' bits stops at their limit and is counted. */
    @Override
    public FixedPointState start(int neurons) {
        int[] membranes = new int[neurons];
        int[] sums = new int[neurons];
        int[] whole = new int[neurons];
        int limit = limit(partialSumBits);
        return new FixedPointState() {

            private long saturations;

            @Override
            public int step(int[] current, int[] spikes) {
                FixedPointChecks.lengths(NAME, neurons, current.length, spikes.length);
                for (int n = 0; n < neurons; n++) {
                    sums[n] = Math.max(-limit - 1, Math.min(limit, current[n]));
                    saturations += sums[n] == current[n] ? 0 : 1;
                }
                saturations += FixedPointLif.this.step(sums, 0, membranes, spikes);
                int fired = 0;
                for (int n = 0; n < neurons; n++) {
                    fired += spikes[n];
                }
                return fired;
            }

            @Override
            public int step(double[] current, int[] spikes) {
                FixedPointChecks.whole(NAME, current, whole);
                return step(whole, spikes);
            }

            @Override
            public double potential(int neuron) {
                return membranes[neuron];
            }

            @Override
            public long wraps() {
                return 0;
            }

            @Override
            public long saturations() {
                return saturations;
            }
        };
    }

    @Override
    public FixedPointLif quantized(double unit) {
        FixedPointChecks.unit(NAME, unit);
        return this;
    }

    @Override
    public String describe() {
        return NAME + " threshold=" + threshold + (kept == 256 ? "" : " kept=" + kept + "/256") + (reset == Reset.HARD ? ", hard reset"
                : ", subtractive reset") + (tie == Tie.FIRES ? "" : ", tie silent") + ", " + weightBits + "/" + partialSumBits + "/"
                + membraneBits + " bits";
    }

    /** Smallest potential that spikes. */
    private int fires() {
        return tie == Tie.FIRES ? threshold : threshold + 1;
    }

    private static int limit(int bits) {
        return (1 << bits - 1) - 1;
    }
}
