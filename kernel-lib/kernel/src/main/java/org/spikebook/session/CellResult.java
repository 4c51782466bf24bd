package org.spikebook.session;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.spikebook.lab.display.MimeBundle;

/**
 * How one cell ended.
 *
 * @param executionCount the number of the cell in its session, from 1; 0 for code that was evaluated outside the count
 * @param value the value of the last expression; empty where there is none, where it is null, and after an error
 * @param shown that value as it is to be shown
 * @param error why the cell failed; empty if it did not
 * @param duration wall time of the cell
 */
public record CellResult(int executionCount, Optional<Object> value, Optional<MimeBundle> shown, Optional<CellError> error,
        Duration duration) {

    public CellResult {
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(shown, "shown");
        Objects.requireNonNull(error, "error");
        Objects.requireNonNull(duration, "duration");
    }

    /** Whether the cell ran to its end. */
    public boolean ok() {
        return error.isEmpty();
    }

    /** Whether the cell was stopped by {@link Session#interrupt}. */
    public boolean interrupted() {
        return error.isPresent() && error.get().kind() == CellError.Kind.INTERRUPTED;
    }
}
