package org.spikebook.training.data;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.spikebook.event.MalformedFileException;

/** Data sets that come as CSV. */
final class CsvFiles {

    private CsvFiles() {
    }

    /** The cells of each row, without blanks around them; empty rows are left out. */
    static List<String[]> rows(String format, Path path) {
        byte[] bytes = Packed.read(format, path);
        var mapper = CsvMapper.builder().enable(CsvParser.Feature.WRAP_AS_ARRAY).enable(CsvParser.Feature.TRIM_SPACES).enable(CsvParser.Feature.SKIP_EMPTY_LINES).build();
        try (MappingIterator<String[]> rows = mapper.readerFor(String[].class).readValues(bytes)) {
            return rows.readAll();
        } catch (JacksonException e) {
            throw new MalformedFileException(format, path, e.getLocation() == null ? 0 : e.getLocation().getByteOffset(), "is not CSV: " + e.getOriginalMessage() + ".");
        } catch (IOException e) {
            throw new UncheckedIOException(format + " '" + path + "': cannot be read: " + e.getMessage(), e);
        }
    }

    /** A cell of a row (from 0) as a number. */
    static double number(String format, Path path, int row, String word) {
        try {
            return Double.parseDouble(word);
        } catch (NumberFormatException e) {
            throw new MalformedFileException(format, path, 0, "row " + (row + 1) + " has '" + word + "' where a number belongs.");
        }
    }

    /** Columns letter, repetition, step, then the taxels; rows of a recording follow each other. Pressures become {@code (255 - value) / 255}. */
    static Dataset braille(String name, Path path) {
        String format = "Braille recordings";
        List<String[]> rows = rows(format, path);
        if (rows.size() < 2 || rows.get(0).length < 4 || !rows.get(0)[0].equals("letter")) {
            throw new MalformedFileException(format, path, 0, "must start with the columns letter, repetition, step, taxel0 ...");
        }
        int taxels = rows.get(0).length - 3;
        Map<String, List<float[]>> recordings = new LinkedHashMap<>();
        for (int r = 1; r < rows.size(); r++) {
            String[] row = rows.get(r);
            if (row.length != taxels + 3) {
                throw new MalformedFileException(format, path, 0, "row " + (r + 1) + " must have " + (taxels + 3) + " columns, but has " + row.length + ".");
            }
            float[] frame = new float[taxels];
            for (int t = 0; t < taxels; t++) {
                frame[t] = (float) ((255 - number(format, path, r, row[3 + t])) / 255);
            }
            recordings.computeIfAbsent(row[0] + "\t" + row[1], k -> new ArrayList<>()).add(frame);
        }
        List<String> classes = recordings.keySet().stream().map(k -> k.substring(0, k.indexOf('\t'))).distinct()
                .sorted((a, b) -> a.length() != b.length() ? b.length() - a.length() : a.compareTo(b)).toList();
        List<Sample> samples = new ArrayList<>();
        recordings.forEach((key, frames) -> samples.add(Sample.of(frames.toArray(float[][]::new), classes.indexOf(key.substring(0, key.indexOf('\t'))))));
        return Dataset.of(name, classes, samples.stream().mapToInt(Sample::label).toArray(), samples::get);
    }

    /** 617 features in -1..1, which become {@code (x + 1) / 2}, then the class 1. to 26. */
    static Dataset isolet(String name, Path path) {
        String format = "ISOLET features";
        List<String[]> rows = rows(format, path);
        List<Sample> samples = new ArrayList<>();
        for (int r = 0; r < rows.size(); r++) {
            String[] row = rows.get(r);
            if (row.length != 618) {
                throw new MalformedFileException(format, path, 0, "row " + (r + 1) + " must have 617 features and a class, but has " + row.length + " columns.");
            }
            float[] x = new float[617];
            for (int i = 0; i < x.length; i++) {
                x[i] = (float) ((number(format, path, r, row[i]) + 1) / 2);
            }
            int label = (int) number(format, path, r, row[617]) - 1;
            if (label < 0 || label > 25) {
                throw new MalformedFileException(format, path, 0, "row " + (r + 1) + ": the class must be in 1..26, but was " + row[617] + ".");
            }
            samples.add(Sample.of(new float[][] {x}, label));
        }
        List<String> letters = "abcdefghijklmnopqrstuvwxyz".chars().mapToObj(c -> String.valueOf((char) c)).toList();
        return Dataset.of(name, letters, samples.stream().mapToInt(Sample::label).toArray(), samples::get);
    }
}
