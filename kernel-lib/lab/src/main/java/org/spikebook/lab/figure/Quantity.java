package org.spikebook.lab.figure;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * What runs along an axis: a name and its unit, written {@code "Latency [µs]"}; {@code [-]} marks a pure number.
 *
 * @param name name in words
 * @param unit unit, {@code "-"} for a pure number, empty where none is given
 */
record Quantity(String name, String unit) {

    static final Quantity NONE = new Quantity("", "");

    private static final Pattern BRACKETS = Pattern.compile("(.*\\S)\\s*[\\[(]([^\\[\\]()]*)[\\])]\\s*", Pattern.DOTALL);

    /** Endings of column names that are units, {@code energy_pJ}. */
    private static final Map<String, String> ENDINGS = Map.ofEntries(Map.entry("fJ", "fJ"), Map.entry("pJ", "pJ"), Map.entry("nJ", "nJ"),
            Map.entry("uJ", "µJ"), Map.entry("mJ", "mJ"), Map.entry("J", "J"), Map.entry("ns", "ns"), Map.entry("us", "µs"),
            Map.entry("ms", "ms"), Map.entry("s", "s"), Map.entry("cycles", "cycles"), Map.entry("bits", "bits"),
            Map.entry("bytes", "bytes"), Map.entry("KB", "KB"), Map.entry("MB", "MB"), Map.entry("Hz", "Hz"), Map.entry("MHz", "MHz"),
            Map.entry("GHz", "GHz"), Map.entry("uW", "µW"), Map.entry("mW", "mW"), Map.entry("W", "W"), Map.entry("mm2", "mm²"),
            Map.entry("percent", "%"));

    /** Words that are written in capitals in text, though not in a column's name. */
    private static final Set<String> ACRONYMS = Set.of("edp", "dram", "glb", "alu");

    /** Reads {@code "Latency [µs]"} or {@code "Latency (µs)"}. */
    static Quantity parse(String text) {
        Matcher brackets = BRACKETS.matcher(text);
        if (brackets.matches()) {
            return new Quantity(brackets.group(1).strip(), brackets.group(2).strip());
        }
        return new Quantity(text.strip(), "");
    }

    /** The quantity of a column: unit in brackets or as a known ending; {@code firingRate} becomes "Firing rate". */
    static Quantity ofColumn(String columnName) {
        Quantity quantity = parse(columnName);
        int ending = quantity.name.lastIndexOf('_');
        if (quantity.unit.isEmpty() && ending > 0 && ENDINGS.containsKey(quantity.name.substring(ending + 1))) {
            quantity = new Quantity(quantity.name.substring(0, ending), ENDINGS.get(quantity.name.substring(ending + 1)));
        }
        String words = quantity.name.replaceAll("(?<=[a-z0-9])(?=[A-Z][a-z])", " ").replace('_', ' ').replaceAll("(?<=[a-z])\\.(?=[A-Za-z])", ", ").strip();
        var sentence = new StringBuilder();
        for (String word : words.split(" +")) {
            boolean acronym = word.length() < 2 || word.substring(1).chars().anyMatch(Character::isUpperCase);
            String shown = acronym ? word : word.toLowerCase(Locale.ROOT);
            if (ACRONYMS.contains(shown)) {
                acronym = true;
                shown = shown.toUpperCase(Locale.ROOT);
            }
            sentence.append(sentence.isEmpty() ? acronym ? shown : capital(shown) : " " + shown);
        }
        return new Quantity(sentence.toString(), quantity.unit);
    }

    /**
     * The column of that name, with or without its unit.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Column<?> column(Table table, String name) {
        Optional<Column<?>> exact = table.columns().stream().filter(c -> c.name().equals(name)).findFirst();
        if (exact.isPresent()) {
            return exact.get();
        }
        String key = key(name);
        return table.columns().stream().filter(c -> key(c.name()).equals(key)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("figure of table '" + table.name() + "': no column '" + name
                        + "'. Maybe one of " + table.columnNames() + "."));
    }

    private static String key(String columnName) {
        return ofColumn(columnName).name.toLowerCase(Locale.ROOT);
    }

    private static String capital(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    boolean hasUnit() {
        return !unit.isEmpty();
    }

    /** {@code "Latency (µs)"}. */
    String label() {
        return unit.isEmpty() || unit.equals("-") ? name : name + " (" + unit + ")";
    }
}
