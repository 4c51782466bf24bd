package org.spikebook.training.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikebook.accelerator.rsnn.Rsnn;
import org.spikebook.accelerator.rsnn.RsnnActivity;
import org.spikebook.accelerator.rsnn.RsnnNetwork;
import org.spikebook.accelerator.rsnn.RsnnReport;
import org.spikebook.accelerator.rsnn.RsnnShape;
import org.spikebook.training.data.DataSets;
import org.spikebook.training.data.Dataset;
import org.spikebook.training.data.LogMel;

/** The recorded run of the compression and the networks that came out of it. */
class SpeechPipeline_RecordedTest {

    private final List<SpeechPipeline.Step> steps = SpeechPipeline.recorded();

    @Test
    void theStepsAreThoseOfThePaper() {
        assertThat(steps.stream().limit(4).map(SpeechPipeline.Step::name)).containsExactly("unpruned", "structured pruning", "40 % of FC zero", "4 bits");
        assertThat(steps.stream().limit(4).map(s -> Math.rint(1e4 * s.megabytes()) / 1e4)).containsExactly(2.7935, 1.2001, 0.8069, 0.1009);
        assertThat(steps.stream().limit(4).map(s -> Math.rint(100 * s.megamacs()) / 100)).containsExactly(145.82, 63.08, 43.42, 43.42);
        assertThat(steps.stream().filter(s -> s.bits() == 4).map(SpeechPipeline.Step::timeSteps)).containsExactlyInAnyOrder(1, 2, 3, 4);
    }

    @Test
    void theUnprunedNetworkHearsEightyFivePercentAndFourBitsCostAtMostOnePoint() {
        SpeechPipeline.Step unpruned = steps.get(0);
        SpeechPipeline.Step before = steps.get(2);
        SpeechPipeline.Step after = steps.get(3);
        assertThat(unpruned.floating()).isGreaterThanOrEqualTo(0.85);
        assertThat(before.floating() - after.fixed()).isLessThanOrEqualTo(0.01);
        assertThat(before.judgedFloating() - after.judgedFixed()).isLessThanOrEqualTo(0.01);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void theShippedNetworkScoresWhatWasRecorded(int timeSteps) {
        RsnnNetwork network = RsnnNetwork.spokenDigits(timeSteps);
        assertThat(network.shape()).isEqualTo(RsnnShape.published());
        assertThat(network.timeSteps()).isEqualTo(timeSteps);
        assertThat(network.fcZeros()).isBetween(0.4, 0.6);
        assumeTrue(DataSets.isHere("fsdd"), "the recordings are not here: SPIKEBOOK_DATA/fsdd");
        Dataset test = DataSets.spokenDigits(LogMel.ofSpeech()).test();
        var readout = new WordReadout(10, 192);
        long right = IntStream.range(0, test.size())
                .filter(i -> readout.word(network.run(SpeechFrames.quantize(test.sample(i, 0).frames())), network.outputUnit()) == test.label(i)).count();
        SpeechPipeline.Step recorded = steps.stream().filter(s -> s.bits() == 4 && s.timeSteps() == timeSteps).findFirst().orElseThrow();
        assertThat((double) right / test.size()).isCloseTo(recorded.fixed(), within(1e-4));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void theClosedFormIsExactOnItsSpikes(int timeSteps) {
        RsnnNetwork network = RsnnNetwork.spokenDigits(timeSteps);
        byte[][] frames = glide();
        Rsnn chip = Rsnn.builder().timeSteps(timeSteps).build();
        RsnnActivity activity = network.run(frames).activity();
        RsnnReport counted = chip.simulate(activity);
        assertThat(counted).isEqualTo(chip.execute(network, frames).report());
        if (timeSteps == 2) {
            int[] cycles = counted.cycles();
            for (int f = 0; f < frames.length; f++) {
                assertThat(cycles[f]).isEqualTo(40 + activity.inputBits(f) + 3 * 128 + (15 * activity.either(1, f, 0, 1) + 1) / 2);
            }
        }
    }

    /** Features of a band that moves up, with a loud and a quiet part. */
    private static byte[][] glide() {
        byte[][] frames = new byte[60][40];
        for (int f = 0; f < frames.length; f++) {
            for (int b = 0; b < 40; b++) {
                double distance = (b - 40.0 * f / frames.length) / 5;
                frames[f][b] = (byte) Math.round(30 + (f % 20 < 12 ? 140 : 20) * Math.exp(-distance * distance));
            }
        }
        return frames;
    }
}
