package org.spikebook.accelerator.rsnn;

import java.util.SplittableRandom;

/**
 * Made activity with given densities, for the network of {@link RsnnShape}. Neurons and frames are independent; a neuron's spikes at the time
 * steps of a frame are a Markov chain: after a spike the next time step has one with probability {@code repeat}, after none so often that every
 * step has the same density.
 *
 * @param inputBits share of one bits in the features, 0..1
 * @param first share of neurons of L0 that spike at a time step, 0..1
 * @param second the same of L1
 * @param repeat probability that a neuron that spiked at a time step also does at the next one of the frame, 0..1
 */
public record RsnnProfile(double inputBits, double first, double second, double repeat) {

    public RsnnProfile {
        check("input bits", inputBits);
        check("L0", first);
        check("L1", second);
        check("repeat", repeat);
        for (double density : new double[] {first, second}) {
            if (density * (1 - repeat) > 1 - density) {
                throw new IllegalArgumentException("RSNN profile: a density of " + density + " with a repeat of " + repeat
                        + " leaves too few silent neurons to take over. Maybe a larger repeat.");
            }
        }
    }

    private static void check(String what, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("RSNN profile: " + what + " must be in 0..1, but was " + value);
        }
    }

    /**
     * The activity with two time steps that agrees with all that the paper publishes: 57 % zero input bits and 60 to 71 % silent neurons (Fig. 18),
     * 1224 and 895 cycles (Fig. 17), 13.86 MMAC/S. Derived: 1224 - 895 = 7.5 x 43.87 neurons that spike at both steps; their densities follow from the
     * rest. That the two steps nearly agree (0.3427 of 0.345) is what the numbers ask for.
     */
    public static RsnnProfile published() {
        return new RsnnProfile(0.43, 0.371, 0.345, 0.3427 / 0.345);
    }

    /** The same for one time step a frame: 574 cycles with 65.6 % silent neurons. */
    public static RsnnProfile publishedSingleStep() {
        return new RsnnProfile(0.43, 0.344, 0.344, 1);
    }

    /** The same with another probability that a spike comes again at the next time step of its frame. */
    public RsnnProfile repeat(double newRepeat) {
        return new RsnnProfile(inputBits, first, second, newRepeat);
    }

    /** Activity of the published network. */
    public RsnnActivity generate(int frames, int timeSteps, long seed) {
        return generate(RsnnShape.published(), frames, timeSteps, seed);
    }

    /**
     * Activity of a network.
     *
     * @param frames frames, 1 or more
     * @param timeSteps time steps of a frame, 1..8
     * @param seed the same seed gives the same activity
     */
    public RsnnActivity generate(RsnnShape shape, int frames, int timeSteps, long seed) {
        Rsnn.checkTimeSteps(timeSteps);
        if (frames < 1) {
            throw new IllegalArgumentException("RSNN profile: frames must be at least 1, but was " + frames);
        }
        var random = new SplittableRandom(seed);
        byte[] features = new byte[frames * shape.features()];
        for (int i = 0; i < features.length; i++) {
            for (int bit = 0; bit < RsnnShape.FEATURE_BITS; bit++) {
                features[i] |= (byte) (random.nextDouble() < inputBits ? 1 << bit : 0);
            }
        }
        return RsnnActivity.wrap(shape, timeSteps, features, spikes(shape, frames, timeSteps, first, random), spikes(shape, frames, timeSteps, second, random));
    }

    private long[] spikes(RsnnShape shape, int frames, int timeSteps, double density, SplittableRandom random) {
        int words = RsnnActivity.words(shape);
        long[] spikes = new long[frames * timeSteps * words];
        double begin = density == 1 ? 1 : density * (1 - repeat) / (1 - density);
        for (int f = 0; f < frames; f++) {
            for (int n = 0; n < shape.hidden(); n++) {
                boolean spike = random.nextDouble() < density;
                for (int s = 0; s < timeSteps; s++) {
                    spike = s == 0 ? spike : random.nextDouble() < (spike ? repeat : begin);
                    spikes[(f * timeSteps + s) * words + (n >> 6)] |= spike ? 1L << n : 0;
                }
            }
        }
        return spikes;
    }
}
