package org.spikebook.notebook;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.spikebook.event.WholeFile;

/**
 * A notebook in the format of Jupyter, nbformat 4.5 (older 4.x files are read and become 4.5). It is kept as the JSON it was read as,
 * so that metadata of other programs survive.
 */
public final class Notebook {

    /** Indented by one blank and unescaped, as Jupyter writes it, so that differences stay small. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();
    private static final Pattern ID = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

    private final ObjectNode json;

    private Notebook(ObjectNode json) {
        this.json = json;
    }

    /**
     * Reads a notebook.
     *
     * @throws NotebookException if the file is no notebook of format 4; the message names file, place, rule and way out
     */
    public static Notebook read(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new NotebookException("notebook '" + file + "': no such file. Maybe the path counts from another folder than "
                    + Path.of("").toAbsolutePath() + ".", e);
        } catch (java.nio.charset.CharacterCodingException e) {
            throw new NotebookException("notebook '" + file + "': must be UTF-8 text, but is not. Maybe it is another kind of file.", e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read notebook " + file + ": " + e.getMessage(), e);
        }
        return parse(file.toString(), text);
    }

    /**
     * Reads a notebook from text.
     *
     * @param name what messages call it
     * @throws NotebookException if the text is no notebook of format 4
     */
    public static Notebook parse(String name, String text) {
        JsonNode tree;
        try {
            tree = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            throw new NotebookException("notebook '" + name + "', line " + (at == null ? 1 : at.getLineNr()) + ", column "
                    + (at == null ? 1 : at.getColumnNr()) + ": must be JSON, but " + firstLine(e)
                    + ". Maybe the file was cut off or a merge left its marks; restore it, or open it in an editor at that line.", e);
        }
        if (!(tree instanceof ObjectNode root)) {
            throw broken(name, "the file", "must be a JSON object, but was "
                    + (tree == null || tree.isMissingNode() ? "empty" : tree.getNodeType().name().toLowerCase(java.util.Locale.ROOT)),
                    "it is another kind of file");
        }
        return new Notebook(checked(name, root));
    }

    /** A notebook without cells, for Spikebook's kernel. */
    public static Notebook create() {
        ObjectNode root = JSON.createObjectNode();
        root.putArray("cells");
        ObjectNode kernel = root.putObject("metadata").putObject("kernelspec");
        kernel.put("display_name", "Spikebook (Java)").put("language", "java").put("name", "spikebook");
        root.withObjectProperty("metadata").putObject("language_info").put("name", "java");
        root.put("nbformat", 4).put("nbformat_minor", 5);
        return new Notebook(root);
    }

    /** The cells, in order. */
    public List<NotebookCell> cells() {
        List<NotebookCell> cells = new ArrayList<>();
        array().forEach(cell -> cells.add(new NotebookCell((ObjectNode) cell)));
        return List.copyOf(cells);
    }

    /** The metadata; changes show in the notebook. */
    public ObjectNode metadata() {
        return json.withObjectProperty("metadata");
    }

    /**
     * Inserts a cell.
     *
     * @param index where, 0..number of cells
     * @param kind what it is
     * @param source its text
     */
    public NotebookCell insert(int index, NotebookCell.Kind kind, String source) {
        Objects.checkIndex(index, array().size() + 1);
        ObjectNode cell = JSON.createObjectNode();
        cell.put("cell_type", kind.name().toLowerCase(java.util.Locale.ROOT));
        if (kind == NotebookCell.Kind.CODE) {
            cell.putNull("execution_count");
        }
        cell.put("id", newId());
        cell.putObject("metadata");
        if (kind == NotebookCell.Kind.CODE) {
            cell.putArray("outputs");
        }
        cell.set("source", NotebookCell.lines(source));
        array().insert(index, cell);
        return new NotebookCell(cell);
    }

    /** Appends a cell, see {@link #insert}. */
    public NotebookCell append(NotebookCell.Kind kind, String source) {
        return insert(array().size(), kind, source);
    }

    void remove(int index) {
        array().remove(index);
    }

    /** The text of the first heading in a markdown cell; empty if there is none. */
    public String title() {
        for (NotebookCell cell : cells()) {
            if (cell.kind() == NotebookCell.Kind.MARKDOWN) {
                for (String line : cell.source().lines().toList()) {
                    if (line.matches("#{1,6}\\s+.*")) {
                        return line.replaceFirst("#+\\s+", "").replaceFirst("\\s+#+\\s*$", "").strip();
                    }
                }
            }
        }
        return "";
    }

    /** A copy that changes alone. */
    public Notebook copy() {
        return new Notebook(json.deepCopy());
    }

    /** The file's text. */
    public String toJson() {
        try {
            var separators = Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                    .withArrayEmptySeparator("").withObjectEmptySeparator("");
            var printer = new DefaultPrettyPrinter(separators);
            var indent = new DefaultIndenter(" ", "\n");
            printer.indentArraysWith(indent);
            printer.indentObjectsWith(indent);
            return JSON.writer(printer).writeValueAsString(json) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes the file, whole or not at all. */
    public void write(Path file) {
        WholeFile.write("notebook", file, toJson().getBytes(StandardCharsets.UTF_8));
    }

    private ArrayNode array() {
        return (ArrayNode) json.get("cells");
    }

    private static ObjectNode checked(String name, ObjectNode root) {
        JsonNode format = root.path("nbformat");
        if (!format.isInt() || format.intValue() != 4) {
            throw broken(name, "nbformat", "must be 4, but was " + (format.isMissingNode() ? "absent" : format.toString()),
                    "open it in Jupyter and save it again");
        }
        if (!(root.get("cells") instanceof ArrayNode cells)) {
            throw broken(name, "cells", "must be a list, but was " + described(root.path("cells")), "the file was cut off");
        }
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < cells.size(); i++) {
            String part = "cell " + (i + 1) + " of " + cells.size();
            if (!(cells.get(i) instanceof ObjectNode cell)) {
                throw broken(name, part, "must be a JSON object, but was " + described(cells.get(i)), "remove it");
            }
            String type = cell.path("cell_type").asText();
            if (!List.of("code", "markdown", "raw").contains(type)) {
                throw broken(name, part, "cell_type must be code, markdown or raw, but was " + described(cell.path("cell_type")),
                        "the file was made by another program; change it to raw");
            }
            checkText(name, part + ", source", cell.path("source"));
            for (String object : List.of("metadata")) {
                if (cell.has(object) && !cell.get(object).isObject()) {
                    throw broken(name, part, object + " must be a JSON object, but was " + described(cell.get(object)), "use {}");
                }
            }
            if (type.equals("code") && cell.has("outputs") && !cell.get("outputs").isArray()) {
                throw broken(name, part, "outputs must be a list, but was " + described(cell.get("outputs")), "use []");
            }
            String id = cell.path("id").asText();
            if (!cell.has("id")) {
                cell.put("id", newId());
            } else if (!ID.matcher(id).matches()) {
                throw broken(name, part, "id must be 1 to 64 of a-z A-Z 0-9 _ -, but was " + described(cell.get("id")), "remove the id");
            } else if (!ids.add(id)) {
                throw broken(name, part, "id must be unique, but '" + id + "' came before", "remove the id of one of them");
            }
        }
        if (root.has("metadata") && !root.get("metadata").isObject()) {
            throw broken(name, "metadata", "must be a JSON object, but was " + described(root.get("metadata")), "use {}");
        }
        if (root.path("nbformat_minor").asInt() < 5) {
            root.put("nbformat_minor", 5);
        }
        return root;
    }

    private static void checkText(String name, String part, JsonNode text) {
        boolean ok = text.isTextual();
        if (text.isArray()) {
            ok = true;
            for (JsonNode line : text) {
                ok &= line.isTextual();
            }
        }
        if (!ok) {
            throw broken(name, part, "must be text or a list of lines, but was " + described(text), "use \"\"");
        }
    }

    private static String described(JsonNode node) {
        if (node.isMissingNode()) {
            return "absent";
        }
        String text = node.toString();
        return text.length() > 60 ? text.substring(0, 60) + "..." : text;
    }

    private static NotebookException broken(String name, String part, String rule, String wayOut) {
        return new NotebookException("notebook '" + name + "': " + part + " " + rule + ". Maybe " + wayOut + ".");
    }

    private static String firstLine(JacksonException e) {
        String message = e.getOriginalMessage();
        int end = message.indexOf('\n');
        return (end < 0 ? message : message.substring(0, end)).strip();
    }

    private static String newId() {
        return UUID.randomUUID().toString().substring(0, 8);
    }
}
