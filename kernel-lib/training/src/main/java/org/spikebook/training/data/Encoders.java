package org.spikebook.training.data;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;

/** Numbers to spikes. */
final class Encoders {

    private Encoders() {
    }

    static void atLeastOne(int value) {
        if (value < 1) {
            throw new IllegalArgumentException("transform: steps and factors must be at least 1, but one was " + value);
        }
    }

    private static float[][] frames(Sample sample, String what) {
        if (sample.spikes().isPresent()) {
            throw new IllegalArgumentException(what + ": needs numbers, but the sample has spikes already.");
        }
        return sample.frames();
    }

    private static float[][] single(Sample sample, String what) {
        float[][] frames = frames(sample, what);
        if (frames.length != 1) {
            throw new IllegalArgumentException(what + ": needs numbers of one step, but the sample has " + frames.length + " steps.");
        }
        return frames;
    }

    private static Sample spikes(Sample sample, SpikeTensor spikes) {
        return Sample.of(spikes, sample.label()).target(sample.target());
    }

    static Sample bernoulli(Sample sample, int steps, SplittableRandom random) {
        float[][] frames = frames(sample, "bernoulli encoder");
        if (frames.length != 1 && frames.length != steps) {
            throw new IllegalArgumentException("bernoulli encoder: the sample has " + frames.length + " steps, but " + steps + " were asked for. Maybe bernoulli("
                    + frames.length + ").");
        }
        int stride = (steps + 63) / 64;
        long[] words = new long[Math.multiplyExact(frames[0].length, stride)];
        for (int i = 0; i < frames[0].length; i++) {
            if (frames.length == 1 && !(frames[0][i] > 0)) {
                continue;
            }
            for (int t = 0; t < steps; t++) {
                float p = frames[frames.length == 1 ? 0 : t][i];
                if (p > 0 && random.nextInt(1 << 24) < p * (1 << 24)) {
                    words[i * stride + (t >> 6)] |= 1L << t;
                }
            }
        }
        return spikes(sample, SpikeTensor.ofWords(sample.shape().orElse(Shape.features(frames[0].length)), steps, words));
    }

    static Sample repeat(Sample sample, int steps) {
        float[][] repeated = new float[steps][];
        Arrays.fill(repeated, single(sample, "repeat")[0]);
        return sample.with(repeated);
    }

    static Sample latency(Sample sample, int steps) {
        float[] x = single(sample, "latency encoder")[0];
        SpikeTensor.Builder spikes = SpikeTensor.builder(sample.shape().orElse(Shape.features(x.length)), steps);
        for (int i = 0; i < x.length; i++) {
            if (x[i] > 0) {
                spikes.set(i, Math.round((1 - Math.min(1, x[i])) * (steps - 1)));
            }
        }
        return spikes(sample, spikes.build());
    }

    static Sample delta(Sample sample, double threshold) {
        float[][] frames = frames(sample, "delta encoder");
        int n = frames[0].length;
        SpikeTensor.Builder spikes = SpikeTensor.builder(Shape.features(2 * n), frames.length);
        for (int i = 0; i < n; i++) {
            double last = frames[0][i];
            for (int t = 1; t < frames.length; t++) {
                if (frames[t][i] - last >= threshold) {
                    spikes.set(i, t);
                    last += threshold;
                } else if (last - frames[t][i] >= threshold) {
                    spikes.set(n + i, t);
                    last -= threshold;
                }
            }
        }
        return spikes(sample, spikes.build());
    }

    static Sample counts(Sample sample, int steps, int bits) {
        SpikeTensor spikes = sample.spikes()
                .orElseThrow(() -> new IllegalArgumentException("counts: needs spikes, but the sample has numbers. Maybe map(Transform.delta(...)) first."));
        if (steps > spikes.steps()) {
            throw new IllegalArgumentException("counts: " + steps + " steps were asked for, but the sample has " + spikes.steps() + ". Maybe read it with more steps.");
        }
        int[] counts = new int[Math.multiplyExact(spikes.neurons(), steps)];
        for (int p = 0; p < spikes.planes(); p++) {
            int weight = 1 << p;
            Places.each(spikes.plane(p), (neuron, step) -> counts[neuron * steps + (int) ((long) step * steps / spikes.steps())] += weight);
        }
        SpikeTensor.Builder wide = SpikeTensor.builder(spikes.shape(), steps).planes(bits);
        int most = (1 << bits) - 1;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                wide.set(i / steps, i % steps, Math.min(most, counts[i]));
            }
        }
        return spikes(sample, wide.build());
    }

    static Sample scale(Sample sample, float offset, float factor) {
        float[][] frames = frames(sample, "scale");
        float[][] scaled = new float[frames.length][];
        for (int t = 0; t < frames.length; t++) {
            scaled[t] = frames[t].clone();
            for (int i = 0; i < scaled[t].length; i++) {
                scaled[t][i] = (scaled[t][i] - offset) * factor;
            }
        }
        return sample.with(scaled);
    }

    static Sample patches(Sample sample, int side) {
        float[][] frames = frames(sample, "patches");
        Shape shape = sample.shape().orElseThrow(() -> new IllegalArgumentException("patches: the sample's numbers have no shape. Maybe sample.shape(Shape.image(...))."));
        if (!shape.isImage() || shape.size("y") % side != 0 || shape.size("x") % side != 0) {
            throw new IllegalArgumentException("patches: the side must divide height and width of an image, but was " + side + " for " + shape + ".");
        }
        int width = shape.size("x");
        int across = width / side;
        int features = shape.size("channel") * side * side;
        float[][] cut = new float[frames.length][shape.size()];
        for (int i = 0; i < shape.size(); i++) {
            int x = i % width;
            int y = i / width % shape.size("y");
            int channel = i / (width * shape.size("y"));
            int place = (y / side * across + x / side) * features + (channel * side + y % side) * side + x % side;
            for (int t = 0; t < frames.length; t++) {
                cut[t][place] = frames[t][i];
            }
        }
        return sample.with(cut).shape(Shape.sequence(shape.size() / features, features));
    }
}
