package org.spikebook.event;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;

/**
 * An array from a NumPy {@code .npy} file: a shape and its elements, the last axis fastest (C order). Immutable.
 *
 * <pre>{@code
 * SpikeTensor spikes = NpyArray.read(Path.of("vgg9_cifar10/conv2d_1.npy")).spikes();   // first axis: time step
 * NpyArray weights = NpyArray.read(Path.of("dense/weight.npy"));                       // weights.shape(), weights.ints()
 * }</pre>
 */
public final class NpyArray {

    // Read by ourselves: the small libraries for this format (org.openlca:npy, org.jetbrains.bio:npy) do not say which byte of a broken
    // file is wrong, and the second brings the Kotlin library along.

    private static final String FORMAT = "npy array";
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern ENTRY = Pattern.compile(
            "\\s*(?:'(\\w+)'|\"(\\w+)\")\\s*:\\s*('[^']*'|\"[^\"]*\"|True|False|\\([^()]*\\)|\\[.*\\])\\s*(,|(?=\\}))", Pattern.DOTALL);
    private static final Pattern SHAPE = Pattern.compile("\\(\\s*(?:\\d+\\s*,\\s*)*(?:\\d+\\s*)?\\)");

    /** Type of an element as the file stores it, little-endian. */
    public enum Type {
        /** {@code |b1}: one byte, 0 or 1. */
        BOOL("|b1", 1),
        /** {@code |i1}: -128..127. */
        INT8("|i1", 1),
        /** {@code |u1}: 0..255. */
        UINT8("|u1", 1),
        /** {@code <i4}: 32-bit two's complement. */
        INT32("<i4", 4),
        /** {@code <i8}: 64-bit two's complement. */
        INT64("<i8", 8),
        /** {@code <f4}: IEEE 754 binary32. */
        FLOAT32("<f4", 4),
        /** {@code <f8}: IEEE 754 binary64. */
        FLOAT64("<f8", 8);

        private final String code;
        private final int bytes;

        Type(String code, int bytes) {
            this.code = code;
            this.bytes = bytes;
        }

        /** NumPy's name, for example {@code "<f4"}. */
        public String code() {
            return code;
        }
    }

    private final Path path;
    private final Type type;
    private final int[] shape;
    private final int size;
    private final ByteBuffer data;      // little-endian, from the first element on

    private NpyArray(Path path, Type type, int[] shape, int size, ByteBuffer data) {
        this.path = path;
        this.type = type;
        this.shape = shape;
        this.size = size;
        this.data = data;
    }

    /**
     * Reads a file of format version 1.0 or 2.0 (numpy.lib.format): C order, of one of the types of {@link Type}.
     *
     * @throws MalformedFileException if it is something else, shorter or longer than its header says, or a boolean is neither 0 nor 1
     * @throws java.io.UncheckedIOException if it cannot be read
     */
    public static NpyArray read(Path path) {
        return parse(path, WholeFile.read(FORMAT, path));
    }

    /**
     * Reads the bytes of a file, such as an entry of an archive.
     *
     * @param path what messages call it
     * @throws MalformedFileException as {@link #read}
     */
    public static NpyArray parse(Path path, byte[] bytes) {
        if (bytes.length < 10 || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new MalformedFileException(FORMAT, path, 0, "must begin with \\x93NUMPY and a version, but "
                    + (bytes.length < 10 ? "has only " + bytes.length + " bytes" : "begins otherwise")
                    + ". Maybe it is an .npz archive or a pickle, which are not read here.");
        }
        int major = bytes[6];
        if (major != 1 && major != 2 || bytes[7] != 0) {
            throw new MalformedFileException(FORMAT, path, 6, "format version must be 1.0 or 2.0, but was " + major + "." + bytes[7]
                    + ". Maybe save it again with numpy.save.");
        }
        var buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int start = major == 1 ? 10 : 12;
        long length = major == 1 ? buffer.getShort(8) & 0xFFFF : bytes.length < 12 ? Long.MAX_VALUE : buffer.getInt(8) & 0xFFFFFFFFL;
        if (length > bytes.length - start) {
            throw new MalformedFileException(FORMAT, path, 8, "the header reaches beyond the end of the file (" + bytes.length
                    + " bytes). Maybe a download was cut off.");
        }
        int from = start + (int) length;
        String header = new String(bytes, start, (int) length, StandardCharsets.ISO_8859_1);
        return new HeaderReader(path, start, header).read(buffer, from);
    }

    /**
     * Writes binary spikes as booleans, {@code |b1}, first axis the time step, then those of the spikes' shape; {@link #spikes()} reads them again.
     * The file is written whole or not at all.
     *
     * @throws IllegalArgumentException if the spikes have more than one plane
     */
    public static void write(SpikeTensor spikes, Path path) {
        if (spikes.planes() != 1) {
            throw new IllegalArgumentException("npy array '" + path + "': spikes must be binary, but have " + spikes.planes() + " planes. Maybe any().");
        }
        var axes = spikes.shape().axes().stream().map(axis -> Integer.toString(axis.size())).collect(Collectors.joining(", "));
        int neurons = spikes.neurons();
        byte[] bytes = withHeader("|b1", spikes.steps() + ", " + axes, Math.multiplyExact(spikes.steps(), neurons));
        int length = bytes.length - spikes.steps() * neurons;
        for (int n = 0; n < neurons; n++) {
            for (int w = 0; w < spikes.wordsPerNeuron(); w++) {
                for (long bits = spikes.word(n, w); bits != 0; bits &= bits - 1) {
                    bytes[length + (64 * w + Long.numberOfTrailingZeros(bits)) * neurons + n] = 1;
                }
            }
        }
        WholeFile.write(FORMAT, path, bytes);
    }

    /**
     * The bytes of a file of 32-bit floats, {@code <f4}.
     *
     * @param values the last axis fastest
     * @param shape sizes of the axes, slowest first; their product is the number of values
     */
    public static byte[] bytes(float[] values, int... shape) {
        if (Arrays.stream(shape).reduce(1, Math::multiplyExact) != values.length) {
            throw new IllegalArgumentException("npy array: axes " + Arrays.toString(shape) + " do not hold " + values.length + " values");
        }
        String axes = Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(", ")) + (shape.length == 1 ? "," : "");
        byte[] bytes = withHeader(Type.FLOAT32.code, axes, Math.multiplyExact(4, values.length));
        ByteBuffer.wrap(bytes, bytes.length - 4 * values.length, 4 * values.length).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
        return bytes;
    }

    /** A file whose data are all 0; they begin at a multiple of 64 bytes. */
    private static byte[] withHeader(String type, String axes, int data) {
        String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + axes + "), }";
        int length = (MAGIC.length + 4 + header.length() + 1 + 63) / 64 * 64;
        byte[] bytes = new byte[Math.addExact(length, data)];
        var buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        buffer.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (length - MAGIC.length - 4)).put(header.getBytes(StandardCharsets.ISO_8859_1));
        Arrays.fill(bytes, buffer.position(), length - 1, (byte) ' ');
        bytes[length - 1] = '\n';
        return bytes;
    }

    /** The file it came from. */
    public Path path() {
        return path;
    }

    /** Type of an element in the file. */
    public Type type() {
        return type;
    }

    /** Sizes of the axes, slowest first; empty for a single number. */
    public int[] shape() {
        return shape.clone();
    }

    /** Number of elements. */
    public int size() {
        return size;
    }

    /**
     * All elements as integers, in C order, exactly.
     *
     * @throws IllegalArgumentException if an element is not a whole number in the range of an {@code int}
     */
    public int[] ints() {
        int[] ints = new int[size];
        for (int i = 0; i < size; i++) {
            ints[i] = whole(i);
        }
        return ints;
    }

    /**
     * All elements as doubles, in C order, exactly.
     *
     * @throws IllegalArgumentException if an integer needs more than the 53 bits of a double
     */
    public double[] doubles() {
        double[] doubles = new double[size];
        for (int i = 0; i < size; i++) {
            doubles[i] = real(i);
        }
        return doubles;
    }

    /**
     * The elements as binary spikes: the first axis is the time step, the others are, in this order, {@code channel, y, x} (four axes in
     * all), {@code token, feature} (three) or {@code feature} (two).
     *
     * <p>Recorded traces may hold, under a layer's name, the analog input of a directly encoded image in place of spikes: a tensor
     * that is true everywhere ({@code rate() == 1}). Leave such a tensor out of statistics on spikes.
     *
     * @throws IllegalArgumentException if there are other numbers of axes, an axis is 0, or an element is neither 0 nor 1
     */
    public SpikeTensor spikes() {
        Shape neurons = switch (shape.length) {
            case 2 -> Shape.features(shape[1]);
            case 3 -> Shape.sequence(shape[1], shape[2]);
            case 4 -> Shape.image(shape[1], shape[2], shape[3]);
            default -> throw new IllegalArgumentException(this + ": spikes need 2 to 4 axes (time step, then feature; token, feature; or"
                    + " channel, y, x), but there are " + shape.length);
        };
        var spikes = SpikeTensor.builder(neurons, shape[0]);
        int count = neurons.size();
        for (int t = 0, i = 0; t < shape[0]; t++) {
            for (int n = 0; n < count; n++, i++) {
                int value = whole(i);
                if ((value & 1) != value) {
                    throw new IllegalArgumentException(this + ": a spike must be 0 or 1, but element " + i + " (step " + t + ", neuron "
                            + n + ") is " + value);
                }
                if (value == 1) {
                    spikes.set(n, t);
                }
            }
        }
        return spikes.build();
    }

    private int whole(int i) {
        switch (type) {
            case BOOL, UINT8 -> {
                return data.get(i) & 0xFF;
            }
            case INT8 -> {
                return data.get(i);
            }
            case INT32 -> {
                return data.getInt(4 * i);
            }
            case INT64 -> {
                long value = data.getLong(8 * i);
                if (value == (int) value) {
                    return (int) value;
                }
                throw new IllegalArgumentException(this + ": element " + i + " must fit 32 bits, but was " + value
                        + ". Maybe doubles().");
            }
            default -> {
                double value = real(i);
                if (value == (int) value) {
                    return (int) value;
                }
                throw new IllegalArgumentException(this + ": element " + i + " must be a whole number of 32 bits, but was " + value
                        + ". Maybe doubles().");
            }
        }
    }

    private double real(int i) {
        return switch (type) {
            case BOOL, INT8, UINT8, INT32 -> whole(i);
            case FLOAT32 -> data.getFloat(4 * i);
            case FLOAT64 -> data.getDouble(8 * i);
            case INT64 -> {
                long value = data.getLong(8 * i);
                if (value != (long) (double) value || value == Long.MAX_VALUE) {
                    throw new IllegalArgumentException(this + ": element " + i + " must be exact as a double (53 bits), but was " + value);
                }
                yield value;
            }
        };
    }

    /** For example {@code NpyArray[4 x 64 x 32 x 32 of |b1 from conv2d_1.npy]}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "NpyArray[%s of %s from %s]", shape.length == 0 ? "one element"
                : Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(" x ")), type.code, path.getFileName());
    }

    /** The header: a Python dictionary with the keys descr, fortran_order and shape. */
    private static final class HeaderReader {

        private final Path path;
        private final int start;
        private final String header;
        private int at;
        private Type type;
        private int[] shape;
        private boolean order;

        HeaderReader(Path path, int start, String header) {
            this.path = path;
            this.start = start;
            this.header = header;
        }

        NpyArray read(ByteBuffer file, int from) {
            entries();
            if (type == null || shape == null || !order) {
                throw broken(0, "the header must have the keys 'descr', 'fortran_order' and 'shape', but is " + header.strip());
            }
            long size = 1;
            for (int axis : shape) {
                size = Math.min(size * axis, Integer.MAX_VALUE + 1L);
            }
            long need = size * type.bytes;
            long have = file.limit() - from;
            if (have < need) {
                throw new MalformedFileException(FORMAT, path, file.limit(), "the file ends after " + have + " bytes of data, but "
                        + Arrays.toString(shape) + " of " + type.code + " takes " + (size > Integer.MAX_VALUE ? "more than 2^31" : need)
                        + ". Maybe a download was cut off.");
            }
            if (have > need) {
                throw new MalformedFileException(FORMAT, path, from + need, Arrays.toString(shape) + " of " + type.code + " takes " + need
                        + " bytes, but " + (have - need) + " more follow. Maybe two files were joined.");
            }
            if (type == Type.BOOL) {
                for (int i = from; i < file.limit(); i++) {
                    if (file.get(i) != 0 && file.get(i) != 1) {
                        throw new MalformedFileException(FORMAT, path, i, "a boolean must be 0 or 1, but was " + (file.get(i) & 0xFF)
                                + " (element " + (i - from) + "). Maybe the file is damaged.");
                    }
                }
            }
            return new NpyArray(path, type, shape, (int) size, file.position(from).slice().order(ByteOrder.LITTLE_ENDIAN));
        }

        private void entries() {
            int open = header.indexOf('{');
            int close = header.lastIndexOf('}');
            if (open < 0 || close < open || !header.substring(0, open).isBlank() || !header.substring(close + 1).isBlank()) {
                throw broken(0, "the header must be a dictionary in braces, but is '" + header.strip() + "'");
            }
            at = open + 1;
            Matcher entry = ENTRY.matcher(header);
            while (!header.substring(at, close).isBlank()) {
                if (!entry.region(at, close + 1).lookingAt()) {
                    throw broken(at, "the header must hold 'key': value pairs, but goes on with '" + header.substring(at, close).strip()
                            + "'");
                }
                String key = Objects.requireNonNullElse(entry.group(1), entry.group(2));
                value(key, entry.group(3), entry.start(3));
                at = entry.end();
            }
        }

        private void value(String key, String value, int where) {
            switch (key) {
                case "descr" -> {
                    String code = value.substring(1, value.length() - 1);
                    type = Arrays.stream(Type.values()).filter(t -> t.code.equals(code)).findFirst()
                            .orElseThrow(() -> broken(where, "type must be one of "
                                    + Arrays.stream(Type.values()).map(Type::code).toList() + ", but was " + value
                                    + ". Maybe convert it with astype before numpy.save."));
                }
                case "fortran_order" -> {
                    if (!value.equals("False")) {
                        throw broken(where, "elements must be in C order (fortran_order False), but fortran_order is " + value
                                + ". Maybe save numpy.ascontiguousarray(a).");
                    }
                    order = true;
                }
                case "shape" -> {
                    if (!SHAPE.matcher(value).matches()) {
                        throw broken(where, "shape must be a tuple of sizes, but was " + value);
                    }
                    String[] sizes = value.substring(1, value.length() - 1).split(",");
                    shape = new int[(int) Arrays.stream(sizes).filter(s -> !s.isBlank()).count()];
                    for (int i = 0; i < shape.length; i++) {
                        try {
                            shape[i] = Integer.parseInt(sizes[i].strip());
                        } catch (NumberFormatException e) {
                            throw broken(where, "an axis must be at most 2^31 - 1 long, but shape is " + value);
                        }
                    }
                }
                default -> throw broken(at, "the header must have the keys 'descr', 'fortran_order' and 'shape' only, but has '" + key
                        + "'");
            }
        }

        private MalformedFileException broken(int position, String problem) {
            return new MalformedFileException(FORMAT, path, (long) start + position, problem);
        }
    }
}
