package org.spikebook.session;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Why a cell failed, in the user's terms: places are cells and lines, the session's own frames are left out.
 *
 * @param kind what went wrong
 * @param name the short name: the exception's simple class name, or {@code CompileError}, {@code Interrupted}, {@code MagicError}
 * @param message the message, one line or more; for compile errors that of the first
 * @param place where in the cell that failed; empty where no line of it took part
 * @param traceback the lines to show, with ANSI colours that read on light and dark ground
 */
public record CellError(Kind kind, String name, String message, Optional<Place> place, List<String> traceback) {

    /** What went wrong. */
    public enum Kind {
        /** The compiler refused the code; nothing after the refused statement ran. */
        COMPILE,
        /** The code threw. */
        RUNTIME,
        /** The cell was stopped. */
        INTERRUPTED,
        /** A magic refused its arguments or failed. */
        MAGIC
    }

    /**
     * A place in a cell.
     *
     * @param cell the cell's execution count; 0 for code outside the count
     * @param line line in the cell, from 1
     * @param column column in the line, from 1; 0 where it is not known
     */
    public record Place(int cell, int line, int column) {

        @Override
        public String toString() {
            String where = cell == 0 ? "line " + line : "cell [" + cell + "], line " + line;
            return column == 0 ? where : where + ", column " + column;
        }
    }

    public CellError {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(place, "place");
        traceback = List.copyOf(traceback);
    }

    /** The traceback as one text without colours. */
    public String plain() {
        return Ansi.strip(String.join("\n", traceback));
    }

    /** Name and message on one line. */
    public String headline() {
        return message.isEmpty() ? name : name + ": " + message.lines().findFirst().orElse("");
    }
}
