package org.spikebook.notebook;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares the outputs of a new run with those that a notebook holds: printed text, texts of results, and the data of figures. Words must
 * be equal but for white space and rules of tables; numbers a and b must agree within a relative tolerance,
 * {@code |a - b| <= tolerance * max(|a|, |b|)}. Standard error, pictures, HTML and the times of progress bars are not compared, nor cells
 * tagged {@code nbval-ignore-output}.
 */
public final class OutputComparison {

    private static final String IGNORED = "nbval-ignore-output";
    private static final String FIGURE = "application/vnd.plotly.v1+json";
    private static final Pattern NUMBER = Pattern.compile("(?<![\\w.])[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?(?![\\w])");
    /** How a bar ends: its amount, its time, perhaps a remark. */
    private static final Pattern PROGRESS = Pattern.compile("[^\\n]+: [^\\n]+ in (?:\\d+\\.\\d s|\\d+ min \\d\\d s|\\d+ h \\d\\d min)(?:, [^\\n]*)?");
    private static final Pattern IDENTITY = Pattern.compile("@[0-9a-f]{5,}\\b");
    private static final int SHOWN = 60;

    private final double tolerance;
    private final List<Difference> differences = new ArrayList<>();
    private int compared;

    private OutputComparison(double tolerance) {
        this.tolerance = tolerance;
    }

    /**
     * What differs in one cell, the first of its kind.
     *
     * @param number which code cell of the new run, from 1
     * @param id its identifier
     * @param what where and how, in words
     */
    public record Difference(int number, String id, String what) {

        @Override
        public String toString() {
            return "code cell " + number + ": " + what;
        }
    }

    /**
     * Compares two runs of a notebook; cells belong together by identifier. A cell without counterpart, such as that of injected
     * parameters, and one that had never been run are not compared.
     *
     * @param kept the notebook with the outputs to hold
     * @param run the new run
     * @param tolerance greatest relative difference of numbers, 0 or more
     */
    public static OutputComparison of(Notebook kept, Notebook run, double tolerance) {
        if (!(tolerance >= 0) || Double.isInfinite(tolerance)) {
            throw new IllegalArgumentException("tolerance: must be 0 or more, but was " + tolerance + ". Maybe 1e-6.");
        }
        var comparison = new OutputComparison(tolerance);
        Map<String, NotebookCell> before = new LinkedHashMap<>();
        kept.cells().stream().filter(cell -> cell.kind() == NotebookCell.Kind.CODE).forEach(cell -> before.put(cell.id(), cell));
        int number = 0;
        for (NotebookCell cell : run.cells()) {
            if (cell.kind() == NotebookCell.Kind.CODE) {
                number++;
                NotebookCell old = before.get(cell.id());
                boolean counts = old != null && old.executionCount().isPresent() && !old.tags().contains(IGNORED);
                if (counts) {
                    comparison.compare(number, old, cell);
                }
            }
        }
        return comparison;
    }

    /** Cells that differ, in order. */
    public List<Difference> differences() {
        return List.copyOf(differences);
    }

    /** Number of cells that were compared. */
    public int compared() {
        return compared;
    }

    private void compare(int number, NotebookCell old, NotebookCell cell) {
        compared++;
        Optional<String> found = texts(text(old), text(cell)).or(() -> figures(old, cell));
        found.ifPresent(what -> differences.add(new Difference(number, cell.id(), what)));
    }

    /** What a reader sees: printed text, and the text of what is shown, in order. */
    private static String text(NotebookCell cell) {
        var text = new StringBuilder();
        for (JsonNode output : cell.outputs()) {
            String kind = output.path("output_type").asText();
            if (kind.equals("stream") && output.path("name").asText().equals("stdout")) {
                text.append(NotebookCell.text(output.path("text"))).append('\n');
            } else if (kind.equals("error")) {
                text.append(output.path("ename").asText()).append('\n');
            } else if (output.has("data")) {
                String shown = NotebookCell.text(output.path("data").path("text/plain"));
                boolean progress = kind.equals("display_data") && output.path("data").size() == 1 && PROGRESS.matcher(shown).matches();
                text.append(progress ? "" : shown + '\n');
            }
        }
        return IDENTITY.matcher(text).replaceAll("@");
    }

    private Optional<String> texts(String before, String now) {
        Matcher old = NUMBER.matcher(before);
        Matcher fresh = NUMBER.matcher(now);
        int oldFrom = 0;
        int freshFrom = 0;
        for (int count = 1;; count++) {
            boolean more = old.find();
            boolean moreNow = fresh.find();
            String oldWords = words(before.substring(oldFrom, more ? old.start() : before.length()));
            String freshWords = words(now.substring(freshFrom, moreNow ? fresh.start() : now.length()));
            if (!oldWords.equals(freshWords) || more != moreNow) {
                return Optional.of("text was '" + piece(before, oldFrom) + "', is '" + piece(now, freshFrom) + "'");
            }
            if (!more) {
                return Optional.empty();
            }
            double a = Double.parseDouble(old.group());
            double b = Double.parseDouble(fresh.group());
            if (!agree(a, b)) {
                return Optional.of("number " + count + " was " + old.group() + ", is " + fresh.group() + " in '" + piece(now, lineStart(now, fresh.start())) + "'");
            }
            oldFrom = old.end();
            freshFrom = fresh.end();
        }
    }

    private Optional<String> figures(NotebookCell old, NotebookCell cell) {
        List<JsonNode> before = figures(old);
        List<JsonNode> now = figures(cell);
        if (before.size() != now.size()) {
            return Optional.of("had " + before.size() + " figures, has " + now.size());
        }
        for (int i = 0; i < before.size(); i++) {
            Optional<String> found = data("figure " + (i + 1) + ", data", before.get(i).path("data"), now.get(i).path("data"));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static List<JsonNode> figures(NotebookCell cell) {
        List<JsonNode> figures = new ArrayList<>();
        cell.outputs().forEach(output -> {
            if (output.path("data").has(FIGURE)) {
                figures.add(output.path("data").path(FIGURE));
            }
        });
        return figures;
    }

    private Optional<String> data(String path, JsonNode before, JsonNode now) {
        if (before.isNumber() && now.isNumber()) {
            return agree(before.doubleValue(), now.doubleValue()) ? Optional.empty() : Optional.of(path + " was " + before + ", is " + now);
        }
        if (before.isContainerNode() && before.getNodeType() == now.getNodeType() && before.size() == now.size()) {
            if (before.isArray()) {
                for (int i = 0; i < before.size(); i++) {
                    Optional<String> found = data(path + "[" + i + "]", before.get(i), now.get(i));
                    if (found.isPresent()) {
                        return found;
                    }
                }
                return Optional.empty();
            }
            for (var each : before.properties()) {
                Optional<String> found = data(path + "." + each.getKey(), each.getValue(), now.path(each.getKey()));
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        }
        return before.equals(now) ? Optional.empty() : Optional.of(path + " was " + brief(before) + ", is " + brief(now));
    }

    private boolean agree(double a, double b) {
        return a == b || Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b));
    }

    /** Words alone: the width of a table follows from its numbers. */
    private static String words(String text) {
        return text.replaceAll("-{3,}", "").replaceAll("\\s+", " ").strip();
    }

    private static int lineStart(String text, int at) {
        return text.lastIndexOf('\n', Math.max(0, at - 1)) + 1;
    }

    private static String piece(String text, int from) {
        String line = words(text.substring(from).lines().filter(each -> !each.isBlank()).findFirst().orElse(""));
        return line.length() > SHOWN ? line.substring(0, SHOWN) + "..." : line;
    }

    private static String brief(JsonNode node) {
        String text = node.toString();
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    }
}
