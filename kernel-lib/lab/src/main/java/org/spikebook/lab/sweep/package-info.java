/**
 * Sweeps: one experiment at many points. A sweep is data (a base experiment, named axes with values, measures by name), not a
 * program; it runs on all cores, a point that fails keeps its message, and the result is a table.
 *
 * <pre>{@code
 * var rates = Sweep.of(Simulation.of(chip).on(net.layer("CONV2")).spikes(Spikes.bernoulli(1e-3)))
 *         .over("firingRate", 1e-4, 1e-3, 1e-2)
 *         .over("accelerator", ptb, chip)
 *         .seeds(20)
 *         .run();
 * rates.speedUp("accelerator", ptb).averageOver("seed").table();
 * rates.figure().line("firingRate", "latency").by("accelerator").logX();
 * }</pre>
 */
package org.spikebook.lab.sweep;
