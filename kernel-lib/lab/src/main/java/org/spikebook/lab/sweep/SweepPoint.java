package org.spikebook.lab.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.spikebook.accelerator.Release;
import org.spikebook.network.Fields;

/**
 * One point of a sweep: an experiment and what is measured of it. As JSON it can be computed in another process; the same version of Spikebook
 * gives the same numbers there.
 */
public final class SweepPoint {

    private static final JsonMapper JSON = new JsonMapper();

    private final int number;
    private final Experiment experiment;
    private final List<Measure> measures;

    /** What points of equal inputs share: spikes or samples. */
    public static final class Drawn {

        private final Object what;

        private Drawn(Object what) {
            this.what = what;
        }
    }

    SweepPoint(int number, Experiment experiment, List<Measure> measures) {
        this.number = number;
        this.experiment = experiment;
        this.measures = measures;
    }

    /** Its place in the sweep, from 0. */
    public int number() {
        return number;
    }

    /**
     * What the experiment runs on, as a value: what one of several points with equal inputs draws serves all of them.
     *
     * @throws IllegalArgumentException if the experiment lacks some
     */
    public Object inputs() {
        return experiment.inputs();
    }

    /** Draws or reads what the experiment runs on. */
    public Drawn draw() {
        return new Drawn(experiment.draw());
    }

    /** Runs the experiment; one value a measure. */
    public double[] compute() {
        return compute(draw());
    }

    /** Runs the experiment on what it or a point with equal inputs drew; one value a measure. */
    public double[] compute(Drawn drawn) {
        return experiment.measure(drawn.what, measures);
    }

    /**
     * This point on one line of JSON.
     *
     * @throws IllegalArgumentException if a part of it lives in memory only
     */
    public String toJson() {
        ObjectNode node = JSON.createObjectNode().put("number", number).put("version", Release.version());
        node.set("experiment", experiment.write());
        measures.forEach(m -> node.withArray("/measures").add(m.name()));
        return text(node);
    }

    /**
     * A point from {@link #toJson()}.
     *
     * @throws IllegalArgumentException if it is none, or was written by another version, whose numbers may differ
     */
    public static SweepPoint fromJson(String json) {
        try {
            var fields = new Fields("sweep point", JSON.readTree(json), "number", "version", "experiment", "measures");
            if (!fields.text("version").equals(Release.version())) {
                throw fields.error("was written by version " + fields.text("version") + ", but this is " + Release.version()
                        + ". Maybe the jars of driver and workers differ.");
            }
            return new SweepPoint(fields.integer("number"), Experiment.read(fields.node("experiment"), Path.of("")),
                    fields.list("measures").stream().map(m -> Measure.named(m.asText())).toList());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("sweep point: not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * What names the point's numbers wherever they are kept: SHA-256 of the experiment (with the digests of recorded spikes), the measures and the
     * version of Spikebook, as 64 hexadecimal digits. Where a recording lies does not matter.
     */
    public String key() {
        ObjectNode node = JSON.createObjectNode().put("version", Release.version());
        node.set("experiment", experiment.content());
        measures.forEach(m -> node.withArray("/measures").add(m.name()));
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text(node).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String text(ObjectNode node) {
        try {
            return JSON.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("JSON cannot be written", e);
        }
    }

    @Override
    public String toString() {
        return "point " + number + ": " + experiment;
    }
}
