package org.spikebook.spike;

import org.spikebook.progress.Progress;

/**
 * Independent spikes, optionally from a random subset of the neurons: neuron {@code n} is open if {@code g[n] < activeFraction},
 * and fires at step {@code t} if it is open and {@code u[t,n] < rate / activeFraction}. A draw is made for closed neurons too.
 *
 * @param rate mean firing rate over all neurons, 0..activeFraction
 * @param activeFraction fraction of the neurons that may fire, above 0, at most 1
 * @param seed seed of the streams
 * @param layer layer number, 0 or more
 */
public record BernoulliSpikes(double rate, double activeFraction, long seed, int layer) implements Spikes {

    public BernoulliSpikes {
        if (!(activeFraction > 0 && activeFraction <= 1)) {
            throw new IllegalArgumentException("Bernoulli spikes: active fraction must be above 0 and at most 1, but was "
                    + activeFraction);
        }
        if (!(rate >= 0 && rate <= activeFraction)) {
            throw new IllegalArgumentException("Bernoulli spikes: rate must be in 0.." + activeFraction
                    + " (the active fraction), but was " + rate + ". Maybe a percentage was meant: 1 % is 0.01.");
        }
        if (layer < 0) {
            throw new IllegalArgumentException("Bernoulli spikes: layer must be 0 or more, but was " + layer);
        }
    }

    @Override
    public BernoulliSpikes rate(double rate) {
        return new BernoulliSpikes(rate, activeFraction, seed, layer);
    }

    @Override
    public BernoulliSpikes seed(long seed) {
        return new BernoulliSpikes(rate, activeFraction, seed, layer);
    }

    @Override
    public BernoulliSpikes layer(int layer) {
        return new BernoulliSpikes(rate, activeFraction, seed, layer);
    }

    @Override
    public SpikeTensor generate(Shape shape, int steps) {
        int neurons = shape.size();
        int stride = (steps + 63) >>> 6;
        boolean[] closed = new boolean[neurons];
        if (activeFraction < 1) {
            var gates = new XorShift(seed, layer, XorShift.NEURONS);
            for (int n = 0; n < neurons; n++) {
                closed[n] = gates.uniform() >= activeFraction;
            }
        }
        long[] words = new long[Math.multiplyExact(neurons, stride)];
        // u < rate with u = k * 2^-53 is k < rate * 2^53, exact because scaling by a power of two is
        double bound = rate / activeFraction * 0x1p53;
        var draws = new XorShift(seed, layer, XorShift.SPIKES);
        for (int t = 0; t < steps; t++) {
            long bit = 1L << t;
            for (int n = 0, word = t >> 6; n < neurons; n++, word += stride) {
                if (draws.next53() < bound && !closed[n]) {
                    words[word] |= bit;
                }
            }
            if ((t & 15) == 0) {
                Progress.poll("Bernoulli spikes");
            }
        }
        return SpikeTensor.ofWords(shape, steps, words);
    }
}
