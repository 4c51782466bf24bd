package org.spikebook.session;

/**
 * What {@code System.exit} does in a cell: it ends the cell instead of the session. Thrown as an error, so that the cell's own
 * {@code catch (Exception e)} lets it pass.
 */
public final class CellExit extends Error {

    private static final long serialVersionUID = 1L;

    private CellExit(int status) {
        super("System.exit(" + status + ") in a cell would end the session with all its variables, so only the cell ended. "
                + "Maybe use return in a method, or restart the kernel.");
    }

    /**
     * Called by cells in place of {@code System.exit}.
     *
     * @param status the exit status the cell asked for
     * @throws CellExit always
     */
    public static void exit(int status) {
        throw new CellExit(status);
    }
}
