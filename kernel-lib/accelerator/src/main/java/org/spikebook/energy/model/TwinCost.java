package org.spikebook.energy.model;

/**
 * What an SNN and its twin cost in both dataflows. Where a layer may choose, each takes what costs less.
 *
 * @param snnSparse spikes as events
 * @param snnDense a bit of every neuron at every step
 * @param qnnSparse activations that are not zero, as events
 * @param qnnDense every activation
 */
public record TwinCost(Cost snnSparse, Cost snnDense, Cost qnnSparse, Cost qnnDense) {

    /** The SNN in one dataflow. */
    public Cost snn(Dataflow flow) {
        return flow == Dataflow.SPARSE ? snnSparse : snnDense;
    }

    /** The twin in one dataflow. */
    public Cost qnn(Dataflow flow) {
        return flow == Dataflow.SPARSE ? qnnSparse : qnnDense;
    }

    /** The dataflow in which the SNN costs less. */
    public Dataflow snnFlow() {
        return snnSparse.total() <= snnDense.total() ? Dataflow.SPARSE : Dataflow.DENSE;
    }

    /** The dataflow in which the twin costs less. */
    public Dataflow qnnFlow() {
        return qnnSparse.total() <= qnnDense.total() ? Dataflow.SPARSE : Dataflow.DENSE;
    }

    /** The SNN in the dataflow in which it costs less. */
    public Cost snn() {
        return snn(snnFlow());
    }

    /** The twin in the dataflow in which it costs less. */
    public Cost qnn() {
        return qnn(qnnFlow());
    }

    /** SNN over twin, each in the dataflow in which it costs less; below 1 the SNN wins. */
    public double ratio() {
        return snn().total() / qnn().total();
    }

    /** SNN over twin in given dataflows. */
    public double ratio(Dataflow snn, Dataflow qnn) {
        return snn(snn).total() / qnn(qnn).total();
    }

    /** So many times this. */
    public TwinCost times(double factor) {
        return new TwinCost(snnSparse.times(factor), snnDense.times(factor), qnnSparse.times(factor), qnnDense.times(factor));
    }
}
