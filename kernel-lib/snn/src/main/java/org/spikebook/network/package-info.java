/**
 * Networks: immutable layers with inferred shapes, their reference run and what can be done to them.
 *
 * <pre>{@code
 * Network net = Networks.nMnist();                  // Table II of the SpikeX paper
 * Conv2d conv = (Conv2d) net.layer("CONV2");
 * long synapses = conv.synapses();                  // 3456
 * }</pre>
 */
package org.spikebook.network;
