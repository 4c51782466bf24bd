package org.spikebook.training;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.spikebook.event.WholeFile;

/** The whole state of a training between two epochs, in a file: a mark, a version, the content, its CRC-32; {@code structure} says of which network, one line a layer. */
record Checkpoint(String network, List<String> structure, Model.State state, Model.State best, int bestEpoch, List<Training.Epoch> curve) {

    private static final int MARK = 0x53504b43;     // "SPKC"
    private static final int VERSION = 2;

    Checkpoint {
        curve = List.copyOf(curve);
    }

    void write(Path file) {
        try {
            var bytes = new ByteArrayOutputStream();
            var out = new DataOutputStream(bytes);
            out.writeInt(MARK);
            out.writeInt(VERSION);
            out.writeUTF(network);
            out.writeInt(structure.size());
            for (String layer : structure) {
                out.writeUTF(layer);
            }
            write(out, state);
            write(out, best);
            out.writeInt(bestEpoch);
            out.writeInt(curve.size());
            for (Training.Epoch epoch : curve) {
                out.writeDouble(epoch.loss());
                out.writeDouble(epoch.accuracy());
                out.writeDouble(epoch.validationLoss());
                out.writeDouble(epoch.validationAccuracy());
                out.writeInt(epoch.rates().size());
                for (Map.Entry<String, Double> rate : epoch.rates().entrySet()) {
                    out.writeUTF(rate.getKey());
                    out.writeDouble(rate.getValue());
                }
            }
            var crc = new CRC32();
            crc.update(bytes.toByteArray());
            out.writeLong(crc.getValue());
            WholeFile.write("checkpoint", file, bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(DataOutputStream out, Model.State state) throws IOException {
        out.writeLong(state.steps());
        out.writeInt(state.arrays().size());
        for (Map.Entry<String, float[][]> entry : state.arrays().entrySet()) {
            out.writeUTF(entry.getKey());
            out.writeInt(entry.getValue()[0].length);
            for (float[] array : entry.getValue()) {
                for (float value : array) {
                    out.writeFloat(value);
                }
            }
        }
    }

    /**
     * The checkpoint of a file, if it is there.
     *
     * @param network name of what is trained
     * @param structure its layers, which must be those of the checkpoint
     * @throws IllegalArgumentException if the file is none, damaged, of another version or of another network; the message says which
     */
    static Optional<Checkpoint> read(Path file, String network, List<String> structure) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        byte[] bytes = WholeFile.read("checkpoint", file);
        String where = "checkpoint '" + file + "': ";
        try {
            var in = new DataInputStream(new ByteArrayInputStream(bytes));
            if (bytes.length < 16 || in.readInt() != MARK) {
                throw new IllegalArgumentException(where + "is none. Maybe another path.");
            }
            int version = in.readInt();
            if (version != VERSION) {
                throw new IllegalArgumentException(where + "is of version " + version + ", but this Spikebook reads " + VERSION + ". Maybe delete it to start anew.");
            }
            var crc = new CRC32();
            crc.update(bytes, 0, bytes.length - 8);
            if (new DataInputStream(new ByteArrayInputStream(bytes, bytes.length - 8, 8)).readLong() != crc.getValue()) {
                throw new IllegalArgumentException(where + "is damaged: its checksum does not fit. Maybe delete it to start anew.");
            }
            String name = in.readUTF();
            if (!name.equals(network)) {
                throw new IllegalArgumentException(where + "is of network '" + name + "', but '" + network + "' is trained. Maybe another path.");
            }
            var layers = new ArrayList<String>();
            for (int n = in.readInt(); layers.size() < n;) {
                layers.add(in.readUTF());
            }
            for (int i = 0; i < Math.max(layers.size(), structure.size()); i++) {
                String was = i < layers.size() ? layers.get(i) : "no layer";
                String is = i < structure.size() ? structure.get(i) : "no layer";
                if (!was.equals(is)) {
                    throw new IllegalArgumentException(where + "is of another network '" + name + "', which has '" + was + "' where this one has '" + is
                            + "'. Maybe another path, or delete it to start anew.");
                }
            }
            Model.State state = state(in);
            Model.State best = state(in);
            int bestEpoch = in.readInt();
            var curve = new ArrayList<Training.Epoch>();
            for (int epochs = in.readInt(); curve.size() < epochs;) {
                double[] numbers = {in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble()};
                var rates = new LinkedHashMap<String, Double>();
                for (int n = in.readInt(); rates.size() < n;) {
                    rates.put(in.readUTF(), in.readDouble());
                }
                curve.add(new Training.Epoch(numbers[0], numbers[1], numbers[2], numbers[3], rates));
            }
            return Optional.of(new Checkpoint(name, layers, state, best, bestEpoch, curve));
        } catch (IOException e) {
            throw new IllegalArgumentException(where + "ends too early. Maybe delete it to start anew.", e);
        }
    }

    private static Model.State state(DataInputStream in) throws IOException {
        long steps = in.readLong();
        var arrays = new LinkedHashMap<String, float[][]>();
        for (int n = in.readInt(); arrays.size() < n;) {
            String name = in.readUTF();
            float[][] three = new float[3][in.readInt()];
            for (float[] array : three) {
                for (int i = 0; i < array.length; i++) {
                    array[i] = in.readFloat();
                }
            }
            arrays.put(name, three);
        }
        return new Model.State(steps, arrays);
    }
}
