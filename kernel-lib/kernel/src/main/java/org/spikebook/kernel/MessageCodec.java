package org.spikebook.kernel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Messages to and from their wire form: {@code identities.., <IDS|MSG>, signature, header, parent, metadata, content, buffers..}, where
 * the signature is the hexadecimal HMAC-SHA256 of the four JSON frames. Not thread-safe: each thread has its own.
 */
final class MessageCodec {

    private static final byte[] DELIMITER = "<IDS|MSG>".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] UNSIGNED = new byte[0];

    private final Mac mac;

    /** @param key shared secret, empty for unsigned messages */
    MessageCodec(String key) {
        try {
            mac = key.isEmpty() ? null : Mac.getInstance("HmacSHA256");
            if (mac != null) {
                mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no HmacSHA256", e);
        }
    }

    /** The frames of a message, signed. */
    List<byte[]> encode(Message message) {
        byte[][] json = {bytes(message.header()), bytes(message.parent()), bytes(message.metadata()), bytes(message.content())};
        var frames = new ArrayList<byte[]>(message.identities());
        frames.add(DELIMITER);
        frames.add(sign(json));
        frames.addAll(Arrays.asList(json));
        frames.addAll(message.buffers());
        return frames;
    }

    /**
     * The message in the frames.
     *
     * @throws BadMessage if the frames are no message or the signature is not ours
     */
    Message decode(List<byte[]> frames) throws BadMessage {
        int delimiter = 0;
        while (delimiter < frames.size() && !Arrays.equals(frames.get(delimiter), DELIMITER)) {
            delimiter++;
        }
        if (delimiter + 6 > frames.size()) {
            throw new BadMessage("message: needs a delimiter and at least 5 frames behind it, but had " + frames.size() + " frames");
        }
        byte[][] json = frames.subList(delimiter + 2, delimiter + 6).toArray(new byte[0][]);
        if (mac != null && !MessageDigest.isEqual(sign(json), frames.get(delimiter + 1))) {
            throw new BadMessage("message: wrong signature. Maybe the sender read another kernel's connection file.");
        }
        var message = new Message(frames.subList(0, delimiter), object(json[0], "header"), object(json[1], "parent header"),
                object(json[2], "metadata"), object(json[3], "content"), frames.subList(delimiter + 6, frames.size()));
        if (message.type().isEmpty()) {
            throw new BadMessage("message: header must have a msg_type, but was " + message.header());
        }
        return message;
    }

    private byte[] sign(byte[][] json) {
        if (mac == null) {
            return UNSIGNED;
        }
        for (byte[] part : json) {
            mac.update(part);
        }
        return HexFormat.of().formatHex(mac.doFinal()).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(ObjectNode node) {
        try {
            return Json.MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree can always be written", e);
        }
    }

    private static ObjectNode object(byte[] json, String part) throws BadMessage {
        try {
            if (json.length > 0 && Json.MAPPER.readTree(json) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            throw new BadMessage("message: " + part + " must be JSON, but " + e.getMessage());
        }
        throw new BadMessage("message: " + part + " must be a JSON object, but was " + new String(json, StandardCharsets.UTF_8));
    }

    /** Frames that are no message of ours. */
    static final class BadMessage extends Exception {

        BadMessage(String message) {
            super(message);
        }
    }
}
