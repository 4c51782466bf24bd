package org.spikebook.training;

import org.spikebook.training.data.Sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikebook.accelerator.Simulation;
import org.spikebook.accelerator.spikex.SpikeX;
import org.spikebook.energy.Technology;
import org.spikebook.event.SyntheticEvents;
import org.spikebook.network.Network;
import org.spikebook.network.Networks;
import org.spikebook.neuron.Neuron;
import org.spikebook.training.hardware.HardwareModel;

class Trainer_RunTest {

    @TempDir
    private Path folder;

    private static Network network() {
        return Network.builder("glyphs", Networks.nMnist().input()).steps(12).conv2d("C", c -> c.filters(6).kernel(5).stride(4)).neuron(Neuron.lif(0.9))
                .dense("FC", 3).neuron(Neuron.lif(0.9)).build();
    }

    private static List<Sample> glyphs(int from, int to) {
        var samples = new ArrayList<Sample>();
        for (int seed = from; seed < to; seed++) {
            for (int digit = 0; digit < 3; digit++) {
                samples.add(Sample.of(SyntheticEvents.movingGlyph(digit).seed(seed).generate().bin(12).spikes(), digit));
            }
        }
        return samples;
    }

    private static final List<Sample> SAMPLES = glyphs(0, 8);

    private static Trainer trainer() {
        return Trainer.of(network()).on(SAMPLES).validation(0.25).epochs(6).batch(6).seed(3).optimizer(Optimizer.adam(5e-3).schedule(Schedule.cosine(0.1)));
    }

    /** What is killed. */
    static final class Main {

        public static void main(String[] args) {
            trainer().checkpoint(Path.of(args[0])).run();
        }
    }

    @Test
    void itLearnsAndKeepsTheBestEpoch() {
        Training training = trainer().epochs(25).run();
        assertThat(training.accuracy()).isGreaterThan(0.8);
        assertThat(training.curve()).hasSize(25);
        double least = training.curve().stream().mapToDouble(Training.Epoch::validationLoss).min().orElseThrow();
        assertThat(training.curve().get(training.bestEpoch()).validationLoss()).isEqualTo(least);
        assertThat(training.toString()).contains("validation accuracy").doesNotContain("warning");
        assertThat(training.deadLayers()).isEmpty();
        int right = 0;
        for (Sample sample : glyphs(20, 24)) {
            right += training.network().run(sample.spikes().orElseThrow()).winner() == sample.label() ? 1 : 0;
        }
        assertThat(right).as("of 12, by chance 4").isGreaterThan(7);
    }

    @Test
    void sameSeedSameBitsAndAnotherSeedOthers() {
        assertThat(trainer().run().network()).isEqualTo(trainer().run().network());
        assertThat(trainer().seed(4).run().network()).isNotEqualTo(trainer().run().network());
    }

    @Test
    void afterKillsTheCheckpointIsWholeAndTheRunGoesOnBitForBit() throws Exception {
        Network uninterrupted = trainer().run().network();
        Path file = folder.resolve("run.checkpoint");
        var random = new SplittableRandom(5);
        int killed = 0;
        for (int attempt = 0; attempt < 12 && killed < 4; attempt++) {
            Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--add-modules", "jdk.incubator.vector", "-cp", System.getProperty("java.class.path"),
                    Main.class.getName(), file.toString()).redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
            long before = Files.exists(file) ? Files.getLastModifiedTime(file).toMillis() : 0;
            while (process.isAlive() && (!Files.exists(file) || Files.getLastModifiedTime(file).toMillis() == before)) {
                Thread.sleep(1);
            }
            if (!process.waitFor(random.nextInt(0, 15), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                killed++;
            }
            assertThat(Checkpoint.read(file, "glyphs", Model.Trainee.of(network()).structure())).as("kill %d", killed).isPresent();
        }
        assertThat(killed).isPositive();
        assertThat(trainer().checkpoint(file).run().network()).isEqualTo(uninterrupted);
    }

    @Test
    void aCheckpointThatDoesNotFitSaysWhy() throws IOException {
        Path file = folder.resolve("run.checkpoint");
        trainer().epochs(1).checkpoint(file).run();
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(folder.resolve("damaged"), bytes);
        assertThatIllegalArgumentException().isThrownBy(() -> trainer().checkpoint(folder.resolve("damaged")).run()).withMessageContaining("is damaged");
        Files.writeString(folder.resolve("text"), "this is no checkpoint at all");
        assertThatIllegalArgumentException().isThrownBy(() -> trainer().checkpoint(folder.resolve("text")).run()).withMessageContaining("is none");
        Network other = Network.builder("other", Networks.nMnist().input()).dense("FC", 3).neuron(Neuron.lif(0.9)).build();
        assertThatIllegalArgumentException().isThrownBy(() -> Trainer.of(other).on(glyphs(0, 2)).checkpoint(file).run()).withMessageContaining("is of network 'glyphs'");
    }

    @Test
    void theHardwareTermMakesActivityCheaperAndTheSimulatorAgrees() {
        var technology = Technology.named("cacti32-hp");
        var chip = SpikeX.builder().timeWindow(3).build();
        var model = HardwareModel.of(chip, technology).windows(3).fit(network());
        Training plain = trainer().epochs(20).run();
        Training aware = trainer().epochs(20).model(m -> m.term(HardwareTerm.of(model, 3, 3))).run();
        double[] edp = new double[2];
        double[] density = new double[2];
        for (Sample sample : glyphs(20, 22)) {
            for (int i = 0; i < 2; i++) {
                var activity = (i == 0 ? plain : aware).network().run(sample.spikes().orElseThrow());
                var report = Simulation.of(chip).activity(activity).run();
                edp[i] += technology.price(report.counts()).total().picojoules() * report.seconds();
                density[i] += activity.input("FC").windowOr(3).rate();
            }
        }
        assertThat(density[1]).as("active windows").isLessThan(0.7 * density[0]);
        assertThat(edp[1]).as("EDP").isLessThan(edp[0]);
    }

    @Test
    void dataThatCannotBeSayWhy() {
        assertThatIllegalArgumentException().isThrownBy(() -> Trainer.of(network()).on(List.of())).withMessageContaining("data set is empty");
        assertThatIllegalArgumentException().isThrownBy(() -> Trainer.of(network()).on(List.of(Sample.of(glyphs(0, 1).get(0).spikes().orElseThrow(), 3))))
                .withMessageContaining("sample 0 is of class 3, but the network has 3 outputs, classes 0..2");
        assertThatIllegalStateException().isThrownBy(() -> Trainer.of(network()).run()).withMessageContaining("no samples were given");
    }
}
