package org.spikebook.training.data;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.spikebook.event.MalformedFileException;

/** Files of the MNIST family: a big-endian header of the number of axes and their sizes, then one unsigned byte a value; compressed if the name ends in .gz. */
final class Idx {

    private static final String FORMAT = "idx file";

    final int[] sizes;
    final byte[] values;

    private Idx(int[] sizes, byte[] values) {
        this.sizes = sizes;
        this.values = values;
    }

    static Idx read(Path path, int axes) {
        byte[] bytes = Packed.read(FORMAT, path);
        int header = 4 + 4 * axes;
        if (bytes.length < header) {
            throw new MalformedFileException(FORMAT, path, bytes.length, "the header takes " + header + " bytes, but the file has " + bytes.length + ". Maybe a download was cut off.");
        }
        var buffer = ByteBuffer.wrap(bytes);
        int magic = buffer.getInt();
        if (magic != (0x0800 | axes)) {
            throw new MalformedFileException(FORMAT, path, 0, String.format("must start with 0x%08x (unsigned bytes, %d axes), but starts with 0x%08x. Maybe images and labels are"
                    + " exchanged.", 0x0800 | axes, axes, magic));
        }
        int[] sizes = new int[axes];
        long count = 1;
        for (int a = 0; a < axes; a++) {
            sizes[a] = buffer.getInt();
            if (sizes[a] < 1) {
                throw new MalformedFileException(FORMAT, path, 4 + 4L * a, "sizes must be 1 or more, but axis " + a + " has " + sizes[a] + ".");
            }
            count = Math.multiplyExact(count, sizes[a]);
        }
        if (bytes.length - header != count) {
            throw new MalformedFileException(FORMAT, path, header, "the header promises " + count + " values, but " + (bytes.length - header)
                    + " bytes follow. Maybe a download was cut off.");
        }
        byte[] values = new byte[(int) count];
        buffer.get(values);
        return new Idx(sizes, values);
    }
}
