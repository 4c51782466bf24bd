package org.spikebook.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spikebook.testing.TestData;

class Events_ReadTest {

    @TempDir
    Path folder;

    @Test
    void fiveBytesAreOneEventBigEndian() throws IOException {
        // x 33, y 2, polarity 1, time 0x012345 = 74565 us; then the largest time at polarity 0
        var events = Events.nMnist(file(33, 2, 0x81, 0x23, 0x45, 0, 33, 0x7F, 0xFF, 0xFF));
        assertThat(events.size()).isEqualTo(2);
        assertThat(events.x(0)).isEqualTo(33);
        assertThat(events.y(0)).isEqualTo(2);
        assertThat(events.polarity(0)).isEqualTo(1);
        assertThat(events.micros(0)).isEqualTo(74565);
        assertThat(events.x(1)).isZero();
        assertThat(events.y(1)).isEqualTo(33);
        assertThat(events.polarity(1)).isZero();
        assertThat(events.micros(1)).isEqualTo(8388607);
        assertThat(events.duration()).isEqualTo(Duration.ofNanos(8388608000L));
        assertThat(events.width()).isEqualTo(34);
        assertThat(events.height()).isEqualTo(34);
        assertThat(events).hasToString("Events[34x34, 2 events (50.0 % ON) over 8388.6 ms, 0.0 per ms]");
    }

    @Test
    void everyRecordingOfTheDataSetKeepsTheRulesAndTheSizesOfItsDescription() {
        var test = Recordings.nMnist(TestData.require("nmnist/Test"));
        assertThat(test.size()).isEqualTo(70);
        for (var recording : test) {
            var events = recording.read();
            assertThat(events.size()).isBetween(1069, 7152);
            assertThat(events.duration()).isBetween(Duration.ofMillis(296), Duration.ofMillis(337));
        }
    }

    @Test
    void oneRecordingComesOutAsItsBytesSay() {
        // first and last event, and counts, taken from the file with od
        var events = Events.nMnist(TestData.require("nmnist/Test/7/00001.bin"));
        assertThat(events.size()).isEqualTo(3330);
        assertThat(events.x(0)).isEqualTo(7);
        assertThat(events.y(0)).isEqualTo(7);
        assertThat(events.polarity(0)).isEqualTo(1);
        assertThat(events.micros(0)).isEqualTo(5087);
        assertThat(events.micros(events.size() - 1)).isEqualTo(307_827);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -                          | 0 | the file is empty
            01 02 00 00 05 01 02       | 5 | ends after 2 of them (7 bytes in all)
            01 02 00                   | 0 | ends after 3 of them
            01 02 00 00 05 22 02 00 00 06 | 5 | x must be in 0..33, but was 34 (event 1)
            01 22 00 00 05             | 1 | y must be in 0..33, but was 34 (event 0)
            01 FF 00 00 05             | 1 | y must be in 0..33, but was 255
            01 F0 00 00 05             | 1 | y is 240, the mark of a time overflow in full-size ATIS
            01 02 00 00 05 01 02 00 00 04 | 7 | times must not decrease, but event 1 is at 4 us, after one at 5 us
            """)
    void aBrokenFileIsRefusedWithItsByteAndTheRule(String hex, long offset, String rule) throws IOException {
        String[] parts = hex.equals("-") ? new String[0] : hex.split(" ");
        int[] bytes = new int[parts.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = Integer.parseInt(parts[i], 16);
        }
        Path path = file(bytes);
        assertThatExceptionOfType(MalformedFileException.class).isThrownBy(() -> Events.nMnist(path))
                .withMessageContaining("'" + path + "', byte " + offset + ": ").withMessageContaining(rule)
                .withMessageContaining("Maybe")
                .satisfies(e -> assertThat(e.offset()).isEqualTo(offset)).satisfies(e -> assertThat(e.path()).isEqualTo(path));
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> Events.nMnist(folder.resolve("none.bin")))
                .withMessageContaining("none.bin': no such file").withMessageContaining("Maybe");
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> Events.nMnist(folder))
                .withMessageContaining("cannot be read");
    }

    @Test
    void whatIsWrittenIsReadBackTheSame() throws IOException {
        var random = new SplittableRandom(1);
        var builder = Events.builder(34, 34);
        long time = 0;
        for (int i = 0; i < 3000; i++) {
            builder.add(random.nextInt(34), random.nextInt(34), random.nextInt(2), time += random.nextInt(5000) / 2);
        }
        var events = builder.build();
        Path path = folder.resolve("new/folder/1.bin");
        events.writeNMnist(path);
        assertThat(Files.size(path)).isEqualTo(15_000);
        assertThat(Events.nMnist(path)).isEqualTo(events).hasSameHashCodeAs(events);

        var other = Events.builder(34, 34).add(1, 1, 1, 7).build();
        other.writeNMnist(path);
        assertThat(Events.nMnist(path)).isEqualTo(other);
        try (var left = Files.list(path.getParent())) {
            assertThat(left).containsExactly(path);
        }
    }

    @Test
    void whatTheFormatCannotHoldIsNotWritten() {
        Path path = folder.resolve("1.bin");
        assertThatIllegalArgumentException().isThrownBy(() -> Events.builder(35, 34).add(0, 0, 0, 0).build().writeNMnist(path))
                .withMessageContaining("must be 34 x 34 pixels, but the events are 35 x 34");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Events.builder(34, 34).build(Duration.ofMillis(1)).writeNMnist(path))
                .withMessageContaining("at least one event");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Events.builder(34, 34).add(0, 0, 0, 8388608).build().writeNMnist(path))
                .withMessageContaining("times must be in 0..8388607 us").withMessageContaining("slice");
        assertThat(path).doesNotExist();
    }

    @Test
    void aTargetThatCannotBeWrittenStaysAsItWas() throws IOException {
        Path path = folder.resolve("taken");
        Files.createDirectories(path.resolve("inside"));
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> Events.builder(34, 34).add(0, 0, 0, 0).build().writeNMnist(path))
                .withMessageContaining("taken': cannot be written");
        assertThat(path.resolve("inside")).exists();
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(path);
        }
    }

    private Path file(int... bytes) throws IOException {
        byte[] content = new byte[bytes.length];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) bytes[i];
        }
        return Files.write(folder.resolve("recording.bin"), content);
    }
}
