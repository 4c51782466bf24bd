package org.spikebook.progress;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Independent pieces of work on all cores of this machine. The results do not depend on the number of cores: they come in the order
 * of the items, and of several failures the one of the first item is thrown.
 */
public final class Tasks {

    private Tasks() {
    }

    /**
     * Applies work to each item. Work that calls this again does so on its own thread, so that cores are never taken twice.
     *
     * @param items the items
     * @param progress advanced by 1 for each finished item
     * @param work a function without side effects that polls {@link Progress} where it is long
     * @return one result an item, in the items' order
     * @throws CancellationException if the calling thread was interrupted; the work was stopped
     */
    public static <T, R> List<R> map(List<T> items, Progress progress, Function<? super T, ? extends R> work) {
        return map(items, progress, Runtime.getRuntime().availableProcessors(), work);
    }

    /**
     * Work on one core, for a caller that shares out the cores itself: what it maps over runs on one thread, and shows no progress.
     *
     * @throws CancellationException if the calling thread was interrupted; the work was stopped
     */
    public static <R> R onOneCore(Supplier<? extends R> work) {
        return isTask() ? work.get()
                : onWorkers(new Share<Integer, R>(List.of(0), Progress.silent("work", 1, "items"), i -> work.get()), 1).get(0);
    }

    /** Whether the current thread works on an item. */
    static boolean isTask() {
        return Thread.currentThread() instanceof Worker;
    }

    static <T, R> List<R> map(List<T> items, Progress progress, int threads, Function<? super T, ? extends R> work) {
        if (threads < 2 || items.size() < 2 || isTask()) {
            var results = new ArrayList<R>(items.size());
            for (T item : items) {
                results.add(work.apply(item));
                progress.advance(1);
            }
            return results;
        }
        return onWorkers(new Share<T, R>(items, progress, work), Math.min(threads, items.size()));
    }

    private static <R> List<R> onWorkers(Share<?, R> share, int threads) {
        var workers = new ArrayList<Worker>();
        for (int i = 0; i < threads; i++) {
            var worker = new Worker(share, i);
            workers.add(worker);
            worker.start();
        }
        boolean finished = false;
        try {
            for (Worker worker : workers) {
                worker.join();
            }
            finished = true;
        } catch (InterruptedException e) {
            throw new CancellationException("interrupted after " + share.progress.done() + " of " + share.items.size());
        } finally {
            if (!finished) {
                share.stop();
                workers.forEach(Thread::interrupt);
            }
        }
        return share.results();
    }

    /** What the workers share: each takes the next item until none is left or one failed. */
    private static final class Share<T, R> implements Runnable {

        private final List<T> items;
        private final Progress progress;
        private final Function<? super T, ? extends R> work;
        private final List<R> results;
        private final AtomicInteger next = new AtomicInteger();
        private Throwable failure;
        private int failed = Integer.MAX_VALUE;

        Share(List<T> items, Progress progress, Function<? super T, ? extends R> work) {
            this.items = List.copyOf(items);
            this.progress = progress;
            this.work = work;
            this.results = new ArrayList<>(Collections.nCopies(items.size(), null));
        }

        @Override
        public void run() {
            for (int i = next.getAndIncrement(); i < items.size(); i = next.getAndIncrement()) {
                try {
                    R result = work.apply(items.get(i));
                    synchronized (this) {
                        results.set(i, result);
                    }
                    progress.advance(1);
                } catch (RuntimeException | Error e) {
                    stop();
                    synchronized (this) {
                        if (i < failed) {
                            failed = i;
                            failure = e;
                        }
                    }
                    return;
                }
            }
        }

        void stop() {
            next.set(items.size());
        }

        synchronized List<R> results() {
            if (failure instanceof RuntimeException e) {
                throw e;
            } else if (failure instanceof Error e) {
                throw e;
            }
            return results;
        }
    }

    private static final class Worker extends Thread {

        Worker(Share<?, ?> share, int number) {
            super(share, "spikebook-task-" + number);
            setDaemon(true);
        }
    }
}
