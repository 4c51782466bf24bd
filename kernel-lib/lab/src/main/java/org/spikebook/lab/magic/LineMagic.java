package org.spikebook.lab.magic;

import java.util.Optional;

/**
 * A command on one line of a cell, written {@code %name arguments}. Implementations are found with
 * {@link java.util.ServiceLoader}, so that any module or user jar can bring its own.
 */
public interface LineMagic {

    /** The name without the percent sign, a Java identifier. */
    String name();

    /** One line for {@code %lsmagic}: the arguments and what it does, for example {@code "CODE: runs it and says how long it took"}. */
    String help();

    /**
     * Runs the magic.
     *
     * @param arguments the rest of the line, trimmed, perhaps empty
     * @param context the session around the cell
     * @return the value of the line, shown if it is the last one of the cell
     * @throws Exception shown to the user as the error of the cell; the message says part, value, rule and way out
     */
    Optional<Object> run(String arguments, MagicContext context) throws Exception;
}
