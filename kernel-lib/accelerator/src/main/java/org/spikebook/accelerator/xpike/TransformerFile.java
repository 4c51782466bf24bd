package org.spikebook.accelerator.xpike;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Objects;
import org.spikebook.event.MalformedFileException;
import org.spikebook.event.WholeFile;
import org.spikebook.network.Fields;
import org.spikebook.network.Weights;

/** Transformers as JSON: the shape in plain numbers, each weight array as base64 of its 32-bit floats, lowest byte first. */
final class TransformerFile {

    private static final String FOLDER = "/org/spikebook/data/networks/trained/";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String[] SIZES = {"depth", "width", "heads", "tokens", "inputs", "outputs", "mlpRatio", "digitalSteps", "chipSteps"};

    private TransformerFile() {
    }

    static void write(SpikingTransformer transformer, Path file, String note) {
        TransformerShape s = transformer.shape();
        ObjectNode root = JSON.createObjectNode().put("note", note);
        ObjectNode shape = root.putObject("shape").put("name", s.name()).put("decoder", s.decoder()).put("source", s.source());
        int[] sizes = {s.depth(), s.width(), s.heads(), s.tokens(), s.inputs(), s.outputs(), s.mlpRatio(), s.digitalSteps(), s.chipSteps()};
        for (int i = 0; i < sizes.length; i++) {
            shape.put(SIZES[i], sizes[i]);
        }
        ObjectNode weights = root.putObject("weights");
        transformer.weights().forEach((name, w) -> weights.put(name, encode(w.toArray())));
        try {
            WholeFile.write("transformer", file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String encode(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    static SpikingTransformer read(Path file) {
        byte[] content = WholeFile.read("transformer", file);
        try {
            return parse(file.toString(), JSON.readTree(content));
        } catch (IOException | IllegalArgumentException e) {
            throw new MalformedFileException("transformer", file, 0, "is not what SpikingTransformer.write writes: " + e.getMessage());
        }
    }

    static SpikingTransformer shipped(String name) {
        try (InputStream in = TransformerFile.class.getResourceAsStream(FOLDER + name + ".json")) {
            if (in == null) {
                throw new IllegalArgumentException("transformer '" + name + "': none of that name comes with Spikebook. Maybe vit-2-64-mnist-ideal.");
            }
            return parse(name, JSON.readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException("resource '" + FOLDER + name + ".json': cannot be read", e);
        }
    }

    private static SpikingTransformer parse(String where, JsonNode root) {
        var fields = new Fields("transformer '" + where + "'", Objects.requireNonNull(root), "note", "shape", "weights");
        fields.text("note");
        var f = new Fields("transformer '" + where + "', shape", fields.node("shape"), "name", "decoder", "source", "depth", "width", "heads", "tokens", "inputs", "outputs", "mlpRatio",
                "digitalSteps", "chipSteps");
        var shape = new TransformerShape(f.text("name"), f.node("decoder").asBoolean(), f.integer("depth"), f.integer("width"), f.integer("heads"), f.integer("tokens"),
                f.integer("inputs"), f.integer("outputs"), f.integer("mlpRatio"), f.integer("digitalSteps"), f.integer("chipSteps"), f.text("source"));
        JsonNode arrays = fields.node("weights");
        var weights = new LinkedHashMap<String, Weights>();
        SpikingTransformer.random(shape, 0).weights().forEach((name, like) -> {
            if (!arrays.hasNonNull(name)) {
                throw new IllegalArgumentException("transformer '" + where + "': has no weights '" + name + "'.");
            }
            byte[] bytes = Base64.getDecoder().decode(arrays.get(name).asText());
            if (bytes.length != 4 * like.size()) {
                throw new IllegalArgumentException("transformer '" + where + "': weights '" + name + "' must have " + like.size() + " values, but have " + bytes.length / 4.0 + ".");
            }
            float[] values = new float[like.size()];
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
            weights.put(name, Weights.of(values, like.dims()));
        });
        return SpikingTransformer.of(shape, weights);
    }
}
