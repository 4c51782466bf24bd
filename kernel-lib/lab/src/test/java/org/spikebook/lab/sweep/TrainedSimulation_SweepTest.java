package org.spikebook.lab.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikebook.accelerator.Simulation;
import org.spikebook.accelerator.spikex.SpikeX;
import org.spikebook.energy.Technology;
import org.spikebook.network.Network;
import org.spikebook.network.Networks;
import org.spikebook.neuron.Neuron;
import org.spikebook.training.Optimizer;
import org.spikebook.training.Trainer;
import org.spikebook.training.data.Sample;

class TrainedSimulation_SweepTest {

    private final Network net = Network.builder("tiny", Networks.nMnist().input()).steps(10).conv2d("C", c -> c.filters(4).kernel(5).stride(4)).neuron(Neuron.lif(0.9))
            .dense("FC", 2).neuron(Neuron.lif(0.9)).build();
    private final SpikeX chip = SpikeX.builder().timeWindow(5).build();
    private final Technology prices = Technology.named("cacti32-hp");
    private final TrainedSimulation base = TrainedSimulation.of(net, SampleSet.movingDigits(2, 16, 10, 3), chip).technology(prices).epochs(2).batch(4).seed(1);

    @TempDir
    private Path folder;

    @Test
    void everyPointIsTheTrainingAndTheSimulationAtItsValues() {
        var result = Sweep.of(base).over("epochs", 1, 2).over("timeWindow", 2, 5).measure("accuracy", "loss", "spikeDensity", "latency", "edp").run();
        assertThat(result.errors()).isEmpty();
        assertThat(result.table().columnNames()).containsExactly("epochs [epochs]", "timeWindow [steps]", "accuracy [%]", "loss [nat]", "spikeDensity [%]",
                "latency [cycles]", "edp [nJ·µs]");
        List<Sample> samples = SampleSet.movingDigits(2, 16, 10, 3).samples();
        var training = Trainer.of(net).on(samples.subList(0, 12)).validation(samples.subList(12, 16)).epochs(2).batch(4).seed(1).optimizer(Optimizer.adam(1e-3)).run();
        double cycles = 0;
        double edp = 0;
        double spikes = 0;
        for (Sample sample : samples.subList(12, 16)) {
            var activity = training.network().run(sample.spikes().get());
            var report = Simulation.of(chip).activity(activity).run();
            cycles += report.cycles() / 4.0;
            edp += prices.price(report.counts()).total().picojoules() * 1e-3 * report.seconds() * 1e6 / 4;
            spikes += (activity.output("C").count() + activity.output("FC").count()) / 4.0;
        }
        int last = 3;       // two epochs, a window of 5
        int neurons = net.layer("C").output().size() + 2;
        assertThat(result.values("accuracy")[last]).isEqualTo(100 * training.accuracy());
        assertThat(result.values("loss")[last]).isEqualTo(training.curve().get(training.bestEpoch()).validationLoss());
        assertThat(result.values("latency")[last]).isCloseTo(cycles, within(1e-6));
        assertThat(result.values("edp")[last]).isCloseTo(edp, within(1e-6 * edp));
        assertThat(result.values("spikeDensity")[last]).isCloseTo(100 * spikes / (neurons * 10), within(1e-9));
        assertThat(result.values("accuracy")[0]).as("the window does not touch a training without the chip").isEqualTo(result.values("accuracy")[1]);
    }

    @Test
    void theChipInTheLossSparesSpikes() {
        var result = Sweep.of(base.epochs(6)).over("hardwareWeight", 0, 5).measure("spikeDensity").run();
        assertThat(result.values("spikeDensity")[1]).isLessThan(result.values("spikeDensity")[0]);
    }

    @Test
    void asJsonItIsTheSameSweep() throws Exception {
        var sweep = Sweep.of(base).over("learningRate", 1e-3, 3e-3).where("epochs < 3").measure("accuracy", "edp");
        var again = Sweep.fromJson(sweep.toJson(), folder);
        assertThat(again.toJson()).isEqualTo(sweep.toJson());
        sweep.run(folder.resolve("a.csv"));
        again.on((points, outcomes) -> SweepEngine.local().compute(points.stream().map(p -> SweepPoint.fromJson(p.toJson())).toList(), outcomes)).run(folder.resolve("b.csv"));
        assertThat(folder.resolve("b.csv")).hasSameBinaryContentAs(folder.resolve("a.csv"));
        Sweep byHand = Sweep.fromJson("""
                {"base": {"training": {"network": "n-mnist", "samples": {"kind": "moving-digits", "classes": 3, "samples": 30, "steps": 10}, "epochs": 1},
                          "accelerator": "spikex"},
                 "axes": [{"name": "batch", "values": [8, 16]}], "measures": ["accuracy"]}""", folder);
        assertThat(byHand).hasToString("Sweep of 2 points over [batch [8, 16]]: training of " + Networks.nMnist().name()
                + " on 30 moving digits of 3 classes, seed 0, 10 steps, 1 epochs, for SpikeX");
    }

    @Test
    void whatCannotBeIsRefusedBeforeAnythingRuns() {
        assertThatIllegalArgumentException().isThrownBy(() -> Sweep.of(base).over("epoch", 1).run()).withMessageContaining("has no parameter 'epoch'. Maybe 'epochs'.");
        assertThatIllegalArgumentException().isThrownBy(() -> Sweep.of(base).over("firingRate", 0.1).run()).withMessageContaining("has no parameter 'firingRate'");
        assertThatIllegalArgumentException().isThrownBy(() -> Sweep.of(base).over("epochs", "many").run()).withMessageContaining("a whole number");
        assertThatIllegalArgumentException().isThrownBy(() -> Sweep.of(Simulation.of(chip).on(net.layer("C"))).over("rows", 4).measure("accuracy").run())
                .withMessageContaining("'accuracy' is of a training, but nothing is trained");
        var failed = Sweep.of(base).over("epochs", 0, 1).measure("accuracy").run();
        assertThat(failed.errors()).containsExactly("training: epochs must be at least 1, but was 0");
    }

    @Test
    void anInterruptedTrainingIsNoPoint() {
        var outcomes = new java.util.concurrent.CopyOnWriteArrayList<String>();
        var run = new Thread(() -> {
            try {
                Sweep.of(base.epochs(1_000_000)).over("batch", 4).run(folder.resolve("long.csv"));
            } catch (CancellationException e) {
                outcomes.add("cancelled");
            }
        });
        run.start();
        try {
            Thread.sleep(2_000);
            run.interrupt();
            run.join(30_000);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertThat(outcomes).containsExactly("cancelled");
        assertThat(folder.resolve("long.csv.journal")).hasContent("");
    }

    @Test
    void recordingsGoByFolderAndDigest() throws Exception {
        String data = System.getenv("SPIKEBOOK_DATA");
        Assumptions.assumeTrue(data != null && Files.isDirectory(Path.of(data, "nmnist")), "SPIKEBOOK_DATA names no folder with nmnist");
        Path train = Path.of(data, "nmnist", "Train");
        var ten = Network.builder("ten", Networks.nMnist().input()).steps(10).dense("FC", 10).neuron(Neuron.lif(0.9)).build();
        var sweep = Sweep.of(TrainedSimulation.of(ten, SampleSet.nMnist(train, 40, 10), chip).epochs(1)).over("seed", 1, 2).measure("accuracy", "latency");
        assertThat(sweep.run().errors()).isEmpty();
        String json = sweep.toJson();
        assertThat(json).contains("\"digest\"");
        String other = json.replaceFirst("\"digest\" : \"[0-9a-f]{4}", "\"digest\" : \"0000");
        assertThat(Sweep.fromJson(other, folder).run().errors()).hasSize(2).allSatisfy(e -> assertThat(e).contains("must have digest 0000").contains("Maybe other recordings"));
    }
}
