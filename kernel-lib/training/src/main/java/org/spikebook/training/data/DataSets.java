package org.spikebook.training.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.spikebook.event.Events;
import org.spikebook.event.MalformedFileException;
import org.spikebook.event.Recordings;
import org.spikebook.event.SyntheticEvents;
import org.spikebook.spike.Shape;

/**
 * The data sets. Each method looks for the files when it is called (see the package) and reads samples when they are asked for; look at the test part once, and carve what judges
 * settings out of the training part.
 *
 * @see Dataset
 */
public final class DataSets {

    private static final List<String> DIGITS = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

    private DataSets() {
    }

    private static Path folder(String name) {
        return DataFolder.ofUser().find(name, DataSource.named(name));
    }

    /**
     * Whether a set's folder is there already, without a download.
     *
     * @param name of the folder: {@code nmnist}, {@code mnist}, {@code fsdd}, {@code speech-commands}, {@code braille}, {@code isolet}, {@code ecg}, {@code dvs-gesture}, {@code shd}
     * @throws IllegalArgumentException if there is no such set
     */
    public static boolean isHere(String name) {
        return DataFolder.ofUser().has(name, DataSource.named(name));
    }

    /**
     * N-MNIST: handwritten digits before an event camera that makes three saccades (Orchard et al. 2015, Front. Neurosci. 9:437). Spikes, shape {@code channel 2 (OFF, ON), y 34, x 34}.
     * Folder {@code nmnist} with {@code Train/<digit>/*.bin} and {@code Test/<digit>/*.bin}.
     *
     * @param steps time steps a recording is divided into
     */
    public static Split nMnist(int steps) {
        Path root = folder("nmnist");
        return new Split(recordings("N-MNIST train", root.resolve("Train"), steps), recordings("N-MNIST test", root.resolve("Test"), steps));
    }

    private static Dataset recordings(String name, Path folder, int steps) {
        Recordings found = Recordings.nMnist(folder);
        int[] labels = found.stream().mapToInt(r -> r.label()).toArray();
        return Dataset.of(name, DIGITS, labels, i -> Sample.of(found.get(i).read().bin(steps).spikes(), labels[i])).cached();
    }

    /**
     * MNIST: handwritten digits (LeCun et al. 1998). Numbers of one step in 0..1, shape {@code channel 1, y 28, x 28}; make spikes of them with {@link Transform#bernoulli},
     * {@link Transform#repeat} or {@link Transform#latency}. Folder {@code mnist} with the four idx files.
     */
    public static Split mnist() {
        Path root = folder("mnist");
        return new Split(mnist("MNIST train", one(root, "train", "images"), one(root, "train", "labels")), mnist("MNIST test", one(root, "t10k", "images"), one(root, "t10k", "labels")));
    }

    private static Path one(Path root, String part, String what) {
        return files(root).stream().filter(p -> p.getFileName().toString().startsWith(part) && p.getFileName().toString().contains(what)
                && !p.getFileName().toString().endsWith(".sha256")).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("MNIST: no file " + part + "-" + what + "... in '" + root + "'."));
    }

    static Dataset mnist(String name, Path images, Path labels) {
        Idx pixels = Idx.read(images, 3);
        Idx classes = Idx.read(labels, 1);
        if (pixels.sizes[0] != classes.sizes[0]) {
            throw new MalformedFileException("idx file", labels, 4, "has " + classes.sizes[0] + " labels for " + pixels.sizes[0] + " images.");
        }
        int size = pixels.sizes[1] * pixels.sizes[2];
        Shape shape = Shape.image(1, pixels.sizes[1], pixels.sizes[2]);
        int[] numbers = new int[classes.sizes[0]];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = classes.values[i];
        }
        return Dataset.of(name, DIGITS, numbers, i -> {
            float[] x = new float[size];
            for (int p = 0; p < size; p++) {
                x[p] = (pixels.values[i * size + p] & 0xFF) / 255f;
            }
            return Sample.of(new float[][] {x}, numbers[i]).shape(shape);
        });
    }

    /**
     * Free Spoken Digits: ten digits by six speakers, 8 kHz. Numbers, axes {@code [frame][band]}, as many frames as the recording is long. The set's own rule: recordings 0 to 4 of a
     * speaker and digit are the test. Folder {@code fsdd} with {@code train} and {@code test}, or {@code recordings}.
     *
     * @param features what is taken from the sound; {@link LogMel#ofSpeech()} fits
     */
    public static Split spokenDigits(LogMel features) {
        Path root = folder("fsdd");
        List<Path> train = new ArrayList<>();
        List<Path> test = new ArrayList<>();
        if (Files.isDirectory(root.resolve("recordings"))) {
            for (Path file : wavs(root.resolve("recordings"))) {
                (Integer.parseInt(file.getFileName().toString().split("[_.]")[2]) < 5 ? test : train).add(file);
            }
        } else {
            train.addAll(wavs(root.resolve("train")));
            test.addAll(wavs(root.resolve("test")));
        }
        return new Split(digits("Free Spoken Digits train", train, features), digits("Free Spoken Digits test", test, features));
    }

    private static Dataset digits(String name, List<Path> files, LogMel features) {
        int[] labels = files.stream().mapToInt(f -> f.getFileName().toString().charAt(0) - '0').toArray();
        return Dataset.of(name, DIGITS, labels, i -> Sample.of(features.of(Wav.read(files.get(i))), labels[i])).cached();
    }

    /**
     * Speech Commands: single words of one second, 16 kHz (Warden 2018, arXiv:1804.03209). Numbers, axes {@code [frame][band]}. Folder {@code speech-commands} with
     * {@code train/<word>} and {@code test/<word>}, or as its makers give it, with {@code <word>} and {@code testing_list.txt}.
     */
    public static Split speechCommands(LogMel features) {
        Path root = folder("speech-commands");
        if (Files.isDirectory(root.resolve("train"))) {
            return new Split(words("Speech Commands train", root.resolve("train"), features, List.of(), false),
                    words("Speech Commands test", root.resolve("test"), features, List.of(), false));
        }
        try {
            List<String> listed = Files.readAllLines(root.resolve("testing_list.txt"));
            return new Split(words("Speech Commands train", root, features, listed, false), words("Speech Commands test", root, features, listed, true));
        } catch (IOException e) {
            throw new UncheckedIOException("Speech Commands '" + root + "': has neither a folder train nor testing_list.txt", e);
        }
    }

    private static Dataset words(String name, Path root, LogMel features, List<String> listed, boolean wanted) {
        var tests = new HashSet<>(listed);
        List<Path> folders = files(root).stream().filter(p -> Files.isDirectory(p) && !p.getFileName().toString().startsWith("_")).toList();
        List<String> classes = folders.stream().map(p -> p.getFileName().toString()).toList();
        List<Path> files = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (int c = 0; c < folders.size(); c++) {
            for (Path file : wavs(folders.get(c))) {
                if (listed.isEmpty() || tests.contains(classes.get(c) + "/" + file.getFileName()) == wanted) {
                    files.add(file);
                    labels.add(c);
                }
            }
        }
        int[] numbers = labels.stream().mapToInt(Integer::intValue).toArray();
        return Dataset.of(name, classes, numbers, i -> Sample.of(features.of(Wav.read(files.get(i))), numbers[i])).cached();
    }

    /**
     * Braille letters read by a tactile fingertip (Mueller-Cleve et al. 2022): 27 classes, 12 taxels, 76 or 77 steps. Numbers, axes {@code [step][taxel]}, pressure in 0..1. Folder
     * {@code braille} with {@code train.csv.gz} and {@code test.csv.gz}.
     */
    public static Split braille() {
        Path root = folder("braille");
        return new Split(CsvFiles.braille("Braille train", root.resolve("train.csv.gz")), CsvFiles.braille("Braille test", root.resolve("test.csv.gz")));
    }

    /**
     * ISOLET: spoken letters as 617 features (Cole and Fanty), 26 classes. Numbers of one step in 0..1. Folder {@code isolet}, the files named {@code ...train...} and {@code ...test...}.
     */
    public static Split isolet() {
        List<Path> files = files(folder("isolet"));
        return new Split(CsvFiles.isolet("ISOLET train", part(files, "train")), CsvFiles.isolet("ISOLET test", part(files, "test")));
    }

    private static Path part(List<Path> files, String name) {
        return files.stream().filter(p -> p.getFileName().toString().contains(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("ISOLET: no file with '" + name + "' in its name."));
    }

    /**
     * Heart beats of record 100 of the MIT-BIH Arrhythmia Database: windows around the annotated beats, classes N (normal), A (atrial premature), V (ventricular premature; a single
     * one). Numbers, axes {@code [sample][lead]}, in millivolts. The first four fifths of the record are the training part: enough for encoders and beat detection, not for a
     * classifier. Folder {@code ecg}.
     *
     * @param samples length of a window, at 360 Hz, centred on the beat
     */
    public static Split ecg(int samples) {
        Wfdb record = Wfdb.read(folder("ecg").resolve("100"));
        List<String> classes = List.of("N", "A", "V");
        int length = record.millivolts()[0].length;
        List<Wfdb.Beat> beats = record.beats().stream().filter(b -> classes.contains(b.symbol()) && b.sample() >= samples / 2 && b.sample() + samples <= length + samples / 2).toList();
        return new Split(beats("ECG train", record, classes, beats.stream().filter(b -> b.sample() < length * 4L / 5).toList(), samples),
                beats("ECG test", record, classes, beats.stream().filter(b -> b.sample() >= length * 4L / 5).toList(), samples));
    }

    private static Dataset beats(String name, Wfdb record, List<String> classes, List<Wfdb.Beat> beats, int samples) {
        int[] labels = beats.stream().mapToInt(b -> classes.indexOf(b.symbol())).toArray();
        return Dataset.of(name, classes, labels, i -> {
            float[][] window = new float[samples][2];
            int first = beats.get(i).sample() - samples / 2;
            for (int s = 0; s < samples; s++) {
                window[s][0] = record.millivolts()[0][first + s];
                window[s][1] = record.millivolts()[1][first + s];
            }
            return Sample.of(window, labels[i]);
        });
    }

    /**
     * DVS128 Gesture (Amir et al. 2017, CVPR): 11 gestures before an event camera, users 1 to 23 for training, 24 to 29 for the test. Spikes, shape {@code channel 2, y 128, x 128}; a
     * sample is one labelled stretch of a recording. Folder {@code dvs-gesture} with {@code user<number>_<light>.aedat} and {@code ..._labels.csv}.
     *
     * @param steps time steps a stretch is divided into
     */
    public static Split dvsGesture(int steps) {
        return dvsGesture(folder("dvs-gesture"), steps);
    }

    static Split dvsGesture(Path root, int steps) {
        return new Split(gestures("DVS-Gesture train", root, steps, 1, 23), gestures("DVS-Gesture test", root, steps, 24, 29));
    }

    private record Gesture(Path file, int label, long from, long to) {
    }

    private static Dataset gestures(String name, Path root, int steps, int firstUser, int lastUser) {
        var found = new ArrayList<Gesture>();
        for (Path file : files(root)) {
            String title = file.getFileName().toString();
            if (!title.matches("user[0-9]+_.*\\.aedat")) {
                continue;
            }
            int user = Integer.parseInt(title.substring(4, title.indexOf('_')));
            if (user >= firstUser && user <= lastUser) {
                found.addAll(labels(file, file.resolveSibling(title.replace(".aedat", "_labels.csv"))));
            }
        }
        int[] labels = found.stream().mapToInt(Gesture::label).toArray();
        return Dataset.of(name, MovingGestures.CLASSES, labels, i -> {
            Gesture g = found.get(i);
            Events part = Events.aedat(g.file, MovingGestures.SIDE, MovingGestures.SIDE).slice(Duration.of(g.from, ChronoUnit.MICROS), Duration.of(g.to, ChronoUnit.MICROS));
            return Sample.of(part.bin(steps).spikes(), g.label);
        }).cached();
    }

    private static List<Gesture> labels(Path recording, Path path) {
        String format = "DVS-Gesture labels";
        List<String[]> rows = CsvFiles.rows(format, path);
        if (rows.isEmpty() || !List.of(rows.get(0)).equals(List.of("class", "startTime_usec", "endTime_usec"))) {
            throw new MalformedFileException(format, path, 0, "must start with 'class,startTime_usec,endTime_usec', but starts with '"
                    + (rows.isEmpty() ? "" : String.join(",", rows.get(0))) + "'.");
        }
        var found = new ArrayList<Gesture>();
        for (int i = 1; i < rows.size(); i++) {
            String[] row = rows.get(i);
            if (row.length != 3) {
                throw new MalformedFileException(format, path, 0, "row " + (i + 1) + " must have three columns, but has " + row.length + ".");
            }
            double label = CsvFiles.number(format, path, i, row[0]);
            double from = CsvFiles.number(format, path, i, row[1]);
            double to = CsvFiles.number(format, path, i, row[2]);
            if (label != Math.rint(label) || label < 1 || label > 11 || !(from < to)) {
                throw new MalformedFileException(format, path, 0, "row " + (i + 1) + " must have a class 1..11 and a start before its end, but is '" + String.join(",", row) + "'.");
            }
            found.add(new Gesture(recording, (int) label - 1, (long) from, (long) to));
        }
        return found;
    }

    /**
     * Spiking Heidelberg Digits: twenty spoken digits, English and German, as spikes of 700 cochlear channels (Cramer et al. 2020, IEEE TNNLS). Spikes, shape {@code feature 700}.
     * Folder {@code shd} with {@code shd_train.h5} and {@code shd_test.h5}, possibly compressed.
     *
     * @param steps time steps that 1.4 s are divided into; the few later spikes are left out
     */
    public static Split heidelbergDigits(int steps) {
        Path root = folder("shd");
        return new Split(HeidelbergDigits.read("SHD train", h5(root, "shd_train"), steps, 1.4), HeidelbergDigits.read("SHD test", h5(root, "shd_test"), steps, 1.4));
    }

    private static Path h5(Path root, String name) {
        return Files.exists(root.resolve(name + ".h5")) ? root.resolve(name + ".h5") : root.resolve(name + ".h5.gz");
    }

    /**
     * Synthetic: seven-segment digits that move before an event camera in N-MNIST's geometry ({@link SyntheticEvents}), for machines without recordings. Accuracies on them mean nothing
     * for handwritten digits.
     *
     * @param perDigit samples of each digit; a fifth, at least one, are the test
     */
    public static Split movingGlyphs(int perDigit, int steps) {
        return synthetic("moving glyphs (synthetic)", DIGITS, perDigit, (label, seed) -> Sample.of(SyntheticEvents.movingGlyph(label).seed(seed).generate().bin(steps).spikes(), label));
    }

    /**
     * Synthetic: discs that move in eleven ways before an event camera in the geometry of DVS128 Gesture, shape {@code channel 2, y 128, x 128}. Accuracies on them mean nothing for
     * gestures.
     *
     * @param perGesture samples of each class; a fifth, at least one, are the test
     */
    public static Split movingGestures(int perGesture, int steps) {
        return synthetic("moving gestures (synthetic)", MovingGestures.CLASSES, perGesture, (label, seed) -> Sample.of(MovingGestures.of(label, seed).bin(steps).spikes(), label));
    }

    private interface Maker {
        Sample make(int label, long seed);
    }

    private static Split synthetic(String name, List<String> classes, int perClass, Maker maker) {
        if (perClass < 2) {
            throw new IllegalArgumentException(name + ": needs at least 2 samples a class, one for each part, but was asked for " + perClass);
        }
        int tests = Math.max(1, perClass / 5);
        return new Split(part(name + " train", classes, perClass - tests, 0, maker), part(name + " test", classes, tests, perClass - tests, maker));
    }

    private static Dataset part(String name, List<String> classes, int perClass, int firstSeed, Maker maker) {
        int[] labels = IntStream.range(0, perClass * classes.size()).map(i -> i % classes.size()).toArray();
        return Dataset.of(name, classes, labels, i -> maker.make(labels[i], firstSeed + i / classes.size())).cached();
    }

    private static List<Path> wavs(Path folder) {
        List<Path> found = files(folder).stream().filter(p -> p.getFileName().toString().endsWith(".wav")).toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException("data set '" + folder + "': has no .wav file. Maybe another folder is meant.");
        }
        return found;
    }

    private static List<Path> files(Path folder) {
        try (var paths = Files.list(folder)) {
            Path[] sorted = paths.toArray(Path[]::new);
            Arrays.sort(sorted);
            return List.of(sorted);
        } catch (IOException e) {
            throw new UncheckedIOException("data set '" + folder + "': cannot be listed: " + (Files.exists(folder) ? e.getMessage() : "no such folder"), e);
        }
    }
}
