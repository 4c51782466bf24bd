package org.spikebook.lab.target;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.spikebook.lab.paper.Paper;
import org.spikebook.network.Nearest;
import org.spikebook.progress.Progress;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Computed acceptance targets: what the papers say beside what Spikebook gets, with a verdict each. */
public final class Targets {

    private final List<TargetResult> results;

    private Targets(List<TargetResult> results) {
        this.results = List.copyOf(results);
    }

    /** Computes the targets of the SpikeX paper. */
    public static Targets spikex() {
        return of("spikex");
    }

    /** Computes the targets of the bit-budget paper. */
    public static Targets bitBudget() {
        return of("bitbudget");
    }

    /** Computes all targets of all papers. */
    public static Targets all() {
        return of(papers().toArray(String[]::new));
    }

    /** Short names of the papers that have targets. */
    public static List<String> papers() {
        return suites().stream().map(TargetSuite::paper).toList();
    }

    /**
     * Computes some targets.
     *
     * @param names papers, such as {@code "spikex"}, or ids of targets, such as {@code "A1"}
     * @throws IllegalArgumentException if there is no such paper or target; the message names the nearest
     */
    public static Targets of(String... names) {
        Map<String, Set<String>> wanted = wanted(List.of(names));
        var results = new ArrayList<TargetResult>();
        try (Progress progress = Progress.start("targets", wanted.values().stream().mapToInt(Set::size).sum(), "targets")) {
            for (TargetSuite suite : suites()) {
                List<Target> rows = rows(suite.paper());
                for (String id : wanted.getOrDefault(suite.paper(), Set.of())) {
                    progress.remark(id);
                    results.addAll(compute(id, rows, suite.computations().get(id)));
                    progress.advance(1);
                }
            }
        }
        return new Targets(results);
    }

    private static List<TargetSuite> suites() {
        return List.of(new SpikeXTargets(), new BitBudgetTargets(), new EnergyTargets(), new RsnnTargets(), new XpikeformerTargets());
    }

    /** Ids to compute, by paper. */
    private static Map<String, Set<String>> wanted(List<String> names) {
        var known = new ArrayList<String>();
        for (TargetSuite suite : suites()) {
            known.add(suite.paper());
            known.addAll(suite.computations().keySet());
        }
        for (String name : names) {
            if (known.stream().noneMatch(name::equalsIgnoreCase)) {
                throw new IllegalArgumentException("targets: no paper and no target '" + name + "'." + Nearest.hint(name, known));
            }
        }
        var wanted = new LinkedHashMap<String, Set<String>>();
        for (TargetSuite suite : suites()) {
            boolean whole = names.stream().anyMatch(suite.paper()::equalsIgnoreCase);
            var ids = new LinkedHashSet<>(suite.computations().keySet());
            ids.removeIf(id -> !whole && names.stream().noneMatch(id::equalsIgnoreCase));
            wanted.put(suite.paper(), ids);
        }
        return wanted;
    }

    private static List<TargetResult> compute(String id, List<Target> rows, TargetSuite.Computation computation) {
        var ours = new LinkedHashMap<>(computation.run());
        var results = new ArrayList<TargetResult>();
        for (Target row : rows) {
            if (row.id().equals(id)) {
                Object value = ours.remove(row.instance());
                if (value == null) {
                    throw new IllegalStateException("target " + id + " " + row.instance() + ": the paper's value is there, but ours is not computed");
                }
                results.add(TargetResult.of(row, value));
            }
        }
        if (!ours.isEmpty() || results.isEmpty()) {
            throw new IllegalStateException("target " + id + ": computed " + ours.keySet() + ", but targets.csv has no such rows");
        }
        return results;
    }

    /** The rows of a paper's {@code targets.csv}. */
    static List<Target> rows(String paper) {
        var rows = new ArrayList<Target>();
        for (var row : Paper.named(paper).data("targets")) {
            Optional<Target.Explanation> explanation = row.getString("explanation").isBlank() ? Optional.empty()
                    : Optional.of(new Target.Explanation(row.getString("explanation"), Double.parseDouble(row.getString("low")),
                            Double.parseDouble(row.getString("high"))));
            rows.add(new Target(row.getString("id"), row.getString("case"), row.getString("what"), row.getString("paper"), row.getString("unit"),
                    row.getString("kind"), Target.Rule.parse(row.getString("rule")), row.getString("tolerance"), row.getString("section"), explanation));
        }
        return rows;
    }

    /** One result a row of {@code targets.csv}, in its order. */
    public List<TargetResult> results() {
        return results;
    }

    /** Whether no target fails; misses that are explained are none. */
    public boolean hold() {
        return results.stream().noneMatch(r -> r.verdict() == Verdict.FAILS);
    }

    /** The targets as a table. */
    public Table table() {
        var table = Table.create("targets");
        String[] heads = {"id", "what", "paper", "ours", "unit", "deviation", "tolerance", "verdict"};
        for (int c = 0; c < heads.length; c++) {
            int column = c;
            table.addColumns(StringColumn.create(heads[c], results.stream().map(r -> cells(r)[column]).toList()));
        }
        return table;
    }

    /** Texts of the columns id, what, paper, ours, unit, deviation, tolerance, verdict. */
    static String[] cells(TargetResult result) {
        Target target = result.target();
        return new String[] {target.id(), target.what(), target.paper() + (target.kind().equals("published") ? "" : " (" + target.kind() + ")"),
            ours(result), target.unit().equals("-") ? "" : target.unit(),
            target.deviation(result.ours()), target.allowed(), result.verdict().toString()};
    }

    private static String ours(TargetResult result) {
        if (!(result.ours() instanceof Number number)) {
            return result.ours().toString();
        }
        double value = number.doubleValue();
        return value == Math.rint(value) && !(number instanceof Double) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.3g", value);
    }

    /** The explanations of the targets that miss, each once, with the ids it stands for. */
    Map<String, String> explanations() {
        var texts = new LinkedHashMap<String, String>();
        for (TargetResult result : results) {
            if (result.verdict() != Verdict.HOLDS && result.verdict() != Verdict.OPEN) {
                String text = result.target().explanation().map(e -> e.text() + " Covers " + e.low() + " to " + e.high() + ".")
                        .orElse("No explanation.");
                texts.merge(text, result.target().id() + " " + result.target().instance(), (a, b) -> a + ", " + b);
            }
        }
        var byIds = new LinkedHashMap<String, String>();
        texts.forEach((text, ids) -> byIds.put(ids, text));
        return byIds;
    }

    /** How many hold, miss with an explanation, and fail. */
    String summary() {
        var parts = new ArrayList<String>();
        for (Verdict verdict : Verdict.values()) {
            long count = results.stream().filter(r -> r.verdict() == verdict).count();
            if (count > 0 || verdict == Verdict.FAILS) {
                parts.add(count + " " + switch (verdict) {
                    case HOLDS -> "hold";
                    case EXPLAINED -> "miss and are explained";
                    case OPEN -> "open";
                    case FAILS -> "fail";
                });
            }
        }
        return results.size() + " targets: " + String.join(", ", parts) + ".";
    }

    private static String wrapped(String text) {
        return text.replaceAll("(.{1,120})( +|$)", "$1\n").strip();
    }

    /** A table, the explanations of misses, and how many hold. */
    @Override
    public String toString() {
        Table table = table();
        int[] widths = new int[table.columnCount()];
        var lines = new ArrayList<String[]>();
        lines.add(table.columnNames().toArray(String[]::new));
        results.forEach(r -> lines.add(cells(r)));
        lines.forEach(line -> Arrays.setAll(widths, c -> Math.max(widths[c], line[c].length())));
        var text = new StringBuilder();
        for (String[] line : lines) {
            var row = new StringBuilder();
            for (int c = 0; c < line.length; c++) {
                String pad = " ".repeat(widths[c] - line[c].length());
                boolean right = c >= 2 && c <= 5 && c != 4;
                row.append(c == 0 ? "" : "  ").append(right ? pad + line[c] : line[c] + pad);
            }
            text.append(row.toString().stripTrailing()).append('\n');
        }
        explanations().forEach((ids, why) -> text.append('\n').append(wrapped(ids + ": " + why)).append('\n'));
        return text.append('\n').append(summary()).toString();
    }
}
