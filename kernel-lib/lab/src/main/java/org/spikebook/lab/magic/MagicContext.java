package org.spikebook.lab.magic;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.spikebook.lab.display.MimeBundle;

/** What a magic may do with the session that runs it. {@code System.out} and {@code System.err} reach the cell's output too. */
public interface MagicContext {

    /**
     * Evaluates code as if it stood in the cell, magics included.
     *
     * @param code Java code, one or many statements
     * @return the value of the last expression, empty where the code ends with something else
     * @throws Exception if the code fails; let it pass, the session knows how to show it
     */
    Optional<Object> evaluate(String code) throws Exception;

    /** Shows something below the cell. */
    void display(MimeBundle bundle);

    /**
     * Makes jars and class folders known to the cells that follow.
     *
     * @throws IllegalArgumentException if a path does not exist
     */
    void addToClassPath(List<Path> paths);

    /** Closes something when the session ends, what came last first. */
    void closeAtEnd(AutoCloseable resource);

    /** The folder against which relative paths count: the notebook's own where it is known. */
    Path directory();

    /** The line magics known now, by name. */
    List<LineMagic> lineMagics();

    /** The cell magics known now, by name. */
    List<CellMagic> cellMagics();
}
