/**
 * Progress and cancellation of long work. Library loops report through {@link org.spikebook.progress.Progress} and stop at the
 * next step when their thread is interrupted; how progress looks (terminal bar, notebook bar) is decided by a
 * {@link org.spikebook.progress.ProgressDisplay} found at run time.
 *
 * <pre>{@code
 * try (var progress = Progress.start("simulating", layers.size(), "layers")) {
 *     for (var layer : layers) {
 *         simulate(layer);
 *         progress.advance(1);      // also the place where an interrupt takes effect
 *     }
 * }
 * }</pre>
 */
package org.spikebook.progress;
