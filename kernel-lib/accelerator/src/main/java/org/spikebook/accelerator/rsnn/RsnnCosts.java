package org.spikebook.accelerator.rsnn;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.spikebook.energy.Origin;
import org.spikebook.event.WholeFile;
import org.spikebook.network.Fields;
import org.spikebook.network.Nearest;

/**
 * What the chip costs: constants with unit, kind (published, derived or calibrated) and source, from {@code data/chips/rsnn.json} or a file of yours.
 *
 * <pre>{@code
 * P(f)     = leakage + E_cycle f                                      f clock in Hz
 * E_cycle  = (rows E_row + additions E_add + gated E_gate + LIF updates E_lif) / cycles + E_clock
 * leakage  = bytes of SRAM x leakage a byte + leakage of the logic
 * area     = bytes of SRAM x area a byte + 256 elements x area an element (with its share of LIF module, control and buffers)
 * }</pre>
 *
 * The paper publishes 71.2 uW at 100 kHz, 28.41 TOPS/W and 1903.11 GOPS/mm2 and no breakdown: what is calibrated here brings these three out for the
 * paper's activity under {@link OpsReading#DENSE}, and splits the rest by judgement.
 */
public final class RsnnCosts {

    private static final String RESOURCE = "/org/spikebook/data/chips/rsnn.json";
    private static final int ELEMENTS = 256;
    private static final Map<String, String> UNITS = new LinkedHashMap<>();

    static {
        UNITS.put("realTimePower", "uW");
        UNITS.put("realTimeClock", "MHz");
        UNITS.put("fastClock", "MHz");
        UNITS.put("energyEfficiency", "TOPS/W");
        UNITS.put("areaEfficiency", "GOPS/mm2");
        UNITS.put("rowRead", "pJ");
        UNITS.put("addition", "pJ");
        UNITS.put("gatedLane", "pJ");
        UNITS.put("lifUpdate", "pJ");
        UNITS.put("clockCycle", "pJ");
        UNITS.put("sramLeakage", "uW/KB");
        UNITS.put("logicLeakage", "uW");
        UNITS.put("sramArea", "mm2/KB");
        UNITS.put("elementArea", "um2");
        UNITS.put("dualPortFactor", "-");
    }

    private final String name;
    private final String description;
    private final Map<String, Constant> constants;

    /**
     * One number.
     *
     * @param name what it is, for example {@code rowRead}
     * @param value its value
     * @param unit its unit
     * @param origin published, derived or calibrated
     * @param source where it stands, or how it was found
     */
    public record Constant(String name, double value, String unit, Origin origin, String source) {

        public Constant {
            if (!UNITS.containsKey(name)) {
                throw new IllegalArgumentException("RSNN costs: unknown constant '" + name + "'." + Nearest.hint(name, UNITS.keySet()));
            }
            if (!UNITS.get(name).equals(unit)) {
                throw new IllegalArgumentException("RSNN costs: '" + name + "' must be in " + UNITS.get(name) + ", but was in '" + unit + "'");
            }
            if (!(value >= 0) || Double.isInfinite(value)) {
                throw new IllegalArgumentException("RSNN costs: '" + name + "' must be finite and not negative, but was " + value);
            }
            if (source.isBlank()) {
                throw new IllegalArgumentException("RSNN costs: '" + name + "' needs a source. Maybe say how it was found.");
            }
        }
    }

    private RsnnCosts(String name, String description, Map<String, Constant> constants) {
        this.name = name;
        this.description = description;
        this.constants = constants;
        for (String needed : UNITS.keySet()) {
            if (!constants.containsKey(needed)) {
                throw new IllegalArgumentException("RSNN costs '" + name + "': constant '" + needed + "' is missing");
            }
        }
    }

    /** The constants that come with Spikebook. */
    public static RsnnCosts shipped() {
        try (InputStream in = RsnnCosts.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("resource '" + RESOURCE + "' is missing from the class path. Maybe rebuild.");
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), "resource '" + RESOURCE + "'");
        } catch (IOException e) {
            throw new UncheckedIOException("resource '" + RESOURCE + "': cannot be read", e);
        }
    }

    /**
     * Constants from a file of the same form.
     *
     * @throws IllegalArgumentException if it breaks a rule; the message names file, constant and rule
     */
    public static RsnnCosts load(Path file) {
        return parse(new String(WholeFile.read("RSNN costs", file), StandardCharsets.UTF_8), "file '" + file + "'");
    }

    private static RsnnCosts parse(String json, String where) {
        var mapper = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
        try {
            var fields = new Fields(where, mapper.readTree(json), "name", "description", "process", "constants");
            var constants = new LinkedHashMap<String, Constant>();
            for (JsonNode node : fields.list("constants")) {
                var each = new Fields(where + ", constant '" + node.path("name").asText("?") + "'", node, "name", "value", "unit", "kind", "source");
                var constant = new Constant(each.text("name"), each.number("value"), each.text("unit"), Origin.parse(each.text("kind"), where), each.text("source"));
                if (constants.put(constant.name(), constant) != null) {
                    throw each.error("stands twice");
                }
            }
            return new RsnnCosts(fields.text("name"), fields.text("description"), constants);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(where + ": not valid JSON: " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw e.getMessage().startsWith(where) ? e : new IllegalArgumentException(where + ": " + e.getMessage(), e);
        }
    }

    /** All constants. */
    public List<Constant> constants() {
        return List.copyOf(constants.values());
    }

    /**
     * Value of a constant, in the unit of its entry.
     *
     * @throws IllegalArgumentException if there is none of that name; the message names the nearest
     */
    public double value(String constant) {
        if (!constants.containsKey(constant)) {
            throw new IllegalArgumentException("RSNN costs '" + name + "': no constant '" + constant + "'." + Nearest.hint(constant, constants.keySet()));
        }
        return constants.get(constant).value();
    }

    /** The same with another value of one constant, for a what-if. */
    public RsnnCosts with(String constant, double newValue) {
        value(constant);
        var changed = new LinkedHashMap<>(constants);
        changed.put(constant, new Constant(constant, newValue, UNITS.get(constant), Origin.DERIVED, "what if"));
        return new RsnnCosts(name, description, changed);
    }

    /** Area of the weight SRAMs in mm2; with two ports in the recurrent ones if the chip needs them. */
    public double sramArea(RsnnShape shape, Rsnn chip) {
        double recurrent = (double) shape.recurrentRows() * shape.rowBits() / 8;
        return value("sramArea") / 1000 * (shape.sramBytes() + (portFactor(chip) - 1) * recurrent);
    }

    /** Area of the chip in mm2. */
    public double area(RsnnShape shape, Rsnn chip) {
        return sramArea(shape, chip) + ELEMENTS * value("elementArea") * 1e-6;
    }

    private double portFactor(Rsnn chip) {
        return chip.recurrence() == Rsnn.Recurrence.DUAL_PORT ? value("dualPortFactor") : 1;
    }

    /** Leakage in uW; SRAM with two ports leaks with its area. */
    public double leakage(RsnnShape shape, Rsnn chip) {
        return value("sramLeakage") / value("sramArea") * sramArea(shape, chip) + value("logicLeakage");
    }

    /** Dynamic energy of a frame in pJ, by part: row reads, additions, gated lanes, LIF module, clock and control. */
    public Map<String, Double> frameEnergy(RsnnReport report) {
        RsnnCounts counts = report.counts();
        double frames = report.frames();
        var parts = new LinkedHashMap<String, Double>();
        parts.put("weight rows", counts.rows() / frames * value("rowRead"));
        parts.put("additions", counts.additions() / frames * value("addition"));
        parts.put("gated lanes", counts.gated() / frames * value("gatedLane"));
        parts.put("LIF", counts.lifUpdates() / frames * value("lifUpdate"));
        parts.put("clock and control", report.meanCycles() * value("clockCycle"));
        return parts;
    }

    /**
     * Power of the chip.
     *
     * @param hertz clock in Hz
     */
    public RsnnPower power(RsnnReport report, double hertz) {
        if (!(hertz > 0)) {
            throw new IllegalArgumentException("RSNN costs: clock must be above 0 Hz, but was " + hertz);
        }
        double energy = frameEnergy(report).values().stream().mapToDouble(Double::doubleValue).sum();
        return new RsnnPower(hertz, leakage(report.shape(), report.chip()), energy, report.meanCycles());
    }

    /** Energy efficiency in TOPS/W at a clock, where frames follow each other without a pause. */
    public double topsPerWatt(RsnnReport report, OpsReading reading, double hertz) {
        return reading.gops(report, hertz) / (power(report, hertz).microwatts() / 1000);
    }

    /** Area efficiency in GOPS/mm2 at a clock. */
    public double gopsPerSquareMillimetre(RsnnReport report, OpsReading reading, double hertz) {
        return reading.gops(report, hertz) / area(report.shape(), report.chip());
    }

    @Override
    public String toString() {
        var text = new StringBuilder(name + ": " + description + "\n");
        for (Constant c : constants.values()) {
            text.append(String.format(Locale.ROOT, "  %-16s %10.4g %-9s %-10s %s%n", c.name(), c.value(), c.unit(), c.origin().label(), c.source()));
        }
        return text.toString();
    }
}
