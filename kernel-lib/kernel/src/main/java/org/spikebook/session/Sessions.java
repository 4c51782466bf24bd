package org.spikebook.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ForkJoinWorkerThread;

/**
 * The sessions of this process. The standard streams exist once per process, so they are replaced once, when the first session is
 * built, by streams that look whose thread is writing; again only if somebody else has replaced them since.
 */
final class Sessions {

    static final Sessions ALL = new Sessions();

    private final InheritableThreadLocal<Session> ofThread = new InheritableThreadLocal<>();
    private final List<Session> open = new CopyOnWriteArrayList<>();
    private PrintStream terminal = System.err;
    private boolean installed;

    private Sessions() {
    }

    synchronized void add(Session session) {
        if (!(System.out instanceof RoutedPrint)) {
            System.setOut(new RoutedPrint(new RoutedOutput(OutputStreamName.STDOUT, System.out)));
        }
        if (!(System.err instanceof RoutedPrint)) {
            terminal = System.err;
            System.setErr(new RoutedPrint(new RoutedOutput(OutputStreamName.STDERR, System.err)));
        }
        if (!(System.in instanceof RoutedInput)) {
            System.setIn(new RoutedInput(System.in));
        }
        if (!installed) {
            installed = true;
            CompilerPath.narrow();
            Runtime.getRuntime().addShutdownHook(new Thread(this::tellRunning, "spikebook farewell"));
        }
        open.add(session);
    }

    void remove(Session session) {
        open.remove(session);
    }

    /** Declares the calling thread, and the threads it starts, part of a session. */
    void enter(Session session) {
        ofThread.set(session);
    }

    void leave() {
        ofThread.remove();
    }

    /** The session a thread belongs to. Threads of the common pool are shared: they belong to the newest session that runs a cell. */
    Optional<Session> current() {
        Session session = ofThread.get();
        if (session != null && open.contains(session)) {
            return Optional.of(session);
        }
        if (session != null || Thread.currentThread() instanceof ForkJoinWorkerThread) {
            for (int i = open.size() - 1; i >= 0; i--) {
                try {
                    if (open.get(i).isRunning()) {
                        return Optional.of(open.get(i));
                    }
                } catch (IndexOutOfBoundsException closedMeanwhile) {
                    continue;
                }
            }
        }
        return Optional.empty();
    }

    private void tellRunning() {
        for (Session session : open) {
            if (session.isRunning()) {
                terminal.println("The Java process ends while cell [" + session.executionCount()
                        + "] runs: something called System.exit, or the process was told to stop.");
            }
        }
    }

    /** Known again when another session is built; somebody may have replaced it meanwhile. */
    private static final class RoutedPrint extends PrintStream {

        RoutedPrint(OutputStream to) {
            super(to, true, StandardCharsets.UTF_8);
        }
    }

    private final class RoutedOutput extends OutputStream {

        private final OutputStreamName name;
        private final PrintStream terminal;

        RoutedOutput(OutputStreamName name, PrintStream terminal) {
            this.name = name;
            this.terminal = terminal;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            Optional<Session> session = current();
            if (session.isPresent()) {
                session.get().output().write(name, bytes, offset, length);
            } else {
                terminal.write(bytes, offset, length);
            }
        }

        @Override
        public void flush() {
            if (current().isEmpty()) {
                terminal.flush();
            }
        }
    }

    /** Lines asked from the session's front end, as bytes. */
    private final class RoutedInput extends InputStream {

        private final InputStream terminal;
        private byte[] line = new byte[0];
        private int at;

        RoutedInput(InputStream terminal) {
            this.terminal = terminal;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            Optional<Session> session = current();
            if (session.isEmpty()) {
                return terminal.read(bytes, offset, length);
            }
            if (length == 0) {
                return 0;
            }
            synchronized (this) {
                if (at == line.length) {
                    session.get().output().drain();
                    Optional<String> next;
                    try {
                        next = session.get().input().readLine();
                    } catch (InterruptedException stop) {
                        Thread.currentThread().interrupt();
                        throw new java.io.InterruptedIOException("input: interrupted");
                    }
                    if (next.isEmpty()) {
                        return -1;
                    }
                    line = (next.get() + "\n").getBytes(StandardCharsets.UTF_8);
                    at = 0;
                }
                int count = Math.min(length, line.length - at);
                System.arraycopy(line, at, bytes, offset, count);
                at += count;
                return count;
            }
        }

        @Override
        public int available() throws IOException {
            return current().isEmpty() ? terminal.available() : line.length - at;
        }
    }
}
