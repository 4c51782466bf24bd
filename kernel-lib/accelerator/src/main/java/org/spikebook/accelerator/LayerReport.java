package org.spikebook.accelerator;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What an accelerator did for one layer.
 *
 * @param layer the layer
 * @param steps time steps of its input
 * @param computeCycles cycles of the array
 * @param memoryCycles cycles of the DRAM interface
 * @param cycles latency of the layer; {@code max(computeCycles, memoryCycles)} where memory is double-buffered
 * @param counts accesses and operations
 * @param metrics further exact counts of this accelerator by name, in a fixed order, for example {@code packs} or {@code units}
 */
public record LayerReport(LayerShape layer, int steps, long computeCycles, long memoryCycles, long cycles, Counts counts,
        Map<String, Long> metrics) {

    public LayerReport {
        Objects.requireNonNull(layer, "layer");
        Objects.requireNonNull(counts, "counts");
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        if (computeCycles < 0 || memoryCycles < 0 || cycles < Math.max(computeCycles, memoryCycles)) {
            throw new IllegalArgumentException("layer '" + layer.name() + "': cycles " + cycles + " must cover compute " + computeCycles
                    + " and memory " + memoryCycles);
        }
    }

    /** Cycles in which the array waits for memory: {@code cycles - computeCycles}. */
    public long stallCycles() {
        return cycles - computeCycles;
    }

    /** One of the metrics; 0 where this accelerator has none of that name. */
    public long metric(String name) {
        return metrics.getOrDefault(name, 0L);
    }

    /** This report as JSON text; {@link #fromJson} gives an equal one. */
    public String toJson() {
        return Json.write(ReportJson.write(this));
    }

    /**
     * A report from JSON text.
     *
     * @throws IllegalArgumentException if the text is no report of a layer; the message names the part, the key and the rule
     */
    public static LayerReport fromJson(String json) {
        return ReportJson.readLayer(Json.read("layer report", json), "layer report");
    }

    /** Busy fraction of the array's columns while it computes, 0..1; 0 if it did nothing. */
    public double columnOccupancy() {
        long slots = metric("columnSlots");
        return slots == 0 ? 0 : (double) metric("columnsBusy") / slots;
    }

    /** Busy fraction of the array's rows while it computes, 0..1. */
    public double rowOccupancy() {
        long slots = metric("rowSlots");
        return slots == 0 ? 0 : (double) metric("rowsBusy") / slots;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s: %,d cycles (compute %,d, memory %,d), columns %.0f%% busy", layer.name(), cycles,
                computeCycles, memoryCycles, 100 * columnOccupancy());
    }
}
