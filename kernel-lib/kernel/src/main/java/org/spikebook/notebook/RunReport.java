package org.spikebook.notebook;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.spikebook.session.CellError;

/**
 * How a run of a notebook ended.
 *
 * @param cells number of code cells
 * @param executed how many of them ran, failed ones included
 * @param resumed how many of those had run to their end in an earlier run, whose outputs they keep
 * @param failures cells that failed and were not allowed to, in order
 * @param duration wall time
 * @param output where the executed notebook is
 */
public record RunReport(int cells, int executed, int resumed, List<Failure> failures, Duration duration, Path output) {

    public RunReport {
        failures = List.copyOf(failures);
    }

    /** Whether every cell ran that had to, and none failed that was not tagged {@code raises-exception}. */
    public boolean ok() {
        return failures.isEmpty();
    }

    /**
     * A failed cell.
     *
     * @param number which code cell of the notebook, from 1
     * @param id its identifier
     * @param error why
     */
    public record Failure(int number, String id, CellError error) {

        @Override
        public String toString() {
            return "code cell " + number + error.place().map(p -> ", line " + p.line()).orElse("") + ": " + error.headline();
        }
    }
}
