package org.spikebook.bench;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.spikebook.accelerator.rsnn.Rsnn;
import org.spikebook.accelerator.rsnn.RsnnActivity;
import org.spikebook.accelerator.rsnn.RsnnNetwork;
import org.spikebook.accelerator.rsnn.RsnnProfile;
import org.spikebook.accelerator.rsnn.RsnnReport;
import org.spikebook.accelerator.rsnn.RsnnRun;
import org.spikebook.accelerator.rsnn.RsnnShape;
import org.spikebook.network.Network;
import org.spikebook.network.Networks;
import org.spikebook.network.Recurrent;
import org.spikebook.network.Weights;
import org.spikebook.spike.Shape;

/** Frames of the speech accelerator a second on one thread: counted from recorded spikes, and computed in fixed point and counted. 2000 frames, two time steps. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RsnnBenchmark {

    private static final int FRAMES = 2000;

    private final Rsnn chip = Rsnn.builder().build();
    private RsnnActivity activity;
    private RsnnNetwork network;
    private byte[][] features;

    /** Draws spikes, features, and a network of the chip's size whose densities are like the paper's. */
    @Setup
    public void draw() {
        activity = RsnnProfile.published().generate(FRAMES, 2, 1);
        features = new byte[FRAMES][RsnnShape.published().features()];
        for (int f = 0; f < FRAMES; f++) {
            for (int i = 0; i < features[f].length; i++) {
                features[f][i] = (byte) activity.feature(f, i);
            }
        }
        var random = new SplittableRandom(2);
        Network preset = Networks.speech();
        var builder = Network.builder("drawn", Shape.features(40));
        for (String name : new String[] {"L0", "L1"}) {
            var layer = (Recurrent) preset.layer(name);
            double deviation = name.equals("L0") ? 0.3 : 0.25;
            builder.recurrent(name, r -> r.delay(2).weights(gaussian(random, 128, layer.inputs(), deviation)).recurrentWeights(gaussian(random, 128, 128, 0.15)))
                    .neuron(layer.neuron().orElseThrow());
        }
        network = RsnnNetwork.of(builder.dense("FC", d -> d.weights(gaussian(random, 1920, 128, 0.2))).build(), 8);
        RsnnRun run = network.run(features);
        System.out.println(run);
    }

    private static Weights gaussian(SplittableRandom random, int outputs, int inputs, double deviation) {
        float[] values = new float[outputs * inputs];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return Weights.of(values, outputs, inputs);
    }

    /** Cycles and counts of frames whose spikes are there. */
    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public RsnnReport count() {
        return chip.simulate(activity);
    }

    /** Spikes and outputs of frames in fixed point, then their cycles and counts. */
    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public RsnnReport computeAndCount() {
        return chip.simulate(network.run(features).activity());
    }
}
