package org.spikebook.event;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The AEDAT 3.1 format, as written down at {@link Events#aedat(Path, int, int)}. */
final class Aedat {

    private static final String FORMAT = "AEDAT 3.1 recording";
    private static final int PACKET = 28;
    private static final int POLARITY = 1;

    private Aedat() {
    }

    static Events read(Path path, int width, int height) {
        byte[] bytes = WholeFile.read(FORMAT, path);
        int at = header(bytes, path);
        var events = Events.builder(width, height);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long before = 0;
        int found = 0;
        while (at < bytes.length) {
            if (at + PACKET > bytes.length) {
                throw new MalformedFileException(FORMAT, path, at, "a packet header takes 28 bytes, but " + (bytes.length - at) + " are left. Maybe a download was cut off.");
            }
            int type = buffer.getShort(at) & 0xFFFF;
            int size = buffer.getInt(at + 4);
            int timeAt = buffer.getInt(at + 8);
            long overflow = buffer.getInt(at + 12) & 0xFFFFFFFFL;
            int number = buffer.getInt(at + 20);
            if (size < 1 || number < 0 || (long) size * number > bytes.length - at - PACKET) {
                throw new MalformedFileException(FORMAT, path, at, "a packet promises " + number + " events of " + size + " bytes, but " + (bytes.length - at - PACKET)
                        + " bytes follow. Maybe a download was cut off.");
            }
            if (type == POLARITY && (size != 8 || timeAt != 4)) {
                throw new MalformedFileException(FORMAT, path, at + 4, "polarity events take 8 bytes with the time at 4, but here " + size + " with the time at " + timeAt + ".");
            }
            at += PACKET;
            for (int i = 0; i < number && type == POLARITY; i++) {
                int place = at + 8 * i;
                int data = buffer.getInt(place);
                if ((data & 1) == 0) {
                    continue;           // not valid
                }
                int y = data >>> 2 & 0x7FFF;
                int x = data >>> 17;
                if (x >= width || y >= height) {
                    throw new MalformedFileException(FORMAT, path, place, "pixels must be inside " + width + " x " + height + ", but one is (" + x + ", " + y
                            + "). Maybe the camera was another one.");
                }
                long time = (overflow << 31) + (buffer.getInt(place + 4) & 0xFFFFFFFFL);
                if (time < before) {
                    throw new MalformedFileException(FORMAT, path, place + 4, "times must not decrease, but " + time + " us follows " + before + " us.");
                }
                before = time;
                events.add(x, y, data >>> 1 & 1, time);
                found++;
            }
            at += size * number;
        }
        if (found == 0) {
            throw new MalformedFileException(FORMAT, path, bytes.length, "has no polarity event.");
        }
        return events.build();
    }

    /** Where the packets start: behind the lines that begin with #. */
    private static int header(byte[] bytes, Path path) {
        String magic = "#!AER-DAT3.1";
        if (bytes.length < magic.length() || !new String(bytes, 0, magic.length(), StandardCharsets.US_ASCII).equals(magic)) {
            throw new MalformedFileException(FORMAT, path, 0, "must start with '#!AER-DAT3.1'. Maybe it is AEDAT 2 or 4.");
        }
        int at = 0;
        while (at < bytes.length && bytes[at] == '#') {
            int end = at;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            String line = new String(bytes, at, end - at, StandardCharsets.US_ASCII);
            at = end + 1;
            if (line.startsWith("#!END-HEADER")) {
                return at;
            }
        }
        throw new MalformedFileException(FORMAT, path, Math.min(at, bytes.length), "the header must end with '#!END-HEADER'.");
    }
}
