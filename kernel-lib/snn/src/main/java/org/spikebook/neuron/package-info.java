/**
 * Neuron models: one file per model, with its equation and time indices.
 *
 * <pre>{@code
 * Neuron neuron = Neuron.lif(0.875).threshold(1).reset(Reset.SUBTRACT);
 * NeuronState layer = neuron.start(2);
 * int[] spikes = new int[2];
 * layer.step(new double[] {1.5, 0.2}, spikes);      // spikes is now {1, 0}
 * }</pre>
 */
package org.spikebook.neuron;
