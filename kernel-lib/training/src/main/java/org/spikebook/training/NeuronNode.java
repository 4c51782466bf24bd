package org.spikebook.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Spiking neurons over time, with {@code c[t]} the current (plus {@code R s[t-1]} where they are recurrent, then {@code i[t] = alpha i[t-1] + c[t]} where there is a synapse).
 *
 * <pre>
 * delayed reset                                              immediate reset
 *   subtract  v[t] = beta v[t-1] + c[t] - thr s[t-1]           h[t] = beta v[t-1] + c[t],  v[t] = h[t] - thr s[t]
 *   zero      v[t] = beta v[t-1] (1 - s[t-1]) + c[t]           h[t] = beta v[t-1] + c[t],  v[t] = h[t] (1 - s[t])
 *   s[t] = H(v[t] - thr)                                       s[t] = H(h[t] - thr)
 * </pre>
 *
 * Neurons of several spikes give {@code min(max, floor(h / thr))}; their surrogate is that of the nearest threshold. Gradients follow from these lines by the chain rule, with
 * the surrogate for H' and, if detached, none through s in the reset.
 */
final class NeuronNode extends Node {

    /** What a spike does. */
    enum ResetRule {
        SUBTRACT, ZERO, NONE
    }

    /** How the neurons behave. */
    record Dynamics(ResetRule reset, boolean delayed, boolean detached, Surrogate surrogate, boolean smooth, boolean fires, int maxSpikes, Optional<Double> alpha,
            boolean learnsBeta, boolean learnsThreshold) {
    }

    final Dynamics dynamics;
    final Tensor beta;
    final Tensor threshold;
    final Optional<Tensor> recurrent;
    private final float[] transposed;

    NeuronNode(String name, Form form, double beta, double threshold, boolean isRecurrent, Dynamics dynamics, Kernels kernels, int shards) {
        super(form, form, kernels);
        this.dynamics = dynamics;
        this.beta = new Tensor(name + ".beta", 1, 1, 1, 0, false, shards);
        this.beta.master[0] = (float) beta;
        this.threshold = new Tensor(name + ".threshold", 1, 1, 1, 0, false, shards);
        this.threshold.master[0] = (float) threshold;
        recurrent = isRecurrent ? Optional.of(new Tensor(name + ".recurrent", form.width(), form.neurons(), form.width(), form.neurons(), true, shards)) : Optional.empty();
        transposed = isRecurrent ? new float[form.width() * form.width()] : new float[0];
    }

    /** Potentials at the moment of decision; row-sized scratch. */
    private static final class State {

        final float[] v;
        final float[] current;
        final float[] carry;
        final float[] synapse;

        State(int size, int width) {
            v = new float[size];
            current = new float[width];
            carry = new float[width];
            synapse = new float[width];
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
    void prepare() {
        recurrent.ifPresent(r -> LinearNode.transpose(r.used, in.width(), in.width(), transposed));
    }

    @Override
    Object state(int maxSteps) {
        return new State(Math.multiplyExact(maxSteps, in.width()), in.width());
    }

    /** Whether the kernel for the common case does. */
    private boolean isPlainLif() {
        return dynamics.reset != ResetRule.NONE && !dynamics.smooth && dynamics.maxSpikes == 1;
    }

    @Override
    void forward(Trace from, Trace to, Object memory) {
        State state = (State) memory;
        int n = in.width();
        float b = beta.used[0];
        float thr = threshold.used[0];
        boolean plain = isPlainLif();
        boolean zero = dynamics.reset == ResetRule.ZERO;
        float drop = dynamics.delayed ? thr : b * thr;
        boolean direct = recurrent.isEmpty() && dynamics.alpha.isEmpty();
        Arrays.fill(state.synapse, 0);
        for (int t = 0; t < to.steps; t++) {
            int at = t * n;
            int before = at - n;
            if (plain && direct) {
                kernels.lif(state.v, to.x, at, t == 0 ? -1 : before, from.x, at, n, b, drop, zero, thr, dynamics.fires);
                to.scan(t, kernels);
                continue;
            }
            System.arraycopy(from.x, at, state.current, 0, n);
            if (recurrent.isPresent() && t > 0) {
                if (isPlainLif()) {
                    kernels.gather(state.current, 0, recurrent.get().used, to.index, to.start[t - 1], to.start[t], n, n);
                } else {
                    kernels.multiply(1, n, in.neurons(), to.x, before, n, 1, recurrent.get().used, 0, n, state.current, 0, n);
                }
            }
            if (dynamics.alpha.isPresent()) {
                float alpha = dynamics.alpha.get().floatValue();
                for (int i = 0; i < n; i++) {
                    state.synapse[i] = alpha * state.synapse[i] + state.current[i];
                    state.current[i] = state.synapse[i];
                }
            }
            if (plain) {
                kernels.lif(state.v, to.x, at, t == 0 ? -1 : before, state.current, 0, n, b, drop, zero, thr, dynamics.fires);
            } else {
                step(state, to.x, t, n, b, thr);
            }
            to.scan(t, kernels);
        }
        to.binary = !dynamics.smooth && dynamics.maxSpikes == 1;
    }

    private void step(State state, float[] s, int t, int n, float b, float thr) {
        int at = t * n;
        int before = at - n;
        for (int i = 0; i < n; i++) {
            float u = state.current[i];
            if (t > 0) {
                if (!dynamics.delayed) {
                    u += b * after(state.v[before + i], s[before + i], thr);
                } else if (dynamics.reset == ResetRule.ZERO) {
                    u += b * state.v[before + i] * (1 - s[before + i]);
                } else {
                    u += b * state.v[before + i] - (dynamics.reset == ResetRule.SUBTRACT ? thr * s[before + i] : 0);
                }
            }
            state.v[at + i] = u;
            float spike = fire(u, thr);
            s[at + i] = spike;
        }
        silencePadding(s, at);
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

    /** {@code v - threshold}, of the nearest of several thresholds. */
    private float distance(float u, float thr) {
        if (dynamics.maxSpikes == 1) {
            return u - thr;
        }
        return u - thr * Math.max(1, Math.min(dynamics.maxSpikes, Math.round(u / thr)));
    }

    @Override
    void backward(Trace from, Trace to, Object memory, int shard, boolean wanted) {
        State state = (State) memory;
        int n = in.width();
        float b = beta.used[0];
        float thr = threshold.used[0];
        boolean learns = dynamics.learnsBeta || dynamics.learnsThreshold;
        boolean fast = isPlainLif() && dynamics.detached && dynamics.surrogate.fastSlope() > 0 && !learns;
        Arrays.fill(state.carry, 0);
        Arrays.fill(state.synapse, 0);
        for (int t = to.steps - 1; t >= 0; t--) {
            int at = t * n;
            if (fast) {
                kernels.lifBack(state.carry, state.v, to.x, to.dx, at, n, b, dynamics.reset == ResetRule.ZERO, thr, dynamics.surrogate.fastSlope());
            } else {
                stepBack(state, to, t, n, b, thr, shard);
            }
            // carry is dL/dv[t] (delayed) or dL/dh[t] (immediate), which is dL/di[t]
            float[] current = state.carry;
            if (dynamics.alpha.isPresent()) {
                float alpha = dynamics.alpha.get().floatValue();
                for (int i = 0; i < n; i++) {
                    state.synapse[i] = state.carry[i] + alpha * state.synapse[i];
                }
                current = state.synapse;
            }
            kernels.add(from.dx, at, current, 0, n);
            if (recurrent.isPresent() && t > 0) {
                Tensor r = recurrent.get();
                int before = at - n;
                for (int e = to.start[t - 1]; e < to.start[t]; e++) {
                    int k = to.index[e];
                    kernels.addScaled(r.gradients[shard], k * n, current, 0, n, to.x[before + k]);
                }
                kernels.multiply(1, n, in.neurons(), current, 0, n, 1, transposed, 0, n, to.dx, before, n);
            }
        }
    }

    /** One step back of the general case; {@code carry} holds dL/dv[t+1] on entry (of h for immediate resets) and dL/dv[t] on return. */
    private void stepBack(State state, Trace to, int t, int n, float b, float thr, int shard) {
        int at = t * n;
        boolean last = t == to.steps - 1;
        double dBeta = 0;
        double dThreshold = 0;
        for (int i = 0; i < in.width(); i++) {
            float u = state.v[at + i];
            float s = to.x[at + i];
            float next = last ? 0 : state.carry[i];
            float ds = to.dx[at + i];
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
                        through = b * (1 - s) * next;
                        ds -= dynamics.detached ? 0 : b * u * next;
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
                        ds -= dynamics.detached ? 0 : u * after;
                    }
                    default -> through = after;
                }
            }
            float slope = ds * (float) dynamics.surrogate.derivative(distance(u, thr));
            state.carry[i] = slope + through;
            dThreshold += direct - slope;
            if (t > 0) {
                float left = dynamics.delayed ? state.v[at - n + i] * (dynamics.reset == ResetRule.ZERO ? 1 - to.x[at - n + i] : 1) : after(state.v[at - n + i], to.x[at - n + i], thr);
                dBeta += (slope + through) * (double) left;
            }
        }
        if (dynamics.learnsBeta) {
            beta.gradients[shard][0] += (float) dBeta;
        }
        if (dynamics.learnsThreshold) {
            threshold.gradients[shard][0] += (float) dThreshold;
        }
    }
}
