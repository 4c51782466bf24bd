package org.spikebook.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikebook.spike.Shape;
import org.spikebook.testing.TestData;

class NpyArray_ReadTest {

    @TempDir
    Path folder;

    @Test
    void everyRecordedTraceHasTheShapeTheSpikesAndTheDensityOfItsRow() throws IOException {
        Path traces = TestData.require("spike-traces");
        var rows = Files.readAllLines(traces.resolve("layers.csv"));
        int analog = 0;
        for (String row : rows.subList(1, rows.size())) {
            String[] cells = row.split(",");
            var array = NpyArray.read(traces.resolve(cells[0]).resolve(cells[1] + ".npy"));
            assertThat(Arrays.stream(array.shape()).mapToObj(Integer::toString).collect(Collectors.joining("x"))).as(row)
                    .isEqualTo(cells[2]);
            assertThat(array.type()).isEqualTo(NpyArray.Type.BOOL);
            assertThat(array.size()).as(row).isEqualTo(Integer.parseInt(cells[4]));
            var spikes = array.spikes();
            assertThat(spikes.steps()).as(row).isEqualTo(array.shape()[0]);
            assertThat(spikes.shape().isImage()).as(row).isEqualTo(array.shape().length == 4);
            assertThat(spikes.count()).as(row).isEqualTo(Long.parseLong(cells[3]));
            assertThat(String.format(Locale.ROOT, "%.6f", spikes.rate())).as(row).isEqualTo(cells[5]);
            analog += spikes.rate() == 1 ? 1 : 0;
        }
        assertThat(rows).hasSize(57);
        assertThat(analog).isEqualTo(6);    // five input images and one layer of ResNet-19
    }

    @Test
    void timeIsTheFirstAxisAndTheLastIsTheFastest() throws IOException {
        byte[] data = new byte[2 * 2 * 3 * 4];
        data[((1 * 2 + 1) * 3 + 2) * 4 + 3] = 1;     // step 1, channel 1, y 2, x 3
        data[1] = 1;                                 // step 0, channel 0, y 0, x 1
        var spikes = NpyArray.read(npy(1, "|b1", "(2, 2, 3, 4)", data)).spikes();
        assertThat(spikes.shape()).isEqualTo(Shape.image(2, 3, 4));
        assertThat(spikes.steps()).isEqualTo(2);
        assertThat(spikes.count()).isEqualTo(2);
        assertThat(spikes.get((1 * 3 + 2) * 4 + 3, 1)).isTrue();
        assertThat(spikes.get(1, 0)).isTrue();
        assertThat(NpyArray.read(npy(1, "|u1", "(2, 12)", Arrays.copyOf(data, 24))).spikes().shape()).isEqualTo(Shape.features(12));
        assertThat(NpyArray.read(npy(1, "|u1", "(2, 3, 4)", Arrays.copyOf(data, 24))).spikes().shape())
                .isEqualTo(Shape.sequence(3, 4));
    }

    @Test
    void eachTypeGivesItsNumbersExactly() throws IOException {
        var bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(NpyArray.read(npy(1, "|u1", "(3,)", new byte[] {0, 127, -1})).ints()).containsExactly(0, 127, 255);
        assertThat(NpyArray.read(npy(1, "|i1", "(3,)", new byte[] {0, 127, -1})).ints()).containsExactly(0, 127, -1);
        assertThat(NpyArray.read(npy(1, "|b1", "(2,)", new byte[] {0, 1})).doubles()).containsExactly(0, 1);
        bytes.putInt(0, Integer.MIN_VALUE).putInt(4, 0x01020304);
        assertThat(NpyArray.read(npy(2, "<i4", "(2, 1)", Arrays.copyOf(bytes.array(), 8))).ints())
                .containsExactly(Integer.MIN_VALUE, 16909060);
        bytes.putLong(0, -5).putLong(8, 1L << 53);
        var longs = NpyArray.read(npy(1, "<i8", "(2,)", Arrays.copyOf(bytes.array(), 16)));
        assertThat(longs.doubles()).containsExactly(-5, 0x1p53);
        assertThatIllegalArgumentException().isThrownBy(longs::ints)
                .withMessageContaining("element 1 must fit 32 bits, but was 9007199254740992");
        bytes.putLong(0, (1L << 53) + 1);
        var odd = NpyArray.read(npy(1, "<i8", "(1,)", Arrays.copyOf(bytes.array(), 8)));
        assertThatIllegalArgumentException().isThrownBy(odd::doubles).withMessageContaining("9007199254740993");
        bytes.putFloat(0, 0.1f).putFloat(4, -2);
        var floats = NpyArray.read(npy(1, "<f4", "(2,)", Arrays.copyOf(bytes.array(), 8)));
        assertThat(floats.doubles()).containsExactly(0.1f, -2);
        assertThatIllegalArgumentException().isThrownBy(floats::ints).withMessageContaining("element 0 must be a whole number")
                .withMessageContaining("Maybe doubles()");
        bytes.putDouble(0, 1e10).putDouble(8, 0.1);
        var doubles = NpyArray.read(npy(1, "<f8", "(2,)", Arrays.copyOf(bytes.array(), 16)));
        assertThat(doubles.doubles()).containsExactly(1e10, 0.1);
        assertThatIllegalArgumentException().isThrownBy(doubles::ints).withMessageContaining("1.0E10");
        var scalar = NpyArray.read(npy(1, "<f8", "()", Arrays.copyOf(bytes.array(), 8)));
        assertThat(scalar.shape()).isEmpty();
        assertThat(scalar.doubles()).containsExactly(1e10);
        assertThat(NpyArray.read(npy(1, "<f8", "(0, 4)", new byte[0])).doubles()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }   \n",
        "{\"shape\":(2,3),\"fortran_order\":False,\"descr\":\"|u1\"}", "  { 'shape' : ( 2 , 3 , ) , 'descr':'|u1','fortran_order' :False}\n"})
    void theHeaderMayBeSpelledInOtherWays(String header) throws IOException {
        assertThat(NpyArray.read(file(1, header, new byte[6])).shape()).containsExactly(2, 3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {'descr': '>f8', 'fortran_order': False, 'shape': (2,), } | 20 | type must be one of [|b1, |i1, |u1, <i4, <i8, <f4, <f8], but was '>f8'
            {'descr': [('a', '<i4')], 'fortran_order': False, 'shape': (2,), } | 20 | but was [('a', '<i4')]
            {'descr': '<f8', 'fortran_order': True, 'shape': (2, 1), } | 44 | fortran_order is True. Maybe save numpy.ascontiguousarray
            {'descr': '<f8', 'fortran_order': False, 'shape': (2 3), } | 60 | shape must be a tuple of sizes, but was (2 3)
            {'descr': '<f8', 'fortran_order': False, 'shape': (-1,), } | 60 | but was (-1,)
            {'descr': '<f8', 'fortran_order': False, 'shape': (9999999999,), } | 60 | at most 2^31 - 1
            {'descr': '<f8', 'fortran_order': False, } | 10 | must have the keys
            {'descr': '<f8', 'order': False, 'shape': (2,), } | 26 | but has 'order'
            {'descr': '<f8' 'shape': (2,), } | 11 | 'key': value pairs
            {'descr': '<f8', 'fortran_order': False, 'shape': (2,) | 10 | dictionary in braces
            descr | 10 | dictionary in braces
            """)
    void aBrokenHeaderIsRefusedWithItsByteAndTheRule(String header, long offset, String rule) throws IOException {
        Path path = file(1, header, new byte[16]);
        assertThatExceptionOfType(MalformedFileException.class).isThrownBy(() -> NpyArray.read(path))
                .withMessageContaining("byte " + offset + ": ").withMessageContaining(rule)
                .satisfies(e -> assertThat(e.offset()).isEqualTo(offset));
    }

    @Test
    void aFileOfTheWrongLengthIsRefusedWithTheByteWhereItShouldEnd() throws IOException {
        Path whole = npy(1, "<f8", "(2, 3)", new byte[48]);
        byte[] bytes = Files.readAllBytes(whole);
        int data = bytes.length - 48;
        assertThatMalformed(Arrays.copyOf(bytes, bytes.length - 1), bytes.length - 1, "ends after 47 bytes of data, but [2, 3] of <f8 takes 48");
        assertThatMalformed(Arrays.copyOf(bytes, bytes.length + 2), data + 48, "takes 48 bytes, but 2 more follow");
        assertThatMalformed(Arrays.copyOf(bytes, data - 5), 8, "header reaches beyond the end");
        assertThatMalformed(Arrays.copyOf(bytes, 9), 0, "has only 9 bytes");
        assertThatMalformed(new byte[0], 0, "has only 0 bytes");
        assertThatMalformed(new byte[20], 0, "begins otherwise. Maybe it is an .npz archive");
        bytes[6] = 3;
        assertThatMalformed(bytes, 6, "version must be 1.0 or 2.0, but was 3.0");
        byte[] second = Files.readAllBytes(npy(2, "<f8", "(1,)", new byte[8]));
        assertThatMalformed(Arrays.copyOf(second, 11), 8, "header reaches beyond the end");
        assertThatMalformed(Files.readAllBytes(npy(1, "|b1", "(65536, 65536)", new byte[8])), 128 + 8, "takes more than 2^31");
        assertThatMalformed(Files.readAllBytes(npy(1, "|b1", "(4,)", new byte[] {0, 1, 2, 0})), 128 + 2,
                "a boolean must be 0 or 1, but was 2 (element 2)");
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> NpyArray.read(folder.resolve("none.npy")))
                .withMessageContaining("npy array").withMessageContaining("no such file");
    }

    @Test
    void arraysThatAreNoSpikesAreRefusedWithTheRule() throws IOException {
        var two = NpyArray.read(npy(1, "|u1", "(2, 2)", new byte[] {0, 1, 2, 0}));
        assertThatIllegalArgumentException().isThrownBy(two::spikes)
                .withMessageContaining("must be 0 or 1, but element 2 (step 1, neuron 0) is 2");
        var flat = NpyArray.read(npy(1, "|u1", "(2,)", new byte[2]));
        assertThatIllegalArgumentException().isThrownBy(flat::spikes).withMessageContaining("2 to 4 axes").withMessageContaining("there are 1");
        var empty = NpyArray.read(npy(1, "|u1", "(0, 2)", new byte[0]));
        assertThatIllegalArgumentException().isThrownBy(empty::spikes).withMessageContaining("steps must be at least 1");
    }

    private void assertThatMalformed(byte[] bytes, long offset, String rule) throws IOException {
        Path path = Files.write(folder.resolve("broken.npy"), bytes);
        assertThatExceptionOfType(MalformedFileException.class).isThrownBy(() -> NpyArray.read(path))
                .withMessageContaining("npy array '" + path + "', byte " + offset + ": ").withMessageContaining(rule);
    }

    /** A file as numpy.save writes it: the header padded so that the data begin at a multiple of 64. */
    private Path npy(int version, String type, String shape, byte[] data) throws IOException {
        String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
        int start = version == 1 ? 10 : 12;
        return file(version, header + " ".repeat(128 - start - header.length() - 1) + "\n", data);
    }

    private Path file(int version, String header, byte[] data) throws IOException {
        var out = new ByteArrayOutputStream();
        out.write(0x93);
        out.writeBytes("NUMPY".getBytes(StandardCharsets.US_ASCII));
        out.write(version);
        out.write(0);
        var length = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(header.length()).array();
        out.write(length, 0, version == 1 ? 2 : 4);
        out.writeBytes(header.getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(data);
        return Files.write(folder.resolve("array.npy"), out.toByteArray());
    }
}
