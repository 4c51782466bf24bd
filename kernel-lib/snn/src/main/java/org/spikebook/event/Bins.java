package org.spikebook.event;

import java.util.Locale;
import java.util.Objects;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;

/**
 * A recording divided into time steps, ready to become spikes: {@code events.bin(Duration.ofMillis(1)).spikes()}. Axes of what comes out:
 * {@code channel, y, x} over steps, channel 0 OFF, 1 ON, or one channel after {@link #mergePolarities()}.
 */
public final class Bins {

    private final Events events;
    private final int steps;
    private final long length;      // of a step in microseconds, or 0: duration / steps
    private final boolean merged;

    private Bins(Events events, int steps, long length, boolean merged) {
        this.events = events;
        this.steps = steps;
        this.length = length;
        this.merged = merged;
    }

    static Bins ofLength(Events events, long length) {
        if (length < 1) {
            throw new IllegalArgumentException("bin: step must be longer than 0, but was " + length
                    + " us. Maybe Duration.ofMillis(1).");
        }
        long steps = (events.durationMicros() - 1) / length + 1;
        if (steps > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("bin: steps of " + length + " us make " + steps + " steps of " + events
                    + ", but at most 2^31 - 1 fit. Maybe longer steps, or slice(...) first.");
        }
        return new Bins(events, (int) steps, length, false);
    }

    static Bins ofCount(Events events, int steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("bin: steps must be at least 1, but was " + steps);
        }
        Math.multiplyExact(events.durationMicros(), steps);     // so that no product below overflows
        return new Bins(events, steps, 0, false);
    }

    /** The same steps, with ON and OFF events in one channel. */
    public Bins mergePolarities() {
        return new Bins(events, steps, length, true);
    }

    /** Number of steps. */
    public int steps() {
        return steps;
    }

    /** Channels (1 or 2), rows and columns of what comes out. */
    public Shape shape() {
        return Shape.image(merged ? 1 : 2, events.height(), events.width());
    }

    /** Binary spikes: 1 where at least one event falls in the step (the OR of its events). */
    public SpikeTensor spikes() {
        var spikes = SpikeTensor.builder(shape(), steps);
        for (int i = 0; i < events.size(); i++) {
            spikes.set(neuron(i), step(i));
        }
        return spikes.build();
    }

    /**
     * Frames: the number of events in the step, in as many bit planes as the largest one needs.
     *
     * @throws IllegalArgumentException if a count exceeds 16 bits
     */
    public SpikeTensor counts() {
        Shape shape = shape();
        int[] counts = new int[shape.size()];
        int most = 1;
        for (int from = 0; from < events.size();) {
            int to = endOfStep(from);
            for (int i = from; i < to; i++) {
                most = Math.max(most, ++counts[neuron(i)]);
            }
            for (int i = from; i < to; i++) {
                counts[neuron(i)] = 0;
            }
            from = to;
        }
        int planes = 32 - Integer.numberOfLeadingZeros(most);
        if (planes > SpikeTensor.MAX_PLANES) {
            throw new IllegalArgumentException("counts: a pixel has " + most + " events in one step, but a spike holds at most "
                    + ((1 << SpikeTensor.MAX_PLANES) - 1) + ". Maybe shorter steps.");
        }
        var frames = SpikeTensor.builder(shape, steps).planes(planes);
        for (int from = 0; from < events.size();) {
            int to = endOfStep(from);
            for (int i = from; i < to; i++) {
                int neuron = neuron(i);
                frames.set(neuron, step(i), ++counts[neuron]);    // the last of a pixel's events leaves the full count
            }
            for (int i = from; i < to; i++) {
                counts[neuron(i)] = 0;
            }
            from = to;
        }
        return frames.build();
    }

    /** End of the run of events that share the step of event {@code from}; events are in the order of time. */
    private int endOfStep(int from) {
        int to = from + 1;
        while (to < events.size() && step(to) == step(from)) {
            to++;
        }
        return to;
    }

    private int neuron(int event) {
        int channel = merged ? 0 : events.polarity(event);
        return (channel * events.height() + events.y(event)) * events.width() + events.x(event);
    }

    private int step(int event) {
        long time = events.micros(event);
        return (int) (length > 0 ? time / length : time * steps / events.durationMicros());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bins that && steps == that.steps && length == that.length && merged == that.merged
                && events.equals(that.events);
    }

    @Override
    public int hashCode() {
        return Objects.hash(events, steps, length, merged);
    }

    /** For example {@code Bins[channel=2 x y=34 x x=34], 308 steps of 1.000 ms}. */
    @Override
    public String toString() {
        double micros = length > 0 ? length : (double) events.durationMicros() / steps;
        return String.format(Locale.ROOT, "Bins%s, %d steps of %.3f ms", shape(), steps, micros / 1e3);
    }
}
