package org.spikebook.lab.display;

/** What a renderer may do to us, and what we make of it. */
final class Failures {

    private Failures() {
    }

    /** Passes on what must not be caught: the stop of a cell, and a machine out of order; see {@link Renderers}. */
    static void rethrowFatal(Throwable e) {
        if (e instanceof ThreadDeath death) {
            throw death;
        }
        if (e instanceof VirtualMachineError error && !(e instanceof StackOverflowError)) {
            throw error;
        }
    }

    /** Type, message and place of a failure and its causes; never throws for a broken {@code getMessage}. */
    static String describe(Throwable failure) {
        var out = new StringBuilder();
        Throwable e = failure;
        for (int depth = 0; e != null && depth < 5; depth++) {
            out.append(depth == 0 ? "" : "; cause: ").append(e.getClass().getName());
            String message = message(e);
            if (!message.isEmpty()) {
                out.append(": ").append(message);
            }
            StackTraceElement[] trace = e.getStackTrace();
            if (trace.length > 0) {
                out.append(" (at ").append(trace[0]).append(')');
            }
            e = e.getCause() == e ? null : e.getCause();
        }
        return out.toString();
    }

    private static String message(Throwable e) {
        try {
            String message = e.getMessage();
            return message == null ? "" : Brief.cut(message);
        } catch (Throwable broken) {
            rethrowFatal(broken);
            return "(its getMessage() failed)";
        }
    }
}
