package org.spikebook.spike;

import java.util.Objects;

/**
 * A named axis.
 *
 * @param name what runs along it, for example {@code "channel"}
 * @param size number of positions, at least 1
 */
public record Axis(String name, int size) {

    public Axis {
        Objects.requireNonNull(name, "name");
        if (name.isBlank()) {
            throw new IllegalArgumentException("axis name must not be blank. Maybe \"channel\", \"y\", \"x\" or \"feature\".");
        }
        if (size < 1) {
            throw new IllegalArgumentException("axis '" + name + "': size must be at least 1, but was " + size
                    + ". Maybe a kernel or a pooling window is larger than its input.");
        }
    }

    @Override
    public String toString() {
        return name + "=" + size;
    }
}
