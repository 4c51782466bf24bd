package org.spikebook.kernel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.spikebook.lab.display.MimeBundle;
import org.spikebook.session.CellError;
import org.spikebook.session.CellInput;
import org.spikebook.session.CellResult;
import org.spikebook.session.CellSink;
import org.spikebook.session.OutputStreamName;
import org.spikebook.session.Session;

/**
 * A Jupyter kernel in front of one {@link Session}: receives requests, replies, and broadcasts status and output.
 *
 * <p>Execute requests run one after the other. Everything else on the shell channel is answered at once, also while a cell runs.
 * Every request gets a reply with a {@code status}, whatever goes wrong, and the parents of replies and broadcasts come from the
 * request itself.
 *
 * @see <a href="https://jupyter-client.readthedocs.io/en/stable/messaging.html">Messaging in Jupyter</a>
 */
public final class JupyterKernel implements AutoCloseable {

    /** A name with a question mark behind it, which is no Java. */
    private static final Pattern QUESTION = Pattern.compile("\\s*([\\w.]+)\\s*\\?\\s*");

    private final String id = UUID.randomUUID().toString();
    private final Consumer<String> log;
    private final Wire wire;
    private final CompletableFuture<Session> session;
    private final History history;
    private final Answers answers;
    private final PlotlyServer plotly;
    private final BlockingQueue<Message> cells = new LinkedBlockingQueue<>();
    private final Thread shell = daemon(this::runCells, "spikebook-shell");
    private final ExecutorService assist = Executors.newSingleThreadExecutor(task -> daemon(task, "spikebook-assist"));
    private final ExecutorService control = Executors.newSingleThreadExecutor(task -> daemon(task, "spikebook-control"));
    private final CountDownLatch ended = new CountDownLatch(1);

    private volatile Optional<Message> running = Optional.empty();
    private volatile Optional<Message> shown = Optional.empty();
    private volatile CompletableFuture<String> expectedLine = new CompletableFuture<>();

    private JupyterKernel(ConnectionFile connection, Function<CellInput, Session> newSession, History history, Consumer<String> log) {
        this.log = log;
        this.history = history;
        this.wire = new Wire(connection, id, this::received, log);
        this.session = new CompletableFuture<>();
        this.answers = new Answers(session, history);
        this.plotly = new PlotlyServer(log);
        daemon(() -> build(() -> newSession.apply(this::readLine)), "spikebook-start").start();
    }

    /**
     * Starts a kernel on a session of its own. It answers at once; cells wait until the session stands.
     *
     * @throws IllegalStateException if a port is taken
     */
    public static JupyterKernel start(ConnectionFile connection) {
        var console = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        Consumer<String> log = line -> console.println("spikebook kernel: " + line);
        return start(connection, input -> Session.builder().input(input).build(), History.usual(log), log);
    }

    static JupyterKernel start(ConnectionFile connection, Function<CellInput, Session> newSession, History history, Consumer<String> log) {
        var kernel = new JupyterKernel(Objects.requireNonNull(connection, "connection"), newSession, history, log);
        kernel.wire.send(Channel.IOPUB, Message.of("status", kernel.id, Json.object().put("execution_state", "starting")));
        kernel.wire.open();
        kernel.shell.start();
        return kernel;
    }

    /**
     * Runs a kernel until a client shuts it down or the process that started it ends.
     *
     * @param arguments the connection file
     */
    public static void main(String... arguments) throws InterruptedException {
        if (arguments.length != 1) {
            System.err.println("spikebook kernel: needs one argument, the connection file that Jupyter wrote, but had "
                    + arguments.length + ". Maybe use 'spikebook lab'.");
            System.exit(2);
        }
        JupyterKernel kernel;
        try {
            kernel = start(ConnectionFile.read(Path.of(arguments[0])));
        } catch (IllegalArgumentException | IllegalStateException e) {
            System.err.println("spikebook kernel: " + e.getMessage());
            System.exit(1);
            return;
        }
        Optional.ofNullable(System.getenv("JPY_PARENT_PID")).filter(pid -> pid.matches("\\d+")).map(Long::valueOf)
                .flatMap(ProcessHandle::of).ifPresent(parent -> parent.onExit().thenRun(() -> Runtime.getRuntime().halt(1)));
        kernel.join();
        kernel.close();
        daemon(() -> {
            sleep(5000);
            Runtime.getRuntime().halt(0);                               // a user's shutdown hook must not keep the process
        }, "spikebook-halt").start();
        System.exit(0);
    }

    /** Waits until a client asks for shutdown. */
    public void join() throws InterruptedException {
        ended.await();
    }

    /** Ends the session and closes the sockets, after what is queued has been sent. */
    @Override
    public void close() {
        ended.countDown();
        wire.close();
        shell.interrupt();
        assist.shutdownNow();
        control.shutdownNow();
        plotly.close();
        if (session.isDone() && !session.isCompletedExceptionally()) {
            session.join().close();
        }
    }

    private void build(Supplier<Session> newSession) {
        try {
            session.complete(newSession.get());
        } catch (Throwable e) {
            log.accept("the session cannot start: " + e);
            session.completeExceptionally(e);
        }
    }

    /** On the wire thread: only hands on. */
    private void received(Channel channel, Message message) {
        if (channel == Channel.STDIN) {
            if (message.type().equals("input_reply")) {
                expectedLine.complete(message.content().path("value").asText(""));
            }
        } else if (channel == Channel.CONTROL) {
            control.execute(() -> serve(channel, message));
        } else if (message.type().equals("execute_request")) {
            cells.add(message);
        } else {
            assist.execute(() -> serve(channel, message));
        }
    }

    // ---- everything but cells

    private void serve(Channel channel, Message message) {
        if (!message.type().endsWith("_request")) {
            if (message.type().equals("comm_open")) {                       // we open no comms, so say that it is closed
                publish(message, "comm_close", Json.object().put("comm_id", message.content().path("comm_id").asText())
                        .set("data", Json.object()));
            } else if (!message.type().startsWith("comm_")) {
                log.accept("passed over on " + channel + ": unknown " + message.type());
            }
            return;
        }
        status(message, "busy");
        ObjectNode reply;
        try {
            reply = reply(message);
        } catch (Throwable e) {
            reply = failure(e.getClass().getSimpleName(), String.valueOf(e.getMessage()));
        }
        boolean ends = message.type().equals("shutdown_request");
        var name = message.type().substring(0, message.type().length() - "request".length()) + "reply";
        wire.send(channel, message.reply(name, id, reply));
        if (ends) {
            publish(message, name, reply);
        }
        status(message, "idle");
        running.ifPresent(cell -> status(cell, "busy"));                  // front ends show the last status they saw
        if (ends) {
            ended.countDown();
        }
    }

    private ObjectNode reply(Message message) {
        var content = message.content();
        return switch (message.type()) {
            case "interrupt_request" -> interrupt();
            case "shutdown_request" -> ok().put("restart", content.path("restart").asBoolean(false));
            case "debug_request" -> failure("NotSupported", "debugger: Spikebook has none. Maybe attach an IDE to the Java process.")
                    .put("type", "response").put("request_seq", content.path("seq").asInt()).put("success", false)
                    .put("command", content.path("command").asText()).put("message", "Spikebook has no debugger");
            default -> answers.to(message.type(), content).orElseGet(() ->
                    failure("UnknownRequest", "kernel: knows no '" + message.type() + "'"));
        };
    }

    /** The session tells the user itself when a cell does not stop. */
    private ObjectNode interrupt() {
        if (running.isPresent()) {
            session.join().interrupt();
        }
        return ok();
    }

    // ---- cells

    private void runCells() {
        while (!Thread.currentThread().isInterrupted()) {
            Message request;
            try {
                request = cells.take();
            } catch (InterruptedException e) {
                return;
            }
            boolean silent = request.content().path("silent").asBoolean(false);
            status(request, "busy");
            running = Optional.of(request);
            ObjectNode reply;
            try {
                reply = execute(request, silent);
            } catch (Throwable e) {                                        // of our own making, or no memory
                reply = failure(e.getClass().getSimpleName(), String.valueOf(e.getMessage()));
                if (!silent) {
                    publish(request, "error", reply.deepCopy().without(List.of("status")));
                }
            }
            running = Optional.empty();
            var waiting = new ArrayList<Message>();
            if (!reply.path("status").asText().equals("ok") && request.content().path("stop_on_error").asBoolean(true)) {
                cells.drainTo(waiting);             // before the client hears of the error: what it sends after that must run
            }
            wire.send(Channel.SHELL, request.reply("execute_reply", id, reply));
            status(request, "idle");
            waiting.forEach(this::abort);
        }
    }

    private void abort(Message request) {
        status(request, "busy");
        wire.send(Channel.SHELL, request.reply("execute_reply", id, Json.object().put("status", "aborted")));
        status(request, "idle");
    }

    private ObjectNode execute(Message request, boolean silent) {
        var content = request.content();
        var code = content.path("code").asText();
        boolean counted = !silent && content.path("store_history").asBoolean(true);
        var java = session.join();
        int count = java.executionCount() + (counted ? 1 : 0);
        if (!silent) {
            shown = Optional.of(request);
            publish(request, "execute_input", Json.object().put("code", code).put("execution_count", count));
            if (counted) {
                history.add(count, code);
            }
        }
        var question = QUESTION.matcher(code);
        if (!silent && question.matches()) {
            return help(question.group(1), count);
        }
        var sink = new Broadcast(request, silent);
        CellResult result = counted ? java.run(code, sink) : java.evaluate(code, sink);
        sink.end();
        if (result.error().isPresent()) {
            var error = result.error().get();
            if (!silent) {
                publish(request, "error", error(error));
            }
            return error(error).put("status", "error").put("execution_count", count).set("user_expressions", Json.object());
        }
        if (!silent && result.shown().isPresent()) {
            var bundle = result.shown().get();
            if (counted) {
                history.result(count, bundle.text());
            }
            publish(request, "execute_result", Json.object().put("execution_count", count).<ObjectNode>set("data", shownData(bundle))
                    .set("metadata", Json.object()));
        }
        var expressions = Json.object();
        content.path("user_expressions").properties().forEach(each ->
                expressions.set(each.getKey(), expression(java, each.getValue().asText())));
        return ok().put("execution_count", count).<ObjectNode>set("user_expressions", expressions).set("payload", Json.array());
    }

    /** A cell {@code name?} asks for help: it opens beside the notebook and leaves no output in it. */
    private ObjectNode help(String name, int count) {
        var found = session.join().inspect(name, name.length());
        var bundle = found.isEmpty() ? MimeBundle.of("Nothing is known of " + name + ". Maybe import its class first.") : Help.bundle(found);
        var page = Json.object().put("source", "page").put("start", 0).set("data", Bundles.data(bundle));
        return ok().put("execution_count", count).<ObjectNode>set("user_expressions", Json.object()).set("payload", Json.array().add(page));
    }

    private ObjectNode expression(Session java, String code) {
        var result = java.evaluate(code, CellSink.NONE);
        return result.error().map(error -> error(error).put("status", "error")).orElseGet(() -> ok()
                .<ObjectNode>set("data", Bundles.data(result.shown().orElseGet(() -> MimeBundle.of("null"))))
                .set("metadata", Json.object()));
    }

    /** Sends the output of one cell, and after its end the late output of its threads. */
    private final class Broadcast implements CellSink {

        private final Message request;
        private final boolean silent;
        private volatile boolean over;

        Broadcast(Message request, boolean silent) {
            this.request = request;
            this.silent = silent;
        }

        void end() {
            over = true;
        }

        /** Where output belongs: nowhere while a silent cell runs; later to the last cell the user saw. */
        private Optional<Message> cell() {
            return !silent ? Optional.of(request) : over ? shown : Optional.empty();
        }

        @Override
        public void text(OutputStreamName stream, String text) {
            cell().ifPresent(to -> stream(to, stream, text));
        }

        @Override
        public void display(MimeBundle bundle, String displayId) {
            cell().ifPresent(to -> publish(to, "display_data", displayed(bundle, displayId)));
        }

        @Override
        public void updateDisplay(String displayId, MimeBundle bundle) {
            cell().ifPresent(to -> publish(to, "update_display_data", displayed(bundle, displayId)));
        }

        @Override
        public void clearOutput(boolean wait) {
            cell().ifPresent(to -> publish(to, "clear_output", Json.object().put("wait", wait)));
        }

        private ObjectNode displayed(MimeBundle bundle, String displayId) {
            var transience = Json.object();
            if (!displayId.isEmpty()) {
                transience.put("display_id", displayId);
            }
            return Json.object().<ObjectNode>set("data", shownData(bundle)).<ObjectNode>set("metadata", Json.object())
                    .set("transient", transience);
        }
    }

    /** A bundle as it is sent; with a figure goes the way to the script that makes it interactive. */
    private ObjectNode shownData(MimeBundle bundle) {
        var data = Bundles.data(bundle);
        if (data.has(MimeBundle.PLOTLY) && data.has(MimeBundle.HTML)) {
            data.put(MimeBundle.HTML, data.path(MimeBundle.HTML).asText() + plotly.loader());
        }
        return data;
    }

    // ---- input

    /**
     * Waits for a line from the user, on the cell's thread. At the end of input is a client that allows none, no client, and one that
     * sends the end-of-transmission character.
     */
    private Optional<String> readLine() throws InterruptedException {
        var request = running.filter(cell -> cell.content().path("allow_stdin").asBoolean(false));
        if (request.isEmpty()) {
            return Optional.empty();
        }
        var line = new CompletableFuture<String>();                       // a fresh one: an abandoned question leaves no lock behind
        expectedLine = line;
        wire.send(Channel.STDIN, request.get().reply("input_request", id, Json.object().put("prompt", "").put("password", false)));
        try {
            return Optional.of(line.get()).filter(text -> !text.equals("\u0004"));
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- messages

    private void status(Message parent, String state) {
        publish(parent, "status", Json.object().put("execution_state", state));
    }

    private void stream(Message parent, OutputStreamName stream, String text) {
        publish(parent, "stream", Json.object().put("name", stream.toString()).put("text", text));
    }

    private void publish(Message parent, String type, ObjectNode content) {
        wire.send(Channel.IOPUB, parent.broadcast(type, id, content, Json.object()));
    }

    static ObjectNode ok() {
        return Json.object().put("status", "ok");
    }

    private static ObjectNode error(CellError error) {
        var lines = Json.array();
        error.traceback().forEach(lines::add);
        return Json.object().put("ename", error.name()).put("evalue", error.message()).set("traceback", lines);
    }

    static ObjectNode failure(String name, String message) {
        return Json.object().put("status", "error").put("ename", name).put("evalue", message)
                .set("traceback", Json.array().add(name + ": " + message));
    }

    private static Thread daemon(Runnable task, String name) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
