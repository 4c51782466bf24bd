package org.spikebook.session.magic;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.spikebook.lab.magic.LineMagic;
import org.spikebook.lab.magic.MagicContext;

/** {@code %classpath}, also {@code %jars}: adds jars and folders of classes. */
public sealed class ClasspathMagic implements LineMagic permits JarsMagic {

    @Override
    public String name() {
        return "classpath";
    }

    @Override
    public String help() {
        return "PATH...: adds jars and folders of classes; * and ? in the last part of a path stand for any characters";
    }

    @Override
    public Optional<Object> run(String arguments, MagicContext context) throws IOException {
        List<Path> paths = new ArrayList<>();
        for (String part : arguments.split("[\\s" + File.pathSeparator + "]+")) {
            if (!part.isEmpty()) {
                paths.addAll(matching(context.directory(), part));
            }
        }
        if (paths.isEmpty()) {
            throw new IllegalArgumentException(name() + ": needs a path. Maybe %" + name() + " lib/*.jar.");
        }
        context.addToClassPath(paths);
        return Optional.empty();
    }

    private static List<Path> matching(Path directory, String part) throws IOException {
        if (!part.contains("*") && !part.contains("?")) {
            return List.of(Path.of(part));
        }
        int slash = part.lastIndexOf('/');
        Path folder = directory.resolve(slash < 0 ? "" : part.substring(0, slash + 1)).toAbsolutePath().normalize();
        var matcher = FileSystems.getDefault().getPathMatcher("glob:" + part.substring(slash + 1));
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("class path: folder '" + folder + "' must exist");
        }
        try (var files = Files.list(folder)) {
            List<Path> found = files.filter(file -> matcher.matches(file.getFileName())).sorted().toList();
            if (found.isEmpty()) {
                throw new IllegalArgumentException("class path: '" + part + "' must match a file, but " + folder + " holds "
                        + Arrays.toString(Optional.ofNullable(folder.toFile().list()).orElse(new String[0])));
            }
            return found;
        }
    }
}
