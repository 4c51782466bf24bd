package org.spikebook.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikebook.event.Events;
import org.spikebook.event.MalformedFileException;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;

/** Each reader on real files where they are there, and on bytes that the test writes. */
class DataSets_ReadTest {

    @TempDir
    Path folder;

    private static void need(String name) {
        assumeTrue(DataSets.isHere(name), () -> "skipped: no data set '" + name + "'. Set SPIKEBOOK_DATA to the data folder.");
    }

    @Test
    void nMnistHasAThousandRecordingsToLearnFrom() {
        need("nmnist");
        Split split = DataSets.nMnist(30);
        assertThat(split.train().size()).isEqualTo(1000);
        assertThat(split.test().size()).isEqualTo(70);
        Sample first = split.test().sample(0, 0);
        assertThat(first.spikes().orElseThrow().shape()).isEqualTo(Shape.image(2, 34, 34));
        assertThat(first.steps()).isEqualTo(30);
        assertThat(split.test().label(0)).isEqualTo(first.label());
    }

    @Test
    void mnistHasSixtyThousandImages() {
        need("mnist");
        Split split = DataSets.mnist();
        assertThat(split.train().size()).isEqualTo(60_000);
        assertThat(split.train().sample(0, 0).label()).isEqualTo(5);
        float[] x = split.train().sample(0, 0).frames()[0];
        assertThat(x).hasSize(784);
        float sum = 0;
        for (float v : x) {
            sum += v * 255;
        }
        assertThat(sum).isCloseTo(27525, within(0.5f));     // the first training image's pixels add up to this
    }

    @Test
    void spokenDigitsBecomeFramesOfFortyBands() {
        need("fsdd");
        Split split = DataSets.spokenDigits(LogMel.ofSpeech());
        assertThat(split.train().size()).isEqualTo(2700);
        assertThat(split.test().size()).isEqualTo(210);
        Sample sample = split.test().sample(0, 0);
        assertThat(sample.frames()[0]).hasSize(40);
        assertThat(sample.steps()).isBetween(10, 230);
        double mean = 0;
        for (float[] frame : sample.frames()) {
            for (float v : frame) {
                mean += v / (40.0 * sample.steps());
            }
        }
        assertThat(mean).isCloseTo(0, within(1e-4));
    }

    @Test
    void speechCommandsHaveTenWords() {
        need("speech-commands");
        Split split = DataSets.speechCommands(LogMel.ofSpeech());
        assertThat(split.train().classes()).containsExactly("down", "go", "left", "no", "off", "on", "right", "stop", "up", "yes");
        assertThat(split.train().size()).isEqualTo(417);
        assertThat(split.test().size()).isEqualTo(139);
        assertThat(split.train().sample(0, 0).steps()).isEqualTo(98);
    }

    @Test
    void brailleHasTwentySevenLetters() {
        need("braille");
        Split split = DataSets.braille();
        assertThat(split.train().size()).isEqualTo(945);
        assertThat(split.test().size()).isEqualTo(270);
        assertThat(split.train().classes()).hasSize(27).startsWith("Space", "A");
        assertThat(split.train().counts()).containsOnly(35);
        assertThat(split.train().sample(0, 0).frames()[0][1]).isEqualTo((255 - 227) / 255f);
    }

    @Test
    void isoletHasTwentySixLetters() {
        need("isolet");
        Split split = DataSets.isolet();
        assertThat(split.train().size()).isEqualTo(1039);
        assertThat(split.test().size()).isEqualTo(364);
        assertThat(split.test().sample(0, 0).frames()[0][0]).isCloseTo((-0.4356f + 1) / 2, within(1e-6f));
    }

    @Test
    void theHeartBeatsOfRecord100AreThoseOfItsAnnotations() {
        need("ecg");
        Wfdb record = Wfdb.read(Path.of(System.getenv("SPIKEBOOK_DATA"), "ecg", "100"));
        assertThat(record.millivolts()[0]).hasSize(650_000);
        assertThat(record.millivolts()[0][0]).isCloseTo(-0.145f, within(1e-6f));
        assertThat(record.beats().stream().filter(b -> b.symbol().equals("A")).count()).isEqualTo(33);
        assertThat(record.beats().stream().filter(b -> b.symbol().equals("V")).count()).isEqualTo(1);
        assertThat(record.beats().stream().filter(Wfdb.Beat::isBeat).count()).isEqualTo(2273);
        Split split = DataSets.ecg(216);
        assertThat(split.train().sample(0, 0).frames()).hasDimensions(216, 2);
        assertThat(split.train().size() + split.test().size()).isEqualTo(2271);     // the first and the last are nearer to an end than half a window
    }

    private Path gesture(String name, byte[]... packets) throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.write("#!AER-DAT3.1\r\n#Format: RAW\r\n#!END-HEADER\r\n".getBytes(StandardCharsets.US_ASCII));
        for (byte[] packet : packets) {
            bytes.write(packet);
        }
        return Files.write(folder.resolve(name), bytes.toByteArray());
    }

    /** Events of {x, y, polarity, valid, time}. */
    private static byte[] packet(int type, int overflow, int[]... events) {
        ByteBuffer buffer = ByteBuffer.allocate(28 + 8 * events.length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putShort((short) type).putShort((short) 1).putInt(8).putInt(4).putInt(overflow).putInt(events.length).putInt(events.length).putInt(events.length);
        for (int[] e : events) {
            buffer.putInt(e[3] | e[2] << 1 | e[1] << 2 | e[0] << 17).putInt(e[4]);
        }
        return buffer.array();
    }

    @Test
    void gesturesAreCutOutByTheirLabelsAndPartedByUser() throws IOException {
        gesture("user01_lab.aedat", packet(1, 0, new int[] {3, 5, 1, 1, 1000}, new int[] {9, 9, 0, 0, 1500}, new int[] {127, 0, 0, 1, 2000}),
                packet(2, 0, new int[] {0, 0, 0, 1, 2500}), packet(1, 1, new int[] {4, 5, 1, 1, 10}));
        Files.writeString(folder.resolve("user01_lab_labels.csv"), "class,startTime_usec,endTime_usec\n2,900,2100\n11,2147483648,2147483700\n");
        gesture("user24_led.aedat", packet(1, 0, new int[] {1, 1, 0, 1, 5}));
        Files.writeString(folder.resolve("user24_led_labels.csv"), "class,startTime_usec,endTime_usec\n1,0,10\n");
        Split split = DataSets.dvsGesture(folder, 2);
        assertThat(split.train().size()).isEqualTo(2);
        assertThat(split.train().label(0)).isEqualTo(1);
        SpikeTensor spikes = split.train().sample(0, 0).spikes().orElseThrow();
        assertThat(spikes.shape()).isEqualTo(Shape.image(2, 128, 128));
        assertThat(spikes.count()).isEqualTo(2);
        assertThat(spikes.get((128 + 5) * 128 + 3, 0)).isTrue();        // ON, first half
        assertThat(spikes.get(127, 1)).isTrue();                        // OFF, second half
        assertThat(split.train().label(1)).isEqualTo(10);
        assertThat(split.train().sample(1, 0).spikes().orElseThrow().count()).isEqualTo(1);     // after the clock's overflow
        assertThat(split.test().label(0)).isZero();
    }

    @Test
    void aBrokenGestureSaysWhere() throws IOException {
        byte[] good = packet(1, 0, new int[] {3, 5, 1, 1, 1000});
        Path cut = gesture("cut.aedat", java.util.Arrays.copyOf(good, good.length - 1));
        assertThatThrownBy(() -> Events.aedat(cut, 128, 128)).isInstanceOf(MalformedFileException.class).hasMessageContaining("cut.aedat").hasMessageContaining("promises 1 events");
        Path far = gesture("far.aedat", packet(1, 0, new int[] {128, 5, 1, 1, 1000}));
        assertThatThrownBy(() -> Events.aedat(far, 128, 128)).hasMessageContaining("(128, 5)").hasMessageContaining("128 x 128");
        Path old = Files.writeString(folder.resolve("old.aedat"), "#!AER-DAT2.0\r\n");
        assertThatThrownBy(() -> Events.aedat(old, 128, 128)).hasMessageContaining("AER-DAT3.1");
        Path back = gesture("back.aedat", packet(1, 0, new int[] {1, 1, 1, 1, 1000}, new int[] {1, 1, 1, 1, 999}));
        assertThatThrownBy(() -> Events.aedat(back, 128, 128)).hasMessageContaining("must not decrease");
    }

    @Test
    void heidelbergDigitsAreReadFromHdf5AlsoWhenPacked() throws IOException {
        byte[] bytes;
        try (InputStream in = getClass().getResourceAsStream("made-by-us.shd.h5")) {
            bytes = in.readAllBytes();
        }
        Path plain = Files.write(folder.resolve("shd_train.h5"), bytes);
        Path packed = folder.resolve("shd_test.h5.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write(bytes);
        }
        for (Path path : List.of(plain, packed)) {
            Dataset digits = HeidelbergDigits.read("SHD", path, 14, 1.4);
            assertThat(digits.size()).isEqualTo(3);
            assertThat(digits.classes().get(digits.label(1))).isEqualTo("neun");
            SpikeTensor spikes = digits.sample(0, 0).spikes().orElseThrow();
            assertThat(spikes.count()).isEqualTo(3);
            assertThat(spikes.get(0, 0)).isTrue();
            assertThat(spikes.get(699, 5)).isTrue();
            assertThat(spikes.get(350, 10)).isTrue();
            assertThat(digits.sample(2, 0).spikes().orElseThrow().count()).isEqualTo(1);        // the other comes after 1.4 s
        }
        Path broken = Files.write(folder.resolve("broken.h5"), java.util.Arrays.copyOf(bytes, 100));
        assertThatThrownBy(() -> HeidelbergDigits.read("SHD", broken, 14, 1.4)).isInstanceOf(MalformedFileException.class).hasMessageContaining("broken.h5");
    }

    private Path idx(String name, int axes, int[] sizes, int values) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * sizes.length + values);
        buffer.putInt(0x0800 | axes);
        for (int size : sizes) {
            buffer.putInt(size);
        }
        return Files.write(folder.resolve(name), buffer.array());
    }

    @Test
    void brokenIdxFilesSayWhatIsWrong() throws IOException {
        Path images = idx("images", 3, new int[] {2, 2, 2}, 8);
        assertThat(DataSets.mnist("small", images, idx("labels", 1, new int[] {2}, 2)).size()).isEqualTo(2);
        assertThatThrownBy(() -> DataSets.mnist("small", images, idx("few", 1, new int[] {1}, 1))).hasMessageContaining("1 labels for 2 images");
        assertThatThrownBy(() -> Idx.read(idx("short", 3, new int[] {2, 2, 2}, 7), 3)).hasMessageContaining("promises 8 values, but 7 bytes follow");
        assertThatThrownBy(() -> Idx.read(images, 1)).hasMessageContaining("exchanged");
    }

    private static byte[] wav(int bits, int channels, short... samples) {
        ByteBuffer b = ByteBuffer.allocate(44 + 2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
        b.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + 2 * samples.length).put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16).putShort((short) 1)
                .putShort((short) channels).putInt(8000).putInt(8000 * channels * bits / 8).putShort((short) (channels * bits / 8)).putShort((short) bits)
                .put("data".getBytes(StandardCharsets.US_ASCII)).putInt(2 * samples.length);
        for (short s : samples) {
            b.putShort(s);
        }
        return b.array();
    }

    @Test
    void soundIsReadAndOtherFormatsAreRefused() throws IOException {
        Wav sound = Wav.read(Files.write(folder.resolve("a.wav"), wav(16, 1, (short) 0, (short) 16384, Short.MIN_VALUE)));
        assertThat(sound.rate()).isEqualTo(8000);
        assertThat(sound.samples()).containsExactly(0, 0.5f, -1);
        Path stereo = Files.write(folder.resolve("b.wav"), wav(16, 2, (short) 0, (short) 1));
        assertThatThrownBy(() -> Wav.read(stereo)).hasMessageContaining("one channel");
        Path text = Files.writeString(folder.resolve("c.wav"), "NIST_1A\n   1024\n");
        assertThatThrownBy(() -> Wav.read(text)).isInstanceOf(MalformedFileException.class).hasMessageContaining("SPHERE");
    }

    @Test
    void aToneLiesInTheBandOfItsFrequency() {
        float[] tone = new float[8000];
        for (int i = 0; i < tone.length; i++) {
            tone[i] = (float) Math.sin(2 * Math.PI * 1000 * i / 8000);
        }
        float[][] features = LogMel.ofSpeech().of(new Wav(8000, tone));
        assertThat(features).hasDimensions(98, 40);
        int loudest = 0;
        for (int b = 1; b < 40; b++) {
            loudest = features[50][b] > features[50][loudest] ? b : loudest;
        }
        // centres lie evenly from mel(20) = 31.7 to mel(4000) = 2146.1; mel(1000) = 1000.0 is 18.8 of 41 steps up, so band 18 (from 0)
        assertThat(loudest).isBetween(17, 18);
        assertThatThrownBy(() -> LogMel.ofSpeech().of(new Wav(6000, tone))).hasMessageContaining("half the sampling rate");
    }

    @Test
    void gesturesMadeByUsAreTheSameEachTimeAndDifferBetweenClasses() {
        Split split = DataSets.movingGestures(2, 20);
        assertThat(split.train().size()).isEqualTo(11);
        assertThat(split.test().size()).isEqualTo(11);
        assertThat(split.train().sample(3, 0).spikes().orElseThrow()).isEqualTo(DataSets.movingGestures(2, 20).train().sample(3, 0).spikes().orElseThrow());
        assertThat(split.train().sample(3, 0).spikes().orElseThrow()).isNotEqualTo(split.test().sample(3, 0).spikes().orElseThrow());
        double rate = split.train().sample(4, 0).spikes().orElseThrow().rate();
        assertThat(rate).isBetween(0.001, 0.05);
    }
}
