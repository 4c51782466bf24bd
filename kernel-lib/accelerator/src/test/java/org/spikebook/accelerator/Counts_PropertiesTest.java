package org.spikebook.accelerator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikebook.accelerator.ptb.Ptb;
import org.spikebook.accelerator.spikex.SpikeX;
import org.spikebook.accelerator.spikex.SpikeX.Dispatch;
import org.spikebook.network.Networks;
import org.spikebook.spike.SpikeTensor;
import org.spikebook.spike.Spikes;

/** What must hold for any layer, spikes and configuration. */
class Counts_PropertiesTest {

    private static final int[] STEPS = {1, 3, 30, 300};

    private static List<Accelerator> accelerators(int window, int rows, int columns) {
        var all = new ArrayList<Accelerator>();
        for (Ptb.Skip skip : Ptb.Skip.values()) {
            all.add(Ptb.builder().array(rows, columns).timeWindow(window).skip(skip).build());
        }
        all.add(Ptb.builder().array(rows, Math.min(8, columns)).timeWindow(window).skip(Ptb.Skip.LINE).stsap(true).build());
        for (Dispatch dispatch : Dispatch.values()) {
            all.add(SpikeX.builder().array(rows, columns).timeWindow(window).dispatch(dispatch).build());
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everySpikesSynapticWorkIsDoneExactlyOnce(long seed) {
        var random = new SplittableRandom(seed);
        for (int trial = 0; trial < 12; trial++) {
            LayerShape layer = RandomLayers.layer(random);
            int steps = STEPS[random.nextInt(STEPS.length)];
            SpikeTensor spikes = RandomLayers.spikes(random, layer, steps, random.nextDouble(0, 0.3));
            long work = SynapticWork.operations(layer, spikes);
            for (Accelerator accelerator : accelerators(1 + random.nextInt(steps), 1 + random.nextInt(12), 1 + random.nextInt(16))) {
                assertThat(accelerator.simulate(layer, spikes).counts().times(Component.ALU, Operation.ACCUMULATE)).as("seed %d: %s, %d steps, %s", seed, layer, steps, accelerator)
                        .isEqualTo(work);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void spikeXNeverTakesMorePacksThanPtbTakesGroups(long seed) {
        var random = new SplittableRandom(seed);
        for (int trial = 0; trial < 20; trial++) {
            LayerShape layer = RandomLayers.layer(random);
            int steps = STEPS[random.nextInt(STEPS.length)];
            SpikeTensor spikes = RandomLayers.spikes(random, layer, steps, Math.pow(random.nextDouble(), 3));
            int window = 1 + random.nextInt(steps);
            int columns = 1 + random.nextInt(16);
            LayerReport ptb = Ptb.builder().array(8, columns).timeWindow(window).build().simulate(layer, spikes);
            long last = Long.MAX_VALUE;
            for (Dispatch dispatch : List.of(Dispatch.CONSECUTIVE, Dispatch.TEMPORAL, Dispatch.SPATIAL)) {
                LayerReport spikeX = SpikeX.builder().array(8, columns).timeWindow(window).dispatch(dispatch).build().simulate(layer, spikes);
                String at = "seed " + seed + ": " + layer + ", " + steps + " steps, window " + window + ", " + columns + " columns, " + dispatch;
                assertThat(spikeX.metric("packs")).as(at).isLessThanOrEqualTo(ptb.metric("groups")).isLessThanOrEqualTo(last);
                assertThat(spikeX.metric("units")).as(at).isEqualTo(ptb.metric("units"));
                last = spikeX.metric("packs");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void countsNeverDependOnTheNumberOfThreads(int threads) throws Exception {
        var network = Networks.nMnist();
        var random = new SplittableRandom(threads);
        for (Accelerator accelerator : accelerators(5, 8, 8)) {
            // the layers of one run on all cores, against one layer after the other
            var simulation = Simulation.of(accelerator).on(network).steps(30).spikes(Spikes.clustered(0.05).seed(3));
            List<SpikeTensor> inputs = simulation.inputs().spikes();
            var alone = new ArrayList<LayerReport>();
            for (int l = 0; l < inputs.size(); l++) {
                alone.add(accelerator.simulate(simulation.layers().get(l), inputs.get(l)));
            }
            assertThat(simulation.run().layers()).isEqualTo(alone);
            // the same accelerator used by many threads at once
            LayerShape layer = RandomLayers.layer(random);
            SpikeTensor spikes = RandomLayers.spikes(random, layer, 30, 0.1);
            LayerReport expected = accelerator.simulate(layer, spikes);
            ExecutorService pool = Executors.newFixedThreadPool(threads);
            try {
                Callable<LayerReport> task = () -> accelerator.simulate(layer, spikes);
                for (var future : pool.invokeAll(java.util.Collections.nCopies(4 * threads, task))) {
                    assertThat(future.get()).isEqualTo(expected);
                }
            } finally {
                pool.shutdown();
            }
        }
    }
}
