/**
 * What a network costs on a chip: the contract of all accelerators and the parts they share.
 *
 * <pre>{@code
 * Accelerator chip = SpikeX.builder().array(8, 8).timeWindow(5).build();
 * LayerShape conv2 = LayerShape.conv("CONV2", 8, 32, 32, 16, 5, 4, 2);
 * LayerReport report = chip.simulate(conv2, Spikes.bernoulli(1e-3).generate(conv2.inputShape(), 300));
 * report.cycles();
 * }</pre>
 */
package org.spikebook.accelerator;
