package org.spikebook.accelerator.xpike;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.spikebook.network.Weights;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;

/**
 * An analog layer during one inference. Tokens come one after the other, each with all its T steps, since the membranes of a token stay in the
 * LIF units' registers; they are cleared between tokens. For the neuron of column c
 *
 * <pre>{@code
 * code[a]  = sat(rint((sum over rows that spike of w + noise) / lsb))       array a of the row of blocks, lsb levels to a code
 * v[t]     = (u[t-1] >> 1) + (sum over a of code[a]) << F                   u[-1] = 0; carry-save, then one adder
 * s[t]     = 1 if v[t] >= threshold register
 * u[t]     = 0 if s[t], else v[t]
 * }</pre>
 *
 * Registers are whole numbers with F = {@code membraneFraction} bits below a code; the shift rounds down. The threshold register holds
 * {@code ceil(threshold / (scale x lsb x alpha) x 2^F)}: scaling all sums by the drift compensation alpha is the same as
 * dividing the threshold by it. With ideal converters and T up to F + 1 steps no bit is lost, and the spikes equal those of
 * {@code Neuron.lif(0.5)}.
 */
public final class AnalogInference {

    private final AnalogLayer layer;
    private final int size;
    private final int words;
    private final Crossbar[][] arrays;
    private final long[] thresholds;
    private final double[] currentPerCode;

    /** Receives the sums of one array at one step. */
    interface Sums {
        void take(int blockRow, float[] levels);
    }

    AnalogInference(AnalogLayer layer, float[] levels, double alpha) {
        this.layer = layer;
        this.size = layer.chip().arraySize();
        this.words = (size + 63) / 64;
        RowBlockMapping mapping = layer.mapping();
        this.arrays = new Crossbar[mapping.blockRows()][mapping.arraysPerRow()];
        double noise = layer.chip().outputNoise() * layer.matrix().top();
        for (int row = 0; row < arrays.length; row++) {
            float[] lsb = Arrays.copyOfRange(layer.lsb(), row * size, (row + 1) * size);
            for (int a = 0; a < arrays[row].length; a++) {
                arrays[row][a] = new Crossbar(size, columns(row), block(levels, row, a), noise, lsb, layer.chip().adcBits());
            }
        }
        int outputs = layer.matrix().outputs();
        this.thresholds = new long[outputs];
        this.currentPerCode = new double[outputs];
        for (int o = 0; o < outputs; o++) {
            currentPerCode[o] = layer.matrix().scale(o) * layer.lsb()[o] * alpha;
            thresholds[o] = (long) Math.ceil(Math.scalb(layer.threshold() / currentPerCode[o], layer.chip().membraneFraction()));
        }
    }

    /** Columns of a row of blocks that hold weights. */
    private int columns(int blockRow) {
        return Math.min(size, layer.matrix().outputs() - blockRow * size);
    }

    /** One block of the matrix, turned to axes {@code [row][column]} and filled up with rows of zeros. */
    private float[] block(float[] levels, int blockRow, int array) {
        int columns = columns(blockRow);
        int inputs = layer.matrix().inputs();
        float[] block = new float[size * columns];
        for (int c = 0; c < columns; c++) {
            for (int r = 0; r < size && array * size + r < inputs; r++) {
                block[r * columns + c] = levels[(blockRow * size + c) * inputs + array * size + r];
            }
        }
        return block;
    }

    /** One of the arrays. */
    public Crossbar array(int blockRow, int array) {
        return arrays[blockRow][array];
    }

    /** The weights that this inference computes with, in their own unit and with the compensation, before the converters; axes {@code [output][input]}. */
    public Weights weights() {
        int outputs = layer.matrix().outputs();
        int inputs = layer.matrix().inputs();
        float[] weights = new float[outputs * inputs];
        long[] one = new long[words];
        for (int i = 0; i < inputs; i++) {
            Arrays.fill(one, 0);
            one[i % size >> 6] = 1L << i % size;
            for (int row = 0; row < arrays.length; row++) {
                float[] sums = arrays[row][i / size].sum(one, 0);
                for (int c = 0; c < size && row * size + c < outputs; c++) {
                    int o = row * size + c;
                    weights[o * inputs + i] = (float) (sums[c] * currentPerCode[o] / layer.lsb()[o]);
                }
            }
        }
        return Weights.of(weights, outputs, inputs);
    }

    /**
     * Runs all tokens.
     *
     * @param input spikes, the layer's inputs of a token fastest: any number of tokens of {@code inputs} neurons
     * @param seed seed of the output noise
     * @return as many tokens, shape {@code [token][feature]}, or features where there is one token
     */
    public SpikeTensor run(SpikeTensor input, long seed) {
        int tokens = tokens(input);
        int outputs = layer.matrix().outputs();
        int steps = input.steps();
        var spikes = SpikeTensor.builder(tokens == 1 ? Shape.features(outputs) : Shape.sequence(tokens, outputs), steps);
        var random = new SplittableRandom(seed);
        long[] packed = new long[arrays[0].length * words];
        long[][] membranes = new long[arrays.length][size];
        long[] sum = new long[size];
        long[] carry = new long[size];
        int[] codes = new int[size];
        int fraction = layer.chip().membraneFraction();
        for (int token = 0; token < tokens; token++) {
            for (long[] membrane : membranes) {
                Arrays.fill(membrane, 0);
            }
            for (int t = 0; t < steps; t++) {
                pack(input, token, t, packed);
                for (int row = 0; row < arrays.length; row++) {
                    Arrays.fill(sum, 0);
                    Arrays.fill(carry, 0);
                    for (int a = 0; a < arrays[row].length; a++) {
                        arrays[row][a].step(packed, a * words, random, codes);
                        CarrySave.add(sum, carry, codes);
                    }
                    long[] u = membranes[row];
                    for (int c = 0; c < size && row * size + c < outputs; c++) {
                        long v = (u[c] >> 1) + (sum[c] + carry[c] << fraction);
                        boolean fires = v >= thresholds[row * size + c];
                        u[c] = fires ? 0 : v;
                        if (fires) {
                            spikes.set(token * outputs + row * size + c, t);
                        }
                    }
                }
            }
        }
        return spikes.build();
    }

    /**
     * Adds the codes of one token at one step.
     *
     * @param spikes inputs that spike, [input]
     * @param random source of output noise
     * @param factor what each code counts, for bit planes
     * @param sums updated in place, [output]
     */
    void addCodes(boolean[] spikes, SplittableRandom random, int factor, long[] sums) {
        long[] packed = new long[arrays[0].length * words];
        for (int i = 0; i < spikes.length; i++) {
            if (spikes[i]) {
                packed[i / size * words + (i % size >> 6)] |= 1L << i % size;
            }
        }
        int[] codes = new int[size];
        for (int row = 0; row < arrays.length; row++) {
            for (int a = 0; a < arrays[row].length; a++) {
                arrays[row][a].step(packed, a * words, random, codes);
                for (int c = 0; c < size && row * size + c < sums.length; c++) {
                    sums[row * size + c] += (long) factor * codes[c];
                }
            }
        }
    }

    /** What one code of an output stands for, in the unit of the weights and with the compensation. */
    double currentPerCode(int output) {
        return currentPerCode[output];
    }

    /** The sums of every array for every token and step, before noise and converters. */
    void forEachStep(SpikeTensor input, Sums take) {
        long[] packed = new long[arrays[0].length * words];
        for (int token = 0, tokens = tokens(input); token < tokens; token++) {
            for (int t = 0; t < input.steps(); t++) {
                pack(input, token, t, packed);
                for (int row = 0; row < arrays.length; row++) {
                    for (int a = 0; a < arrays[row].length; a++) {
                        take.take(row, arrays[row][a].sum(packed, a * words));
                    }
                }
            }
        }
    }

    private int tokens(SpikeTensor input) {
        int inputs = layer.matrix().inputs();
        if (input.neurons() % inputs != 0 || input.planes() != 1) {
            throw new IllegalArgumentException("analog layer '" + layer.name() + "': needs binary spikes of tokens with " + inputs + " inputs each, but got "
                    + input + ". Maybe one bit plane, or another layer.");
        }
        return input.neurons() / inputs;
    }

    private void pack(SpikeTensor input, int token, int t, long[] packed) {
        int inputs = layer.matrix().inputs();
        Arrays.fill(packed, 0);
        for (int i = 0; i < inputs; i++) {
            long bit = input.word(token * inputs + i, t >> 6) >>> t & 1;
            packed[i / size * words + (i % size >> 6)] |= bit << i % size;
        }
    }
}
