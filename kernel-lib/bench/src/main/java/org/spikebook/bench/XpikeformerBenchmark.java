package org.spikebook.bench;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.spikebook.accelerator.xpike.Crossbar;
import org.spikebook.accelerator.xpike.SsaTile;
import org.spikebook.accelerator.xpike.Xpikeformer;
import org.spikebook.network.Weights;

/**
 * The two inner steps of Xpikeformer's engines on one thread: a matrix-vector step of one 128 x 128 array with output noise and 5-bit converters
 * (device noise was drawn before), and one time step of an attention tile with N = 64 tokens and dK = 64 features.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class XpikeformerBenchmark {

    /** Share of inputs that spike. */
    @Param({"0.25", "1.0"})
    public double rate;

    private final long[] spikes = new long[2];
    private final int[] codes = new int[128];
    private final long[][] heads = new long[4][64];
    private Crossbar array;
    private SplittableRandom random;
    private SsaTile.Stream exact;
    private SsaTile.Stream statistical;

    /** Programs the array and draws the spikes. */
    @Setup
    public void draw() {
        random = new SplittableRandom(1);
        float[] weights = new float[128 * 128];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) random.nextGaussian();
        }
        array = Xpikeformer.published().program("array", Weights.of(weights, 128, 128), 1, 2).inference(60, true, 3).array(0, 0);
        fill(spikes);
        for (int i = 0; i < 3; i++) {
            fill(heads[i]);
        }
        exact = SsaTile.of(64, 64).start();
        statistical = SsaTile.of(64, 64).randomness(SsaTile.Randomness.STATISTICAL).start();
    }

    private void fill(long[] words) {
        for (int w = 0; w < words.length; w++) {
            for (int b = 0; b < 64; b++) {
                words[w] |= random.nextDouble() < rate ? 1L << b : 0;
            }
        }
    }

    @Benchmark
    public int[] analogStep() {
        array.step(spikes, 0, random, codes);
        return codes;
    }

    @Benchmark
    public long[] attentionStep() {
        exact.step(heads[0], heads[1], heads[2], heads[3]);
        return heads[3];
    }

    @Benchmark
    public long[] statisticalAttentionStep() {
        statistical.step(heads[0], heads[1], heads[2], heads[3]);
        return heads[3];
    }
}
