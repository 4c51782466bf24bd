package org.spikebook.progress;

/** How progress is shown; implementations are found with {@link java.util.ServiceLoader}. */
public interface ProgressDisplay {

    /**
     * Opens a display for one piece of work.
     *
     * @param task what is being done, in a word or two
     * @param total number of units, at least 1, or -1 when it is not known
     * @param unit what is counted, plural ("layers")
     */
    Handle open(String task, long total, String unit);

    /** One open display. Calls may come from any thread. */
    interface Handle {

        /** Shows that {@code done} units are finished, 0..total. */
        void show(long done);

        /** Shows a short remark beside the bar, for example the current loss. */
        void remark(String text);

        /** Shows a value beside the bar, in place of the last one; displays that cannot leave it out. */
        default void picture(Object value) {
        }

        /** Ends the display; {@code done} is where the work stopped. Called exactly once. */
        void close(long done);
    }
}
