package org.spikebook.accelerator.xpike;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * One synaptic array as an inference finds it: a square of weights in levels, with the converters behind its columns. Spikes of one bit go to its
 * rows; a step gives one code per column. Device noise has been drawn when the inference began, output noise is drawn at every step.
 */
public final class Crossbar {

    private final int size;
    private final int columns;
    private final float[] weights;
    private final double noise;
    private final float[] lsb;
    private final int most;
    private final float[] sums;

    /**
     * @param columns columns that hold weights, the first ones; the others are not read, and their codes are 0
     * @param weights in levels, axes {@code [row][column]} of those columns
     * @param noise standard deviation of a column's sum, in levels
     * @param lsb levels in a code, [column]
     * @param adcBits width of the converters; 0 if they do not saturate
     */
    Crossbar(int size, int columns, float[] weights, double noise, float[] lsb, int adcBits) {
        this.size = size;
        this.columns = columns;
        this.weights = weights;
        this.noise = noise;
        this.lsb = lsb;
        this.most = adcBits == 0 ? Integer.MAX_VALUE : (1 << adcBits - 1) - 1;
        this.sums = new float[size];
    }

    /** Cells along one side. */
    public int size() {
        return size;
    }

    /** Columns that hold weights and are read, the first ones. */
    public int columns() {
        return columns;
    }

    /**
     * One matrix-vector step: {@code code[c] = sat(rint((sum over rows r that spike of w[r][c] + noise) / lsb))}. A code of b bits lies in
     * {@code -2^(b-1) .. 2^(b-1) - 1}. Not safe for use by several threads.
     *
     * @param spikes rows that spike, 64 to a word, lowest bit first
     * @param from first word
     * @param random source of output noise
     * @param codes receives a code per column
     */
    public void step(long[] spikes, int from, SplittableRandom random, int[] codes) {
        sum(spikes, from);
        if (noise > 0) {
            for (int c = 0; c < columns; c++) {
                sums[c] += (float) (noise * random.nextGaussian());
            }
        }
        for (int c = 0; c < columns; c++) {
            codes[c] = Math.max(-most - 1, Math.min(most, (int) Math.rint(sums[c] / lsb[c])));
        }
        Arrays.fill(codes, columns, size, 0);
    }

    /** The sums of the rows that spike, in levels, without noise; four rows at a time, in ascending order. */
    float[] sum(long[] spikes, int from) {
        Arrays.fill(sums, 0);
        int[] rows = new int[4];
        int held = 0;
        for (int w = 0; w * 64 < size; w++) {
            for (long rest = spikes[from + w]; rest != 0; rest &= rest - 1) {
                rows[held++] = (w * 64 + Long.numberOfTrailingZeros(rest)) * columns;
                if (held == 4) {
                    addFour(rows[0], rows[1], rows[2], rows[3]);
                    held = 0;
                }
            }
        }
        for (int i = 0; i < held; i++) {
            for (int c = 0; c < columns; c++) {
                sums[c] += weights[rows[i] + c];
            }
        }
        return sums;
    }

    private void addFour(int a, int b, int c, int d) {
        float[] w = weights;
        float[] s = sums;
        for (int i = 0; i < columns; i++) {
            s[i] += w[a + i] + w[b + i] + (w[c + i] + w[d + i]);
        }
    }
}
