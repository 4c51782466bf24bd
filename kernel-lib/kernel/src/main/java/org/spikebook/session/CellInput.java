package org.spikebook.session;

import java.util.Optional;

/** Where a cell that reads {@code System.in} gets its lines from. */
@FunctionalInterface
public interface CellInput {

    /** No input: reading meets the end of the stream at once. */
    CellInput NONE = () -> Optional.empty();

    /** Waits for one line, without line end; empty at the end of input. An interrupt of the calling thread ends the wait. */
    Optional<String> readLine() throws InterruptedException;
}
