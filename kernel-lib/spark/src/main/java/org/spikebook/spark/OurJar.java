package org.spikebook.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.spikebook.accelerator.Accelerator;
import org.spikebook.lab.sweep.Sweep;
import org.spikebook.spike.SpikeTensor;
import org.spikebook.training.Trainer;

/** All of Spikebook that computes points, as one jar: what executors get. Libraries beyond ours they have: those of Spark. */
final class OurJar {

    /** One class of each module that points need. */
    private static final List<Class<?>> MODULES = List.of(SpikeTensor.class, Accelerator.class, Trainer.class, Sweep.class, SparkEngine.class);

    private OurJar() {
    }

    /** Packs the modules from wherever this process has them, jars or folders, into a temporary file that goes with the process. */
    static Path pack() {
        try {
            Path jar = Files.createTempFile("spikebook-", ".jar");
            jar.toFile().deleteOnExit();
            var names = new HashSet<String>();
            try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
                for (Class<?> module : MODULES) {
                    Path from = Path.of(module.getProtectionDomain().getCodeSource().getLocation().toURI());
                    if (Files.isDirectory(from)) {
                        add(from, names, out);
                    } else {
                        try (FileSystem inside = FileSystems.newFileSystem(from)) {
                            add(inside.getPath("/"), names, out);
                        }
                    }
                }
            }
            return jar;
        } catch (IOException | URISyntaxException e) {
            throw new UncheckedIOException("spark: the jar for the executors cannot be written", e instanceof IOException io ? io : new IOException(e));
        }
    }

    private static void add(Path root, Set<String> names, JarOutputStream out) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(root)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            String name = root.relativize(file).toString().replace('\\', '/');
            if (!name.startsWith("META-INF/") && names.add(name)) {
                out.putNextEntry(new ZipEntry(name));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
    }
}
