package org.spikebook.bench;

import java.util.List;
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
import org.spikebook.accelerator.SynapticWork;
import org.spikebook.accelerator.ptb.Ptb;
import org.spikebook.accelerator.spikex.SpikeX;

/** The reference workloads on one thread: time to simulate every layer once. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SimulatorBenchmark {

    @Param({"W1", "W2", "W3"})
    public Workload workload;

    private List<Workload.Input> inputs;
    private Accelerator prosperity;
    private Accelerator ptb;
    private Accelerator spikex;

    /** Draws the spikes. */
    @Setup
    public void draw() {
        inputs = workload.inputs();
        prosperity = Ptb.asInProsperity();
        ptb = Ptb.builder().timeWindow(4).build();
        spikex = SpikeX.builder().timeWindow(4).build();
    }

    @Benchmark
    public long ptbAsInProsperity() {
        return Workload.cycles(inputs, prosperity);
    }

    @Benchmark
    public long ptb() {
        return Workload.cycles(inputs, ptb);
    }

    @Benchmark
    public long spikeX() {
        return Workload.cycles(inputs, spikex);
    }

    @Benchmark
    public long synapticOperations() {
        long operations = 0;
        for (Workload.Input input : inputs) {
            operations += SynapticWork.operations(input.layer(), input.spikes());
        }
        return operations;
    }
}
