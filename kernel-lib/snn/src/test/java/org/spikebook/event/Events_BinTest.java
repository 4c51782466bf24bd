package org.spikebook.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikebook.spike.Shape;
import org.spikebook.testing.TestData;

class Events_BinTest {

    private static final Events FEW = Events.builder(3, 2)
            .add(2, 1, 1, 0).add(2, 1, 1, 999).add(2, 1, 0, 999).add(0, 0, 1, 1000).add(0, 0, 1, 1000).add(0, 0, 1, 1001)
            .add(1, 0, 0, 2500).build();

    @Test
    void aStepTakesTheEventsFromItsStartToJustBeforeTheNext() {
        var bins = FEW.bin(Duration.ofMillis(1));
        assertThat(bins.steps()).isEqualTo(3);
        assertThat(bins).hasToString("Bins[channel=2 x y=2 x x=3], 3 steps of 1.000 ms");
        var counts = bins.counts();
        assertThat(counts.shape()).isEqualTo(Shape.image(2, 2, 3));
        assertThat(counts.planes()).isEqualTo(2);
        assertThat(counts.value(neuron(1, 1, 2), 0)).isEqualTo(2);
        assertThat(counts.value(neuron(0, 1, 2), 0)).isEqualTo(1);
        assertThat(counts.value(neuron(1, 0, 0), 1)).isEqualTo(3);
        assertThat(counts.value(neuron(0, 0, 1), 2)).isEqualTo(1);
        assertThat(counts.sum()).isEqualTo(FEW.size());
        assertThat(bins.spikes()).isEqualTo(counts.any());
    }

    @Test
    void mergedPolaritiesAddUpInOneChannel() {
        var merged = FEW.bin(Duration.ofMillis(1)).mergePolarities();
        assertThat(merged.shape()).isEqualTo(Shape.image(1, 2, 3));
        assertThat(merged.counts().value(5, 0)).isEqualTo(3);
        assertThat(merged.spikes().count()).isEqualTo(3);
    }

    @Test
    void aNumberOfStepsDividesTheDurationEvenly() {
        // duration 2501 us in 2 steps: the second begins at 1250.5 us
        var two = FEW.bin(2);
        assertThat(two.counts().plane(0).steps()).isEqualTo(2);
        assertThat(two.counts().value(neuron(1, 0, 0), 0)).isEqualTo(3);
        assertThat(two.counts().value(neuron(0, 0, 1), 1)).isEqualTo(1);
        assertThat(FEW.bin(1).spikes().count()).isEqualTo(4);
        assertThat(Events.builder(1, 1).add(0, 0, 0, 1250).add(0, 0, 0, 1251).build(Duration.ofNanos(2501_000)).bin(2).counts().sum())
                .isEqualTo(2);
        var edge = Events.builder(1, 1).add(0, 0, 0, 1250).add(0, 0, 0, 1251).build(Duration.ofNanos(2501_000)).bin(2).spikes();
        assertThat(edge.get(0, 0)).isTrue();
        assertThat(edge.get(0, 1)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void countsAreThoseOfAPlainHistogram(long seed) {
        var random = new SplittableRandom(seed);
        var builder = Events.builder(5, 4);
        int events = 2000;
        long time = 0;
        int[][] xytp = new int[events][];
        for (int i = 0; i < events; i++) {
            time += random.nextInt(20);
            xytp[i] = new int[] {random.nextInt(5), random.nextInt(4), (int) time, random.nextInt(2)};
            builder.add(xytp[i][0], xytp[i][1], xytp[i][3], time);
        }
        var recording = builder.build();
        int micros = 1 + random.nextInt(3000);
        var byLength = recording.bin(Duration.ofNanos(micros * 1000L)).counts();
        int steps = 1 + random.nextInt(100);
        var byCount = recording.bin(steps).counts();
        int[][] length = new int[40][byLength.steps()];
        int[][] count = new int[40][steps];
        for (int[] e : xytp) {
            int neuron = (e[3] * 4 + e[1]) * 5 + e[0];
            length[neuron][e[2] / micros]++;
            count[neuron][(int) Math.floor((double) e[2] * steps / (time + 1))]++;
        }
        for (int n = 0; n < 40; n++) {
            for (int t = 0; t < byLength.steps(); t++) {
                assertThat(byLength.value(n, t)).as("seed %d", seed).isEqualTo(length[n][t]);
            }
            for (int t = 0; t < steps; t++) {
                assertThat(byCount.value(n, t)).as("seed %d", seed).isEqualTo(count[n][t]);
            }
        }
    }

    @Test
    void aRealRecordingKeepsEveryEventInItsFrames() {
        var events = Events.nMnist(TestData.require("nmnist/Test/7/00001.bin"));
        var bins = events.bin(Duration.ofMillis(1));
        assertThat(bins.counts().sum()).isEqualTo(events.size());
        assertThat(bins.counts().shape()).isEqualTo(Shape.image(2, 34, 34));
        assertThat(bins.steps()).isEqualTo(308);
        assertThat(events.bin(30).counts().sum()).isEqualTo(events.size());
    }

    @Test
    void aSliceCountsTimeFromItsStartAndMayEndInSilence() {
        var cut = FEW.slice(Duration.ofMillis(1), Duration.ofMillis(10));
        assertThat(cut.size()).isEqualTo(4);
        assertThat(cut.micros(0)).isZero();
        assertThat(cut.micros(3)).isEqualTo(1500);
        assertThat(cut.duration()).isEqualTo(Duration.ofMillis(9));
        assertThat(cut.bin(Duration.ofMillis(1)).steps()).isEqualTo(9);
        assertThat(FEW.slice(Duration.ZERO, Duration.ofMillis(1)).size()).isEqualTo(3);
        assertThat(FEW.slice(Duration.ZERO, FEW.duration())).isEqualTo(FEW);
        var silent = FEW.slice(Duration.ofMillis(5), Duration.ofMillis(6));
        assertThat(silent).hasToString("Events[3x2, 0 events over 1.0 ms, 0.0 per ms]");
        assertThat(silent.bin(4).counts().count()).isZero();
    }

    @Test
    void stepsAndCutsThatMakeNoSenseAreRefusedWithTheRule() {
        assertThatIllegalArgumentException().isThrownBy(() -> FEW.bin(0)).withMessageContaining("steps must be at least 1, but was 0");
        assertThatIllegalArgumentException().isThrownBy(() -> FEW.bin(Duration.ZERO)).withMessageContaining("longer than 0")
                .withMessageContaining("Maybe");
        assertThatIllegalArgumentException().isThrownBy(() -> FEW.bin(Duration.ofMillis(-1))).withMessageContaining("-1000 us");
        assertThatIllegalArgumentException().isThrownBy(() -> FEW.bin(Duration.ofNanos(1500)))
                .withMessageContaining("whole number of microseconds, but was PT0.0000015S. Maybe PT0.000002S.");
        assertThatIllegalArgumentException().isThrownBy(() -> FEW.slice(Duration.ofMillis(2), Duration.ofMillis(2)))
                .withMessageContaining("less than to, but was 2000 us");
        assertThatIllegalArgumentException().isThrownBy(() -> FEW.slice(Duration.ofMillis(-1), Duration.ofMillis(2)))
                .withMessageContaining("at least 0");
        var crowded = Events.builder(1, 1);
        for (int i = 0; i < 1 << 16; i++) {
            crowded.add(0, 0, 1, 0);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> crowded.build().bin(1).counts())
                .withMessageContaining("65536 events in one step").withMessageContaining("shorter steps");
        var long10h = Events.builder(1, 1).build(Duration.ofHours(10));
        assertThatIllegalArgumentException().isThrownBy(() -> long10h.bin(Duration.ofNanos(1000)))
                .withMessageContaining("2^31 - 1");
    }

    @Test
    void eventsThatBreakARuleAreRefusedWhenTheyAreAdded() {
        assertThatIllegalArgumentException().isThrownBy(() -> Events.builder(0, 1)).withMessageContaining("1..32768, but were 0 and 1");
        assertThatIllegalArgumentException().isThrownBy(() -> Events.builder(1, 32769)).withMessageContaining("32769");
        var builder = Events.builder(3, 2).add(0, 0, 0, 5);
        assertThatIllegalArgumentException().isThrownBy(() -> builder.add(3, 0, 0, 5)).withMessage("event 1: x must be in 0..2, but was 3");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.add(0, -1, 0, 5)).withMessageContaining("y must be in 0..1, but was -1");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.add(0, 0, -1, 5)).withMessageContaining("Maybe 0 in place of -1");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.add(0, 0, 0, 4))
                .withMessageContaining("at least 5 us").withMessageContaining("Maybe sort");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.build(Duration.ofNanos(5000)))
                .withMessageContaining("more than 5 us (the time of the last event)");
        assertThatIllegalArgumentException().isThrownBy(() -> Events.builder(1, 1).build()).withMessageContaining("build(duration)");
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> builder.build().x(1));
    }

    @Test
    void aBuilderThatGoesOnLeavesWhatItBuiltAlone() {
        var builder = Events.builder(2, 2).add(0, 0, 0, 5);
        var first = builder.build();
        builder.add(1, 1, 1, 6);
        assertThat(first).isEqualTo(Events.builder(2, 2).add(0, 0, 0, 5).build()).isNotEqualTo(builder.build());
    }

    @Test
    void largePlacesKeepTheirCoordinates() {
        var events = Events.builder(32768, 32768).add(32767, 32767, 1, 0).add(0, 32767, 0, 0).add(32767, 0, 1, 0).build();
        assertThat(events.x(0)).isEqualTo(32767);
        assertThat(events.y(0)).isEqualTo(32767);
        assertThat(events.polarity(0)).isEqualTo(1);
        assertThat(events.x(1)).isZero();
        assertThat(events.polarity(1)).isZero();
        assertThat(events.y(2)).isZero();
    }

    private static int neuron(int channel, int y, int x) {
        return (channel * 2 + y) * 3 + x;
    }
}
