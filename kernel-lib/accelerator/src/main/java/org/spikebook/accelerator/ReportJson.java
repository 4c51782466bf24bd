package org.spikebook.accelerator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;
import org.spikebook.network.Fields;
import org.spikebook.spike.BernoulliSpikes;
import org.spikebook.spike.ClusteredSpikes;
import org.spikebook.spike.Spikes;

/** Reports as JSON. The keys are the names of the records' components. */
final class ReportJson {

    private ReportJson() {
    }

    static ObjectNode write(Report report) {
        ObjectNode node = Json.object();
        node.put("accelerator", report.accelerator());
        node.put("configuration", report.configuration());
        node.put("clockMegahertz", report.clockMegahertz());
        report.chip().ifPresent(chip -> node.set("chip", chip.node()));
        ObjectNode input = node.putObject("input");
        input.put("description", report.input().description());
        report.input().recipe().ifPresent(recipe -> input.set("recipe", recipe(recipe)));
        input.put("digest", String.format(Locale.ROOT, "%016x", report.input().digest()));
        node.put("version", report.version());
        ArrayNode layers = node.putArray("layers");
        report.layers().forEach(layer -> layers.add(write(layer)));
        return node;
    }

    static Report read(JsonNode node) {
        var fields = new Fields("report", node, "accelerator", "configuration", "clockMegahertz", "chip", "input", "version", "layers");
        var input = new Fields("report, input", fields.node("input"), "description", "recipe", "digest");
        var layers = new ArrayList<LayerReport>();
        for (JsonNode layer : fields.list("layers")) {
            layers.add(readLayer(layer, "report, layer " + (layers.size() + 1)));
        }
        return new Report(fields.text("accelerator"), fields.text("configuration"), fields.number("clockMegahertz"),
                fields.has("chip") ? Optional.of(Chip.read(fields.node("chip"), "")) : Optional.empty(),
                new Report.Input(input.text("description"), input.has("recipe") ? Optional.of(readRecipe(input.node("recipe"))) : Optional.empty(),
                        digest(input)),
                fields.text("version"), layers);
    }

    private static long digest(Fields input) {
        String digits = input.text("digest");
        if (!digits.matches("[0-9a-f]{16}")) {
            throw input.error("'digest' must be 16 hexadecimal digits, but was '" + digits + "'");
        }
        return Long.parseUnsignedLong(digits, 16);
    }

    private static ObjectNode recipe(Spikes recipe) {
        ObjectNode node = Json.object();
        if (recipe instanceof BernoulliSpikes bernoulli) {
            return node.put("kind", "bernoulli").put("rate", bernoulli.rate()).put("activeFraction", bernoulli.activeFraction())
                    .put("seed", bernoulli.seed()).put("layer", bernoulli.layer());
        }
        var clustered = (ClusteredSpikes) recipe;
        return node.put("kind", "clustered").put("rate", clustered.rate()).put("window", clustered.window()).put("burst", clustered.burst())
                .put("burstRate", clustered.burstRate()).put("spread", clustered.spread()).put("seed", clustered.seed()).put("layer", clustered.layer());
    }

    private static Spikes readRecipe(JsonNode node) {
        String where = "report, recipe of the spikes";
        String kind = node.path("kind").asText("");
        switch (kind) {
            case "bernoulli" -> {
                var fields = new Fields(where, node, "kind", "rate", "activeFraction", "seed", "layer");
                return new BernoulliSpikes(fields.number("rate"), fields.number("activeFraction"), fields.whole("seed"), fields.integer("layer"));
            }
            case "clustered" -> {
                var fields = new Fields(where, node, "kind", "rate", "window", "burst", "burstRate", "spread", "seed", "layer");
                return new ClusteredSpikes(fields.number("rate"), fields.integer("window"), fields.number("burst"), fields.number("burstRate"),
                        fields.number("spread"), fields.whole("seed"), fields.integer("layer"));
            }
            default -> throw new IllegalArgumentException(where + ": kind must be bernoulli or clustered, but was '" + kind + "'");
        }
    }

    static ObjectNode write(LayerReport report) {
        ObjectNode node = Json.object();
        LayerShape shape = report.layer();
        node.putObject("layer").put("name", shape.name()).put("kind", Fields.name(shape.kind())).put("channels", shape.channels())
                .put("height", shape.height()).put("width", shape.width()).put("filters", shape.filters())
                .put("kernelHeight", shape.kernelHeight()).put("kernelWidth", shape.kernelWidth()).put("strideY", shape.strideY())
                .put("strideX", shape.strideX()).put("paddingY", shape.paddingY()).put("paddingX", shape.paddingX());
        node.put("steps", report.steps());
        node.put("computeCycles", report.computeCycles());
        node.put("memoryCycles", report.memoryCycles());
        node.put("cycles", report.cycles());
        ArrayNode counts = node.putArray("counts");
        report.counts().amounts().forEach((action, amount) -> counts.addObject().put("component", action.component().name())
                .put("operation", action.operation().label()).put("data", action.data().label()).put("times", amount.times())
                .put("bits", amount.bits()));
        ObjectNode metrics = node.putObject("metrics");
        report.metrics().forEach(metrics::put);
        return node;
    }

    static LayerReport readLayer(JsonNode node, String where) {
        var fields = new Fields(where, node, "layer", "steps", "computeCycles", "memoryCycles", "cycles", "counts", "metrics");
        var shape = new Fields(where + ", shape", fields.node("layer"), "name", "kind", "channels", "height", "width", "filters", "kernelHeight",
                "kernelWidth", "strideY", "strideX", "paddingY", "paddingX");
        shape.node("kind");
        var layer = new LayerShape(shape.text("name"), shape.choice("kind", LayerShape.Kind.class, LayerShape.Kind.CONV), shape.integer("channels"),
                shape.integer("height"), shape.integer("width"), shape.integer("filters"), shape.integer("kernelHeight"), shape.integer("kernelWidth"),
                shape.integer("strideY"), shape.integer("strideX"), shape.integer("paddingY"), shape.integer("paddingX"));
        var counts = Counts.builder();
        int number = 0;
        for (JsonNode count : fields.list("counts")) {
            var amount = new Fields(where + ", count " + ++number, count, "component", "operation", "data", "times", "bits");
            amount.node("operation");
            amount.node("data");
            counts.add(new Counts.Action(new Component(amount.text("component")), amount.choice("operation", Operation.class, Operation.READ),
                    amount.choice("data", DataKind.class, DataKind.WEIGHT)), new Counts.Amount(amount.whole("times"), amount.whole("bits")));
        }
        var metrics = new LinkedHashMap<String, Long>();
        if (!(fields.node("metrics") instanceof ObjectNode object)) {
            throw fields.error("'metrics' must be an object of names and whole numbers, but was " + fields.node("metrics"));
        }
        var names = new ArrayList<String>();
        object.fieldNames().forEachRemaining(names::add);
        var values = new Fields(where + ", metrics", object, names.toArray(String[]::new));
        names.forEach(name -> metrics.put(name, values.whole(name)));
        return new LayerReport(layer, fields.integer("steps"), fields.whole("computeCycles"), fields.whole("memoryCycles"), fields.whole("cycles"),
                counts.build(), metrics);
    }
}
