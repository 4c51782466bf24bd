package org.spikebook.neuron;

/**
 * Leaky integrate-and-fire with spikes of several bits (Shen et al., CVPR 2024, arXiv 2311.10802, eq. 1, 6 and 7):
 *
 * <pre>{@code
 * v[t] = beta * u[t-1] + i[t]                              u[-1] = 0, beta = 1 / tau
 * s[t] = floor(v[t] / threshold), limited to 0 .. 2^bits - 1
 * u[t] = resetPotential if s[t] > 0, else v[t]             hard reset: what the pattern does not hold is lost
 * }</pre>
 *
 * Eq. 7 writes the pattern as {@code floor(v / v_th) v_th}; here a spike is the whole number before that factor, which with the usual
 * threshold of 1 is the same and else belongs into the weights behind. The limit is ours: without it the pattern does not fit its bits.
 * A potential on the threshold fires.
 *
 * @param beta what is left of the potential after one step, 0..1
 * @param threshold potential that one unit of the spike stands for, above 0, in weight units
 * @param resetPotential where the reset leads, in weight units
 * @param bits width of a spike b_s, 1..16
 */
public record MultiBitLif(Parameter beta, Parameter threshold, Parameter resetPotential, int bits) implements Neuron {

    public MultiBitLif {
        NeuronChecks.fraction("multi-bit LIF", "beta", beta);
        NeuronChecks.threshold("multi-bit LIF", threshold);
        if (bits < 1 || bits > 16) {
            throw new IllegalArgumentException("multi-bit LIF: bits of a spike must be in 1..16, but was " + bits);
        }
    }

    /** What is left of the potential after one step, 0..1. */
    public MultiBitLif beta(double beta) {
        return new MultiBitLif(Parameter.of(beta), threshold, resetPotential, bits);
    }

    /** Potential that one unit of the spike stands for, above 0, in weight units. */
    public MultiBitLif threshold(double threshold) {
        return threshold(Parameter.of(threshold));
    }

    /** Potential that one unit of the spike stands for, above 0, in weight units. */
    public MultiBitLif threshold(Parameter threshold) {
        return new MultiBitLif(beta, threshold, resetPotential, bits);
    }

    /** Where the reset leads, in weight units. */
    public MultiBitLif resetTo(Parameter potential) {
        return new MultiBitLif(beta, threshold, potential, bits);
    }

    /** Width of a spike b_s, 1..16. The threshold stays, as eq. 7 has it. */
    public MultiBitLif bits(int bits) {
        return new MultiBitLif(beta, threshold, resetPotential, bits);
    }

    /** {@code 2^bits - 1}. */
    @Override
    public int maxSpikes() {
        return (1 << bits) - 1;
    }

    @Override
    public NeuronState start(int neurons) {
        NeuronChecks.sizes("multi-bit LIF", neurons, beta, threshold, resetPotential);
        double[] betas = beta.toArray(neurons);
        double[] thresholds = threshold.toArray(neurons);
        double[] u = new double[neurons];
        int most = maxSpikes();
        return new NeuronState() {
            @Override
            public int step(double[] current, int[] spikes) {
                int fired = 0;
                for (int n = 0; n < neurons; n++) {
                    double v = betas[n] * u[n] + current[n];
                    int s = (int) Math.max(0, Math.min(most, Math.floor(v / thresholds[n])));
                    u[n] = s > 0 ? resetPotential.at(n) : v;
                    spikes[n] = s;
                    fired += s > 0 ? 1 : 0;
                }
                return fired;
            }

            @Override
            public double potential(int neuron) {
                return u[neuron];
            }
        };
    }

    @Override
    public MultiBitLif quantized(double unit) {
        NeuronChecks.unit(unit);
        Parameter units = Parameter.of(unit);
        return new MultiBitLif(beta, NeuronChecks.roundThreshold(threshold, units), NeuronChecks.round(resetPotential, units), bits);
    }

    @Override
    public String describe() {
        return "multi-bit LIF beta=" + beta + NeuronChecks.describe(threshold, Reset.HARD, resetPotential, Tie.FIRES) + ", " + bits
                + (bits == 1 ? " bit" : " bits");
    }
}
