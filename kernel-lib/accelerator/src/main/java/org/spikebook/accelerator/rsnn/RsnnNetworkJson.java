package org.spikebook.accelerator.rsnn;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.List;
import org.spikebook.network.Fields;

/** Networks in fixed point as JSON: sizes and settings, and each matrix as Base64 of its weights, two to a byte (the first in the lower half), rows by input. */
final class RsnnNetworkJson {

    private static final JsonMapper MAPPER = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    private static final List<String> MATRICES = List.of("input", "recurrent0", "input1", "recurrent1", "fc");
    private static final String[] KEYS = {"features", "hidden", "outputs", "timeSteps", "inputShift", "threshold0", "threshold1", "kept0", "kept1", "fcExponent", "input", "recurrent0",
        "input1", "recurrent1", "fc"};

    private RsnnNetworkJson() {
    }

    static String write(RsnnNetwork net) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("features", net.shape.features()).put("hidden", net.shape.hidden()).put("outputs", net.shape.outputs()).put("timeSteps", net.timeSteps)
                .put("inputShift", net.inputShift).put("threshold0", net.threshold0).put("threshold1", net.threshold1).put("kept0", net.kept0).put("kept1", net.kept1)
                .put("fcExponent", net.fcExponent);
        short[][] weights = {net.input, net.recurrent0, net.input1, net.recurrent1, net.fc};
        for (int m = 0; m < weights.length; m++) {
            node.put(MATRICES.get(m), text(weights[m]));
        }
        try {
            return MAPPER.writer(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"))).writeValueAsString(node) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(short[] weights) {
        byte[] bytes = new byte[(weights.length + 1) / 2];
        for (int i = 0; i < weights.length; i++) {
            bytes[i / 2] |= (byte) ((weights[i] & 15) << 4 * (i % 2));
        }
        return Base64.getEncoder().encodeToString(bytes);
    }

    static RsnnNetwork read(String json, String where) {
        Fields fields;
        try {
            fields = new Fields(where, MAPPER.readTree(json), KEYS);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(where + ": not valid JSON: " + e.getOriginalMessage(), e);
        }
        var shape = new RsnnShape(fields.integer("features"), fields.integer("hidden"), fields.integer("outputs"));
        int h = shape.hidden();
        int[] sizes = {shape.features() * h, h * h, h * h, h * h, h * shape.outputs()};
        short[][] weights = new short[sizes.length][];
        for (int m = 0; m < sizes.length; m++) {
            weights[m] = weights(fields, MATRICES.get(m), sizes[m]);
        }
        for (String key : List.of("threshold0", "threshold1")) {
            range(fields, key, 1, RsnnNetwork.LIMIT);
        }
        range(fields, "kept0", 0, 256);
        range(fields, "kept1", 0, 256);
        range(fields, "inputShift", 0, 16);
        return new RsnnNetwork(shape, fields.integer("timeSteps"), weights, fields.integer("inputShift"), new int[] {fields.integer("threshold0"), fields.integer("threshold1")},
                new int[] {fields.integer("kept0"), fields.integer("kept1")}, fields.integer("fcExponent"));
    }

    private static void range(Fields fields, String key, int least, int most) {
        int value = fields.integer(key);
        if (value < least || value > most) {
            throw fields.error("'" + key + "' must be in " + least + ".." + most + ", but was " + value);
        }
    }

    private static short[] weights(Fields fields, String key, int size) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(fields.text(key));
        } catch (IllegalArgumentException e) {
            throw fields.error("'" + key + "' must be Base64: " + e.getMessage());
        }
        if (bytes.length != (size + 1) / 2) {
            throw fields.error("'" + key + "' must hold " + size + " weights of 4 bits, but has " + bytes.length + " bytes");
        }
        short[] weights = new short[size];
        for (int i = 0; i < size; i++) {
            weights[i] = (short) ((bytes[i / 2] >> 4 * (i % 2) & 15) << 28 >> 28);
        }
        return weights;
    }
}
