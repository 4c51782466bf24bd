package org.spikebook.event;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.UUID;

/** Files read and written whole or not at all. */
public final class WholeFile {

    private WholeFile() {
    }

    /**
     * All bytes of a file.
     *
     * @param what names the kind of file in messages
     * @throws UncheckedIOException if it cannot be read; the message names it
     */
    public static byte[] read(String what, Path path) {
        Objects.requireNonNull(path, "path");
        try {
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            throw new UncheckedIOException(what + " '" + path + "': no such file. Maybe the path is meant from another folder than '"
                    + Path.of("").toAbsolutePath() + "'.", e);
        } catch (IOException e) {
            throw new UncheckedIOException(what + " '" + path + "': cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Writes beside the target, then moves into place; a target that exists is replaced.
     *
     * @throws UncheckedIOException if it cannot be written; then the target is as it was
     */
    public static void write(String what, Path path, byte[] content) {
        Objects.requireNonNull(path, "path");
        Path target = path.toAbsolutePath();
        Path beside = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            Files.createDirectories(target.getParent());
            Files.write(beside, content, StandardOpenOption.CREATE_NEW);
            try {
                Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(beside, target, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            var failure = new UncheckedIOException(what + " '" + path + "': cannot be written: " + e.getMessage(), e);
            try {
                Files.deleteIfExists(beside);
            } catch (IOException again) {
                failure.addSuppressed(again);
            }
            throw failure;
        }
    }
}
