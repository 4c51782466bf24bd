package org.spikebook.energy.model;

/** A model of what a spiking network costs for an inference, and a conventional one of the same shape beside it. */
public interface EnergyModel {

    /** Short name for tables. */
    String name();

    /** What it counts and what it leaves out, in a few words. */
    String boundary();

    /** Energy of one inference. */
    ModelEnergy of(Workload workload);
}
