package org.spikebook.event;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The recordings of a labelled folder, {@code <folder>/<label>/<number>.bin}, in the order of their numbers. The folder is listed
 * once; the files are read only when {@link Recording#read()} is called.
 */
public final class Recordings implements Iterable<Recording> {

    private final Path folder;
    private final List<Recording> list;

    private Recordings(Path folder, List<Recording> list) {
        this.folder = folder;
        this.list = list;
    }

    /**
     * Lists N-MNIST recordings: ten folders (or fewer) named 0 to 9 with {@code .bin} files in them; other files are left aside.
     *
     * @param folder the folder of a part, for example {@code Test}
     * @throws IllegalArgumentException if a folder is not named after a digit, or no recording is found
     * @throws UncheckedIOException if a folder cannot be listed
     */
    public static Recordings nMnist(Path folder) {
        Objects.requireNonNull(folder, "folder");
        var found = new ArrayList<Recording>();
        for (Path label : entries(folder)) {
            if (!Files.isDirectory(label)) {
                continue;
            }
            String name = label.getFileName().toString();
            if (!name.matches("[0-9]")) {
                throw new IllegalArgumentException("recordings '" + folder + "': folders must be named after their label, 0 to 9, but one is '"
                        + name + "'." + (Files.isDirectory(label.resolve("0")) ? " Maybe '" + label + "'." : ""));
            }
            for (Path file : entries(label)) {
                if (file.getFileName().toString().endsWith(".bin")) {
                    found.add(new Recording(file, Integer.parseInt(name)));
                }
            }
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException("recordings '" + folder + "': no file <label>/<number>.bin. Maybe the folder above or below"
                    + " is meant.");
        }
        found.sort(Comparator.comparing((Recording r) -> r.path().getFileName().toString()).thenComparing(Recording::label));
        return new Recordings(folder, List.copyOf(found));
    }

    /** Number of recordings. */
    public int size() {
        return list.size();
    }

    /** The recording at that place, 0..size - 1. */
    public Recording get(int index) {
        return list.get(index);
    }

    /** The first {@code count} recordings, or all where there are fewer. */
    public Recordings first(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("recordings '" + folder + "': first(count) needs at least 1, but was " + count);
        }
        return new Recordings(folder, list.subList(0, Math.min(count, list.size())));
    }

    /** Recordings with that label; possibly none. */
    public Recordings labelled(int label) {
        return new Recordings(folder, list.stream().filter(r -> r.label() == label).toList());
    }

    /** The recordings as a stream, still unread. */
    public Stream<Recording> stream() {
        return list.stream();
    }

    @Override
    public Iterator<Recording> iterator() {
        return list.iterator();
    }

    private static List<Path> entries(Path folder) {
        try (var paths = Files.list(folder)) {
            return paths.sorted().toList();
        } catch (NotDirectoryException e) {
            throw new UncheckedIOException("recordings '" + folder + "': is not a folder", e);
        } catch (IOException e) {
            throw new UncheckedIOException("recordings '" + folder + "': cannot be listed: "
                    + (Files.exists(folder) ? e.getMessage() : "no such folder"), e);
        }
    }

    /** For example {@code Recordings[70 of 10 labels in data/Test]}. */
    @Override
    public String toString() {
        return "Recordings[" + size() + " of " + list.stream().map(Recording::label).distinct().count() + " labels in " + folder + "]";
    }
}
