package org.spikebook.training;

import java.util.Arrays;

/**
 * What flows between two layers for one sample: values of all steps, their gradients, and where they are not 0. Rows are steps, {@code form.width} floats each: the value of step t at
 * a place is {@code x[x(t) + place]}. Between two {@link StepNode}s only the rows of the range at work may be there.
 */
final class Trace {

    final Form form;
    final float[] x;
    final int xAt;
    final float[] dx;
    final int dxAt;
    /** Places of the values that are not 0, step by step, rising; those of step t are {@code index[start[t]] ... index[start[t + 1] - 1]}. */
    final int[] index;
    final int[] start;
    /** Rows that are kept. */
    private final int rows;
    private final int gradientRows;
    private final boolean passing;
    /** Whether every value is 0 or 1. */
    boolean binary;
    int steps;
    /** Whether there are events of a single bit, and their values are still to be written. */
    private boolean eventsOnly;

    /** All steps. */
    Trace(Form form, int maxSteps, Arena arena) {
        this(form, maxSteps, maxSteps, maxSteps, arena);
    }

    /**
     * @param rows values of so many steps are there at a time, of ranges that start at multiples of it
     * @param gradientRows the same for gradients
     */
    Trace(Form form, int maxSteps, int rows, int gradientRows, Arena arena) {
        this.form = form;
        this.rows = rows;
        this.gradientRows = gradientRows;
        passing = gradientRows < maxSteps;
        Arena.Floats values = arena.take(Math.multiplyExact(form.width(), rows));
        x = values.array();
        xAt = values.at();
        Arena.Floats gradients = arena.take(Math.multiplyExact(form.width(), gradientRows));
        dx = gradients.array();
        dxAt = gradients.at();
        index = new int[rows < maxSteps ? 1 : form.width() * maxSteps + 1];
        start = new int[maxSteps + 1];
    }

    /** Where the values of a step start. */
    int x(int t) {
        return xAt + t % rows * form.width();
    }

    /** Where the gradients of a step start. */
    int dx(int t) {
        return dxAt + t % gradientRows * form.width();
    }

    /** Finds the values of a step that are not 0; steps go up one by one from 0. */
    void scan(int t, Kernels kernels) {
        start[t + 1] = kernels.scan(x, x(t), form.width(), index, start[t]);
    }

    /** Says that events of a single bit were noted, and no values. */
    void notedEvents() {
        binary = true;
        eventsOnly = true;
    }

    /** Makes values of events, if only these were noted. */
    void writeValues() {
        if (!eventsOnly) {
            return;
        }
        clear();
        for (int t = 0; t < steps; t++) {
            int row = x(t);
            for (int e = start[t]; e < start[t + 1]; e++) {
                x[row + index[e]] = 1;
            }
        }
    }

    int events() {
        return start[steps];
    }

    /** Share of the values of some steps that are not 0. */
    double density(int first, int end) {
        return (start[end] - start[first]) / ((double) (end - first) * form.neurons());
    }

    double density() {
        return density(0, steps);
    }

    void clear() {
        eventsOnly = false;
        clear(0, steps);
    }

    /** Values of some steps: 0. */
    void clear(int first, int end) {
        Arrays.fill(x, x(first), x(first) + (end - first) * form.width(), 0);
    }

    /** Gradients of all steps: 0, if they are there all at once. */
    void clearGradient() {
        if (!passing) {
            Arrays.fill(dx, dxAt, dxAt + steps * form.width(), 0);
        }
    }

    /** Before the first addition to the gradients of some steps: they are 0 where nothing was added. */
    void openGradient(int first, int end) {
        if (passing) {
            Arrays.fill(dx, dx(first), dx(first) + (end - first) * form.width(), 0);
        }
    }
}
