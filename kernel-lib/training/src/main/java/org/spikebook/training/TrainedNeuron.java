package org.spikebook.training;

import org.spikebook.neuron.CustomNeuron;
import org.spikebook.neuron.NeuronState;

/**
 * A neuron of your own that can be trained, also one defined in a notebook cell: its equation for one step, without derivatives.
 *
 * <pre>{@code
 * h[t] = integrate(u[t-1], i[t])                                   u[-1] = 0
 * s[t] = 1 if h[t][0] >= threshold, else 0                         backwards the model's surrogate
 * u[t] = reset(h[t], s[t])
 *
 * record Adaptive(double beta, double rho) implements TrainedNeuron {        // each spike makes the next one harder
 *     public int states() { return 2; }
 *     public double threshold() { return 1; }
 *     public void integrate(double[] state, double current) {
 *         state[1] *= rho;
 *         state[0] = beta * state[0] + current - state[1];
 *     }
 *     public void reset(double[] state, double spike) {
 *         state[0] -= spike;
 *         state[1] += 0.2 * spike;
 *     }
 * }
 * }</pre>
 *
 * Training takes the derivatives of {@link #integrate} and {@link #reset} by central differences in 64 bits, which are exact for lines and good to nine digits or so for smooth
 * curves; such a neuron takes some ten times the time of a shipped one. The methods are called for single neurons by several threads at a time and keep nothing.
 */
public interface TrainedNeuron extends CustomNeuron {

    /** How many numbers a neuron keeps from step to step, 1 or more; the first is the potential that is compared with the threshold. */
    default int states() {
        return 1;
    }

    /** Potential at which it spikes. */
    double threshold();

    /**
     * A step up to the comparison with the threshold.
     *
     * @param state u[t-1] on entry, h[t] on return
     * @param current input current i[t], in weight units
     */
    void integrate(double[] state, double current);

    /**
     * What a spike does.
     *
     * @param state h[t] on entry, u[t] on return
     * @param spike 0 or 1; between them where gradients are checked
     */
    void reset(double[] state, double spike);

    /** The neuron in a network that runs. */
    @Override
    default NeuronState start(int neurons) {
        var state = new double[neurons][states()];
        return new NeuronState() {
            @Override
            public int step(double[] current, int[] spikes) {
                int fired = 0;
                for (int n = 0; n < neurons; n++) {
                    integrate(state[n], current[n]);
                    spikes[n] = state[n][0] >= threshold() ? 1 : 0;
                    reset(state[n], spikes[n]);
                    fired += spikes[n];
                }
                return fired;
            }

            @Override
            public double potential(int neuron) {
                return state[neuron][0];
            }
        };
    }
}
