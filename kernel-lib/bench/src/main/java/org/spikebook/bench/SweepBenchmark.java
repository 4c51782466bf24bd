package org.spikebook.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.spikebook.accelerator.Accelerator;
import org.spikebook.accelerator.Counts;
import org.spikebook.accelerator.LayerReport;
import org.spikebook.accelerator.LayerShape;
import org.spikebook.accelerator.Simulation;
import org.spikebook.accelerator.spikex.SpikeX;
import org.spikebook.lab.sweep.Sweep;
import org.spikebook.lab.sweep.SweepResult;
import org.spikebook.network.Networks;
import org.spikebook.spike.SpikeTensor;
import org.spikebook.spike.Spikes;

/** Points of a sweep: the layer of SpikeX, Fig. 10 on all cores, and what the engine itself adds to a point. Time is per point. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class SweepBenchmark {

    private static final int FIGURE_POINTS = 540;
    private static final int EMPTY_POINTS = 10_000;

    private final Simulation figure = Simulation.of(SpikeX.builder().timeWindow(5).build()).on(Networks.dvsGestureMedium().layer("CONV2")).steps(320)
            .spikes(Spikes.bernoulli(1e-3).seed(1));

    private final LayerShape small = LayerShape.fullyConnected("FC", 1, 4, 4);
    private final Simulation empty = Simulation.of(new Nothing()).on(small).steps(4).spikes(Spikes.bernoulli(0.5));

    /** An accelerator that does nothing, so that only the engine's work is left. */
    private static final class Nothing implements Accelerator {

        @Override
        public String name() {
            return "Nothing";
        }

        @Override
        public String configuration() {
            return "";
        }

        @Override
        public double clockMegahertz() {
            return 1;
        }

        @Override
        public LayerReport simulate(LayerShape layer, SpikeTensor input) {
            return new LayerReport(layer, input.steps(), 1, 1, 1, Counts.NONE, Map.of());
        }
    }

    /** Three rates, spikes drawn once each, 180 configurations. */
    @Benchmark
    @OperationsPerInvocation(FIGURE_POINTS)
    public SweepResult figure10Layer() {
        return Sweep.of(figure).over("firingRate", 1e-4, 1e-3, 1e-2).over("rows", 4, 8, 16).over("columns", 4, 8, 16)
                .over("globalBuffer", 16, 32, 54, 96).over("timeWindow", 2, 5, 8, 10, 20).measure("latency").run();
    }

    /** The same into a file with its journal, which is deleted each time. */
    @Benchmark
    @OperationsPerInvocation(FIGURE_POINTS)
    public SweepResult figure10LayerWithJournal() throws IOException {
        Path csv = Files.createTempFile("sweep", ".csv");
        try {
            return Sweep.of(figure).over("firingRate", 1e-4, 1e-3, 1e-2).over("rows", 4, 8, 16).over("columns", 4, 8, 16)
                    .over("globalBuffer", 16, 32, 54, 96).over("timeWindow", 2, 5, 8, 10, 20).measure("latency").run(csv);
        } finally {
            Files.deleteIfExists(csv);
            Files.deleteIfExists(csv.resolveSibling(csv.getFileName() + ".journal"));
        }
    }

    /** Points that cost nothing themselves. */
    @Benchmark
    @OperationsPerInvocation(EMPTY_POINTS)
    public SweepResult engineAlone() {
        return Sweep.of(empty).over("seed", IntStream.range(0, EMPTY_POINTS / 100).boxed().toList()).over("steps", IntStream.range(1, 101).boxed().toList())
                .measure("latency").run();
    }
}
