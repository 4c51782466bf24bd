/**
 * Figures of papers, interactive and as pictures.
 *
 * <pre>{@code
 * Figure.of(rates).line("firingRate", "latency").by("accelerator").logX()
 *       .beside(Figure.of(published).paper("firingRate", "latency").by("accelerator"));
 * }</pre>
 */
package org.spikebook.lab.figure;
