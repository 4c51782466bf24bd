package org.spikebook.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the recordings and reference numbers that are not part of the repository. */
public final class TestData {

    private TestData() {
    }

    /** Folder or file below {@code SPIKEBOOK_DATA}; where it is absent the calling test is skipped with the reason. */
    public static Path require(String path) {
        var found = find(path);
        assumeTrue(found.isPresent(), () -> "skipped: '" + path + "' not found. Set SPIKEBOOK_DATA to the data folder.");
        return found.get();
    }

    /** The same, or empty. */
    public static Optional<Path> find(String path) {
        return Optional.ofNullable(System.getenv("SPIKEBOOK_DATA")).map(root -> Path.of(root).resolve(path)).filter(Files::exists);
    }
}
