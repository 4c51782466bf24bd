/**
 * The command line: {@code spikebook run}, {@code classpath} and what else the launcher takes.
 *
 * <pre>{@code
 * int status = Spikebook.execute("run", "notebooks/tutorials/01-first-steps.ipynb", "-o", "target/notebooks");
 * }</pre>
 */
package org.spikebook.cli;
