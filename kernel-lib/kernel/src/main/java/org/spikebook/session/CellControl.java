package org.spikebook.session;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import jdk.jshell.execution.LocalExecutionControl;

/**
 * Runs snippets in this JVM on the session's own thread and keeps the value of the last one as an object. Stopping uses what the
 * JDK has: {@code Thread.stop} below 20, above it the stop check that the JDK weaves into cell classes.
 */
final class CellControl extends LocalExecutionControl {

    private static final Method RELAY = relay();

    private final CellThread thread;
    private final ReentrantLock compiler;
    private Object value;
    private boolean stopped;
    private Class<?> holder;

    /** @param compiler held by the caller of {@code JShell.eval}; set free while the user's code runs */
    CellControl(CellThread thread, ReentrantLock compiler) {
        this.thread = thread;
        this.compiler = compiler;
    }

    /** The value of the snippet that ran last; asking for it forgets it here. */
    Object takeValue() {
        Object taken = value;
        value = null;
        return taken;
    }

    /** Whether the snippet that ran last was stopped; asking for it forgets it here. */
    boolean takeStopped() {
        boolean taken = stopped;
        stopped = false;
        return taken;
    }

    /** Sets a reference variable of the class of the snippet that ran last to null; this frees JShell's temporary variables. */
    Runnable eraser(String variable) {
        Class<?> from = holder;
        return () -> {
            if (from == null) {
                return;         // nothing has run yet
            }
            try {
                Field field = from.getDeclaredField(variable);
                field.setAccessible(true);
                if (!field.getType().isPrimitive()) {
                    field.set(null, null);
                }
            } catch (ReflectiveOperationException gone) {
                // another JDK keeps its temporary variables elsewhere: then they live as long as the session
            }
        };
    }

    /** Runs a task on the session's thread, where {@link #stop} reaches it. */
    CellThread.Outcome call(Callable<?> task) {
        var end = new CellThread.Outcome[1];
        try {
            clientCodeEnter();
            try {
                through(() -> end[0] = thread.call(task));
            } finally {
                clientCodeLeave();
            }
        } catch (Exception engine) {
            if (end[0] == null) {
                return new CellThread.Outcome(null, engine);
            }
        }
        return end[0];
    }

    @Override
    protected String invoke(Method snippet) throws Exception {
        value = null;
        stopped = false;
        holder = snippet.getDeclaringClass();
        thread.contextLoader(holder.getClassLoader());
        var end = new CellThread.Outcome[1];
        int holds = compiler.getHoldCount();
        for (int i = 0; i < holds; i++) {
            compiler.unlock();
        }
        try {
            through(() -> end[0] = thread.call(() -> {
                try {
                    return snippet.invoke(null);
                } catch (InvocationTargetException thrown) {
                    throw thrown.getCause() instanceof Exception e ? e : new Thrown(thrown.getCause());
                }
            }));
        } finally {
            for (int i = 0; i < holds; i++) {
                compiler.lock();
            }
        }
        Throwable thrown = end[0].thrown() instanceof Thrown wrapped ? wrapped.getCause() : end[0].thrown();
        if (thrown instanceof CellThread.ThreadStopped || CellThread.Outcome.isDeath(thrown)) {
            stopped = true;
            throw new StoppedException();
        }
        if (thrown != null) {
            throw new InvocationTargetException(thrown);
        }
        value = end[0].value();
        return "";
    }

    @Override
    public void load(ClassBytecodes[] classes) throws ClassInstallException, NotImplementedException, EngineTerminationException {
        var guarded = new ClassBytecodes[classes.length];
        for (int i = 0; i < classes.length; i++) {
            guarded[i] = new ClassBytecodes(classes[i].name(), ExitGuard.redirect(classes[i].bytecodes()));
        }
        super.load(guarded);
    }

    /** First asks politely. */
    void interrupt() {
        thread.interrupt();
    }

    @Override
    public void stop() throws EngineTerminationException, InternalException {
        if (!CellThread.HARD_STOP) {
            super.stop();
        }
        thread.stop();
    }

    /** Above JDK 19 the engine must think that it runs the code itself, for that is how the stop check is reset and set. */
    private void through(Callable<?> action) throws Exception {
        if (CellThread.HARD_STOP) {
            action.call();
            return;
        }
        var done = new CountDownLatch(1);
        var started = new AtomicBoolean();
        SnippetRelay.TASK.set(() -> {
            started.set(true);
            try {
                action.call();
            } finally {
                done.countDown();
            }
            return null;
        });
        boolean returned = false;
        try {
            super.invoke(RELAY);
            returned = true;
        } finally {
            SnippetRelay.TASK.remove();
            if (returned || started.get()) {
                awaitDone(done);
            }
        }
    }

    /** The engine goes on early when its caller is interrupted; the cell has not ended then. */
    private static void awaitDone(CountDownLatch done) {
        boolean interrupted = false;
        while (true) {
            try {
                done.await();
                break;
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Method relay() {
        try {
            return SnippetRelay.class.getMethod("relay");
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    /** Carries an {@code Error} through a {@code Callable}. */
    private static final class Thrown extends Exception {

        private static final long serialVersionUID = 1L;

        Thrown(Throwable cause) {
            super(null, cause, false, false);
        }
    }
}
