package org.spikebook.session;

import java.util.ArrayList;
import java.util.List;
import org.spikebook.lab.display.MimeBundle;

/** Notes what arrives, one line per event. */
public final class RecordingSink implements CellSink {

    private final List<String> events = new ArrayList<>();

    @Override
    public synchronized void text(OutputStreamName stream, String text) {
        events.add(stream + ": " + text);
    }

    @Override
    public synchronized void display(MimeBundle bundle, String displayId) {
        events.add("display: " + bundle.data());
    }

    @Override
    public synchronized void updateDisplay(String displayId, MimeBundle bundle) {
        events.add("update: " + bundle.text());
    }

    @Override
    public synchronized void clearOutput(boolean wait) {
        events.add("clear: " + wait);
    }

    public synchronized List<String> events() {
        return List.copyOf(events);
    }
}
