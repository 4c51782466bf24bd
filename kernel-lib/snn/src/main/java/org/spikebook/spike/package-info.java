/**
 * Spikes: bit-packed tensors and the recipes that generate them.
 *
 * <pre>{@code
 * SpikeTensor spikes = Spikes.bernoulli(0.01).seed(42).generate(Shape.image(2, 34, 34), 300);
 * SpikeTensor tags = spikes.windowOr(5);        // which windows of 5 steps hold a spike
 * }</pre>
 */
package org.spikebook.spike;
