/**
 * What a spiking network really costs, by many models: the SNN against its capacity-matched quantised twin (QNN) on one dataflow, where
 * the two break even, and the models of the field on the same workload. None of them is a chip; for counts of a simulated chip see
 * {@link org.spikebook.accelerator}.
 *
 * <pre>{@code
 * var typical = DataflowModel.typical();
 * BreakEven.of(typical, OperatingPoint.of(5, 8)).spikeRate();     // 0.0647: above 6.5 % spikes the QNN costs less
 * EnergyModels.compare(net, net.run(spikes));                     // all models, one table
 * Twin.of(net, 7).run(counts).isExact();                          // spike counts equal the twin's 3-bit activations
 * }</pre>
 *
 * <p>No price stands in the code: a {@link org.spikebook.energy.model.PriceSheet} is a file of {@code data/technology/models} in which
 * every price has unit, source and kind (published, derived, calibrated).
 */
package org.spikebook.energy.model;
