package org.spikebook.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Gradients of this engine beside those of another one, such as PyTorch: networks with weights, inputs, spikes and gradients in JSON files.
 *
 * @param rows one row a tensor of a case
 */
public record Gradients(List<Row> rows) {

    /** Largest relative L2 error that passes: 32-bit floats keep seven digits, and sums lose some. */
    public static final double TOLERANCE = 1e-4;

    /**
     * One tensor of one case.
     *
     * @param name name of the case
     * @param tensor name of the parameter, or {@code loss}, {@code input} or {@code spikes}
     * @param error relative L2 distance {@code |g - r| / max(|r|, 1e-12)}; of spikes the number that differ
     */
    public record Row(String name, String tensor, double error) {
    }

    public Gradients {
        rows = List.copyOf(rows);
    }

    /**
     * Computes every case of a folder (its {@code .json} files, in the order of their names).
     *
     * @throws IllegalArgumentException if there is none, or one is no case; the message names the file, the key and the rule
     */
    public static Gradients check(Path folder) {
        return check(folder, Kernels.fastest());
    }

    static Gradients check(Path folder, Kernels kernels) {
        List<Path> files;
        try (Stream<Path> inside = Files.list(folder)) {
            files = inside.filter(f -> f.toString().endsWith(".json")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("gradient cases '" + folder + "': the folder cannot be read: " + e.getMessage(), e);
        }
        if (files.isEmpty()) {
            throw new IllegalArgumentException("gradient cases '" + folder + "': there is no .json file. Maybe another folder.");
        }
        var rows = new ArrayList<Row>();
        for (Path file : files) {
            GradientCase.Result result = GradientCase.run(file, kernels);
            rows.add(new Row(result.name(), "loss", result.lossError()));
            rows.add(new Row(result.name(), "spikes", result.wrongSpikes()));
            result.errors().forEach((tensor, error) -> rows.add(new Row(result.name(), tensor, error)));
        }
        return new Gradients(rows);
    }

    /** The largest error of all. */
    public double worst() {
        return rows.stream().mapToDouble(Row::error).max().orElse(0);
    }

    /** Whether no error is larger than {@link #TOLERANCE}. */
    public boolean pass() {
        return !(worst() > TOLERANCE);
    }

    /** One line a tensor, then the worst. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        int width = rows.stream().mapToInt(r -> r.name().length()).max().orElse(0);
        for (Row row : rows) {
            text.append(String.format(Locale.ROOT, "%-" + width + "s  %-14s %9.2e%s%n", row.name(), row.tensor(), row.error(), row.error() > TOLERANCE ? "  MISS" : ""));
        }
        return text.append(String.format(Locale.ROOT, "worst of %d: %.2e, limit %.0e%n", rows.size(), worst(), TOLERANCE)).toString();
    }
}
