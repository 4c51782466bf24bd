package org.spikebook.progress;

import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The progress of one piece of long work. {@link #advance} may be called from several threads; it is also where an interrupt
 * takes effect, so that a loop that reports progress can always be stopped.
 */
public final class Progress implements AutoCloseable {

    private static final ProgressDisplay.Handle SILENT = new ProgressDisplay.Handle() {
        @Override
        public void show(long done) {
        }

        @Override
        public void remark(String text) {
        }

        @Override
        public void close(long done) {
        }
    };

    private final String task;
    private final long total;
    private final String unit;
    private final ProgressDisplay.Handle handle;
    private final AtomicLong done = new AtomicLong();

    private Progress(String task, long total, String unit, ProgressDisplay.Handle handle) {
        this.task = Objects.requireNonNull(task, "task");
        this.unit = Objects.requireNonNull(unit, "unit");
        if (total < -1) {
            throw new IllegalArgumentException("progress '" + task + "': total must be -1 (unknown) or more, but was " + total);
        }
        this.total = total;
        this.handle = handle;
    }

    /**
     * Starts showing progress on the display of the surroundings (a terminal, a notebook), or on none where there is none or the work
     * is part of {@link Tasks} that show their own.
     *
     * @param task what is being done
     * @param total number of units, 0 or more, or -1 when it is not known
     * @param unit what is counted, plural
     */
    public static Progress start(String task, long total, String unit) {
        if (Tasks.isTask()) {
            return silent(task, total, unit);
        }
        for (ProgressDisplay display : ServiceLoader.load(ProgressDisplay.class)) {
            return new Progress(task, total, unit, display.open(task, total, unit));
        }
        return silent(task, total, unit);
    }

    /** Progress that nobody sees; it still reacts to interruption. */
    public static Progress silent(String task, long total, String unit) {
        return new Progress(task, total, unit, SILENT);
    }

    /**
     * Adds finished units and lets an interrupt take effect.
     *
     * @throws CancellationException if the calling thread was interrupted
     */
    public void advance(long units) {
        handle.show(done.addAndGet(units));
        if (Thread.interrupted()) {
            throw new CancellationException(task + ": interrupted after " + done.get()
                    + (total < 0 ? " " : " of " + total + " ") + unit);
        }
    }

    /** Shows a short remark beside the bar. */
    public void remark(String text) {
        handle.remark(text);
    }

    /** Shows a value beside the bar where values can be shown (a notebook), in place of the last one; it stays when the work is done. */
    public void picture(Object value) {
        handle.picture(value);
    }

    /** Units finished so far. */
    public long done() {
        return done.get();
    }

    /**
     * Lets an interrupt take effect in a loop that shows no progress.
     *
     * @param what names the work in the message, for example {@code "window tags of CONV2"}
     * @throws CancellationException if the calling thread was interrupted
     */
    public static void poll(String what) {
        if (Thread.interrupted()) {
            throw new CancellationException(what + ": interrupted");
        }
    }

    @Override
    public void close() {
        handle.close(done.get());
    }
}
