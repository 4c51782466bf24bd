package org.spikebook.accelerator.spikex;

import java.util.LinkedHashMap;
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
import org.spikebook.accelerator.Occupancy;
import org.spikebook.accelerator.Parameters;
import org.spikebook.accelerator.Platform;
import org.spikebook.accelerator.PlatformBuilder;
import org.spikebook.accelerator.SynapticWork;
import org.spikebook.network.Layer;
import org.spikebook.spike.SpikeTensor;

/**
 * SpikeX. Only active units (NTWUs: one output position, one block of lines, one time window; see {@link ActivityTags}) are
 * dispatched. A pack is up to {@code columns} units that run together; a row of the array is one output channel. For each block of
 * lines:
 *
 * <pre>
 * temporal: packs = sum over positions of ceil(active windows of the position / columns)        (Section III-C, level 2)
 * spatial:  packs = sum over SP-MBs of ceil(active windows of all its positions / columns)      (Section III-C, level 3)
 * cycles   += packs * lines * TWS                                                               per row group
 * </pre>
 *
 * An SP-MB is a tile of output positions (Section III-D). Weights move only for blocks whose tag is set in an SP-MB (weight
 * tailoring); output spikes move only for windows of a position with an active unit. In a fully connected layer lines that are silent over all windows of a pack are skipped too, and weights stream with
 * every pack. Membrane update and threshold are hidden behind the array by double buffering.
 */
public final class SpikeX implements Accelerator {

    /** How active units are packed. */
    public enum Dispatch {
        /** Units of one position only. */
        TEMPORAL,
        /** Units of all positions of an SP-MB; fits SpikeX, Fig. 10 at every rate. Where no weight is shared (one position) it is the temporal mode. */
        SPATIAL,
        /**
         * The paper's rule: temporal if a neuron has more active units than the array has columns on average, else spatial
         * (Section III-C). It does not reproduce Fig. 10.
         */
        PAPER_RULE,
        /**
         * Consecutive windows of one position as in PTB, a whole group as soon as one of them is active: no agile dispatch. For an ablation that
         * leaves weight tailoring alone; ours, not the paper's.
         */
        CONSECUTIVE
    }

    private static final Parameters<Builder> PARAMETERS = Parameters.<Builder>of("SpikeX")
            .choice("dispatch", Dispatch.class, Builder::dispatch)
            .flag("weightTailoring", Builder::weightTailoring)
            .whole("tile", "positions", Builder::tile)
            .whole("inputBlock", "inputs", Builder::inputBlock)
            .flag("psumMovement", Builder::psumMovement)
            .and(PlatformBuilder.PARAMETERS);

    private final Platform platform;
    private final Dispatch dispatch;
    private final boolean tailoring;
    private final int tile;
    private final int inputBlock;
    private final boolean psumMovement;

    private SpikeX(Builder builder) {
        this.platform = builder.platform();
        this.dispatch = builder.dispatch;
        this.tailoring = builder.tailoring;
        this.tile = builder.tile;
        this.inputBlock = builder.inputBlock;
        this.psumMovement = builder.psumMovement;
    }

    /** The configuration of the paper, to be changed. */
    public static Builder builder() {
        return new Builder(Platform.SPIKEX_PAPER);
    }

    public Builder toBuilder() {
        return new Builder(platform).dispatch(dispatch).weightTailoring(tailoring).tile(tile).inputBlock(inputBlock)
                .psumMovement(psumMovement);
    }

    public Platform platform() {
        return platform;
    }

    @Override
    public String name() {
        return switch (dispatch) {
            case SPATIAL -> "SpikeX";
            case TEMPORAL -> "SpikeX temporal";
            case PAPER_RULE -> "SpikeX paper rule";
            case CONSECUTIVE -> "SpikeX consecutive";
        } + (tailoring ? "" : " untailored");
    }

    @Override
    public String configuration() {
        return String.format(Locale.ROOT, "%s, dispatch %s, tailoring %s, SP-MB %dx%d positions, input block %d, partial sum movement %s",
                platform, dispatch.name().toLowerCase(Locale.ROOT).replace('_', ' '), tailoring ? "on" : "off", tile, tile, inputBlock,
                psumMovement ? "counted" : "not counted");
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
        settings.put("dispatch", dispatch.name().toLowerCase(Locale.ROOT));
        settings.put("weightTailoring", tailoring);
        settings.put("tile", tile);
        settings.put("inputBlock", inputBlock);
        settings.put("psumMovement", psumMovement);
        settings.putAll(platform.settings());
        return settings;
    }

    @Override
    public SpikeX with(Map<String, Object> changes) {
        return PARAMETERS.set(toBuilder(), changes).build();
    }

    private boolean spatial(ActivityTags tags) {
        return switch (dispatch) {
            case TEMPORAL, CONSECUTIVE -> false;
            case SPATIAL -> true;
            case PAPER_RULE -> tags.units().count() <= (long) platform.columns() * tags.units().neurons();
        };
    }

    /** Pack by pack: for each block, the active units of a tile fill the columns; then the membranes. */
    @Override
    public LayerRun execute(Layer layer, SpikeTensor input) {
        LayerShape shape = LayerShape.of(layer);
        ActivityTags tags = ActivityTags.of(shape, input, platform.windowFor(shape, input.steps()), inputBlock);
        var execution = new LayerExecution(layer, input, tags);
        packing(tags).forEachPack((block, positions, windows, filled) -> {
            for (int rows = 0; rows < shape.filters(); rows += platform.rows()) {
                for (int line = 0; line < tags.linesOf(block); line++) {
                    for (int column = 0; column < filled; column++) {
                        for (int f = rows; f < Math.min(shape.filters(), rows + platform.rows()); f++) {
                            execution.integrate(f, positions[column], block, line, windows[column]);
                        }
                    }
                }
            }
        });
        return execution.finish();
    }

    /** Which columns pass a spike: pack by pack and line by line, as {@link #execute} does. */
    @Override
    public Occupancy occupancy(LayerShape layer, SpikeTensor input, int slots) {
        int window = platform.windowFor(layer, input.steps());
        ActivityTags tags = ActivityTags.of(layer, input, window, inputBlock);
        var occupancy = Occupancy.builder(name(), layer, platform.columns(), window, slots);
        var states = new Occupancy.State[platform.columns()];
        boolean skipLines = layer.kind() == LayerShape.Kind.FC && dispatch != Dispatch.CONSECUTIVE;
        packing(tags).forEachPack((block, positions, windows, filled) -> {
            for (int line = 0; line < tags.linesOf(block); line++) {
                boolean spiking = false;
                for (int column = 0; column < states.length; column++) {
                    int from = column < filled ? tags.inputOf(block, positions[column], line) : -1;
                    boolean spikes = from >= 0 && tags.lines().get(from, windows[column]);
                    spiking |= spikes;
                    states[column] = spikes ? Occupancy.State.SPIKING
                            : column < filled && !skipLines ? Occupancy.State.SILENT : Occupancy.State.IDLE;
                }
                if (spiking || !skipLines) {
                    occupancy.slot(states);
                }
            }
        });
        return occupancy.build();
    }

    private Packing packing(ActivityTags tags) {
        boolean consecutive = dispatch == Dispatch.CONSECUTIVE;
        boolean skipLines = tags.layer().kind() == LayerShape.Kind.FC && !consecutive;
        return new Packing(tags, platform.columns(), spatial(tags) ? tile : 1, tile, skipLines, consecutive);
    }

    @Override
    public LayerReport simulate(LayerShape layer, SpikeTensor input) {
        int window = platform.windowFor(layer, input.steps());
        ActivityTags tags = ActivityTags.of(layer, input, window, inputBlock);
        Packing packing = packing(tags);
        packing.run(input.steps());

        long weightLoads = layer.kind() == LayerShape.Kind.FC ? packing.slots : tailoring ? packing.activeTileLines : packing.tileLines;
        long weightLines = tailoring ? packing.activeLines : layer.fanIn();
        return new ArrayWork(platform, layer, input.steps(), window)
                .slots(packing.slots)
                .lineWindows(packing.lineUnits)
                .operations(SynapticWork.operations(layer, input))
                .weightLoads(weightLoads)
                .weightLines(weightLines)
                .spikeBits(packing.spikeBits(platform.lbufBits(), input.steps(), tailoring))
                .tagBits(packing.tagChecks)
                .spills(psumMovement ? packing.spills : 0)
                .sweeps(packing.tiles)
                .outputSteps(tailoring ? packing.outputSteps : (long) layer.positions() * input.steps())
                .metric("units", packing.units)
                .metric("packs", packing.packs)
                .metric("reuseInWindow", packing.lineUnits * (window - 1) * layer.filters())
                .metric("reuseAcrossWindows", packing.reuseAcrossWindows * layer.filters())
                .metric("reuseAcrossNeurons", packing.reuseAcrossNeurons * layer.filters())
                .metric("spatial", spatial(tags) ? 1 : 0)
                .report();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SpikeX that && platform.equals(that.platform) && dispatch == that.dispatch && tailoring == that.tailoring
                && tile == that.tile && inputBlock == that.inputBlock && psumMovement == that.psumMovement;
    }

    @Override
    public int hashCode() {
        return Objects.hash(platform, dispatch, tailoring, tile, inputBlock, psumMovement);
    }

    @Override
    public String toString() {
        return name() + ": " + configuration();
    }

    /** Builds a {@link SpikeX}. */
    public static final class Builder extends PlatformBuilder<Builder> {

        private Dispatch dispatch = Dispatch.SPATIAL;
        private boolean tailoring = true;
        private int tile = 8;
        private int inputBlock = 64;
        private boolean psumMovement;

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

        /** How active units are packed; default {@link Dispatch#SPATIAL}. */
        public Builder dispatch(Dispatch dispatch) {
            this.dispatch = Objects.requireNonNull(dispatch, "dispatch");
            return this;
        }

        /** Whether weights and spikes move only where a tag is set; default on. Switching it off is our ablation, not the paper's. */
        public Builder weightTailoring(boolean on) {
            this.tailoring = on;
            return this;
        }

        /** Edge of an SP-MB in output positions, at least 1; default 8 (fits SpikeX, Fig. 9 and 10). */
        public Builder tile(int positions) {
            if (positions < 1) {
                throw new IllegalArgumentException("SpikeX: SP-MB edge must be at least 1 position, but was " + positions);
            }
            this.tile = positions;
            return this;
        }

        /** Inputs of a fully connected layer that share a tag, at least 1; default 64. */
        public Builder inputBlock(int inputs) {
            if (inputs < 1) {
                throw new IllegalArgumentException("SpikeX: input block must be at least 1, but was " + inputs);
            }
            this.inputBlock = inputs;
            return this;
        }

        /**
         * Whether partial sums that another element goes on with (every active unit after the first active block of its position and
         * window) are counted as one write and one read of LBUF; default off, the paper does not say.
         */
        public Builder psumMovement(boolean counted) {
            this.psumMovement = counted;
            return this;
        }

        public SpikeX build() {
            return new SpikeX(this);
        }
    }
}
