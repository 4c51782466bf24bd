package org.spikebook.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Which class was taken for which.
 *
 * @param classes names of the classes
 * @param counts samples, axes [true class][predicted class]
 */
public record Confusion(List<String> classes, int[][] counts) {

    public Confusion {
        classes = List.copyOf(classes);
        int[][] copy = new int[counts.length][];
        for (int c = 0; c < copy.length; c++) {
            copy[c] = counts[c].clone();
        }
        counts = copy;
    }

    /**
     * Counts predictions.
     *
     * @param classes names of the classes
     * @param labels true class of each sample
     * @param predictions predicted class of each sample; where a network has more outputs than there are classes, those that were predicted become classes of their own
     */
    public static Confusion of(List<String> classes, int[] labels, int[] predictions) {
        if (labels.length != predictions.length) {
            throw new IllegalArgumentException("confusion: " + labels.length + " labels, but " + predictions.length + " predictions");
        }
        var names = new ArrayList<>(classes);
        int outputs = IntStream.of(predictions).max().orElse(0) + 1;
        while (names.size() < outputs) {
            names.add("output " + names.size());
        }
        int[][] counts = new int[names.size()][names.size()];
        for (int i = 0; i < labels.length; i++) {
            counts[labels[i]][predictions[i]]++;
        }
        return new Confusion(names, counts);
    }

    /** Number of samples. */
    public int samples() {
        int sum = 0;
        for (int[] row : counts) {
            for (int count : row) {
                sum += count;
            }
        }
        return sum;
    }

    /** Share of samples on the diagonal, 0..1. */
    public double accuracy() {
        int right = 0;
        for (int c = 0; c < counts.length; c++) {
            right += counts[c][c];
        }
        return (double) right / samples();
    }

    /** Share of a class that was recognised, 0..1; NaN where the class has no samples. */
    public double recall(int label) {
        int all = 0;
        for (int count : counts[label]) {
            all += count;
        }
        return all == 0 ? Double.NaN : (double) counts[label][label] / all;
    }

    /**
     * 95 % confidence interval of the accuracy (Wilson 1927): {@code (p + z^2/2n +- z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n)}, z = 1.96.
     *
     * @return lower and upper end, 0..1
     */
    public double[] interval() {
        double n = samples();
        double p = accuracy();
        double z = 1.959964;
        double middle = p + z * z / (2 * n);
        double half = z * Math.sqrt(p * (1 - p) / n + z * z / (4 * n * n));
        return new double[] {(middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)};
    }

    @Override
    public String toString() {
        var text = new StringBuilder(String.format(Locale.ROOT, "%d samples, %.2f %% right (95 %% confidence %.1f to %.1f %%); rows are true classes, columns predicted ones%n", samples(),
                100 * accuracy(), 100 * interval()[0], 100 * interval()[1]));
        int wide = Math.max(5, classes.stream().mapToInt(String::length).max().orElse(1) + 1);
        text.append(" ".repeat(wide));
        classes.forEach(c -> text.append(String.format("%" + wide + "s", c)));
        for (int c = 0; c < counts.length; c++) {
            text.append(String.format("%n%" + wide + "s", classes.get(c)));
            for (int count : counts[c]) {
                text.append(String.format("%" + wide + "s", count == 0 ? "." : count));
            }
        }
        return text.toString();
    }
}
