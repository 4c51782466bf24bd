package org.spikebook.training;

import java.util.Arrays;

/**
 * Stochastic spiking attention (Xpikeformer, arXiv 2408.08794v2, Algorithm 1) of query, key and value spikes, each row {@code [token][feature]}. For each head with dK features,
 * N tokens and every step,
 *
 * <pre>{@code
 * P = Q K' / dK,   S ~ Bernoulli(P)              P = 0 where a token may not look
 * R = S V / N,     A ~ Bernoulli(R)
 * }</pre>
 *
 * Backwards each draw is its expectation (straight-through), which is the gradient of the expected output without bias, since it is linear in each of Q, K, V and S:
 *
 * <pre>{@code
 * dR = dA,  dV = S' dR / N,  dP = dR V' / N,  dQ = dP K / dK,  dK = dP' Q / dK
 * }</pre>
 *
 * In expectation (for checks by finite differences, and for a first training without noise) the probabilities are passed on.
 */
final class AttentionNode extends MeetingNode {

    private static final float UNIT = 1 << 24;

    private final int tokens;
    private final int heads;
    private final int features;     // of a head
    private final boolean causal;
    private final boolean expected;
    private final int lanes;        // tokens, padded

    /**
     * @param key number of the trace of keys
     * @param value number of the trace of values
     */
    AttentionNode(Form form, int tokens, int heads, boolean causal, boolean expected, int key, int value, Kernels kernels) {
        super(form, form, new int[] {key, value}, kernels);
        this.tokens = tokens;
        this.heads = heads;
        this.features = form.neurons() / tokens / heads;
        this.causal = causal;
        this.expected = expected;
        this.lanes = Kernels.padded(tokens);
    }

    /** Scores of all steps and heads, and scratch. */
    private final class State {

        final float[] scores;
        final float[] turned = new float[features * lanes];
        final float[] gradient = new float[tokens * features];
        final float[] back = new float[tokens * lanes];
        long seed = 1;

        State(int maxSteps) {
            scores = new float[Math.multiplyExact(maxSteps * heads, tokens * lanes)];
        }
    }

    @Override
    Object state(int maxSteps, Arena arena) {
        return new State(maxSteps);
    }

    @Override
    boolean fires() {
        return true;
    }

    @Override
    void draw(Object state, boolean training, long seed) {
        long mixed = (seed ^ seed >>> 31) * 0xBF58476D1CE4E5B9L;
        ((State) state).seed = mixed == 0 ? 1 : mixed;
    }

    @Override
    void forward(Trace query, Trace[] others, Trace to, Object memory) {
        State state = (State) memory;
        Trace key = others[0];
        Trace value = others[1];
        int pitch = heads * features;
        to.clear();
        for (int t = 0; t < to.steps; t++) {
            for (int h = 0; h < heads; h++) {
                int at = (t * heads + h) * tokens * lanes;
                float[] s = state.scores;
                Arrays.fill(s, at, at + tokens * lanes, 0);
                turn(key.x, key.x(t) + h * features, state.turned);
                kernels.multiply(tokens, lanes, features, query.x, query.x(t) + h * features, pitch, 1, state.turned, 0, lanes, s, at, lanes);
                drawScores(state, s, at);
                int out = to.x(t) + h * features;
                kernels.multiply(tokens, features, tokens, s, at, lanes, 1, value.x, value.x(t) + h * features, pitch, to.x, out, pitch);
                drawOutputs(state, to.x, out, pitch);
            }
            to.scan(t, kernels);
        }
        to.binary = !expected;
    }

    /** From counts of coincidences to scores. */
    private void drawScores(State state, float[] s, int at) {
        long random = state.seed;
        float scale = 1f / features;
        for (int n = 0; n < tokens; n++) {
            int row = at + n * lanes;
            int end = causal ? n + 1 : tokens;
            for (int m = 0; m < end; m++) {
                float p = s[row + m] * scale;
                if (expected || p == 0) {
                    s[row + m] = p;
                    continue;
                }
                random ^= random << 13;
                random ^= random >>> 7;
                random ^= random << 17;
                s[row + m] = (random >>> 40) < p * UNIT ? 1 : 0;
            }
            Arrays.fill(s, row + end, row + lanes, 0);
        }
        state.seed = random;
    }

    /** From sums of values to spikes. */
    private void drawOutputs(State state, float[] a, int at, int pitch) {
        long random = state.seed;
        float scale = 1f / tokens;
        for (int n = 0; n < tokens; n++) {
            for (int d = 0; d < features; d++) {
                int i = at + n * pitch + d;
                float p = a[i] * scale;
                if (expected || p == 0) {
                    a[i] = p;
                    continue;
                }
                random ^= random << 13;
                random ^= random >>> 7;
                random ^= random << 17;
                a[i] = (random >>> 40) < p * UNIT ? 1 : 0;
            }
        }
        state.seed = random;
    }

    /** One head of a step, {@code [token][feature]}, to {@code [feature][token]}. */
    private void turn(float[] from, int at, float[] turned) {
        int pitch = heads * features;
        for (int n = 0; n < tokens; n++) {
            for (int d = 0; d < features; d++) {
                turned[d * lanes + n] = from[at + n * pitch + d];
            }
        }
    }

    @Override
    void backward(Trace query, Trace[] others, Trace to, Object memory) {
        State state = (State) memory;
        Trace key = others[0];
        Trace value = others[1];
        int pitch = heads * features;
        float[] dr = state.gradient;
        float[] dp = state.back;
        for (int t = 0; t < to.steps; t++) {
            for (int h = 0; h < heads; h++) {
                int at = (t * heads + h) * tokens * lanes;
                int shift = h * features;
                for (int n = 0; n < tokens; n++) {
                    for (int d = 0; d < features; d++) {
                        dr[n * features + d] = to.dx[to.dx(t) + n * pitch + shift + d] / tokens;
                    }
                }
                kernels.multiply(tokens, features, tokens, state.scores, at, 1, lanes, dr, 0, features, value.dx, value.dx(t) + shift, pitch);
                turn(value.x, value.x(t) + shift, state.turned);
                Arrays.fill(dp, 0);
                kernels.multiply(tokens, lanes, features, dr, 0, features, 1, state.turned, 0, lanes, dp, 0, lanes);
                for (int n = 0; n < tokens; n++) {
                    int end = causal ? n + 1 : tokens;
                    for (int m = 0; m < end; m++) {
                        dp[n * lanes + m] /= features;
                    }
                    Arrays.fill(dp, n * lanes + end, (n + 1) * lanes, 0);
                }
                kernels.multiply(tokens, features, tokens, dp, 0, lanes, 1, key.x, key.x(t) + shift, pitch, query.dx, query.dx(t) + shift, pitch);
                kernels.multiply(tokens, features, tokens, dp, 0, 1, lanes, query.x, query.x(t) + shift, pitch, key.dx, key.dx(t) + shift, pitch);
            }
        }
    }
}
