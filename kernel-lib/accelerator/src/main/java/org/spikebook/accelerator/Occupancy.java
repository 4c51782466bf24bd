package org.spikebook.accelerator;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/**
 * Which columns of an array worked when: the first slots of one layer. In a slot one line streams through the array, which takes as
 * many cycles as a time window has steps; slot {@code i} begins at cycle {@code i * cyclesPerSlot} of the first row group.
 *
 * <pre>{@code
 * Occupancy occupancy = chip.occupancy(conv2, spikes, 400);
 * occupancy.at(0, 3);          // what column 3 did in the first slot
 * }</pre>
 */
public final class Occupancy {

    /** What a column does in a slot. */
    public enum State {
        /** It has no window to work on. */
        IDLE,
        /** It passes a window of its line without a spike. */
        SILENT,
        /** It passes a window of its line with at least one spike. */
        SPIKING
    }

    private final String accelerator;
    private final LayerShape layer;
    private final int columns;
    private final int cyclesPerSlot;
    private final long totalSlots;
    private final State[] states;     // [slot][column]

    private Occupancy(Builder builder) {
        this.accelerator = builder.accelerator;
        this.layer = builder.layer;
        this.columns = builder.columns;
        this.cyclesPerSlot = builder.cyclesPerSlot;
        this.totalSlots = builder.total;
        this.states = Arrays.copyOf(builder.states, builder.kept * columns);
    }

    /**
     * No slots yet.
     *
     * @param accelerator name of the accelerator
     * @param layer the layer
     * @param columns columns of the array, at least 1
     * @param cyclesPerSlot cycles of a slot, at least 1
     * @param slots how many slots to keep, at least 1
     */
    public static Builder builder(String accelerator, LayerShape layer, int columns, int cyclesPerSlot, int slots) {
        return new Builder(accelerator, layer, columns, cyclesPerSlot, slots);
    }

    /** Name of the accelerator. */
    public String accelerator() {
        return accelerator;
    }

    /** The layer. */
    public LayerShape layer() {
        return layer;
    }

    /** Columns of the array. */
    public int columns() {
        return columns;
    }

    /** Cycles of a slot. */
    public int cyclesPerSlot() {
        return cyclesPerSlot;
    }

    /** Slots kept here. */
    public int slots() {
        return states.length / columns;
    }

    /** Slots of the whole layer, for one row group. */
    public long totalSlots() {
        return totalSlots;
    }

    /** What a column did in a slot. */
    public State at(int slot, int column) {
        Objects.checkIndex(slot, slots());
        Objects.checkIndex(column, columns);
        return states[slot * columns + column];
    }

    /** Columns in a state, over the slots kept here. */
    public long count(State state) {
        return Arrays.stream(states).filter(s -> s == state).count();
    }

    /** Fraction of the columns in a state, 0..1, over the slots kept here; 0 if there is none. */
    public double fraction(State state) {
        return states.length == 0 ? 0 : (double) count(state) / states.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Occupancy that && accelerator.equals(that.accelerator) && layer.equals(that.layer) && columns == that.columns
                && cyclesPerSlot == that.cyclesPerSlot && totalSlots == that.totalSlots && Arrays.equals(states, that.states);
    }

    @Override
    public int hashCode() {
        return Objects.hash(accelerator, layer, columns, cyclesPerSlot, totalSlots, Arrays.hashCode(states));
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s on %s, %,d of %,d slots of %d cycles: columns %.1f%% spiking, %.1f%% silent, %.1f%% idle", accelerator,
                layer.name(), slots(), totalSlots, cyclesPerSlot, 100 * fraction(State.SPIKING), 100 * fraction(State.SILENT),
                100 * fraction(State.IDLE));
    }

    /** Builds an {@link Occupancy} slot by slot. */
    public static final class Builder {

        private final String accelerator;
        private final LayerShape layer;
        private final int columns;
        private final int cyclesPerSlot;
        private final int wanted;
        private State[] states;
        private int kept;
        private long total;

        private Builder(String accelerator, LayerShape layer, int columns, int cyclesPerSlot, int slots) {
            this.accelerator = Objects.requireNonNull(accelerator, "accelerator");
            this.layer = Objects.requireNonNull(layer, "layer");
            atLeastOne(layer, "columns", columns);
            atLeastOne(layer, "cycles of a slot", cyclesPerSlot);
            atLeastOne(layer, "slots to keep", slots);
            this.columns = columns;
            this.cyclesPerSlot = cyclesPerSlot;
            this.wanted = slots;
            this.states = new State[0];
        }

        private static void atLeastOne(LayerShape layer, String what, int value) {
            if (value < 1) {
                throw new IllegalArgumentException("occupancy of layer '" + layer.name() + "': " + what + " must be at least 1, but was " + value);
            }
        }

        /** Adds a slot, one state a column; slots beyond those wanted are counted only. */
        public Builder slot(State... slot) {
            if (slot.length != columns) {
                throw new IllegalArgumentException("occupancy of layer '" + layer.name() + "': a slot has " + columns + " columns, but got " + slot.length);
            }
            if (kept < wanted) {
                if (states.length < (kept + 1) * columns) {
                    states = Arrays.copyOf(states, Math.min(Math.multiplyExact(wanted, columns), Math.max(16, 2 * (kept + 1)) * columns));
                }
                System.arraycopy(slot, 0, states, kept * columns, columns);
                kept++;
            }
            total++;
            return this;
        }

        /** What has been added so far. */
        public Occupancy build() {
            return new Occupancy(this);
        }
    }
}
