/**
 * What counts cost: a {@link org.spikebook.energy.Technology} is a file of prices, each with unit, source and kind (published,
 * derived, calibrated), and turns {@link org.spikebook.accelerator.Counts} into {@link org.spikebook.energy.EnergyBreakdown}.
 *
 * <pre>{@code
 * EnergyBreakdown energy = Technology.named("cacti32-hp").price(report.counts());
 * energy.byComponent();        // ALU, RF, LBUF, GLB, DRAM
 * }</pre>
 */
package org.spikebook.energy;
