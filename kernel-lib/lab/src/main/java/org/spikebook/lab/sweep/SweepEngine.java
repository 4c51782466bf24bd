package org.spikebook.lab.sweep;

import java.util.List;
import java.util.Objects;

/**
 * Where the points of a sweep are computed: on this machine's cores ({@link #local()}) or elsewhere. Every engine gives the same numbers.
 */
public interface SweepEngine {

    /** What takes the outcomes. Calls may come from any thread, in any order, once a point. */
    interface Outcomes {

        /** A point was computed; one value a measure. */
        void computed(SweepPoint point, double[] values);

        /** A point failed, for this reason. */
        void failed(SweepPoint point, RuntimeException reason);
    }

    /**
     * Computes points and returns when all have an outcome.
     *
     * @throws java.util.concurrent.CancellationException if the thread was interrupted
     */
    void compute(List<SweepPoint> points, Outcomes outcomes);

    /** Why a point failed, as its row says it: the message of a rule that was broken, or what went wrong by type and message. */
    static String reason(RuntimeException cause) {
        String message = cause.getMessage() == null ? "" : cause.getMessage();
        return cause instanceof IllegalArgumentException && !message.isEmpty() ? message
                : cause.getClass().getSimpleName() + (message.isEmpty() ? "" : ": " + message);
    }

    /** The engine of sweeps that name none: what {@link #use} said last on this thread or the one that started it, else {@link #local()}. */
    static SweepEngine usual() {
        return UsualEngine.get();
    }

    /** Makes an engine that of all sweeps, from here on, that name none; for this thread and those that it starts. */
    static void use(SweepEngine engine) {
        UsualEngine.set(Objects.requireNonNull(engine, "engine"));
    }

    /** All cores of this machine; points with equal inputs draw their spikes once. */
    static SweepEngine local() {
        return new LocalEngine();
    }
}
