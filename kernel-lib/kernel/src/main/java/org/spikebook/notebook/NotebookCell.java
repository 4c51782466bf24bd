package org.spikebook.notebook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** One cell of a {@link Notebook}: a view of its JSON, so that what is not known here is kept. */
public final class NotebookCell {

    private final ObjectNode json;

    NotebookCell(ObjectNode json) {
        this.json = json;
    }

    /** What a cell is. */
    public enum Kind {
        CODE, MARKDOWN, RAW
    }

    /** What the cell is. */
    public Kind kind() {
        return switch (json.path("cell_type").asText()) {
            case "code" -> Kind.CODE;
            case "markdown" -> Kind.MARKDOWN;
            default -> Kind.RAW;
        };
    }

    /** The identifier, unique in its notebook. */
    public String id() {
        return json.path("id").asText();
    }

    /** The text, lines joined. */
    public String source() {
        return text(json.path("source"));
    }

    /** Replaces the text. */
    public void source(String text) {
        json.set("source", lines(text));
    }

    /** The tags, in order. */
    public List<String> tags() {
        List<String> tags = new ArrayList<>();
        json.path("metadata").path("tags").forEach(tag -> tags.add(tag.asText()));
        return List.copyOf(tags);
    }

    /** The metadata; changes show in the notebook. */
    public ObjectNode metadata() {
        return json.withObjectProperty("metadata");
    }

    /** The outputs, each as in the notebook format; changes show in the notebook. */
    public ArrayNode outputs() {
        return json.withArrayProperty("outputs");
    }

    /** The number under which the cell ran; empty if it did not. */
    public OptionalInt executionCount() {
        JsonNode count = json.path("execution_count");
        return count.isInt() ? OptionalInt.of(count.intValue()) : OptionalInt.empty();
    }

    void executionCount(OptionalInt count) {
        if (count.isPresent()) {
            json.put("execution_count", count.getAsInt());
        } else {
            json.putNull("execution_count");
        }
    }

    /** Takes over what an earlier run of this cell has left. */
    void adoptRun(NotebookCell earlier) {
        json.set("outputs", earlier.outputs().deepCopy());
        json.set("execution_count", earlier.json.path("execution_count").deepCopy());
        for (var name : List.of("papermill", "execution", "spikebook")) {
            if (earlier.metadata().has(name)) {
                metadata().set(name, earlier.metadata().get(name).deepCopy());
            }
        }
    }

    /** A copy that changes alone. */
    NotebookCell copy() {
        return new NotebookCell(json.deepCopy());
    }

    /** How papermill and we call the way the last run of this cell ended; empty before the first. */
    String runStatus() {
        return json.path("metadata").path("papermill").path("status").asText();
    }

    void clearOutputs() {
        json.putArray("outputs");
        json.putNull("execution_count");
    }

    /** Text that the format may hold as one string or as a list of lines. */
    static String text(JsonNode node) {
        if (!node.isArray()) {
            return node.asText();
        }
        var text = new StringBuilder();
        node.forEach(line -> text.append(line.asText()));
        return text.toString();
    }

    /** Text as a list of lines with their line ends, as the format likes it. */
    static ArrayNode lines(String text) {
        ArrayNode lines = JsonNodeFactory.instance.arrayNode();
        int start = 0;
        while (start < text.length()) {
            int eol = text.indexOf('\n', start);
            int end = eol < 0 ? text.length() : eol + 1;
            lines.add(text.substring(start, end));
            start = end;
        }
        return lines;
    }
}
