package org.spikebook.training.wireless;

import java.util.function.ToIntFunction;
import org.spikebook.progress.Progress;

/**
 * Bits of queries that were detected wrongly.
 *
 * @param wrong wrong bits
 * @param bits bits in all
 */
public record BitErrors(long wrong, long bits) {

    /** Of a detector, over tasks with the seeds {@code seed, seed + 1, ...}. */
    public static BitErrors of(Wireless link, Detector detector, int tasks, long seed) {
        return of(link, task -> task.detect(detector), tasks, seed);
    }

    /** Of anything that answers a task with a class, for example a trained model. */
    public static BitErrors of(Wireless link, ToIntFunction<SymbolTask> model, int tasks, long seed) {
        if (tasks < 1) {
            throw new IllegalArgumentException("bit errors: needs at least one task, but got " + tasks);
        }
        long wrong = 0;
        for (int i = 0; i < tasks; i++) {
            SymbolTask task = link.task(seed + i);
            wrong += task.wrongBits(model.applyAsInt(task));
            if ((i & 255) == 0) {
                Progress.poll("symbol detection");
            }
        }
        return new BitErrors(wrong, 2L * link.antennas() * tasks);
    }

    /** Bit error rate, 0..1. */
    public double rate() {
        return (double) wrong / bits;
    }

    /** Standard error of the rate, as if bits were independent; those of one task are not quite. */
    public double standardError() {
        return Math.sqrt(rate() * (1 - rate()) / bits);
    }
}
