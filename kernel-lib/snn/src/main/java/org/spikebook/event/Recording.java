package org.spikebook.event;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A labelled recording in a file, not yet read.
 *
 * @param path the file
 * @param label class, 0 or more
 */
public record Recording(Path path, int label) {

    public Recording {
        Objects.requireNonNull(path, "path");
        if (label < 0) {
            throw new IllegalArgumentException("recording '" + path + "': label must be 0 or more, but was " + label);
        }
    }

    /**
     * Reads the file.
     *
     * @throws MalformedFileException if it breaks a rule of its format
     * @throws java.io.UncheckedIOException if it cannot be read
     */
    public Events read() {
        return Events.nMnist(path);
    }
}
