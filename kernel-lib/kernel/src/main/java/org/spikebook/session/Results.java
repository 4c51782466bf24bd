package org.spikebook.session;

import java.lang.ref.SoftReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The values of the latest cells. Only the newest few are held for sure; older ones up to {@value #CAPACITY} are there as long as
 * memory allows, so that shown arrays do not fill the heap. JShell itself would keep every value in a variable {@code $n} for ever:
 * those are dropped as soon as newer ones have come.
 */
final class Results {

    static final int CAPACITY = 100;
    private static final int HELD = 2;

    private final Map<Integer, SoftReference<Object>> values = new LinkedHashMap<>();
    private final Deque<Object> held = new ArrayDeque<>();
    private final Deque<Runnable> temporaries = new ArrayDeque<>();

    /** Keeps the value of a cell. */
    synchronized void keep(int cell, Object value) {
        values.put(cell, new SoftReference<>(value));
        if (values.size() > CAPACITY) {
            values.remove(values.keySet().iterator().next());
        }
        held.addLast(value);
        if (held.size() > HELD) {
            held.removeFirst();
        }
    }

    /** Takes note of a new temporary variable; ends the life of one that is old enough. */
    synchronized void temporary(Runnable end) {
        temporaries.addLast(end);
        if (temporaries.size() > HELD) {
            temporaries.removeFirst().run();
        }
    }

    synchronized Optional<Object> get(int cell) {
        SoftReference<Object> reference = values.get(cell);
        return reference == null ? Optional.empty() : Optional.ofNullable(reference.get());
    }

    synchronized Optional<Integer> latest() {
        return values.keySet().stream().filter(cell -> get(cell).isPresent()).reduce((first, second) -> second);
    }

    synchronized void clear() {
        values.clear();
        held.clear();
        temporaries.forEach(Runnable::run);
        temporaries.clear();
    }
}
