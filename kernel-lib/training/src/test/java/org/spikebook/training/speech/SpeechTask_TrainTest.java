package org.spikebook.training.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikebook.accelerator.rsnn.RsnnNetwork;
import org.spikebook.network.Dense;
import org.spikebook.network.Network;
import org.spikebook.network.Networks;
import org.spikebook.network.Recurrent;
import org.spikebook.training.Loss;
import org.spikebook.training.data.Dataset;
import org.spikebook.training.data.Sample;
import org.spikebook.training.data.Split;

class SpeechTask_TrainTest {

    /** Three made words: bumps at different bands that move up, stay or move down. */
    private static Split made() {
        return new Split(made(60, 1), made(30, 2));
    }

    private static Dataset made(int count, long seed) {
        var random = new SplittableRandom(seed);
        var samples = new ArrayList<Sample>();
        for (int i = 0; i < count; i++) {
            int word = i % 3;
            float[][] frames = new float[12][40];
            for (int f = 0; f < frames.length; f++) {
                double centre = 20 + (word - 1) * (f - 6) * 1.5 + random.nextGaussian();
                for (int b = 0; b < 40; b++) {
                    frames[f][b] = (float) (2.5 * Math.exp(-(b - centre) * (b - centre) / 20) - 0.5 + 0.2 * random.nextGaussian());
                }
            }
            samples.add(Sample.of(frames, word));
        }
        return Dataset.of("made words", samples);
    }

    @Test
    void featuresAreRoundedToEightBitsAndBack() {
        byte[][] frames = SpeechFrames.quantize(new float[][] {{-9, -2, 0, 1, 99}});
        assertThat(frames[0]).containsExactly((byte) 0, (byte) 0, (byte) 64, (byte) 96, (byte) 255);
        float[][] inputs = SpeechFrames.inputs(frames, 2);
        assertThat(inputs).hasDimensions(2, 5);
        assertThat(inputs[1]).containsExactly(0, 0, 2, 3, 255 / 32f);
    }

    @Test
    void aFrameBelongsToTheNearestClusterOfItsWord() {
        SpeechTask task = SpeechTask.of(made(), 8, 3);
        assertThat(task.classes().size()).isEqualTo(24);
        assertThat(task.train()).hasSize(54);
        for (SpeechTask.Utterance each : task.train()) {
            assertThat(java.util.Arrays.stream(each.classes()).map(c -> c / 8).distinct()).containsExactly(each.word());
        }
        assertThatIllegalArgumentException().isThrownBy(() -> SpeechTask.of(made(), 5000, 3)).withMessageContaining("fewer than the 5000 clusters");
    }

    @Test
    void theLossHasTheGradientOfFiniteDifferences() {
        Loss loss = new FrameLoss(new WordReadout(3, 4), 2, 0.3);
        var random = new SplittableRandom(4);
        float[][] output = new float[6][12];
        for (float[] row : output) {
            for (int c = 0; c < row.length; c++) {
                row[c] = (float) random.nextGaussian();
            }
        }
        Sample sample = Sample.of(new float[6][1], 1).target(4, 7, 5);
        float[][] gradient = new float[6][12];
        loss.value(output, sample, gradient);
        for (int t = 0; t < 6; t++) {
            for (int c = 0; c < 12; c++) {
                float h = 1e-2f;
                float before = output[t][c];
                output[t][c] = before + h;
                double up = loss.value(output, sample, new float[6][12]);
                output[t][c] = before - h;
                double down = loss.value(output, sample, new float[6][12]);
                output[t][c] = before;
                assertThat((double) gradient[t][c]).as("step %d class %d", t, c).isCloseTo((up - down) / (2 * h), within(2e-4));
            }
        }
    }

    @Test
    void aSmallNetworkLearnsTheWordsAndKeepsThemThroughCompression(@TempDir Path folder) {
        SpeechTask task = SpeechTask.of(made(), 8, 3);
        var training = SpeechTraining.of(task).epochs(30).batch(9).rate(1e-2);
        Network wide = training.run(Networks.speech(24, 24, 2)).network();
        assertThat(SpeechTraining.accuracy(task, wide, task.test())).as("wide").isGreaterThan(0.85);
        Network narrow = training.epochs(15).run(Compression.structured(wide, 16)).network();
        assertThat(((Recurrent) narrow.layers().get(0)).outputs()).isEqualTo(16);
        CompressedWeights weights = CompressedWeights.none().pruned(narrow, "FC", 0.4);
        Network small = training.weights(weights.quantized(narrow)).run(narrow).network();
        RsnnNetwork fixed = RsnnNetwork.of(small, SpeechFrames.EXPONENT);
        assertThat(fixed.fcZeros()).isGreaterThanOrEqualTo(0.4);
        assertThat(task.accuracy(fixed, task.test())).as("4 bits in fixed point").isGreaterThan(0.8);
        assertThat(RsnnNetwork.scales(small, SpeechFrames.EXPONENT).values()).allSatisfy(s -> assertThat(s.bits()).isEqualTo(4));
        // weights of 4 bits stay what they are when they are rounded again
        for (float w : ((Dense) small.layer("FC")).weights().orElseThrow().toArray()) {
            var scale = RsnnNetwork.scales(small, SpeechFrames.EXPONENT).get("FC.weight");
            assertThat(scale.value(scale.round(w))).isEqualTo(w);
        }
    }

    @Test
    void theStrongestNeuronsStay() {
        Network net = Networks.speech(6, 4, 1).withRandomWeights(3);
        Network four = Compression.structured(net, 4);
        assertThat(four.parameters()).isEqualTo(4 * 40 + 3 * 16 + 4 * 4);
        assertThat(Compression.structured(net, 6)).isEqualTo(net);
        assertThatIllegalArgumentException().isThrownBy(() -> Compression.structured(net, 7)).withMessageContaining("at least 7 neurons");
        assertThat(List.of(((Recurrent) four.layer("L1")).delay())).containsExactly(1);
    }
}
