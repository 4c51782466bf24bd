package org.spikebook.accelerator.rsnn;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.spikebook.event.WholeFile;
import org.spikebook.network.Dense;
import org.spikebook.network.Layer;
import org.spikebook.network.Network;
import org.spikebook.network.Recurrent;
import org.spikebook.network.Weights;
import org.spikebook.neuron.LeakyIntegrateAndFire;
import org.spikebook.neuron.Parameter;
import org.spikebook.neuron.Reset;
import org.spikebook.neuron.Tie;

/**
 * The network in the chip's arithmetic: weights of 4 bits, a power of two as the unit of each layer, accumulators and membranes of 12 bits that
 * stop at their limits (which is counted). For frame t and time step s, in whole numbers:
 *
 * <pre>{@code
 * low       = sum over features of w (x mod 16)                              bit by bit, features and bits ascending
 * in[t]     = (floor(low / 16) + sum over features of w (x div 16)) >> n     likewise; the same for all time steps
 * a0[t][s]  = in[t] + sum over k of R0[k] S0[t-1][s][k]                      k ascending
 * a1[t][s]  = sum over k of W1[k] S0[t][s][k] + sum over k of R1[k] S1[t-1][s][k]
 * U[t][s]   = trunc(kept U[t][s-1] / 256) + a[t][s]                          U[t][-1] = U[t-1][T-1], 0 at the start
 * S[t][s]   = U[t][s] >= threshold, then U[t][s] = 0
 * out[t]    = sum over s, k of F[k] S1[t][s][k]
 * }</pre>
 *
 * The recurrent spikes are those of the frame before at the same time step; only so can two time steps share a weight row. The shift n brings the input
 * sums to the unit of L0. With 128 neurons a layer the sums of L1 and FC cannot leave 12 bits; those of the input layer can.
 */
public final class RsnnNetwork {

    /** Bits of an accumulator and of a membrane. */
    public static final int ACCUMULATOR_BITS = 12;
    /** Bits of a weight. */
    public static final int WEIGHT_BITS = 4;

    static final int LIMIT = (1 << ACCUMULATOR_BITS - 1) - 1;

    final RsnnShape shape;
    final int timeSteps;
    final short[] input;        // [feature][neuron]; short for the adders' sake
    final short[] recurrent0;   // [neuron before][neuron]
    final short[] input1;       // [L0 neuron][L1 neuron]
    final short[] recurrent1;   // [neuron before][neuron]
    final short[] fc;           // [L1 neuron][output]
    final int inputShift;
    final int threshold0;
    final int threshold1;
    final int kept0;
    final int kept1;
    final int fcExponent;

    RsnnNetwork(RsnnShape shape, int timeSteps, short[][] weights, int inputShift, int[] thresholds, int[] kept, int fcExponent) {
        Rsnn.checkTimeSteps(timeSteps);
        this.shape = shape;
        this.timeSteps = timeSteps;
        this.input = weights[0];
        this.recurrent0 = weights[1];
        this.input1 = weights[2];
        this.recurrent1 = weights[3];
        this.fc = weights[4];
        this.inputShift = inputShift;
        this.threshold0 = thresholds[0];
        this.threshold1 = thresholds[1];
        this.kept0 = kept[0];
        this.kept1 = kept[1];
        this.fcExponent = fcExponent;
    }

    /**
     * A network in floating point, its weights rounded to 4 bits with the power of two that suits each layer best (L1 has one for both its matrices).
     *
     * @param network two recurrent layers of LIF neurons with the same delay, and a dense layer without neuron; no biases
     * @param featureExponent a feature of 8 bits x stands for {@code x 2^-featureExponent} at the input of the network: 0 for whole numbers, 8 for 0 to 1
     * @throws IllegalArgumentException if the network has another form; the message says what differs
     */
    public static RsnnNetwork of(Network network, int featureExponent) {
        var layers = network.layers();
        if (layers.size() != 3 || !(layers.get(0) instanceof Recurrent first) || !(layers.get(1) instanceof Recurrent second) || !(layers.get(2) instanceof Dense fc)
                || first.delay() != second.delay() || first.outputs() != second.outputs() || fc.neuron().isPresent()) {
            throw wrong(network, "must be two recurrent layers of one width and one delay, then a dense layer without a neuron, but is "
                    + layers.stream().map(Layer::toString).toList());
        }
        if (first.bias().isPresent() || second.bias().isPresent() || fc.bias().isPresent()) {
            throw wrong(network, "has biases, which the chip does not store");
        }
        if (first.weights().isEmpty() || second.weights().isEmpty() || fc.weights().isEmpty()) {
            throw wrong(network, "has no weights. Maybe network.withRandomWeights(seed)");
        }
        LeakyIntegrateAndFire neuron0 = neuron(network, first);
        LeakyIntegrateAndFire neuron1 = neuron(network, second);
        Weights in = first.weights().orElseThrow();
        Weights back = first.recurrentWeights().orElseThrow();
        Weights in1 = second.weights().orElseThrow();
        Weights back1 = second.recurrentWeights().orElseThrow();
        Weights out = fc.weights().orElseThrow();
        Map<String, PowerOfTwo> scales = scales(network, featureExponent);
        PowerOfTwo scaleIn = scales.get(first.name() + ".weight");
        PowerOfTwo scale0 = scales.get(first.name() + ".recurrent");
        PowerOfTwo scale1 = scales.get(second.name() + ".weight");
        PowerOfTwo scaleFc = scales.get(fc.name() + ".weight");
        int least = leastInputExponent(scale0, featureExponent);
        var shape = new RsnnShape(first.inputs(), first.outputs(), fc.outputs());
        short[][] weights = {rows(in, scaleIn), rows(back, scale0), rows(in1, scale1), rows(back1, scale1), rows(out, scaleFc)};
        int[] thresholds = {threshold(network, first, neuron0, scale0), threshold(network, second, neuron1, scale1)};
        int[] kept = {(int) Math.rint(256 * neuron0.beta().at(0)), (int) Math.rint(256 * neuron1.beta().at(0))};
        return new RsnnNetwork(shape, first.delay(), weights, scaleIn.exponent() - least, thresholds, kept, scaleFc.exponent());
    }

    /**
     * The scales that {@link #of} rounds a network's weights with, by layer and kind: {@code L0.weight}, {@code L0.recurrent} and so on, in the network's names. Both matrices of
     * L1 have the same; the unit of the input weights is at most so large that their sums need no shift to the left.
     *
     * @param network two recurrent layers and a dense one, with weights
     */
    public static Map<String, PowerOfTwo> scales(Network network, int featureExponent) {
        if (network.layers().size() != 3 || !(network.layers().get(0) instanceof Recurrent first) || !(network.layers().get(1) instanceof Recurrent second)
                || !(network.layers().get(2) instanceof Dense fc) || first.weights().isEmpty() || second.weights().isEmpty() || fc.weights().isEmpty()) {
            throw wrong(network, "must be two recurrent layers and a dense one, with weights, to have scales");
        }
        var scale0 = PowerOfTwo.fit(WEIGHT_BITS, first.recurrentWeights().orElseThrow().toArray());
        var scale1 = PowerOfTwo.fit(WEIGHT_BITS, second.weights().orElseThrow().toArray(), second.recurrentWeights().orElseThrow().toArray());
        var scaleIn = PowerOfTwo.fit(WEIGHT_BITS, first.weights().orElseThrow().toArray());
        var scales = new LinkedHashMap<String, PowerOfTwo>();
        scales.put(first.name() + ".weight", new PowerOfTwo(WEIGHT_BITS, Math.max(scaleIn.exponent(), leastInputExponent(scale0, featureExponent))));
        scales.put(first.name() + ".recurrent", scale0);
        scales.put(second.name() + ".weight", scale1);
        scales.put(second.name() + ".recurrent", scale1);
        scales.put(fc.name() + ".weight", PowerOfTwo.fit(WEIGHT_BITS, fc.weights().orElseThrow().toArray()));
        return scales;
    }

    private static int leastInputExponent(PowerOfTwo scale0, int featureExponent) {
        return scale0.exponent() - featureExponent + 4;
    }

    private static LeakyIntegrateAndFire neuron(Network network, Recurrent layer) {
        if (layer.neuron().orElseThrow() instanceof LeakyIntegrateAndFire n && n.reset() == Reset.HARD && n.tie() == Tie.FIRES && n.beta().isUniform()
                && n.threshold().isUniform() && n.gain().equals(Parameter.of(1)) && n.leak().equals(Parameter.of(0)) && n.resetPotential().equals(Parameter.of(0))) {
            return n;
        }
        throw wrong(network, "layer '" + layer.name() + "' must have LIF neurons of one leak and threshold with hard reset to 0 that fire on a tie, but has "
                + layer.neuron().orElseThrow().describe());
    }

    private static int threshold(Network network, Recurrent layer, LeakyIntegrateAndFire neuron, PowerOfTwo scale) {
        long threshold = Math.max(1, Math.round(Math.scalb(neuron.threshold().at(0), scale.exponent())));
        if (threshold > LIMIT) {
            throw wrong(network, "layer '" + layer.name() + "': the threshold is " + threshold + " units of its weights, more than 12 bits hold. Maybe larger weights.");
        }
        return (int) threshold;
    }

    private static IllegalArgumentException wrong(Network network, String what) {
        return new IllegalArgumentException("RSNN network '" + network.name() + "': " + what);
    }

    private static short[] rows(Weights weights, PowerOfTwo scale) {
        int outputs = weights.dims()[0];
        int inputs = weights.dims()[1];
        short[] rows = new short[inputs * outputs];
        for (int o = 0; o < outputs; o++) {
            for (int i = 0; i < inputs; i++) {
                rows[i * outputs + o] = (short) scale.round(weights.at(o, i));
            }
        }
        return rows;
    }

    /**
     * A network with seeded random weights of all values, for tests and timing; its accumulators do saturate.
     *
     * @param inputShift n, 0..8
     * @param threshold in units of the weights
     */
    public static RsnnNetwork random(RsnnShape shape, int timeSteps, int inputShift, int threshold, long seed) {
        var random = new SplittableRandom(seed);
        int h = shape.hidden();
        short[][] weights = {new short[shape.features() * h], new short[h * h], new short[h * h], new short[h * h], new short[h * shape.outputs()]};
        for (short[] some : weights) {
            for (int i = 0; i < some.length; i++) {
                some[i] = (short) (random.nextInt(16) - 8);
            }
        }
        return new RsnnNetwork(shape, timeSteps, weights, inputShift, new int[] {threshold, threshold}, new int[] {128, 128}, 0);
    }

    /** Writes the network to a file, whole or not at all; {@link #load} reads it. */
    public void save(Path file) {
        WholeFile.write("RSNN network", file, RsnnNetworkJson.write(this).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A network from a file.
     *
     * @throws IllegalArgumentException if it does not hold one; the message names the file and the key
     */
    public static RsnnNetwork load(Path file) {
        return RsnnNetworkJson.read(new String(WholeFile.read("RSNN network", file), StandardCharsets.UTF_8), "file '" + file + "'");
    }

    /**
     * A network of the chip's size that comes with Spikebook: trained by us on Free Spoken Digits (192 classes of frames a word, features as
     * {@code SpeechFrames} of the training module makes them), 40 % of FC zero, weights of 4 bits.
     *
     * @param timeSteps time steps of a frame, 1..4
     */
    public static RsnnNetwork spokenDigits(int timeSteps) {
        if (timeSteps < 1 || timeSteps > 4) {
            throw new IllegalArgumentException("RSNN network: the trained ones have 1..4 time steps, but " + timeSteps + " were asked for");
        }
        String resource = "/org/spikebook/data/networks/rsnn/spoken-digits-" + timeSteps + ".json";
        try (InputStream in = RsnnNetwork.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("resource '" + resource + "' is missing from the class path. Maybe rebuild.");
            }
            return RsnnNetworkJson.read(new String(in.readAllBytes(), StandardCharsets.UTF_8), "resource '" + resource + "'");
        } catch (IOException e) {
            throw new UncheckedIOException("resource '" + resource + "': cannot be read", e);
        }
    }

    /** Sizes of the network. */
    public RsnnShape shape() {
        return shape;
    }

    /** Time steps of a frame. */
    public int timeSteps() {
        return timeSteps;
    }

    /** What an output of 1 is worth in the network that this one was made from. */
    public double outputUnit() {
        return Math.scalb(1.0, -fcExponent);
    }

    /** Share of the weights of FC that are zero, 0..1. */
    public double fcZeros() {
        int zeros = 0;
        for (short w : fc) {
            zeros += w == 0 ? 1 : 0;
        }
        return (double) zeros / fc.length;
    }

    /**
     * Runs frames of speech one after the other, from rest.
     *
     * @param frames features 0..255 as bytes, axes [frame][feature]
     * @throws IllegalArgumentException if there is no frame, or one has another number of features
     */
    public RsnnRun run(byte[][] frames) {
        check(frames);
        return new FixedPointRun(this).run(frames);
    }

    void check(byte[][] frames) {
        if (frames.length == 0) {
            throw new IllegalArgumentException("RSNN network: needs at least one frame");
        }
        for (int f = 0; f < frames.length; f++) {
            if (frames[f].length != shape.features()) {
                throw new IllegalArgumentException("RSNN network: frame " + f + " has " + frames[f].length + " features, but " + shape.features() + " are needed");
            }
        }
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "RSNN %s in fixed point, %d time steps: thresholds %d and %d, input shift %d, FC unit 2^-%d, %.1f %% of FC zero", shape, timeSteps,
                threshold0, threshold1, inputShift, fcExponent, 100 * fcZeros());
    }
}
