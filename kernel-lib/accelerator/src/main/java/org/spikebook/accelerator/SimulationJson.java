package org.spikebook.accelerator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.spikebook.energy.Technology;
import org.spikebook.network.Fields;
import org.spikebook.network.Layer;
import org.spikebook.network.Network;
import org.spikebook.network.Networks;
import org.spikebook.spike.BernoulliSpikes;
import org.spikebook.spike.ClusteredSpikes;
import org.spikebook.spike.Spikes;

/**
 * Experiments and the values of their parameters as JSON: chips by name or whole, layers by shape or by network, recipes, recordings,
 * technologies, and plain numbers, texts and truth values.
 */
public final class SimulationJson {

    private SimulationJson() {
    }

    /**
     * An experiment as a node; see {@link Simulation#toJson}.
     *
     * @throws IllegalArgumentException if a part lives in memory only
     */
    public static ObjectNode write(Simulation simulation) {
        ObjectNode node = Json.object();
        node.set("accelerator", Chip.of(simulation.accelerator()).node());
        ArrayNode layers = node.putArray("layers");
        simulation.layers().forEach(layer -> layers.add(write(layer)));
        simulation.steps().ifPresent(steps -> node.put("steps", steps));
        simulation.recipe().ifPresent(recipe -> node.set("spikes", write(recipe)));
        simulation.recording().ifPresent(recording -> node.set("recording", write(recording)));
        if (simulation.activity().isPresent()) {
            throw new IllegalArgumentException("simulation of " + simulation.accelerator().name() + ": an activity in memory has no form as a file."
                    + " Maybe activity.save(folder) and then recording(folder).");
        }
        simulation.technology().ifPresent(technology -> node.set("technology", technology.node()));
        return node;
    }

    /**
     * A value that {@link Simulation#with} takes, as a node.
     *
     * @throws IllegalArgumentException if it has no form as a file
     */
    public static JsonNode write(Object value) {
        if (value instanceof Accelerator accelerator) {
            return Chip.of(accelerator).node();
        } else if (value instanceof Technology technology) {
            return technology.node();
        } else if (value instanceof LayerShape shape) {
            return write(shape);
        } else if (value instanceof Layer layer) {
            return write(LayerShape.of(layer));
        } else if (value instanceof Spikes recipe) {
            return write(recipe);
        } else if (value instanceof RecordedSpikes recording) {
            return write(recording);
        } else if (value instanceof Path file) {
            return write(RecordedSpikes.of(file));
        } else if (value instanceof Enum<?> constant) {
            return Json.tree(Map.of("value", Fields.name(constant))).get("value");
        } else if (value instanceof Number || value instanceof Boolean || value instanceof String || value instanceof Map<?, ?>) {
            return Json.tree(Map.of("value", value)).get("value");
        }
        throw new IllegalArgumentException("value " + value + " of type " + value.getClass().getSimpleName()
                + ": has no form as a file. Maybe a recipe or a recording in place of what lives in memory.");
    }

    /**
     * The value of a parameter from a node.
     *
     * @param parameter a parameter of {@link Simulation#with}
     * @param folder where the recordings' relative paths start
     * @throws IllegalArgumentException if it cannot be read as that
     */
    public static Object read(String parameter, JsonNode node, Path folder) {
        String where = "parameter '" + parameter + "'";
        switch (parameter) {
            case "accelerator":
                return accelerator(node);
            case "technology":
                return technology(node);
            case "layer":
                List<LayerShape> layers = layers(node, where);
                if (layers.size() != 1) {
                    throw new IllegalArgumentException(where + ": must be one layer, but was " + layers.size() + ". Maybe name it with 'layer'.");
                }
                return layers.get(0);
            case "spikes":
                return recipe(node, where);
            case "recording":
                return recording(node, folder);
            default:
                return Json.value(where, node);
        }
    }

    /**
     * An experiment from a node; see {@link Simulation#fromJson}.
     *
     * @throws IllegalArgumentException if it breaks a rule; the message names the part, the key and the rule
     */
    public static Simulation read(JsonNode node, Path folder) {
        var fields = new Fields("simulation", node, "accelerator", "layers", "steps", "spikes", "recording", "technology");
        Simulation simulation = Simulation.of(accelerator(fields.node("accelerator")));
        var layers = new ArrayList<LayerShape>();
        if (fields.has("layers")) {
            for (JsonNode layer : fields.node("layers").isArray() ? fields.list("layers") : List.of(fields.node("layers"))) {
                layers.addAll(layers(layer, "simulation, layer " + (layers.size() + 1)));
            }
        }
        if (!layers.isEmpty()) {
            simulation = simulation.on(layers.toArray(LayerShape[]::new));
        }
        if (fields.has("spikes") && fields.has("recording")) {
            throw fields.error("'spikes' and 'recording' exclude each other. Maybe leave one out.");
        }
        if (fields.has("spikes")) {
            simulation = simulation.spikes(recipe(fields.node("spikes"), "simulation, spikes"));
        }
        if (fields.has("recording")) {
            simulation = simulation.recording(recording(fields.node("recording"), folder));
        }
        if (fields.has("steps")) {
            simulation = simulation.steps(fields.integer("steps"));
        }
        return fields.has("technology") ? simulation.technology(technology(fields.node("technology"))) : simulation;
    }

    static Accelerator accelerator(JsonNode node) {
        return node.isTextual() ? Chip.named(node.textValue()).accelerator() : Chip.read(node, "").accelerator();
    }

    static Technology technology(JsonNode node) {
        return node.isTextual() ? Technology.named(node.textValue()) : Technology.read(node);
    }

    static ObjectNode write(LayerShape shape) {
        return Json.object().put("name", shape.name()).put("kind", Fields.name(shape.kind())).put("channels", shape.channels())
                .put("height", shape.height()).put("width", shape.width()).put("filters", shape.filters())
                .put("kernelHeight", shape.kernelHeight()).put("kernelWidth", shape.kernelWidth()).put("strideY", shape.strideY())
                .put("strideX", shape.strideX()).put("paddingY", shape.paddingY()).put("paddingX", shape.paddingX());
    }

    static LayerShape layer(JsonNode node, String where) {
        var shape = new Fields(where + ", shape", node, "name", "kind", "channels", "height", "width", "filters", "kernelHeight", "kernelWidth",
                "strideY", "strideX", "paddingY", "paddingX");
        shape.node("kind");
        return new LayerShape(shape.text("name"), shape.choice("kind", LayerShape.Kind.class, LayerShape.Kind.CONV), shape.integer("channels"),
                shape.integer("height"), shape.integer("width"), shape.integer("filters"), shape.integer("kernelHeight"), shape.integer("kernelWidth"),
                shape.integer("strideY"), shape.integer("strideX"), shape.integer("paddingY"), shape.integer("paddingX"));
    }

    /** Layers of a network that comes with Spikebook ({@code {"network": "dvs-gesture-medium"}}, all or the one named {@code layer}), or one by shape. */
    static List<LayerShape> layers(JsonNode node, String where) {
        if (!node.has("network")) {
            return List.of(layer(node, where));
        }
        var fields = new Fields(where, node, "network", "layer");
        Network network = Networks.named(fields.text("network"));
        return fields.has("layer") ? List.of(LayerShape.of(network.layer(fields.text("layer")))) : Simulation.shapes(network);
    }

    static ObjectNode write(Spikes recipe) {
        ObjectNode node = Json.object();
        if (recipe instanceof BernoulliSpikes bernoulli) {
            return node.put("kind", "bernoulli").put("rate", bernoulli.rate()).put("activeFraction", bernoulli.activeFraction())
                    .put("seed", bernoulli.seed()).put("layer", bernoulli.layer());
        }
        var clustered = (ClusteredSpikes) recipe;
        return node.put("kind", "clustered").put("rate", clustered.rate()).put("window", clustered.window()).put("burst", clustered.burst())
                .put("burstRate", clustered.burstRate()).put("spread", clustered.spread()).put("seed", clustered.seed()).put("layer", clustered.layer());
    }

    /** A recipe; all but kind and rate may be left out. */
    static Spikes recipe(JsonNode node, String where) {
        String kind = node.path("kind").asText("");
        switch (kind) {
            case "bernoulli" -> {
                var fields = new Fields(where, node, "kind", "rate", "activeFraction", "seed", "layer");
                return new BernoulliSpikes(fields.number("rate"), number(fields, "activeFraction", 1), seed(fields), layerNumber(fields));
            }
            case "clustered" -> {
                var fields = new Fields(where, node, "kind", "rate", "window", "burst", "burstRate", "spread", "seed", "layer");
                var usual = Spikes.clustered(fields.number("rate"));
                return new ClusteredSpikes(usual.rate(), fields.has("window") ? fields.integer("window") : usual.window(),
                        number(fields, "burst", usual.burst()), number(fields, "burstRate", usual.burstRate()), number(fields, "spread", usual.spread()),
                        seed(fields), layerNumber(fields));
            }
            default -> throw new IllegalArgumentException(where + ": kind must be bernoulli or clustered, but was '" + kind + "'");
        }
    }

    private static double number(Fields fields, String key, double otherwise) {
        return fields.has(key) ? fields.number(key) : otherwise;
    }

    private static long seed(Fields fields) {
        return fields.has("seed") ? fields.whole("seed") : 0;
    }

    private static int layerNumber(Fields fields) {
        return fields.has("layer") ? fields.integer("layer") : 0;
    }

    static ArrayNode write(RecordedSpikes recording) {
        ArrayNode files = Json.array();
        for (int i = 0; i < recording.files().size(); i++) {
            files.addObject().put("file", recording.files().get(i).toString()).put("digest", digest(recording.digests().get(i)));
        }
        return files;
    }

    static String digest(long fnv1a64) {
        return String.format(Locale.ROOT, "%016x", fnv1a64);
    }

    /** A recording: one file, or a list of one a layer, each as its name or with the digest that its spikes must have. */
    static RecordedSpikes recording(JsonNode node, Path folder) {
        var files = new ArrayList<Path>();
        var digests = new ArrayList<Optional<String>>();
        for (JsonNode each : node.isArray() ? node : List.of(node)) {
            if (each.isTextual()) {
                files.add(folder.resolve(each.textValue()));
                digests.add(Optional.empty());
            } else {
                var fields = new Fields("simulation, recording " + (files.size() + 1), each, "file", "digest");
                files.add(folder.resolve(fields.text("file")));
                digests.add(fields.has("digest") ? Optional.of(fields.text("digest")) : Optional.empty());
            }
        }
        RecordedSpikes recording = RecordedSpikes.of(files.toArray(Path[]::new));
        for (int i = 0; i < digests.size(); i++) {
            String found = digest(recording.digests().get(i));
            if (!digests.get(i).orElse(found).equals(found)) {
                throw new IllegalArgumentException("recording '" + files.get(i) + "': its spikes must have digest " + digests.get(i).orElseThrow()
                        + ", but have " + found + ". Maybe the file changed since, or another one lies there.");
            }
        }
        return recording;
    }
}
