package org.spikebook.accelerator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.spikebook.event.NpyArray;
import org.spikebook.spike.SpikeTensor;

/**
 * Spikes recorded in files, one NumPy {@code .npy} for each layer of an experiment (axes: time step, then feature; token, feature; or channel,
 * y, x). RecordedSpikes are equal if they hold the same bits, wherever their files lie.
 */
public final class RecordedSpikes {

    private final List<Path> files;
    private final List<SpikeTensor> spikes;
    private final List<Long> digests;

    private RecordedSpikes(List<Path> files, List<SpikeTensor> spikes) {
        this.files = List.copyOf(files);
        this.spikes = List.copyOf(spikes);
        this.digests = spikes.stream().map(SpikeTensor::fnv1a64).toList();
    }

    /**
     * Reads the files; a folder stands for its {@code .npy} files in the order of their names.
     *
     * @throws IllegalArgumentException if there is none, one holds other things than spikes, or they differ in length
     * @throws UncheckedIOException if one cannot be read
     */
    public static RecordedSpikes of(Path... files) {
        var found = new ArrayList<Path>();
        for (Path file : files) {
            if (Files.isDirectory(file)) {
                try (var inside = Files.list(file)) {
                    inside.filter(f -> f.toString().endsWith(".npy")).sorted().forEach(found::add);
                } catch (IOException e) {
                    throw new UncheckedIOException("recording '" + file + "': the folder cannot be read", e);
                }
            } else {
                found.add(file);
            }
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException("recording: there is no .npy file in " + List.of(files) + ". Maybe another folder.");
        }
        var spikes = new ArrayList<SpikeTensor>();
        for (Path file : found) {
            SpikeTensor read = NpyArray.read(file).spikes();
            if (!spikes.isEmpty() && read.steps() != spikes.get(0).steps()) {
                throw new IllegalArgumentException("recording '" + file + "': has " + read.steps() + " steps, but '" + found.get(0) + "' has "
                        + spikes.get(0).steps() + ". Maybe files of two recordings lie together.");
            }
            spikes.add(read);
        }
        return new RecordedSpikes(found, spikes);
    }

    /** The files, one a layer. */
    public List<Path> files() {
        return files;
    }

    /** Their spikes, one tensor a layer. */
    public List<SpikeTensor> spikes() {
        return spikes;
    }

    /** FNV-1a 64 digests of the spikes, one a layer. */
    public List<Long> digests() {
        return digests;
    }

    /** Time steps. */
    public int steps() {
        return spikes.get(0).steps();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecordedSpikes that && digests.equals(that.digests);
    }

    @Override
    public int hashCode() {
        return digests.hashCode();
    }

    @Override
    public String toString() {
        return "recording " + files.get(0).getFileName() + (files.size() > 1 ? " and " + (files.size() - 1) + " more" : "") + ", " + steps() + " steps";
    }
}
