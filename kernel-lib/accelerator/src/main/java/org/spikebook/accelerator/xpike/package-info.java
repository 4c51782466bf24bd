/**
 * Xpikeformer, a chip for spiking transformers (arXiv 2408.08794v2): layers of LIF neurons in crossbars of phase-change memory, and stochastic
 * spiking attention in digital cells.
 *
 * <pre>{@code
 * Xpikeformer chip = Xpikeformer.published();
 * AnalogLayer layer = chip.program("FF1", weights, 1.0, 1).calibrated(sample);
 * layer.inference(3600, true, 2).run(spikes, 3);            // an hour after programming, drift compensated
 * layer.matrix().compensatedWeights(31_536_000, 2);         // the weights after a year, for any network
 * }</pre>
 */
package org.spikebook.accelerator.xpike;
