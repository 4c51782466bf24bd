package org.spikebook.accelerator.rsnn;

import org.spikebook.accelerator.rsnn.Rsnn.InputBits;
import org.spikebook.accelerator.rsnn.Rsnn.Recurrence;
import org.spikebook.accelerator.rsnn.Rsnn.Schedule;
import org.spikebook.accelerator.rsnn.Rsnn.UnmergedFc;

/**
 * The chip one cycle at a time: what each set of processing elements adds, and which rows are read for it. Plain; knows nothing of the closed form of
 * {@link FrameCounter}.
 */
final class CycleWalk {

    private static final int LANES = RsnnShape.LANES;
    private static final int IDLE = -1;

    private final Rsnn chip;
    private final RsnnNetwork net;
    private final int hidden;
    private final int outputs;
    private final int words;
    private final Tally done = new Tally();
    private long updates;
    private long saturations;

    CycleWalk(Rsnn chip, RsnnNetwork net) {
        this.chip = chip;
        this.net = net;
        hidden = net.shape.hidden();
        outputs = net.shape.outputs();
        words = RsnnActivity.words(net.shape);
    }

    RsnnExecution run(byte[][] frames) {
        net.check(frames);
        int steps = net.timeSteps;
        int features = net.shape.features();
        byte[] bits = new byte[frames.length * features];
        long[] first = new long[frames.length * steps * words];
        long[] second = new long[first.length];
        short[][] out = new short[frames.length][outputs];
        int[] cycles = new int[frames.length];
        int[] membranes0 = new int[hidden];
        int[] membranes1 = new int[hidden];
        boolean[][] before0 = new boolean[steps][hidden];
        boolean[][] before1 = new boolean[steps][hidden];
        long lif = 0;
        long start = 0;
        for (int f = 0; f < frames.length; f++) {
            System.arraycopy(frames[f], 0, bits, f * features, features);
            int[] in = input(frames[f]);
            int[][] sums0 = new int[steps][];
            for (int s = 0; s < steps; s++) {
                sums0[s] = in.clone();
            }
            matrix(net.recurrent0, before0, sums0);
            boolean[][] now0 = fire(sums0, membranes0, net.threshold0, net.kept0);
            int[][] sums1 = new int[steps][hidden];
            matrix(net.input1, now0, sums1);
            matrix(net.recurrent1, before1, sums1);
            boolean[][] now1 = fire(sums1, membranes1, net.threshold1, net.kept1);
            int[] results = fc(now1);
            for (int o = 0; o < outputs; o++) {
                out[f][o] = (short) results[o];
            }
            pack(now0, first, f * steps * words);
            pack(now1, second, f * steps * words);
            before0 = now0;
            before1 = now1;
            lif += 2L * chip.lifCycles();
            long end = done.cycles() + lif;
            cycles[f] = (int) (end - start);
            start = end;
        }
        var report = done.report(chip, net.shape, cycles, lif, updates);
        return new RsnnExecution(new RsnnRun(RsnnActivity.wrap(net.shape, steps, bits, first, second), out, saturations), report);
    }

    private void pack(boolean[][] spikes, long[] into, int at) {
        for (int s = 0; s < spikes.length; s++) {
            for (int n = 0; n < hidden; n++) {
                into[at + s * words + (n >> 6)] |= spikes[s][n] ? 1L << n : 0;
            }
        }
    }

    private int saturated(int value) {
        int limit = RsnnNetwork.LIMIT;
        if (value > limit || value < -limit - 1) {
            saturations++;
            return value > 0 ? limit : -limit - 1;
        }
        return value;
    }

    private int[] input(byte[] frame) {
        done.inputCycles += (long) chip.loadCycles() * frame.length;
        int[] sums = new int[hidden];
        if (chip.inputBits() == InputBits.TWO_GROUPS) {
            return twoGroups(frame, sums);
        }
        for (int group = 0; group < 2; group++) {
            for (int block = 0; block < hidden; block += LANES) {
                for (int i = 0; i < frame.length; i++) {
                    boolean read = false;
                    for (int b = 0; b < 4; b++) {
                        boolean one = (frame[i] >> 4 * group + b & 1) != 0;
                        if (!one && chip.zeroSkipping()) {
                            continue;
                        }
                        done.inputCycles++;
                        done.inputRows += read ? 0 : 1;          // the row stays at the SRAM's output for the group's bits
                        read = true;
                        shiftAdd(sums, block, i, b, one);
                    }
                }
            }
            for (int n = 0; n < hidden; n++) {
                sums[n] = group == 0 ? sums[n] >> 4 : sums[n] >> net.inputShift;
            }
        }
        return sums;
    }

    private void shiftAdd(int[] sums, int block, int feature, int shift, boolean one) {
        for (int n = block; n < Math.min(hidden, block + LANES); n++) {
            if (one) {
                sums[n] = saturated(sums[n] + (net.input[feature * hidden + n] << shift));
                done.additions++;
            } else {
                done.gated++;
            }
        }
    }

    /** Set 0 takes the lower bits, set 1 the upper ones; a feature is over when both are. */
    private int[] twoGroups(byte[] frame, int[] low) {
        int[] high = new int[hidden];
        for (int block = 0; block < hidden; block += LANES) {
            for (int i = 0; i < frame.length; i++) {
                int at0 = 0;
                int at1 = 0;
                boolean read = false;
                while (true) {
                    while (chip.zeroSkipping() && at0 < 4 && (frame[i] >> at0 & 1) == 0) {
                        at0++;
                    }
                    while (chip.zeroSkipping() && at1 < 4 && (frame[i] >> 4 + at1 & 1) == 0) {
                        at1++;
                    }
                    if (at0 >= 4 && at1 >= 4) {
                        break;
                    }
                    done.inputCycles++;
                    done.inputRows += read ? 0 : 1;
                    read = true;
                    if (at0 < 4) {
                        shiftAdd(low, block, i, at0, (frame[i] >> at0 & 1) != 0);
                        at0++;
                    }
                    if (at1 < 4) {
                        shiftAdd(high, block, i, at1, (frame[i] >> 4 + at1 & 1) != 0);
                        at1++;
                    }
                }
            }
        }
        for (int n = 0; n < hidden; n++) {
            low[n] = saturated((low[n] >> 4) + high[n]) >> net.inputShift;
        }
        return low;
    }

    /** One matrix of the recurrent layers for all time steps: shapes [time step][neuron]. */
    private void matrix(short[] weights, boolean[][] spikes, int[][] sums) {
        int steps = spikes.length;
        for (int s = 0; s < steps; s++) {
            if (chip.schedule() == Schedule.PARALLEL && s + 1 < steps) {
                if (chip.recurrence() == Recurrence.DUAL_PORT) {
                    ownRows(weights, spikes[s], spikes[s + 1], sums[s], sums[s + 1]);
                } else {
                    broadcast(weights, spikes[s], spikes[s + 1], sums[s], sums[s + 1]);
                }
                s++;
            } else {
                oneStep(weights, spikes[s], sums[s]);
            }
        }
    }

    private void broadcast(short[] weights, boolean[] spikes0, boolean[] spikes1, int[] sums0, int[] sums1) {
        for (int block = 0; block < hidden; block += LANES) {
            for (int k = 0; k < hidden; k++) {
                if (chip.zeroSkipping() && chip.recurrence() == Recurrence.SKIP_SILENT && !spikes0[k] && !spikes1[k]) {
                    continue;
                }
                done.recurrentCycles++;
                done.recurrentRows++;
                accumulate(weights, k, hidden, block, spikes0[k] ? 1 : 0, sums0);
                accumulate(weights, k, hidden, block, spikes1[k] ? 1 : 0, sums1);
            }
        }
    }

    private void ownRows(short[] weights, boolean[] spikes0, boolean[] spikes1, int[] sums0, int[] sums1) {
        for (int block = 0; block < hidden; block += LANES) {
            int k0 = next(spikes0, 0);
            int k1 = next(spikes1, 0);
            while (k0 < hidden || k1 < hidden) {
                done.recurrentCycles++;
                if (k0 < hidden) {
                    done.recurrentRows++;
                    accumulate(weights, k0, hidden, block, spikes0[k0] ? 1 : 0, sums0);
                    k0 = next(spikes0, k0 + 1);
                }
                if (k1 < hidden) {
                    done.recurrentRows++;
                    accumulate(weights, k1, hidden, block, spikes1[k1] ? 1 : 0, sums1);
                    k1 = next(spikes1, k1 + 1);
                }
            }
        }
    }

    private int next(boolean[] spikes, int from) {
        int k = from;
        while (chip.zeroSkipping() && k < spikes.length && !spikes[k]) {
            k++;
        }
        return k;
    }

    /** Both sets on one time step: a queue of rows from which each takes one a cycle, then their sums come together. */
    private void oneStep(short[] weights, boolean[] spikes, int[] sums) {
        int[] other = new int[hidden];
        int taken = 0;
        for (int block = 0; block < hidden; block += LANES) {
            for (int k = next(spikes, 0); k < hidden; k = next(spikes, k + 1)) {
                boolean second = chip.singleStepSets() == 2 && taken % 2 == 1;
                done.recurrentCycles += second ? 0 : 1;
                done.recurrentRows++;
                accumulate(weights, k, hidden, block, spikes[k] ? 1 : 0, second ? other : sums);
                taken++;
            }
        }
        for (int n = 0; n < hidden; n++) {
            sums[n] = saturated(sums[n] + other[n]);
        }
    }

    /** One set on one row: every lane adds {@code times} the weight, or is done.gated if that is 0. */
    private void accumulate(short[] weights, int row, int width, int block, int times, int[] sums) {
        for (int n = block; n < Math.min(width, block + LANES); n++) {
            if (times == 0) {
                done.gated++;
            } else {
                sums[n] = saturated(sums[n] + weights[row * width + n] * times);
                done.additions++;
            }
        }
    }

    private boolean[][] fire(int[][] sums, int[] membranes, int threshold, int kept) {
        boolean[][] spikes = new boolean[sums.length][hidden];
        for (int s = 0; s < sums.length; s++) {
            for (int n = 0; n < hidden; n++) {
                updates++;
                int potential = saturated(membranes[n] * kept / 256 + sums[s][n]);
                spikes[s][n] = potential >= threshold;
                membranes[n] = spikes[s][n] ? 0 : potential;
            }
        }
        return spikes;
    }

    private int[] fc(boolean[][] spikes) {
        int steps = spikes.length;
        int[] results = new int[outputs];
        int[] times = new int[hidden];
        for (int s = 0; s < steps; s++) {
            boolean pair = s + 1 < steps;
            if (pair && !chip.mergedSpikes() && chip.unmergedFc() == UnmergedFc.SHARED_STEPS) {
                sharedSteps(spikes[s], spikes[s + 1], results);
                s++;
                continue;
            }
            boolean merged = pair && chip.mergedSpikes();
            for (int k = 0; k < hidden; k++) {
                times[k] = (spikes[s][k] ? 1 : 0) + (merged && spikes[s + 1][k] ? 1 : 0);       // or decides the skip, and the shift
            }
            blocks(times, results);
            s += merged ? 1 : 0;
        }
        return results;
    }

    /** Two blocks of outputs at a time, a set each; the last of an odd number is done by both, a row each. */
    private void blocks(int[] times, int[] results) {
        int count = (outputs + LANES - 1) / LANES;
        for (int block = 0; block < count; block += 2) {
            boolean last = block + 1 == count;
            int[] other = new int[outputs];
            int waiting = IDLE;
            for (int k = 0; k < hidden; k++) {
                if (times[k] == 0 && chip.zeroSkipping()) {
                    continue;
                }
                done.fcRows += last ? 1 : 2;
                if (!last) {
                    done.fcCycles++;
                    accumulate(net.fc, k, outputs, block * LANES, times[k], results);
                    accumulate(net.fc, k, outputs, (block + 1) * LANES, times[k], results);
                } else if (waiting == IDLE) {
                    done.fcCycles++;
                    accumulate(net.fc, k, outputs, block * LANES, times[k], results);
                    waiting = k;
                } else {
                    accumulate(net.fc, k, outputs, block * LANES, times[k], other);
                    waiting = IDLE;
                }
            }
            for (int o = block * LANES; last && o < outputs; o++) {
                results[o] = saturated(results[o] + other[o]);
            }
        }
    }

    private void sharedSteps(boolean[] spikes0, boolean[] spikes1, int[] results) {
        int[] other = new int[outputs];
        for (int block = 0; block < outputs; block += LANES) {
            for (int k = 0; k < hidden; k++) {
                if (chip.zeroSkipping() && !spikes0[k] && !spikes1[k]) {
                    continue;
                }
                done.fcCycles++;
                done.fcRows++;
                accumulate(net.fc, k, outputs, block, spikes0[k] ? 1 : 0, results);
                accumulate(net.fc, k, outputs, block, spikes1[k] ? 1 : 0, other);
            }
        }
        for (int o = 0; o < outputs; o++) {
            results[o] = saturated(results[o] + other[o]);
        }
    }
}
