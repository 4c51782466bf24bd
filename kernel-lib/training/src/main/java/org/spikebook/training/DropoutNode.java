package org.spikebook.training;

import java.util.SplittableRandom;

/** Dropout (Srivastava et al. 2014): in training a share of the values is silent for a whole sample, the others are divided by the share that stays. */
final class DropoutNode extends Node {

    private final double rate;

    DropoutNode(Form form, double rate, Kernels kernels) {
        super(form, form, kernels);
        this.rate = rate;
    }

    @Override
    Object state(int maxSteps, Arena arena) {
        return new float[in.width()];
    }

    /** Draws which values stay; all do outside training. */
    @Override
    void draw(Object state, boolean training, long seed) {
        float[] factor = (float[]) state;
        var random = new SplittableRandom(seed);
        float kept = (float) (1 / (1 - rate));
        for (int i = 0; i < factor.length; i++) {
            factor[i] = !training ? 1 : random.nextDouble() < rate ? 0 : kept;
        }
    }

    @Override
    void forward(Trace from, Trace to, Object state) {
        float[] factor = (float[]) state;
        int n = in.width();
        to.binary = from.binary;
        for (int t = 0; t < to.steps; t++) {
            int a = from.x(t);
            int b = to.x(t);
            for (int i = 0; i < n; i++) {
                to.x[b + i] = from.x[a + i] * factor[i];
            }
        }
        for (int i = 0; i < n && to.binary; i++) {
            to.binary = factor[i] == 0 || factor[i] == 1;
        }
    }

    @Override
    void backward(Trace from, Trace to, Object state, int shard, boolean wanted) {
        float[] factor = (float[]) state;
        int n = in.width();
        for (int t = 0; wanted && t < to.steps; t++) {
            int a = from.dx(t);
            int b = to.dx(t);
            for (int i = 0; i < n; i++) {
                from.dx[a + i] += to.dx[b + i] * factor[i];
            }
        }
    }
}
