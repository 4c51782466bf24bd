package org.spikebook.network;

import java.util.Arrays;

/** The values of a layer at one step, with the ascending list of those that are not zero. */
final class Frame {

    final double[] values;
    final int[] active;
    int count;

    Frame(int neurons) {
        values = new double[neurons];
        active = new int[neurons];
    }

    void clear() {
        // few are set as a rule
        if (count * 4 < values.length) {
            for (int i = 0; i < count; i++) {
                values[active[i]] = 0;
            }
        } else {
            Arrays.fill(values, 0);
        }
        count = 0;
    }

    /** Neurons must come in ascending order. */
    void add(int neuron, double value) {
        values[neuron] = value;
        active[count++] = neuron;
    }
}
