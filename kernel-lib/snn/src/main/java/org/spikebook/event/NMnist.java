package org.spikebook.event;

import java.nio.file.Path;

/** The N-MNIST format, as written down at {@link Events#nMnist(Path)}. */
final class NMnist {

    static final int SIDE = 34;

    private static final String FORMAT = "N-MNIST recording";
    private static final int BYTES = 5;
    private static final long LAST_TIME = (1 << 23) - 1;
    private static final int ATIS_OVERFLOW_ROW = 240;

    private NMnist() {
    }

    static Events read(Path path) {
        byte[] bytes = WholeFile.read(FORMAT, path);
        if (bytes.length == 0) {
            throw new MalformedFileException(FORMAT, path, 0, "the file is empty. Maybe a download was cut off.");
        }
        int rest = bytes.length % BYTES;
        if (rest != 0) {
            throw new MalformedFileException(FORMAT, path, bytes.length - rest, "an event takes 5 bytes, but the file ends after "
                    + rest + " of them (" + bytes.length + " bytes in all). Maybe a download was cut off.");
        }
        var events = Events.builder(SIDE, SIDE);
        long before = 0;
        for (int at = 0; at < bytes.length; at += BYTES) {
            int x = bytes[at] & 0xFF;
            int y = bytes[at + 1] & 0xFF;
            int polarity = (bytes[at + 2] & 0x80) >>> 7;
            long time = (bytes[at + 2] & 0x7F) << 16 | (bytes[at + 3] & 0xFF) << 8 | bytes[at + 4] & 0xFF;
            if (y == ATIS_OVERFLOW_ROW) {
                throw new MalformedFileException(FORMAT, path, at + 1, "y is 240, the mark of a time overflow in full-size ATIS"
                        + " recordings, but y must be in 0..33. Maybe this is not N-MNIST but a data set of the same format and"
                        + " larger size.");
            }
            if (x >= SIDE) {
                throw new MalformedFileException(FORMAT, path, at, "x must be in 0..33, but was " + x + " (event " + at / BYTES
                        + "). " + HINT);
            }
            if (y >= SIDE) {
                throw new MalformedFileException(FORMAT, path, at + 1, "y must be in 0..33, but was " + y + " (event " + at / BYTES
                        + "). " + HINT);
            }
            if (time < before) {
                throw new MalformedFileException(FORMAT, path, at + 2, "times must not decrease, but event " + at / BYTES + " is at "
                        + time + " us, after one at " + before + " us. " + HINT);
            }
            before = time;
            events.add(x, y, polarity, time);
        }
        return events.build();
    }

    private static final String HINT = "Maybe bytes are missing before it, or this is not an N-MNIST file.";

    static void write(Events events, Path path) {
        if (events.width() != SIDE || events.height() != SIDE) {
            throw new IllegalArgumentException(FORMAT + " '" + path + "': must be 34 x 34 pixels, but the events are "
                    + events.width() + " x " + events.height());
        }
        if (events.size() == 0) {
            throw new IllegalArgumentException(FORMAT + " '" + path + "': needs at least one event, but there is none");
        }
        long last = events.micros(events.size() - 1);
        if (last > LAST_TIME) {
            throw new IllegalArgumentException(FORMAT + " '" + path + "': times must be in 0.." + LAST_TIME
                    + " us (23 bits), but the last one is " + last + " us. Maybe slice(...) the recording.");
        }
        byte[] bytes = new byte[Math.multiplyExact(events.size(), BYTES)];
        for (int i = 0, at = 0; i < events.size(); i++, at += BYTES) {
            long time = events.micros(i);
            bytes[at] = (byte) events.x(i);
            bytes[at + 1] = (byte) events.y(i);
            bytes[at + 2] = (byte) (events.polarity(i) << 7 | time >>> 16);
            bytes[at + 3] = (byte) (time >>> 8);
            bytes[at + 4] = (byte) time;
        }
        WholeFile.write(FORMAT, path, bytes);
    }
}
