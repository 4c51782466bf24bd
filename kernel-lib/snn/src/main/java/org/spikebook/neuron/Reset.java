package org.spikebook.neuron;

/** What a spike does to the membrane potential. */
public enum Reset {

    /** The potential becomes the reset potential, 0 unless said otherwise: {@code u[t] = v_reset}. What lay above the threshold is lost. */
    HARD,

    /** The threshold is taken off: {@code u[t] = v[t] - threshold}. What lay above it stays. */
    SUBTRACT
}
