package org.spikebook.accelerator;

/** What is done in a component. */
public enum Operation {
    /** A read of a memory. */
    READ,
    /** A write to a memory. */
    WRITE,
    /** A conditional addition of a weight to a partial sum: one synaptic operation. */
    ACCUMULATE,
    /** Leak, comparison with the threshold and reset of one neuron at one time point. */
    UPDATE;

    /** Lower-case name as in tables and files. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
