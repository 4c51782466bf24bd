package org.spikebook.event;

import java.nio.file.Path;
import java.util.Objects;

/** A file that breaks a rule of its format. The message names the file, the byte, the rule and what was found. */
public final class MalformedFileException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final transient Path path;
    private final long offset;

    /**
     * A broken rule.
     *
     * @param format what the file should be, for example {@code "N-MNIST recording"}
     * @param path the file
     * @param offset where, in bytes from the start of the file, 0 or more
     * @param problem the rule, what was found instead, and a way out
     */
    public MalformedFileException(String format, Path path, long offset, String problem) {
        super(format + " '" + path + "', byte " + offset + ": " + problem);
        this.path = Objects.requireNonNull(path, "path");
        this.offset = offset;
    }

    /** The file. */
    public Path path() {
        return path;
    }

    /** Where the rule is broken, in bytes from the start of the file. */
    public long offset() {
        return offset;
    }
}
