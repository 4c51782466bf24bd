package org.spikebook.lab.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.spikebook.event.Recording;
import org.spikebook.event.Recordings;
import org.spikebook.event.SyntheticEvents;
import org.spikebook.network.Fields;
import org.spikebook.spike.SpikeTensor;
import org.spikebook.training.data.Sample;

/**
 * A labelled data set by what it is made of, so that it has a form as JSON: moving digits of our own making, or recordings of N-MNIST. Equal sets hold
 * equal samples.
 */
public final class SampleSet {

    private static final JsonMapper JSON = new JsonMapper();
    private static final long FNV_PRIME = 0x100000001b3L;

    private final Optional<Path> folder;
    private final int classes;
    private final int samples;
    private final int steps;
    private final long seed;
    private final Optional<String> expected;
    private Optional<String> digest = Optional.empty();

    private SampleSet(Optional<Path> folder, int classes, int samples, int steps, long seed, Optional<String> expected) {
        if (classes < 2 || classes > 10) {
            throw new IllegalArgumentException("sample set: classes must be 2..10, but was " + classes);
        }
        if (samples < classes) {
            throw new IllegalArgumentException("sample set: needs at least one sample of each of " + classes + " classes, but got " + samples);
        }
        if (steps < 1) {
            throw new IllegalArgumentException("sample set: steps must be at least 1, but was " + steps);
        }
        this.folder = folder;
        this.classes = classes;
        this.samples = samples;
        this.steps = steps;
        this.seed = seed;
        this.expected = expected;
    }

    /**
     * Synthetic digits that move before an event camera of N-MNIST's geometry, {@link SyntheticEvents}; classes take turns.
     *
     * @param classes digits 0 to {@code classes - 1}, 2..10
     * @param samples how many, at least one of each class
     * @param steps time steps T into which events are binned
     * @param seed seed of the movements and the noise
     */
    public static SampleSet movingDigits(int classes, int samples, int steps, long seed) {
        return new SampleSet(Optional.empty(), classes, samples, steps, seed, Optional.empty());
    }

    /**
     * Recordings of N-MNIST, in the order of their numbers.
     *
     * @param folder the folder of a part, for example {@code Train}; the same path on every machine that computes
     * @param samples how many, from the first
     * @param steps time steps T into which events are binned
     */
    public static SampleSet nMnist(Path folder, int samples, int steps) {
        return new SampleSet(Optional.of(folder), 10, samples, steps, 0, Optional.empty());
    }

    /**
     * Makes or reads the samples.
     *
     * @throws IllegalArgumentException if there are fewer recordings, or other ones than those that a sweep's JSON was written for
     */
    public List<Sample> samples() {
        var list = new ArrayList<Sample>();
        if (folder.isEmpty()) {
            for (int i = 0; i < samples; i++) {
                list.add(Sample.of(SyntheticEvents.movingGlyph(i % classes).seed(seed + i / classes).generate().bin(steps).spikes(), i % classes));
            }
            return List.copyOf(list);
        }
        Recordings found = Recordings.nMnist(folder.get());
        if (found.size() < samples) {
            throw new IllegalArgumentException("sample set '" + folder.get() + "': has " + found.size() + " recordings, but " + samples + " were asked for.");
        }
        for (Recording recording : found.first(samples)) {
            list.add(Sample.of(recording.read().bin(steps).spikes(), recording.label()));
        }
        String now = digest(list);
        if (!expected.orElse(now).equals(now)) {
            throw new IllegalArgumentException("sample set '" + folder.get() + "': its samples must have digest " + expected.get() + ", but have " + now
                    + ". Maybe other recordings lie there.");
        }
        return List.copyOf(list);
    }

    /** FNV-1a over the digests of the spikes and the labels. */
    private static String digest(List<Sample> samples) {
        long hash = 0xcbf29ce484222325L;
        for (Sample sample : samples) {
            hash = (hash ^ sample.spikes().map(SpikeTensor::fnv1a64).orElse(0L)) * FNV_PRIME;
            hash = (hash ^ sample.label()) * FNV_PRIME;
        }
        return String.format(Locale.ROOT, "%016x", hash);
    }

    /** Read once: points that are written down by the hundred have one set. */
    private synchronized String digest() {
        if (digest.isEmpty()) {
            digest = Optional.of(digest(samples()));
        }
        return digest.get();
    }

    ObjectNode write() {
        ObjectNode node = JSON.createObjectNode();
        if (folder.isPresent()) {
            return node.put("kind", "n-mnist").put("folder", folder.get().toString()).put("samples", samples).put("steps", steps).put("digest", digest());
        }
        return node.put("kind", "moving-digits").put("classes", classes).put("samples", samples).put("steps", steps).put("seed", seed);
    }

    static SampleSet read(JsonNode node, String where, Path base) {
        String kind = node.path("kind").asText("");
        switch (kind) {
            case "moving-digits" -> {
                var fields = new Fields(where, node, "kind", "classes", "samples", "steps", "seed");
                return movingDigits(fields.integer("classes"), fields.integer("samples"), fields.integer("steps"), fields.has("seed") ? fields.whole("seed") : 0);
            }
            case "n-mnist" -> {
                var fields = new Fields(where, node, "kind", "folder", "samples", "steps", "digest");
                return new SampleSet(Optional.of(base.resolve(fields.text("folder"))), 10, fields.integer("samples"), fields.integer("steps"), 0,
                        fields.has("digest") ? Optional.of(fields.text("digest")) : Optional.empty());
            }
            default -> throw new IllegalArgumentException(where + ": kind must be moving-digits or n-mnist, but was '" + kind + "'");
        }
    }

    /** Number of samples. */
    public int size() {
        return samples;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SampleSet that && folder.equals(that.folder) && classes == that.classes && samples == that.samples && steps == that.steps
                && seed == that.seed && expected.equals(that.expected);
    }

    @Override
    public int hashCode() {
        return Objects.hash(folder, classes, samples, steps, seed);
    }

    @Override
    public String toString() {
        return samples + (folder.isPresent() ? " recordings of " + folder.get() : " moving digits of " + classes + " classes, seed " + seed) + ", " + steps + " steps";
    }
}
