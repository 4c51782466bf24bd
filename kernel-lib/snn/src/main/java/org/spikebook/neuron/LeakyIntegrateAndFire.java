package org.spikebook.neuron;

/**
 * Leaky integrate-and-fire:
 *
 * <pre>{@code
 * v[t] = leak + beta * (u[t-1] - leak) + gain * i[t]   u[-1] = 0
 * s[t] = 1 if v[t] reaches the threshold, else 0       (a tie is decided by tie)
 * u[t] = resetPotential if s[t], else v[t]             hard reset
 * u[t] = v[t] - s[t] * threshold                       subtractive reset
 * }</pre>
 *
 * With leak 0, gain 1 and a hard reset to 0 this is {@code v[t] = lambda u[t-1] + C[t]}, {@code u[t] = H(Vth - v[t]) v[t]},
 * {@code s[t] = H(v[t] - Vth)} of SpikeX (eq. 1-3, lambda = beta, C = i). The paper leaves H(0) open; {@link Tie#FIRES} is ours.
 * With {@code beta = exp(-dt / tau)} and gain {@code r (1 - beta)} it is the exact solution of
 * {@code tau dv/dt = (leak - v) + r i} for a current that is constant during a step. The leak is applied step by step, never as a power.
 *
 * @param beta what is left of the potential after one step, 0..1
 * @param threshold potential at which it spikes, above 0, in weight units
 * @param gain factor of the input current, above 0
 * @param leak potential that it leaks to, in weight units
 * @param reset what a spike does to the potential
 * @param resetPotential where a hard reset leads, in weight units
 * @param tie what happens exactly on the threshold
 */
public record LeakyIntegrateAndFire(Parameter beta, Parameter threshold, Parameter gain, Parameter leak, Reset reset,
        Parameter resetPotential, Tie tie) implements Neuron {

    public LeakyIntegrateAndFire {
        NeuronChecks.fraction("LIF", "beta", beta);
        NeuronChecks.threshold("LIF", threshold);
        NeuronChecks.gain("LIF", "gain", gain);
    }

    /** What is left of the potential after one step, 0..1. */
    public LeakyIntegrateAndFire beta(Parameter beta) {
        return new LeakyIntegrateAndFire(beta, threshold, gain, leak, reset, resetPotential, tie);
    }

    /** Potential at which every neuron spikes, above 0, in weight units. */
    public LeakyIntegrateAndFire threshold(double threshold) {
        return threshold(Parameter.of(threshold));
    }

    /** Potential at which it spikes, above 0, in weight units. */
    public LeakyIntegrateAndFire threshold(Parameter threshold) {
        return new LeakyIntegrateAndFire(beta, threshold, gain, leak, reset, resetPotential, tie);
    }

    /** Factor of the input current, above 0. */
    public LeakyIntegrateAndFire gain(Parameter gain) {
        return new LeakyIntegrateAndFire(beta, threshold, gain, leak, reset, resetPotential, tie);
    }

    /** Sets the gain to {@code r (1 - beta)}: a constant current {@code i} then drives the potential towards {@code leak + r i}. */
    public LeakyIntegrateAndFire resistance(double r) {
        return gain(beta.map(b -> r * (1 - b)));
    }

    /** Potential that it leaks to, in weight units. */
    public LeakyIntegrateAndFire leak(Parameter leak) {
        return new LeakyIntegrateAndFire(beta, threshold, gain, leak, reset, resetPotential, tie);
    }

    /** What a spike does to the potential. */
    public LeakyIntegrateAndFire reset(Reset reset) {
        return new LeakyIntegrateAndFire(beta, threshold, gain, leak, reset, resetPotential, tie);
    }

    /** Hard reset to that potential. */
    public LeakyIntegrateAndFire resetTo(Parameter potential) {
        return new LeakyIntegrateAndFire(beta, threshold, gain, leak, Reset.HARD, potential, tie);
    }

    /** What happens exactly on the threshold. */
    public LeakyIntegrateAndFire tie(Tie tie) {
        return new LeakyIntegrateAndFire(beta, threshold, gain, leak, reset, resetPotential, tie);
    }

    @Override
    public int maxSpikes() {
        return 1;
    }

    @Override
    public NeuronState start(int neurons) {
        NeuronChecks.sizes("LIF", neurons, beta, threshold, gain, leak, resetPotential);
        double[] betas = beta.toArray(neurons);
        double[] thresholds = threshold.toArray(neurons);
        double[] gains = gain.toArray(neurons);
        double[] leaks = leak.toArray(neurons);
        double[] u = new double[neurons];
        return new NeuronState() {
            @Override
            public int step(double[] current, int[] spikes) {
                int fired = 0;
                for (int n = 0; n < neurons; n++) {
                    double v = leaks[n] + betas[n] * (u[n] - leaks[n]) + gains[n] * current[n];
                    boolean spike = tie.reached(v, thresholds[n]);
                    if (spike) {
                        v = reset == Reset.SUBTRACT ? v - thresholds[n] : resetPotential.at(n);
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
    public LeakyIntegrateAndFire quantized(double unit) {
        NeuronChecks.unit(unit);
        Parameter units = gain.map(g -> g * unit);
        return new LeakyIntegrateAndFire(beta, NeuronChecks.roundThreshold(threshold, units), Parameter.of(1),
                NeuronChecks.round(leak, units), reset, NeuronChecks.round(resetPotential, units), tie);
    }

    @Override
    public String describe() {
        return "LIF beta=" + beta + NeuronChecks.describe(threshold, reset, resetPotential, tie)
                + (leak.equals(Parameter.of(0)) ? "" : ", leak to " + leak);
    }
}
