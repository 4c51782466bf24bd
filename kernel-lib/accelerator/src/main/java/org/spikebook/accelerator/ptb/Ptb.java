package org.spikebook.accelerator.ptb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.spikebook.accelerator.Accelerator;
import org.spikebook.accelerator.ActivityTags;
import org.spikebook.accelerator.ArrayWork;
import org.spikebook.accelerator.LayerExecution;
import org.spikebook.accelerator.LayerReport;
import org.spikebook.accelerator.LayerRun;
import org.spikebook.accelerator.LayerShape;
import org.spikebook.accelerator.LineColumns;
import org.spikebook.accelerator.Occupancy;
import org.spikebook.accelerator.Parameters;
import org.spikebook.accelerator.Platform;
import org.spikebook.accelerator.PlatformBuilder;
import org.spikebook.accelerator.SynapticWork;
import org.spikebook.network.Layer;
import org.spikebook.progress.Progress;
import org.spikebook.spike.SpikeTensor;

/**
 * PTB: a row of the array is one output channel, a column one time window; the columns hold consecutive windows of one output
 * position. For each position, block of lines (E x E patch of an input channel) and group of {@code columns} windows:
 *
 * <pre>
 * active(group) = OR of the window tags of the block's lines over the group's windows
 * cycles       += active(group) ? lines * TWS : 0
 * </pre>
 *
 * A line costs TWS cycles because an element has one accumulator (SpikeX, Section III-A). Membrane update and threshold are
 * hidden behind the array by double buffering.
 */
public final class Ptb implements Accelerator {

    /** What is skipped when it is silent over a group of windows. */
    public enum Skip {
        /** The E x E patch of an input channel (a block of inputs in a fully connected layer), all or nothing. */
        PATCH,
        /** Each line for itself. */
        LINE
    }

    /** What the absent columns of a layer's last group cost. */
    public enum RaggedGroup {
        /** The array runs in lock step: an absent window still occupies its column. */
        COUNTED,
        /** Absent windows cost nothing; cycles are the exact fraction, rounded up per layer. Not what hardware does. */
        FRACTIONAL
    }

    private static final int INPUT_BLOCK = 64;

    private static final Parameters<Builder> PARAMETERS = Parameters.<Builder>of("PTB")
            .choice("skip", Skip.class, Builder::skip)
            .flag("stsap", Builder::stsap)
            .choice("raggedGroup", RaggedGroup.class, Builder::raggedGroup)
            .and(PlatformBuilder.PARAMETERS);

    private final Platform platform;
    private final Skip skip;
    private final boolean stsap;
    private final RaggedGroup raggedGroup;

    private Ptb(Builder builder) {
        this.platform = builder.platform();
        this.skip = builder.skip;
        this.stsap = builder.stsap;
        this.raggedGroup = builder.raggedGroup;
        if (stsap && skip == Skip.PATCH) {
            throw new IllegalArgumentException("PTB: StSAP pairs single lines, so it needs skip(LINE), but skip was PATCH. Maybe skip(Ptb.Skip.LINE).");
        }
        if (stsap && platform.columns() > Pairing.COLUMNS) {
            throw new IllegalArgumentException("PTB: StSAP is modelled for at most " + Pairing.COLUMNS + " columns, but the array has "
                    + platform.columns() + ". Maybe stsap(false).");
        }
        if (stsap && raggedGroup == RaggedGroup.FRACTIONAL) {
            throw new IllegalArgumentException("PTB: StSAP pairs whole groups, so it needs raggedGroup(COUNTED)");
        }
    }

    /** The configuration of the SpikeX paper, to be changed. */
    public static Builder builder() {
        return new Builder(Platform.SPIKEX_PAPER);
    }

    /**
     * PTB by the rules of Prosperity's baseline (Wei et al., HPCA 2025), to compare with the numbers of that simulator; nothing of it
     * can be changed. Its columns lie far apart in time or space, a fully connected layer of one vector is undercounted, and spike
     * bits are read once for each position that sees them: {@link #builder()} does these as we read the PTB paper.
     */
    public static Accelerator asInProsperity() {
        return new ProsperityPtb();
    }

    public Builder toBuilder() {
        return new Builder(platform).skip(skip).stsap(stsap).raggedGroup(raggedGroup);
    }

    public Platform platform() {
        return platform;
    }

    @Override
    public String name() {
        return "PTB";
    }

    @Override
    public String configuration() {
        return platform + ", skip " + skip.name().toLowerCase(Locale.ROOT) + (stsap ? ", StSAP" : "") + ", ragged group "
                + raggedGroup.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public double clockMegahertz() {
        return platform.clockMegahertz();
    }

    @Override
    public Parameters<Builder> parameters() {
        return PARAMETERS;
    }

    @Override
    public Map<String, Object> settings() {
        var settings = new LinkedHashMap<String, Object>();
        settings.put("skip", skip.name().toLowerCase(Locale.ROOT));
        settings.put("stsap", stsap);
        settings.put("raggedGroup", raggedGroup.name().toLowerCase(Locale.ROOT));
        settings.putAll(platform.settings());
        return settings;
    }

    @Override
    public Ptb with(Map<String, Object> changes) {
        return PARAMETERS.set(toBuilder(), changes).build();
    }

    @Override
    public LayerReport simulate(LayerShape layer, SpikeTensor input) {
        int window = platform.windowFor(layer, input.steps());
        ActivityTags tags = ActivityTags.of(layer, input, window, INPUT_BLOCK);
        int windows = tags.windows();
        int columns = Math.min(platform.columns(), windows);
        int groups = (windows + columns - 1) / columns;
        int lastColumns = windows - (groups - 1) * columns;

        SpikeTensor unitGroups = tags.units().windowOr(columns);
        long slots = 0;
        long lastSlots = 0;
        long weightLoads = 0;
        if (skip == Skip.PATCH) {
            for (int b = 0; b < tags.blocks(); b++) {
                long lines = tags.linesOf(b);
                for (int p = 0; p < layer.positions(); p++) {
                    int unit = b * layer.positions() + p;
                    int active = unitGroups.count(unit);
                    slots += active * lines;
                    lastSlots += unitGroups.get(unit, groups - 1) ? lines : 0;
                    weightLoads += active > 0 ? lines : 0;
                }
            }
        } else {
            SpikeTensor lineGroups = tags.lines().windowOr(columns);
            slots = SynapticWork.weighted(layer, lineGroups);
            lastSlots = SynapticWork.weighted(layer, lineGroups.steps(groups - 1, groups));
            weightLoads = SynapticWork.weighted(layer, lineGroups.windowOr(groups));
        }
        long lineWindows = (slots - lastSlots) * columns + lastSlots * lastColumns;
        long arraySlots = slots;
        long elementWindows = lineWindows;      // an element works on one line of a pair at a time
        if (stsap) {
            long[] paired = pairedSlots(tags, columns, groups);
            arraySlots = paired[0] + paired[1];
            elementWindows = paired[0] * columns + paired[1] * lastColumns;
        }
        if (raggedGroup == RaggedGroup.FRACTIONAL) {
            arraySlots = Math.floorDiv(lineWindows + columns - 1, columns);
        }
        return new ArrayWork(platform, layer, input.steps(), window)
                .slots(arraySlots)
                .lineWindows(elementWindows)
                .operations(SynapticWork.operations(layer, input))
                .weightLoads(weightLoads)
                .weightLines(layer.fanIn())
                .spikeBits(lineWindows * window)
                .tagBits((long) tags.blocks() * layer.positions() * groups)
                .sweeps(layer.positions())
                .metric("groups", unitGroups.count())
                .metric("units", tags.units().count())
                .metric("lines", slots)
                .metric("linesAfterPairing", arraySlots)
                .report();
    }

    /** Window by window: a group of windows of one position at a time, block after block, then the membranes. */
    @Override
    public LayerRun execute(Layer layer, SpikeTensor input) {
        LayerShape shape = LayerShape.of(layer);
        ActivityTags tags = ActivityTags.of(shape, input, platform.windowFor(shape, input.steps()), INPUT_BLOCK);
        var execution = new LayerExecution(layer, input, tags);
        int columns = platform.columns();
        for (int p = 0; p < shape.positions(); p++) {
            for (int rows = 0; rows < shape.filters(); rows += platform.rows()) {
                int end = Math.min(shape.filters(), rows + platform.rows());
                for (int first = 0; first < tags.windows(); first += columns) {
                    integrate(execution, tags, p, rows, end, first, Math.min(tags.windows(), first + columns));
                }
            }
            Progress.poll("integration of " + shape.name());
        }
        return execution.finish();
    }

    /** One position, one group of rows, one group of windows. */
    private void integrate(LayerExecution execution, ActivityTags tags, int position, int rows, int endRow, int first, int end) {
        for (List<Streamed> slot : schedule(tags, position, first, end)) {
            for (int w = first; w < end; w++) {
                for (Streamed line : slot) {
                    for (int f = rows; f < endRow; f++) {
                        execution.integrate(f, position, line.block, line.line, w);
                    }
                }
            }
        }
    }

    /** Which columns pass a spike: position by position, group of windows by group of windows, as {@link #execute} does. */
    @Override
    public Occupancy occupancy(LayerShape layer, SpikeTensor input, int slots) {
        int window = platform.windowFor(layer, input.steps());
        ActivityTags tags = ActivityTags.of(layer, input, window, INPUT_BLOCK);
        int columns = platform.columns();
        var occupancy = Occupancy.builder(name(), layer, columns, window, slots);
        var states = new Occupancy.State[columns];
        for (int p = 0; p < layer.positions(); p++) {
            for (int first = 0; first < tags.windows(); first += columns) {
                int end = Math.min(tags.windows(), first + columns);
                for (List<Streamed> slot : schedule(tags, p, first, end)) {
                    long mask = slot.stream().mapToLong(Streamed::mask).reduce(0, (a, b) -> a | b);
                    for (int j = 0; j < columns; j++) {
                        states[j] = first + j >= end ? Occupancy.State.IDLE : (mask >>> j & 1) != 0 ? Occupancy.State.SPIKING : Occupancy.State.SILENT;
                    }
                    occupancy.slot(states);
                }
            }
            Progress.poll("occupancy of " + layer.name());
        }
        return occupancy.build();
    }

    /** A line that streams through the array, and the windows of the group in which it spikes, one bit each. */
    private record Streamed(int block, int line, long mask) {
    }

    /** The lines of one position and group of windows in the order in which they enter the array, slot by slot. */
    private List<List<Streamed>> schedule(ActivityTags tags, int position, int first, int end) {
        var lines = new ArrayList<Streamed>();
        for (int b = 0; b < tags.blocks(); b++) {
            boolean active = false;
            for (int w = first; w < end; w++) {
                active |= tags.units().get(b * tags.layer().positions() + position, w);
            }
            for (int l = 0; active && l < tags.linesOf(b); l++) {
                long mask = 0;
                int input = tags.inputOf(b, position, l);
                for (int w = first; input >= 0 && w < end; w++) {
                    mask |= tags.lines().get(input, w) ? 1L << w - first : 0;
                }
                if (skip == Skip.PATCH || mask != 0) {
                    lines.add(new Streamed(b, l, mask));
                }
            }
        }
        var slots = stsap ? Pairing.slots(lines.stream().map(Streamed::mask).toList()) : Pairing.single(lines.size());
        return slots.stream().map(slot -> Arrays.stream(slot).mapToObj(lines::get).toList()).toList();
    }

    /** Slots after StSAP, for each position and group of consecutive windows all lines of the layer: those of all groups but the last, those of the last. */
    private static long[] pairedSlots(ActivityTags tags, int columns, int groups) {
        LayerShape layer = tags.layer();
        int words = LineColumns.words(layer.fanIn());
        int silent = tags.windows() * words;
        long[] bits = new long[silent + words];
        int[] at = new int[Pairing.COLUMNS];
        var lineColumns = new LineColumns(layer, tags.lines());
        var pairing = new Pairing(layer.fanIn());
        long[] slots = new long[2];
        for (int p = 0; p < layer.positions(); p++) {
            lineColumns.fill(p, bits, 0, tags.windows());
            for (int g = 0; g < groups; g++) {
                for (int j = 0; j < Pairing.COLUMNS; j++) {
                    int window = g * columns + j;
                    at[j] = j < columns && window < tags.windows() ? window * words : silent;
                }
                slots[g == groups - 1 ? 1 : 0] += pairing.slots(bits, at);
            }
            Progress.poll("StSAP of " + layer.name());
        }
        return slots;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ptb that && platform.equals(that.platform) && skip == that.skip && stsap == that.stsap
                && raggedGroup == that.raggedGroup;
    }

    @Override
    public int hashCode() {
        return Objects.hash(platform, skip, stsap, raggedGroup);
    }

    @Override
    public String toString() {
        return "PTB: " + configuration();
    }

    /** Builds a {@link Ptb}. */
    public static final class Builder extends PlatformBuilder<Builder> {

        private Skip skip = Skip.PATCH;
        private boolean stsap;
        private RaggedGroup raggedGroup = RaggedGroup.COUNTED;

        private Builder(Platform from) {
            super(from);
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        protected Platform platform() {
            return super.platform();
        }

        /** What is skipped when silent; default {@link Skip#PATCH}. */
        public Builder skip(Skip skip) {
            this.skip = Objects.requireNonNull(skip, "skip");
            return this;
        }

        /**
         * StSAP: pairs of lines whose window tags do not overlap share a slot. Default off, since SpikeX does not mention it for
         * its baseline.
         */
        public Builder stsap(boolean on) {
            this.stsap = on;
            return this;
        }

        /** What absent columns of the last group cost; default {@link RaggedGroup#COUNTED}. */
        public Builder raggedGroup(RaggedGroup rule) {
            this.raggedGroup = Objects.requireNonNull(rule, "raggedGroup");
            return this;
        }

        public Ptb build() {
            return new Ptb(this);
        }
    }
}
