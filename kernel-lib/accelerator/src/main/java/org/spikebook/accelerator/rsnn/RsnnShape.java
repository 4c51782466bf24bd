package org.spikebook.accelerator.rsnn;

/**
 * Sizes of the network that the accelerator is made for: {@code features} inputs of 8 bits, two recurrent layers L0 and L1 of {@code hidden}
 * neurons, a fully connected layer FC of {@code outputs}. Without biases.
 *
 * @param features inputs of a frame, 1..256
 * @param hidden neurons of L0 and of L1, 1..1024
 * @param outputs outputs of FC, 1..65536
 */
public record RsnnShape(int features, int hidden, int outputs) {

    /** Bits of a feature; the input layer goes through them one by one. */
    public static final int FEATURE_BITS = 8;
    /** Frames a second: one every 10 ms. */
    public static final int FRAME_RATE = 100;

    /** Processing elements of a set, of which there are two. */
    static final int LANES = 128;
    private static final int INPUT_ROWS_STEP = 16;

    public RsnnShape {
        check("features", features, 256);
        check("hidden neurons", hidden, 1024);
        check("outputs", outputs, 65536);
    }

    private static void check(String what, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException("RSNN shape: " + what + " must be in 1.." + most + ", but was " + value);
        }
    }

    /** The network on the chip: 40 features (inferred from the model's size), 128 neurons a layer after structured pruning, 1920 outputs. */
    public static RsnnShape published() {
        return new RsnnShape(40, 128, 1920);
    }

    /** The network before structured pruning: 256 neurons a layer. */
    public static RsnnShape unpruned() {
        return new RsnnShape(40, 256, 1920);
    }

    /** The same with another number of outputs, such as a larger vocabulary. */
    public RsnnShape outputs(int newOutputs) {
        return new RsnnShape(features, hidden, newOutputs);
    }

    /** Weights of the fully connected layer. */
    public long fcWeights() {
        return (long) hidden * outputs;
    }

    /** All weights: L0 in, L0 recurrent, L1 in, L1 recurrent, FC. */
    public long weights() {
        return (long) features * hidden + 3L * hidden * hidden + fcWeights();
    }

    /**
     * Size of the weights that are not zero in MB (10^6 bytes).
     *
     * @param bits bits of a weight, 32 for floating point
     * @param fcZeros share of the weights of FC that are zero and not stored, 0..1
     */
    public double megabytes(int bits, double fcZeros) {
        return keptWeights(fcZeros) * (double) bits / 8e6;
    }

    /** Weights that are not zero; zeros of FC rounded to whole ones. */
    public long keptWeights(double fcZeros) {
        return weights() - Math.round(fcZeros * fcWeights());
    }

    /**
     * Dense work in millions of multiply-accumulates a second of speech: {@code 8 F H + T (3 H^2 + kept H outputs)} a frame, 100 frames a second.
     * The input layer counts bit by bit and once a frame, the others once a time step.
     *
     * @param timeSteps time steps T of a frame
     * @param fcZeros share of the weights of FC that is skipped, 0..1
     */
    public double denseMegamacs(int timeSteps, double fcZeros) {
        return denseMacs(timeSteps, fcZeros) * FRAME_RATE / 1e6;
    }

    /** Dense multiply-accumulates of one frame; see {@link #denseMegamacs}. */
    public long denseMacs(int timeSteps, double fcZeros) {
        return (long) FEATURE_BITS * features * hidden + timeSteps * (3L * hidden * hidden + fcWeights() - Math.round(fcZeros * fcWeights()));
    }

    /** Blocks of 128 neurons that a hidden layer needs. */
    int hiddenBlocks() {
        return (hidden + LANES - 1) / LANES;
    }

    /** Blocks of 128 outputs. */
    int outputBlocks() {
        return (outputs + LANES - 1) / LANES;
    }

    /** Rows of the input weight SRAM: one a feature and block, in steps of 16 (48 for 40 features). */
    public int inputRows() {
        int padded = (features + INPUT_ROWS_STEP - 1) / INPUT_ROWS_STEP * INPUT_ROWS_STEP;
        return padded * hiddenBlocks();
    }

    /** Rows of the recurrent weight SRAM: L0 recurrent, L1 in, L1 recurrent, in two banks. */
    public int recurrentRows() {
        return 3 * hidden * hiddenBlocks();
    }

    /** Rows of the FC weight SRAM: one an input and block of outputs, in two banks. */
    public int fcRows() {
        return hidden * outputBlocks();
    }

    /** Bits of a row: 128 weights of 4 bits. */
    public int rowBits() {
        return LANES * RsnnNetwork.WEIGHT_BITS;
    }

    /** Bytes of all weight SRAMs; zeros are stored like other weights. */
    public long sramBytes() {
        return (long) (inputRows() + recurrentRows() + fcRows()) * rowBits() / 8;
    }

    @Override
    public String toString() {
        return features + "-" + hidden + "R-" + hidden + "R-" + outputs;
    }
}
