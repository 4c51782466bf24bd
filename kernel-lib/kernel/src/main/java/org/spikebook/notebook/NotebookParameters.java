package org.spikebook.notebook;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parameters of a notebook: the variables declared in the cell tagged {@code parameters}, one declaration per line, such as
 * {@code double rate = 0.001;}. New values must fit the declared type; they go into a cell tagged {@code injected-parameters} behind it.
 */
public final class NotebookParameters {

    static final String TAG = "parameters";
    private static final String SEED = "seed";
    static final String INJECTED = "injected-parameters";

    private static final Pattern DECLARATION =
            Pattern.compile("^\\s*(?:final\\s+)?([A-Za-z_][\\w.]*(?:<[^=;]*>)?(?:\\[\\])*)\\s+(\\w+)\\s*=\\s*(.+?);\\s*(?://\\s*(.*))?$", Pattern.MULTILINE);

    private final Map<String, Parameter> parameters;

    private NotebookParameters(Map<String, Parameter> parameters) {
        this.parameters = parameters;
    }

    /**
     * One parameter.
     *
     * @param name the variable
     * @param type its type; for {@code var} that of its value
     * @param value the Java expression it is set to
     * @param comment the comment behind it, perhaps empty
     */
    public record Parameter(String name, String type, String value, String comment) {
    }

    /** The parameters that a notebook declares. */
    public static NotebookParameters of(Notebook notebook) {
        Map<String, Parameter> found = new LinkedHashMap<>();
        for (NotebookCell cell : notebook.cells()) {
            if (cell.kind() == NotebookCell.Kind.CODE && cell.tags().contains(TAG)) {
                Matcher declaration = DECLARATION.matcher(cell.source());
                while (declaration.find()) {
                    String value = declaration.group(3).strip();
                    String type = declaration.group(1).equals("var") ? typeOf(value) : declaration.group(1);
                    String comment = declaration.group(4) == null ? "" : declaration.group(4).strip();
                    found.put(declaration.group(2), new Parameter(declaration.group(2), type, value, comment));
                }
            }
        }
        return new NotebookParameters(found);
    }

    /** The value of the parameter {@code seed}, given or declared, as text; empty if the notebook has none. */
    static Optional<String> seed(Notebook notebook, Map<String, String> given) {
        return Optional.ofNullable(given.get(SEED)).or(() -> Optional.ofNullable(of(notebook).parameters.get(SEED)).map(Parameter::value));
    }

    /** All parameters, in order. */
    public List<Parameter> all() {
        return List.copyOf(parameters.values());
    }

    /**
     * Java code that sets parameters anew.
     *
     * @param values texts by name, as typed on a command line; text needs no quotes
     * @throws NotebookException if a name is not declared or a value does not fit its type
     */
    String code(Map<String, String> values) {
        List<String> lines = new ArrayList<>();
        lines.add("// Parameters");
        values.forEach((name, text) -> {
            Parameter parameter = parameters.get(name);
            if (parameter == null) {
                throw new NotebookException("parameter '" + name + "': must be declared in the cell tagged '" + TAG + "', which "
                        + (parameters.isEmpty() ? "declares none or is absent. Maybe tag a cell with lines such as: double rate = 0.001;"
                                : "declares " + parameters.keySet() + ". Maybe one of those was meant."));
            }
            lines.add(parameter.type() + " " + name + " = " + literal(parameter, text) + ";");
        });
        return String.join("\n", lines);
    }

    /** The value as Java writes it, checked against the declared type. */
    private static String literal(Parameter parameter, String text) {
        String trimmed = text.strip();
        String digits = trimmed.replace("_", "");
        try {
            switch (parameter.type()) {
                case "int" -> {
                    return Integer.toString(Integer.parseInt(digits));
                }
                case "long" -> {
                    return Long.parseLong(digits.replaceFirst("[lL]$", "")) + "L";
                }
                case "short" -> {
                    return "(short) " + Short.parseShort(digits);
                }
                case "byte" -> {
                    return "(byte) " + Byte.parseByte(digits);
                }
                case "double", "Double" -> {
                    return finite(Double.parseDouble(digits), Double.toString(Double.parseDouble(digits)));
                }
                case "float", "Float" -> {
                    return finite(Float.parseFloat(digits), Float.parseFloat(digits) + "f");
                }
                case "boolean", "Boolean" -> {
                    if (trimmed.equals("true") || trimmed.equals("false")) {
                        return trimmed;
                    }
                }
                case "char" -> {
                    if (text.length() == 1) {
                        return "'" + escaped(text, '\'') + "'";
                    }
                }
                case "String" -> {
                    return "\"" + escaped(text, '"') + "\"";
                }
                default -> throw new NotebookException("parameter '" + parameter.name() + "': only numbers, boolean, char and String can be "
                        + "set from outside, but it is declared as " + parameter.type() + ". Maybe make it one of those.");
            }
        } catch (NumberFormatException wrong) {
            // told below
        }
        throw new NotebookException("parameter '" + parameter.name() + "': must be of type " + parameter.type() + ", but was '" + text
                + "'. Maybe like its own value, " + parameter.value() + ".");
    }

    private static String finite(double value, String literal) {
        if (!Double.isFinite(value)) {
            throw new NumberFormatException("not finite");
        }
        return literal;
    }

    private static String escaped(String text, char quote) {
        var escaped = new StringBuilder();
        for (char c : text.toCharArray()) {
            switch (c) {
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\t' -> escaped.append("\\t");
                case '\\' -> escaped.append("\\\\");
                default -> {
                    if (c == quote) {
                        escaped.append('\\');
                    }
                    escaped.append(c);
                }
            }
        }
        return escaped.toString();
    }

    private static String typeOf(String value) {
        Optional<String> type = Optional.empty();
        if (value.startsWith("\"")) {
            type = Optional.of("String");
        } else if (value.startsWith("'")) {
            type = Optional.of("char");
        } else if (value.equals("true") || value.equals("false")) {
            type = Optional.of("boolean");
        } else if (value.matches("[-+]?[\\d_]+")) {
            type = Optional.of("int");
        } else if (value.matches("[-+]?[\\d_]+[lL]")) {
            type = Optional.of("long");
        } else if (value.matches("[-+]?[\\d_]*\\.?[\\d_]*([eE][-+]?\\d+)?[fF]")) {
            type = Optional.of("float");
        } else if (value.matches("[-+]?[\\d_]*\\.?[\\d_]*([eE][-+]?\\d+)?[dD]?")) {
            type = Optional.of("double");
        }
        return type.orElse("var");
    }
}
