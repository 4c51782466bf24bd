package org.spikebook.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.ErroneousSnippet;
import jdk.jshell.ExpressionSnippet;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.VarSnippet;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.spikebook.lab.display.MimeBundle;
import org.spikebook.lab.display.Renderers;
import org.spikebook.lab.magic.CellMagic;
import org.spikebook.lab.magic.LineMagic;
import org.spikebook.lab.magic.MagicContext;
import org.spikebook.session.CellError.Kind;
import org.spikebook.session.CellError.Place;
import org.spikebook.session.CellErrors.Origin;

/**
 * A JShell session that runs the cells of a notebook, in this JVM. It knows no Jupyter and no files: front ends such as the kernel
 * and the notebook runner give it code and a {@link CellSink} for what comes out.
 *
 * <p>Cells run one at a time. While one runs, {@link #interrupt}, {@link #complete}, {@link #inspect} and {@link #isComplete} may be
 * called from other threads. All user code of a session runs on one thread of its own.
 */
public final class Session implements AutoCloseable {

    /** Time that code gets to react to an interrupt before it is stopped. */
    private static final int GRACE_MILLIS = 300;
    /** Hard stops tried, one every {@value #GRACE_MILLIS} ms, before the session leaves the code to itself and says so. */
    private static final int STOP_ATTEMPTS = 10;
    /** A cell that declares a variable or a type of that name itself. */
    private static final Pattern OWN_OUT = Pattern.compile("\\bOut\\b(\\s*\\[\\])*\\s*[=;,:)<{]|\\b(class|record|enum|interface)\\s+Out\\b");
    private static final int WARM_UP_MILLIS = 1_000;

    private final JShell shell;
    private final CellControl control;
    private final CellThread thread;
    private final CodeAnalysis analysis;
    private final OutputQueue output = new OutputQueue();
    private final CellErrors errors = new CellErrors();
    private final Results results = new Results();
    private final Deque<AutoCloseable> resources = new ConcurrentLinkedDeque<>();
    private final Magics magics = new Magics();
    private volatile Renderers renderers;
    private final CellInput input;
    private final Path directory;
    private final ReentrantLock runLock = new ReentrantLock();
    private volatile Running running;
    private volatile int executionCount;
    private volatile boolean closed;

    private Session(Builder builder) {
        input = builder.input;
        directory = builder.directory;
        thread = new CellThread("spikebook cells", () -> Sessions.ALL.enter(this));
        var compiler = new ReentrantLock();
        control = new CellControl(thread, compiler);
        Sessions.ALL.add(this);
        var shellBuilder = JShell.builder().executionEngine(new Engine(control), Map.of())
                .in(InputStream.nullInputStream()).out(System.out).err(System.err);
        List<String> options = compilerOptions();
        if (!options.isEmpty()) {
            shellBuilder.compilerOptions(options.toArray(String[]::new));
        }
        shell = shellBuilder.build();
        analysis = new CodeAnalysis(shell, compiler);
        try {
            addToClassPath(builder.classPath);
            importAll(builder.imports);
            warmUp();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** A session with the default imports, no input, and the working directory for relative paths. */
    public static Builder builder() {
        return new Builder();
    }

    /** The session that the calling thread runs a cell or a magic for; empty outside. */
    public static Optional<Session> current() {
        return Sessions.ALL.current();
    }

    /** The default imports, as the text of {@code spikebook.jsh}; plain {@code jshell} takes that file too. */
    public static String defaultImports() {
        try (InputStream in = Session.class.getResourceAsStream("/spikebook.jsh")) {
            return new String(Objects.requireNonNull(in, "spikebook.jsh").readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs a cell and counts it.
     *
     * @param code Java statements and magics
     * @param sink receives the cell's output
     * @return how it ended; failures of the code are a result, not an exception
     * @throws IllegalStateException if the session is closed
     */
    public CellResult run(String code, CellSink sink) {
        return run(code, sink, true);
    }

    /** Runs code outside the count: its result is not kept, its errors name lines only. */
    public CellResult evaluate(String code, CellSink sink) {
        return run(code, sink, false);
    }

    /**
     * Interrupts the running cell: first its thread is interrupted, which ends waits and loops that poll; code that does not react is
     * stopped. The cell's {@link #run} returns with an error of kind {@code INTERRUPTED}.
     *
     * @return whether a cell was running
     */
    public boolean interrupt() {
        Running now = running;
        if (now == null) {
            return false;
        }
        if (now.interrupted.compareAndSet(false, true)) {
            Thread magic = now.magicThread;
            control.interrupt();
            if (magic != null) {
                magic.interrupt();
            }
            var stopper = new Thread(() -> stopUntilEnded(now), "spikebook stop");
            stopper.setDaemon(true);
            stopper.start();
        }
        return true;
    }

    /** Whether a cell is running now. */
    public boolean isRunning() {
        return running != null;
    }

    /** The number of the latest cell, 0 before the first. */
    public int executionCount() {
        return executionCount;
    }

    /**
     * What may stand at the cursor. May be called while a cell runs.
     *
     * @param code a whole cell
     * @param cursor position in it, 0..length
     */
    public Completion complete(String code, int cursor) {
        return analysis.complete(code, cursor, magics);
    }

    /**
     * Signatures and documentation of the name at the cursor, or of the method whose arguments it stands in; empty if nothing is
     * known. May be called while a cell runs.
     */
    public List<Inspection> inspect(String code, int cursor) {
        return analysis.inspect(code, cursor, magics);
    }

    /** Whether code typed so far can be run. May be called while a cell runs. */
    public Completeness isComplete(String code) {
        return analysis.isComplete(code);
    }

    /** The forms in which a value is shown, by the renderers on the class path; lets pass what a renderer or {@code toString} throws. */
    public MimeBundle render(Object value) {
        Renderers found = renderers;
        if (found == null) {
            found = thread.contextLoader().map(Renderers::load).orElseGet(Renderers::load);
            renderers = found;
            found.problems().forEach(System.err::println);
        }
        return found.renderOrThrow(value);
    }

    /**
     * The value of an earlier cell, if it is still kept.
     *
     * @param cell the cell's execution count
     */
    public Optional<Object> result(int cell) {
        return results.get(cell);
    }

    /** The number of the latest cell whose value is kept. */
    public Optional<Integer> latestResult() {
        return results.latest();
    }

    /** The variables that cells have declared and that can be used now, in order of declaration: name to declared type. */
    public Map<String, String> variables() {
        var found = new java.util.LinkedHashMap<String, String>();
        analysis.locked(() -> {
            shell.variables().filter(v -> shell.status(v).isActive() && v.subKind() != Snippet.SubKind.TEMP_VAR_EXPRESSION_SUBKIND)
                    .forEach(v -> found.put(v.name(), v.typeName()));
            return null;
        });
        return found;
    }

    /** Forgets every variable, method, class and result, but not the imports. */
    public void reset() {
        runLock.lock();
        try {
            analysis.locked(() -> {
                shell.snippets().filter(s -> s.kind() != Snippet.Kind.IMPORT && shell.status(s).isActive()).toList()
                        .forEach(shell::drop);
                return null;
            });
            results.clear();
        } finally {
            runLock.unlock();
        }
    }

    /**
     * Makes jars and class folders known to the code that follows.
     *
     * @throws IllegalArgumentException if a path does not exist
     */
    public void addToClassPath(List<Path> paths) {
        for (Path path : paths) {
            Path full = directory.resolve(path).toAbsolutePath().normalize();
            if (!Files.exists(full)) {
                throw new IllegalArgumentException("class path: '" + full + "' must exist. Maybe the path is relative to another folder "
                        + "than " + directory.toAbsolutePath().normalize() + ".");
            }
            analysis.locked(() -> {
                shell.addToClasspath(full.toString());
                return null;
            });
        }
        renderers = null;       // a new jar may bring some
    }

    /** The folder against which relative paths in magics count. */
    public Path directory() {
        return directory;
    }

    /** Ends the session: its code is interrupted, its output handed on, its variables are gone. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        thread.close();
        for (AutoCloseable resource = resources.poll(); resource != null; resource = resources.poll()) {
            try {
                resource.close();
            } catch (Exception e) {
                System.err.println("session: " + resource + " could not be closed: " + e.getMessage());
            }
        }
        Sessions.ALL.remove(this);
        output.close();
        shell.close();
        results.clear();
    }

    OutputQueue output() {
        return output;
    }

    CellInput input() {
        return input;
    }

    private CellResult run(String code, CellSink sink, boolean counted) {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(sink, "sink");
        if (closed) {
            throw new IllegalStateException("session: closed. Maybe build a new one.");
        }
        runLock.lock();
        try {
            long start = System.nanoTime();
            int count = counted ? ++executionCount : 0;
            output.sink(sink);
            var now = new Running(count);
            running = now;
            Sessions.ALL.enter(this);
            Optional<Object> value = Optional.empty();
            Optional<MimeBundle> shown = Optional.empty();
            Optional<CellError> error = Optional.empty();
            try {
                value = runParts(now, code, 0, code);
                warnOfWaiting(now);
                if (value.isPresent()) {
                    shown = Optional.of(show(now, value.get()));
                    if (counted) {
                        results.keep(count, value.get());
                    }
                }
            } catch (CellFailure failure) {
                error = Optional.of(failure.error());
            } catch (Throwable broken) {
                error = Optional.of(errors.failure(Kind.RUNTIME, broken, "", Optional.empty()));
            } finally {
                Sessions.ALL.leave();
                running = null;
                Thread.interrupted();
            }
            output.drain();
            if (error.isPresent()) {
                value = Optional.empty();
                shown = Optional.empty();
            }
            return new CellResult(count, value, shown, error, Duration.ofNanos(System.nanoTime() - start));
        } finally {
            runLock.unlock();
        }
    }

    /**
     * @param text what the lines of errors count in
     * @param offset where the code starts in it
     */
    private Optional<Object> runParts(Running now, String text, int offset, String code) throws CellFailure {
        Optional<Object> value = Optional.empty();
        for (CellPart part : CellPart.of(code)) {
            failIfInterrupted(now);
            var origin = new Origin(now.count, text, offset + part.offset());
            value = part.kind() == CellPart.Kind.JAVA ? runJava(now, origin, part.text()) : runMagic(now, origin, part);
        }
        return value;
    }

    private Optional<Object> runMagic(Running now, Origin origin, CellPart part) throws CellFailure {
        Optional<Place> place = Optional.of(new Place(now.count, origin.line(), 0));
        now.statement = Optional.of(origin);
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread outer = now.magicThread;
        now.magicThread = Thread.currentThread();
        thread.contextLoader().ifPresent(Thread.currentThread()::setContextClassLoader);
        try {
            return magics.run(part, new Context(now, origin));
        } catch (CellFailure failure) {
            throw failure;
        } catch (Throwable failed) {
            if (now.interrupted.get()) {
                throw new CellFailure(errors.interrupted(now.statement, false));
            }
            throw new CellFailure(errors.failure(Kind.MAGIC, failed, "", place));
        } finally {
            now.magicThread = outer;
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    /** Runs the statements of one piece of Java; the value is that of the last one. */
    private Optional<Object> runJava(Running now, Origin piece, String java) throws CellFailure {
        List<Statement> statements = analysis.split(java.contains("Out[") && !OWN_OUT.matcher(java).find()
                && !variables().containsKey("Out") ? CellPart.withOutCalls(java) : java);
        failOnSyntax(now, piece, statements);
        Optional<Object> value = Optional.empty();
        for (Statement statement : statements) {
            value = runStatement(now, statement, piece.later(statement.offset()));
        }
        return value;
    }

    /** A statement that does not parse stops the cell before anything of it has run. */
    private void failOnSyntax(Running now, Origin piece, List<Statement> statements) throws CellFailure {
        if (statements.isEmpty()) {
            return;
        }
        Statement last = statements.get(statements.size() - 1);
        if (!last.broken()) {
            return;
        }
        boolean refused = analysis.locked(() -> shell.sourceCodeAnalysis().sourceToSnippets(last.source())).stream()
                .anyMatch(ErroneousSnippet.class::isInstance);
        if (refused) {
            runStatement(now, last, piece.later(last.offset()));        // cannot run: it is refused with the compiler's words
        }
    }

    private Optional<Object> runStatement(Running now, Statement statement, Origin origin) throws CellFailure {
        failIfInterrupted(now);
        now.statement = Optional.of(origin);
        List<SnippetEvent> events;
        control.takeValue();
        try {
            events = analysis.locked(() -> shell.eval(statement.source()));
        } catch (RuntimeException | Error broken) {
            throw new CellFailure(errors.failure(Kind.RUNTIME, broken, "", Optional.of(new Place(now.count, origin.line(), 0))));
        }
        Object last = control.takeValue();
        Optional<Object> value = Optional.empty();
        for (SnippetEvent event : events) {
            Snippet snippet = event.snippet();
            if (event.causeSnippet() != null) {
                noteConsequence(event);
                continue;
            }
            errors.remember(snippet, origin);
            if (snippet.subKind() == Snippet.SubKind.TEMP_VAR_EXPRESSION_SUBKIND && event.status().isActive()) {
                results.temporary(forgetting((VarSnippet) snippet));        // also of an expression that threw
            }
            switch (event.status()) {
                case REJECTED -> throw new CellFailure(errors.compile(shell.diagnostics(snippet).toList(), origin));
                case RECOVERABLE_DEFINED, RECOVERABLE_NOT_DEFINED -> now.waiting.add((DeclarationSnippet) snippet);
                default -> {
                }
            }
            JShellException thrown = event.exception();
            if (thrown != null) {
                if (now.interrupted.get()) {
                    throw new CellFailure(errors.interrupted(now.statement, false));
                }
                throw new CellFailure(errors.runtime(thrown, shell, origin));
            }
            if (control.takeStopped()) {
                throw new CellFailure(errors.interrupted(now.statement, CellThread.HARD_STOP));
            }
            if (isValue(snippet)) {
                // System.out.printf gives the stream back, which is no answer to anything
                value = Optional.ofNullable(last).filter(v -> v != System.out && v != System.err);
            }
        }
        failIfInterrupted(now);
        return value;
    }

    /**
     * Ends the life of a temporary variable {@code $n}: JShell itself would hold its value for ever, and would offer it to the compiler
     * with every later statement, which makes each slower than the one before.
     */
    private Runnable forgetting(VarSnippet temporary) {
        Runnable eraser = control.eraser(temporary.name());
        return () -> {
            eraser.run();
            if (!closed) {
                analysis.locked(() -> shell.drop(temporary));
            }
        };
    }

    private static boolean isValue(Snippet snippet) {
        return snippet.subKind() == Snippet.SubKind.TEMP_VAR_EXPRESSION_SUBKIND
                || snippet instanceof ExpressionSnippet && snippet.subKind() != Snippet.SubKind.ASSIGNMENT_SUBKIND;
    }

    /** Redefining a class sets variables of that type to null; JShell does not say so. */
    private void noteConsequence(SnippetEvent event) {
        if (event.snippet() instanceof VarSnippet variable && event.isSignatureChange()
                && variable.subKind() != Snippet.SubKind.TEMP_VAR_EXPRESSION_SUBKIND
                && event.status().isDefined() && event.previousStatus().isDefined()) {
            System.err.println("Note: " + variable.name() + " is null or zero again, because its type " + variable.typeName()
                    + " was defined anew. Maybe run the cell that sets it again.");
        }
    }

    /**
     * Definitions that wait for a name at the end of the cell: legal, but their use will fail until it comes. Those that wait for no name
     * are wrong.
     */
    private void warnOfWaiting(Running now) throws CellFailure {
        for (DeclarationSnippet snippet : now.waiting) {
            Snippet.Status status = shell.status(snippet);
            if (status == Snippet.Status.RECOVERABLE_DEFINED || status == Snippet.Status.RECOVERABLE_NOT_DEFINED) {
                String missing = CellErrors.missing(shell, snippet);
                if (missing.isEmpty()) {
                    throw new CellFailure(errors.misused(shell, snippet));
                }
                System.err.println("Note: " + snippet.name() + " cannot be used before " + missing + " is defined, in this or a later cell.");
            }
        }
    }

    private MimeBundle show(Running now, Object value) throws CellFailure {
        CellThread.Outcome outcome = control.call(() -> render(value));
        if (outcome.thrown() == null) {
            return (MimeBundle) outcome.value();
        }
        if (now.interrupted.get()) {
            throw new CellFailure(errors.interrupted(now.statement, outcome.stopped()));
        }
        throw new CellFailure(errors.failure(Kind.RUNTIME, outcome.thrown(), "while showing a " + CellErrors.userName(value.getClass().getTypeName()),
                now.statement.map(s -> new Place(s.cell(), s.line(), 0))));
    }

    private void failIfInterrupted(Running now) throws CellFailure {
        if (now.interrupted.get()) {
            throw new CellFailure(errors.interrupted(now.statement, false));
        }
    }

    private void stopUntilEnded(Running now) {
        try {
            for (int attempt = 0; attempt < STOP_ATTEMPTS; attempt++) {
                Thread.sleep(GRACE_MILLIS);
                if (running != now) {
                    return;
                }
                shell.stop();
            }
            Thread.sleep(GRACE_MILLIS);
            if (running == now) {
                StackTraceElement[] stack = thread.stack();
                String where = stack.length == 0 ? "" : ", now in " + stack[0].getClassName() + "." + stack[0].getMethodName();
                String text = "The code of this cell could not be stopped. It goes on in the background" + where
                        + ". Maybe restart the kernel.\n";
                output.post(sink -> sink.text(OutputStreamName.STDERR, text));
                thread.abandon();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Import lines of the default imports go in as one snippet: one compiler run in place of one for each line. */
    private void importAll(String jsh) {
        var imports = new StringBuilder();
        var rest = new StringBuilder();
        for (String line : jsh.lines().toList()) {
            (line.startsWith("import ") ? imports : rest).append(line).append('\n');
        }
        if (imports.length() > 0) {
            List<SnippetEvent> events = analysis.locked(() -> shell.eval(imports.toString()));
            if (events.stream().anyMatch(e -> e.status() != Snippet.Status.VALID)) {
                throw new IllegalArgumentException("imports: must all resolve, but the compiler said: "
                        + shell.diagnostics(events.get(0).snippet()).map(d -> d.getMessage(java.util.Locale.ROOT)).findFirst().orElse("no")
                        + ". Maybe a jar is missing on the class path.");
            }
        }
        if (!rest.toString().isBlank()) {
            CellResult result = evaluate(rest.toString(), CellSink.NONE);
            result.error().ifPresent(e -> {
                throw new IllegalArgumentException("imports: " + e.headline());
            });
        }
    }

    /**
     * Tablesaw scans the class path when its first table is made, which takes half a second that nobody need wait for; nor should the first
     * cell, so it comes a little later.
     */
    private static void warmUp() {
        var scan = new Thread(() -> {
            try {
                Thread.sleep(WARM_UP_MILLIS);
                Class.forName("tech.tablesaw.api.Table");
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            } catch (ClassNotFoundException | LinkageError later) {
                // whoever makes a table will be told
            }
        }, "spikebook warm-up");
        scan.setDaemon(true);
        scan.start();
    }

    /** The compiler must see the modules this JVM runs with. */
    private static List<String> compilerOptions() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
                ? List.of("--add-modules", "jdk.incubator.vector") : List.of();
    }

    /** A statement of a cell: its source for JShell, where it starts, whether it does not parse. */
    record Statement(String source, int offset, boolean broken) {
    }

    /** The cell that runs now. */
    private static final class Running {

        final int count;
        final AtomicBoolean interrupted = new AtomicBoolean();
        final List<DeclarationSnippet> waiting = new ArrayList<>();
        volatile Thread magicThread;
        Optional<Origin> statement = Optional.empty();

        Running(int count) {
            this.count = count;
        }
    }

    /** What magics see of the session. */
    private final class Context implements MagicContext {

        private final Running now;
        private final Origin magic;

        Context(Running now, Origin magic) {
            this.now = now;
            this.magic = magic;
        }

        @Override
        public Optional<Object> evaluate(String code) throws Exception {
            Optional<Origin> outer = now.statement;
            int at = magic.text().indexOf(code, magic.offset());
            Optional<Object> value = at >= 0 ? runParts(now, magic.text(), at, code) : runParts(now, code, 0, code);
            now.statement = outer;
            return value;
        }

        @Override
        public void display(MimeBundle bundle) {
            output.post(sink -> sink.display(bundle, ""));
        }

        @Override
        public void addToClassPath(List<Path> paths) {
            Session.this.addToClassPath(paths);
        }

        @Override
        public void closeAtEnd(AutoCloseable resource) {
            resources.push(resource);
        }

        @Override
        public Path directory() {
            return directory;
        }

        @Override
        public List<LineMagic> lineMagics() {
            return magics.lineMagics();
        }

        @Override
        public List<CellMagic> cellMagics() {
            return magics.cellMagics();
        }
    }

    /** Hands JShell the one control of this session. */
    private record Engine(CellControl control) implements ExecutionControlProvider {

        @Override
        public String name() {
            return "spikebook";
        }

        @Override
        public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
            return control;
        }
    }

    /** Collects what a session starts with. */
    public static final class Builder {

        private String imports = defaultImports();
        private CellInput input = CellInput.NONE;
        private Path directory = Path.of("");
        private List<Path> classPath = List.of();

        private Builder() {
        }

        /** Statements run before the first cell, in place of {@link #defaultImports()}; one statement per line. */
        public Builder imports(String jsh) {
            imports = Objects.requireNonNull(jsh, "imports");
            return this;
        }

        /** Where {@code System.in} of cells reads from; by default it is empty. */
        public Builder input(CellInput newInput) {
            input = Objects.requireNonNull(newInput, "input");
            return this;
        }

        /** The folder against which relative paths in magics count; by default the working directory. */
        public Builder directory(Path newDirectory) {
            directory = Objects.requireNonNull(newDirectory, "directory");
            return this;
        }

        /** Further jars and class folders, beside the class path of this JVM. */
        public Builder classPath(List<Path> paths) {
            classPath = List.copyOf(paths);
            return this;
        }

        /**
         * Starts the session.
         *
         * @throws IllegalArgumentException if a path of the class path does not exist or an import does not resolve
         */
        public Session build() {
            return new Session(this);
        }
    }
}
