package org.spikebook.bench;

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
import org.spikebook.accelerator.Accelerator;
import org.spikebook.accelerator.LayerShape;
import org.spikebook.accelerator.ptb.Ptb;
import org.spikebook.accelerator.spikex.SpikeX;
import org.spikebook.network.Networks;
import org.spikebook.spike.SpikeTensor;
import org.spikebook.spike.Spikes;

/** One point of SpikeX, Fig. 10: CONV2 of DVSG-Medium, T = 320, window 5; the spikes are drawn once, and their drawing is timed apart. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Figure10Benchmark {

    private static final int STEPS = 320;

    /** Firing rate, 0..1. */
    @Param({"0.0001", "0.001", "0.01"})
    public double firingRate;

    private final LayerShape conv2 = LayerShape.of(Networks.dvsGestureMedium().layer("CONV2"));
    private final Accelerator ptb = Ptb.builder().timeWindow(5).build();
    private final Accelerator spikex = SpikeX.builder().timeWindow(5).build();
    private SpikeTensor spikes;

    /** Draws the spikes. */
    @Setup
    public void draw() {
        spikes = Spikes.bernoulli(firingRate).seed(1).generate(conv2.inputShape(), STEPS);
    }

    @Benchmark
    public long ptb() {
        return ptb.simulate(conv2, spikes).cycles();
    }

    @Benchmark
    public long spikeX() {
        return spikex.simulate(conv2, spikes).cycles();
    }

    @Benchmark
    public SpikeTensor bernoulliSpikes() {
        return Spikes.bernoulli(firingRate).seed(1).generate(conv2.inputShape(), STEPS);
    }
}
