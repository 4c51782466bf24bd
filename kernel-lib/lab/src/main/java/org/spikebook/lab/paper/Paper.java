package org.spikebook.lab.paper;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.spikebook.lab.figure.Figure;
import org.spikebook.network.Nearest;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;
import tech.tablesaw.io.csv.CsvReadOptions;

/**
 * A paper and the numbers it publishes, as far as Spikebook holds them (files of {@code data/papers}, each with its source). Nothing
 * here is computed by us.
 */
public final class Paper {

    private static final String FOLDER = "/org/spikebook/data/papers/";

    private final String key;
    private final String name;
    private final String title;
    private final String source;
    private final List<String> items;

    private Paper(String key, JsonNode entry) {
        this.key = key;
        this.name = entry.get("name").asText();
        this.title = entry.get("title").asText();
        this.source = entry.get("source").asText();
        var names = new ArrayList<String>();
        entry.get("data").forEach(item -> names.add(item.asText()));
        this.items = List.copyOf(names);
    }

    /** SpikeX: agile dispatch, weight tailoring, hardware-aware training (arXiv 2505.12292). */
    public static Paper spikeX() {
        return named("spikex");
    }

    /** Bit budgets: Are Conventional SNNs Really Efficient? (CVPR 2024, arXiv 2311.10802). */
    public static Paper bitBudget() {
        return named("bitbudget");
    }

    /**
     * The paper of that short name.
     *
     * @throws IllegalArgumentException if there is none; the message names the nearest
     */
    public static Paper named(String key) {
        JsonNode all = index();
        if (!all.has(key)) {
            throw new IllegalArgumentException("paper '" + key + "': there is none." + Nearest.hint(key, names()));
        }
        return new Paper(key, all.get(key));
    }

    /** Short names of the papers. */
    public static List<String> names() {
        var names = new ArrayList<String>();
        index().fieldNames().forEachRemaining(names::add);
        return List.copyOf(names);
    }

    private static JsonNode index() {
        try {
            return new ObjectMapper().readTree(text("papers.json"));
        } catch (IOException e) {
            throw new UncheckedIOException("the list of papers cannot be read", e);
        }
    }

    /** Short name, for example {@code "spikex"}. */
    public String key() {
        return key;
    }

    /** Name as in tables and legends. */
    public String name() {
        return name;
    }

    public String title() {
        return title;
    }

    /** Authors, place and date. */
    public String source() {
        return source;
    }

    /** Names of the data held, for example {@code figure-10}. */
    public List<String> items() {
        return items;
    }

    /**
     * Published data as a table; columns carry their units, and the table's name says where it stands.
     *
     * @param item one of {@link #items()}
     * @throws IllegalArgumentException if it is not held; the message names the nearest
     */
    public Table data(String item) {
        String text = read(item);
        String[] header = text.lines().filter(line -> !line.startsWith("#")).findFirst().orElseThrow().split(",");
        var types = new ColumnType[header.length];
        for (int i = 0; i < header.length; i++) {
            types[i] = header[i].contains("[") ? ColumnType.DOUBLE : ColumnType.STRING;
        }
        return Table.read().usingOptions(CsvReadOptions.builder(new StringReader(text)).commentPrefix('#').columnTypes(types)
                .missingValueIndicator("").tableName(remark(item, "source")));
    }

    /**
     * What the head of a data file says.
     *
     * @param item one of {@link #items()}
     * @param about {@code source}, {@code kind} (published or derived) or {@code reading} (how numbers were taken from a picture)
     * @return the text, empty if the file says nothing about it
     */
    public String remark(String item, String about) {
        String start = "# " + about + ": ";
        return read(item).lines().filter(line -> line.startsWith(start)).map(line -> line.substring(start.length())).findFirst().orElse("");
    }

    /**
     * The published points of a figure as hollow markers, to be put beside ours.
     *
     * @param number number of the figure in the paper
     * @throws IllegalArgumentException if its data are not held
     */
    public Figure figure(int number) {
        String item = "figure-" + number;
        Table table = data(item);
        List<String> columns = table.columns().stream().map(Column::name).toList();
        return Figure.of(table).paper(columns.get(1), columns.get(2)).by(columns.get(0)).caption(remark(item, "source"));
    }

    private String read(String item) {
        if (!items.contains(item)) {
            throw new IllegalArgumentException("paper " + name + ": no data '" + item + "' here." + Nearest.hint(item, items));
        }
        return text(key + "/" + item + ".csv");
    }

    private static String text(String file) {
        try (InputStream in = Paper.class.getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw new IllegalStateException("resource '" + FOLDER + file + "' is missing from the class path. Maybe rebuild.");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("resource '" + FOLDER + file + "': cannot be read", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Paper that && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    @Override
    public String toString() {
        return name + ": " + title + " (" + source + "); data: " + items;
    }
}
