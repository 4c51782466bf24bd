package org.spikebook.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Spiking neurons over time, with {@code c[t]} the current (plus {@code R s[t-d]} where they are recurrent with delay d, then {@code i[t] = alpha i[t-1] + c[t]} where there is a synapse).
 *
 * <pre>
 * delayed reset                                              immediate reset
 *   subtract  v[t] = beta v[t-1] + c[t] - thr s[t-1]           h[t] = beta v[t-1] + c[t],  v[t] = h[t] - thr s[t]
 *   zero      v[t] = beta v[t-1] (1 - s[t-1]) + c[t]           h[t] = beta v[t-1] + c[t],  v[t] = h[t] (1 - s[t])
 *   s[t] = H(v[t] - thr)                                       s[t] = H(h[t] - thr)
 * </pre>
 *
 * With a {@link Grid}, v (delayed) or h (immediate) is rounded to it before all else that a step does with it. Neurons of several spikes give {@code min(max, floor(h / thr))}; their surrogate is that of the nearest threshold. Gradients follow from these lines by the chain rule, with
 * the surrogate for H' and, if detached, none through s in the reset.
 */
final class NeuronNode extends StepNode {

    /** What a spike does. */
    enum ResetRule {
        SUBTRACT, ZERO, NONE
    }

    /** How the neurons behave. */
    record Dynamics(ResetRule reset, boolean delayed, boolean detached, Surrogate surrogate, boolean smooth, boolean fires, int maxSpikes, Optional<Double> alpha,
            boolean learnsBeta, boolean learnsThreshold, Optional<Grid> membrane) {
    }

    /** A potential of few bits: {@code v = unit * min(most, max(least, round(v / unit)))}, ties to even; backwards 1 inside and 0 at the limits. */
    record Grid(float unit, float least, float most) {

        float of(float v) {
            return unit * Math.min(most, Math.max(least, (float) Math.rint(v / unit)));
        }

        boolean passes(float v) {
            return v > least * unit && v < most * unit;
        }
    }

    final Dynamics dynamics;
    final Tensor beta;
    final Tensor threshold;
    final Optional<Tensor> recurrent;
    /** Steps until a spike comes back; 0 where none does. */
    private final int delay;
    private Arena.Floats transposed = new Arena.Floats(new float[0], 0);

    NeuronNode(String name, Form form, double beta, double threshold, int delay, Dynamics dynamics, Kernels kernels) {
        super(form, form, kernels);
        this.dynamics = dynamics;
        this.beta = new Tensor(name + ".beta", 1, 1, 1, 0, false);
        this.beta.master[0] = (float) beta;
        this.threshold = new Tensor(name + ".threshold", 1, 1, 1, 0, false);
        this.threshold.master[0] = (float) threshold;
        this.delay = delay;
        recurrent = delay > 0 ? Optional.of(new Tensor(name + ".recurrent", form.width(), form.neurons(), form.width(), form.neurons(), true)) : Optional.empty();
    }

    /** Potentials at the moment of decision; row-sized scratch; for recurrent ones the gradients of all currents and the spikes by neuron. */
    private static final class State {

        final Arena.Floats potentials;
        final Arena.Floats current;
        final Arena.Floats carry;
        final float[] synapse;
        final Arena.Floats currents;
        final Optional<LinearNode.ByInput> byInput;

        State(int maxSteps, int width, boolean recurrent, Arena arena) {
            potentials = arena.take(Math.multiplyExact(maxSteps, width));
            current = arena.take(width);
            carry = arena.take(width);
            synapse = new float[width];
            currents = arena.take(recurrent ? maxSteps * width : 0);
            byInput = recurrent ? Optional.of(new LinearNode.ByInput(width, maxSteps)) : Optional.empty();
        }
    }

    @Override
    List<Tensor> tensors() {
        var tensors = new ArrayList<Tensor>();
        recurrent.ifPresent(tensors::add);
        if (dynamics.learnsBeta) {
            tensors.add(beta);
        }
        if (dynamics.learnsThreshold) {
            tensors.add(threshold);
        }
        return tensors;
    }

    @Override
    void place(Arena arena) {
        super.place(arena);
        transposed = arena.take(recurrent.isPresent() ? in.width() * in.width() : 0);
    }

    @Override
    void prepare(boolean wanted) {
        recurrent.ifPresent(r -> LinearNode.transpose(r.used, in.width(), in.width(), transposed));
    }

    @Override
    Object state(int maxSteps, Arena arena) {
        return new State(maxSteps, in.width(), recurrent.isPresent(), arena);
    }

    /** Whether the kernel for the common case does. */
    private boolean isPlainLif() {
        return dynamics.reset != ResetRule.NONE && !dynamics.smooth && dynamics.maxSpikes == 1 && dynamics.membrane.isEmpty();
    }

    private boolean isBinary() {
        return !dynamics.smooth && dynamics.maxSpikes == 1;
    }

    @Override
    boolean fires() {
        return true;
    }

    @Override
    boolean reachesBack() {
        return recurrent.isPresent();
    }

    @Override
    void forward(Trace from, Trace to, Object memory, int first, int end) {
        State state = (State) memory;
        int n = in.width();
        float b = beta.used[0];
        float thr = threshold.used[0];
        boolean plain = isPlainLif();
        boolean zero = dynamics.reset == ResetRule.ZERO;
        float drop = dynamics.delayed ? thr : b * thr;
        boolean direct = recurrent.isEmpty() && dynamics.alpha.isEmpty();
        if (first == 0) {
            Arrays.fill(state.synapse, 0);
        }
        float[] v = state.potentials.array();
        float[] current = state.current.array();
        int c = state.current.at();
        for (int t = first; t < end; t++) {
            int at = state.potentials.at() + t * n;
            if (plain && direct) {
                kernels.lif(v, at, to.x, to.x(t), t == 0, from.x, from.x(t), n, b, drop, zero, thr, dynamics.fires);
                to.scan(t, kernels);
                continue;
            }
            System.arraycopy(from.x, from.x(t), current, c, n);
            if (recurrent.isPresent() && t >= delay) {
                Tensor r = recurrent.get();
                if (isBinary()) {
                    kernels.gather(current, c, r.memory, r.at, to.index, to.start[t - delay], to.start[t - delay + 1], n, n);
                } else {
                    kernels.multiply(1, n, in.neurons(), to.x, to.x(t - delay), n, 1, r.memory, r.at, n, current, c, n);
                }
            }
            if (dynamics.alpha.isPresent()) {
                float alpha = dynamics.alpha.get().floatValue();
                for (int i = 0; i < n; i++) {
                    state.synapse[i] = alpha * state.synapse[i] + current[c + i];
                    current[c + i] = state.synapse[i];
                }
            }
            if (plain) {
                kernels.lif(v, at, to.x, to.x(t), t == 0, current, c, n, b, drop, zero, thr, dynamics.fires);
            } else {
                step(state, to, t, n, b, thr);
            }
            to.scan(t, kernels);
        }
        to.binary = isBinary();
    }

    private void step(State state, Trace to, int t, int n, float b, float thr) {
        float[] v = state.potentials.array();
        float[] s = to.x;
        int at = state.potentials.at() + t * n;
        int spike = to.x(t);
        Grid grid = dynamics.membrane.orElse(null);
        for (int i = 0; i < n; i++) {
            float u = state.current.array()[state.current.at() + i];
            if (t > 0) {
                float last = v[at - n + i];
                float fired = s[spike - n + i];
                if (!dynamics.delayed) {
                    u += b * after(last, fired, thr);
                } else if (dynamics.reset == ResetRule.ZERO) {
                    u += b * last * (1 - Math.min(1, fired));
                } else {
                    u += b * last - (dynamics.reset == ResetRule.SUBTRACT ? thr * fired : 0);
                }
            }
            if (grid != null) {
                u = grid.of(u);
            }
            v[at + i] = u;
            s[spike + i] = fire(u, thr);
        }
        silencePadding(s, spike);
    }

    /** The potential after an immediate reset. */
    private float after(float u, float spike, float thr) {
        return dynamics.reset == ResetRule.SUBTRACT ? u - thr * spike : dynamics.reset == ResetRule.ZERO ? u * (1 - Math.min(1, spike)) : u;
    }

    /** Padding stays silent, whatever the smooth form makes of it. */
    private void silencePadding(float[] s, int at) {
        if (!dynamics.smooth) {
            return;
        }
        if (in.isImage()) {
            for (int i = in.channels(); i < in.channelPitch(); i++) {
                for (int p = 0; p < in.height() * in.breadth(); p++) {
                    s[at + p * in.channelPitch() + i] = 0;
                }
            }
        }
        int used = in.isImage() ? in.height() * in.breadth() * in.channelPitch() : in.neurons();
        Arrays.fill(s, at + used, at + in.width(), 0);
    }

    private float fire(float u, float thr) {
        if (dynamics.smooth) {
            return (float) dynamics.surrogate.primitive(u - thr);
        }
        if (dynamics.maxSpikes == 1) {
            return u > thr || dynamics.fires && u == thr ? 1 : 0;
        }
        double ratio = u / thr;
        double spikes = dynamics.fires ? Math.floor(ratio) : Math.ceil(ratio) - 1;
        return (float) Math.max(0, Math.min(dynamics.maxSpikes, spikes));
    }

    /** Which of several thresholds is nearest, from 1. */
    private int nearest(float u, float thr) {
        return dynamics.maxSpikes == 1 ? 1 : Math.max(1, Math.min(dynamics.maxSpikes, Math.round(u / thr)));
    }

    @Override
    void backward(Trace from, Trace to, Object memory, int shard, boolean wanted, int first, int end) {
        from.openGradient(first, end);
        State state = (State) memory;
        int n = in.width();
        float b = beta.used[0];
        float thr = threshold.used[0];
        boolean learns = dynamics.learnsBeta || dynamics.learnsThreshold;
        boolean fast = isPlainLif() && dynamics.detached && dynamics.surrogate.fastSlope() > 0 && !learns;
        float[] carry = state.carry.array();
        int c = state.carry.at();
        if (end == to.steps) {
            Arrays.fill(carry, c, c + n, 0);
            Arrays.fill(state.synapse, 0);
        }
        for (int t = end - 1; t >= first; t--) {
            if (fast) {
                kernels.lifBack(carry, c, state.potentials.array(), state.potentials.at() + t * n, to.x, to.x(t), to.dx, to.dx(t), n, b, dynamics.reset == ResetRule.ZERO, thr,
                        dynamics.surrogate.fastSlope());
            } else {
                stepBack(state, to, t, n, b, thr, shard);
            }
            // carry is dL/dv[t] (delayed) or dL/dh[t] (immediate), which is dL/di[t]
            float[] current = carry;
            int at = c;
            if (dynamics.alpha.isPresent()) {
                float alpha = dynamics.alpha.get().floatValue();
                for (int i = 0; i < n; i++) {
                    state.synapse[i] = carry[c + i] + alpha * state.synapse[i];
                }
                current = state.synapse;
                at = 0;
            }
            kernels.add(from.dx, from.dx(t), current, at, n);
            if (recurrent.isPresent()) {
                System.arraycopy(current, at, state.currents.array(), state.currents.at() + t * n, n);
                if (t >= delay) {
                    kernels.multiply(1, n, in.neurons(), current, at, n, 1, transposed.array(), transposed.at(), n, to.dx, to.dx(t - delay), n);
                }
            }
        }
        if (first == 0) {
            recurrent.ifPresent(r -> recurrentBack(r.shards[shard], to, state));
        }
    }

    /** {@code dR[k] += sum over t of s[t - d][k] dL/di[t]}. */
    private void recurrentBack(Arena.Floats dr, Trace to, State state) {
        int n = in.width();
        int next = state.currents.at() + delay * n;
        if (to.binary) {
            LinearNode.ByInput events = state.byInput.orElseThrow();
            events.add(to.index, to.start, to.steps - delay, 0);
            events.gather(kernels, dr.array(), dr.at(), state.currents.array(), next, n);
            return;
        }
        for (int t = delay; t < to.steps; t++) {
            for (int e = to.start[t - delay]; e < to.start[t - delay + 1]; e++) {
                int k = to.index[e];
                kernels.addScaled(dr.array(), dr.at() + k * n, state.currents.array(), state.currents.at() + t * n, n, to.x[to.x(t - delay) + k]);
            }
        }
    }

    /** One step back of the general case; {@code carry} holds dL/dv[t+1] on entry (of h for immediate resets) and dL/dv[t] on return. */
    private void stepBack(State state, Trace to, int t, int n, float b, float thr, int shard) {
        float[] v = state.potentials.array();
        float[] carry = state.carry.array();
        int at = state.potentials.at() + t * n;
        int x = to.x(t);
        int c = state.carry.at();
        boolean last = t == to.steps - 1;
        double dBeta = 0;
        double dThreshold = 0;
        Grid grid = dynamics.membrane.orElse(null);
        for (int i = 0; i < in.width(); i++) {
            float u = v[at + i];
            float s = to.x[x + i];
            int nearest = nearest(u, thr);
            float next = last ? 0 : carry[c + i];
            float ds = to.dx[to.dx(t) + i];
            float through;                  // dL/du by way of the state that stays
            float direct = 0;               // dL/dthr by way of the reset
            if (dynamics.delayed) {
                switch (dynamics.reset) {
                    case SUBTRACT -> {
                        through = b * next;
                        ds -= dynamics.detached ? 0 : thr * next;
                        direct = -s * next;
                    }
                    case ZERO -> {
                        through = b * (1 - Math.min(1, s)) * next;
                        ds -= dynamics.detached || nearest > 1 ? 0 : b * u * next;      // only the first of several spikes resets
                    }
                    default -> through = b * next;
                }
            } else {
                float after = b * next;     // dL/dv[t]
                switch (dynamics.reset) {
                    case SUBTRACT -> {
                        through = after;
                        ds -= dynamics.detached ? 0 : thr * after;
                        direct = -s * after;
                    }
                    case ZERO -> {
                        through = after * (1 - Math.min(1, s));
                        ds -= dynamics.detached || nearest > 1 ? 0 : u * after;
                    }
                    default -> through = after;
                }
            }
            float slope = ds * (float) dynamics.surrogate.derivative(u - nearest * thr);
            float back = grid == null || grid.passes(u) ? slope + through : 0;
            carry[c + i] = back;
            dThreshold += direct - nearest * slope;
            if (t > 0) {
                float left = dynamics.delayed ? v[at - n + i] * (dynamics.reset == ResetRule.ZERO ? 1 - Math.min(1, to.x[x - n + i]) : 1) : after(v[at - n + i], to.x[x - n + i], thr);
                dBeta += back * (double) left;
            }
        }
        if (dynamics.learnsBeta) {
            beta.shards[shard].array()[beta.shards[shard].at()] += (float) dBeta;
        }
        if (dynamics.learnsThreshold) {
            threshold.shards[shard].array()[threshold.shards[shard].at()] += (float) dThreshold;
        }
    }
}
