package org.spikebook.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Networks that come with Spikebook, and networks from JSON files. The presets have geometry and neurons but no weights: use
 * {@link Network#withRandomWeights} where they are to run.
 */
public final class Networks {

    private static final List<String> NAMES = List.of("dvs-gesture-medium", "dvs-gesture-large", "n-mnist");

    private Networks() {
    }

    /** DVSG-Medium of the SpikeX paper (Table II): 64 x 64 events of DVS128 Gesture, four convolutions, two dense layers, T = 300. */
    public static Network dvsGestureMedium() {
        return preset("dvs-gesture-medium");
    }

    /** DVSG-Large of the SpikeX paper (Table II): 32 x 32 events of DVS128 Gesture, three convolutions, two dense layers, T = 300. */
    public static Network dvsGestureLarge() {
        return preset("dvs-gesture-large");
    }

    /** The N-MNIST network of the SpikeX paper (Table II): 34 x 34 events, three convolutions, one dense layer, T = 30. */
    public static Network nMnist() {
        return preset("n-mnist");
    }

    /**
     * A network that comes with Spikebook, by the name of its file in {@code data/networks}.
     *
     * @throws IllegalArgumentException if there is none of that name; the message names the nearest
     */
    public static Network named(String name) {
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException("network '" + name + "' is not shipped." + Nearest.hint(name, NAMES) + " A file of yours goes by"
                    + " Networks.load(path).");
        }
        return preset(name);
    }

    /**
     * A network from a JSON file (see {@link Network#toJson}).
     *
     * @throws IllegalArgumentException if there is no such file or it does not describe a network; the message names the file
     */
    public static Network load(Path file) {
        try {
            return Network.fromJson(Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("file '" + file + "': " + e.getMessage(), e);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("file '" + file + "': not found. Maybe the path is relative to another folder; here is "
                    + Path.of("").toAbsolutePath(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("file '" + file + "': cannot be read", e);
        }
    }

    private static Network preset(String name) {
        String resource = "/org/spikebook/data/networks/" + name + ".json";
        try (InputStream in = Networks.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("resource '" + resource + "' is missing from the class path. Maybe rebuild.");
            }
            return Network.fromJson(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("resource '" + resource + "': cannot be read", e);
        }
    }
}
