/**
 * The session that runs the cells of a notebook in this JVM, on the JDK's JShell. It knows neither Jupyter nor files.
 *
 * <pre>{@code
 * try (Session session = Session.builder().build()) {
 *     CellResult result = session.run("int x = 20;\nx + 1", CellSink.NONE);
 *     result.value();                       // Optional[21]
 *     session.run("x / 0", CellSink.NONE).error().get().place();   // cell [2], line 1
 * }
 * }</pre>
 */
package org.spikebook.session;
