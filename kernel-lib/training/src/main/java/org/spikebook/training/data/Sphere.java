package org.spikebook.training.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.spikebook.event.MalformedFileException;
import org.spikebook.event.WholeFile;

/**
 * NIST SPHERE sound files, as TIMIT has them: the lines {@code NIST_1A} and the header's length in bytes, then {@code name -type value} (i integer, r real, sN text of N characters)
 * up to {@code end_head}, then samples from the header's length on.
 */
public final class Sphere {

    private static final String FORMAT = "NIST SPHERE file";
    private static final int FIRST_LINES = 16;

    private Sphere() {
    }

    /**
     * Reads PCM of 16 bits and one channel, in either byte order, not compressed.
     *
     * @throws MalformedFileException if it is something else
     * @throws java.io.UncheckedIOException if it cannot be read
     */
    public static Wav read(Path path) {
        byte[] bytes = WholeFile.read(FORMAT, path);
        int length = headerLength(bytes, path);
        Map<String, String> fields = fields(bytes, length, path);
        int channels = integer(fields, "channel_count", 1, path);
        int width = integer(fields, "sample_n_bytes", 2, path);
        if (channels != 1 || width != 2) {
            throw new MalformedFileException(FORMAT, path, 0, "must have one channel of 2 bytes a sample, but has " + channels + " of " + width + ".");
        }
        String coding = fields.getOrDefault("sample_coding", "pcm");
        if (!coding.equals("pcm")) {
            throw new MalformedFileException(FORMAT, path, 0, "sample_coding must be pcm, but is '" + coding + "'. Maybe unpack it with sph2pipe or sox first.");
        }
        String order = fields.getOrDefault("sample_byte_format", "01");
        if (!order.equals("01") && !order.equals("10")) {
            throw new MalformedFileException(FORMAT, path, 0, "sample_byte_format must be 01 (little end first) or 10, but is '" + order + "'.");
        }
        int rate = integer(fields, "sample_rate", 0, path);
        int count = integer(fields, "sample_count", 0, path);
        if (rate < 1 || count < 1) {
            throw new MalformedFileException(FORMAT, path, 0, "sample_rate and sample_count must be above 0, but are " + rate + " and " + count + ".");
        }
        if (bytes.length - length != 2L * count) {
            throw new MalformedFileException(FORMAT, path, bytes.length, "the header promises " + count + " samples, but " + (bytes.length - length) / 2.0
                    + " follow. Maybe a copy was cut off.");
        }
        return Wav.of(rate, ByteBuffer.wrap(bytes, length, 2 * count).order(order.equals("01") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN).asShortBuffer());
    }

    private static int headerLength(byte[] bytes, Path path) {
        String start = new String(bytes, 0, Math.min(FIRST_LINES, bytes.length), StandardCharsets.US_ASCII);
        if (!start.startsWith("NIST_1A\n")) {
            throw new MalformedFileException(FORMAT, path, 0, "must start with the line NIST_1A. Maybe it is RIFF/WAVE; then Wav.read(path).");
        }
        try {
            int length = Integer.parseInt(start.substring(8, Math.min(start.length(), FIRST_LINES)).strip());
            if (length >= FIRST_LINES && length <= bytes.length) {
                return length;
            }
            throw new MalformedFileException(FORMAT, path, 8, "the header's length must be in " + FIRST_LINES + ".." + bytes.length + " bytes, but is " + length + ".");
        } catch (NumberFormatException e) {
            throw new MalformedFileException(FORMAT, path, 8, "the second line must be the header's length in 7 characters, but is '" + start.substring(8).strip() + "'.");
        }
    }

    private static Map<String, String> fields(byte[] bytes, int length, Path path) {
        var fields = new HashMap<String, String>();
        int at = FIRST_LINES;
        for (String line : new String(bytes, FIRST_LINES, length - FIRST_LINES, StandardCharsets.US_ASCII).split("\n", -1)) {
            if (line.strip().equals("end_head")) {
                return fields;
            }
            if (!line.isBlank() && !line.startsWith(";")) {
                String[] parts = line.strip().split(" +", 3);
                if (parts.length < 3 || !parts[1].matches("-(i|r|s\\d+)")) {
                    throw new MalformedFileException(FORMAT, path, at, "a line of the header must be 'name -type value', but is '" + line + "'.");
                }
                fields.put(parts[0], parts[2].strip());
            }
            at += line.length() + 1;
        }
        throw new MalformedFileException(FORMAT, path, length, "the header must end with end_head, but it has only " + Arrays.toString(fields.keySet().stream().sorted().toArray()) + ".");
    }

    private static int integer(Map<String, String> fields, String name, int otherwise, Path path) {
        String text = fields.get(name);
        try {
            return text == null ? otherwise : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new MalformedFileException(FORMAT, path, 0, name + " must be a whole number, but is '" + text + "'.");
        }
    }
}
