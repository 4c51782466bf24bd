package org.spikebook.neuron;

/** The membrane state of one layer of neurons while it runs. Mutable and owned by one run; a fresh one comes from {@link Neuron#start}. */
public interface NeuronState {

    /**
     * One time step.
     *
     * @param current input current i[t] of each neuron, shape [neuron], in weight units; left alone
     * @param spikes receives the number of spikes of each neuron at this step, 0..{@link Neuron#maxSpikes()}, shape [neuron]
     * @return number of neurons that spike
     */
    int step(double[] current, int[] spikes);

    /** Membrane potential u[t] of one neuron after the reset of the last step, in weight units. */
    double potential(int neuron);
}
