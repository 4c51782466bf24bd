package org.spikebook.training;

import java.util.Arrays;

/**
 * One array of parameters: weights as a matrix with one row for each input connection and one column for each output channel (columns padded, padding stays 0), a bias as one
 * row, a neuron's constant as one value.
 */
final class Tensor {

    /** Places that one thread takes at a time. */
    static final int PIECE = 1 << 14;

    final String name;
    final int rows;
    final int columns;
    final int pitch;
    /** Inputs of one output, for initialisation; 0 for what starts at a value of its own. */
    final int fanIn;
    /** What the optimiser changes. */
    final float[] master;
    /** What the network computes with: the master, or what a {@link WeightTransform} made of it. */
    float[] used;
    /** The gradient, all shards together. */
    final float[] gradient;
    private final double[] squares;     // of pieces
    /** Whether weight decay, quantisation and pruning apply. */
    final boolean isWeight;
    /** Where {@link #used} lies on cache lines, for the inner loops. */
    float[] memory = new float[0];
    int at;
    /** Gradients of the shards. */
    Arena.Floats[] shards = {};

    Tensor(String name, int rows, int columns, int pitch, int fanIn, boolean isWeight) {
        this.name = name;
        this.rows = rows;
        this.columns = columns;
        this.pitch = pitch;
        this.fanIn = fanIn;
        this.isWeight = isWeight;
        master = new float[Math.multiplyExact(rows, pitch)];
        used = master;
        gradient = new float[master.length];
        squares = new double[(master.length + PIECE - 1) / PIECE];
    }

    void place(Arena arena, int shardCount) {
        Arena.Floats place = arena.take(master.length);
        memory = place.array();
        at = place.at();
        shards = new Arena.Floats[shardCount];
        for (int s = 0; s < shardCount; s++) {
            shards[s] = arena.take(master.length);
        }
        load();
    }

    /** After {@link #used} has changed. */
    void load() {
        System.arraycopy(used, 0, memory, at, used.length);
    }

    /** The first value, of a constant. */
    float value() {
        return used[0];
    }

    /** Sums the shards in their order, times a factor, from place {@code first} to before {@code end}; {@code first} starts a {@link #PIECE}. */
    void reduce(int first, int end, float factor) {
        Arrays.fill(gradient, first, end, 0);
        for (Arena.Floats shard : shards) {
            float[] part = shard.array();
            int from = shard.at();
            for (int i = first; i < end; i++) {
                gradient[i] += part[from + i];
            }
        }
        double sum = 0;
        for (int i = first; i < end; i++) {
            gradient[i] *= factor;
            sum += (double) gradient[i] * gradient[i];
        }
        squares[first / PIECE] = sum;
    }

    /** Square of the gradient's L2 norm, as it was when it was summed. */
    double squares() {
        return Arrays.stream(squares).sum();
    }

    void clearGradient(int shard) {
        Arena.Floats part = shards[shard];
        Arrays.fill(part.array(), part.at(), part.at() + master.length, 0);
    }
}
