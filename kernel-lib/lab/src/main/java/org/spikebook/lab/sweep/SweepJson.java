package org.spikebook.lab.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.spikebook.accelerator.Simulation;
import org.spikebook.accelerator.SimulationJson;
import org.spikebook.network.Fields;

/** Sweeps as JSON; {@link Sweep#fromJson} shows one. */
final class SweepJson {

    private static final JsonMapper JSON = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private SweepJson() {
    }

    static String write(Sweep sweep) {
        ObjectNode node = JSON.createObjectNode();
        node.set("base", sweep.base().write());
        ArrayNode axes = node.putArray("axes");
        for (List<SweepAxis> group : sweep.groups()) {
            if (group.size() == 1) {
                axes.add(write(group.get(0)));
            } else {
                ArrayNode zip = axes.addObject().putArray("zip");
                group.forEach(axis -> zip.add(write(axis)));
            }
        }
        if (!sweep.conditions().isEmpty()) {
            sweep.conditions().forEach(node.putArray("where")::add);
        }
        if (!sweep.measures().isEmpty()) {
            sweep.measures().forEach(node.putArray("measures")::add);
        }
        var printer = new DefaultPrettyPrinter();
        printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
        try {
            return JSON.writer(printer).writeValueAsString(node) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("JSON cannot be written", e);
        }
    }

    private static ObjectNode write(SweepAxis axis) {
        ObjectNode node = JSON.createObjectNode().put("name", axis.name());
        ArrayNode values = node.putArray("values");
        axis.values().forEach(value -> values.add(SimulationJson.write(value)));
        return node;
    }

    static Sweep read(String json, Path folder) {
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("sweep: not valid JSON" + (e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr()
                    + ", column " + e.getLocation().getColumnNr()) + ": " + e.getOriginalMessage(), e);
        }
        var fields = new Fields("sweep", root, "base", "axes", "where", "measures");
        Sweep sweep = Sweep.of(Experiment.read(fields.node("base"), folder));
        int number = 0;
        for (JsonNode axis : fields.list("axes")) {
            sweep = add(sweep, axis, "sweep, axis " + ++number, folder);
        }
        if (fields.has("where")) {
            for (JsonNode condition : fields.list("where")) {
                sweep = sweep.where(text(condition, "sweep, where"));
            }
        }
        if (fields.has("measures")) {
            sweep = sweep.measure(fields.list("measures").stream().map(m -> text(m, "sweep, measures")).toArray(String[]::new));
        }
        return sweep;
    }

    private static String text(JsonNode node, String where) {
        if (!node.isTextual()) {
            throw new IllegalArgumentException(where + ": must be a list of texts, but one was " + node);
        }
        return node.textValue();
    }

    private static Sweep add(Sweep sweep, JsonNode node, String where, Path folder) {
        for (String sampling : List.of("random", "latinHypercube")) {
            if (node.has(sampling)) {
                var fields = new Fields(where, node, sampling, "seed", "ranges");
                SweepRange[] ranges = fields.list("ranges").stream().map(r -> range(new Fields(where + ", range", r, "name", "from", "to", "log", "whole")))
                        .toArray(SweepRange[]::new);
                int count = fields.integer(sampling);
                long seed = fields.has("seed") ? fields.whole("seed") : 0;
                return sampling.equals("random") ? sweep.random(count, seed, ranges) : sweep.latinHypercube(count, seed, ranges);
            }
        }
        if (node.has("zip")) {
            var together = new ArrayList<SweepAxis>();
            for (JsonNode axis : new Fields(where, node, "zip").list("zip")) {
                together.add(axis(axis, where, folder));
            }
            return sweep.zip(together.toArray(SweepAxis[]::new));
        }
        return sweep.zip(axis(node, where, folder));
    }

    private static SweepAxis axis(JsonNode node, String where, Path folder) {
        if (node.has("from")) {
            var fields = new Fields(where, node, "name", "from", "to", "count", "log", "whole");
            return range(fields).even(fields.integer("count"));
        }
        var fields = new Fields(where, node, "name", "values");
        String name = fields.text("name");
        return SweepAxis.of(name, fields.list("values").stream().map(value -> SimulationJson.read(name, value, folder)).toList());
    }

    private static SweepRange range(Fields fields) {
        return new SweepRange(fields.text("name"), fields.number("from"), fields.number("to"), flag(fields, "log"), flag(fields, "whole"));
    }

    private static boolean flag(Fields fields, String key) {
        if (fields.has(key) && !fields.node(key).isBoolean()) {
            throw fields.error("'" + key + "' must be true or false, but was " + fields.node(key));
        }
        return fields.has(key) && fields.node(key).booleanValue();
    }
}
