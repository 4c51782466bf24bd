package org.spikebook.training.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.spikebook.event.MalformedFileException;
import org.spikebook.event.WholeFile;

/** Files that may be compressed. */
final class Packed {

    private Packed() {
    }

    /** All bytes of a file, unpacked if its name ends in {@code .gz}. */
    static byte[] read(String format, Path path) {
        byte[] bytes = WholeFile.read(format, path);
        if (!path.getFileName().toString().endsWith(".gz")) {
            return bytes;
        }
        try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new MalformedFileException(format, path, 0, "cannot be unpacked (" + e.getMessage() + "). Maybe a download was cut off.");
        }
    }
}
