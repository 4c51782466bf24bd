package org.spikebook.nir;

/** How a neuron's differential equation, {@code tau dv/dt = (leak - v) + r i}, becomes steps of length dt. */
public enum Discretization {

    /**
     * Forward Euler: {@code beta = 1 - dt / tau}, gain {@code r dt / tau}. Most programs that write NIR derive tau and r from
     * their decay factor in this way, so reading with the same dt gives those factors back.
     */
    EULER {
        @Override
        double decay(double tau, double dt) {
            return 1 - dt / tau;
        }

        @Override
        double tau(double decay, double dt) {
            return dt / (1 - decay);
        }
    },

    /** The exact solution for a current that is constant during a step: {@code beta = exp(-dt / tau)}, gain {@code r (1 - beta)}. */
    EXACT {
        @Override
        double decay(double tau, double dt) {
            return Math.exp(-dt / tau);
        }

        @Override
        double tau(double decay, double dt) {
            return -dt / Math.log(decay);
        }
    };

    /** What is left after one step; the gain is {@code r (1 - decay)} in both. */
    abstract double decay(double tau, double dt);

    /** The time constant that gives such a decay; the way back. */
    abstract double tau(double decay, double dt);
}
