package org.spikebook.kernel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/**
 * One message of the Jupyter protocol, without its signature.
 *
 * @param identities routing frames before the delimiter; on iopub the one frame is the topic
 * @param header what the message is: msg_id, msg_type, session, username, date, version
 * @param parent header of the request that this message answers; empty object for none
 * @param metadata free-form remarks
 * @param content the message itself, its fields depend on the type
 * @param buffers raw binary frames after the content
 */
record Message(List<byte[]> identities, ObjectNode header, ObjectNode parent, ObjectNode metadata, ObjectNode content,
               List<byte[]> buffers) {

    /** Version of the messaging protocol spoken here. */
    static final String PROTOCOL = "5.4";

    Message {
        identities = List.copyOf(identities);
        buffers = List.copyOf(buffers);
    }

    /** A new message of its own, answering nothing. */
    static Message of(String type, String session, ObjectNode content) {
        return new Message(List.of(), header(type, session), Json.object(), Json.object(), content, List.of());
    }

    /** An answer to this message that goes back to whoever sent it. */
    Message reply(String type, String session, ObjectNode content) {
        return new Message(identities, header(type, session), header, Json.object(), content, List.of());
    }

    /** A broadcast that names this message as its parent. */
    Message broadcast(String type, String session, ObjectNode content, ObjectNode metadata) {
        return new Message(List.of(type.getBytes(StandardCharsets.UTF_8)), header(type, session), header, metadata, content, List.of());
    }

    String type() {
        return header.path("msg_type").asText("");
    }

    String id() {
        return header.path("msg_id").asText("");
    }

    private static ObjectNode header(String type, String session) {
        return Json.object()
                .put("msg_id", UUID.randomUUID().toString())
                .put("msg_type", type)
                .put("session", session)
                .put("username", "kernel")
                .put("date", Instant.now().truncatedTo(ChronoUnit.MICROS).toString())
                .put("version", PROTOCOL);
    }
}
