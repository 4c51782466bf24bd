package org.spikebook.training;

import java.util.List;

/** One stage of a network in training: it turns a trace into another and, backwards, a gradient into another. Nodes hold parameters; what belongs to a sample is in the traces and states. */
abstract class Node {

    final Form in;
    final Form out;
    final Kernels kernels;

    Node(Form in, Form out, Kernels kernels) {
        this.in = in;
        this.out = out;
        this.kernels = kernels;
    }

    /** Parameters, in a fixed order. */
    List<Tensor> tensors() {
        return List.of();
    }

    /** Called once, before all else: memory for parameters and for copies of them. */
    void place(Arena arena) {
        tensors().forEach(t -> t.place(arena, Engine.SHARDS));
    }

    /**
     * Called after parameters have changed: derived copies of them.
     *
     * @param wanted whether the input's gradient will be
     */
    void prepare(boolean wanted) {
    }

    /** Called before the first sample of a shard. */
    void start(Object state) {
    }

    /** Called after the last sample of a shard: gradients that were put off. */
    void finish(Object state, int shard) {
    }

    /** Memory of its own for one sample, for inputs of at most so many steps. */
    Object state(int maxSteps, Arena arena) {
        return new Object();
    }

    /** Whether it wants to know where its input is not 0. */
    boolean readsEvents() {
        return false;
    }

    /** Whether it reads all values of its input; if not, single-bit events do, and it calls {@link Trace#writeValues} where they do not. */
    boolean readsValues() {
        return true;
    }

    /** Whether what leaves it are spikes of a layer; such a node finds its events itself. */
    boolean fires() {
        return false;
    }

    /** Whether it adds to the gradients of earlier steps of what leaves it. */
    boolean reachesBack() {
        return false;
    }

    /** Called before the forward pass of a sample: what is random in it. */
    void draw(Object state, boolean training, long seed) {
    }

    /** Fills {@code to.x}, its events and {@code to.binary}; {@code to.steps} is set. */
    abstract void forward(Trace from, Trace to, Object state);

    /**
     * Adds to the gradients of the shard, and to {@code from.dx} if wanted ({@code from.dx} then holds zeros or what was added to it before). May change {@code to.dx}.
     */
    abstract void backward(Trace from, Trace to, Object state, int shard, boolean wanted);

    static void scanAll(Trace to, Kernels kernels) {
        for (int t = 0; t < to.steps; t++) {
            to.scan(t, kernels);
        }
    }
}
