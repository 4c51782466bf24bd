/**
 * Detecting the symbols of several antennas from examples: tasks for models that learn in context, and the detectors of the field as bounds.
 *
 * <pre>{@code
 * Wireless link = Wireless.antennas(2).snr(10);
 * SymbolTask task = link.task(7);                          // a channel, 18 pilot pairs, a query
 * task.tokens();                                           // 37 tokens of 4 numbers in 0..1
 * BitErrors.of(link, Detector.ML, 10_000, 1).rate();       // 0.034
 * }</pre>
 */
package org.spikebook.training.wireless;
