package org.spikebook.event;

import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/**
 * A recording of an event camera: changes of brightness, each with a place {@code (x, y)}, a polarity (0 OFF: darker, 1 ON:
 * brighter) and a time in microseconds from the start of the recording. Immutable; events are in the order of time.
 */
public final class Events {

    /** Largest width and height, in pixels. */
    public static final int MAX_SIDE = 1 << 15;

    private final int width;
    private final int height;
    private final long duration;      // microseconds
    private final int[] places;       // polarity << 30 | y << 15 | x
    private final long[] micros;

    private Events(int width, int height, long duration, int[] places, long[] micros) {
        this.width = width;
        this.height = height;
        this.duration = duration;
        this.places = places;
        this.micros = micros;
    }

    /**
     * Reads an N-MNIST recording (Orchard et al. 2015, Front. Neurosci. 9:437): 34 x 34 pixels, about 300 ms.
     *
     * <p>No header; an event is 5 bytes: x, y, then 24 bits big-endian, of which the highest is the polarity and the other 23 are
     * the time in microseconds. Rules: the length is a multiple of 5 and not zero, x and y are in 0..33, times never decrease. The rows
     * y = 240 with which full-size ATIS recordings mark an overflow of the time counter do not occur at this size and are refused.
     * The recording lasts until just after its last event (last time + 1 microsecond).
     *
     * @throws MalformedFileException if a rule is broken
     * @throws java.io.UncheckedIOException if the file cannot be read
     */
    public static Events nMnist(Path path) {
        return NMnist.read(path);
    }

    /**
     * Writes the recording as N-MNIST does, see {@link #nMnist(Path)}; whole or not at all, replacing a file that exists. The format
     * has no place for the duration: read back, the recording ends with its last event.
     *
     * @throws IllegalArgumentException if it is not 34 x 34, has no event, or lasts longer than the 23 bits of a time can say (8.39 s)
     * @throws java.io.UncheckedIOException if the file cannot be written
     */
    public void writeNMnist(Path path) {
        NMnist.write(this, path);
    }

    /**
     * Reads the polarity events of an AEDAT 3.1 recording, as DVS128 Gesture has them (Amir et al. 2017, CVPR).
     *
     * <p>Header lines start with {@code #}, the first is {@code #!AER-DAT3.1}, the last {@code #!END-HEADER}. Then packets, all little-endian: a header of 28 bytes (type, source,
     * event size, place of the time in an event, overflows of the time, capacity, events, valid events), then events of 8 bytes: bit 0 valid, bit 1 polarity, bits 2 to 16 y, bits
     * 17 to 31 x, then 31 bits of time in microseconds. Packets of other types and events that are not valid are left out. Times are those of the camera's clock, to which labels
     * refer: {@link #slice} takes out a part.
     *
     * @param width pixels of the camera, 1..32768
     * @param height pixels of the camera, 1..32768
     * @throws MalformedFileException if a rule is broken
     * @throws java.io.UncheckedIOException if the file cannot be read
     */
    public static Events aedat(Path path, int width, int height) {
        return Aedat.read(path, width, height);
    }

    /**
     * A recording to fill, event by event.
     *
     * @param width pixels, 1..32768
     * @param height pixels, 1..32768
     */
    public static Builder builder(int width, int height) {
        return new Builder(width, height);
    }

    /** Pixels along x. */
    public int width() {
        return width;
    }

    /** Pixels along y. */
    public int height() {
        return height;
    }

    /** Number of events. */
    public int size() {
        return micros.length;
    }

    /** Length of the recording; every event's time lies below it. */
    public Duration duration() {
        return Duration.of(duration, ChronoUnit.MICROS);
    }

    /** Column of an event, 0..width - 1. */
    public int x(int event) {
        return places[event] & MAX_SIDE - 1;
    }

    /** Row of an event, 0..height - 1. */
    public int y(int event) {
        return places[event] >>> 15 & MAX_SIDE - 1;
    }

    /** Polarity of an event: 0 OFF (darker), 1 ON (brighter). */
    public int polarity(int event) {
        return places[event] >>> 30;
    }

    /** Time of an event in microseconds from the start of the recording, never less than that of the event before. */
    public long micros(int event) {
        return micros[event];
    }

    /**
     * The events from {@code from} (inclusive) to {@code to} (exclusive), times counted from {@code from}. Where {@code to} lies behind the end, the
     * rest is silence: {@code slice(Duration.ZERO, Duration.ofMillis(300))} makes any recording exactly 300 ms long.
     *
     * @throws IllegalArgumentException if {@code from} is negative, or not before {@code to}, or one is not a whole number of microseconds
     */
    public Events slice(Duration from, Duration to) {
        long start = micros("slice: from", from);
        long end = micros("slice: to", to);
        if (start < 0 || start >= end) {
            throw new IllegalArgumentException("slice: from must be at least 0 and less than to, but was " + start + " us with to = "
                    + end + " us");
        }
        int first = firstAt(start);
        int last = firstAt(end);
        long[] shifted = new long[last - first];
        for (int i = 0; i < shifted.length; i++) {
            shifted[i] = micros[first + i] - start;
        }
        return new Events(width, height, end - start, Arrays.copyOfRange(places, first, last), shifted);
    }

    /**
     * Divides the recording into steps of one length, the last one possibly shorter: the event at time {@code t} falls in step
     * {@code floor(t / step)}, of {@code ceil(duration / step)} steps.
     *
     * @param step length of a step, a whole number of microseconds, more than 0
     */
    public Bins bin(Duration step) {
        return Bins.ofLength(this, micros("bin: step", step));
    }

    /**
     * Divides the recording into that many steps of equal length: the event at time {@code t} falls in step
     * {@code floor(t * steps / duration)}.
     *
     * @param steps number of steps, 1 or more
     */
    public Bins bin(int steps) {
        return Bins.ofCount(this, steps);
    }

    /** Length of the recording in microseconds. */
    long durationMicros() {
        return duration;
    }

    /** Number of ON events. */
    private int on() {
        int on = 0;
        for (int place : places) {
            on += place >>> 30;
        }
        return on;
    }

    /** Number of the first event at that time or later. */
    private int firstAt(long time) {
        int low = 0;
        int high = micros.length;
        while (low < high) {
            int middle = low + high >>> 1;
            if (micros[middle] < time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static long micros(String what, Duration duration) {
        Objects.requireNonNull(duration, what);
        if (duration.getNano() % 1000 != 0) {
            throw new IllegalArgumentException(what + " must be a whole number of microseconds, but was " + duration
                    + ". Maybe " + Duration.ofNanos((duration.toNanos() + 999) / 1000 * 1000) + ".");
        }
        return Math.addExact(Math.multiplyExact(duration.getSeconds(), 1_000_000L), duration.getNano() / 1000);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Events that && width == that.width && height == that.height && duration == that.duration
                && Arrays.equals(places, that.places) && Arrays.equals(micros, that.micros);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Objects.hash(width, height, duration) + Arrays.hashCode(places)) + Arrays.hashCode(micros);
    }

    /** For example {@code Events[34x34, 4137 events (49.8 % ON) over 307.1 ms, 13.5 per ms]}. */
    @Override
    public String toString() {
        double millis = duration / 1e3;
        return String.format(Locale.ROOT, "Events[%dx%d, %d events%s over %.1f ms, %.1f per ms]", width, height, size(),
                size() == 0 ? "" : String.format(Locale.ROOT, " (%.1f %% ON)", 100.0 * on() / size()), millis, size() / millis);
    }

    /** Fills an {@link Events}; events are added in the order of time. */
    public static final class Builder {

        private final int width;
        private final int height;
        private int size;
        private int[] places = new int[1024];
        private long[] micros = new long[1024];

        private Builder(int width, int height) {
            if (width < 1 || width > MAX_SIDE || height < 1 || height > MAX_SIDE) {
                throw new IllegalArgumentException("events: width and height must be in 1.." + MAX_SIDE + ", but were " + width
                        + " and " + height);
            }
            this.width = width;
            this.height = height;
        }

        /**
         * Adds an event.
         *
         * @param x column, 0..width - 1
         * @param y row, 0..height - 1
         * @param polarity 0 OFF, 1 ON
         * @param time microseconds from the start, at least that of the event before
         */
        public Builder add(int x, int y, int polarity, long time) {
            if (x < 0 || x >= width) {
                throw new IllegalArgumentException("event " + size + ": x must be in 0.." + (width - 1) + ", but was " + x);
            }
            if (y < 0 || y >= height) {
                throw new IllegalArgumentException("event " + size + ": y must be in 0.." + (height - 1) + ", but was " + y);
            }
            if (polarity != 0 && polarity != 1) {
                throw new IllegalArgumentException("event " + size + ": polarity must be 0 (OFF) or 1 (ON), but was " + polarity
                        + (polarity == -1 ? ". Maybe 0 in place of -1." : ""));
            }
            long before = size == 0 ? 0 : micros[size - 1];
            if (time < before || time == Long.MAX_VALUE) {
                throw new IllegalArgumentException("event " + size + ": time must be at least " + before
                        + " us (that of the event before), but was " + time + " us. Maybe sort the events by time.");
            }
            if (size == places.length) {
                places = Arrays.copyOf(places, size * 2);
                micros = Arrays.copyOf(micros, size * 2);
            }
            places[size] = polarity << 30 | y << 15 | x;
            micros[size++] = time;
            return this;
        }

        /** The recording, which lasts until just after its last event. */
        public Events build() {
            if (size == 0) {
                throw new IllegalArgumentException("events: a recording without an event needs a length. Maybe build(duration).");
            }
            return build(micros[size - 1] + 1);
        }

        /**
         * The recording, of a given length.
         *
         * @param duration a whole number of microseconds, more than the time of the last event
         */
        public Events build(Duration duration) {
            return build(Events.micros("events: duration", duration));
        }

        private Events build(long duration) {
            long last = size == 0 ? 0 : micros[size - 1];
            if (duration <= last) {
                throw new IllegalArgumentException("events: duration must be more than " + last + " us"
                        + (size == 0 ? "" : " (the time of the last event)") + ", but was " + duration + " us");
            }
            return new Events(width, height, duration, Arrays.copyOf(places, size), Arrays.copyOf(micros, size));
        }
    }
}
