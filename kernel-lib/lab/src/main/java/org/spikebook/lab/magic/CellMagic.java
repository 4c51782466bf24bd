package org.spikebook.lab.magic;

import java.util.Optional;

/**
 * A command for a whole cell, written {@code %%name arguments} on its first line. Implementations are found with
 * {@link java.util.ServiceLoader}, so that any module or user jar can bring its own.
 */
public interface CellMagic {

    /** The name without the percent signs, a Java identifier. */
    String name();

    /** One line for {@code %lsmagic}: the arguments and what it does. */
    String help();

    /**
     * Runs the magic.
     *
     * @param arguments the rest of the first line, trimmed, perhaps empty
     * @param body the lines after the first, unchanged
     * @param context the session around the cell
     * @return the value of the cell
     * @throws Exception shown to the user as the error of the cell; the message says part, value, rule and way out
     */
    Optional<Object> run(String arguments, String body, MagicContext context) throws Exception;
}
