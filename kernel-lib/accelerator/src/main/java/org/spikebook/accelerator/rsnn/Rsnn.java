package org.spikebook.accelerator.rsnn;

import java.util.Objects;

/**
 * The accelerator: two sets of 128 processing elements, single-port weight SRAMs of 512-bit rows, all elements of a set on the same spike.
 * Immutable; made by {@link #builder}. {@link #simulate} counts from spikes, {@link #execute} also computes the spikes, cycle by cycle.
 *
 * <pre>{@code
 * frame     = input + recurrent + FC + LIF                                                                  cycles
 * input     = load x features + one bits                                                                     type A
 * recurrent = 3 x 128                          two time steps, one weight row for both, no cycle skipped       type D
 *             n/2 a matrix                     one time step, zero spikes skipped, each set with its own bank  type B
 * FC        = 7.5 x |s0 or s1|                 merged spikes: (s0 + s1) w in one go                            type C
 *             7.5 x (|s0| + |s1|)              without
 * }</pre>
 *
 * 7.5 passes: 1920 outputs on 256 elements; in the last half pass each set takes half of the inputs. Halves of odd counts are rounded up.
 * More than two time steps go in pairs.
 */
public final class Rsnn {

    /** What the recurrent layers do with two time steps. */
    public enum Recurrence {
        /** Every row is read once and given to both sets; elements whose spike is 0 are gated, no cycle is skipped (type D, the paper's). */
        BROADCAST,
        /** A row is left out if both time steps are silent; the broadcast stays. */
        SKIP_SILENT,
        /** Each set reads its own rows and skips its own zeros; needs SRAMs with two ports. */
        DUAL_PORT
    }

    /** Order of the time steps in the recurrent layers. */
    public enum Schedule {
        /** Two at a time, set 0 the even and set 1 the odd time step. */
        PARALLEL,
        /** One after the other, both sets on the same one. */
        SEQUENTIAL
    }

    /** How the input layer goes through the bits of a feature. */
    public enum InputBits {
        /** One after the other. */
        SERIAL,
        /** The lower four bits on set 0, the upper four on set 1. */
        TWO_GROUPS
    }

    /** What FC does with two time steps where spikes are not merged. */
    public enum UnmergedFc {
        /** One time step after the other, the sets on different outputs. */
        SPLIT_OUTPUTS,
        /** Both at a time, a set each, one row for both; rows that are silent at both are skipped. */
        SHARED_STEPS
    }

    private final int timeSteps;
    private final boolean mergedSpikes;
    private final boolean zeroSkipping;
    private final Recurrence recurrence;
    private final Schedule schedule;
    private final InputBits inputBits;
    private final UnmergedFc unmergedFc;
    private final int loadCycles;
    private final int lifCycles;
    private final int singleStepSets;

    private Rsnn(Builder b) {
        timeSteps = b.timeSteps;
        mergedSpikes = b.mergedSpikes;
        zeroSkipping = b.zeroSkipping;
        recurrence = b.recurrence;
        schedule = b.schedule;
        inputBits = b.inputBits;
        unmergedFc = b.unmergedFc;
        loadCycles = b.loadCycles;
        lifCycles = b.lifCycles;
        singleStepSets = b.singleStepSets;
    }

    /** The paper's chip with two time steps and merged spikes, unless told otherwise. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that holds this chip. */
    public Builder toBuilder() {
        var builder = new Builder();
        builder.timeSteps = timeSteps;
        builder.mergedSpikes = mergedSpikes;
        builder.zeroSkipping = zeroSkipping;
        builder.recurrence = recurrence;
        builder.schedule = schedule;
        builder.inputBits = inputBits;
        builder.unmergedFc = unmergedFc;
        builder.loadCycles = loadCycles;
        builder.lifCycles = lifCycles;
        builder.singleStepSets = singleStepSets;
        return builder;
    }

    /** Time steps of a frame, 1..8. */
    public int timeSteps() {
        return timeSteps;
    }

    /** Whether FC adds the spikes of two time steps before it multiplies. */
    public boolean mergedSpikes() {
        return mergedSpikes;
    }

    /** Whether zero bits and spikes are skipped. */
    public boolean zeroSkipping() {
        return zeroSkipping;
    }

    /** What the recurrent layers do with two time steps. */
    public Recurrence recurrence() {
        return recurrence;
    }

    /** Order of the time steps in the recurrent layers. */
    public Schedule schedule() {
        return schedule;
    }

    /** How the input layer goes through the bits. */
    public InputBits inputBits() {
        return inputBits;
    }

    /** What FC does where spikes are not merged. */
    public UnmergedFc unmergedFc() {
        return unmergedFc;
    }

    /** Cycles to load and decode a feature. */
    public int loadCycles() {
        return loadCycles;
    }

    /** Cycles of the LIF module that are not hidden behind the adders, a layer and frame. */
    public int lifCycles() {
        return lifCycles;
    }

    /** Sets that share a single time step in the recurrent layers, 1 or 2. */
    public int singleStepSets() {
        return singleStepSets;
    }

    /**
     * Counts what the chip does, frame by frame.
     *
     * @param activity bits and spikes; as many time steps as the chip's
     * @throws IllegalArgumentException if the time steps differ
     */
    public RsnnReport simulate(RsnnActivity activity) {
        checkSteps(activity.timeSteps());
        return new FrameCounter(this, activity).run();
    }

    /**
     * Runs a network through the chip cycle by cycle, in the chip's own order of additions: slow, and the check of {@link #simulate} and of
     * {@link RsnnNetwork#run}, which it equals bit for bit where no accumulator saturates (with two broadcast time steps, always).
     *
     * @param frames features 0..255 as bytes, axes [frame][feature]
     * @throws IllegalArgumentException if the time steps differ or the features do not fit
     */
    public RsnnExecution execute(RsnnNetwork network, byte[][] frames) {
        checkSteps(network.timeSteps());
        return new CycleWalk(this, network).run(frames);
    }

    private void checkSteps(int steps) {
        if (steps != timeSteps) {
            throw new IllegalArgumentException("RSNN chip: works with " + timeSteps + " time steps a frame, but the spikes have " + steps
                    + ". Maybe chip.toBuilder().timeSteps(" + steps + ").build().");
        }
    }

    static void checkTimeSteps(int timeSteps) {
        if (timeSteps < 1 || timeSteps > 8) {
            throw new IllegalArgumentException("RSNN: time steps must be in 1..8, but was " + timeSteps);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Rsnn that && toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    @Override
    public String toString() {
        return "RSNN chip: " + timeSteps + " time step" + (timeSteps == 1 ? "" : "s") + ", " + (mergedSpikes ? "merged spikes" : "no merged spikes (" + unmergedFc + ")") + ", "
                + (zeroSkipping ? "zero-skipping" : "no skipping") + ", " + recurrence + ", " + schedule + ", input " + inputBits + ", load " + loadCycles + ", LIF " + lifCycles
                + ", sets at one time step " + singleStepSets;
    }

    /** Sets up a chip. */
    public static final class Builder {

        private int timeSteps = 2;
        private boolean mergedSpikes = true;
        private boolean zeroSkipping = true;
        private Recurrence recurrence = Recurrence.BROADCAST;
        private Schedule schedule = Schedule.PARALLEL;
        private InputBits inputBits = InputBits.SERIAL;
        private UnmergedFc unmergedFc = UnmergedFc.SPLIT_OUTPUTS;
        private int loadCycles = 1;
        private int lifCycles;
        private int singleStepSets = 2;

        private Builder() {
        }

        /** Time steps of a frame, 1..8; 2 unless said. */
        public Builder timeSteps(int steps) {
            checkTimeSteps(steps);
            timeSteps = steps;
            return this;
        }

        /** Whether FC adds the spikes of two time steps before it multiplies (type C); it does unless said. */
        public Builder mergedSpikes(boolean merged) {
            mergedSpikes = merged;
            return this;
        }

        /** Whether zero bits and spikes are skipped (types A, B, C; in the recurrent layers as {@link #recurrence} says); they are unless said. */
        public Builder zeroSkipping(boolean skipping) {
            zeroSkipping = skipping;
            return this;
        }

        /** What the recurrent layers do with two time steps. */
        public Builder recurrence(Recurrence rule) {
            recurrence = Objects.requireNonNull(rule, "rule");
            return this;
        }

        /** Order of the time steps in the recurrent layers. */
        public Builder schedule(Schedule order) {
            schedule = Objects.requireNonNull(order, "order");
            return this;
        }

        /** How the input layer goes through the bits. */
        public Builder inputBits(InputBits rule) {
            inputBits = Objects.requireNonNull(rule, "rule");
            return this;
        }

        /** What FC does where spikes are not merged. */
        public Builder unmergedFc(UnmergedFc rule) {
            unmergedFc = Objects.requireNonNull(rule, "rule");
            return this;
        }

        /** Cycles to load and decode a feature, 0 or more; 1 unless said. */
        public Builder loadCycles(int cycles) {
            loadCycles = notNegative("load cycles", cycles);
            return this;
        }

        /** Cycles of the LIF module that are not hidden, a layer and frame, 0 or more; 0 unless said. */
        public Builder lifCycles(int cycles) {
            lifCycles = notNegative("LIF cycles", cycles);
            return this;
        }

        private static int notNegative(String what, int value) {
            if (value < 0) {
                throw new IllegalArgumentException("RSNN chip: " + what + " must be 0 or more, but was " + value);
            }
            return value;
        }

        /** Sets that share a single time step in the recurrent layers: 2 (each with its own bank) unless said, or 1. */
        public Builder singleStepSets(int sets) {
            if (sets != 1 && sets != 2) {
                throw new IllegalArgumentException("RSNN chip: there are two sets, so one time step is on 1 or 2 of them, but was " + sets);
            }
            singleStepSets = sets;
            return this;
        }

        public Rsnn build() {
            return new Rsnn(this);
        }
    }
}
