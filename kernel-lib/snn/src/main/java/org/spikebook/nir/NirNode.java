package org.spikebook.nir;

import java.util.Arrays;
import java.util.Map;

/**
 * A node of a NIR graph as it stands in the file.
 *
 * @param name path of the node, the names of subgraphs in front: {@code block.lif}
 * @param type type as written
 * @param arrays numeric parameters by name
 * @param texts textual parameters by name
 */
record NirNode(String name, String type, Map<String, NirArray> arrays, Map<String, String> texts) {

    /**
     * Numbers with their axes.
     *
     * @param values last axis fastest
     * @param dims sizes of the axes; none for a single number
     */
    record NirArray(double[] values, int[] dims) {

        boolean isUniform() {
            for (double value : values) {
                if (value != values[0]) {
                    return false;
                }
            }
            return true;
        }

        float[] floats() {
            var floats = new float[values.length];
            for (int i = 0; i < values.length; i++) {
                floats[i] = (float) values[i];
            }
            return floats;
        }

        @Override
        public String toString() {
            return Arrays.toString(dims);
        }
    }

    IllegalArgumentException error(String message) {
        return new IllegalArgumentException("node '" + name + "' (" + type + "): " + message);
    }

    boolean has(String key) {
        return arrays.containsKey(key);
    }

    NirArray array(String key) {
        NirArray array = arrays.get(key);
        if (array == null || array.values.length == 0) {
            throw error("parameter '" + key + "' is missing");
        }
        return array;
    }

    /** One whole number for both axes, or two of them. */
    int[] pair(String key) {
        double[] values = array(key).values;
        if (values.length > 2) {
            throw error("'" + key + "' must be one or two whole numbers, but has " + values.length);
        }
        int[] pair = new int[2];
        for (int i = 0; i < 2; i++) {
            double value = values[Math.min(i, values.length - 1)];
            if (value != (int) value) {
                throw error("'" + key + "' must be whole numbers, but was " + value);
            }
            pair[i] = (int) value;
        }
        return pair;
    }
}
