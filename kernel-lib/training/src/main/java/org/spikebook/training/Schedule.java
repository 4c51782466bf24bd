package org.spikebook.training;

/** A factor of the learning rate over the steps of a training. A schedule of your own is a lambda. */
@FunctionalInterface
public interface Schedule {

    /**
     * The factor.
     *
     * @param step number of the step, from 0
     * @param steps number of steps in all
     */
    double at(long step, long steps);

    /** Always 1. */
    static Schedule constant() {
        return (step, steps) -> 1;
    }

    /** Half a cosine from 1 to a fraction (Loshchilov and Hutter 2017, without restarts). */
    static Schedule cosine(double last) {
        return (step, steps) -> last + (1 - last) * (1 + Math.cos(Math.PI * Math.min(1, (double) step / Math.max(1, steps - 1)))) / 2;
    }

    /** Times {@code factor} after each {@code every}-th part of the training, such as 0.5 after each tenth: {@code steps(10, 0.5)}. */
    static Schedule steps(int parts, double factor) {
        return (step, steps) -> Math.pow(factor, (double) (parts * step / Math.max(1, steps)));
    }

    /** Rises linearly over the first steps, then goes on as this one. */
    default Schedule warmUp(long first) {
        return (step, steps) -> Math.min(1, (step + 1.0) / first) * at(step, steps);
    }
}
