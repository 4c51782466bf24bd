/**
 * What is learnt from: data sets with one contract, transforms of their samples, and where their files are found.
 *
 * <pre>{@code
 * Split digits = DataSets.nMnist(30);                                  // 30 steps a recording
 * Training result = Trainer.of(net).on(digits.train().map(Transform.shift(2))).validation(0.2).epochs(20).seed(7).run();
 * result.model().evaluate(digits.test(), Loss.rateCrossEntropy());
 * }</pre>
 *
 * <p>Files are looked for in the folder that the environment variable {@code SPIKEBOOK_DATA} names, then in the user's cache; what may be had from its makers without signing up is
 * downloaded into the cache, with its licence shown and its SHA-256 checked.
 */
package org.spikebook.training.data;
