/**
 * Many layers in one go, from a file to a file: what {@code spikebook simulate} does.
 *
 * <pre>{@code
 * LayerTable layers = LayerTable.read(Path.of("layers.csv"));
 * Batch.of(layers, Chip.named("spikex")).run().saveCsv(Path.of("counts.csv"));
 * }</pre>
 */
package org.spikebook.lab.batch;
