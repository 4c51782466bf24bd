package org.spikebook.session;

import java.util.List;

/**
 * What may stand at the cursor.
 *
 * @param start first position of the code that a choice replaces
 * @param end position after the last one, not before {@code start}
 * @param choices the choices, best first, without doubles
 */
public record Completion(int start, int end, List<String> choices) {

    public Completion {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("completion: range must be 0 <= start <= end, but was " + start + ".." + end);
        }
        choices = List.copyOf(choices);
    }
}
