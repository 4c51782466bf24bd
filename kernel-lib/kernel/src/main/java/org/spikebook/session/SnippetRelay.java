package org.spikebook.session;

import java.util.concurrent.Callable;

/**
 * The static method that JShell's engine is given to invoke in place of the user's; not for direct use. It must be public in a
 * public class, or the engine quietly invokes nothing.
 */
public final class SnippetRelay {

    /** The engine starts a new thread for each invocation, which inherits this. */
    static final InheritableThreadLocal<Callable<Void>> TASK = new InheritableThreadLocal<>();

    private SnippetRelay() {
    }

    /** Runs what the session put up for the calling thread. */
    public static void relay() throws Exception {
        TASK.get().call();
    }
}
