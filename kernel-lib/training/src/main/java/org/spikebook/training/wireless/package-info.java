/**
 * Detecting the symbols of several antennas from examples: tasks for models that learn in context, and the detectors of the field as bounds.
 *
 * <pre>{@code
 * Wireless link = Wireless.antennas(2).snr(10);
 * SymbolTask task = link.task(7);                          // a channel, 18 pilot pairs, a query
 * task.tokens();                                           // 19 tokens of 128 spikes
 * BitErrors.of(link, Detector.ML, 10_000, 1).rate();       // 0.034
 * var gpt = Model.of(SpikingTransformer.trained("gpt-2-64-2x2")).build();
 * BitErrors.byPairs(link, gpt, 16, 500, 1).get(18).rate(); // with all 18 pairs
 * }</pre>
 */
package org.spikebook.training.wireless;
