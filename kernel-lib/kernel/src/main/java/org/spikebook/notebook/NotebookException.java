package org.spikebook.notebook;

/** A notebook file or a wish about it that breaks a rule; the message names file, place, value, rule and way out. */
public final class NotebookException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotebookException(String message) {
        super(message);
    }

    NotebookException(String message, Throwable cause) {
        super(message, cause);
    }
}
