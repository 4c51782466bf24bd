package org.spikebook.notebook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.spikebook.session.CellError;
import org.spikebook.session.CellResult;
import org.spikebook.session.Session;
import org.spikebook.session.Version;

/**
 * Executes the code cells of a notebook in a fresh session, without Jupyter. The executed notebook is saved after every cell, whole or
 * not at all, and a run that was cut off can be resumed. Cells tagged {@code skip-execution} are left out; those tagged {@code raises-exception} may fail.
 */
public final class NotebookRunner {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

    private static final String MAY_FAIL = "raises-exception";
    private static final Set<String> DONE = Set.of("completed", "skipped");

    private final Map<String, String> parameters;
    private final boolean allowErrors;
    private final boolean resume;
    private final Optional<Duration> timeLimit;
    private final Function<Path, Session> sessions;
    private final Listener listener;

    private NotebookRunner(Builder builder) {
        parameters = new LinkedHashMap<>(builder.parameters);
        allowErrors = builder.allowErrors;
        resume = builder.resume;
        timeLimit = builder.timeLimit;
        sessions = builder.sessions;
        listener = builder.listener;
    }

    /** A runner without time limit that stops at the first failing cell. */
    public static Builder builder() {
        return new Builder();
    }

    /** Hears of each cell, on the thread that runs the notebook. */
    public interface Listener {

        /** A listener that does nothing. */
        Listener NONE = new Listener() {
        };

        /**
         * A code cell starts.
         *
         * @param number which, 1..{@code of}
         * @param of number of code cells
         */
        default void started(int number, int of, NotebookCell cell) {
        }

        /** A code cell has ended. */
        default void ended(int number, int of, NotebookCell cell, Duration duration) {
        }
    }

    /**
     * Runs a notebook file.
     *
     * @param file the notebook; relative paths in its magics count from its folder
     * @param output where the executed notebook goes; may be the same file
     * @throws NotebookException if the file is broken or a parameter does not fit; nothing is written then
     */
    public RunReport run(Path file, Path output) {
        Notebook notebook = Notebook.read(file);
        return run(notebook, file, output);
    }

    /**
     * Runs a notebook in place and saves it.
     *
     * @param notebook receives the outputs
     * @param file where it comes from
     * @param output where the executed notebook goes
     */
    public RunReport run(Notebook notebook, Path file, Path output) {
        inject(notebook);
        Optional<Notebook> earlier = resume && Files.isRegularFile(output) ? Optional.of(Notebook.read(output)) : Optional.empty();
        Path folder = Objects.requireNonNullElse(file.toAbsolutePath().getParent(), Path.of("").toAbsolutePath());
        List<NotebookCell> code = codeOf(notebook);
        for (NotebookCell cell : code) {
            cell.clearOutputs();
            ObjectNode status = cell.metadata().withObjectProperty("papermill");
            status.removeAll();
            status.put("status", "pending");
            cell.metadata().remove("execution");
        }
        ObjectNode stamp = Provenance.stamp(folder);
        NotebookParameters.seed(notebook, parameters).ifPresent(seed -> stamp.put("seed", seed));
        int done = earlier.map(before -> done(before, code, stamp)).orElse(0);
        Instant start = Instant.now();
        long clock = System.nanoTime();
        ObjectNode header = notebook.metadata().withObjectProperty("papermill");
        header.removeAll();
        header.put("input_path", file.toString()).put("output_path", output.toString());
        ObjectNode given = header.putObject("parameters");
        parameters.forEach(given::put);
        header.put("start_time", TIME.format(start)).put("version", "spikebook " + Version.text());
        JsonNode shortSetting = notebook.metadata().path("spikebook").path("short");
        if (!shortSetting.isMissingNode()) {                    // said by the author, not by an earlier run
            stamp.set("short", shortSetting);
        }
        notebook.metadata().set("spikebook", stamp);

        var recorder = new OutputRecorder();
        List<RunReport.Failure> failures = new ArrayList<>();
        int executed = 0;
        int resumed = 0;
        boolean exception = false;
        ScheduledExecutorService clockwork = Executors.newSingleThreadScheduledExecutor(task -> {
            var thread = new Thread(task, "spikebook time limit");
            thread.setDaemon(true);
            return thread;
        });
        List<NotebookCell> before = earlier.map(NotebookRunner::codeOf).orElse(List.of());
        if (done > 0 && done == code.size()) {
            clockwork.shutdownNow();
            for (int i = 0; i < done; i++) {
                code.get(i).adoptRun(before.get(i));
            }
            header.setAll((ObjectNode) earlier.get().metadata().path("papermill").deepCopy());
            save(notebook, recorder, output);
            return new RunReport(code.size(), 0, done, List.of(), Duration.ofNanos(System.nanoTime() - clock), output);
        }
        try (Session session = sessions.apply(folder)) {
            for (int i = 0; i < done; i++) {
                code.get(i).adoptRun(before.get(i));
            }
            save(notebook, recorder, output);
            for (int i = 0; i < code.size(); i++) {
                NotebookCell cell = code.get(i);
                if (cell.tags().contains("skip-execution") || cell.source().isBlank()) {
                    cell.metadata().withObjectProperty("papermill").put("status", "skipped");
                    continue;
                }
                listener.started(i + 1, code.size(), cell);
                if (i < done && replay(session, cell, before.get(i), clockwork)) {
                    executed++;
                    resumed++;
                    listener.ended(i + 1, code.size(), cell, Duration.ofNanos(System.nanoTime() - clock));
                    continue;
                }
                done = Math.min(done, i);           // an earlier cell that fails now: all from here on is run anew
                CellResult result = runCell(session, cell, recorder, clockwork);
                executed++;
                boolean mayFail = allowErrors || cell.tags().contains(MAY_FAIL);
                exception |= !result.ok();
                if (!result.ok() && !cell.tags().contains(MAY_FAIL)) {
                    failures.add(new RunReport.Failure(i + 1, cell.id(), result.error().get()));
                }
                stampEnd(header, start, clock, exception);
                save(notebook, recorder, output);
                listener.ended(i + 1, code.size(), cell, result.duration());
                if (!result.ok() && !mayFail) {
                    break;
                }
            }
        } finally {
            clockwork.shutdownNow();
        }
        stampEnd(header, start, clock, exception);
        save(notebook, recorder, output);
        return new RunReport(code.size(), executed, resumed, failures, Duration.ofNanos(System.nanoTime() - clock), output);
    }

    /**
     * How many code cells an earlier run has brought to their end: from the first on, with the same code, by the same program.
     */
    private static int done(Notebook earlier, List<NotebookCell> code, ObjectNode stamp) {
        var made = earlier.metadata().path("spikebook");
        for (var what : List.of("version", "java", "commit", "seed")) {
            if (!made.path(what).equals(stamp.path(what))) {
                return 0;
            }
        }
        List<NotebookCell> before = codeOf(earlier);
        int done = 0;
        while (done < Math.min(before.size(), code.size())) {
            NotebookCell cell = before.get(done);
            if (!cell.source().equals(code.get(done).source()) || !cell.tags().equals(code.get(done).tags())
                    || !DONE.contains(cell.runStatus()) && !(cell.runStatus().equals("failed") && cell.tags().contains(MAY_FAIL))) {
                break;
            }
            done++;
        }
        return done;
    }

    private static List<NotebookCell> codeOf(Notebook notebook) {
        return notebook.cells().stream().filter(c -> c.kind() == NotebookCell.Kind.CODE).toList();
    }

    /** Runs a cell again for its variables alone; its outputs stay those of the earlier run. False if it fails now. */
    private boolean replay(Session session, NotebookCell cell, NotebookCell before, ScheduledExecutorService clockwork) {
        NotebookCell spare = before.copy();
        spare.clearOutputs();
        return runCell(session, spare, new OutputRecorder(), clockwork).ok() || cell.tags().contains(MAY_FAIL);
    }

    private CellResult runCell(Session session, NotebookCell cell, OutputRecorder recorder, ScheduledExecutorService clockwork) {
        var timedOut = new AtomicBoolean();
        ScheduledFuture<?> alarm = timeLimit.<ScheduledFuture<?>>map(limit -> clockwork.schedule(() -> {
            timedOut.set(true);
            session.interrupt();
        }, limit.toMillis(), TimeUnit.MILLISECONDS)).orElse(null);
        Instant start = Instant.now();
        Provenance.Meters meters = Provenance.Meters.read();
        CellResult result = session.run(cell.source(), recorder.into(cell.outputs()));
        if (alarm != null) {
            alarm.cancel(false);
        }
        if (timedOut.get() && result.interrupted()) {
            CellError stop = result.error().get();
            String message = "the cell ran longer than its limit of " + seconds(timeLimit.get()) + " s and was stopped";
            List<String> traceback = new ArrayList<>(stop.traceback());
            traceback.add(0, "\u001b[31mTimeLimit\u001b[0m: " + message);
            result = new CellResult(result.executionCount(), Optional.empty(), Optional.empty(), Optional.of(new CellError(
                    CellError.Kind.INTERRUPTED, "TimeLimit", message, stop.place(), traceback)), result.duration());
        }
        Instant end = start.plus(result.duration());
        cell.executionCount(OptionalInt.of(result.executionCount()));
        int count = result.executionCount();
        result.shown().ifPresent(shown -> recorder.result(cell.outputs(), count, shown));
        result.error().ifPresent(error -> recorder.error(cell.outputs(), error));
        ObjectNode status = cell.metadata().withObjectProperty("papermill");
        status.put("duration", result.duration().toNanos() / 1_000 / 1e6).put("end_time", TIME.format(end));
        status.put("exception", !result.ok()).put("start_time", TIME.format(start)).put("status", result.ok() ? "completed" : "failed");
        ObjectNode execution = cell.metadata().putObject("execution");
        execution.put("iopub.execute_input", TIME.format(start) + "Z").put("iopub.status.busy", TIME.format(start) + "Z");
        execution.put("iopub.status.idle", TIME.format(end) + "Z").put("shell.execute_reply", TIME.format(end) + "Z");
        cell.metadata().set("spikebook", meters.since());
        return result;
    }

    /** The parameters cell stays as it is; the new values follow in a cell of their own, as papermill does it. */
    private void inject(Notebook notebook) {
        if (parameters.isEmpty()) {
            return;
        }
        String code = NotebookParameters.of(notebook).code(parameters);
        List<NotebookCell> cells = notebook.cells();
        int at = 0;
        for (int i = cells.size() - 1; i >= 0; i--) {
            if (cells.get(i).tags().contains(NotebookParameters.INJECTED)) {
                notebook.remove(i);
            }
        }
        cells = notebook.cells();
        for (int i = 0; i < cells.size(); i++) {
            if (cells.get(i).tags().contains(NotebookParameters.TAG)) {
                at = i + 1;
                break;
            }
        }
        NotebookCell injected = notebook.insert(at, NotebookCell.Kind.CODE, code);
        injected.metadata().putArray("tags").add(NotebookParameters.INJECTED);
    }

    private static void stampEnd(ObjectNode header, Instant start, long clock, boolean exception) {
        long nanos = System.nanoTime() - clock;
        header.put("duration", nanos / 1_000 / 1e6).put("end_time", TIME.format(start.plusNanos(nanos))).put("exception", exception);
    }

    private static void save(Notebook notebook, OutputRecorder recorder, Path output) {
        synchronized (recorder) {
            notebook.write(output);
        }
    }

    private static String seconds(Duration limit) {
        double seconds = limit.toMillis() / 1e3;
        return seconds == Math.rint(seconds) ? Long.toString((long) seconds) : Double.toString(seconds);
    }

    /** Collects how a notebook is run. */
    public static final class Builder {

        private final Map<String, String> parameters = new LinkedHashMap<>();
        private boolean allowErrors;
        private boolean resume;
        private Optional<Duration> timeLimit = Optional.empty();
        private Function<Path, Session> sessions = folder -> Session.builder().directory(folder).build();
        private Listener listener = Listener.NONE;

        private Builder() {
        }

        /**
         * Sets a parameter of the notebook.
         *
         * @param name a variable of the cell tagged {@code parameters}
         * @param value its value as text; checked against the declared type when the notebook is run
         */
        public Builder parameter(String name, String value) {
            parameters.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
            return this;
        }

        /** Goes on after failing cells. */
        public Builder allowErrors(boolean allow) {
            allowErrors = allow;
            return this;
        }

        /**
         * Goes on with a run that did not come to its end, if the output file holds one by the same program and commit. The cells it has
         * completed keep their outputs; their code is run again, silently, for its variables. After a complete run nothing is run.
         */
        public Builder resume(boolean goOn) {
            resume = goOn;
            return this;
        }

        /**
         * Stops cells that run longer.
         *
         * @param limit for each cell, more than zero
         */
        public Builder timeLimit(Duration limit) {
            if (limit.isZero() || limit.isNegative()) {
                throw new IllegalArgumentException("time limit: must be more than 0 s, but was " + limit.toMillis() / 1e3
                        + ". Maybe leave it away for no limit.");
            }
            timeLimit = Optional.of(limit);
            return this;
        }

        /** Makes the session, given the notebook's folder; by default one with the default imports. */
        public Builder session(Function<Path, Session> newSessions) {
            sessions = Objects.requireNonNull(newSessions, "session");
            return this;
        }

        /** Is told of each cell. */
        public Builder listener(Listener newListener) {
            listener = Objects.requireNonNull(newListener, "listener");
            return this;
        }

        /** The runner. */
        public NotebookRunner build() {
            return new NotebookRunner(this);
        }
    }
}
