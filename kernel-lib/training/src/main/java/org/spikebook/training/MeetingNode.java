package org.spikebook.training;

/** A node that reads several traces. */
abstract class MeetingNode extends Node {

    /** Numbers of the traces that it reads besides the first. */
    final int[] further;

    MeetingNode(Form in, Form out, int[] further, Kernels kernels) {
        super(in, out, kernels);
        this.further = further;
    }

    /** Fills {@code to.x}, its events if it {@link #fires}, and {@code to.binary}; {@code to.steps} is set. */
    abstract void forward(Trace first, Trace[] others, Trace to, Object state);

    /** Adds to the gradients of all traces that it reads. May change {@code to.dx}. */
    abstract void backward(Trace first, Trace[] others, Trace to, Object state);

    @Override
    final void forward(Trace from, Trace to, Object state) {
        throw new IllegalStateException("reads several traces");
    }

    @Override
    final void backward(Trace from, Trace to, Object state, int shard, boolean wanted) {
        throw new IllegalStateException("reads several traces");
    }
}
