package org.spikebook.accelerator.bitserial;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.spikebook.accelerator.Accelerator;
import org.spikebook.accelerator.Component;
import org.spikebook.accelerator.Counts;
import org.spikebook.accelerator.DataKind;
import org.spikebook.accelerator.LayerReport;
import org.spikebook.accelerator.LayerRun;
import org.spikebook.accelerator.LayerShape;
import org.spikebook.accelerator.Operation;
import org.spikebook.accelerator.Parameters;
import org.spikebook.accelerator.SynapticWork;
import org.spikebook.bits.BitBudget;
import org.spikebook.bits.BitCost;
import org.spikebook.bits.LayerRole;
import org.spikebook.network.Layer;
import org.spikebook.network.Network;
import org.spikebook.spike.SpikeTensor;

/**
 * A bit-serial accelerator: a processing element is a multiplexer and an accumulator that adds a weight of several bits where a binary
 * input is one (Shen et al., CVPR 2024, appendix B). A row of the array is an output channel, a column an output position; the inputs of
 * a position stream through it, one bit a cycle. Spikes of several bits and several time steps are binary slices, b_s T of them,
 *
 * <pre>
 * compute cycles = slices * (ceil(filters / rows) * ceil(positions / columns) * fan-in + fill)
 * memory cycles  = (weights * b_w * passes + inputs * slices * input passes + outputs * slices) / DRAM bits a cycle
 * cycles         = max(compute, memory)
 * </pre>
 *
 * and the post-processing unit adds the partial sums of a step's slices, shifted by their bit, before it runs the neurons. So all splits of
 * the same b_s T take the same time. Inputs that do not fit the input buffer are read again for each group of filters. Output spikes
 * are taken to have as many slices as the inputs.
 *
 * <p>The paper measures that twice the slices take 2.21 times as long (Table 4), which none of this gives. {@link Builder#residentSlices} is an
 * effect of the right size that we can only guess: a layer of more slices than fit is passed several times, and each further pass waits for its weights.
 */
public final class BitSerial implements Accelerator {

    private static final int WORD = 8;

    private static final Parameters<Builder> PARAMETERS = Parameters.<Builder>of("BitSerial")
            .whole("rows", "", (b, rows) -> b.array(rows, b.columns))
            .whole("columns", "", (b, columns) -> b.array(b.rows, columns))
            .whole("fill", "cycles", Builder::fill)
            .whole("weightBits", "bits", Builder::weightBits)
            .whole("psumBits", "bits", Builder::psumBits)
            .whole("membraneBits", "bits", Builder::membraneBits)
            .real("inputBuffer", "KB", Builder::inputBufferKilobytes)
            .whole("residentSlices", "slices", Builder::residentSlices)
            .whole("lanesPerDsp", "", Builder::lanesPerDsp)
            .real("clock", "MHz", Builder::clockMegahertz)
            .real("dramBandwidth", "GB/s", Builder::dramGigabytesPerSecond);

    private final int rows;
    private final int columns;
    private final int fill;
    private final int weightBits;
    private final int psumBits;
    private final int membraneBits;
    private final double inputBufferKilobytes;
    private final int residentSlices;
    private final int lanesPerDsp;
    private final double clockMegahertz;
    private final double dramGigabytesPerSecond;

    private BitSerial(Builder b) {
        this.rows = within("rows of the array", b.rows, 1, 1 << 16);
        this.columns = within("columns of the array", b.columns, 1, 1 << 16);
        this.fill = within("fill (cycles)", b.fill, 0, 1 << 20);
        this.weightBits = within("weight bits", b.weightBits, 1, 32);
        this.psumBits = within("partial sum bits", b.psumBits, 1, 64);
        this.membraneBits = within("membrane bits", b.membraneBits, 1, 64);
        this.residentSlices = within("resident slices", b.residentSlices, 0, 1 << 20);
        this.lanesPerDsp = within("lanes per DSP", b.lanesPerDsp, 1, 64);
        this.inputBufferKilobytes = positive("input buffer (KB)", b.inputBufferKilobytes);
        this.clockMegahertz = positive("clock (MHz)", b.clockMegahertz);
        this.dramGigabytesPerSecond = positive("DRAM bandwidth (GB/s)", b.dramGigabytesPerSecond);
    }

    private static int within(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("BitSerial: " + what + " must be in " + least + ".." + most + ", but was " + value + ".");
        }
        return value;
    }

    private static double positive(String what, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("BitSerial: " + what + " must be positive and finite, but was " + value + ".");
        }
        return value;
    }

    /**
     * A machine of 32 x 64 lanes, four to each of 512 DSPs as in Table 6 of the paper, at 300 MHz; all else is our choice. The preset
     * {@code bit-serial-xck26} differs in its clock, which is fitted to Table 4.
     */
    public static Builder builder() {
        return new Builder();
    }

    public Builder toBuilder() {
        return new Builder().array(rows, columns).fill(fill).weightBits(weightBits).psumBits(psumBits).membraneBits(membraneBits)
                .inputBufferKilobytes(inputBufferKilobytes).residentSlices(residentSlices).lanesPerDsp(lanesPerDsp).clockMegahertz(clockMegahertz)
                .dramGigabytesPerSecond(dramGigabytesPerSecond);
    }

    @Override
    public String name() {
        return "BitSerial";
    }

    @Override
    public String configuration() {
        return String.format(Locale.ROOT, "%dx%d lanes, fill %d, weights %d bit, partial sums %d bit, membrane %d bit, input buffer %.4g KB, %s, "
                + "%d lanes per DSP, %.5g MHz, %.4g GB/s", rows, columns, fill, weightBits, psumBits, membraneBits, inputBufferKilobytes,
                residentSlices == 0 ? "any number of slices resident" : residentSlices + " slices resident", lanesPerDsp, clockMegahertz, dramGigabytesPerSecond);
    }

    @Override
    public double clockMegahertz() {
        return clockMegahertz;
    }

    /** Accumulators that work at the same time. */
    public int lanes() {
        return Math.multiplyExact(rows, columns);
    }

    /** DSP blocks that the lanes take, {@code ceil(lanes / lanesPerDsp)}. */
    public int dsps() {
        return (lanes() + lanesPerDsp - 1) / lanesPerDsp;
    }

    @Override
    public Parameters<Builder> parameters() {
        return PARAMETERS;
    }

    @Override
    public Map<String, Object> settings() {
        var settings = new LinkedHashMap<String, Object>();
        settings.put("rows", rows);
        settings.put("columns", columns);
        settings.put("fill", fill);
        settings.put("weightBits", weightBits);
        settings.put("psumBits", psumBits);
        settings.put("membraneBits", membraneBits);
        settings.put("inputBuffer", inputBufferKilobytes);
        settings.put("residentSlices", residentSlices);
        settings.put("lanesPerDsp", lanesPerDsp);
        settings.put("clock", clockMegahertz);
        settings.put("dramBandwidth", dramGigabytesPerSecond);
        return settings;
    }

    @Override
    public BitSerial with(Map<String, Object> changes) {
        return PARAMETERS.set(toBuilder(), changes).build();
    }

    /** Where the cycles of a layer go. */
    private record Cycles(long tiles, long compute, long dramBits, long memory, long total, long weightBits, long spikeBits, long outputBits) {
    }

    private Cycles count(LayerShape layer, long slices) {
        long rowGroups = (layer.filters() + rows - 1) / rows;
        long tiles = rowGroups * ((layer.positions() + columns - 1) / columns);
        long compute = Math.multiplyExact(slices, Math.addExact(Math.multiplyExact(tiles, (long) layer.fanIn()), fill));
        long passes = residentSlices == 0 ? 1 : (slices + residentSlices - 1) / residentSlices;
        long weights = Math.multiplyExact(layer.weights(), (long) weightBits);
        long inputs = Math.multiplyExact((long) layer.inputs(), slices);
        long spikes = inputs <= Math.round(inputBufferKilobytes * 1024 * 8) ? inputs : Math.multiplyExact(inputs, rowGroups);
        long outputs = Math.multiplyExact((long) layer.neurons(), slices);
        long once = dramCycles(Math.addExact(Math.addExact(weights, spikes), outputs));
        long bits = Math.addExact(Math.addExact(Math.multiplyExact(weights, passes), spikes), outputs);
        long memory = dramCycles(bits);
        return new Cycles(tiles, compute, bits, memory, Math.max(compute, once) + (memory - once), Math.multiplyExact(weights, passes), spikes, outputs);
    }

    private long dramCycles(long bits) {
        return (long) Math.ceil(bits / (dramGigabytesPerSecond * 8e3 / clockMegahertz));
    }

    /**
     * Latency of a layer in cycles; it does not depend on the spikes.
     *
     * @param slices binary slices of its input, b_s T, 1 or more
     */
    public long cycles(LayerShape layer, long slices) {
        if (slices < 1) {
            throw new IllegalArgumentException("layer '" + layer.name() + "': slices must be at least 1, but was " + slices + ".");
        }
        return count(layer, slices).total;
    }

    /**
     * Latency of a network in cycles: the layers with weights that take spikes, each with its own b_s T slices. A first layer that takes
     * pixels and the products of a self-attention are not on this machine.
     *
     * @throws IllegalArgumentException if the budget has weights of more bits than the machine, or the network a layer of another kind
     */
    public long cycles(Network network, BitBudget budget) {
        long sum = 0;
        for (BitCost.LayerCost layer : budget.on(network).layers()) {
            if (layer.role() == LayerRole.STEM || layer.role() == LayerRole.ATTENTION_PRODUCT) {
                continue;
            }
            if (layer.weightBits() > weightBits) {
                throw new IllegalArgumentException("layer '" + layer.name() + "': has weights of " + layer.weightBits() + " bits, but the machine takes " + weightBits
                        + ". Maybe weightBits(" + layer.weightBits() + ").");
            }
            sum = Math.addExact(sum, cycles(LayerShape.of(network.layer(layer.name())), (long) layer.spikeBits() * layer.steps()));
        }
        return sum;
    }

    /** Frames a second of a network: clock over {@link #cycles(Network, BitBudget)}. */
    public double framesPerSecond(Network network, BitBudget budget) {
        return clockMegahertz * 1e6 / cycles(network, budget);
    }

    @Override
    public LayerReport simulate(LayerShape layer, SpikeTensor input) {
        long operations = SynapticWork.operations(layer, input);
        long slices = (long) input.planes() * input.steps();
        Cycles cycles = count(layer, slices);
        long updates = Math.multiplyExact((long) layer.neurons(), input.steps());
        long positions = (layer.positions() + columns - 1) / columns;

        var counts = Counts.builder();
        move(counts, Component.DRAM, Component.GLB, DataKind.WEIGHT, cycles.weightBits);
        move(counts, Component.DRAM, Component.GLB, DataKind.SPIKE, cycles.spikeBits);
        // a weight goes to all columns of its row, an input bit to all rows of its column, once a slice and tile
        counts.transfer(Component.GLB, Operation.READ, DataKind.WEIGHT,
                Math.multiplyExact(Math.multiplyExact(layer.weights() * weightBits, positions), slices), WORD);
        counts.transfer(Component.GLB, Operation.READ, DataKind.SPIKE,
                Math.multiplyExact(Math.multiplyExact((long) layer.fanIn() * layer.positions(), slices), (long) (layer.filters() + rows - 1) / rows), WORD);
        counts.operations(Component.ALU, Operation.ACCUMULATE, DataKind.PSUM, operations);
        // the post-processing unit takes a partial sum of every slice
        long sums = Math.multiplyExact(Math.multiplyExact((long) layer.neurons(), slices), (long) psumBits);
        counts.transfer(Component.RF, Operation.WRITE, DataKind.PSUM, sums, psumBits);
        counts.transfer(Component.RF, Operation.READ, DataKind.PSUM, sums, psumBits);
        counts.operations(Component.ALU, Operation.UPDATE, DataKind.MEMBRANE, updates);
        long membranes = Math.multiplyExact(updates, (long) membraneBits);
        counts.transfer(Component.RF, Operation.READ, DataKind.MEMBRANE, membranes, membraneBits);
        counts.transfer(Component.RF, Operation.WRITE, DataKind.MEMBRANE, membranes, membraneBits);
        move(counts, Component.GLB, Component.DRAM, DataKind.SPIKE, cycles.outputBits);

        var metrics = new LinkedHashMap<String, Long>();
        metrics.put("slices", slices);
        metrics.put("tiles", cycles.tiles);
        metrics.put("passes", cycles.weightBits / Math.max(1, layer.weights() * weightBits));
        metrics.put("bitOperations", Math.multiplyExact(Math.multiplyExact(layer.weights(), (long) layer.positions()), Math.multiplyExact(slices, (long) weightBits)));
        long waves = Math.multiplyExact(slices, (long) layer.fanIn());
        metrics.put("columnsBusy", Math.multiplyExact(waves, (long) layer.positions() * (cycles.tiles / positions)));
        metrics.put("columnSlots", Math.multiplyExact(waves, cycles.tiles * columns));
        metrics.put("rowsBusy", Math.multiplyExact(waves, layer.filters() * positions));
        metrics.put("rowSlots", Math.multiplyExact(waves, cycles.tiles * rows));
        return new LayerReport(layer, input.steps(), cycles.compute, cycles.memory, cycles.total, counts.build(), metrics);
    }

    private static void move(Counts.Builder counts, Component from, Component to, DataKind data, long bits) {
        counts.transfer(from, Operation.READ, data, bits, WORD);
        counts.transfer(to, Operation.WRITE, data, bits, WORD);
    }

    /** Slice by slice and tile by tile; the partial sums of a step's slices are then shifted and added (eq. 3). */
    @Override
    public LayerRun execute(Layer layer, SpikeTensor input) {
        return new SliceExecution(layer, input).run(rows, columns);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BitSerial that && settings().equals(that.settings());
    }

    @Override
    public int hashCode() {
        return Objects.hash(settings());
    }

    @Override
    public String toString() {
        return "BitSerial: " + configuration();
    }

    /** Builds a {@link BitSerial}. */
    public static final class Builder {

        private int rows = 32;
        private int columns = 64;
        private int fill = 96;
        private int weightBits = 8;
        private int psumBits = 24;
        private int membraneBits = 16;
        private double inputBufferKilobytes = 288;
        private int residentSlices;
        private int lanesPerDsp = 4;
        private double clockMegahertz = 300;
        private double dramGigabytesPerSecond = 15.36;

        private Builder() {
        }

        /** Rows (output channels) and columns (output positions) of the array, 1 or more. */
        public Builder array(int rows, int columns) {
            this.rows = rows;
            this.columns = columns;
            return this;
        }

        /** Cycles until the array is filled, once a slice of a layer; default 96, rows and columns of the default array. */
        public Builder fill(int cycles) {
            this.fill = cycles;
            return this;
        }

        /** Width of a weight, 1..32. */
        public Builder weightBits(int bits) {
            this.weightBits = bits;
            return this;
        }

        /** Width of a partial sum, 1..64; for counts of traffic, sums do not overflow. */
        public Builder psumBits(int bits) {
            this.psumBits = bits;
            return this;
        }

        /** Width of a membrane potential, 1..64. */
        public Builder membraneBits(int bits) {
            this.membraneBits = bits;
            return this;
        }

        /** Input buffer in KB (1024 bytes); default 288, the 8 URAM blocks of Table 6. */
        public Builder inputBufferKilobytes(double kilobytes) {
            this.inputBufferKilobytes = kilobytes;
            return this;
        }

        /**
         * Slices of a layer that one pass of its weights serves; 0 (the default) for any number. Each further pass waits until the weights
         * have come again from DRAM. A guess of ours that gives the superlinear step of Table 4 with a value of 4; nothing in the paper says it.
         */
        public Builder residentSlices(int slices) {
            this.residentSlices = slices;
            return this;
        }

        /** Accumulators of one DSP block, 1..64; default 4, the four 12-bit adders that a DSP48E2 splits into. */
        public Builder lanesPerDsp(int lanes) {
            this.lanesPerDsp = lanes;
            return this;
        }

        /** Clock in MHz. */
        public Builder clockMegahertz(double megahertz) {
            this.clockMegahertz = megahertz;
            return this;
        }

        /** DRAM bandwidth in GB/s (10^9 bytes a second); default 15.36, 80 % of the peak of 64-bit DDR4-2400. */
        public Builder dramGigabytesPerSecond(double gigabytesPerSecond) {
            this.dramGigabytesPerSecond = gigabytesPerSecond;
            return this;
        }

        public BitSerial build() {
            return new BitSerial(this);
        }
    }
}
