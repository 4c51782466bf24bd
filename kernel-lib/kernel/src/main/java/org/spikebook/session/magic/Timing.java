package org.spikebook.session.magic;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.spikebook.progress.Progress;

/**
 * How long a piece of code takes per run, after the compiler has had time to optimise it.
 *
 * @param median median over the batches, in nanoseconds per run
 * @param fastest fastest batch, in nanoseconds per run
 * @param slowest slowest batch, in nanoseconds per run
 * @param batches number of batches
 * @param runs runs in each batch
 */
public record Timing(double median, double fastest, double slowest, int batches, long runs) {

    private static final long WARM_UP_NANOS = 1_000_000_000L;
    private static final long BATCH_NANOS = 100_000_000L;
    private static final int BATCHES = 7;

    /** Takes each result, so that the optimiser cannot leave out the work. */
    private static volatile int sink;

    /**
     * Runs a task for a second to warm up and then {@value #BATCHES} times in batches of about a tenth of a second, or once each
     * where one run takes longer.
     *
     * @throws Exception what the task throws
     */
    public static Timing measure(Callable<?> task) throws Exception {
        long runs = 0;
        long start = System.nanoTime();
        long end;
        do {
            take(task.call());
            runs++;
            Progress.poll("timeit");
            end = System.nanoTime();
        } while (end - start < WARM_UP_NANOS);
        long batch = Math.max(1, BATCH_NANOS * runs / (end - start));
        double[] times = new double[BATCHES];
        for (int i = 0; i < BATCHES; i++) {
            long from = System.nanoTime();
            for (long run = 0; run < batch; run++) {
                take(task.call());
            }
            times[i] = (System.nanoTime() - from) / (double) batch;
            Progress.poll("timeit");
        }
        Arrays.sort(times);
        return new Timing(times[BATCHES / 2], times[0], times[BATCHES - 1], BATCHES, batch);
    }

    private static void take(Object result) {
        if (result != null && sink == System.identityHashCode(result)) {
            sink++;
        }
    }

    /** For example {@code 12.3 us per run (median of 7 batches of 8123; 12.1 us to 14.0 us)}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s per run (median of %d batches of %d; %s to %s)", text(median), batches, runs, text(fastest),
                text(slowest));
    }

    private static String text(double nanos) {
        return nanos < 1e3 ? String.format(Locale.ROOT, "%.1f ns", nanos) : nanos < 1e6 ? String.format(Locale.ROOT, "%.1f us", nanos / 1e3)
                : nanos < 1e9 ? String.format(Locale.ROOT, "%.1f ms", nanos / 1e6) : String.format(Locale.ROOT, "%.2f s", nanos / 1e9);
    }
}
