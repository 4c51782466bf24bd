package org.spikebook.neuron;

/**
 * The registers of one layer of fixed-point neurons while it runs, with a count of what did not fit them. Mutable and owned by one
 * run.
 */
public interface FixedPointState extends NeuronState {

    /**
     * One time step, on integers.
     *
     * @param current input current i[t] of each neuron, shape [neuron], in weight units; left alone
     * @param spikes receives 1 for a spike, else 0, shape [neuron]
     * @return number of neurons that spike
     */
    int step(int[] current, int[] spikes);

    /** How often a register has wrapped around since the start, 0 or more. */
    long wraps();

    /** How often a register has stopped at its limit since the start, 0 or more. */
    long saturations();
}
