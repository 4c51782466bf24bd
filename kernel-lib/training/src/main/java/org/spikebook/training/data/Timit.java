package org.spikebook.training.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.spikebook.event.MalformedFileException;
import org.spikebook.event.WholeFile;

/**
 * TIMIT (Garofolo et al. 1993), which is licensed and does not come with Spikebook: a folder with sound files and, beside each, its phones in a file of the same name and the ending
 * {@code .phn}.
 *
 * <pre>{@code
 * for (Timit.Sentence sentence : Timit.read(Path.of("timit/test"))) {
 *     float[][] features = LogMel.ofSpeech().of(sentence.sound());
 *     List<String> phones = Phones.fold(sentence.phones());
 * }
 * }</pre>
 */
public final class Timit {

    private static final String FORMAT = "TIMIT phone file";

    private Timit() {
    }

    /**
     * A phone in a sentence.
     *
     * @param begin first sample
     * @param end sample after the last
     * @param phone one of the 61 labels
     */
    public record Segment(long begin, long end, String phone) {
    }

    /**
     * One sentence.
     *
     * @param path its sound file
     * @param segments its phones, in order
     */
    public record Sentence(Path path, List<Segment> segments) {

        /** The sound, read anew. */
        public Wav sound() {
            byte[] start = WholeFile.read("sound file", path);
            return start.length > 4 && new String(start, 0, 4, StandardCharsets.US_ASCII).equals("RIFF") ? Wav.read(path) : Sphere.read(path);
        }

        /** Labels of the phones, in order. */
        public List<String> phones() {
            return segments.stream().map(Segment::phone).toList();
        }

        /**
         * The phone at a sample.
         *
         * @return the label, that of the nearest end of the sentence outside it
         */
        public String phoneAt(long sample) {
            for (Segment segment : segments) {
                if (sample < segment.end()) {
                    return segment.phone();
                }
            }
            return segments.get(segments.size() - 1).phone();
        }
    }

    /**
     * The sentences of a folder and those below it, in the order of their paths. The two sentences that all speakers say ({@code SA1}, {@code SA2}) are left out, as is usual.
     *
     * @throws IllegalArgumentException if there is none, or a sound file has no phone file
     */
    public static List<Sentence> read(Path folder) {
        List<Path> files;
        try (Stream<Path> inside = Files.walk(folder)) {
            files = inside.filter(p -> name(p).endsWith(".wav") && !name(p).startsWith("sa1") && !name(p).startsWith("sa2")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("TIMIT '" + folder + "': the folder cannot be read", e);
        }
        if (files.isEmpty()) {
            throw new IllegalArgumentException("TIMIT '" + folder + "': there is no sound file. Maybe another folder, such as timit/train.");
        }
        var sentences = new ArrayList<Sentence>();
        for (Path file : files) {
            String bare = file.getFileName().toString().replaceFirst("(?i)\\.wav(\\.wav)?$", "");
            Path phones = Stream.of(".phn", ".PHN").map(ending -> file.resolveSibling(bare + ending)).filter(Files::exists).findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("TIMIT '" + file + "': has no phone file " + bare + ".phn beside it."));
            sentences.add(new Sentence(file, segments(phones)));
        }
        return List.copyOf(sentences);
    }

    private static String name(Path path) {
        return path.getFileName().toString().toLowerCase(Locale.ROOT);
    }

    /**
     * The phones of a {@code .phn} file: a line each, {@code begin end phone}, in samples, without gaps backwards.
     *
     * @throws MalformedFileException if a line is something else
     */
    public static List<Segment> segments(Path path) {
        String text = new String(WholeFile.read(FORMAT, path), StandardCharsets.US_ASCII);
        var segments = new ArrayList<Segment>();
        int at = 0;
        for (String line : text.split("\n", -1)) {
            if (!line.isBlank()) {
                segments.add(segment(line.strip(), path, at, segments.isEmpty() ? 0 : segments.get(segments.size() - 1).end()));
            }
            at += line.length() + 1;
        }
        if (segments.isEmpty()) {
            throw new MalformedFileException(FORMAT, path, 0, "has no line 'begin end phone'.");
        }
        return List.copyOf(segments);
    }

    private static Segment segment(String line, Path path, int at, long before) {
        String[] parts = line.split("\\s+");
        try {
            var segment = new Segment(Long.parseLong(parts[0]), Long.parseLong(parts[1]), parts[2]);
            if (parts.length != 3 || segment.begin() < before || segment.end() <= segment.begin()) {
                throw new MalformedFileException(FORMAT, path, at, "a phone must lie behind the one before and be longer than nothing, but the line is '" + line + "' after sample "
                        + before + ".");
            }
            Phones.fold(segment.phone());
            return segment;
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new MalformedFileException(FORMAT, path, at, "a line must be 'begin end phone', but is '" + line + "'.");
        } catch (MalformedFileException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new MalformedFileException(FORMAT, path, at, e.getMessage());
        }
    }
}
