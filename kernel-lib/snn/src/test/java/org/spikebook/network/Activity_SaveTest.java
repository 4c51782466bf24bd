package org.spikebook.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikebook.event.NpyArray;
import org.spikebook.event.SyntheticEvents;
import org.spikebook.neuron.Neuron;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;
import org.spikebook.spike.Spikes;

class Activity_SaveTest {

    private static final Path SAMPLES = Path.of(System.getProperty("spikebook.root"), "data", "samples", "recorded-digit");

    @Test
    void theRecordedDigitOfTheSamplesIsWhatItsReadmeSays(@TempDir Path folder) throws IOException {
        SpikeTensor digit = SyntheticEvents.movingGlyph(3).seed(1).generate().bin(30).spikes();
        var files = Networks.nMnist().withRandomWeights(1, digit).run(digit).save(folder);
        assertThat(files).extracting(f -> f.getFileName().toString()).containsExactly("01-CONV1.npy", "02-CONV2.npy", "03-CONV3.npy", "04-FC.npy");
        for (Path file : files) {
            assertThat(Files.readAllBytes(SAMPLES.resolve(file.getFileName()))).as(file.getFileName().toString()).isEqualTo(Files.readAllBytes(file));
        }
    }

    @Test
    void spikesOfAnyShapeAndLengthComeBack(@TempDir Path folder) {
        for (Shape shape : new Shape[] {Shape.features(1), Shape.features(77), Shape.sequence(3, 5), Shape.image(2, 7, 9)}) {
            for (int steps : new int[] {1, 63, 64, 65, 130}) {
                SpikeTensor spikes = Spikes.bernoulli(0.3).seed(steps).generate(shape, steps);
                NpyArray.write(spikes, folder.resolve("x.npy"));
                assertThat(NpyArray.read(folder.resolve("x.npy")).spikes()).isEqualTo(spikes);
            }
        }
    }

    @Test
    void realNumbersCannotBeSavedAsSpikes(@TempDir Path folder) {
        var network = Network.builder("pooled", Shape.image(1, 4, 4)).averagePool("POOL", 2).dense("FC", 3).neuron(Neuron.lif(0.5)).build();
        var activity = network.withRandomWeights(1).run(Spikes.bernoulli(0.5).generate(network.input(), 5));
        assertThatIllegalArgumentException().isThrownBy(() -> activity.save(folder)).withMessageContaining("layer 'FC': gets no spikes but the real numbers");
    }
}
