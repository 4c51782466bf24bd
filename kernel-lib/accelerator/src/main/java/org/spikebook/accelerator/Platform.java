package org.spikebook.accelerator;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What PTB and SpikeX have in common: an array of processing elements behind three levels of memory (SpikeX, Section V-A).
 *
 * @param rows rows of the array
 * @param columns columns of the array, 1..64
 * @param timeWindow time window size (TWS) in steps
 * @param layerWindows layers that have a window of their own, by name
 * @param glbBytes global buffer in bytes: half for weights, a quarter each for input spikes and for outputs and partial sums,
 *         each double-buffered (the split is ours)
 * @param lbufBytes each of the three local buffers (weights, input spikes, outputs) in bytes, double-buffered
 * @param clockMegahertz clock in MHz
 * @param dramGigabytesPerSecond DRAM bandwidth in 10^9 bytes a second
 * @param weightBits width of a weight, 1..32
 * @param membraneBits width of a membrane potential, 1..32
 * @param psumBits width of a partial sum, 1..32
 */
public record Platform(int rows, int columns, int timeWindow, Map<String, Integer> layerWindows, long glbBytes, long lbufBytes, double clockMegahertz,
        double dramGigabytesPerSecond, int weightBits, int membraneBits, int psumBits) {

    /**
     * The configuration of the SpikeX paper: 8 x 8, 54 KB global and 2 KB local buffers, 30 GB/s, window 5; clock 500 MHz and
     * 8-bit weights, 8-bit potentials, 16-bit partial sums are our choice where the paper is silent.
     */
    public static final Platform SPIKEX_PAPER = new Platform(8, 8, 5, Map.of(), 54 * 1024, 2 * 1024, 500, 30, 8, 8, 16);

    public Platform {
        atLeast("rows of the array", rows, 1, "");
        if (columns < 1 || columns > 64) {
            throw new IllegalArgumentException("accelerator: columns of the array must be in 1..64, but was " + columns);
        }
        atLeast("time window", timeWindow, 1, " Maybe 1 for no windows at all.");
        layerWindows = Collections.unmodifiableMap(new TreeMap<>(layerWindows));
        layerWindows.forEach((layer, window) -> atLeast("time window of layer '" + layer + "'", window, 1, ""));
        positive("clock (MHz)", clockMegahertz);
        positive("DRAM bandwidth (GB/s)", dramGigabytesPerSecond);
        bits("weight bits", weightBits);
        bits("membrane bits", membraneBits);
        bits("partial sum bits", psumBits);
        atLeast("global buffer (bytes)", glbBytes, 1, "");
        atLeast("local buffer (bytes)", lbufBytes, 1, "");
        if (lbufBytes > glbBytes) {
            throw new IllegalArgumentException("accelerator: local buffer of " + lbufBytes + " bytes is larger than the global buffer of "
                    + glbBytes + ". Maybe the two were swapped.");
        }
        if (lbufBytes * 8 / 2 < (long) rows * weightBits) {
            throw new IllegalArgumentException("accelerator: local buffer of " + lbufBytes + " bytes is too small: half of it (double buffering) must hold "
                    + "one weight for each of " + rows + " rows. Maybe at least " + (rows * weightBits * 2 + 7) / 8 + " bytes.");
        }
    }

    /** Row groups that a layer's filters are cut into: {@code ceil(filters / rows)}. */
    public int rowGroups(LayerShape layer) {
        return (layer.filters() + rows - 1) / rows;
    }

    /** Bits that DRAM delivers in a cycle. */
    public double dramBitsPerCycle() {
        return dramGigabytesPerSecond * 8e3 / clockMegahertz;
    }

    /** Cycles to move bits from or to DRAM, rounded up. */
    public long dramCycles(long bits) {
        return (long) Math.ceil(bits / dramBitsPerCycle());
    }

    /** Seconds of a number of cycles. */
    public double seconds(long cycles) {
        return cycles / (clockMegahertz * 1e6);
    }

    /** Bits of the weight half of the global buffer that the array can use while the other half fills. */
    public long glbWeightBits() {
        return glbBytes * 8 / 2 / 2;
    }

    /** Bits of the input-spike quarter of the global buffer that the array can use while the other half fills. */
    public long glbSpikeBits() {
        return glbBytes * 8 / 4 / 2;
    }

    /** Bits of a local buffer that the array can use while the other half fills. */
    public long lbufBits() {
        return lbufBytes * 8 / 2;
    }

    /**
     * The window of a layer for an input of so many steps.
     *
     * @throws IllegalArgumentException if the window is longer than the input
     */
    public int windowFor(LayerShape layer, int steps) {
        int window = layerWindows.getOrDefault(layer.name(), timeWindow);
        if (window > steps) {
            throw new IllegalArgumentException("layer '" + layer.name() + "': time window of " + window + " is longer than the input of "
                    + steps + " steps. Maybe timeWindow(" + steps + ") or a longer recording.");
        }
        return window;
    }

    /** The values of {@link PlatformBuilder#PARAMETERS}, in their order. */
    public Map<String, Object> settings() {
        var settings = new LinkedHashMap<String, Object>();
        settings.put("rows", rows);
        settings.put("columns", columns);
        settings.put("timeWindow", timeWindow);
        settings.put("layerWindows", layerWindows);
        settings.put("globalBuffer", glbBytes / 1024.0);
        settings.put("localBuffer", lbufBytes / 1024.0);
        settings.put("clock", clockMegahertz);
        settings.put("dramBandwidth", dramGigabytesPerSecond);
        settings.put("weightBits", weightBits);
        settings.put("membraneBits", membraneBits);
        settings.put("psumBits", psumBits);
        return settings;
    }

    private static void atLeast(String what, long value, long least, String wayOut) {
        if (value < least) {
            throw new IllegalArgumentException("accelerator: " + what + " must be at least " + least + ", but was " + value + "." + wayOut);
        }
    }

    private static void positive(String what, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("accelerator: " + what + " must be positive and finite, but was " + value);
        }
    }

    private static void bits(String what, int value) {
        if (value < 1 || value > 32) {
            throw new IllegalArgumentException("accelerator: " + what + " must be in 1..32, but was " + value);
        }
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%dx%d array, window %d%s, GLB %.4g KB, LBUF %.4g KB, %.4g MHz, %.4g GB/s, weights %d bit, "
                + "membrane %d bit, partial sums %d bit", rows, columns, timeWindow,
                layerWindows.isEmpty() ? "" : " " + layerWindows, glbBytes / 1024.0, lbufBytes / 1024.0, clockMegahertz,
                dramGigabytesPerSecond, weightBits, membraneBits, psumBits);
    }
}
