package org.spikebook.bench;

import java.util.ArrayList;
import java.util.List;
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
import org.spikebook.network.Network;
import org.spikebook.neuron.Neuron;
import org.spikebook.neuron.Reset;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;
import org.spikebook.spike.Spikes;
import org.spikebook.training.Loss;
import org.spikebook.training.Model;
import org.spikebook.training.Optimizer;
import org.spikebook.training.data.Sample;

/**
 * One training step (forward, loss, backward, Adam) with generic layers on two threads: T1 784-256-10, 25 steps, 128 samples, 13 % input; T2 12C5-pool-64C5-pool-10 on
 * 2x34x34, maximum before the neurons, 30 steps, 16 samples, 2 % input; T2b the same with the neurons before average pools; T3 40-128-128-10 recurrent on real numbers, 100
 * steps, 32 samples; T4 three convolutions with maximum pools on 2x128x128, 20 steps, 4 samples, 1 % input. With {@code -jvmArgsAppend -Dspikebook.plainKernels=true} the same in plain Java.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class TrainingBenchmark {

    /** Which network. */
    @Param({"T1", "T2", "T2b", "T3", "T4"})
    public String workload;

    private Model model;
    private List<Sample> batch;
    private Loss loss;
    private final Optimizer optimizer = Optimizer.adam(1e-4);

    private static Neuron lif() {
        return Neuron.lif(0.9).reset(Reset.SUBTRACT);
    }

    /** Draws inputs and first weights. */
    @Setup
    public void draw() {
        Network network = switch (workload) {
            case "T1" -> Network.builder("T1", Shape.features(784)).dense("H", 256).neuron(lif()).dense("O", 10).neuron(lif()).build();
            case "T2" -> Network.builder("T2", Shape.image(2, 34, 34)).conv2d("C1", c -> c.filters(12).kernel(5)).maxPool("P1", 2).neuron(lif())
                    .conv2d("C2", c -> c.filters(64).kernel(5)).maxPool("P2", 2).neuron(lif()).dense("O", 10).neuron(lif()).build();
            case "T2b" -> Network.builder("T2b", Shape.image(2, 34, 34)).conv2d("C1", c -> c.filters(12).kernel(5)).neuron(lif()).averagePool("P1", 2)
                    .conv2d("C2", c -> c.filters(64).kernel(5)).neuron(lif()).averagePool("P2", 2).dense("O", 10).neuron(lif()).build();
            case "T4" -> Network.builder("T4", Shape.image(2, 128, 128)).conv2d("C1", c -> c.filters(16).kernel(5)).maxPool("P1", 2).neuron(lif())
                    .conv2d("C2", c -> c.filters(32).kernel(5)).maxPool("P2", 2).neuron(lif()).conv2d("C3", c -> c.filters(64).kernel(5)).maxPool("P3", 2).neuron(lif())
                    .dense("O", 11).neuron(lif()).build();
            default -> Network.builder("T3", Shape.features(40)).recurrent("R1", r -> r.units(128)).neuron(lif()).recurrent("R2", r -> r.units(128)).neuron(lif())
                    .dense("O", 10).build();
        };
        int steps = switch (workload) {
            case "T1" -> 25;
            case "T3" -> 100;
            case "T4" -> 20;
            default -> 30;
        };
        int size = switch (workload) {
            case "T1" -> 128;
            case "T3" -> 32;
            case "T4" -> 4;
            default -> 16;
        };
        loss = workload.equals("T3") ? Loss.membraneCrossEntropy() : Loss.rateCrossEntropy();
        var random = new SplittableRandom(1);
        batch = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            if (workload.equals("T3")) {
                float[][] frames = new float[steps][40];
                for (float[] frame : frames) {
                    for (int k = 0; k < frame.length; k++) {
                        frame[k] = (float) random.nextGaussian();
                    }
                }
                batch.add(Sample.of(frames, i % 10));
            } else {
                batch.add(Sample.of(Spikes.bernoulli(workload.equals("T1") ? 0.13 : workload.equals("T4") ? 0.01 : 0.02).seed(i).generate(network.input(), steps), i % 10));
            }
        }
        if (!workload.equals("T3")) {
            SpikeTensor first = batch.get(0).spikes().orElseThrow();
            network = workload.startsWith("T2") || workload.equals("T4") ? network : network.withRandomWeights(1, first);
        }
        model = Model.of(network).seed(1).threads(2).build();
    }

    @Benchmark
    public Model.Result step() {
        return model.step(batch, loss, optimizer);
    }
}
