/**
 * The chip in the loss: what activity costs on an accelerator as a function with a slope, fitted on the very simulator that judges the result (SpikeX,
 * Section IV-A), and the choice of time windows by gradient (Section IV-B).
 *
 * <pre>{@code
 * var model = HardwareModel.of(SpikeX.builder().build(), Technology.named("cacti32-hp")).fit(net);
 * model.edp(atFive, 5);                                      // network-level EDP where all layers have windows of 5 steps
 * var choice = ArchitectureSearch.over(model).on(densities, 300);   // a window of its own for each layer
 * Accelerator tuned = choice.accelerator();
 * }</pre>
 */
package org.spikebook.training.hardware;
