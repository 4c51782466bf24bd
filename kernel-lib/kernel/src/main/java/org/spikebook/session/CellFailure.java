package org.spikebook.session;

import java.util.Objects;

/** A failed cell on its way up to the session. */
final class CellFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient CellError error;

    CellFailure(CellError error) {
        super(error.headline(), null, false, false);
        this.error = Objects.requireNonNull(error, "error");
    }

    CellError error() {
        return error;
    }
}
