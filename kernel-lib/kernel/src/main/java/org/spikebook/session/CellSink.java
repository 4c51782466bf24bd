package org.spikebook.session;

import org.spikebook.lab.display.MimeBundle;

/**
 * Takes what a cell puts out, in order. One thread at a time calls it, and everything a cell wrote arrives before
 * {@link Session#run} returns. Output of threads that outlive their cell keeps arriving at the sink of the latest cell. An
 * exception thrown by a sink is dropped: it must not end the cell.
 */
public interface CellSink {

    /** A sink that drops everything. */
    CellSink NONE = new CellSink() {
        @Override
        public void text(OutputStreamName stream, String text) {
        }

        @Override
        public void display(MimeBundle bundle, String displayId) {
        }

        @Override
        public void updateDisplay(String displayId, MimeBundle bundle) {
        }

        @Override
        public void clearOutput(boolean wait) {
        }
    };

    /** Text printed to one stream; many small writes come as one. */
    void text(OutputStreamName stream, String text);

    /**
     * Something shown while the cell runs.
     *
     * @param displayId the name under which it can be updated, empty where it has none
     */
    void display(MimeBundle bundle, String displayId);

    /** A new content for everything shown under a display id, in this cell and earlier ones. */
    void updateDisplay(String displayId, MimeBundle bundle);

    /**
     * Removes the output of the cell so far.
     *
     * @param wait whether to remove it only when the next output comes, which avoids flicker
     */
    void clearOutput(boolean wait);
}
