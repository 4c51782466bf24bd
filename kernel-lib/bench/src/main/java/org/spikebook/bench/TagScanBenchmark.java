package org.spikebook.bench;

import java.util.Random;
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
import org.spikebook.accelerator.ActivityTags;
import org.spikebook.spike.SpikeTensor;

/**
 * Scanning the spikes of W1 (32x32x32 neurons, 300 steps in five words each, 1.3 MB) for window tags, beside the time to read as many
 * words from an array that does not fit the caches: the memory's limit. Bits a second = 64 x 163 840 words / time.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TagScanBenchmark {

    private static final int WORDS = 32 * 32 * 32 * 5;
    private static final int ARRAY = 1 << 25;   // 256 MB

    /** Time window size in steps. */
    @Param({"4", "5"})
    public int window;

    private Workload.Input input;
    private long[] memory;
    private int next;

    /** Draws the spikes and fills the large array. */
    @Setup
    public void draw() {
        input = Workload.W1.inputs().get(0);
        memory = new Random(1).longs(ARRAY).toArray();
    }

    @Benchmark
    public SpikeTensor windowTags() {
        return input.spikes().windowOr(window);
    }

    @Benchmark
    public ActivityTags unitTags() {
        return ActivityTags.of(input.layer(), input.spikes(), window, 64);
    }

    /** As many words as W1 has, read one after the other from memory. */
    @Benchmark
    public long memoryLimit() {
        next = next + 2 * WORDS > ARRAY ? 0 : next + WORDS;
        long sum = 0;
        for (int i = next; i < next + WORDS; i++) {
            sum += memory[i];
        }
        return sum;
    }
}
