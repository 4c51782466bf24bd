package org.spikebook.training.data;

import java.util.SplittableRandom;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;

/**
 * Turns a sample into another one: an encoder, a coarser raster, a change that makes more of few samples.
 *
 * <pre>{@code
 * digits.train().map(Transform.shift(2)).map(Transform.flipX(0.5))
 * }</pre>
 */
@FunctionalInterface
public interface Transform {

    /**
     * The new sample.
     *
     * @param random for what is drawn; each sample, draw and transform has its own
     */
    Sample apply(Sample sample, SplittableRandom random);

    /**
     * Spikes drawn with the value of each number as their probability (rate coding): {@code P(s[t] = 1) = clamp(x[t])}.
     *
     * @param steps time steps; numbers of one step are repeated, others must have so many
     */
    static Transform bernoulli(int steps) {
        Encoders.atLeastOne(steps);
        return (sample, random) -> Encoders.bernoulli(sample, steps, random);
    }

    /** The numbers of a single step at each of so many steps: a constant current into the first layer. */
    static Transform repeat(int steps) {
        Encoders.atLeastOne(steps);
        return (sample, random) -> Encoders.repeat(sample, steps);
    }

    /** One spike for each number above 0 of a single step, the earlier the larger: {@code t = round((1 - x) (steps - 1))}, x in 0..1 (time to first spike). */
    static Transform latency(int steps) {
        Encoders.atLeastOne(steps);
        return (sample, random) -> Encoders.latency(sample, steps);
    }

    /**
     * Send-on-delta: a number that has risen (or fallen) by the threshold since its last spike makes an up (or down) spike, at most one a step.
     * Neurons become {@code channel} up, then {@code channel} down: twice as many.
     *
     * @param threshold above 0, in the units of the numbers
     */
    static Transform delta(double threshold) {
        if (!(threshold > 0)) {
            throw new IllegalArgumentException("delta encoder: threshold must be above 0, but was " + threshold);
        }
        return (sample, random) -> Encoders.delta(sample, threshold);
    }

    /** Numbers scaled to {@code (x - offset) * factor}. */
    static Transform scale(double offset, double factor) {
        return (sample, random) -> Encoders.scale(sample, (float) offset, (float) factor);
    }

    /**
     * Moves events by up to so many pixels in x and in y, drawn evenly; what leaves the image is lost.
     *
     * @param pixels 0 or more
     */
    static Transform shift(int pixels) {
        return (sample, random) -> {
            int dx = random.nextInt(-pixels, pixels + 1);
            int dy = random.nextInt(-pixels, pixels + 1);
            return Places.move(sample, (x, y, width, height) -> Places.inside(x + dx, y + dy, width, height));
        };
    }

    /** Turns events about the middle by up to so many degrees, drawn evenly; what leaves the image is lost. */
    static Transform rotate(double degrees) {
        return (sample, random) -> {
            double angle = Math.toRadians(random.nextDouble(-degrees, Math.nextUp(degrees)));
            double cos = Math.cos(angle);
            double sin = Math.sin(angle);
            return Places.move(sample, (x, y, width, height) -> {
                double cx = (width - 1) / 2.0;
                double cy = (height - 1) / 2.0;
                return Places.inside((int) Math.round(cx + (x - cx) * cos - (y - cy) * sin), (int) Math.round(cy + (x - cx) * sin + (y - cy) * cos), width, height);
            });
        };
    }

    /** Mirrors left and right with a probability, 0..1. */
    static Transform flipX(double probability) {
        return (sample, random) -> random.nextDouble() >= probability ? sample
                : Places.move(sample, (x, y, width, height) -> Places.inside(width - 1 - x, y, width, height));
    }

    /** Moves each event by up to so many steps, drawn evenly; what leaves the sample is lost. */
    static Transform jitter(int steps) {
        return (sample, random) -> {
            SpikeTensor spikes = Places.spikes(sample, "jitter");
            SpikeTensor.Builder moved = SpikeTensor.builder(spikes.shape(), spikes.steps());
            Places.each(spikes, (neuron, step) -> {
                int t = step + random.nextInt(-steps, steps + 1);
                if (t >= 0 && t < spikes.steps()) {
                    moved.set(neuron, t);
                }
            });
            return Sample.of(moved.build(), sample.label()).target(sample.target());
        };
    }

    /** Loses each event with a probability, 0..1. */
    static Transform drop(double probability) {
        return (sample, random) -> {
            SpikeTensor spikes = Places.spikes(sample, "drop");
            SpikeTensor.Builder kept = SpikeTensor.builder(spikes.shape(), spikes.steps());
            Places.each(spikes, (neuron, step) -> {
                if (random.nextDouble() >= probability) {
                    kept.set(neuron, step);
                }
            });
            return Sample.of(kept.build(), sample.label()).target(sample.target());
        };
    }

    /**
     * Fewer and wider steps: step t of a neuron holds the number of its spikes in the t-th part of the recording, {@code min(2^bits - 1, count)} as one spike of several bits. The parts
     * are equal to within a step: step s of S goes to part {@code floor(s steps / S)}. So a bit budget moves bits from time to spikes: {@code counts(16, 1)}, {@code counts(4, 4)},
     * {@code counts(1, 16)} of one recording.
     *
     * @param steps parts, 1 or more, at most the steps of the recording
     * @param bits width of a spike b_s, 1..16
     */
    static Transform counts(int steps, int bits) {
        Encoders.atLeastOne(steps);
        if (bits < 1 || bits > 16) {
            throw new IllegalArgumentException("counts: bits of a spike must be in 1..16, but was " + bits + ".");
        }
        return (sample, random) -> Encoders.counts(sample, steps, bits);
    }

    /**
     * A coarser image: a pixel spikes where one of the {@code factor x factor} pixels under it does.
     *
     * @param factor 1 or more; a rest at the right and the bottom makes a pixel of its own
     */
    static Transform downsample(int factor) {
        Encoders.atLeastOne(factor);
        return (sample, random) -> {
            SpikeTensor spikes = Places.spikes(sample, "downsample");
            Shape shape = spikes.shape();
            int height = (shape.size("y") + factor - 1) / factor;
            int width = (shape.size("x") + factor - 1) / factor;
            SpikeTensor.Builder coarse = SpikeTensor.builder(Shape.image(shape.size("channel"), height, width), spikes.steps());
            Places.each(spikes, (neuron, step) -> {
                int x = neuron % shape.size("x");
                int y = neuron / shape.size("x") % shape.size("y");
                int channel = neuron / (shape.size("x") * shape.size("y"));
                coarse.set((channel * height + y / factor) * width + x / factor, step);
            });
            return Sample.of(coarse.build(), sample.label()).target(sample.target());
        };
    }

    /**
     * Numbers of an image cut into square patches: a sequence of tokens, row by row, each with the numbers of a patch by channel, y and x.
     *
     * @param side of a patch in pixels, a divisor of height and width
     */
    static Transform patches(int side) {
        Encoders.atLeastOne(side);
        return (sample, random) -> Encoders.patches(sample, side);
    }
}
