package org.spikebook.training;

/**
 * A node that takes a sample some steps at a time: forward in ranges of steps that rise from 0, backward in ranges that fall to 0. What lies between two such nodes in a row is kept
 * for one range only, which stays in the cache.
 */
abstract class StepNode extends Node {

    StepNode(Form in, Form out, Kernels kernels) {
        super(in, out, kernels);
    }

    /** {@link Node#forward} for the steps first <= t < end. */
    abstract void forward(Trace from, Trace to, Object state, int first, int end);

    /** {@link Node#backward} for the steps first <= t < end; calls {@link Trace#openGradient} of what it reads before it adds to it. */
    abstract void backward(Trace from, Trace to, Object state, int shard, boolean wanted, int first, int end);

    @Override
    final void forward(Trace from, Trace to, Object state) {
        forward(from, to, state, 0, to.steps);
    }

    @Override
    final void backward(Trace from, Trace to, Object state, int shard, boolean wanted) {
        backward(from, to, state, shard, wanted, 0, to.steps);
    }
}
