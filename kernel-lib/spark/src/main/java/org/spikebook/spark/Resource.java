package org.spikebook.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Small texts that lie beside the classes. */
final class Resource {

    private Resource() {
    }

    static List<String> lines(String name) {
        try (InputStream in = Resource.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("resource '" + name + "' cannot be read", e);
        }
    }
}
