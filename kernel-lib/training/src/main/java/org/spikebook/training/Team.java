package org.spikebook.training;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/**
 * Threads that share numbered jobs. The calling thread works as well: were it to wait, the others would be woken while it holds a core, and two of them may then share one for some
 * milliseconds.
 */
final class Team {

    private final ExecutorService others;
    private final int threads;
    private final AtomicInteger next = new AtomicInteger();
    /** Why a thread gave up. */
    private final AtomicReference<Throwable> fault = new AtomicReference<>();

    /** @param threads at least 1; started when they are first needed */
    Team(int threads) {
        this.threads = threads;
        others = Executors.newFixedThreadPool(Math.max(1, threads - 1), task -> {
            var thread = new Thread(task, "spikebook-training");
            thread.setDaemon(true);
            return thread;
        });
    }

    int threads() {
        return threads;
    }

    /** One of the jobs, on one of the threads: 0 the calling one. */
    interface Job {

        void run(int thread, int number);
    }

    /** Does the numbers below {@code count}, each once, and throws what the first of them threw that failed; others may then be left out. An interrupt is left to the jobs. */
    void together(int count, Job job) {
        next.set(0);
        fault.set(null);
        List<CompletableFuture<Void>> working = IntStream.range(1, threads).mapToObj(thread -> CompletableFuture.runAsync(() -> work(thread, count, job), others)).toList();
        work(0, count, job);
        working.forEach(CompletableFuture::join);
        if (fault.get() instanceof RuntimeException e) {
            throw e;
        }
        if (fault.get() instanceof Error e) {
            throw e;
        }
    }

    /** Whether a job failed, so that long ones may end. */
    boolean isStopped() {
        return fault.get() != null;
    }

    private void work(int thread, int count, Job job) {
        try {
            for (int number = next.getAndIncrement(); number < count && !isStopped(); number = next.getAndIncrement()) {
                job.run(thread, number);
            }
        } catch (RuntimeException | Error e) {
            fault.compareAndSet(null, e);
        }
    }
}
