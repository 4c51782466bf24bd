/**
 * Training of spiking networks by gradients through time, with the chip in the loss.
 *
 * <pre>{@code
 * Training result = Trainer.of(net).on(samples).validation(0.2).epochs(20).seed(7).run();
 * Network trained = result.network();                       // runs, is quantised and simulated like any other
 *
 * var cost  = HardwareModel.of(chip, technology).fit(net);   // piecewise-linear EDP, fitted on the simulator
 * Training aware = Trainer.of(net).on(samples).epochs(20).model(m -> m.term(HardwareTerm.of(cost, 5, 1e-2))).run();
 * }</pre>
 *
 * <p>The engine is our own: one sample goes with all its steps through all layers and back while it is in the cache; spikes are added row by row where they are few and multiplied as
 * matrices where they are many; the inner loops use the JDK's Vector API where it is there and plain Java elsewhere. Its gradients are checked against another engine's
 * ({@link org.spikebook.training.Gradients}) and against finite differences.
 */
package org.spikebook.training;
