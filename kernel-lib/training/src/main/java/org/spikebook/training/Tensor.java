package org.spikebook.training;

import java.util.Arrays;

/**
 * One array of parameters: weights as a matrix with one row for each input connection and one column for each output channel (columns padded, padding stays 0), a bias as one
 * row, a neuron's constant as one value.
 */
final class Tensor {

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
    /** Gradients, one array a shard. */
    final float[][] gradients;
    /** Whether weight decay, quantisation and pruning apply. */
    final boolean isWeight;

    Tensor(String name, int rows, int columns, int pitch, int fanIn, boolean isWeight, int shards) {
        this.name = name;
        this.rows = rows;
        this.columns = columns;
        this.pitch = pitch;
        this.fanIn = fanIn;
        this.isWeight = isWeight;
        master = new float[rows * pitch];
        used = master;
        gradients = new float[shards][rows * pitch];
    }

    /** Sums the shards in their order into the first, times a factor. */
    void reduce(float factor) {
        float[] sum = gradients[0];
        for (int s = 1; s < gradients.length; s++) {
            float[] more = gradients[s];
            for (int i = 0; i < sum.length; i++) {
                sum[i] += more[i];
            }
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] *= factor;
        }
    }

    void clearGradients() {
        for (float[] gradient : gradients) {
            Arrays.fill(gradient, 0);
        }
    }
}
