package org.spikebook.neuron;

/**
 * A neuron model with its parameters: what turns the input current of a layer into spikes. Each model's equation stands in its own
 * file, with {@code v[t]} the potential that is compared with the threshold and {@code u[t]} what is left of it after the reset.
 *
 * <pre>{@code
 * Neuron.lif(0.875)                                   // u[t] = 0.875 u[t-1] + i[t], spike at 1, hard reset to 0
 * Neuron.lif(0.9).threshold(0.5).reset(Reset.SUBTRACT)
 * Neuron.integrateAndFire().maxSpikes(7)              // up to 7 spikes a step, three bit planes
 * Neuron.multiBit(4)                                  // floor(v / threshold) as a spike of four bits, hard reset
 * FixedPointLif.eightBit(100).kept(224)               // integers in registers that saturate
 * }</pre>
 *
 * A model of your own is a {@link CustomNeuron}.
 */
public sealed interface Neuron permits IntegrateAndFire, LeakyIntegrateAndFire, CurrentBasedLif, FixedPointLif, FixedPointCurrentLif,
        MultiBitLif, NarrowMembrane, CustomNeuron {

    /** Integrate-and-fire: threshold 1, subtractive reset, spike at {@code v >= threshold}, at most one spike a step. */
    static IntegrateAndFire integrateAndFire() {
        return new IntegrateAndFire(Parameter.of(1), Parameter.of(1), Reset.SUBTRACT, Parameter.of(0), Tie.FIRES, 1);
    }

    /**
     * Leaky integrate-and-fire: threshold 1, hard reset to 0, spike at {@code v >= threshold}, gain 1.
     *
     * @param beta what is left of the potential after one step, 0..1
     */
    static LeakyIntegrateAndFire lif(double beta) {
        return new LeakyIntegrateAndFire(Parameter.of(beta), Parameter.of(1), Parameter.of(1), Parameter.of(0), Reset.HARD,
                Parameter.of(0), Tie.FIRES);
    }

    /**
     * Leaky integrate-and-fire with {@code beta = exp(-dt / tau)}, gain 1 (see {@link LeakyIntegrateAndFire#resistance} for
     * {@code r (1 - beta)}).
     *
     * @param tau membrane time constant, above 0, in the unit of {@code dt}
     * @param dt length of a step, above 0
     */
    static LeakyIntegrateAndFire lif(double tau, double dt) {
        return lif(NeuronChecks.decay("LIF", tau, dt));
    }

    /**
     * Current-based leaky integrate-and-fire: threshold 1, hard reset to 0, spike at {@code v >= threshold}, gains 1.
     *
     * @param alpha what is left of the synaptic current after one step, 0..1
     * @param beta what is left of the potential after one step, 0..1
     */
    static CurrentBasedLif cubaLif(double alpha, double beta) {
        return new CurrentBasedLif(Parameter.of(alpha), Parameter.of(beta), Parameter.of(1), Parameter.of(1), Parameter.of(1),
                Parameter.of(0), Reset.HARD, Parameter.of(0), Tie.FIRES);
    }

    /**
     * Leaky integrate-and-fire with spikes of several bits, {@code floor(v / threshold)}: tau 2 (beta 0.5), threshold 1, reset to 0.
     *
     * @param bits width of a spike b_s, 1..16
     */
    static MultiBitLif multiBit(int bits) {
        return new MultiBitLif(Parameter.of(0.5), Parameter.of(1), Parameter.of(0), bits);
    }

    /**
     * A layer of such neurons at rest.
     *
     * @param neurons 1 or more
     * @throws IllegalArgumentException if a parameter has values for another number of neurons
     */
    NeuronState start(int neurons);

    /** Most spikes of one neuron in one step, 1 or more. */
    int maxSpikes();

    /** A short description for layer tables, for example {@code "LIF beta=0.875 threshold=1"}. */
    String describe();

    /**
     * The same neuron for currents counted in another unit, its potentials rounded to whole numbers of it: the input gain goes into
     * the potentials, so that integer weights give integer currents. Thresholds round to the nearest integer, at least 1.
     *
     * @param unit size of one unit of current, above 0, in the neuron's present unit
     */
    Neuron quantized(double unit);
}
