package org.spikebook.training;

import java.util.Arrays;

/**
 * What flows between two layers for one sample: values of all steps, their gradients, and where they are not 0. Rows are steps, {@code form.width} floats each: the value of step t at
 * a place is {@code x[xAt + t * width + place]}.
 */
final class Trace {

    final Form form;
    final float[] x;
    final int xAt;
    final float[] dx;
    final int dxAt;
    /** Places of the values that are not 0, step by step; those of step t are {@code index[start[t]] ... index[start[t + 1] - 1]}. */
    final int[] index;
    final int[] start;
    /** Whether every value is 0 or 1. */
    boolean binary;
    int steps;

    Trace(Form form, int maxSteps, Arena arena) {
        this.form = form;
        int size = Math.multiplyExact(form.width(), maxSteps);
        Arena.Floats values = arena.take(size);
        x = values.array();
        xAt = values.at();
        Arena.Floats gradients = arena.take(size);
        dx = gradients.array();
        dxAt = gradients.at();
        index = new int[size + 1];
        start = new int[maxSteps + 1];
    }

    /** Where the values of a step start. */
    int x(int t) {
        return xAt + t * form.width();
    }

    /** Where the gradients of a step start. */
    int dx(int t) {
        return dxAt + t * form.width();
    }

    /** Finds the values of a step that are not 0; steps go up one by one from 0. */
    void scan(int t, Kernels kernels) {
        start[t + 1] = kernels.scan(x, x(t), form.width(), index, start[t]);
    }

    int events() {
        return start[steps];
    }

    double density() {
        return (double) events() / ((double) steps * form.neurons());
    }

    void clear() {
        Arrays.fill(x, xAt, x(steps), 0);
    }

    void clearGradient() {
        Arrays.fill(dx, dxAt, dx(steps), 0);
    }
}
