package org.spikebook.training.wireless;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.spikebook.accelerator.xpike.SpikingTransformer;
import org.spikebook.accelerator.xpike.TransformerShape;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;
import org.spikebook.training.Loss;
import org.spikebook.training.data.Dataset;
import org.spikebook.training.data.Sample;

/**
 * A multi-antenna link: {@code y = H x + n} with as many receive as transmit antennas, H of independent entries CN(0, 1) that is new for every task, x
 * one QPSK symbol of unit energy per antenna, n of variance {@code noise} per receive antenna, and y quantised to a few bits per real dimension. As in
 * the authors' generator (github.com/kclip/ICL-Equalization); the quantiser is
 *
 * <pre>{@code
 * level = clamp(floor((y + range) / step), 0, 2^bits - 1)      step = 2 range / 2^bits
 * y'    = -range + (level + 1/2) step
 * }</pre>
 *
 * @param antennas transmit and receive antennas N, 1..4
 * @param noise variance of n, complex, above 0
 * @param bits of the quantiser per real dimension, 1..12
 * @param range of the quantiser: -range..range
 * @param pairs examples of a received and a transmitted vector before the query, 0 or more
 */
public record Wireless(int antennas, double noise, int bits, double range, int pairs) {

    public Wireless {
        if (antennas < 1 || antennas > 4) {
            throw new IllegalArgumentException("wireless: antennas must be in 1..4 (classes are 4^antennas), but was " + antennas);
        }
        if (!(noise > 0) || Double.isInfinite(noise) || !(range > 0) || bits < 1 || bits > 12 || pairs < 0) {
            throw new IllegalArgumentException("wireless: noise and range must be above 0, bits in 1..12 and pairs not negative, but were " + noise + ", " + range
                    + ", " + bits + " and " + pairs);
        }
    }

    /** 10 dB per receive antenna (noise variance N / 10), 4 bits on -4..4, 18 pairs. */
    public static Wireless antennas(int antennas) {
        return new Wireless(antennas, antennas / 10.0, 4, 4, 18);
    }

    /** Signal to noise per receive antenna in dB: noise variance {@code N 10^(-dB / 10)}. */
    public Wireless snr(double decibels) {
        return noise(antennas * Math.pow(10, -decibels / 10));
    }

    /** Noise variance; the authors' generator has {@code 2 x 10^(-dB / 10)} for any number of antennas. */
    public Wireless noise(double variance) {
        return new Wireless(antennas, variance, bits, range, pairs);
    }

    /** Examples before the query. */
    public Wireless pairs(int pairs) {
        return new Wireless(antennas, noise, bits, range, pairs);
    }

    /** Bits of the quantiser. */
    public Wireless bits(int bits) {
        return new Wireless(antennas, noise, bits, range, pairs);
    }

    /** Classes of the read-out: {@code 4^antennas} vectors of symbols. */
    public int classes() {
        return 1 << 2 * antennas;
    }

    /** Tokens of a task, see {@link SymbolTask#tokens}: one for each pair, and the query. */
    public int tokens() {
        return pairs + 1;
    }

    /** Numbers of a token. */
    public int inputs() {
        return 4 * antennas * (levels() - 1) + 4 * antennas;
    }

    /** Levels of the quantiser. */
    int levels() {
        return 1 << bits;
    }

    /** Deviation of a received number, in levels. */
    double spread() {
        return Math.sqrt((antennas + noise) / 2) * levels() / (2 * range);
    }

    /** One task: a channel, the pairs and a query. The same seed gives the same task. */
    public SymbolTask task(long seed) {
        var random = new SplittableRandom(seed);
        double[][] channel = new double[2 * antennas][2 * antennas];
        for (int r = 0; r < antennas; r++) {
            for (int t = 0; t < antennas; t++) {
                double re = Math.sqrt(0.5) * random.nextGaussian();
                double im = Math.sqrt(0.5) * random.nextGaussian();
                channel[r][t] = re;
                channel[r][t + antennas] = -im;
                channel[r + antennas][t] = im;
                channel[r + antennas][t + antennas] = re;
            }
        }
        int[][] levels = new int[pairs + 1][2 * antennas];
        int[] symbols = new int[pairs + 1];
        for (int p = 0; p <= pairs; p++) {
            symbols[p] = random.nextInt(classes());
            double[] x = vector(symbols[p]);
            for (int r = 0; r < 2 * antennas; r++) {
                double y = Math.sqrt(noise / 2) * random.nextGaussian();
                for (int t = 0; t < x.length; t++) {
                    y += channel[r][t] * x[t];
                }
                levels[p][r] = level(y);
            }
        }
        return new SymbolTask(this, channel, levels, symbols);
    }

    private int level(double y) {
        int most = (1 << bits) - 1;
        return (int) Math.max(0, Math.min(most, Math.floor((y + range) / (2 * range) * (most + 1))));
    }

    double value(int level) {
        return -range + (level + 0.5) * 2 * range / (1 << bits);
    }

    /**
     * A vector of symbols in real numbers: real parts of all antennas, then imaginary parts, each {@code +-sqrt(1/2)}.
     *
     * @param symbols class 0..classes - 1: bit i is the sign of place i, 1 for plus
     */
    double[] vector(int symbols) {
        return IntStream.range(0, 2 * antennas).mapToDouble(i -> (symbols >> i & 1) == 1 ? Math.sqrt(0.5) : -Math.sqrt(0.5)).toArray();
    }

    /**
     * Tasks as samples: {@link SymbolTask#tokens} as spikes of every step under the shape {@code [token][input]}, labelled with the query's class. The target holds the class of each
     * token's received vector.
     *
     * @param tasks how many
     * @param steps T
     * @param seed seed of tasks; the same seed gives the same samples
     */
    public Dataset dataset(int tasks, int steps, long seed) {
        int[] labels = IntStream.range(0, tasks).map(i -> task(seed + i).answer()).toArray();
        return Dataset.of("symbols of " + antennas + " antennas", IntStream.range(0, classes()).mapToObj(Integer::toString).toList(), labels, i -> sample(task(seed + i), steps));
    }

    private Sample sample(SymbolTask task, int steps) {
        double[][] tokens = task.tokens();
        var spikes = SpikeTensor.builder(Shape.sequence(tokens.length, inputs()), steps);
        for (int n = 0; n < tokens.length * inputs(); n++) {
            for (int t = 0; t < steps && tokens[n / inputs()][n % inputs()] > 0; t++) {
                spikes.set(n, t);
            }
        }
        float[] sent = new float[tokens.length];
        for (int p = 0; p < sent.length; p++) {
            sent[p] = task.transmitted(p);
        }
        return Sample.of(spikes.build(), task.answer()).target(sent);
    }

    /**
     * First weights of a decoder that is to learn from {@link #dataset}. Part of what attention has to find is there: a received vector has the same random code as query and as key,
     * and the values are the signs. The code is of half-spaces, {@code LIF(0.75 + 4 (u z - b))} with z the received vector in deviations, random directions u and offsets b. Heads 1 to 4
     * turn the query by quarters, as a QPSK symbol turns with what is received, so that each pair is an example of four classes. All layers behind attention are random, so that the
     * decoder guesses. From {@link SpikingTransformer#initial} it did not leave guessing.
     *
     * @param shape a decoder with this link's tokens, inputs and classes, and a multiple of 4 heads
     * @param seed of directions, offsets and all other weights
     * @throws IllegalArgumentException if the shape does not fit
     */
    public SpikingTransformer decoder(TransformerShape shape, long seed) {
        return FirstWeights.of(this, shape, seed);
    }

    /** The loss of a decoder that sees {@link #dataset}: cross-entropy of outputs averaged over time, mean over all tokens that have seen a pair. */
    public Loss loss() {
        return (output, sample, gradient) -> {
            int classes = classes();
            double sum = 0;
            double[] mean = new double[classes];
            for (int p = 1; p <= pairs; p++) {
                int sent = (int) sample.target()[p];
                mean(output, p, mean);
                double most = Arrays.stream(mean).max().orElseThrow();
                double all = 0;
                for (double m : mean) {
                    all += Math.exp(m - most);
                }
                for (int c = 0; c < classes; c++) {
                    float g = (float) ((Math.exp(mean[c] - most) / all - (c == sent ? 1 : 0)) / output.length / pairs);
                    for (float[] step : gradient) {
                        step[p * classes + c] = g;
                    }
                }
                sum += (Math.log(all) + most - mean[sent]) / pairs;
            }
            return sum;
        };
    }

    /** Outputs of a token averaged over time. */
    void mean(float[][] output, int token, double[] mean) {
        for (int c = 0; c < mean.length; c++) {
            mean[c] = 0;
            for (float[] step : output) {
                mean[c] += step[token * mean.length + c] / output.length;
            }
        }
    }
}
