package org.spikebook.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Tasks_MapTest {

    private static final List<Integer> ITEMS = IntStream.range(0, 1000).boxed().toList();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 16, 2000})
    void resultsComeInTheOrderOfTheItemsOnAnyNumberOfThreads(int threads) {
        var progress = Progress.silent("squares", 1000, "numbers");
        assertThat(Tasks.map(ITEMS, progress, threads, i -> i * i)).isEqualTo(ITEMS.stream().map(i -> i * i).toList());
        assertThat(progress.done()).isEqualTo(1000);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void ofSeveralFailuresTheFirstItemsIsThrownAndTheRestIsLeft(int threads) {
        var started = new AtomicInteger();
        assertThatIllegalStateException().isThrownBy(() -> Tasks.map(ITEMS, Progress.silent("failing", 1000, "items"), threads, i -> {
            started.incrementAndGet();
            if (i >= 20) {
                throw new IllegalStateException("item " + i);
            }
            return i;
        })).withMessage("item 20");
        assertThat(started.get()).isLessThan(1000);
    }

    @Test
    @Timeout(20)
    void anInterruptStopsTheWorkers() throws InterruptedException {
        var running = new CountDownLatch(2);
        var stopped = new CountDownLatch(2);
        var outcome = new java.util.concurrent.LinkedBlockingQueue<String>();
        var caller = new Thread(() -> {
            try {
                Tasks.map(List.of(0, 1), Progress.silent("endless", 2, "loops"), 2, i -> {
                    running.countDown();
                    try {
                        while (true) {
                            Progress.poll("endless loop");
                            Thread.onSpinWait();
                        }
                    } finally {
                        stopped.countDown();
                    }
                });
            } catch (CancellationException e) {
                outcome.add("cancelled");
            }
        });
        caller.start();
        assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
        caller.interrupt();
        assertThat(outcome.poll(10, TimeUnit.SECONDS)).isEqualTo("cancelled");
        assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void workInsideWorkStaysOnItsThread() {
        var inner = Tasks.map(List.of(1, 2), Progress.silent("outer", 2, "items"), 2, i -> {
            Thread outer = Thread.currentThread();
            return Tasks.map(List.of(1, 2, 3), Progress.silent("inner", 3, "items"), 4, j -> Thread.currentThread() == outer);
        });
        assertThat(inner).allSatisfy(same -> assertThat(same).containsOnly(true));
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> Tasks.map(List.of(1, 2), Progress.silent("x", 2, "x"), 2, i -> {
            throw new UnsupportedOperationException();
        }));
    }

    @Test
    void workOnOneCoreStaysOnOneThreadAndFailsAsItself() {
        assertThat(Tasks.onOneCore(() -> {
            Thread outer = Thread.currentThread();
            return Tasks.map(List.of(1, 2, 3), Progress.silent("inner", 3, "items"), 4, j -> Thread.currentThread() == outer);
        })).containsExactly(true, true, true);
        assertThatIllegalStateException().isThrownBy(() -> Tasks.onOneCore(() -> {
            throw new IllegalStateException("as itself");
        })).withMessage("as itself");
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> Tasks.onOneCore(() -> {
            while (true) {
                Progress.poll("endless loop");
            }
        }));
        assertThat(Thread.interrupted()).isFalse();
    }
}
