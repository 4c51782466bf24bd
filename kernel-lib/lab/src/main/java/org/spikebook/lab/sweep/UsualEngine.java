package org.spikebook.lab.sweep;

/** Which engine a session's sweeps use. The code of a session runs on one thread, and several sessions may share a process. */
final class UsualEngine {

    private static final InheritableThreadLocal<SweepEngine> OF_THREAD = new InheritableThreadLocal<>() {
        @Override
        protected SweepEngine initialValue() {
            return SweepEngine.local();
        }
    };

    private UsualEngine() {
    }

    static SweepEngine get() {
        return OF_THREAD.get();
    }

    static void set(SweepEngine engine) {
        OF_THREAD.set(engine);
    }
}
