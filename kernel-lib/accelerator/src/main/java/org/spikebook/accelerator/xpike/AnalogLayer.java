package org.spikebook.accelerator.xpike;

import java.util.Arrays;
import java.util.Objects;
import org.spikebook.network.Weights;
import org.spikebook.spike.SpikeTensor;

/**
 * A layer of LIF neurons in the analog engine: its weights in phase-change memory, cut into arrays row block by row block, and the
 * ranges of its converters. Immutable.
 *
 * <pre>{@code
 * AnalogLayer layer = Xpikeformer.published().program("FF1", weights, 1.0, seed).calibrated(sample);
 * SpikeTensor spikes = layer.inference(3600, true, 7).run(input, 8);   // an hour after programming, drift compensated
 * }</pre>
 */
public final class AnalogLayer {

    private final Xpikeformer chip;
    private final String name;
    private final AnalogMatrix matrix;
    private final RowBlockMapping mapping;
    private final double threshold;
    private final float[] lsb;

    private AnalogLayer(Xpikeformer chip, String name, AnalogMatrix matrix, double threshold, float[] lsb) {
        this.chip = chip;
        this.name = name;
        this.matrix = matrix;
        this.mapping = chip.mapping(matrix.outputs(), matrix.inputs());
        this.threshold = threshold;
        this.lsb = lsb;
    }

    static AnalogLayer of(Xpikeformer chip, String name, AnalogMatrix matrix, double threshold) {
        if (!(threshold > 0) || Double.isInfinite(threshold)) {
            throw new IllegalArgumentException("analog layer '" + name + "': threshold must be above 0, but was " + threshold);
        }
        RowBlockMapping mapping = chip.mapping(matrix.outputs(), matrix.inputs());
        float[] lsb = new float[mapping.blockRows() * chip.arraySize()];
        if (chip.adcBits() == 0) {
            Arrays.fill(lsb, 1);
        } else {
            // until calibrated: a quarter of the rows on, weights uniform over the levels, adcRange deviations
            double deviation = Math.sqrt(0.25 * Math.min(chip.arraySize(), matrix.inputs()) / 3) * matrix.top();
            Arrays.fill(lsb, (float) (chip.adcRange() * deviation / (1 << chip.adcBits() - 1)));
        }
        return new AnalogLayer(chip, name, matrix, threshold, lsb);
    }

    /** Name for messages. */
    public String name() {
        return name;
    }

    /** The chip that it is programmed into. */
    public Xpikeformer chip() {
        return chip;
    }

    /** Its weights. */
    public AnalogMatrix matrix() {
        return matrix;
    }

    /** How they lie on arrays. */
    public RowBlockMapping mapping() {
        return mapping;
    }

    /** Threshold in the unit of the weights. */
    public double threshold() {
        return threshold;
    }

    /**
     * Levels in one code of the converter that reads an output. The columns of a group share a converter, and the arrays of a row of blocks share
     * its range, so that their codes add up.
     */
    public double levelsPerCode(int output) {
        return lsb[Objects.checkIndex(output, matrix.outputs())];
    }

    /**
     * Sets the converters' ranges from sample data: symmetric, {@code adcRange} times the root mean square of the sums that a group of columns gives.
     * Nothing changes if the converters are ideal.
     *
     * @param sample spikes as the layer will see them, the inputs of a token fastest
     */
    public AnalogLayer calibrated(SpikeTensor sample) {
        if (chip.adcBits() == 0) {
            return this;
        }
        int size = chip.arraySize();
        int groups = size / chip.columnsPerAdc();
        double[] squares = new double[mapping.blockRows() * groups];
        long[] samples = new long[squares.length];
        AnalogInference meant = new AnalogInference(this, matrix.levels().toArray(), 1);
        meant.forEachStep(sample, (row, sums) -> {
            for (int c = 0; c < size && row * size + c < matrix.outputs(); c++) {
                int group = row * groups + c / chip.columnsPerAdc();
                squares[group] += (double) sums[c] * sums[c];
                samples[group]++;
            }
        });
        float[] ranges = new float[lsb.length];
        for (int i = 0; i < ranges.length; i++) {
            int group = i / chip.columnsPerAdc();
            double deviation = samples[group] == 0 ? 0 : Math.sqrt(squares[group] / samples[group]);
            ranges[i] = deviation == 0 ? 1 : (float) (chip.adcRange() * deviation / (1 << chip.adcBits() - 1));
        }
        return new AnalogLayer(chip, name, matrix, threshold, ranges);
    }

    /**
     * The layer as one inference finds it: all devices read once.
     *
     * @param seconds since programming, 0 or more
     * @param compensated whether the sums are scaled by the global drift compensation
     * @param seed seed of the read noise
     */
    public AnalogInference inference(double seconds, boolean compensated, long seed) {
        return new AnalogInference(this, matrix.read(seconds, chip.weightNoise(), seed), compensated ? matrix.compensation(seconds, seed) : 1);
    }

    /** What the layer means to compute, for a reference: level x scale, axes {@code [output][input]}. */
    public Weights weights() {
        return matrix.target();
    }

    float[] lsb() {
        return lsb;
    }

    @Override
    public String toString() {
        return name + ": " + matrix + ", " + mapping.blockRows() + " row blocks of " + mapping.arraysPerRow() + " arrays";
    }
}
