package org.spikebook.lab.sweep;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * What was computed so far, one line a point: key, values, CRC-32 of both. Lines are appended whole as points come; a line that was cut off by a
 * kill, or is damaged, is dropped when the journal is opened again. Keys name the content, so that one journal serves any sweep.
 */
final class Journal implements AutoCloseable {

    private final Path file;
    private final FileOutputStream out;     // its writes are not torn apart by interrupts, as a channel's would be
    private final Map<String, double[]> known = new HashMap<>();

    private Journal(Path file, FileOutputStream out) {
        this.file = file;
        this.out = out;
    }

    /**
     * Opens or makes a journal, for this process alone.
     *
     * @throws UncheckedIOException if it cannot be read or written
     * @throws IllegalStateException if another process has it open
     */
    static Journal open(Path file) {
        FileOutputStream out = null;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            out = new FileOutputStream(file.toFile(), true);
            if (lock(out.getChannel()).isEmpty()) {
                out.close();
                throw new IllegalStateException("sweep journal '" + file + "': is in use by another run. Maybe wait for it, or write to another file.");
            }
            var journal = new Journal(file, out);
            journal.recover();
            return journal;
        } catch (IOException e) {
            if (out != null) {
                try {
                    out.close();
                } catch (IOException again) {
                    e.addSuppressed(again);
                }
            }
            throw new UncheckedIOException("sweep journal '" + file + "': cannot be opened: " + e.getMessage(), e);
        }
    }

    private static Optional<FileLock> lock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        }
    }

    /** Reads the whole lines and goes to the end of the last one. */
    private void recover() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int end = 0;
        for (int from = 0, i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                read(new String(bytes, from, i - from, StandardCharsets.US_ASCII));
                from = i + 1;
                end = from;
            }
        }
        out.getChannel().truncate(end);
    }

    private void read(String line) {
        int last = line.lastIndexOf(' ');
        if (last < 0 || !line.substring(last + 1).equals(checksum(line.substring(0, last)))) {
            return;
        }
        String[] parts = line.substring(0, last).split(" ");
        known.put(parts[0], Arrays.stream(parts, 1, parts.length).mapToDouble(Double::parseDouble).toArray());
    }

    private static String checksum(String text) {
        var crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        return String.format(Locale.ROOT, "%08x", crc.getValue());
    }

    /** The values under a key, if they are known. */
    synchronized Optional<double[]> find(String key) {
        return Optional.ofNullable(known.get(key));
    }

    /** Adds a point. */
    synchronized void add(String key, double[] values) {
        var text = new StringBuilder(key);
        for (double value : values) {
            text.append(' ').append(value);
        }
        String line = text + " " + checksum(text.toString()) + "\n";
        try {
            out.write(line.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException("sweep journal '" + file + "': cannot be written: " + e.getMessage(), e);
        }
        known.put(key, values);
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException("sweep journal '" + file + "': cannot be closed: " + e.getMessage(), e);
        }
    }
}
