package org.spikebook.session;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The way from cells to the sink: writes of any thread are joined to large pieces and handed on in order by another thread, so
 * that stopping a cell can never hit the sink. Text waits at most {@value #DELAY_MILLIS} ms.
 */
final class OutputQueue implements AutoCloseable {

    static final int DELAY_MILLIS = 50;
    static final int PIECE_CHARS = 1 << 16;

    /** A writer waits while this much is undelivered, so that a flood cannot fill the heap. */
    private static final int FULL_CHARS = 1 << 20;

    private final ScheduledExecutorService pump = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "spikebook output");
        thread.setDaemon(true);
        return thread;
    });
    private final ReentrantLock delivery = new ReentrantLock();
    private final Utf8 stdout = new Utf8();
    private final Utf8 stderr = new Utf8();

    private final Object lock = new Object();
    private final Deque<Consumer<CellSink>> queue = new ArrayDeque<>();
    private final StringBuilder text = new StringBuilder();
    private OutputStreamName textStream = OutputStreamName.STDOUT;
    private long queuedChars;
    private boolean scheduled;
    private volatile CellSink sink = CellSink.NONE;

    /** Output from now on goes there; what is queued still goes to the sink before. */
    void sink(CellSink next) {
        drain();
        sink = next;
    }

    void write(OutputStreamName stream, byte[] bytes, int offset, int length) {
        boolean now = false;
        boolean later = false;
        synchronized (lock) {
            long start = System.nanoTime();
            while (queuedChars > FULL_CHARS && System.nanoTime() - start < 1_000_000_000L) {
                try {
                    lock.wait(100);
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                    break;
                }
            }
            if (stream != textStream && text.length() > 0) {
                cutText();
            }
            textStream = stream;
            int before = text.length();
            (stream == OutputStreamName.STDOUT ? stdout : stderr).decode(bytes, offset, length, text);
            queuedChars += text.length() - before;
            if (text.length() >= PIECE_CHARS) {
                cutText();
                now = true;
            } else if (!scheduled) {
                scheduled = true;
                later = true;
            }
        }
        if (now) {
            submit(0);
        } else if (later) {
            submit(DELAY_MILLIS);
        }
    }

    /** Queues something that is not text and sends it at once. */
    void post(Consumer<CellSink> event) {
        synchronized (lock) {
            cutText();
            queue.add(event);
        }
        submit(0);
    }

    /** Hands on everything written so far; when this returns the sink has it. */
    void drain() {
        delivery.lock();
        try {
            while (true) {
                Consumer<CellSink> event;
                synchronized (lock) {
                    cutText();
                    event = queue.poll();
                    if (event == null) {
                        scheduled = false;
                        queuedChars = 0;
                        lock.notifyAll();
                        return;
                    }
                }
                try {
                    event.accept(sink);
                } catch (RuntimeException | StackOverflowError broken) {
                    // a front end that fails must not end the cell
                }
            }
        } finally {
            delivery.unlock();
        }
    }

    @Override
    public void close() {
        drain();
        pump.shutdown();
    }

    private void cutText() {
        if (text.length() > 0) {
            String piece = text.toString();
            OutputStreamName stream = textStream;
            text.setLength(0);
            if (text.capacity() > 4 * PIECE_CHARS) {
                text.trimToSize();
            }
            queue.add(to -> to.text(stream, piece));
        }
    }

    private void submit(int delayMillis) {
        try {
            pump.schedule(this::drain, delayMillis, TimeUnit.MILLISECONDS);
        } catch (java.util.concurrent.RejectedExecutionException closed) {
            drain();
        }
    }

    /** Decodes a byte stream whose characters may be cut anywhere. */
    private static final class Utf8 {

        private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        private final ByteBuffer rest = ByteBuffer.allocate(8);

        void decode(byte[] bytes, int offset, int length, StringBuilder to) {
            var in = ByteBuffer.allocate(rest.position() + length);
            rest.flip();
            in.put(rest).put(bytes, offset, length).flip();
            rest.clear();
            var out = CharBuffer.allocate(in.remaining() + 1);
            decoder.decode(in, out, false);
            rest.put(in);
            out.flip();
            to.append(out);
        }
    }
}
