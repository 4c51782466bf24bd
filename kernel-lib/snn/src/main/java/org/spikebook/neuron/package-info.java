/**
 * Neuron models: one file per model, with its equation and time indices.
 *
 * <pre>{@code
 * Neuron neuron = Neuron.lif(0.875).threshold(1).reset(Reset.SUBTRACT);
 * NeuronState layer = neuron.start(2);
 * int[] spikes = new int[2];
 * layer.step(new double[] {1.5, 0.2}, spikes);      // spikes is now {1, 0}
 *
 * FixedPointLif.eightBit(100).kept(224);            // integers in registers of a few bits, as the accelerators have them
 * FixedPointCurrentLif.loihi(6).decay(4095, 415);   // bit for bit as on Loihi
 * }</pre>
 */
package org.spikebook.neuron;
