package org.spikebook.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikebook.network.Network;
import org.spikebook.neuron.Neuron;
import org.spikebook.spike.Shape;
import org.spikebook.spike.Spikes;
import org.spikebook.training.data.Dataset;
import org.spikebook.training.data.Sample;

/** What goes wrong in a training says where, and loses nothing. */
class Trainer_FailTest {

    @TempDir
    private Path folder;

    private static Network network(String name, double threshold) {
        return Network.builder(name, Shape.features(12)).dense("H", 9).neuron(Neuron.lif(0.9).threshold(threshold)).dense("FC", 2).neuron(Neuron.lif(0.9)).build();
    }

    private static List<Sample> samples() {
        var samples = new ArrayList<Sample>();
        for (int i = 0; i < 8; i++) {
            samples.add(Sample.of(Spikes.bernoulli(i % 2 == 0 ? 0.1 : 0.5).seed(i).generate(Shape.features(12), 10), i % 2));
        }
        return samples;
    }

    @Test
    void layersThatDoNotFireAreNamedWithTheirRate() {
        Training training = Trainer.of(network("dead", 1000)).on(samples()).epochs(2).batch(4).run();
        assertThat(training.deadLayers()).containsExactly("H", "FC");
        assertThat(training.toString()).contains("warning: hardly any spikes of layer H (0.0000 % of neurons and steps), FC (0.0000 %").contains("Maybe larger first weights");
        assertThat(Trainer.of(network("alive", 1)).on(samples()).epochs(2).batch(4).run().toString()).doesNotContain("warning");
    }

    @Test
    void aLossThatIsNoNumberStopsNamesLayerAndStepAndKeepsTheLastCheckpoint() throws IOException {
        Network values = Network.builder("values", Shape.features(12)).dense("H", 9).neuron(Neuron.lif(0.9)).dense("OUT", 2).build();
        Path file = folder.resolve("run.checkpoint");
        Trainer.of(values).on(samples()).epochs(2).batch(4).seed(1).loss(Loss.membraneCrossEntropy()).checkpoint(file).run();
        byte[] good = Files.readAllBytes(file);
        Optimizer wild = Optimizer.sgd(3e38, 0.5);
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> Trainer.of(values).on(samples()).epochs(6).batch(1).seed(1).loss(Loss.membraneCrossEntropy()).optimizer(wild).checkpoint(file).run())
                .withMessageMatching("training: .* step ([4-9]|1[01])\\b.*layer '(H|OUT)'.*").withMessageContaining("Maybe a smaller learning rate or clip(1)");
        assertThat(Files.readAllBytes(file)).isEqualTo(good);
        Training on = Trainer.of(values).on(samples()).epochs(4).batch(4).seed(1).loss(Loss.membraneCrossEntropy()).checkpoint(file).run();
        assertThat(on.curve()).hasSize(4);
        assertThat(on.network()).isEqualTo(Trainer.of(values).on(samples()).epochs(4).batch(4).seed(1).loss(Loss.membraneCrossEntropy()).run().network());
    }

    @Test
    void theFirstLayerThatIsNoNumberIsNamed() {
        Network values = Network.builder("values", Shape.features(12)).dense("H", 9).dense("OUT", 2).build();
        Model model = Model.of(values).seed(1).build();
        float[] huge = model.values("H.weight");
        java.util.Arrays.fill(huge, Float.MAX_VALUE);
        model.values("H.weight", huge);
        assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> model.step(samples(), Loss.membraneCrossEntropy(), Optimizer.adam(1e-3)))
                .withMessageContaining("the loss is NaN at step 0, first in layer 'H'");
        assertThat(model.values("H.weight")).isEqualTo(huge);
        Model other = Model.of(values).seed(1).build();
        assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> other.step(samples(), (output, sample, gradient) -> Double.NaN, Optimizer.adam(1e-3)))
                .withMessageContaining("the layers are finite, so it is the loss itself");
    }

    /** Neurons hide weights that are no numbers, since what is no number never spikes. */
    @Test
    void weightsThatAreNoNumbersAreNotKept() {
        Path file = folder.resolve("run.checkpoint");
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> Trainer.of(network("spikes", 1)).on(samples()).epochs(3).batch(4).optimizer(Optimizer.sgd(1e300, 0)).checkpoint(file).run())
                .withMessageContaining("layer '").withMessageContaining("step ");
        assertThat(file).doesNotExist();
    }

    @Test
    void checkpointsOfAnotherVersionOrNetworkAreRefusedAndStay() throws IOException {
        Path file = folder.resolve("run.checkpoint");
        Trainer.of(network("one", 1)).on(samples()).epochs(1).checkpoint(file).run();
        byte[] bytes = Files.readAllBytes(file);
        refused(network("two", 1), file, "is of network 'one', but 'two' is trained. Maybe another path.");
        Network larger = Network.builder("one", Shape.features(12)).dense("H", 10).neuron(Neuron.lif(0.9)).dense("FC", 2).neuron(Neuron.lif(0.9)).build();
        refused(larger, file, "is of another network 'one', which has 'H: dense [feature=12] -> [feature=9], LIF beta=0.9 threshold=1");
        refused(network("one", 2), file, "where this one has 'H: dense");
        Network deeper = Network.builder("one", Shape.features(12)).dense("H", 9).neuron(Neuron.lif(0.9)).dense("G", 9).neuron(Neuron.lif(0.9)).dense("FC", 2).neuron(Neuron.lif(0.9))
                .build();
        refused(deeper, file, "where this one has 'G: dense");
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
        byte[] later = bytes.clone();
        ByteBuffer.wrap(later).putInt(4, 99);
        Files.write(file, later);
        refused(network("one", 1), file, "is of version 99, but this Spikebook reads 2. Maybe delete it to start anew.");
        for (int cut = 0; cut < bytes.length; cut += Math.max(1, bytes.length / 15)) {
            Files.write(file, java.util.Arrays.copyOf(bytes, cut));
            refused(network("one", 1), file, "checkpoint '" + file + "'");
            assertThat(Files.size(file)).isEqualTo(cut);
        }
    }

    private static void refused(Network network, Path file, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> Trainer.of(network).on(samples()).epochs(2).checkpoint(file).run()).withMessageContaining(message);
    }

    @Test
    void samplesThatDoNotFitAreRefusedBeforeAnythingIsLearnt() {
        assertThatIllegalArgumentException().isThrownBy(() -> Trainer.of(network("n", 1)).on(List.of())).withMessageContaining("the data set is empty. Maybe");
        var far = new ArrayList<>(samples());
        far.add(Sample.of(far.get(0).spikes().orElseThrow(), 7));
        assertThatIllegalArgumentException().isThrownBy(() -> Trainer.of(network("n", 1)).on(far))
                .withMessageContaining("sample 8 is of class 7, but the network has 2 outputs, classes 0..1");
        assertThatIllegalArgumentException().isThrownBy(() -> Trainer.of(network("n", 1)).on(samples()).validation(Dataset.of("far", far))).withMessageContaining("sample 8");
        assertThatIllegalArgumentException().isThrownBy(() -> Trainer.of(network("n", 1)).on(samples()).epochs(0)).withMessageContaining("epochs must be at least 1, but was 0");
        assertThatIllegalArgumentException().isThrownBy(() -> Trainer.of(network("n", 1)).on(samples()).validation(1.0)).withMessageContaining("below 1, but was 1.0");
    }
}
