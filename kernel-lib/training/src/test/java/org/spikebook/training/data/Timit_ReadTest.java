package org.spikebook.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikebook.event.MalformedFileException;

class Timit_ReadTest {

    @TempDir
    Path folder;

    private static byte[] sphere(String fields, boolean bigEnd, int... samples) {
        var out = new ByteArrayOutputStream();
        byte[] head = ("NIST_1A\n   1024\n" + fields + "end_head\n").getBytes(StandardCharsets.US_ASCII);
        out.writeBytes(head);
        out.writeBytes(" ".repeat(1024 - head.length).getBytes(StandardCharsets.US_ASCII));
        for (int s : samples) {
            out.write(bigEnd ? s >> 8 : s);
            out.write(bigEnd ? s : s >> 8);
        }
        return out.toByteArray();
    }

    private static String fields(int count, String order) {
        return "database_id -s5 TIMIT\nchannel_count -i 1\nsample_count -i " + count + "\nsample_rate -i 16000\nsample_n_bytes -i 2\nsample_byte_format -s2 " + order + "\n";
    }

    private Path write(String name, byte[] bytes) throws Exception {
        Files.createDirectories(folder.resolve(name).getParent());
        return Files.write(folder.resolve(name), bytes);
    }

    @Test
    void samplesComeInEitherByteOrder() throws Exception {
        Wav little = Sphere.read(write("a.wav", sphere(fields(3, "01"), false, 1, -32768, 16384)));
        assertThat(little.rate()).isEqualTo(16000);
        assertThat(little.samples()).containsExactly(1 / 32768f, -1, 0.5f);
        assertThat(Sphere.read(write("b.wav", sphere(fields(3, "10"), true, 1, -32768, 16384))).samples()).isEqualTo(little.samples());
    }

    @Test
    void brokenSphereFilesAreRefusedWithTheirReason() throws Exception {
        refused("the header promises 4 samples", sphere(fields(4, "01"), false, 1, 2, 3));
        refused("must start with the line NIST_1A", "RIFFxxxx".getBytes(StandardCharsets.US_ASCII));
        refused("sph2pipe", sphere(fields(1, "01") + "sample_coding -s26 pcm,embedded-shorten-v2.00\n", false, 1));
        refused("one channel", sphere("channel_count -i 2\nsample_count -i 1\nsample_rate -i 8000\n", false, 1));
        refused("name -type value", sphere("sample_rate 16000\n", false, 1));
        refused("the header's length", "NIST_1A\n   9999\n".getBytes(StandardCharsets.US_ASCII));
        refused("above 0", sphere("sample_count -i 1\n", false, 1));
        byte[] endless = sphere(fields(1, "01"), false, 1);
        System.arraycopy("xxx_xxxx".getBytes(StandardCharsets.US_ASCII), 0, endless, new String(endless, StandardCharsets.US_ASCII).indexOf("end_head"), 8);
        refused("name -type value", endless);
    }

    private void refused(String message, byte[] bytes) throws Exception {
        Path file = write("broken.wav", bytes);
        assertThatExceptionOfType(MalformedFileException.class).isThrownBy(() -> Sphere.read(file)).withMessageContaining(message).withMessageContaining("broken.wav");
    }

    @Test
    void sentencesAreFoundWithTheirPhonesAndWithoutTheDialectOnes() throws Exception {
        write("dr1/fcjf0/SI1027.WAV", sphere(fields(3, "01"), false, 1, 2, 3));
        write("dr1/fcjf0/SI1027.PHN", "0 1 h#\n1 2 sh\n2 3 ix\n".getBytes(StandardCharsets.US_ASCII));
        write("dr1/fcjf0/SA1.WAV", sphere(fields(1, "01"), false, 1));
        write("dr1/abc/sx5.wav", sphere(fields(2, "01"), false, 7, 8));
        write("dr1/abc/sx5.phn", "0 2 q\n".getBytes(StandardCharsets.US_ASCII));
        List<Timit.Sentence> sentences = Timit.read(folder);
        assertThat(sentences).hasSize(2);
        assertThat(sentences.get(1).segments()).containsExactly(new Timit.Segment(0, 1, "h#"), new Timit.Segment(1, 2, "sh"), new Timit.Segment(2, 3, "ix"));
        assertThat(sentences.get(1).sound().samples()).hasSize(3);
        assertThat(Phones.fold(sentences.get(1).phones())).containsExactly("sil", "sh", "ih");
        assertThat(sentences.get(1).phoneAt(1)).isEqualTo("sh");
        assertThat(sentences.get(1).phoneAt(99)).isEqualTo("ix");
        Files.delete(folder.resolve("dr1/abc/sx5.phn"));
        assertThatIllegalArgumentException().isThrownBy(() -> Timit.read(folder)).withMessageContaining("sx5.phn");
    }

    @Test
    void brokenPhoneFilesAreRefused() throws Exception {
        for (String text : new String[] {"0 1\n", "0 x sh\n", "5 5 sh\n", "0 4 sh\n3 6 ix\n", "0 4 shh\n", "\n", "0 4 sh ix\n"}) {
            Path file = write("x.phn", text.getBytes(StandardCharsets.US_ASCII));
            assertThatExceptionOfType(MalformedFileException.class).as(text).isThrownBy(() -> Timit.segments(file)).withMessageContaining("x.phn");
        }
    }

    @Test
    void sixtyOnePhonesFoldToThirtyNine() {
        assertThat(Phones.all()).hasSize(61).doesNotHaveDuplicates();
        assertThat(Phones.scored()).hasSize(39);
        assertThat(Phones.all().stream().flatMap(p -> Phones.fold(p).stream()).distinct()).hasSize(39);
        assertThat(Phones.fold("q")).isEmpty();
        assertThat(Phones.fold(List.of("ao", "zh", "q", "tcl", "t", "axr"))).containsExactly("aa", "sh", "sil", "t", "er");
        assertThatIllegalArgumentException().isThrownBy(() -> Phones.fold("uxx")).withMessageContaining("Maybe");
    }

    @Test
    void theErrorRateIsTheEditDistanceOverWhatWasSaid() {
        assertThat(Phones.distance(List.of("k", "i", "t", "t", "e", "n"), List.of("s", "i", "t", "t", "i", "n", "g"))).isEqualTo(3);
        assertThat(Phones.distance(List.of(), List.of("a", "b"))).isEqualTo(2);
        assertThat(Phones.errorRate(List.of(List.of("a", "b", "c"), List.of("d")), List.of(List.of("a", "c"), List.of("d", "d")))).isEqualTo(0.5);
        assertThat(Phones.errorRate(List.of(List.of("a")), List.of(List.of("b", "c", "d")))).isEqualTo(3);
        assertThatIllegalArgumentException().isThrownBy(() -> Phones.errorRate(List.of(List.of()), List.of(List.of())));
    }
}
