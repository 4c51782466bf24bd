package org.spikebook.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.spikebook.event.WholeFile;

/**
 * The safetensors format: the length of a header in eight bytes, the header in JSON (type, axes and place of each array, and a map of texts), then the numbers, little-endian.
 * Written as F32; read as F64, F32, F16 or BF16.
 */
final class Safetensors {

    private static final String WHAT = "safetensors file";
    private static final JsonMapper JSON = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    private static final List<String> TYPES = List.of("F64", "F32", "F16", "BF16");
    private static final int[] BYTES = {8, 4, 2, 2};

    private Safetensors() {
    }

    static void write(WeightArrays weights, Path file) {
        ObjectNode header = JSON.createObjectNode();
        weights.structure().ifPresent(json -> header.putObject("__metadata__").put(WeightArrays.STRUCTURE, json));
        long at = 0;
        for (Map.Entry<String, Weights> entry : weights.arrays().entrySet()) {
            ObjectNode tensor = header.putObject(entry.getKey()).put("dtype", "F32");
            var shape = tensor.putArray("shape");
            Arrays.stream(entry.getValue().dims()).forEach(shape::add);
            long end = at + 4L * entry.getValue().size();
            tensor.putArray("data_offsets").add(at).add(end);
            at = end;
        }
        byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
        int length = (text.length + 7) / 8 * 8;         // padded with spaces, so that the numbers begin at a multiple of eight bytes
        var buffer = ByteBuffer.allocate(Math.toIntExact(8 + length + at)).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(length).put(text);
        while (buffer.position() < 8 + length) {
            buffer.put((byte) ' ');
        }
        for (Weights array : weights.arrays().values()) {
            for (float value : array.raw()) {
                buffer.putFloat(value);
            }
        }
        WholeFile.write(WHAT, file, buffer.array());
    }

    /** Where an array lies. */
    private record Entry(String name, String type, int[] shape, long begin, long end) {
    }

    static WeightArrays read(Path file) {
        var buffer = ByteBuffer.wrap(WholeFile.read(WHAT, file)).order(ByteOrder.LITTLE_ENDIAN);
        if (buffer.limit() < 8) {
            throw new IllegalArgumentException("must begin with the length of its header, but has only " + buffer.limit() + " bytes");
        }
        long length = buffer.getLong(0);
        if (length < 2 || length > buffer.limit() - 8) {
            throw new IllegalArgumentException("the length of its header must be in 2.." + (buffer.limit() - 8) + ", the rest of the file, but was " + length
                    + ". Maybe a download was cut off, or it is another format.");
        }
        JsonNode header;
        try {
            header = JSON.readTree(new String(buffer.array(), 8, (int) length, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("its header is not valid JSON: " + e.getOriginalMessage(), e);
        }
        if (!header.isObject()) {
            throw new IllegalArgumentException("its header must be a JSON object, but is " + header.getNodeType());
        }
        Optional<String> structure = Optional.empty();
        var entries = new ArrayList<Entry>();
        for (Map.Entry<String, JsonNode> field : header.properties()) {
            if (field.getKey().equals("__metadata__")) {
                structure = Optional.ofNullable(field.getValue().get(WeightArrays.STRUCTURE)).map(JsonNode::asText);
            } else {
                entries.add(entry(field.getKey(), field.getValue()));
            }
        }
        long data = buffer.limit() - 8 - length;
        checkPlaces(entries, data);
        var arrays = new LinkedHashMap<String, Weights>();
        for (Entry entry : entries) {
            arrays.put(entry.name, weights(entry, buffer, (int) (8 + length + entry.begin)));
        }
        return new WeightArrays(arrays, structure);
    }

    private static Entry entry(String name, JsonNode node) {
        String type = node.path("dtype").asText("");
        JsonNode places = node.path("data_offsets");
        if (!TYPES.contains(type)) {
            throw new IllegalArgumentException("array '" + name + "': type must be one of " + TYPES + ", but was '" + type + "'");
        }
        if (!node.path("shape").isArray() || places.size() != 2 || !places.get(0).canConvertToLong() || !places.get(1).canConvertToLong()) {
            throw new IllegalArgumentException("array '" + name + "': needs a list 'shape' and two whole numbers 'data_offsets'");
        }
        int[] shape = new int[node.get("shape").size()];
        long size = 1;
        for (int i = 0; i < shape.length; i++) {
            JsonNode axis = node.get("shape").get(i);
            if (!axis.canConvertToInt() || axis.asInt() < 1) {
                throw new IllegalArgumentException("array '" + name + "': axes must be at least 1 long, but one is " + axis);
            }
            shape[i] = axis.asInt();
            size = Math.min(size * shape[i], Integer.MAX_VALUE);
        }
        long begin = places.get(0).asLong();
        long end = places.get(1).asLong();
        if (end - begin != size * BYTES[TYPES.indexOf(type)]) {
            throw new IllegalArgumentException("array '" + name + "': " + Arrays.toString(shape) + " of " + type + " takes " + size * BYTES[TYPES.indexOf(type)]
                    + " bytes, but its place " + begin + ".." + end + " has " + (end - begin));
        }
        return new Entry(name, type, shape, begin, end);
    }

    /** The arrays fill the data, one behind the other. */
    private static void checkPlaces(List<Entry> entries, long data) {
        long at = 0;
        for (Entry entry : entries.stream().sorted(Comparator.comparingLong(Entry::begin)).toList()) {
            if (entry.begin != at) {
                throw new IllegalArgumentException("array '" + entry.name + "': must begin at byte " + at + ", where the one before ends, but begins at " + entry.begin);
            }
            at = entry.end;
        }
        if (at != data) {
            throw new IllegalArgumentException("its arrays take " + at + " bytes, but there are " + data + ". Maybe a download was cut off.");
        }
    }

    private static Weights weights(Entry entry, ByteBuffer buffer, int from) {
        var values = new float[Arrays.stream(entry.shape).reduce(1, Math::multiplyExact)];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (entry.type) {
                case "F64" -> (float) buffer.getDouble(from + 8 * i);
                case "F32" -> buffer.getFloat(from + 4 * i);
                case "BF16" -> Float.intBitsToFloat(buffer.getShort(from + 2 * i) << 16);
                default -> half(buffer.getShort(from + 2 * i));
            };
        }
        return Weights.of(values, entry.shape.length == 0 ? new int[] {1} : entry.shape);
    }

    /** IEEE 754 binary16: a sign, five bits of exponent, ten of fraction. */
    static float half(short bits) {
        int exponent = bits >> 10 & 31;
        int fraction = bits & 1023;
        float size = exponent == 0 ? Math.scalb((float) fraction, -24) : exponent == 31 ? fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN
                : Math.scalb(1024f + fraction, exponent - 25);
        return bits < 0 ? -size : size;
    }
}
