package org.spikebook.training.wireless;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
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

    /** Tokens of a task: received and transmitted vector of each pair, and the query. */
    public int tokens() {
        return 2 * pairs + 1;
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
     * Tasks as samples: token numbers as Bernoulli spikes of {@code steps} steps under the shape {@code [token][feature]}, labelled with the query's class. Targets are the class of
     * every received token, -1 for transmitted ones, for {@link #loss}.
     *
     * @param tasks how many
     * @param steps T
     * @param seed seed of tasks and spikes
     */
    public Dataset dataset(int tasks, int steps, long seed) {
        List<Integer> labels = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            labels.add(task(seed + i).answer());
        }
        return Dataset.of("symbols of " + antennas + " antennas", IntStream.range(0, classes()).mapToObj(Integer::toString).toList(),
                labels.stream().mapToInt(i -> i).toArray(), i -> {
                    SymbolTask task = task(seed + i);
                    return Sample.of(spikes(task, steps, ~seed - i), labels.get(i)).target(targets(task));
                });
    }

    private float[] targets(SymbolTask task) {
        var targets = new float[tokens()];
        for (int n = 0; n < targets.length; n++) {
            targets[n] = n % 2 == 0 ? task.transmitted(n / 2) : -1;
        }
        return targets;
    }

    /**
     * The loss of a decoder that answers at each received token: mean over them of the cross-entropy of outputs averaged over time. Early ones have few examples before them, so that
     * one task teaches detection from 0 to {@code pairs} examples at once.
     */
    public Loss loss() {
        return (output, sample, gradient) -> {
            int classes = classes();
            float[] targets = sample.target();
            double sum = 0;
            double[] p = new double[classes];
            for (int n = 0; n < targets.length; n += 2) {
                double most = Double.NEGATIVE_INFINITY;
                for (int c = 0; c < classes; c++) {
                    p[c] = 0;
                    for (float[] step : output) {
                        p[c] += step[n * classes + c] / output.length;
                    }
                    most = Math.max(most, p[c]);
                }
                double all = 0;
                for (int c = 0; c < classes; c++) {
                    all += Math.exp(p[c] - most);
                }
                int right = (int) targets[n];
                sum += Math.log(all) + most - p[right];
                for (int c = 0; c < classes; c++) {
                    float g = (float) ((Math.exp(p[c] - most) / all - (c == right ? 1 : 0)) / output.length / (pairs + 1));
                    for (float[] step : gradient) {
                        step[n * classes + c] = g;
                    }
                }
            }
            return sum / (pairs + 1);
        };
    }

    private SpikeTensor spikes(SymbolTask task, int steps, long seed) {
        var random = new SplittableRandom(seed);
        double[][] tokens = task.tokens();
        int features = 2 * antennas;
        var spikes = SpikeTensor.builder(Shape.sequence(tokens(), features), steps);
        for (int n = 0; n < tokens.length * features; n++) {
            for (int t = 0; t < steps; t++) {
                if (random.nextDouble() < tokens[n / features][n % features]) {
                    spikes.set(n, t);
                }
            }
        }
        return spikes.build();
    }
}
