/**
 * Figures of papers, interactive and as pictures: published numbers as hollow markers beside ours, axes with units, log axes,
 * error bars, bands, a second y axis, bars, heat maps, several plots in a grid, a caption that says by how much we miss, and why.
 *
 * <pre>{@code
 * // from a table whose columns carry units, "latency [µs]" or "latency_us"
 * Figure.of(rates).line("firingRate", "latency").by("accelerator").logX()
 *         .beside(Figure.of(published).paper("firingRate", "latency").by("accelerator"))
 *         .caption("Ours lies 3 % below the paper at 1 % firing.");
 *
 * // from arrays
 * var energy = Figure.xy("Layer", "Energy [µJ]").title("(b) energy")
 *         .bars("PTB", layers, ptb).bars("SpikeX", layers, spikeX).paper("SpikeX", layers, published);
 * var map = Figure.xy("Time window [steps]", "Array rows [-]").title("(c) utilisation")
 *         .heatmap(windows, rows, share, "Utilisation [%]").rangeZ(0, 100);
 *
 * // several, saved without a browser
 * Figure.grid(2, energy, map).title("Fig. 9").savePng(Path.of("figure-9.png"));
 * }</pre>
 */
package org.spikebook.lab.figure;
