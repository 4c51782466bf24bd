package org.spikebook.accelerator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The version of Spikebook that runs, as the build wrote it down. */
public final class Release {

    private static final String RESOURCE = "version.txt";

    private Release() {
    }

    /** For example {@code 0.1.0}. */
    public static String version() {
        try (InputStream in = Release.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("resource '" + RESOURCE + "' is missing from the class path. Maybe rebuild.");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("resource '" + RESOURCE + "': cannot be read", e);
        }
    }
}
