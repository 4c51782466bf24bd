package org.spikebook.neuron;

/**
 * Current-based leaky integrate-and-fire in fixed point, bit for bit as on the Loihi chip (its executable description is the
 * bit-accurate LIF model of Lava; Davies et al. 2018, IEEE Micro 38:82):
 *
 * <pre>{@code
 * u[t] = wrap(trunc(u[t-1] * (4096 - (du + 1)) / 4096) + 64 * i[t])                        u[-1] = 0
 * v[t] = saturate(trunc(x[t-1] * (4096 - dv) / 4096) + u[t] + bias * 2^biasExponent)       x[-1] = 0
 * s[t] = 1 if v[t] > 64 * threshold, else 0            (a tie is silent)
 * x[t] = 0 if s[t], else v[t]                          hard reset
 * }</pre>
 *
 * All are whole numbers; i[t] is the sum of the weights whose inputs spike. {@code trunc} rounds toward zero. With w state bits,
 * {@code wrap} goes around modulo 2^w into -(2^(w-1) - 1) .. 2^(w-1) and {@code saturate} stops at -(2^(w-1) - 1) and
 * 2^(w-1) - 1; {@link FixedPointState} counts both. The spike is that of step t: the chip delivers it one step later.
 *
 * <p>As the neuron of a layer it needs integer weights and a layer without bias.
 *
 * @param threshold 17-bit mantissa, 1..131071, in units of 64; {@code 64 * threshold} must lie below the saturation limit
 * @param du decay of the current, the chip's 12-bit register, 0..4095: 4095 forgets the current at once
 * @param dv decay of the potential, the chip's 12-bit register, 0..4095: 0 never leaks
 * @param bias 13-bit mantissa, -4096..4095, whole numbers
 * @param biasExponent 0..7
 * @param stateBits width of u and v, 8..31; 24 on the chip
 */
public record FixedPointCurrentLif(int threshold, int du, int dv, Parameter bias, int biasExponent, int stateBits)
        implements Neuron {

    private static final String NAME = "fixed-point CubaLIF";

    public FixedPointCurrentLif {
        FixedPointChecks.range(NAME, "state bits", stateBits, 8, 31);
        FixedPointChecks.range(NAME, "threshold", threshold, 1, 131_071);
        if (threshold * 64L >= (1L << stateBits - 1) - 1) {
            throw new IllegalArgumentException(NAME + ": a potential of " + stateBits + " bits never exceeds a threshold of 64 * "
                    + threshold + ". Maybe more state bits.");
        }
        FixedPointChecks.range(NAME, "du", du, 0, 4095);
        FixedPointChecks.range(NAME, "dv", dv, 0, 4095);
        FixedPointChecks.range(NAME, "bias exponent", biasExponent, 0, 7);
        if (!bias.all(b -> b == Math.rint(b) && b >= -4096 && b <= 4095)) {
            throw new IllegalArgumentException(NAME + ": bias mantissa must be a whole number in -4096..4095, but was " + bias
                    + ". Maybe a larger exponent.");
        }
    }

    /** As on Loihi: 24-bit state, a current that is forgotten at once (du 4095), no leak (dv 0), no bias. */
    public static FixedPointCurrentLif loihi(int threshold) {
        return new FixedPointCurrentLif(threshold, 4095, 0, Parameter.of(0), 0, 24);
    }

    /** Decay registers of current and potential, each 0..4095. */
    public FixedPointCurrentLif decay(int du, int dv) {
        return new FixedPointCurrentLif(threshold, du, dv, bias, biasExponent, stateBits);
    }

    /** Adds {@code mantissa * 2^exponent} to the potential at every step. */
    public FixedPointCurrentLif bias(Parameter mantissa, int exponent) {
        return new FixedPointCurrentLif(threshold, du, dv, mantissa, exponent, stateBits);
    }

    /** Width of current and potential, 8..31. */
    public FixedPointCurrentLif stateBits(int bits) {
        return new FixedPointCurrentLif(threshold, du, dv, bias, biasExponent, bits);
    }

    @Override
    public int maxSpikes() {
        return 1;
    }

    @Override
    public FixedPointState start(int neurons) {
        NeuronChecks.sizes(NAME, neurons, bias);
        int[] biases = new int[neurons];
        for (int n = 0; n < neurons; n++) {
            biases[n] = (int) bias.at(n) << biasExponent;
        }
        int[] u = new int[neurons];
        int[] v = new int[neurons];
        int[] whole = new int[neurons];
        long[] counts = new long[2];
        return new FixedPointState() {
            @Override
            public int step(int[] current, int[] spikes) {
                FixedPointChecks.lengths(NAME, neurons, current.length, spikes.length);
                return FixedPointSteps.currentLif(current, u, v, 4095 - du, 4096 - dv, biases, 64 * threshold, stateBits, spikes, counts);
            }

            @Override
            public int step(double[] current, int[] spikes) {
                FixedPointChecks.whole(NAME, current, whole);
                return step(whole, spikes);
            }

            @Override
            public double potential(int neuron) {
                return v[neuron];
            }

            @Override
            public long wraps() {
                return counts[FixedPointSteps.WRAPS];
            }

            @Override
            public long saturations() {
                return counts[FixedPointSteps.SATURATIONS];
            }
        };
    }

    @Override
    public FixedPointCurrentLif quantized(double unit) {
        FixedPointChecks.unit(NAME, unit);
        return this;
    }

    @Override
    public String describe() {
        return NAME + " threshold=64*" + threshold + " du=" + du + " dv=" + dv
                + (bias.equals(Parameter.of(0)) ? "" : " bias=" + bias + "*2^" + biasExponent) + ", " + stateBits + " bits";
    }
}
