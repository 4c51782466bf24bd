package org.spikebook.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.spikebook.session.Completeness;
import org.spikebook.session.Session;

/**
 * Answers to the requests that change nothing: what the kernel is, completion, inspection, history. Positions in messages count
 * Unicode characters, positions in the session count {@code char}s.
 */
final class Answers {

    private static final int INDENT = 4;

    private final CompletableFuture<Session> session;
    private final History history;

    Answers(CompletableFuture<Session> session, History history) {
        this.session = session;
        this.history = history;
    }

    /** The content of the reply; empty if the request is not known here. */
    Optional<ObjectNode> to(String type, JsonNode content) {
        return Optional.ofNullable(switch (type) {
            case "kernel_info_request" -> kernelInfo();
            case "complete_request" -> complete(content);
            case "inspect_request" -> inspect(content);
            case "is_complete_request" -> isComplete(content);
            case "history_request" -> history(content);
            case "comm_info_request" -> JupyterKernel.ok().set("comms", Json.object());
            case "connect_request" -> JupyterKernel.failure("NotSupported", "connect_request: the client has the connection file");
            default -> null;
        });
    }

    private static ObjectNode kernelInfo() {
        var java = System.getProperty("java.version");
        var version = Optional.ofNullable(Answers.class.getPackage().getImplementationVersion()).orElse("0.1.0");
        var language = Json.object()
                .put("name", "java")
                .put("version", java)
                .put("mimetype", "text/x-java")
                .put("file_extension", ".jsh")
                .put("pygments_lexer", "java")
                .put("codemirror_mode", "text/x-java")
                .put("nbconvert_exporter", "script");
        var links = Json.array()
                .add(Json.object().put("text", "Java API").put("url", "https://docs.oracle.com/en/java/javase/"
                        + Runtime.version().feature() + "/docs/api/"))
                .add(Json.object().put("text", "Tablesaw").put("url", "https://jtablesaw.github.io/tablesaw/"));
        return JupyterKernel.ok()
                .put("protocol_version", Message.PROTOCOL)
                .put("implementation", "spikebook")
                .put("implementation_version", version)
                .put("banner", "Spikebook " + version + " on Java " + java + ": spiking neural networks and their chips")
                .put("debugger", false)
                .<ObjectNode>set("language_info", language)
                .set("help_links", links);
    }

    private ObjectNode complete(JsonNode content) {
        var code = content.path("code").asText();
        var completion = session.join().complete(code, charPosition(code, content.path("cursor_pos").asInt(Integer.MAX_VALUE)));
        var matches = Json.array();
        completion.choices().forEach(matches::add);
        return JupyterKernel.ok()
                .put("cursor_start", code.codePointCount(0, completion.start()))
                .put("cursor_end", code.codePointCount(0, completion.end()))
                .<ObjectNode>set("matches", matches)
                .set("metadata", Json.object());
    }

    private ObjectNode inspect(JsonNode content) {
        var code = content.path("code").asText();
        var found = session.join().inspect(code, charPosition(code, content.path("cursor_pos").asInt(Integer.MAX_VALUE)));
        return JupyterKernel.ok()
                .put("found", !found.isEmpty())
                .<ObjectNode>set("data", found.isEmpty() ? Json.object() : Bundles.data(Help.bundle(found)))
                .set("metadata", Json.object());
    }

    private ObjectNode isComplete(JsonNode content) {
        var code = content.path("code").asText();
        Completeness completeness = session.join().isComplete(code);
        return switch (completeness) {
            case COMPLETE -> Json.object().put("status", "complete");
            case INVALID -> Json.object().put("status", "invalid");
            case INCOMPLETE -> Json.object().put("status", "incomplete").put("indent", " ".repeat(INDENT * openBrackets(code)));
        };
    }

    /** How deep the end of the code is in brackets; those in strings count too, which for an indent does no harm. */
    private static int openBrackets(String code) {
        int depth = 0;
        for (char c : code.toCharArray()) {
            depth += c == '{' || c == '(' || c == '[' ? 1 : c == '}' || c == ')' || c == ']' ? -1 : 0;
        }
        return Math.max(0, depth);
    }

    private ObjectNode history(JsonNode content) {
        var access = content.path("hist_access_type").asText("tail");
        int n = content.path("n").isNumber() ? content.path("n").asInt() : Integer.MAX_VALUE;
        List<History.Entry> found = switch (access) {
            case "tail" -> history.tail(n);
            case "range" -> history.range(content.path("session").asInt(0), content.path("start").asInt(0),
                    content.path("stop").isNumber() ? content.path("stop").asInt() : Integer.MAX_VALUE);
            case "search" -> history.search(content.path("pattern").asText("*"), n, content.path("unique").asBoolean(false));
            default -> throw new IllegalArgumentException("history: hist_access_type must be tail, range or search, but was '" + access + "'");
        };
        boolean output = content.path("output").asBoolean(false);
        var list = Json.array();
        for (var each : found) {
            var line = Json.array().add(each.session()).add(each.line());
            if (output) {
                var pair = Json.array().add(each.source());
                each.output().ifPresentOrElse(pair::add, pair::addNull);
                line.add(pair);
            } else {
                line.add(each.source());
            }
            list.add(line);
        }
        return JupyterKernel.ok().set("history", list);
    }

    private static int charPosition(String code, int characters) {
        int all = code.codePointCount(0, code.length());
        return code.offsetByCodePoints(0, Math.max(0, Math.min(characters, all)));
    }
}
