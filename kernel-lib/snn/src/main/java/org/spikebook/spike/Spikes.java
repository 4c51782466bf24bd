package org.spikebook.spike;

/**
 * A recipe for spikes: a value that turns a shape and a number of steps into a {@link SpikeTensor}, the same bits every time.
 *
 * <p>Every recipe draws from xorshift64* streams seeded with splitmix64: stream {@code k} of layer number {@code L} with seed
 * {@code S} starts at {@code mix(S + (2 L + k + 1) * 0x9E3779B97F4A7C15)}; a uniform number is {@code (out >>> 11) * 2^-53}. Stream
 * 0 draws spikes, in the order step, neuron (neuron fastest); stream 1 draws what belongs to a neuron.
 */
public sealed interface Spikes permits BernoulliSpikes, ClusteredSpikes {

    /** Independent spikes: each neuron fires at each step with probability {@code rate}, 0..1. Seed 0, layer 0. */
    static BernoulliSpikes bernoulli(double rate) {
        return new BernoulliSpikes(rate, 1.0, 0, 0);
    }

    /**
     * Independent spikes of which only a fraction of the neurons take part: a neuron is open with probability
     * {@code activeFraction} for the whole recording, and an open one fires with probability {@code rate / activeFraction}.
     *
     * @param rate mean firing rate over all neurons, 0..activeFraction
     * @param activeFraction fraction of neurons that may fire, above 0, at most 1
     */
    static BernoulliSpikes gatedBernoulli(double rate, double activeFraction) {
        return new BernoulliSpikes(rate, activeFraction, 0, 0);
    }

    /**
     * Spikes that cluster in few time windows, as those of trained networks do: see {@link ClusteredSpikes} for the law.
     *
     * @param rate mean firing rate, 0..1
     */
    static ClusteredSpikes clustered(double rate) {
        return new ClusteredSpikes(rate, 5, 3.0, 0.45, 1.0, 0, 0);
    }

    /** Draws the spikes. */
    SpikeTensor generate(Shape shape, int steps);

    /** Mean firing rate that the recipe aims at, 0..1. */
    double rate();

    /** The same recipe with another mean firing rate, 0..1. */
    Spikes rate(double rate);

    /** The same recipe with another seed. */
    Spikes seed(long seed);

    /** The same recipe for another layer of a network (other streams of the same seed); 0 or more. */
    Spikes layer(int layer);
}
