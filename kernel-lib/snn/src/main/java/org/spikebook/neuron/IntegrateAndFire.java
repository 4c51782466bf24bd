package org.spikebook.neuron;

/**
 * Integrate-and-fire, no leak:
 *
 * <pre>{@code
 * v[t] = u[t-1] + gain * i[t]                          u[-1] = 0
 * s[t] = 1 if v[t] reaches the threshold, else 0       (a tie is decided by tie)
 * u[t] = v[t] - s[t] * threshold                       subtractive reset
 * u[t] = resetPotential if s[t], else v[t]             hard reset
 * }</pre>
 *
 * With {@code maxSpikes} above 1 and subtractive reset a neuron goes on spiking within the step while what is left of its
 * potential reaches the threshold: s[t] counts those spikes.
 *
 * @param threshold potential at which it spikes, above 0, in weight units
 * @param gain factor of the input current (the resistance r of NIR), above 0
 * @param reset what a spike does to the potential
 * @param resetPotential where a hard reset leads, in weight units
 * @param tie what happens exactly on the threshold
 * @param maxSpikes most spikes of a neuron in one step, 1..65535
 */
public record IntegrateAndFire(Parameter threshold, Parameter gain, Reset reset, Parameter resetPotential, Tie tie, int maxSpikes)
        implements Neuron {

    public IntegrateAndFire {
        NeuronChecks.threshold("IF", threshold);
        NeuronChecks.gain("IF", "gain", gain);
        if (maxSpikes < 1 || maxSpikes > 65535) {
            throw new IllegalArgumentException("IF: spikes a step must be in 1..65535, but was " + maxSpikes);
        }
        if (maxSpikes > 1 && reset == Reset.HARD) {
            throw new IllegalArgumentException("IF: " + maxSpikes
                    + " spikes a step need the subtractive reset; after a hard reset nothing is left to spike again. Maybe reset(Reset.SUBTRACT).");
        }
    }

    /** Potential at which every neuron spikes, above 0, in weight units. */
    public IntegrateAndFire threshold(double threshold) {
        return threshold(Parameter.of(threshold));
    }

    /** Potential at which it spikes, above 0, in weight units. */
    public IntegrateAndFire threshold(Parameter threshold) {
        return new IntegrateAndFire(threshold, gain, reset, resetPotential, tie, maxSpikes);
    }

    /** Factor of the input current, above 0. */
    public IntegrateAndFire gain(Parameter gain) {
        return new IntegrateAndFire(threshold, gain, reset, resetPotential, tie, maxSpikes);
    }

    /** What a spike does to the potential. */
    public IntegrateAndFire reset(Reset reset) {
        return new IntegrateAndFire(threshold, gain, reset, resetPotential, tie, maxSpikes);
    }

    /** Hard reset to that potential. */
    public IntegrateAndFire resetTo(Parameter potential) {
        return new IntegrateAndFire(threshold, gain, Reset.HARD, potential, tie, maxSpikes);
    }

    /** What happens exactly on the threshold. */
    public IntegrateAndFire tie(Tie tie) {
        return new IntegrateAndFire(threshold, gain, reset, resetPotential, tie, maxSpikes);
    }

    /** Lets a neuron spike several times a step (multi-bit spikes), 1..65535; subtractive reset only. */
    public IntegrateAndFire maxSpikes(int maxSpikes) {
        return new IntegrateAndFire(threshold, gain, reset, resetPotential, tie, maxSpikes);
    }

    @Override
    public NeuronState start(int neurons) {
        NeuronChecks.sizes("IF", neurons, threshold, gain, resetPotential);
        double[] thresholds = threshold.toArray(neurons);
        double[] gains = gain.toArray(neurons);
        double[] u = new double[neurons];
        return new NeuronState() {
            @Override
            public int step(double[] current, int[] spikes) {
                int fired = 0;
                for (int n = 0; n < neurons; n++) {
                    double v = u[n] + gains[n] * current[n];
                    int s = 0;
                    while (s < maxSpikes && tie.reached(v, thresholds[n])) {
                        s++;
                        v = reset == Reset.SUBTRACT ? v - thresholds[n] : resetPotential.at(n);
                    }
                    u[n] = v;
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
    public IntegrateAndFire quantized(double unit) {
        NeuronChecks.unit(unit);
        Parameter units = gain.map(g -> g * unit);
        return new IntegrateAndFire(NeuronChecks.roundThreshold(threshold, units), Parameter.of(1), reset,
                NeuronChecks.round(resetPotential, units), tie, maxSpikes);
    }

    @Override
    public String describe() {
        return "IF" + NeuronChecks.describe(threshold, reset, resetPotential, tie)
                + (maxSpikes > 1 ? ", up to " + maxSpikes + " spikes a step" : "");
    }
}
