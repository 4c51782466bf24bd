package org.spikebook.accelerator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.spikebook.network.Fields;

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
        report.input().recipe().ifPresent(recipe -> input.set("recipe", SimulationJson.write(recipe)));
        input.put("digest", SimulationJson.digest(report.input().digest()));
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
                new Report.Input(input.text("description"), input.has("recipe") ? Optional.of(SimulationJson.recipe(input.node("recipe"), "report, recipe of the spikes")) : Optional.empty(),
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

    static ObjectNode write(LayerReport report) {
        ObjectNode node = Json.object();
        node.set("layer", SimulationJson.write(report.layer()));
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
        LayerShape layer = SimulationJson.layer(fields.node("layer"), where);
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
