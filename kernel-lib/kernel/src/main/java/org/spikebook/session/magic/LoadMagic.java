package org.spikebook.session.magic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.spikebook.lab.magic.LineMagic;
import org.spikebook.lab.magic.MagicContext;

/** {@code %load}: runs the code of a script or of all code cells of a notebook here. */
public final class LoadMagic implements LineMagic {

    @Override
    public String name() {
        return "load";
    }

    @Override
    public String help() {
        return "FILE: runs a script (.jsh, .java, .jshell) or the code cells of a notebook (.ipynb)";
    }

    @Override
    public Optional<Object> run(String arguments, MagicContext context) throws Exception {
        Path file = context.directory().resolve(arguments).toAbsolutePath().normalize();
        if (arguments.isEmpty() || !Files.isRegularFile(file)) {
            throw new IllegalArgumentException("load: '" + file + "' must be a file. Maybe %load helpers.jsh.");
        }
        if (!arguments.endsWith(".ipynb")) {
            return context.evaluate(Files.readString(file));
        }
        Optional<Object> value = Optional.empty();
        for (JsonNode cell : new ObjectMapper().readTree(file.toFile()).path("cells")) {
            if (cell.path("cell_type").asText().equals("code")) {
                value = context.evaluate(source(cell.path("source")));
            }
        }
        return value;
    }

    private static String source(JsonNode source) {
        if (!source.isArray()) {
            return source.asText();
        }
        StringBuilder lines = new StringBuilder();
        source.forEach(line -> lines.append(line.asText()));
        return lines.toString();
    }
}
