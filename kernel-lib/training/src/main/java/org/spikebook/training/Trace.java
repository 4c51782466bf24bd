package org.spikebook.training;

import java.util.Arrays;

/** What flows between two layers for one sample: values of all steps, their gradients, and where they are not 0. Rows are steps, {@code form.width} floats each. */
final class Trace {

    final Form form;
    final float[] x;
    final float[] dx;
    /** Places of the values that are not 0, step by step; those of step t are {@code index[start[t]] ... index[start[t + 1] - 1]}. */
    final int[] index;
    final int[] start;
    /** Whether every value is 0 or 1. */
    boolean binary;
    int steps;

    Trace(Form form, int maxSteps) {
        this.form = form;
        int size = Math.multiplyExact(form.width(), maxSteps);
        x = new float[size];
        dx = new float[size];
        index = new int[size];
        start = new int[maxSteps + 1];
    }

    /** Finds the values of a step that are not 0; steps go up one by one from 0. */
    void scan(int t, Kernels kernels) {
        start[t + 1] = kernels.scan(x, t * form.width(), form.width(), index, start[t]);
    }

    int events() {
        return start[steps];
    }

    double density() {
        return (double) events() / ((double) steps * form.neurons());
    }

    void clearGradient() {
        Arrays.fill(dx, 0, steps * form.width(), 0);
    }
}
