package org.spikebook.accelerator.xpike;

import java.util.SplittableRandom;
import org.spikebook.network.Weights;

/** What turns the activations of one token into the currents of a layer: a matrix as it is, in whole levels, or in an analog engine. */
interface Synapses {

    /**
     * Currents of one token at one step.
     *
     * @param input activations, [input], and {@link #added} more
     * @param random source of the engine's noise
     * @param current receives {@code W input}, [output]
     */
    void currents(float[] input, SplittableRandom random, double[] current);

    /** Inputs behind those of the layer, one of which spikes at every step: 1 for a bias, one a token for positions, 0 where these are added apart. */
    default int added() {
        return 0;
    }

    /** These, with so many inputs behind those of the layer. */
    default Synapses added(int inputs) {
        Synapses inner = this;
        return new Synapses() {
            @Override
            public void currents(float[] input, SplittableRandom random, double[] current) {
                inner.currents(input, random, current);
            }

            @Override
            public int added() {
                return inputs;
            }
        };
    }

    /**
     * A matrix with what is added to its products as further columns.
     *
     * @param weights axes {@code [output][input]}
     * @param offsets {@code [output]}, or {@code [token][output]}
     */
    static Weights joined(Weights weights, Weights offsets) {
        int outputs = weights.dims()[0];
        int inputs = weights.dims()[1];
        int columns = inputs + offsets.size() / outputs;
        float[] values = new float[outputs * columns];
        float[] more = offsets.toArray();
        for (int o = 0; o < outputs; o++) {
            for (int i = 0; i < columns; i++) {
                values[o * columns + i] = i < inputs ? weights.at(o, i) : more[(i - inputs) * outputs + o];
            }
        }
        return Weights.of(values, outputs, columns);
    }

    /** The matrix as it is; sums in the order of the inputs. */
    static Synapses plain(Weights weights) {
        int[] dims = weights.dims();
        float[] values = weights.toArray();
        return (input, random, current) -> multiply(values, dims[1], input, current);
    }

    /** Whole levels: sums are exact for whole inputs, then times the size of a level. */
    static Synapses levels(AnalogMatrix matrix) {
        float[] values = matrix.levels().toArray();
        return (input, random, current) -> {
            multiply(values, matrix.inputs(), input, current);
            for (int o = 0; o < current.length; o++) {
                current[o] *= matrix.scale(o);
            }
        };
    }

    private static void multiply(float[] values, int inputs, float[] input, double[] current) {
        for (int o = 0; o < current.length; o++) {
            double sum = 0;
            for (int i = 0; i < inputs; i++) {
                if (input[i] != 0) {
                    sum += (double) values[o * inputs + i] * input[i];
                }
            }
            current[o] = sum;
        }
    }

    /**
     * Arrays: rows take one bit, so whole numbers enter bit plane by bit plane, and the codes of plane p count 2^p times.
     *
     * @param name name for messages
     */
    static Synapses analog(String name, AnalogInference inference) {
        return (input, random, current) -> {
            long[] sums = new long[current.length];
            planes(name, input, (p, plane) -> inference.addCodes(plane, random, 1 << p, sums));
            for (int o = 0; o < current.length; o++) {
                current[o] = sums[o] * inference.currentPerCode(o);
            }
        };
    }

    /** Receives one bit plane of the activations. */
    interface Planes {
        void take(int plane, boolean[] spikes);
    }

    /** Whole numbers bit by bit, the lowest first; the array is used again for the next plane. */
    static void planes(String name, float[] input, Planes take) {
        int most = 0;
        for (float x : input) {
            if (x != Math.rint(x) || x < 0) {
                throw new IllegalArgumentException("layer '" + name + "': analog rows take whole numbers of spikes, but one is " + x
                        + ". Maybe the profile PAPER, or weights read from AnalogMatrix in a digital run.");
            }
            most = Math.max(most, (int) x);
        }
        boolean[] plane = new boolean[input.length];
        for (int p = 0; p == 0 || most >> p != 0; p++) {
            for (int i = 0; i < input.length; i++) {
                plane[i] = ((int) input[i] >> p & 1) == 1;
            }
            take.take(p, plane);
        }
    }
}
