package org.spikebook.network;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.spikebook.event.NpyArray;
import org.spikebook.event.WholeFile;

/** NumPy's archive of arrays: a zip file with one {@code .npy} entry for each; {@code numpy.load(file)["CONV1.weight"]}. */
final class Npz {

    private static final String SUFFIX = ".npy";

    private Npz() {
    }

    static void write(WeightArrays weights, Path file) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, Weights> entry : weights.arrays().entrySet()) {
                add(zip, entry.getKey() + SUFFIX, NpyArray.bytes(entry.getValue().raw(), entry.getValue().dims()));
            }
            if (weights.structure().isPresent()) {
                add(zip, WeightArrays.STRUCTURE, weights.structure().get().getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        WholeFile.write("npz archive", file, bytes.toByteArray());
    }

    private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
        var entry = new ZipEntry(name);
        entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));      // the same network, the same bytes
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    static WeightArrays read(Path file) {
        var arrays = new LinkedHashMap<String, Weights>();
        Optional<String> structure = Optional.empty();
        if (!Files.isRegularFile(file)) {
            WholeFile.read("npz archive", file);        // for its message
        }
        try (var zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                byte[] content = content(zip, entry);
                if (entry.getName().equals(WeightArrays.STRUCTURE)) {
                    structure = Optional.of(new String(content, StandardCharsets.UTF_8));
                } else if (entry.getName().endsWith(SUFFIX)) {
                    NpyArray array = NpyArray.parse(Path.of(file + "!" + entry.getName()), content);
                    arrays.put(entry.getName().substring(0, entry.getName().length() - SUFFIX.length()), weights(array));
                } else {
                    throw new IllegalArgumentException("entry '" + entry.getName() + "' is no array: its name must end with .npy");
                }
            }
        } catch (ZipException e) {
            throw new IllegalArgumentException("is not a whole zip archive (" + e.getMessage() + "). Maybe it is damaged or another format.", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("is damaged (" + e.getMessage() + ")", e);
        }
        return new WeightArrays(arrays, structure);
    }

    private static byte[] content(ZipFile zip, ZipEntry entry) throws IOException {
        byte[] content;
        try (InputStream in = zip.getInputStream(entry)) {
            content = in.readAllBytes();
        }
        var crc = new CRC32();
        crc.update(content);
        if (crc.getValue() != entry.getCrc()) {
            throw new ZipException("the checksum of entry '" + entry.getName() + "' does not fit");
        }
        return content;
    }

    private static Weights weights(NpyArray array) {
        double[] values = array.doubles();
        var floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        int[] shape = array.shape();
        return Weights.of(floats, shape.length == 0 ? new int[] {1} : shape);
    }
}
