package org.spikebook.accelerator.xpike;

import java.util.Objects;
import java.util.SplittableRandom;
import org.spikebook.network.Weights;

/**
 * A weight matrix in phase-change memory: every weight is the difference of two devices, one of which holds zero,
 *
 * <pre>{@code
 * level = rint(w / max|w of the output| * top)         top = 2^deviceBits - 1: 31 signed weights from 4-bit devices
 * g+ = max(level, 0) / top,  g- = max(-level, 0) / top   in units of gmax
 * w(t) = (g+(t) - g-(t)) * max|w of the output|
 * }</pre>
 *
 * Programming spread and drift exponents are drawn once, when the matrix is programmed; read noise is drawn per device for each inference
 * ({@link #weights}). The same seeds give the same devices.
 */
public final class AnalogMatrix {

    private final PcmModel pcm;
    private final int outputs;
    private final int inputs;
    private final int top;
    private final float[] levels;
    private final double[] scale;
    private final float[][] programmed;   // in levels, so that ideal devices hold whole numbers
    private final float[][] nu;

    private AnalogMatrix(PcmModel pcm, int outputs, int inputs, int top, float[] levels, double[] scale, float[][] programmed, float[][] nu) {
        this.pcm = pcm;
        this.outputs = outputs;
        this.inputs = inputs;
        this.top = top;
        this.levels = levels;
        this.scale = scale;
        this.programmed = programmed;
        this.nu = nu;
    }

    /**
     * Quantises and programs a matrix.
     *
     * @param weights axes {@code [output][input]}
     * @param pcm what the devices do
     * @param deviceBits resolution of a device, 1..8
     * @param seed seed of programming spread and drift exponents
     */
    public static AnalogMatrix program(Weights weights, PcmModel pcm, int deviceBits, long seed) {
        int[] dims = weights.dims();
        if (dims.length != 2) {
            throw new IllegalArgumentException("analog matrix: needs weights [output][input], but got " + weights + ". Maybe reshape them.");
        }
        if (deviceBits < 1 || deviceBits > 8) {
            throw new IllegalArgumentException("analog matrix: device bits must be in 1..8, but was " + deviceBits);
        }
        int top = (1 << deviceBits) - 1;
        float[] levels = new float[weights.size()];
        double[] scale = new double[dims[0]];
        for (int o = 0; o < dims[0]; o++) {
            float largest = 0;
            for (int i = 0; i < dims[1]; i++) {
                largest = Math.max(largest, Math.abs(weights.at(o, i)));
            }
            scale[o] = largest == 0 ? 1 : (double) largest / top;
            for (int i = 0; i < dims[1]; i++) {
                levels[o * dims[1] + i] = (float) Math.rint(weights.at(o, i) / scale[o]) + 0f;   // no negative zero
            }
        }
        return program(pcm, dims[0], dims[1], top, levels, scale, new SplittableRandom(seed));
    }

    private static AnalogMatrix program(PcmModel pcm, int outputs, int inputs, int top, float[] levels, double[] scale, SplittableRandom random) {
        double[] spread = new double[top + 1];
        double[] driftMean = new double[top + 1];
        double[] driftSpread = new double[top + 1];
        for (int level = 0; level <= top; level++) {
            double r = (double) level / top;
            spread[level] = pcm.programmingSpread(r);
            driftMean[level] = pcm.driftMean(r);
            driftSpread[level] = pcm.driftSpread(r);
        }
        float[][] programmed = new float[2][levels.length];
        float[][] nu = new float[2][levels.length];
        for (int side = 0; side < 2; side++) {
            for (int i = 0; i < levels.length; i++) {
                int level = (int) Math.max(side == 0 ? levels[i] : -levels[i], 0);
                programmed[side][i] = (float) Math.max(level + top * spread[level] * random.nextGaussian(), 0);
                nu[side][i] = (float) Math.abs(driftMean[level] + driftSpread[level] * random.nextGaussian());
            }
        }
        return new AnalogMatrix(pcm, outputs, inputs, top, levels, scale, programmed, nu);
    }

    /** Number of outputs. */
    public int outputs() {
        return outputs;
    }

    /** Number of inputs. */
    public int inputs() {
        return inputs;
    }

    /** Largest level, {@code 2^deviceBits - 1}. */
    public int top() {
        return top;
    }

    /** Size of one level of an output in the unit of the weights. */
    public double scale(int output) {
        return scale[output];
    }

    /** The weights that were meant, in whole levels -top..top, axes {@code [output][input]}. */
    public Weights levels() {
        return Weights.of(levels, outputs, inputs);
    }

    /** The weights that were meant, in their own unit: level x scale, axes {@code [output][input]}. */
    public Weights target() {
        return scaled(levels, 1);
    }

    /**
     * Conductances as they were programmed, before drift and read noise.
     *
     * @param positive whether the device that adds or the one that subtracts
     * @return in units of gmax, axes {@code [output][input]}
     */
    public float[] programmed(boolean positive) {
        float[] relative = programmed[positive ? 0 : 1].clone();
        for (int i = 0; i < relative.length; i++) {
            relative[i] /= top;
        }
        return relative;
    }

    /** Drift exponents; axes as in {@link #programmed}. */
    public float[] driftExponents(boolean positive) {
        return nu[positive ? 0 : 1].clone();
    }

    /**
     * The weights as an inference at that time reads them, without compensation.
     *
     * @param seconds since programming, 0 or more
     * @param seed seed of the read noise
     * @return in the unit of the weights, axes {@code [output][input]}
     */
    public Weights weights(double seconds, long seed) {
        return scaled(read(seconds, 0, seed), 1);
    }

    /**
     * The weights as an inference reads them, with global drift compensation: times {@link #compensation}.
     *
     * @param seconds since programming, 0 or more
     * @param seed seed of the read noise
     */
    public Weights compensatedWeights(double seconds, long seed) {
        return scaled(read(seconds, 0, seed), compensation(seconds, seed));
    }

    /**
     * Global drift compensation: {@code alpha = mean|y at programming| / mean|y now|} of a calibration read-out in which one input after the other
     * is on, so that y are the weights themselves. Both read-outs have read noise of their own.
     *
     * @param seconds since programming, 0 or more
     * @param seed seed of the read noise
     */
    public double compensation(double seconds, long seed) {
        double before = meanMagnitude(read(0, 0, seed + 0x5851F42DL));
        double now = meanMagnitude(read(seconds, 0, seed + 0x14057B7EL));
        return now == 0 ? 1 : before / now;
    }

    private double meanMagnitude(float[] read) {
        double sum = 0;
        for (int o = 0; o < outputs; o++) {
            double row = 0;
            for (int i = 0; i < inputs; i++) {
                row += Math.abs(read[o * inputs + i]);
            }
            sum += row * scale[o];
        }
        return sum;
    }

    /**
     * Reads every device once.
     *
     * @param weightNoise standard deviation of a further additive error, in units of the largest weight
     * @return weights in levels, axes {@code [output][input]}
     */
    float[] read(double seconds, double weightNoise, long seed) {
        if (!(seconds >= 0) || Double.isInfinite(seconds)) {
            throw new IllegalArgumentException("analog matrix: seconds since programming must be 0 or more, but were " + seconds);
        }
        var random = new SplittableRandom(Objects.hash(seed, 0x9E3779B9));
        double growth = pcm.readGrowth(seconds);
        double age = Math.log((seconds + pcm.driftTime()) / pcm.driftTime());
        boolean quiet = pcm.readScale(1) == 0;
        float[] read = new float[levels.length];
        for (int i = 0; i < read.length; i++) {
            double difference = 0;
            for (int side = 0; side < 2; side++) {
                double g = programmed[side][i] * Math.exp(-nu[side][i] * age);
                if (!quiet && programmed[side][i] > 0) {
                    g = Math.max(g * (1 + pcm.readScale(programmed[side][i] / top) * growth * random.nextGaussian()), 0);
                }
                difference += side == 0 ? g : -g;
            }
            if (weightNoise > 0) {
                difference += weightNoise * top * random.nextGaussian();
            }
            read[i] = (float) difference;
        }
        return read;
    }

    private Weights scaled(float[] read, double factor) {
        float[] weights = new float[read.length];
        for (int o = 0; o < outputs; o++) {
            for (int i = 0; i < inputs; i++) {
                weights[o * inputs + i] = (float) (read[o * inputs + i] * scale[o] * factor);
            }
        }
        return Weights.of(weights, outputs, inputs);
    }

    @Override
    public String toString() {
        return outputs + " x " + inputs + " weights in pairs of " + pcm.name() + " devices of " + (top + 1) + " levels";
    }
}
