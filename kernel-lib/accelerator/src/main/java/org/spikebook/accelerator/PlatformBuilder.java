package org.spikebook.accelerator;

import java.util.Map;
import java.util.TreeMap;

/**
 * The builder methods that accelerators on a {@link Platform} share. Defaults are {@link Platform#SPIKEX_PAPER}. Limits are checked
 * by {@code build()}.
 *
 * @param <B> the accelerator's own builder
 */
public abstract class PlatformBuilder<B extends PlatformBuilder<B>> {

    /** The parameters that all of them have. */
    public static final Parameters<PlatformBuilder<?>> PARAMETERS = Parameters.<PlatformBuilder<?>>of("accelerator")
            .whole("rows", "", (b, rows) -> b.array(rows, b.columns))
            .whole("columns", "", (b, columns) -> b.array(b.rows, columns))
            .whole("timeWindow", "steps", (b, steps) -> b.timeWindow(steps))
            .perLayer("layerWindows", "steps", (b, windows) -> b.timeWindows(windows))
            .real("globalBuffer", "KB", (b, kilobytes) -> b.globalBufferKilobytes(kilobytes))
            .real("localBuffer", "KB", (b, kilobytes) -> b.localBufferKilobytes(kilobytes))
            .real("clock", "MHz", (b, megahertz) -> b.clockMegahertz(megahertz))
            .real("dramBandwidth", "GB/s", (b, gigabytes) -> b.dramGigabytesPerSecond(gigabytes))
            .whole("weightBits", "bits", (b, bits) -> b.weightBits(bits))
            .whole("membraneBits", "bits", (b, bits) -> b.membraneBits(bits))
            .whole("psumBits", "bits", (b, bits) -> b.psumBits(bits));

    private int rows;
    private int columns;
    private int timeWindow;
    private final Map<String, Integer> layerWindows;
    private long glbBytes;
    private long lbufBytes;
    private double clockMegahertz;
    private double dramGigabytesPerSecond;
    private int weightBits;
    private int membraneBits;
    private int psumBits;

    /** Starts from a platform. */
    protected PlatformBuilder(Platform from) {
        rows = from.rows();
        columns = from.columns();
        timeWindow = from.timeWindow();
        layerWindows = new TreeMap<>(from.layerWindows());
        glbBytes = from.glbBytes();
        lbufBytes = from.lbufBytes();
        clockMegahertz = from.clockMegahertz();
        dramGigabytesPerSecond = from.dramGigabytesPerSecond();
        weightBits = from.weightBits();
        membraneBits = from.membraneBits();
        psumBits = from.psumBits();
    }

    /** This builder, as its own type. */
    protected abstract B self();

    /** The platform as set so far. */
    protected Platform platform() {
        return new Platform(rows, columns, timeWindow, layerWindows, glbBytes, lbufBytes, clockMegahertz, dramGigabytesPerSecond, weightBits,
                membraneBits, psumBits);
    }

    /** Rows (at least 1) and columns (1..64) of the array. */
    public B array(int rows, int columns) {
        this.rows = rows;
        this.columns = columns;
        return self();
    }

    /** Time window size (TWS) in steps, at least 1. */
    public B timeWindow(int steps) {
        this.timeWindow = steps;
        return self();
    }

    /** A window of its own for one layer, in steps, at least 1. */
    public B timeWindow(String layer, int steps) {
        layerWindows.put(layer, steps);
        return self();
    }

    /** The layers that have a window of their own, by name, in steps, in place of those before. */
    public B timeWindows(Map<String, Integer> windows) {
        layerWindows.clear();
        layerWindows.putAll(windows);
        return self();
    }

    /** Global buffer in KB (1024 bytes). */
    public B globalBufferKilobytes(double kilobytes) {
        this.glbBytes = Math.round(kilobytes * 1024);
        return self();
    }

    /** Each local buffer in KB (1024 bytes). */
    public B localBufferKilobytes(double kilobytes) {
        this.lbufBytes = Math.round(kilobytes * 1024);
        return self();
    }

    /** Clock in MHz. */
    public B clockMegahertz(double megahertz) {
        this.clockMegahertz = megahertz;
        return self();
    }

    /** DRAM bandwidth in GB/s (10^9 bytes a second). */
    public B dramGigabytesPerSecond(double gigabytesPerSecond) {
        this.dramGigabytesPerSecond = gigabytesPerSecond;
        return self();
    }

    /** Width of a weight in bits, 1..32. */
    public B weightBits(int bits) {
        this.weightBits = bits;
        return self();
    }

    /** Width of a membrane potential in bits, 1..32. */
    public B membraneBits(int bits) {
        this.membraneBits = bits;
        return self();
    }

    /** Width of a partial sum in bits, 1..32. */
    public B psumBits(int bits) {
        this.psumBits = bits;
        return self();
    }
}
