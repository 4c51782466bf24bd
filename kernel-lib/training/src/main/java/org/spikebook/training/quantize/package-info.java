/**
 * Fewer bits and fewer weights, with the network trained to live with them.
 *
 * <pre>{@code
 * Training first  = Trainer.of(net).on(samples).run();
 * Network  narrow = Prune.units(first.network(), 0.5);                    // half of the filters and units, a smaller network
 * Network  sparse = Prune.magnitude(narrow, 0.8);                         // four of five weights are 0
 * Training last   = Trainer.of(sparse).on(samples)
 *         .model(m -> m.transform(Prune.keepZeros().then(FakeQuantizer.of(4))).term(HardwareTerm.of(cost, 5, 1e-2))).run();
 * }</pre>
 *
 * Spikes of several bits and potentials of few bits belong to the neuron: {@code Neuron.multiBit(4)}, {@code Neuron.integrateAndFire().maxSpikes(7)} and
 * {@link org.spikebook.neuron.NarrowMembrane} are trained as they are. A bit budget goes into all three parts:
 *
 * <pre>{@code
 * var split = BitBudget.of(1, 4, 1);                                      // b_w, b_s, T
 * Trainer.of(net.withNeurons(n -> Neuron.multiBit(split.spikeBits())))
 *         .on(images.map(Transform.repeat(split.steps())))                // recordings of events: Transform.counts(T, b_s)
 *         .model(m -> m.transform(FakeQuantizer.of(split))).run();
 * }</pre>
 */
package org.spikebook.training.quantize;
