package org.spikebook.neuron;

/**
 * Current-based leaky integrate-and-fire (CubaLIF of NIR): the input passes a synaptic filter first.
 *
 * <pre>{@code
 * c[t] = alpha * c[t-1] + inputGain * i[t]             c[-1] = 0
 * v[t] = leak + beta * (u[t-1] - leak) + gain * c[t]   u[-1] = 0
 * s[t] = 1 if v[t] reaches the threshold, else 0       (a tie is decided by tie)
 * u[t] = resetPotential if s[t], else v[t]             hard reset
 * u[t] = v[t] - s[t] * threshold                       subtractive reset
 * }</pre>
 *
 * The potential sees the synaptic current of the same step, so a spike can pass without delay.
 *
 * @param alpha what is left of the synaptic current after one step, 0..1
 * @param beta what is left of the potential after one step, 0..1
 * @param threshold potential at which it spikes, above 0, in weight units
 * @param inputGain factor of the input, above 0
 * @param gain factor of the synaptic current, above 0
 * @param leak potential that it leaks to, in weight units
 * @param reset what a spike does to the potential
 * @param resetPotential where a hard reset leads, in weight units
 * @param tie what happens exactly on the threshold
 */
public record CurrentBasedLif(Parameter alpha, Parameter beta, Parameter threshold, Parameter inputGain, Parameter gain,
        Parameter leak, Reset reset, Parameter resetPotential, Tie tie) implements Neuron {

    public CurrentBasedLif {
        NeuronChecks.fraction("CubaLIF", "alpha", alpha);
        NeuronChecks.fraction("CubaLIF", "beta", beta);
        NeuronChecks.threshold("CubaLIF", threshold);
        NeuronChecks.gain("CubaLIF", "input gain", inputGain);
        NeuronChecks.gain("CubaLIF", "gain", gain);
    }

    /** Potential at which every neuron spikes, above 0, in weight units. */
    public CurrentBasedLif threshold(double threshold) {
        return new CurrentBasedLif(alpha, beta, Parameter.of(threshold), inputGain, gain, leak, reset, resetPotential, tie);
    }

    /** What a spike does to the potential. */
    public CurrentBasedLif reset(Reset reset) {
        return new CurrentBasedLif(alpha, beta, threshold, inputGain, gain, leak, reset, resetPotential, tie);
    }

    /** Hard reset to that potential. */
    public CurrentBasedLif resetTo(Parameter potential) {
        return new CurrentBasedLif(alpha, beta, threshold, inputGain, gain, leak, Reset.HARD, potential, tie);
    }

    /** What happens exactly on the threshold. */
    public CurrentBasedLif tie(Tie tie) {
        return new CurrentBasedLif(alpha, beta, threshold, inputGain, gain, leak, reset, resetPotential, tie);
    }

    @Override
    public int maxSpikes() {
        return 1;
    }

    @Override
    public NeuronState start(int neurons) {
        NeuronChecks.sizes("CubaLIF", neurons, alpha, beta, threshold, inputGain, gain, leak, resetPotential);
        double[] c = new double[neurons];
        double[] u = new double[neurons];
        return new NeuronState() {
            @Override
            public int step(double[] current, int[] spikes) {
                int fired = 0;
                for (int n = 0; n < neurons; n++) {
                    c[n] = alpha.at(n) * c[n] + inputGain.at(n) * current[n];
                    double v = leak.at(n) + beta.at(n) * (u[n] - leak.at(n)) + gain.at(n) * c[n];
                    boolean spike = tie.reached(v, threshold.at(n));
                    if (spike) {
                        v = reset == Reset.SUBTRACT ? v - threshold.at(n) : resetPotential.at(n);
                        fired++;
                    }
                    u[n] = v;
                    spikes[n] = spike ? 1 : 0;
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
    public CurrentBasedLif quantized(double unit) {
        NeuronChecks.unit(unit);
        Parameter units = gain.combine(inputGain, (g, i) -> g * i * unit);
        return new CurrentBasedLif(alpha, beta, NeuronChecks.roundThreshold(threshold, units), Parameter.of(1), Parameter.of(1),
                NeuronChecks.round(leak, units), reset, NeuronChecks.round(resetPotential, units), tie);
    }

    @Override
    public String describe() {
        return "CubaLIF alpha=" + alpha + " beta=" + beta + NeuronChecks.describe(threshold, reset, resetPotential, tie)
                + (leak.equals(Parameter.of(0)) ? "" : ", leak to " + leak);
    }
}
