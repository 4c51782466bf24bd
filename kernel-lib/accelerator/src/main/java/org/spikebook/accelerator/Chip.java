package org.spikebook.accelerator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.spikebook.accelerator.bitserial.BitSerial;
import org.spikebook.accelerator.ptb.Ptb;
import org.spikebook.accelerator.spikex.SpikeX;
import org.spikebook.energy.Technology;
import org.spikebook.event.WholeFile;
import org.spikebook.network.Fields;
import org.spikebook.network.Nearest;

/**
 * An accelerator as a file: the presets of Spikebook ({@code data/chips}) and users' own. The keys are {@code name}, {@code description}
 * (both optional in a user's file), {@code type} ({@code ptb}, {@code ptb-as-in-prosperity}, {@code spikex} or {@code bit-serial}), {@code parameters} (those of
 * {@link Accelerator#parameters()}; what is left out stays as in the type's builder), and {@code technology} where the chip
 * belongs to one.
 *
 * <pre>{@code
 * Accelerator chip = Chip.named("spikex").accelerator();
 * Chip.of(chip.with("timeWindow", 10)).save(Path.of("my-chip.json"));
 * Accelerator mine = Chip.load(Path.of("my-chip.json")).accelerator();
 * }</pre>
 *
 * @param name name of the preset or of the file
 * @param description one line, may be empty
 * @param accelerator the accelerator
 * @param technology name of the shipped technology that prices it where nothing else is said; its static power then counts too
 */
public record Chip(String name, String description, Accelerator accelerator, Optional<String> technology) {

    private static final String FOLDER = "/org/spikebook/data/chips/";
    private static final String[] KEYS = {"name", "description", "type", "parameters", "technology"};

    public Chip {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(description, "description");
        type(accelerator);
        technology.ifPresent(Technology::named);
    }

    /** The kinds of accelerators that files can hold, each with the builder's defaults. */
    private static Map<String, Accelerator> types() {
        var types = new LinkedHashMap<String, Accelerator>();
        types.put("ptb", Ptb.builder().build());
        types.put("ptb-as-in-prosperity", Ptb.asInProsperity());
        types.put("spikex", SpikeX.builder().build());
        types.put("bit-serial", BitSerial.builder().build());
        return types;
    }

    private static String type(Accelerator accelerator) {
        return findType(accelerator).orElseThrow(() -> new IllegalArgumentException("accelerator '" + accelerator.name()
                + "': has no form as a file. Maybe one of " + types().keySet() + "; an accelerator of your own stays code."));
    }

    private static Optional<String> findType(Accelerator accelerator) {
        return types().entrySet().stream().filter(type -> type.getValue().getClass() == accelerator.getClass()).map(Map.Entry::getKey).findFirst();
    }

    /**
     * An accelerator as a chip, named after its type.
     *
     * @throws IllegalArgumentException if it is of no type that files can hold
     */
    public static Chip of(Accelerator accelerator) {
        return new Chip(type(accelerator), "", accelerator, Optional.empty());
    }

    /** The same, or empty for an accelerator that files cannot hold. */
    static Optional<Chip> find(Accelerator accelerator) {
        return findType(accelerator).map(type -> of(accelerator));
    }

    /**
     * A preset that comes with Spikebook.
     *
     * @throws IllegalArgumentException if there is none of that name; the message names the nearest
     */
    public static Chip named(String name) {
        if (!names().contains(name)) {
            throw new IllegalArgumentException("chip '" + name + "' is not shipped." + Nearest.hint(name, names())
                    + " A file of yours goes by Chip.load(path).");
        }
        return fromJson(resource(name + ".json"));
    }

    /** Names of the presets. */
    public static List<String> names() {
        var names = new ArrayList<String>();
        Json.read("list of chips", resource("index.json")).forEach(name -> names.add(name.asText()));
        return List.copyOf(names);
    }

    private static String resource(String file) {
        try (InputStream in = Chip.class.getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw new IllegalStateException("resource '" + FOLDER + file + "' is missing from the class path. Maybe rebuild.");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("resource '" + FOLDER + file + "': cannot be read", e);
        }
    }

    /**
     * A chip from a JSON file.
     *
     * @throws IllegalArgumentException if the file breaks a rule; the message names file, key and rule, and the nearest name of an unknown key
     * @throws UncheckedIOException if it cannot be read
     */
    public static Chip load(Path file) {
        String fileName = String.valueOf(file.getFileName());
        return Json.inFile(file, () -> read(Json.read("chip", new String(WholeFile.read("chip", file), StandardCharsets.UTF_8)),
                fileName.replaceFirst("\\.json$", "")));
    }

    /** A chip from JSON text. */
    public static Chip fromJson(String json) {
        return read(Json.read("chip", json), "");
    }

    static Chip read(JsonNode node, String otherName) {
        String name = node.path("name").asText(otherName);
        String where = name.isEmpty() ? "chip" : "chip '" + name + "'";
        var fields = new Fields(where, node, KEYS);
        String type = fields.text("type");
        var types = types();
        if (!types.containsKey(type)) {
            throw fields.error("type must be one of " + types.keySet() + ", but was '" + type + "'." + Nearest.hint(type, types.keySet()));
        }
        var parameters = new LinkedHashMap<String, Object>();
        if (fields.has("parameters")) {
            if (!(fields.node("parameters") instanceof ObjectNode object)) {
                throw fields.error("'parameters' must be an object of names and values, but was " + fields.node("parameters"));
            }
            object.properties().forEach(entry -> parameters.put(entry.getKey(), Json.value(where + ", parameter '" + entry.getKey() + "'",
                    entry.getValue())));
        }
        try {
            return new Chip(name.isEmpty() ? type : name, fields.has("description") ? fields.text("description") : "", types.get(type).with(parameters),
                    fields.has("technology") ? Optional.of(fields.text("technology")) : Optional.empty());
        } catch (IllegalArgumentException e) {
            throw fields.error(e.getMessage());
        }
    }

    /** This chip as JSON text, with every parameter. */
    public String toJson() {
        return Json.write(node());
    }

    ObjectNode node() {
        ObjectNode node = Json.object();
        node.put("name", name);
        node.put("description", description);
        node.put("type", type(accelerator));
        node.set("parameters", Json.tree(accelerator.settings()));
        technology.ifPresent(t -> node.put("technology", t));
        return node;
    }

    /** Writes {@link #toJson()}. The file is written whole or not at all. */
    public void save(Path file) {
        WholeFile.write("chip", file, toJson().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return name + (description.isEmpty() ? "" : ": " + description) + " (" + accelerator.configuration() + ")";
    }
}
