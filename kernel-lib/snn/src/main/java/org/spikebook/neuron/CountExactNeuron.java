package org.spikebook.neuron;

import java.util.Objects;

/**
 * An integrate-and-fire neuron that looks at its whole input before it fires, so that its spike count is a function of the sum alone:
 *
 * <pre>{@code
 * listening, start <= t < start + T:       u[t] = u[t-1] + gain * i[t]                      no spike
 * firing, start + T <= t < start + 2T:     s[t] = 1 if u[t-1] reaches the threshold         input is not looked at
 *                                          u[t] = u[t-1] - s[t] * threshold
 * else:                                    u[t] = u[t-1]                                    no spike
 * }</pre>
 *
 * With P the gain times the sum of the inputs over the T listening steps, the number of spikes is
 * {@code clip(floor(P / threshold), 0, T)} (a tie fires; {@code ceil(P / threshold) - 1} where it is silent). The spikes come without a
 * gap from the first firing step on, so the step-wise maximum of several such neurons has the largest of their counts. A firing neuron that
 * sees only part of its input can fire too often, and a spike cannot be taken back.
 *
 * @param neuron threshold, gain and tie; subtractive reset, at most one spike a step
 * @param steps T, steps of listening and then of firing, 1 or more
 * @param start first step of listening, 0 or more
 */
public record CountExactNeuron(IntegrateAndFire neuron, int steps, int start) implements CustomNeuron {

    public CountExactNeuron {
        Objects.requireNonNull(neuron, "neuron");
        if (neuron.reset() != Reset.SUBTRACT || neuron.maxSpikes() != 1) {
            throw new IllegalArgumentException("count-exact neuron: needs the subtractive reset and at most one spike a step, but was "
                    + neuron.describe() + ". Maybe neuron.reset(Reset.SUBTRACT).maxSpikes(1).");
        }
        if (steps < 1 || start < 0) {
            throw new IllegalArgumentException("count-exact neuron: needs at least 1 step and a start of 0 or more, but got " + steps + " and "
                    + start);
        }
    }

    @Override
    public NeuronState start(int neurons) {
        NeuronChecks.sizes("count-exact neuron", neurons, neuron.threshold(), neuron.gain());
        double[] thresholds = neuron.threshold().toArray(neurons);
        double[] gains = neuron.gain().toArray(neurons);
        double[] u = new double[neurons];
        return new NeuronState() {

            private long t;

            @Override
            public int step(double[] current, int[] spikes) {
                boolean listens = t >= start && t < (long) start + steps;
                boolean fires = t >= (long) start + steps && t < (long) start + 2L * steps;
                int fired = 0;
                for (int n = 0; n < neurons; n++) {
                    spikes[n] = 0;
                    if (listens) {
                        u[n] += gains[n] * current[n];
                    } else if (fires && neuron.tie().reached(u[n], thresholds[n])) {
                        u[n] -= thresholds[n];
                        spikes[n] = 1;
                        fired++;
                    }
                }
                t++;
                return fired;
            }

            @Override
            public double potential(int n) {
                return u[n];
            }
        };
    }

    @Override
    public CountExactNeuron quantized(double unit) {
        return new CountExactNeuron(neuron.quantized(unit), steps, start);
    }

    @Override
    public String describe() {
        return neuron.describe() + ", listens " + steps + " steps from step " + start + ", then fires";
    }
}
