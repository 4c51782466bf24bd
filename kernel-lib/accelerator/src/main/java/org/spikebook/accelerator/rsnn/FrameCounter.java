package org.spikebook.accelerator.rsnn;

import org.spikebook.accelerator.rsnn.Rsnn.InputBits;
import org.spikebook.accelerator.rsnn.Rsnn.Recurrence;
import org.spikebook.accelerator.rsnn.Rsnn.Schedule;
import org.spikebook.accelerator.rsnn.Rsnn.UnmergedFc;

/** Cycles and counts in closed form, from the numbers of bits and spikes of each frame. */
final class FrameCounter {

    private final Rsnn chip;
    private final RsnnActivity activity;
    private final int hidden;
    private final int outputs;
    private final int hiddenBlocks;
    private final int outputBlocks;
    private final Tally done = new Tally();

    FrameCounter(Rsnn chip, RsnnActivity activity) {
        this.chip = chip;
        this.activity = activity;
        this.hidden = activity.shape().hidden();
        this.outputs = activity.shape().outputs();
        this.hiddenBlocks = activity.shape().hiddenBlocks();
        this.outputBlocks = activity.shape().outputBlocks();
    }

    RsnnReport run() {
        int[] cycles = new int[activity.frames()];
        int lif = 2 * chip.lifCycles();
        long before = 0;
        for (int f = 0; f < cycles.length; f++) {
            input(f);
            recurrent(f);
            fc(f);
            long now = done.cycles();
            cycles[f] = (int) (now - before) + lif;
            before = now;
        }
        return done.report(chip, activity.shape(), cycles, (long) lif * cycles.length, 2L * hidden * chip.timeSteps() * cycles.length);
    }

    private void input(int frame) {
        int features = activity.shape().features();
        boolean serial = chip.inputBits() == InputBits.SERIAL;
        int bits = 0;
        int slots = 0;      // turns of the bits: cycles of one block
        int groups = 0;     // groups of four bits that have a one; features that have one where the groups go together
        for (int i = frame * features; i < (frame + 1) * features; i++) {
            int value = activity.features[i] & 0xFF;
            int low = Integer.bitCount(value & 15);
            int high = Integer.bitCount(value >> 4);
            bits += low + high;
            slots += serial ? low + high : Math.max(low, high);
            groups += serial ? (low > 0 ? 1 : 0) + (high > 0 ? 1 : 0) : value > 0 ? 1 : 0;
        }
        if (!chip.zeroSkipping()) {
            slots = serial ? 8 * features : 4 * features;
            groups = serial ? 2 * features : features;
            done.gated += (long) hidden * (8 * features - bits);
        }
        done.inputCycles += (long) chip.loadCycles() * features + (long) hiddenBlocks * slots;
        done.inputRows += (long) hiddenBlocks * groups;
        done.additions += (long) hidden * bits;
    }

    private void recurrent(int frame) {
        int steps = chip.timeSteps();
        for (int s = 0; s < steps; s++) {
            boolean pair = chip.schedule() == Schedule.PARALLEL && s + 1 < steps;
            for (int matrix = 0; matrix < 3; matrix++) {
                int layer = matrix == 2 ? 1 : 0;                    // L0 recurrent, L1 in, L1 recurrent
                int from = matrix == 1 ? frame : frame - 1;
                if (pair) {
                    together(activity.spikes(layer, from, s), activity.spikes(layer, from, s + 1), activity.either(layer, from, s, s + 1));
                } else {
                    alone(activity.spikes(layer, from, s));
                }
            }
            s += pair ? 1 : 0;
        }
    }

    private void together(int first, int second, int either) {
        Recurrence rule = chip.recurrence();
        boolean dual = rule == Recurrence.DUAL_PORT;
        int turns = hidden;
        int rows = dual ? 2 * hidden : hidden;
        if (chip.zeroSkipping() && rule != Recurrence.BROADCAST) {
            turns = dual ? Math.max(first, second) : either;
            rows = dual ? first + second : either;
        }
        long added = (long) hidden * (first + second);
        done.recurrentCycles += (long) hiddenBlocks * turns;
        done.recurrentRows += (long) hiddenBlocks * rows;
        done.additions += added;
        done.gated += dual && chip.zeroSkipping() ? 0 : 2L * hidden * turns - added;
    }

    private void alone(int spikes) {
        int turns = chip.zeroSkipping() ? spikes : hidden;
        long issued = (long) hiddenBlocks * turns;
        done.recurrentCycles += chip.singleStepSets() == 2 ? (issued + 1) / 2 : issued;
        done.recurrentRows += issued;
        done.additions += (long) hidden * spikes;
        done.gated += (long) hidden * (turns - spikes);
    }

    private void fc(int frame) {
        int steps = chip.timeSteps();
        for (int s = 0; s < steps; s++) {
            int now = activity.spikes(1, frame, s);
            if (s + 1 == steps || !chip.mergedSpikes() && chip.unmergedFc() == UnmergedFc.SPLIT_OUTPUTS) {
                split(now);
                continue;
            }
            int either = activity.either(1, frame, s, s + 1);
            if (chip.mergedSpikes()) {
                split(either);
            } else {
                int turns = chip.zeroSkipping() ? either : hidden;
                long added = (long) outputs * (now + activity.spikes(1, frame, s + 1));
                done.fcCycles += (long) outputBlocks * turns;
                done.fcRows += (long) outputBlocks * turns;
                done.additions += added;
                done.gated += 2L * outputs * turns - added;
            }
            s++;
        }
    }

    /** The sets on different blocks of outputs; in the last block of an odd number on different inputs. */
    private void split(int spikes) {
        int turns = chip.zeroSkipping() ? spikes : hidden;
        done.fcCycles += (long) outputBlocks / 2 * turns + (outputBlocks % 2) * ((turns + 1) / 2);
        done.fcRows += (long) outputBlocks * turns;
        done.additions += (long) outputs * spikes;
        done.gated += (long) outputs * (turns - spikes);
    }
}
