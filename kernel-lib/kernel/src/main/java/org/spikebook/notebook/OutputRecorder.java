package org.spikebook.notebook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.spikebook.lab.display.MimeBundle;
import org.spikebook.session.CellError;
import org.spikebook.session.CellSink;
import org.spikebook.session.OutputStreamName;

/**
 * Writes what cells put out into the outputs of a notebook. One recorder serves a whole run, since a display may be updated by a later
 * cell.
 */
final class OutputRecorder {

    private final Map<String, List<ObjectNode>> displays = new HashMap<>();

    /** The sink of one cell. */
    CellSink into(ArrayNode outputs) {
        return new CellSink() {

            private boolean clearFirst;

            @Override
            public void text(OutputStreamName stream, String text) {
                synchronized (OutputRecorder.this) {
                    clearIfAsked();
                    JsonNode last = outputs.get(outputs.size() - 1);
                    if (last instanceof ObjectNode before && before.path("name").asText().equals(stream.toString())) {
                        before.set("text", NotebookCell.lines(NotebookCell.text(before.get("text")) + text));
                    } else {
                        ObjectNode output = outputs.addObject();
                        output.put("name", stream.toString()).put("output_type", "stream");
                        output.set("text", NotebookCell.lines(text));
                    }
                }
            }

            @Override
            public void display(MimeBundle bundle, String displayId) {
                synchronized (OutputRecorder.this) {
                    clearIfAsked();
                    ObjectNode output = outputs.addObject();
                    output.set("data", data(bundle));
                    output.putObject("metadata");
                    output.put("output_type", "display_data");
                    if (!displayId.isEmpty()) {
                        displays.computeIfAbsent(displayId, id -> new ArrayList<>()).add(output);
                    }
                }
            }

            @Override
            public void updateDisplay(String displayId, MimeBundle bundle) {
                synchronized (OutputRecorder.this) {
                    displays.getOrDefault(displayId, List.of()).forEach(output -> output.set("data", data(bundle)));
                }
            }

            @Override
            public void clearOutput(boolean wait) {
                synchronized (OutputRecorder.this) {
                    if (wait) {
                        clearFirst = true;
                    } else {
                        outputs.removeAll();
                    }
                }
            }

            private void clearIfAsked() {
                if (clearFirst) {
                    clearFirst = false;
                    outputs.removeAll();
                }
            }
        };
    }

    synchronized void result(ArrayNode outputs, int executionCount, MimeBundle bundle) {
        ObjectNode output = outputs.addObject();
        output.set("data", data(bundle));
        output.put("execution_count", executionCount);
        output.putObject("metadata");
        output.put("output_type", "execute_result");
    }

    synchronized void error(ArrayNode outputs, CellError error) {
        ObjectNode output = outputs.addObject();
        output.put("ename", error.name()).put("evalue", error.message()).put("output_type", "error");
        ArrayNode traceback = output.putArray("traceback");
        error.traceback().forEach(traceback::add);
    }

    /** Forms as the notebook format stores them: text as lines, bytes as base64, JSON types as they are. */
    static ObjectNode data(MimeBundle bundle) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        bundle.data().forEach((type, form) -> {
            if (form instanceof byte[] bytes) {
                data.put(type, Base64.getEncoder().encodeToString(bytes));
            } else if (form instanceof JsonNode json) {
                data.set(type, json);
            } else {
                data.set(type, NotebookCell.lines((String) form));
            }
        });
        return data;
    }
}
