package org.spikebook.accelerator.xpike;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.spikebook.energy.Origin;
import org.spikebook.network.Fields;
import org.spikebook.network.Nearest;

/**
 * How a phase-change device misses its target: programming spread, drift, and 1/f read noise. With {@code r = gT / gmax} the target,
 *
 * <pre>{@code
 * programming  gP   = max(gT + sigma(r) N, 0)          sigma(r) = max(c0 + c1 r + c2 r^2 + ..., 0)
 * drift        g(t) = gP ((t + t0) / t0)^-nu           nu = |mu(r) + s(r) N|
 *              mu(r) = clamp(a ln r + b, least, largest), s(r) likewise
 * read         g    = max(g(t) (1 + Q(gP / gmax) sqrt(ln((t + t0 + tr) / (2 tr))) N), 0)
 *              Q(r) = min(q / max(r^e, 1e-3), largest)
 * }</pre>
 *
 * (Nandakumar et al., ICECS 2019; Joshi et al., Nat. Commun. 11:2473, 2020), every N an own draw from the standard normal distribution, t in
 * seconds since programming. The constants are files of {@code data/technology/pcm}.
 *
 * @param name name of the fit
 * @param conductance gmax in µS
 * @param programming coefficients of sigma in µS, lowest power first; none for exact programming
 * @param driftTime t0 in s
 * @param driftMean a, b, least and largest of mu
 * @param driftSpread the same of s
 * @param readNoise q, e and largest of Q
 * @param readTime tr in s
 */
public record PcmModel(String name, double conductance, List<Double> programming, double driftTime, List<Double> driftMean,
        List<Double> driftSpread, List<Double> readNoise, double readTime) {

    private static final String FOLDER = "/org/spikebook/data/technology/pcm/";
    private static final double LEAST = 1e-7;

    public PcmModel {
        programming = List.copyOf(programming);
        driftMean = list(name, "driftMean", driftMean, 4);
        driftSpread = list(name, "driftSpread", driftSpread, 4);
        readNoise = list(name, "readNoise", readNoise, 3);
        if (!(conductance > 0) || !(driftTime > 0) || !(readTime > 0)) {
            throw new IllegalArgumentException("PCM model '" + name + "': conductance, driftTime and readTime must be above 0, but were "
                    + conductance + " uS, " + driftTime + " s and " + readTime + " s");
        }
    }

    private static List<Double> list(String name, String what, List<Double> values, int size) {
        if (values.size() != size) {
            throw new IllegalArgumentException("PCM model '" + name + "': " + what + " must have " + size + " values, but has " + values.size());
        }
        return List.copyOf(values);
    }

    /** A device that keeps exactly what it is given. */
    public static PcmModel ideal() {
        return new PcmModel("ideal", 1, List.of(), 1, List.of(0.0, 0.0, 0.0, 0.0), List.of(0.0, 0.0, 0.0, 0.0), List.of(0.0, 1.0, 0.0), 1);
    }

    /** The fit that IBM's aihwkit calls PCM-like, with 25 µS devices. */
    public static PcmModel pcmLike() {
        return named("pcm-like");
    }

    /**
     * A fit that comes with Spikebook.
     *
     * @throws IllegalArgumentException if there is none of that name; the message names the nearest
     */
    public static PcmModel named(String name) {
        if (!names().contains(name)) {
            throw new IllegalArgumentException("PCM model '" + name + "' is not shipped." + Nearest.hint(name, names()));
        }
        JsonNode root = resource(name + ".json");
        String where = "PCM model '" + name + "'";
        var fields = new Fields(where, root, "name", "description", "constants");
        fields.text("description");
        var constants = new Fields(where, fields.node("constants"), "conductance", "programming", "driftTime", "driftMean", "driftSpread",
                "readNoise", "readTime");
        return new PcmModel(fields.text("name"), values(where, constants, "conductance").get(0), values(where, constants, "programming"),
                values(where, constants, "driftTime").get(0), values(where, constants, "driftMean"), values(where, constants, "driftSpread"),
                values(where, constants, "readNoise"), values(where, constants, "readTime").get(0));
    }

    /** Names of the fits that come with Spikebook. */
    public static List<String> names() {
        var names = new ArrayList<String>();
        resource("index.json").forEach(name -> names.add(name.asText()));
        return List.copyOf(names);
    }

    private static List<Double> values(String where, Fields constants, String key) {
        String at = where + ", " + key;
        var entry = new Fields(at, constants.node(key), "values", "unit", "kind", "source");
        Origin.parse(entry.text("kind"), at);
        if (entry.text("unit").isBlank() || entry.text("source").isBlank()) {
            throw entry.error("needs a unit and a source");
        }
        var values = new ArrayList<Double>();
        for (JsonNode value : entry.node("values")) {
            values.add(value.asDouble());
        }
        if (values.isEmpty()) {
            throw entry.error("needs at least one value");
        }
        return values;
    }

    private static JsonNode resource(String file) {
        try (InputStream in = PcmModel.class.getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw new IllegalStateException("resource '" + FOLDER + file + "' is missing from the class path. Maybe rebuild.");
            }
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException("resource '" + FOLDER + file + "': cannot be read", e);
        }
    }

    /** Standard deviation after programming, in units of gmax, for a target r in 0..1. */
    public double programmingSpread(double r) {
        double sum = 0;
        for (int i = programming.size() - 1; i >= 0; i--) {
            sum = sum * r + programming.get(i);
        }
        return Math.max(sum, 0) / conductance;
    }

    /** Mean drift exponent of devices with a target r in 0..1. */
    public double driftMean(double r) {
        return clamped(driftMean, r);
    }

    /** Standard deviation of the drift exponent of devices with a target r in 0..1. */
    public double driftSpread(double r) {
        return clamped(driftSpread, r);
    }

    private static double clamped(List<Double> fit, double r) {
        return Math.min(Math.max(fit.get(0) * Math.log(Math.max(r, LEAST)) + fit.get(1), fit.get(2)), fit.get(3));
    }

    /**
     * What is left of a conductance.
     *
     * @param nu drift exponent
     * @param seconds since programming, 0 or more
     */
    public double driftFactor(double nu, double seconds) {
        return Math.pow((seconds + driftTime) / driftTime, -nu);
    }

    /**
     * Standard deviation of a read relative to the conductance.
     *
     * @param r programmed conductance in units of gmax
     * @param seconds since programming, 0 or more
     */
    public double readSpread(double r, double seconds) {
        return readScale(r) * readGrowth(seconds);
    }

    /** Q(r). */
    double readScale(double r) {
        return Math.min(readNoise.get(0) / Math.max(Math.pow(r, readNoise.get(1)), 1e-3), readNoise.get(2));
    }

    /** The square root of the logarithm, which grows with time. */
    double readGrowth(double seconds) {
        return Math.sqrt(Math.max(0, Math.log((seconds + driftTime + readTime) / (2 * readTime))));
    }
}
