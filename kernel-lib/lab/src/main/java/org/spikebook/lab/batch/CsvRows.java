package org.spikebook.lab.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.spikebook.event.WholeFile;

/**
 * A CSV file with a header. Blanks round cells do not count; neither do empty lines, columns without a name, and lines whose cells
 * are all empty.
 */
final class CsvRows {

    private final Path file;
    private final List<String> header;
    private final List<Row> rows;

    /** One line. */
    static final class Row {

        private final Path file;
        private final int line;
        private final Map<String, String> cells;

        private Row(Path file, int line, Map<String, String> cells) {
            this.file = file;
            this.line = line;
            this.cells = cells;
        }

        /** Cells by column, empty where nothing stands. */
        Map<String, String> cells() {
            return cells;
        }

        /** A cell; empty where there is no such column. */
        String text(String column) {
            return cells.getOrDefault(column, "");
        }

        boolean has(String column) {
            return !text(column).isEmpty();
        }

        IllegalArgumentException error(String message) {
            return new IllegalArgumentException(file + ", line " + line + ": " + message);
        }

        IllegalArgumentException error(String column, String message) {
            return error("column '" + column + "': " + message);
        }

        private String required(String column) {
            if (!has(column)) {
                throw error(column, "must not be empty here." + (cells.containsKey(column) ? "" : " Maybe the column is missing in the header."));
            }
            return text(column);
        }

        int whole(String column) {
            String text = required(column);
            try {
                return Integer.parseInt(text);
            } catch (NumberFormatException e) {
                throw error(column, "must be a whole number, but was '" + text + "'.");
            }
        }

        int whole(String column, int otherwise) {
            return has(column) ? whole(column) : otherwise;
        }

        long seed(String column) {
            try {
                return has(column) ? Long.parseLong(text(column)) : 0;
            } catch (NumberFormatException e) {
                throw error(column, "must be a whole number of 64 bits, but was '" + text(column) + "'.");
            }
        }

        double real(String column) {
            String text = required(column);
            try {
                double value = Double.parseDouble(text);
                if (Double.isFinite(value)) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // told below
            }
            throw error(column, "must be a number, but was '" + text + "'.");
        }
    }

    private CsvRows(Path file, List<String> header, List<Row> rows) {
        this.file = file;
        this.header = header;
        this.rows = rows;
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it breaks a rule of CSV, has no header or no lines, a name twice, or a line of another length
     */
    static CsvRows read(String what, Path file) {
        byte[] bytes = WholeFile.read(what, file);
        var mapper = CsvMapper.builder().enable(CsvParser.Feature.TRIM_SPACES)
                .enable(CsvParser.Feature.SKIP_EMPTY_LINES).build();
        List<String> names = List.of();
        var rows = new ArrayList<Row>();
        try (CsvParser parser = mapper.getFactory().createParser(bytes)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                int line = 0;
                var cells = new ArrayList<String>();
                for (token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                    line = line == 0 ? parser.currentTokenLocation().getLineNr() : line;
                    cells.add(parser.getText().strip());
                }
                if (cells.stream().allMatch(String::isEmpty)) {
                    continue;
                }
                if (names.isEmpty()) {
                    names = cells;
                    check(file, line, names);
                } else {
                    rows.add(row(file, line, names, cells));
                }
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(file + ", line " + (e.getLocation() == null ? "?" : e.getLocation().getLineNr()) + ": no CSV: "
                    + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(what + " '" + file + "': cannot be read: " + e.getMessage(), e);
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException(file + ": needs a header and at least one line. Maybe the file was cut off.");
        }
        return new CsvRows(file, names.stream().filter(name -> !name.isEmpty()).toList(), rows);
    }

    private static void check(Path file, int line, List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            if (!names.get(i).isEmpty() && names.indexOf(names.get(i)) < i) {
                throw new IllegalArgumentException(file + ", line " + line + ": column '" + names.get(i) + "' occurs twice.");
            }
        }
    }

    private static Row row(Path file, int line, List<String> names, List<String> cells) {
        var byName = new LinkedHashMap<String, String>();
        for (int i = 0; i < Math.max(names.size(), cells.size()); i++) {
            String name = i < names.size() ? names.get(i) : "";
            String cell = i < cells.size() ? cells.get(i) : "";
            if (!name.isEmpty()) {
                byName.put(name, cell);
            } else if (!cell.isEmpty() && i >= names.size()) {
                throw new IllegalArgumentException(file + ", line " + line + ": has " + cells.size() + " cells, but the header has " + names.size()
                        + " columns. Maybe a comma too many, or a text with a comma that needs quotes.");
            }
        }
        return new Row(file, line, byName);
    }

    /** The file. */
    Path file() {
        return file;
    }

    /** Names of the columns. */
    List<String> header() {
        return header;
    }

    /** The lines behind the header, at least one. */
    List<Row> rows() {
        return rows;
    }
}
