package org.spikebook.neuron;

/**
 * The open member of the family: a neuron model of your own, also one defined in a notebook cell. {@link #start} gives its state,
 * whose {@code step} holds the equation.
 *
 * <pre>{@code
 * record Perfect(double threshold) implements CustomNeuron {      // u[t] = u[t-1] + |i[t]|, spike and forget at the threshold
 *     public NeuronState start(int neurons) {
 *         double[] u = new double[neurons];
 *         return new NeuronState() {
 *             public int step(double[] current, int[] spikes) {
 *                 int fired = 0;
 *                 for (int n = 0; n < u.length; n++) {
 *                     u[n] += Math.abs(current[n]);
 *                     spikes[n] = u[n] >= threshold ? 1 : 0;
 *                     if (spikes[n] == 1) { u[n] = 0; fired++; }
 *                 }
 *                 return fired;
 *             }
 *             public double potential(int neuron) { return u[neuron]; }
 *         };
 *     }
 * }
 * }</pre>
 */
public non-sealed interface CustomNeuron extends Neuron {

    @Override
    default int maxSpikes() {
        return 1;
    }

    @Override
    default String describe() {
        return toString();
    }

    /** Override it where the model can run on integers. */
    @Override
    default Neuron quantized(double unit) {
        throw new UnsupportedOperationException("neuron " + describe()
                + ": does not say how to quantise it. Maybe override quantized(double).");
    }
}
