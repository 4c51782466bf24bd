package org.spikebook.energy.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.spikebook.energy.Origin;
import org.spikebook.network.Nearest;

/**
 * The prices of an analytic energy model, each with unit, origin and source. Immutable. The shipped ones lie in
 * {@code data/technology/models}; a file has {@code name}, {@code description}, {@code process} and {@code prices} (each with
 * {@code name}, {@code value}, {@code unit}, {@code kind}, {@code source}).
 *
 * <pre>{@code
 * PriceSheet.named("dataflow-typical").value("sparseMove");        // 3.0 pJ/bit/hop
 * PriceSheet.named("dataflow-typical").scaled("sparseMove", 0.5);  // what if
 * }</pre>
 */
public final class PriceSheet {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
    private static final String FOLDER = "/org/spikebook/data/technology/models/";

    private final String name;
    private final String description;
    private final String process;
    private final Map<String, Entry> prices;

    /**
     * One price.
     *
     * @param name what is priced, for example {@code sparseMove}
     * @param value amount, finite, 0 or more
     * @param unit its unit, for example {@code pJ/bit/hop}
     * @param origin published, derived or calibrated
     * @param source where it stands, or how it was derived
     */
    public record Entry(String name, double value, String unit, Origin origin, String source) {

        public Entry {
            Objects.requireNonNull(origin, "origin");
            if (!(value >= 0) || Double.isInfinite(value)) {
                throw new IllegalArgumentException("price '" + name + "': must be finite and not negative, but was " + value + " " + unit);
            }
            if (name.isBlank() || unit.isBlank() || source.isBlank()) {
                throw new IllegalArgumentException("price '" + name + "': needs a name, a unit and a source, but has unit '" + unit
                        + "' and source '" + source + "'");
            }
        }
    }

    private PriceSheet(String name, String description, String process, Map<String, Entry> prices) {
        this.name = name;
        this.description = description;
        this.process = process;
        this.prices = prices;
    }

    /**
     * A price sheet shipped with Spikebook.
     *
     * @throws IllegalArgumentException if there is none of that name; the message names the nearest
     */
    public static PriceSheet named(String name) {
        try (InputStream in = PriceSheet.class.getResourceAsStream(FOLDER + name + ".json")) {
            if (in == null || !names().contains(name)) {
                throw new IllegalArgumentException("price sheet '" + name + "' is not shipped." + Nearest.hint(name, names())
                        + " A file of yours goes by PriceSheet.load(path).");
            }
            return read(JSON.readTree(in), "price sheet '" + name + "'");
        } catch (IOException e) {
            throw new IllegalStateException("price sheet '" + name + "': shipped file cannot be read", e);
        }
    }

    /** Names of the sheets shipped with Spikebook. */
    public static List<String> names() {
        try (InputStream in = PriceSheet.class.getResourceAsStream(FOLDER + "index.json")) {
            var names = new ArrayList<String>();
            JSON.readTree(Objects.requireNonNull(in, "index of price sheets")).forEach(n -> names.add(n.asText()));
            return List.copyOf(names);
        } catch (IOException e) {
            throw new IllegalStateException("the list of price sheets cannot be read", e);
        }
    }

    /**
     * A price sheet from a JSON file.
     *
     * @throws IllegalArgumentException if the file breaks a rule; the message names the file, the price and the rule
     */
    public static PriceSheet load(Path file) throws IOException {
        try {
            return read(JSON.readTree(Files.readAllBytes(file)), file.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(file + ": not valid JSON at line " + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr() + ": " + e.getOriginalMessage(), e);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(file + ": there is no such file. Maybe PriceSheet.named(...) with one of " + names() + ".", e);
        }
    }

    private static PriceSheet read(JsonNode root, String where) {
        keys(root, where, Set.of("name", "description", "process", "prices"));
        if (!root.path("prices").isArray() || root.path("prices").isEmpty()) {
            throw new IllegalArgumentException(where + ": 'prices' must be a list with at least one price");
        }
        var prices = new LinkedHashMap<String, Entry>();
        for (JsonNode node : root.get("prices")) {
            String at = where + ", price " + (prices.size() + 1);
            keys(node, at, Set.of("name", "value", "unit", "kind", "source"));
            if (!node.path("value").isNumber()) {
                throw new IllegalArgumentException(at + ": 'value' must be a number");
            }
            Entry entry;
            try {
                entry = new Entry(text(node, "name", at), node.get("value").asDouble(), text(node, "unit", at),
                        Origin.parse(text(node, "kind", at), at), text(node, "source", at));
            } catch (IllegalArgumentException e) {
                throw e.getMessage().startsWith(where) ? e : new IllegalArgumentException(at + ": " + e.getMessage(), e);
            }
            if (prices.put(entry.name(), entry) != null) {
                throw new IllegalArgumentException(at + ": '" + entry.name() + "' is priced twice");
            }
        }
        return new PriceSheet(text(root, "name", where), text(root, "description", where), text(root, "process", where), prices);
    }

    private static void keys(JsonNode node, String where, Set<String> known) {
        for (Iterator<String> names = node.fieldNames(); names.hasNext();) {
            String key = names.next();
            if (!known.contains(key)) {
                throw new IllegalArgumentException(where + ": unknown key '" + key + "'." + Nearest.hint(key, List.copyOf(known)));
            }
        }
    }

    private static String text(JsonNode node, String key, String where) {
        if (!node.path(key).isTextual()) {
            throw new IllegalArgumentException(where + ": needs the text '" + key + "'");
        }
        return node.get(key).asText();
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** What the prices stand for. */
    public String description() {
        return description;
    }

    /** Process node. */
    public String process() {
        return process;
    }

    /** All prices, in the order of the file. */
    public List<Entry> entries() {
        return List.copyOf(prices.values());
    }

    /**
     * One price.
     *
     * @throws IllegalArgumentException if it is not in the sheet; the message names the nearest
     */
    public Entry entry(String price) {
        Entry entry = prices.get(price);
        if (entry == null) {
            throw new IllegalArgumentException("price sheet '" + name + "': has no price '" + price + "'."
                    + Nearest.hint(price, List.copyOf(prices.keySet())));
        }
        return entry;
    }

    /** Amount of one price, in its unit. */
    public double value(String price) {
        return entry(price).value();
    }

    /** The same sheet with another amount for one price; its source then says that it was changed. */
    public PriceSheet with(String price, double value) {
        Entry old = entry(price);
        var changed = new LinkedHashMap<>(prices);
        changed.put(price, new Entry(price, value, old.unit(), Origin.DERIVED,
                String.format(Locale.ROOT, "set by hand; was %s %s", old.value(), old.unit())));
        return new PriceSheet(name, description, process, changed);
    }

    /** The same sheet with one price times a factor, 0 or more. */
    public PriceSheet scaled(String price, double factor) {
        return with(price, value(price) * factor);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PriceSheet that && name.equals(that.name) && description.equals(that.description)
                && process.equals(that.process) && prices.equals(that.prices);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, prices);
    }

    @Override
    public String toString() {
        var text = new StringBuilder(name + " (" + process + "): " + description);
        prices.values().forEach(p -> text.append(String.format(Locale.ROOT, "%n  %-22s %10.5g %-11s %s", p.name(), p.value(), p.unit(),
                p.origin().label())));
        return text.toString();
    }
}
