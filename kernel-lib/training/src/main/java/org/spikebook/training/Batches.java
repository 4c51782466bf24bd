package org.spikebook.training;

import java.util.Collections;
import java.util.List;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.spikebook.training.data.Dataset;
import org.spikebook.training.data.Sample;

/** The batches of an epoch in an order of its own; a thread makes the next one while one is in use. */
final class Batches implements AutoCloseable {

    private final Dataset data;
    private final int size;
    private final long draw;
    private final List<Integer> order;
    private final ExecutorService reader = Executors.newSingleThreadExecutor(task -> {
        var thread = new Thread(task, "spikebook-batches");
        thread.setDaemon(true);
        return thread;
    });
    private int at;
    private Future<List<Sample>> coming;

    Batches(Dataset data, int size, long draw) {
        this.data = data;
        this.size = size;
        this.draw = draw;
        order = new ArrayList<>(IntStream.range(0, data.size()).boxed().toList());
        Collections.shuffle(order, new Random(draw));
        coming = request();
    }

    private Future<List<Sample>> request() {
        int from = at;
        at = Math.min(order.size(), at + size);
        int to = at;
        return reader.submit(() -> order.subList(from, to).stream().map(i -> data.sample(i, draw)).toList());
    }

    /** The next batch; empty at the end. */
    List<Sample> next() {
        try {
            List<Sample> batch = coming.get();
            if (!batch.isEmpty()) {
                coming = request();
            }
            return batch;
        } catch (InterruptedException e) {
            throw new CancellationException("interrupted while samples were read");
        } catch (ExecutionException e) {
            throw unchecked(e);
        }
    }

    /** What went wrong in another thread, as it was thrown there. */
    static RuntimeException unchecked(ExecutionException e) {
        if (e.getCause() instanceof Error cause) {
            throw cause;
        }
        return e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
    }

    @Override
    public void close() {
        reader.shutdownNow();
    }
}
