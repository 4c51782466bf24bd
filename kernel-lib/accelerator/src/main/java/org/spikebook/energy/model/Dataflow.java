package org.spikebook.energy.model;

/** How activations move: as events, where there are some, or all of them at every step. */
public enum Dataflow {

    /** One event for each spike (or activation that is not zero), with its address. */
    SPARSE,

    /** Every value, zeros too, in a fixed order without addresses. */
    DENSE
}
