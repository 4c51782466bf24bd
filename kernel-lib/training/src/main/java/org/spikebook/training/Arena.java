package org.spikebook.training;

/**
 * Hands out runs of floats that start on a cache line where the JVM lets them: the first 64-byte boundary of a large array lies at its element 12 (the header takes 16 bytes, and
 * large arrays start a region of the G1 collector). Elsewhere, everything is as correct and somewhat slower.
 */
final class Arena {

    private static final int CHUNK = 1 << 20;
    private static final int FIRST = 12;

    private float[] chunk = new float[0];
    private int next;

    /** Floats {@code array[at] ... array[at + length - 1]}, 0 at first. */
    record Floats(float[] array, int at) {
    }

    Floats take(int length) {
        if (next + length > chunk.length) {
            chunk = new float[Math.max(CHUNK, Math.addExact(length, FIRST + 4))];
            next = FIRST;
        }
        var taken = new Floats(chunk, next);
        next += Kernels.padded(length);
        return taken;
    }
}
