package org.spikebook.session;

import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * The one thread that runs the user's code of a session, so that thread locals live from statement to statement. A hard stop
 * ends the thread; the next call gets a new one.
 */
final class CellThread implements AutoCloseable {

    /** Since JDK 20 {@code Thread.stop} only throws; cell classes carry a stop check instead. */
    static final boolean HARD_STOP = Runtime.version().feature() < 20;

    /** Deep recursion of a teaching example should end in a clean error, not after half of one. */
    private static final long STACK_BYTES = 4L << 20;

    /** How often a waiting caller looks whether a stopped thread has died without a word. */
    private static final long DEAD_CHECK_MILLIS = 20;

    private final String name;
    private final Runnable prologue;
    /** Not that of the caller: JShell's group of its own threads swallows what their children throw. */
    private final ThreadGroup group;
    private ClassLoader loader;
    private Worker worker;
    private boolean closed;

    /** @param prologue what each new thread does first */
    CellThread(String name, Runnable prologue) {
        this.name = name;
        this.group = new ThreadGroup(name);
        this.prologue = prologue;
    }

    /** The context class loader from the next task on. */
    synchronized void contextLoader(ClassLoader newLoader) {
        if (loader != newLoader) {
            loader = newLoader;
            if (worker != null) {
                worker.thread.setContextClassLoader(newLoader);
            }
        }
    }

    /** The class loader of the cells, once one has run. */
    synchronized Optional<ClassLoader> contextLoader() {
        return Optional.ofNullable(loader);
    }

    /** Runs a task there and waits for it; interrupts of the caller do not end the wait. */
    Outcome call(Callable<?> task) {
        Worker here;
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("session: closed. Maybe build a new one.");
            }
            if (worker == null || worker.retired || !worker.thread.isAlive()) {
                worker = new Worker();
                worker.thread.setContextClassLoader(loader != null ? loader : CellThread.class.getClassLoader());
                worker.thread.start();
            }
            here = worker;
        }
        return here.call(task);
    }

    /** Interrupts the running task, if there is one. */
    void interrupt() {
        Worker here = current();
        if (here != null) {
            here.signal(false);
        }
    }

    /** Stops the running task for good, where this JDK can. */
    void stop() {
        Worker here = current();
        if (here != null) {
            here.signal(HARD_STOP);
        }
    }

    /** Gives up on the running task: its caller goes on, the thread is left behind and the next call gets a new one. */
    void abandon() {
        Worker here = current();
        if (here != null) {
            here.abandon();
        }
    }

    /** What the thread is doing now, innermost call first; empty when idle. */
    StackTraceElement[] stack() {
        Worker here = current();
        return here == null ? new StackTraceElement[0] : here.thread.getStackTrace();
    }

    @Override
    public void close() {
        Worker here;
        synchronized (this) {
            closed = true;
            here = worker;
        }
        if (here != null) {
            here.retire();
        }
    }

    private synchronized Worker current() {
        return worker;
    }

    /** How a task ended: with a value, or with what it threw. */
    record Outcome(Object value, Throwable thrown) {

        boolean stopped() {
            return isDeath(thrown);
        }

        /** {@code ThreadDeath} by name: the class is on its way out of the JDK. */
        static boolean isDeath(Throwable thrown) {
            return thrown != null && thrown.getClass().getName().equals("java.lang.ThreadDeath");
        }
    }

    /** One thread and its mailbox. All waiting is on monitors: an asynchronous stop cannot leave them locked. */
    private final class Worker implements Runnable {

        final Thread thread = new Thread(group, this, name, STACK_BYTES);
        volatile boolean retired;
        private Callable<?> task;
        private Outcome outcome;
        private boolean running;
        private boolean abandoned;

        Worker() {
            thread.setDaemon(true);
        }

        @Override
        public void run() {
            prologue.run();
            while (true) {
                Callable<?> next;
                synchronized (this) {
                    while (task == null && !retired) {
                        try {
                            wait();
                        } catch (InterruptedException late) {
                            continue;       // an interrupt for a task that has ended meanwhile
                        }
                    }
                    if (task == null) {
                        return;
                    }
                    next = task;
                    task = null;
                    running = true;
                    Thread.interrupted();
                }
                Outcome end;
                try {
                    end = new Outcome(next.call(), null);
                } catch (Throwable thrown) {
                    end = new Outcome(null, thrown);
                }
                synchronized (this) {
                    running = false;
                    outcome = end;
                    notifyAll();
                    if (retired) {
                        return;
                    }
                }
            }
        }

        Outcome call(Callable<?> newTask) {
            boolean interrupted = false;
            Outcome end;
            synchronized (this) {
                outcome = null;
                task = newTask;
                notifyAll();
                while (outcome == null && thread.isAlive() && !abandoned) {
                    try {
                        if (retired) {
                            wait(DEAD_CHECK_MILLIS);
                        } else {
                            wait();
                        }
                    } catch (InterruptedException later) {
                        interrupted = true;
                    }
                }
                end = outcome != null ? outcome : new Outcome(null, new ThreadStopped());
                outcome = null;
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return end.thrown instanceof ThreadStopped || !end.stopped() ? end : new Outcome(null, new ThreadStopped());
        }

        @SuppressWarnings({"removal", "deprecation"})
        synchronized void signal(boolean hard) {
            if (running || task != null) {
                if (hard) {
                    retired = true;
                    notifyAll();
                    thread.stop();
                } else {
                    thread.interrupt();
                }
            }
        }

        synchronized void abandon() {
            if (running) {
                retired = true;
                abandoned = true;
                thread.setPriority(Thread.MIN_PRIORITY);
                notifyAll();
            }
        }

        synchronized void retire() {
            retired = true;
            notifyAll();
            if (running) {
                thread.interrupt();
            }
        }
    }

    /** The task was stopped. */
    static final class ThreadStopped extends Error {

        private static final long serialVersionUID = 1L;

        ThreadStopped() {
            super("stopped", null, false, false);
        }
    }
}
