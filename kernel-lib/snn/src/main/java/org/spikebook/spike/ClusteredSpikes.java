package org.spikebook.spike;

import org.spikebook.progress.Progress;

/**
 * Spikes that cluster in time windows. Each neuron {@code n} has a rate {@code r[n] = rate * exp(spread * z - spread^2 / 2)} with
 * {@code z} standard normal (lognormal, mean {@code rate}), at most {@code burstRate}. Its windows of {@code window} steps follow a two-state Markov chain
 * that is active with stationary probability {@code p = r[n] / burstRate} and stays active for {@code burst} windows on average
 * (longer where {@code p} needs it); inside an active window it fires at each step with probability {@code burstRate}.
 *
 * <p>The law is ours, made to show what trained networks show (SpikeX, Section III-B and IV-A: spikes cluster in few windows);
 * it is fitted to no recording.
 *
 * @param rate mean firing rate, 0..burstRate
 * @param window steps of a window, 1 or more
 * @param burst mean length of a burst in windows, 1 or more
 * @param burstRate firing rate inside an active window, above 0, at most 1
 * @param spread standard deviation of the logarithm of the neurons' rates, 0 or more
 * @param seed seed of the streams
 * @param layer layer number, 0 or more
 */
public record ClusteredSpikes(double rate, int window, double burst, double burstRate, double spread, long seed, int layer)
        implements Spikes {

    public ClusteredSpikes {
        if (!(burstRate > 0 && burstRate <= 1)) {
            throw new IllegalArgumentException("clustered spikes: rate inside a burst must be above 0 and at most 1, but was "
                    + burstRate);
        }
        if (!(rate >= 0 && rate <= burstRate)) {
            throw new IllegalArgumentException("clustered spikes: rate must be in 0.." + burstRate
                    + " (the rate inside a burst), but was " + rate + ". Maybe a percentage was meant: 1 % is 0.01.");
        }
        if (window < 1) {
            throw new IllegalArgumentException("clustered spikes: window must be at least 1 step, but was " + window);
        }
        if (!(burst >= 1) || Double.isInfinite(burst)) {
            throw new IllegalArgumentException("clustered spikes: mean burst must be at least 1 window, but was " + burst);
        }
        if (!(spread >= 0) || Double.isInfinite(spread)) {
            throw new IllegalArgumentException("clustered spikes: spread must be 0 or more, but was " + spread);
        }
        if (layer < 0) {
            throw new IllegalArgumentException("clustered spikes: layer must be 0 or more, but was " + layer);
        }
    }

    /** Steps of a window, 1 or more. */
    public ClusteredSpikes window(int window) {
        return new ClusteredSpikes(rate, window, burst, burstRate, spread, seed, layer);
    }

    /** Mean length of a burst in windows, 1 or more. */
    public ClusteredSpikes burst(double burst) {
        return new ClusteredSpikes(rate, window, burst, burstRate, spread, seed, layer);
    }

    /** Firing rate inside an active window, above 0, at most 1. */
    public ClusteredSpikes burstRate(double burstRate) {
        return new ClusteredSpikes(rate, window, burst, burstRate, spread, seed, layer);
    }

    /** Standard deviation of the logarithm of the neurons' rates; 0 gives all neurons the same rate. */
    public ClusteredSpikes spread(double spread) {
        return new ClusteredSpikes(rate, window, burst, burstRate, spread, seed, layer);
    }

    @Override
    public ClusteredSpikes rate(double rate) {
        return new ClusteredSpikes(rate, window, burst, burstRate, spread, seed, layer);
    }

    @Override
    public ClusteredSpikes seed(long seed) {
        return new ClusteredSpikes(rate, window, burst, burstRate, spread, seed, layer);
    }

    @Override
    public ClusteredSpikes layer(int layer) {
        return new ClusteredSpikes(rate, window, burst, burstRate, spread, seed, layer);
    }

    @Override
    public SpikeTensor generate(Shape shape, int steps) {
        var spikes = SpikeTensor.builder(shape, steps);
        var perNeuron = new XorShift(seed, layer, XorShift.NEURONS);
        var draws = new XorShift(seed, layer, XorShift.SPIKES);
        int neurons = shape.size();
        for (int n = 0; n < neurons; n++) {
            double own = rate * Math.exp(spread * perNeuron.normal() - spread * spread / 2);
            double active = Math.min(1, own / burstRate);
            // stationarity: active * leave = (1 - active) * enter, with leave = 1 / burst and enter at most 1
            double leave = active < 1 ? Math.min(1 / burst, (1 - active) / active) : 0;
            double enter = active < 1 ? active * leave / (1 - active) : 1;
            boolean on = draws.uniform() < active;
            for (int start = 0; start < steps; start += window) {
                if (on) {
                    for (int t = start; t < Math.min(steps, start + window); t++) {
                        if (draws.uniform() < burstRate) {
                            spikes.set(n, t);
                        }
                    }
                }
                on = draws.uniform() < (on ? 1 - leave : enter);
            }
            if ((n & 1023) == 0) {
                Progress.poll("clustered spikes");
            }
        }
        return spikes.build();
    }
}
