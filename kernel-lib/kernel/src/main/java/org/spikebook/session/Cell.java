package org.spikebook.session;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.spikebook.lab.display.MimeBundle;

/**
 * What a cell can call without an import. Outside a session, for example in plain {@code jshell}, things are shown as text on
 * {@code System.out}.
 *
 * <pre>{@code
 * String id = display("working ...");
 * updateDisplay(id, "done");
 * display("<b>bold</b>", "text/html");
 * }</pre>
 */
public final class Cell {

    private Cell() {
    }

    /**
     * Shows a value below the cell, now.
     *
     * @return the display id, for {@link #updateDisplay}
     */
    public static String display(Object value) {
        return show(render(value));
    }

    /**
     * Shows a value in the given forms only; a text can be shown as any text type.
     *
     * @param mimeTypes for example {@code "text/html"}; {@code text/plain} is always there
     * @return the display id, for {@link #updateDisplay}
     */
    public static String display(Object value, String... mimeTypes) {
        return show(render(value, mimeTypes));
    }

    /**
     * The value of an earlier cell, if it is still kept: large values are given up when memory runs short.
     *
     * @param cell the number in front of the cell
     * @throws IllegalArgumentException if no such value is kept
     */
    public static <T> T out(int cell) {
        Object value = Sessions.ALL.current().flatMap(session -> session.result(cell)).orElseThrow(() -> new IllegalArgumentException(
                "out: cell " + cell + " must have a value that is still kept. Maybe give values you need later a name."));
        @SuppressWarnings("unchecked")
        T typed = (T) value;
        return typed;
    }

    /** The value of the latest cell that had one; see {@link #out}. */
    public static <T> T last() {
        int cell = Sessions.ALL.current().flatMap(Session::latestResult).orElseThrow(() -> new IllegalArgumentException(
                "last: no cell has had a value that is still kept"));
        return out(cell);
    }

    /**
     * A path beside the notebook, wherever the session was started: {@code file("study.json")}, {@code file("../data/spikes.npy")}.
     *
     * @param path relative to the notebook's folder, or absolute
     */
    public static Path file(String path) {
        Path given = Path.of(path);
        return Sessions.ALL.current().map(session -> session.directory().resolve(given)).orElse(given);
    }

    /** The forms in which a value is shown. */
    public static MimeBundle render(Object value) {
        Optional<Session> session = Sessions.ALL.current();
        return session.isPresent() ? session.get().render(value) : MimeBundle.of(String.valueOf(value));
    }

    /**
     * The forms of a value, restricted to some.
     *
     * @throws IllegalArgumentException if the value has none of them
     */
    public static MimeBundle render(Object value, String... mimeTypes) {
        if (mimeTypes.length == 0) {
            return render(value);
        }
        if (value instanceof CharSequence text) {
            MimeBundle bundle = MimeBundle.of(text.toString());
            for (String type : mimeTypes) {
                bundle = bundle.with(type, text.toString());
            }
            return bundle;
        }
        MimeBundle all = render(value);
        MimeBundle some = MimeBundle.of(all.text());
        int found = 0;
        for (String type : mimeTypes) {
            Optional<Object> form = all.data(type);
            if (form.isPresent()) {
                some = some.with(type, form.get());
                found++;
            }
        }
        if (found == 0) {
            throw new IllegalArgumentException("display: a " + value.getClass().getSimpleName() + " has the forms "
                    + all.data().keySet() + ", but asked for were " + java.util.Arrays.toString(mimeTypes)
                    + ". Maybe leave the form away.");
        }
        return some;
    }

    /**
     * Shows something else where a value was displayed, in this cell or an earlier one.
     *
     * @param id what {@link #display} returned
     */
    public static void updateDisplay(String id, Object value) {
        update(id, render(value));
    }

    /** Shows something else in some forms only, see {@link #display(Object, String...)}. */
    public static void updateDisplay(String id, Object value, String... mimeTypes) {
        update(id, render(value, mimeTypes));
    }

    /** Removes the output of the running cell so far. */
    public static void clearOutput() {
        clearOutput(false);
    }

    /**
     * Removes the output of the running cell so far.
     *
     * @param wait whether to wait for the next output, which avoids flicker
     */
    public static void clearOutput(boolean wait) {
        Sessions.ALL.current().ifPresent(session -> session.output().post(sink -> sink.clearOutput(wait)));
    }

    private static String show(MimeBundle bundle) {
        String id = UUID.randomUUID().toString();
        Optional<Session> session = Sessions.ALL.current();
        if (session.isPresent()) {
            session.get().output().post(sink -> sink.display(bundle, id));
        } else {
            System.out.println(bundle.text());
        }
        return id;
    }

    private static void update(String id, MimeBundle bundle) {
        Objects.requireNonNull(id, "id");
        Optional<Session> session = Sessions.ALL.current();
        if (session.isPresent()) {
            session.get().output().post(sink -> sink.updateDisplay(id, bundle));
        } else {
            System.out.println(bundle.text());
        }
    }
}
