package org.spikebook.training;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One matrix for every token: {@code y[token] = W x[token] + b}, rows {@code [token][feature]}. The tokens that it reads may be some of those that enter (the read-out of a class
 * token), and what it adds may be a row for each token that leaves (positions), of which the first may have no input (the class token of an embedding).
 */
final class TokensNode extends Node {

    final Tensor weights;
    final Tensor offsets;
    private final int inputs;
    private final int outputs;
    private final int tokensOut;
    private final int read;
    private final int pitch;
    private final boolean positions;
    /** Whether the rows of all steps lie one after the other. */
    private final boolean whole;
    private final Optional<CurrentTransform> currents;
    /** Largest magnitude of the weights of each output, where a transform asks for it. */
    private final float[] largest;
    private Arena.Floats transposed = new Arena.Floats(new float[0], 0);

    /**
     * @param in rows of {@code tokensIn} tokens that lie close to each other
     * @param tokensOut tokens that leave; the first {@code tokensOut - tokensIn} have no input, and only the first {@code tokensOut} are read where more enter
     * @param offset name of what is added: {@code bias}, one row, or {@code position}, a row for each token that leaves
     * @param currents what the products pass in training, before anything is added
     */
    TokensNode(String name, Form in, int tokensIn, int tokensOut, int outputs, String offset, Optional<CurrentTransform> currents, Kernels kernels) {
        super(in, sequence(tokensOut, outputs), kernels);
        this.inputs = in.neurons() / tokensIn;
        this.outputs = outputs;
        this.tokensOut = tokensOut;
        this.read = Math.min(tokensIn, tokensOut);
        this.pitch = Kernels.padded(outputs);
        this.positions = offset.equals("position");
        this.currents = currents;
        this.largest = new float[outputs];
        whole = tokensIn == tokensOut && in.width() == in.neurons();
        weights = new Tensor(name + ".weight", inputs, outputs, pitch, inputs, true);
        offsets = new Tensor(name + "." + offset, positions ? tokensOut : 1, outputs, pitch, 0, false);
    }

    /** Rows of tokens, each padded. */
    static Form sequence(int tokens, int features) {
        int pitch = Kernels.padded(features);
        int[] place = new int[tokens * features];
        for (int i = 0; i < place.length; i++) {
            place[i] = i / features * pitch + i % features;
        }
        return new Form(place.length, tokens * pitch, 0, 0, 0, 0, place);
    }

    @Override
    List<Tensor> tensors() {
        return List.of(weights, offsets);
    }

    /** Places of a tensor's values in canonical order: {@code [output][input]}, {@code [output]} or {@code [token][output]}. */
    int[] places(Tensor tensor) {
        int[] places = new int[tensor.rows * outputs];
        for (int i = 0; i < places.length; i++) {
            places[i] = tensor == weights ? i % inputs * pitch + i / inputs : i / outputs * pitch + i % outputs;
        }
        return places;
    }

    @Override
    void place(Arena arena) {
        super.place(arena);
        transposed = arena.take(pitch * inputs);
    }

    @Override
    void prepare(boolean wanted) {
        LinearNode.transpose(weights.used, inputs, pitch, transposed);
        if (currents.isPresent()) {
            Arrays.fill(largest, 0);
            for (int r = 0; r < inputs; r++) {
                for (int o = 0; o < outputs; o++) {
                    largest[o] = Math.max(largest[o], Math.abs(weights.used[r * pitch + o]));
                }
            }
        }
    }

    /** What is random for a sample. */
    private static final class Draw {

        boolean training;
        long seed;
    }

    @Override
    Object state(int maxSteps, Arena arena) {
        return new Draw();
    }

    @Override
    void draw(Object state, boolean training, long seed) {
        Draw draw = (Draw) state;
        draw.training = training;
        draw.seed = seed;
    }

    private int skipped() {
        return (tokensOut - read) * pitch;
    }

    @Override
    void forward(Trace from, Trace to, Object state) {
        Draw draw = (Draw) state;
        if (currents.isPresent() && draw.training) {
            to.clear();
            multiply(from, to);
            currents.get().apply(new CurrentTransform.Rows(to.x, to.xAt, to.steps * tokensOut, outputs, pitch), largest, draw.seed);
            offset(to, true);
        } else {
            offset(to, false);
            multiply(from, to);
        }
    }

    private void offset(Trace to, boolean added) {
        for (int t = 0; t < to.steps; t++) {
            for (int n = 0; n < tokensOut; n++) {
                int at = offsets.at + (positions ? n * pitch : 0);
                if (added) {
                    kernels.add(to.x, to.x(t) + n * pitch, offsets.memory, at, pitch);
                } else {
                    System.arraycopy(offsets.memory, at, to.x, to.x(t) + n * pitch, pitch);
                }
            }
        }
    }

    private void multiply(Trace from, Trace to) {
        if (whole) {
            kernels.multiply(to.steps * read, pitch, inputs, from.x, from.xAt, inputs, 1, weights.memory, weights.at, pitch, to.x, to.xAt, pitch);
            return;
        }
        for (int t = 0; t < to.steps; t++) {
            kernels.multiply(read, pitch, inputs, from.x, from.x(t), inputs, 1, weights.memory, weights.at, pitch, to.x, to.x(t) + skipped(), pitch);
        }
    }

    @Override
    void backward(Trace from, Trace to, Object state, int shard, boolean wanted) {
        Arena.Floats db = offsets.shards[shard];
        for (int t = 0; t < to.steps; t++) {
            for (int n = 0; n < tokensOut; n++) {
                kernels.add(db.array(), db.at() + (positions ? n * pitch : 0), to.dx, to.dx(t) + n * pitch, pitch);
            }
        }
        int rows = whole ? to.steps * read : read;
        Arena.Floats dw = weights.shards[shard];
        for (int t = 0; t < (whole ? 1 : to.steps); t++) {
            kernels.multiply(inputs, pitch, rows, from.x, from.x(t), 1, inputs, to.dx, to.dx(t) + skipped(), pitch, dw.array(), dw.at(), pitch);
            if (wanted) {
                kernels.multiply(rows, inputs, outputs, to.dx, to.dx(t) + skipped(), pitch, 1, transposed.array(), transposed.at(), inputs, from.dx, from.dx(t), inputs);
            }
        }
    }
}
