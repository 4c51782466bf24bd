package org.spikebook.accelerator;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a dispatcher decided for one layer, and the memory traffic that follows from it on a {@link Platform}. PTB and SpikeX differ in
 * their dispatch; the rules below are the same for both.
 *
 * <p>All amounts are per output filter unless the name says otherwise; every row of the array repeats them for its own filter.
 *
 * <ul>
 * <li>Weights move DRAM -> GLB (once, or once a sweep where they do not fit), GLB -> LBUF when a block starts, LBUF -> every
 * processing element that uses them, once a window (SpikeX, Fig. 12(a) fits only with one read per element).
 * <li>Input spikes move DRAM -> GLB as whole maps, tagged or not, then GLB -> LBUF as the dispatch asks, once for all row groups, and
 * LBUF -> array once a row group; one bit a time point.
 * <li>Partial sums are read and written in RF at every time point of a window that a line passes; an accumulation is counted per
 * actual spike.
 * <li>The membrane update (leak, threshold, reset) runs for every neuron at every time point, silent or not, on a potential in RF that
 * passes through LBUF from one window to the next, since another element may go on with it.
 * <li>Output spikes move LBUF -> GLB -> DRAM, one bit a neuron and time point, where the accelerator's tags let them move.
 * </ul>
 * The rules for input maps and updates are derived from SpikeX, Fig. 9 (an energy floor that does not fall with the firing rate).
 */
public final class ArrayWork {

    private final Platform platform;
    private final LayerShape layer;
    private final int steps;
    private final int window;
    private final Map<String, Long> metrics = new LinkedHashMap<>();
    private long slots;
    private long lineWindows;
    private long operations;
    private long weightLoads;
    private long weightLines;
    private long spikeBits;
    private long tagBits;
    private long spills;
    private long sweeps = 1;
    private long outputSteps;

    /** Work of one layer over so many steps in windows of {@code window}. */
    public ArrayWork(Platform platform, LayerShape layer, int steps, int window) {
        this.platform = platform;
        this.layer = layer;
        this.steps = steps;
        this.window = window;
        this.outputSteps = Math.multiplyExact((long) layer.positions(), steps);
    }

    /** Times that the array streams a line through its columns, each {@code window} cycles. */
    public ArrayWork slots(long slots) {
        this.slots = slots;
        return this;
    }

    /** (line, unit) pairs: how often a line passes one processing element for one window. */
    public ArrayWork lineWindows(long lineWindows) {
        this.lineWindows = lineWindows;
        return this;
    }

    /** Accumulations of the whole layer: one per actual spike and synapse. */
    public ArrayWork operations(long operations) {
        this.operations = operations;
        return this;
    }

    /** Weights that move GLB -> LBUF. */
    public ArrayWork weightLoads(long weightLoads) {
        this.weightLoads = weightLoads;
        return this;
    }

    /** Weights that move DRAM -> GLB in one sweep over the positions. */
    public ArrayWork weightLines(long weightLines) {
        this.weightLines = weightLines;
        return this;
    }

    /** Input bits that move GLB -> LBUF; all row groups use them before they leave. */
    public ArrayWork spikeBits(long spikeBits) {
        this.spikeBits = spikeBits;
        return this;
    }

    /** Tag bits read. */
    public ArrayWork tagBits(long tagBits) {
        this.tagBits = tagBits;
        return this;
    }

    /** Units whose partial sums move to LBUF and back because another element goes on with them. */
    public ArrayWork spills(long spills) {
        this.spills = spills;
        return this;
    }

    /** Sweeps over the positions (blocks of positions that are finished before the next begins), at least 1. */
    public ArrayWork sweeps(long sweeps) {
        this.sweeps = Math.max(1, sweeps);
        return this;
    }

    /** Output bits that move to DRAM, for one filter; all positions and time points unless set. */
    public ArrayWork outputSteps(long outputSteps) {
        this.outputSteps = outputSteps;
        return this;
    }

    /** A further exact count for the report. */
    public ArrayWork metric(String name, long value) {
        metrics.put(name, value);
        return this;
    }

    /** The layer's report: {@code cycles = max(compute, memory)}. */
    public LayerReport report() {
        long filters = layer.filters();
        long rowGroups = platform.rowGroups(layer);
        int weightBits = platform.weightBits();
        long inputBits = Math.multiplyExact((long) layer.inputs(), steps);
        long updates = Math.multiplyExact((long) layer.neurons(), steps);
        long outputBits = Math.multiplyExact(outputSteps, filters);

        // Loop order at the global buffer: filters outside re-reads the input map, positions outside re-reads the weights.
        long sweepWeightBits = Math.multiplyExact(weightLines, filters) * weightBits;
        long inputPasses = inputBits <= platform.glbSpikeBits() ? 1 : rowGroups;
        long weightPasses = sweepWeightBits <= platform.glbWeightBits() ? 1 : sweeps;
        boolean filtersOutside = (inputPasses - 1) * inputBits <= (weightPasses - 1) * sweepWeightBits;
        long dramSpikeBits = Math.multiplyExact(inputBits, filtersOutside ? inputPasses : 1);
        long dramWeightBits = Math.multiplyExact(sweepWeightBits, filtersOutside ? 1 : weightPasses);

        var counts = Counts.builder();
        int word = 8;
        move(counts, Component.DRAM, Component.GLB, DataKind.WEIGHT, dramWeightBits, word);
        move(counts, Component.GLB, Component.LBUF, DataKind.WEIGHT, Math.multiplyExact(Math.multiplyExact(weightLoads, filters), (long) weightBits), word);
        counts.transfer(Component.LBUF, Operation.READ, DataKind.WEIGHT,
                Math.multiplyExact(Math.multiplyExact(lineWindows, filters), (long) weightBits), word);

        move(counts, Component.DRAM, Component.GLB, DataKind.SPIKE, dramSpikeBits, word);
        move(counts, Component.GLB, Component.LBUF, DataKind.SPIKE, spikeBits, word);
        counts.transfer(Component.LBUF, Operation.READ, DataKind.SPIKE,
                Math.multiplyExact(Math.multiplyExact(lineWindows, (long) window), rowGroups), word);

        long psumTouches = Math.multiplyExact(Math.multiplyExact(lineWindows, (long) window), filters);
        long psumBits = Math.multiplyExact(psumTouches, (long) platform.psumBits());
        counts.transfer(Component.RF, Operation.READ, DataKind.PSUM, psumBits, platform.psumBits());
        counts.transfer(Component.RF, Operation.WRITE, DataKind.PSUM, psumBits, platform.psumBits());
        long spilledBits = Math.multiplyExact(Math.multiplyExact(spills, (long) window), filters * platform.psumBits());
        counts.transfer(Component.LBUF, Operation.WRITE, DataKind.PSUM, spilledBits, word);
        counts.transfer(Component.LBUF, Operation.READ, DataKind.PSUM, spilledBits, word);
        counts.operations(Component.ALU, Operation.ACCUMULATE, DataKind.PSUM, operations);

        counts.operations(Component.ALU, Operation.UPDATE, DataKind.MEMBRANE, updates);
        long membraneBits = Math.multiplyExact(updates, (long) platform.membraneBits());
        counts.transfer(Component.RF, Operation.READ, DataKind.MEMBRANE, membraneBits, platform.membraneBits());
        counts.transfer(Component.RF, Operation.WRITE, DataKind.MEMBRANE, membraneBits, platform.membraneBits());

        long carriedBits = Math.multiplyExact((long) layer.neurons() * platform.membraneBits(), (steps + window - 1) / window - 1);
        counts.transfer(Component.LBUF, Operation.READ, DataKind.MEMBRANE, carriedBits, word);
        counts.transfer(Component.LBUF, Operation.WRITE, DataKind.MEMBRANE, carriedBits, word);

        counts.transfer(Component.LBUF, Operation.WRITE, DataKind.SPIKE, outputBits, word);
        move(counts, Component.LBUF, Component.GLB, DataKind.SPIKE, outputBits, word);
        move(counts, Component.GLB, Component.DRAM, DataKind.SPIKE, outputBits, word);

        counts.transfer(Component.GLB, Operation.READ, DataKind.TAG, tagBits, word);

        long compute = Math.multiplyExact(Math.multiplyExact(slots, rowGroups), (long) window);
        long memory = platform.dramCycles(Math.addExact(Math.addExact(dramSpikeBits, dramWeightBits), outputBits));
        metrics.put("columnsBusy", Math.multiplyExact(lineWindows, rowGroups));
        metrics.put("columnSlots", Math.multiplyExact(Math.multiplyExact(slots, rowGroups), (long) platform.columns()));
        metrics.put("rowsBusy", Math.multiplyExact(slots, filters));
        metrics.put("rowSlots", Math.multiplyExact(slots, rowGroups * platform.rows()));
        return new LayerReport(layer, steps, compute, memory, Math.max(compute, memory), counts.build(), metrics);
    }

    private static void move(Counts.Builder counts, Component from, Component to, DataKind data, long bits, int word) {
        counts.transfer(from, Operation.READ, data, bits, word);
        counts.transfer(to, Operation.WRITE, data, bits, word);
    }
}
