package org.spikebook.training.wireless;

import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.spikebook.progress.Progress;
import org.spikebook.training.Model;

/**
 * Bits that were detected wrongly.
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

    /**
     * Of a decoder that answers at every token, by the number of pairs that the token has seen: tasks with the seeds {@code seed, seed + 1, ...}. The same model, tasks and seed give the
     * same bits.
     *
     * @param model of a {@link Wireless#decoder}, trained; attention is as its builder said
     * @param steps T
     * @return for 0, 1, ... pairs
     */
    public static List<BitErrors> byPairs(Wireless link, Model model, int steps, int tasks, long seed) {
        var wrong = new AtomicLongArray(link.tokens());
        model.evaluate(link.dataset(tasks, steps, seed), (output, sample, gradient) -> {
            double[] mean = new double[link.classes()];
            for (int p = 0; p < link.tokens(); p++) {
                link.mean(output, p, mean);
                int answer = 0;
                for (int c = 1; c < mean.length; c++) {
                    answer = mean[c] > mean[answer] ? c : answer;
                }
                wrong.addAndGet(p, Integer.bitCount(answer ^ (int) sample.target()[p]));
            }
            return 0;
        });
        return IntStream.range(0, link.tokens()).mapToObj(p -> new BitErrors(wrong.get(p), 2L * link.antennas() * tasks)).toList();
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
