package org.spikebook.training;

import java.util.Arrays;

/** Neurons of the user's own; see {@link TrainedNeuron} for the equations. Derivatives of their functions are central differences. */
final class OwnNeuronNode extends Node {

    private final TrainedNeuron neuron;
    private final Surrogate surrogate;
    private final boolean detached;
    private final boolean smooth;

    OwnNeuronNode(TrainedNeuron neuron, Form form, Surrogate surrogate, boolean detached, boolean smooth, Kernels kernels) {
        super(form, form, kernels);
        this.neuron = neuron;
        this.surrogate = surrogate;
        this.detached = detached;
        this.smooth = smooth;
    }

    /** States of all steps before and after the reset, axes [step][neuron][state]; scratch. */
    private static final class State {

        final double[] before;
        final double[] after;
        final double[] carry;
        final double[] up;
        final double[] down;
        final double[] gradient;

        State(int maxSteps, int neurons, int states) {
            before = new double[Math.multiplyExact(maxSteps, neurons * states)];
            after = new double[before.length];
            carry = new double[neurons * states];
            up = new double[states];
            down = new double[states];
            gradient = new double[states];
        }
    }

    @Override
    Object state(int maxSteps, Arena arena) {
        return new State(maxSteps, in.neurons(), neuron.states());
    }

    @Override
    boolean fires() {
        return true;
    }

    @Override
    void forward(Trace from, Trace to, Object memory) {
        State state = (State) memory;
        int k = neuron.states();
        int row = in.neurons() * k;
        double threshold = neuron.threshold();
        to.clear();
        for (int t = 0; t < to.steps; t++) {
            for (int n = 0; n < in.neurons(); n++) {
                int place = in.place()[n];
                int at = t * row + n * k;
                if (t == 0) {
                    Arrays.fill(state.up, 0);
                } else {
                    System.arraycopy(state.after, at - row, state.up, 0, k);
                }
                neuron.integrate(state.up, from.x[from.x(t) + place]);
                System.arraycopy(state.up, 0, state.before, at, k);
                double distance = state.up[0] - threshold;
                double spike = smooth ? surrogate.primitive(distance) : distance >= 0 ? 1 : 0;
                neuron.reset(state.up, spike);
                System.arraycopy(state.up, 0, state.after, at, k);
                to.x[to.x(t) + place] = (float) spike;
            }
            to.scan(t, kernels);
        }
        to.binary = !smooth;
    }

    @Override
    void backward(Trace from, Trace to, Object memory, int shard, boolean wanted) {
        State state = (State) memory;
        int k = neuron.states();
        int row = in.neurons() * k;
        double threshold = neuron.threshold();
        Arrays.fill(state.carry, 0);
        for (int t = to.steps - 1; t >= 0; t--) {
            for (int n = 0; n < in.neurons(); n++) {
                int place = in.place()[n];
                int at = t * row + n * k;
                double spike = to.x[to.x(t) + place];
                double ds = to.dx[to.dx(t) + place];
                // through the reset: carry holds d loss / d u[t]
                for (int j = 0; j < k; j++) {
                    state.gradient[j] = resetSlope(state, at, n * k, j, spike);
                }
                if (!detached) {
                    ds += resetSlope(state, at, n * k, -1, spike);
                }
                state.gradient[0] += ds * surrogate.derivative(state.before[at] - threshold);
                // through the integration
                double current = from.x[from.x(t) + place];
                for (int j = 0; j < k; j++) {
                    state.carry[n * k + j] = t == 0 ? 0 : integrateSlope(state, at - row, j, current);
                }
                from.dx[from.dx(t) + place] += (float) integrateSlope(state, t == 0 ? -1 : at - row, -1, current);
            }
        }
    }

    private static double step(double x) {
        return 1e-5 * Math.max(1, Math.abs(x));
    }

    /** Derivative of {@code carry . reset(h, s)} by one of the states, or by the spike (-1). */
    private double resetSlope(State state, int at, int carry, int by, double spike) {
        int k = state.up.length;
        System.arraycopy(state.before, at, state.up, 0, k);
        System.arraycopy(state.before, at, state.down, 0, k);
        double h = step(by < 0 ? spike : state.up[by]);
        if (by >= 0) {
            state.up[by] += h;
            state.down[by] -= h;
        }
        neuron.reset(state.up, by < 0 ? spike + h : spike);
        neuron.reset(state.down, by < 0 ? spike - h : spike);
        double slope = 0;
        for (int j = 0; j < k; j++) {
            slope += state.carry[carry + j] * (state.up[j] - state.down[j]) / (2 * h);
        }
        return slope;
    }

    /** Derivative of {@code gradient . integrate(u, i)} by one of the states, or by the current (-1); states are 0 before the first step (at -1). */
    private double integrateSlope(State state, int at, int by, double current) {
        int k = state.up.length;
        if (at < 0) {
            Arrays.fill(state.up, 0);
        } else {
            System.arraycopy(state.after, at, state.up, 0, k);
        }
        System.arraycopy(state.up, 0, state.down, 0, k);
        double h = step(by < 0 ? current : state.up[by]);
        if (by >= 0) {
            state.up[by] += h;
            state.down[by] -= h;
        }
        neuron.integrate(state.up, by < 0 ? current + h : current);
        neuron.integrate(state.down, by < 0 ? current - h : current);
        double slope = 0;
        for (int j = 0; j < k; j++) {
            slope += state.gradient[j] * (state.up[j] - state.down[j]) / (2 * h);
        }
        return slope;
    }
}
