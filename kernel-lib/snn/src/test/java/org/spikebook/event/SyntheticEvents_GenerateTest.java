package org.spikebook.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyntheticEvents_GenerateTest {

    private static final Path SAMPLES = Path.of(System.getProperty("spikebook.root")).resolve("data/samples/moving-glyphs");

    @Test
    void theShippedSamplesAreThoseOfSeedOneByteForByte(@TempDir Path folder) throws IOException {
        var shipped = Recordings.nMnist(SAMPLES);
        assertThat(shipped.size()).isEqualTo(10);
        for (var recording : shipped) {
            Path again = folder.resolve(recording.label() + ".bin");
            SyntheticEvents.movingGlyph(recording.label()).seed(1).generate().writeNMnist(again);
            assertThat(Files.mismatch(recording.path(), again)).as(recording.toString()).isEqualTo(-1);
        }
    }

    @Test
    void recordingsLookLikeThoseOfTheDataSetInSizeLengthAndBalance() {
        for (int digit = 0; digit < 10; digit++) {
            for (long seed = 0; seed < 5; seed++) {
                var events = SyntheticEvents.movingGlyph(digit).seed(seed).generate();
                assertThat(events.size()).as("digit %d seed %d", digit, seed).isBetween(1069, 7152);
                assertThat(events.duration()).isBetween(Duration.ofMillis(290), Duration.ofMillis(301));
                double on = (double) events.bin(1).counts().slice("channel", 1, 2).sum() / events.size();
                assertThat(on).isBetween(0.45, 0.55);
            }
        }
    }

    @Test
    void theGazeMovesFastInTheMiddleOfASaccadeAndRestsBetweenThem() {
        var events = SyntheticEvents.movingGlyph(8).generate();
        for (int saccade = 0; saccade < 3; saccade++) {
            int middle = events.slice(Duration.ofMillis(saccade * 100 + 40), Duration.ofMillis(saccade * 100 + 60)).size();
            int start = events.slice(Duration.ofMillis(saccade * 100), Duration.ofMillis(saccade * 100 + 5)).size();
            assertThat(middle).isGreaterThan(10 * start);
        }
    }

    @Test
    void seedsAndDigitsGiveDifferentRecordings() {
        var seen = new HashSet<Events>();
        for (int digit = 0; digit < 10; digit++) {
            for (long seed = 0; seed < 3; seed++) {
                seen.add(SyntheticEvents.movingGlyph(digit).seed(seed).generate());
            }
        }
        assertThat(seen).hasSize(30);
    }

    @Test
    void onlyDigitsHaveAGlyph() {
        assertThatIllegalArgumentException().isThrownBy(() -> SyntheticEvents.movingGlyph(10))
                .withMessage("moving glyph: digit must be in 0..9, but was 10");
    }
}
