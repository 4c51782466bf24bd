package org.spikebook.neuron;

import java.util.Locale;
import java.util.Objects;

/**
 * A neuron whose potential lies in a register of few bits, which rounds and saturates:
 *
 * <pre>{@code
 * v'[t] = the potential of the neuron before it is compared with the threshold
 * v[t]  = unit * min(2^(bits - 1) - 1, max(-2^(bits - 1), round(v'[t] / unit)))        ties to even
 * s[t], u[t] as the neuron has them, from v[t]
 * }</pre>
 *
 * What a subtractive reset leaves is on the grid where the threshold is a multiple of the unit, else up to the next step in between. A synaptic current is not rounded. Unlike
 * {@link FixedPointLif}, weights and leak stay real numbers: this is what a network is trained with before it goes on a chip.
 *
 * @param neuron IF, LIF or current-based LIF
 * @param bits width of the potential with its sign, 2..24
 * @param unit what its last bit stands for, above 0, in weight units
 */
public record NarrowMembrane(Neuron neuron, int bits, double unit) implements Neuron {

    public NarrowMembrane {
        Objects.requireNonNull(neuron, "neuron");
        if (bits < 2 || bits > 24) {
            throw new IllegalArgumentException("narrow membrane: bits must be in 2..24, but was " + bits);
        }
        if (!(unit > 0) || Double.isInfinite(unit)) {
            throw new IllegalArgumentException("narrow membrane: unit must be above 0 and finite, but was " + unit);
        }
        double most = Math.scalb(1.0, bits - 1) - 1;
        Parameter threshold = Parts.of(neuron).threshold;
        if (most * unit < threshold.max()) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "narrow membrane: %d bits in units of %.4g reach %.4g, below the threshold %s, so that nothing would"
                    + " spike. Maybe a larger unit.", bits, unit, most * unit, threshold));
        }
    }

    /**
     * A potential from minus to plus four thresholds.
     *
     * @param bits width with the sign, 4..24
     */
    public static NarrowMembrane of(Neuron neuron, int bits) {
        return new NarrowMembrane(neuron, bits, Math.scalb(Parts.of(neuron).threshold.max(), 3 - bits));
    }

    /** The least whole number of units, {@code -2^(bits - 1)}. */
    public double least() {
        return -Math.scalb(1.0, bits - 1);
    }

    /** The largest whole number of units, {@code 2^(bits - 1) - 1}. */
    public double largest() {
        return Math.scalb(1.0, bits - 1) - 1;
    }

    /** What the three models have in common; those without synapse or leak have alpha 0 or beta 1. */
    private record Parts(Parameter alpha, Parameter beta, Parameter threshold, Parameter inputGain, Parameter gain, Parameter leak, Reset reset, Parameter resetPotential,
            Tie tie) {

        static Parts of(Neuron neuron) {
            Parameter none = Parameter.of(0);
            Parameter one = Parameter.of(1);
            if (neuron instanceof IntegrateAndFire n) {
                return new Parts(none, one, n.threshold(), one, n.gain(), none, n.reset(), n.resetPotential(), n.tie());
            } else if (neuron instanceof LeakyIntegrateAndFire n) {
                return new Parts(none, n.beta(), n.threshold(), one, n.gain(), n.leak(), n.reset(), n.resetPotential(), n.tie());
            } else if (neuron instanceof CurrentBasedLif n) {
                return new Parts(n.alpha(), n.beta(), n.threshold(), n.inputGain(), n.gain(), n.leak(), n.reset(), n.resetPotential(), n.tie());
            }
            throw new IllegalArgumentException("narrow membrane: needs IF, LIF or current-based LIF, but was " + neuron.describe() + ". Maybe Neuron.lif(0.9).");
        }
    }

    @Override
    public int maxSpikes() {
        return neuron.maxSpikes();
    }

    @Override
    public NeuronState start(int neurons) {
        neuron.start(neurons);      // for its checks
        Parts parts = Parts.of(neuron);
        double[] alpha = parts.alpha.toArray(neurons);
        double[] beta = parts.beta.toArray(neurons);
        double[] threshold = parts.threshold.toArray(neurons);
        double[] inputGain = parts.inputGain.toArray(neurons);
        double[] gain = parts.gain.toArray(neurons);
        double[] leak = parts.leak.toArray(neurons);
        double[] c = new double[neurons];
        double[] u = new double[neurons];
        int most = maxSpikes();
        return new NeuronState() {
            @Override
            public int step(double[] current, int[] spikes) {
                int fired = 0;
                for (int n = 0; n < neurons; n++) {
                    c[n] = alpha[n] * c[n] + inputGain[n] * current[n];
                    double v = leak[n] + beta[n] * (u[n] - leak[n]) + gain[n] * c[n];
                    v = unit * Math.min(largest(), Math.max(least(), Math.rint(v / unit)));
                    int s = 0;
                    while (s < most && parts.tie.reached(v, threshold[n])) {
                        s++;
                        v = parts.reset == Reset.SUBTRACT ? v - threshold[n] : parts.resetPotential.at(n);
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

    /** The unit becomes a whole number of units of current, at least 1. */
    @Override
    public NarrowMembrane quantized(double current) {
        NeuronChecks.unit(current);
        Parts parts = Parts.of(neuron);
        double size = parts.gain.max() * parts.inputGain.max() * current;
        return new NarrowMembrane(neuron.quantized(current), bits, Math.max(1, Math.rint(unit / size)));
    }

    @Override
    public String describe() {
        return String.format(Locale.ROOT, "%s, potential of %d bits of %.4g", neuron.describe(), bits, unit);
    }
}
