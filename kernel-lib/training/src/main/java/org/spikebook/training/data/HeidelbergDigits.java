package org.spikebook.training.data;

import io.jhdf.HdfFile;
import io.jhdf.exceptions.HdfException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.spikebook.event.MalformedFileException;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;

/** Spiking Heidelberg Digits: an HDF5 file with {@code /spikes/times} in seconds, {@code /spikes/units} and {@code /labels}, an entry a recording; possibly compressed by gzip. */
final class HeidelbergDigits {

    static final int CHANNELS = 700;
    private static final String FORMAT = "SHD file";

    private HeidelbergDigits() {
    }

    static Dataset read(String name, Path path, int steps, double seconds) {
        Path plain = path;
        boolean packed = path.getFileName().toString().endsWith(".gz");
        try {
            if (packed) {
                plain = Files.createTempFile("spikebook", ".h5");
                try (var in = new GZIPInputStream(Files.newInputStream(path)); var out = Files.newOutputStream(plain)) {
                    in.transferTo(out);
                }
            }
            try (HdfFile file = new HdfFile(plain)) {
                return read(name, path, file, steps, seconds);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(FORMAT + " '" + path + "': cannot be read: " + e.getMessage(), e);
        } catch (HdfException e) {
            throw new MalformedFileException(FORMAT, path, 0, "is not what SHD has (" + e.getMessage() + "). Maybe a download was cut off.");
        } finally {
            if (packed && plain != path) {
                try {
                    Files.deleteIfExists(plain);
                } catch (IOException e) {
                    plain.toFile().deleteOnExit();
                }
            }
        }
    }

    private static Dataset read(String name, Path path, HdfFile file, int steps, double seconds) {
        Object times = entry(file, path, "/spikes/times");
        Object units = entry(file, path, "/spikes/units");
        Object labels = entry(file, path, "/labels");
        int count = Array.getLength(labels);
        if (Array.getLength(times) != count || Array.getLength(units) != count) {
            throw new MalformedFileException(FORMAT, path, 0, "times, units and labels must have an entry a recording, but have " + Array.getLength(times) + ", "
                    + Array.getLength(units) + " and " + count + ".");
        }
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Object t = Array.get(times, i);
            Object u = Array.get(units, i);
            SpikeTensor.Builder spikes = SpikeTensor.builder(Shape.features(CHANNELS), steps);
            for (int e = 0; e < Array.getLength(t); e++) {
                int unit = ((Number) Array.get(u, e)).intValue();
                double time = ((Number) Array.get(t, e)).doubleValue();
                if (unit < 0 || unit >= CHANNELS || !(time >= 0)) {
                    throw new MalformedFileException(FORMAT, path, 0, "recording " + i + " has a spike of channel " + unit + " at " + time + " s, but channels are 0..699 and times 0 or"
                            + " more.");
                }
                int step = (int) (time / seconds * steps);
                if (step < steps) {
                    spikes.set(unit, step);
                }
            }
            samples.add(Sample.of(spikes.build(), ((Number) Array.get(labels, i)).intValue()));
        }
        List<String> classes = List.of("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "null", "eins", "zwei", "drei", "vier", "fuenf", "sechs",
                "sieben", "acht", "neun");
        return Dataset.of(name, classes, samples.stream().mapToInt(Sample::label).toArray(), samples::get);
    }

    private static Object entry(HdfFile file, Path path, String name) {
        io.jhdf.api.Dataset found = file.getDatasetByPath(name);
        Object data = found.getData();
        if (data == null || !data.getClass().isArray()) {
            throw new MalformedFileException(FORMAT, path, 0, "'" + name + "' must be an array, but is " + found.getJavaType() + ".");
        }
        return data;
    }
}
