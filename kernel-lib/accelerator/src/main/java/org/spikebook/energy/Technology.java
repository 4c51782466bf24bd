package org.spikebook.energy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.spikebook.accelerator.Component;
import org.spikebook.accelerator.Counts;
import org.spikebook.accelerator.Counts.Action;
import org.spikebook.accelerator.Operation;

/**
 * The prices of a technology: energy = sum over actions of times x price; leakage = power x time. A technology is a JSON file; the
 * shipped ones lie in {@code data/technology}. Its fields: {@code name}, {@code description}, {@code process}, {@code prices} (each
 * with {@code component}, {@code operation}, {@code value}, {@code unit} = pJ, {@code bits}, {@code kind}, {@code source}) and
 * {@code leakage} (each with {@code component}, {@code value}, {@code unit} = mW, {@code kind}, {@code source}).
 */
public final class Technology {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
    private static final String FOLDER = "/org/spikebook/data/technology/";

    private final String name;
    private final String description;
    private final String process;
    private final Map<Component, Map<Operation, Price>> prices;
    private final List<Leakage> leakage;

    /**
     * Static power of a component.
     *
     * @param component where
     * @param milliwatts power in mW, 0 or more
     * @param origin published, derived or calibrated
     * @param source where the number stands
     */
    public record Leakage(Component component, double milliwatts, Origin origin, String source) {

        public Leakage {
            if (!(milliwatts >= 0) || Double.isInfinite(milliwatts)) {
                throw new IllegalArgumentException("leakage of " + component + ": must be finite and not negative, but was " + milliwatts + " mW");
            }
        }
    }

    private Technology(String name, String description, String process, List<Price> prices, List<Leakage> leakage) {
        this.name = name;
        this.description = description;
        this.process = process;
        this.leakage = List.copyOf(leakage);
        this.prices = new TreeMap<>();
        for (Price price : prices) {
            Price twice = this.prices.computeIfAbsent(price.component(), c -> new TreeMap<>()).put(price.operation(), price);
            if (twice != null) {
                throw new IllegalArgumentException("technology '" + name + "': " + price.component() + " " + price.operation().label()
                        + " is priced twice");
            }
        }
    }

    /**
     * A technology shipped with Spikebook.
     *
     * @throws IllegalArgumentException if there is none of that name; the message lists those there are
     */
    public static Technology named(String name) {
        try (InputStream in = Technology.class.getResourceAsStream(FOLDER + name + ".json")) {
            if (in == null) {
                throw new IllegalArgumentException("technology '" + name + "' is not shipped. Maybe one of " + names()
                        + ", or Technology.load(path) for a file of yours.");
            }
            return read(JSON.readTree(in), "technology '" + name + "'");
        } catch (IOException e) {
            throw new IllegalStateException("technology '" + name + "': shipped file cannot be read", e);
        }
    }

    /** Names of the technologies shipped with Spikebook. */
    public static List<String> names() {
        try (InputStream in = Technology.class.getResourceAsStream(FOLDER + "index.json")) {
            var names = new ArrayList<String>();
            JSON.readTree(Objects.requireNonNull(in, "technology index")).forEach(n -> names.add(n.asText()));
            return List.copyOf(names);
        } catch (IOException e) {
            throw new IllegalStateException("the list of shipped technologies cannot be read", e);
        }
    }

    /**
     * A technology from a JSON file.
     *
     * @throws IllegalArgumentException if the file breaks a rule; the message names the file, the key and the rule
     */
    public static Technology load(Path file) throws IOException {
        try {
            return read(JSON.readTree(Files.readAllBytes(file)), file.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(file + ": not valid JSON at line " + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr() + ": " + e.getOriginalMessage(), e);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(file + ": there is no such file. Maybe Technology.named(...) with one of " + names() + ".", e);
        }
    }

    /**
     * A technology from a JSON node, as files hold it.
     *
     * @throws IllegalArgumentException if it breaks a rule; the message names key and rule
     */
    public static Technology read(JsonNode root) {
        return read(root, "technology '" + root.path("name").asText("?") + "'");
    }

    /** This technology as files hold it. */
    public ObjectNode node() {
        ObjectNode node = JSON.createObjectNode().put("name", name).put("description", description).put("process", process);
        ArrayNode priced = node.putArray("prices");
        for (Price p : prices()) {
            priced.addObject().put("component", p.component().name()).put("operation", p.operation().label()).put("value", p.picojoules())
                    .put("unit", "pJ").put("bits", p.bits()).put("kind", p.origin().label()).put("source", p.source());
        }
        ArrayNode leaking = node.putArray("leakage");
        for (Leakage l : leakage) {
            leaking.addObject().put("component", l.component().name()).put("value", l.milliwatts()).put("unit", "mW")
                    .put("kind", l.origin().label()).put("source", l.source());
        }
        return node;
    }

    private static Technology read(JsonNode root, String where) {
        try {
            return parse(root, where);
        } catch (IllegalArgumentException e) {
            throw e.getMessage().startsWith(where) ? e : new IllegalArgumentException(where + ": " + e.getMessage(), e);
        }
    }

    private static Technology parse(JsonNode root, String where) {
        keys(root, where, Set.of("name", "description", "process", "prices", "leakage"));
        String name = text(root, "name", where);
        var prices = new ArrayList<Price>();
        for (JsonNode node : array(root, "prices", where)) {
            String at = where + ", price " + (prices.size() + 1);
            keys(node, at, Set.of("component", "operation", "value", "unit", "bits", "kind", "source"));
            unit(node, "pJ", at);
            prices.add(new Price(new Component(text(node, "component", at)), operation(text(node, "operation", at), at),
                    number(node, "value", at), (int) number(node, "bits", at), Origin.parse(text(node, "kind", at), at),
                    text(node, "source", at)));
        }
        var leakage = new ArrayList<Leakage>();
        for (JsonNode node : array(root, "leakage", where)) {
            String at = where + ", leakage " + (leakage.size() + 1);
            keys(node, at, Set.of("component", "value", "unit", "kind", "source"));
            unit(node, "mW", at);
            leakage.add(new Leakage(new Component(text(node, "component", at)), number(node, "value", at),
                    Origin.parse(text(node, "kind", at), at), text(node, "source", at)));
        }
        return new Technology(name, text(root, "description", where), text(root, "process", where), prices, leakage);
    }

    private static void keys(JsonNode node, String where, Set<String> known) {
        if (!node.isObject()) {
            throw new IllegalArgumentException(where + ": must be a JSON object");
        }
        node.fieldNames().forEachRemaining(key -> {
            if (!known.contains(key)) {
                throw new IllegalArgumentException(where + ": unknown key '" + key + "'. Maybe one of " + new java.util.TreeSet<>(known) + ".");
            }
        });
        for (String key : known) {
            if (!node.has(key)) {
                throw new IllegalArgumentException(where + ": key '" + key + "' is missing");
            }
        }
    }

    private static JsonNode array(JsonNode node, String key, String where) {
        if (!node.get(key).isArray()) {
            throw new IllegalArgumentException(where + ": '" + key + "' must be an array");
        }
        return node.get(key);
    }

    private static String text(JsonNode node, String key, String where) {
        if (!node.get(key).isTextual()) {
            throw new IllegalArgumentException(where + ": '" + key + "' must be text, but was " + node.get(key));
        }
        return node.get(key).asText();
    }

    private static double number(JsonNode node, String key, String where) {
        if (!node.get(key).isNumber()) {
            throw new IllegalArgumentException(where + ": '" + key + "' must be a number, but was " + node.get(key));
        }
        return node.get(key).asDouble();
    }

    private static void unit(JsonNode node, String unit, String where) {
        if (!text(node, "unit", where).equals(unit)) {
            throw new IllegalArgumentException(where + ": unit must be " + unit + ", but was '" + node.get("unit").asText() + "'");
        }
    }

    private static Operation operation(String text, String where) {
        for (Operation operation : Operation.values()) {
            if (operation.label().equals(text)) {
                return operation;
            }
        }
        throw new IllegalArgumentException(where + ": operation must be read, write, accumulate or update, but was '" + text + "'");
    }

    public String name() {
        return name;
    }

    public String description() {
        return description;
    }

    /** Process node, for example {@code "32 nm"}. */
    public String process() {
        return process;
    }

    /** All prices, by component and operation. */
    public List<Price> prices() {
        return prices.values().stream().flatMap(m -> m.values().stream()).toList();
    }

    /** Static power of the components. */
    public List<Leakage> leakage() {
        return leakage;
    }

    /**
     * Dynamic energy of counts: sum of times x price.
     *
     * @throws IllegalArgumentException if an action has no price here
     */
    public EnergyBreakdown price(Counts counts) {
        var energies = new TreeMap<Action, Energy>();
        counts.amounts().forEach((action, amount) -> {
            Price price = prices.getOrDefault(action.component(), Map.of()).get(action.operation());
            if (price == null) {
                throw new IllegalArgumentException("technology '" + name + "' has no price for " + action.component() + " "
                        + action.operation().label() + ". Maybe add it to the file, with its source.");
            }
            energies.put(action, new Energy(amount.times() * price.picojoules()));
        });
        return new EnergyBreakdown(name, energies);
    }

    /**
     * Leakage energy over a time: sum of power x time (1 mW for 1 s = 1 mJ).
     *
     * @throws IllegalArgumentException if this technology names no static power
     */
    public Energy leakage(double seconds) {
        if (leakage.isEmpty()) {
            throw new IllegalArgumentException("technology '" + name + "' names no static power. Maybe leave leakage out, or add it to the file, with its source.");
        }
        return new Energy(leakage.stream().mapToDouble(Leakage::milliwatts).sum() * seconds * 1e9);
    }

    @Override
    public String toString() {
        var text = new StringBuilder(name + " (" + process + "): " + description + "\n");
        for (Price p : prices()) {
            text.append(String.format(Locale.ROOT, "  %-5s %-10s %8.3f pJ%s  %-10s %s%n", p.component(), p.operation().label(), p.picojoules(),
                    p.bits() > 0 ? String.format(Locale.ROOT, " / %2d bit", p.bits()) : "         ", p.origin().label(), p.source()));
        }
        return text.toString();
    }
}
