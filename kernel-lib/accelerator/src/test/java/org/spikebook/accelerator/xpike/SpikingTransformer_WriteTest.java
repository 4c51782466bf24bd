package org.spikebook.accelerator.xpike;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikebook.event.MalformedFileException;

class SpikingTransformer_WriteTest {

    private static final TransformerShape SHAPE = new TransformerShape("tiny", false, 1, 32, 2, 5, 6, 3, 2, 4, 4, "test");

    @Test
    void whatIsWrittenReadsBack(@TempDir Path folder) throws IOException {
        SpikingTransformer transformer = SpikingTransformer.initial(SHAPE, 3);
        Path file = folder.resolve("t.json");
        transformer.write(file, "a test");
        SpikingTransformer back = SpikingTransformer.read(file);
        assertThat(back.shape()).isEqualTo(SHAPE);
        back.weights().forEach((name, w) -> assertThat(w.toArray()).as(name).isEqualTo(transformer.weights().get(name).toArray()));
        Files.writeString(file, Files.readString(file).replace("block1.out.bias", "block1.other"));
        assertThatExceptionOfType(MalformedFileException.class).isThrownBy(() -> SpikingTransformer.read(file)).withMessageContaining("no weights 'block1.out.bias'");
        Files.writeString(file, "{");
        assertThatExceptionOfType(MalformedFileException.class).isThrownBy(() -> SpikingTransformer.read(file)).withMessageContaining("t.json");
        assertThatIllegalArgumentException().isThrownBy(() -> SpikingTransformer.trained("none")).withMessageContaining("Maybe");
    }

    /** With ideal devices only converters err: of 12 bits less than of 3, and not at all if ideal. */
    @Test
    void rangesFromSamplesLetWideConvertersFollowTheLevels() {
        SpikingTransformer transformer = SpikingTransformer.initial(SHAPE, 3);
        var random = new SplittableRandom(1);
        double[][][] sample = new double[6][4][6];
        for (double[][] tokens : sample) {
            for (double[] token : tokens) {
                Arrays.setAll(token, i -> random.nextInt(2));
            }
        }
        Xpikeformer chip = Xpikeformer.published().ideal();
        double narrow = 0;
        double wide = 0;
        for (double[][] tokens : sample) {
            double[] exact = transformer.quantized(4).run(tokens, 8, 1).output();
            narrow += distance(transformer.on(chip.adcBits(3), 0, false, 1, sample, 4).run(tokens, 8, 1).output(), exact);
            wide += distance(transformer.on(chip.adcBits(12), 0, false, 1, sample, 4).run(tokens, 8, 1).output(), exact);
        }
        assertThat(wide).isLessThan(narrow);
        assertThat(transformer.on(Xpikeformer.published().ideal(), 0, false, 1, sample, 4).run(sample[0], 8, 1).output())
                .containsExactly(transformer.quantized(4).run(sample[0], 8, 1).output(), org.assertj.core.api.Assertions.within(1e-9));
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs(a[i] - b[i]);
        }
        return sum;
    }
}
