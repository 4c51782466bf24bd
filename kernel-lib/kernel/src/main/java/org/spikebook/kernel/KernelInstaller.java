package org.spikebook.kernel;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.spikebook.spark.SparkEngine;

/**
 * Makes the kernel known to Jupyter, without Python: a folder with {@code kernel.json}, logos, and copies of the jars, so that a
 * running kernel does not mind a rebuild. Then the kernel is started once, which proves that it works and gives an archive of loaded
 * classes (AppCDS) that makes later starts quicker.
 *
 * <pre>{@code
 * var kernels = KernelInstaller.userFolder(System.getenv());
 * Path spec = new KernelInstaller(kernels, "spikebook").heap("4g").install(System.out::println);
 * }</pre>
 */
public final class KernelInstaller {

    private static final String JSON = "kernel.json";
    private static final String ARCHIVE = "classes.jsa";
    private static final String START = "start.sh";
    private static final Path SHELL = Path.of("/bin/sh");
    /** The training module computes with it where the JDK has it. */
    private static final String VECTOR = "jdk.incubator.vector";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int OLDEST_JAVA = 17;
    private static final long SAME_TIME = 1_700_000_000_000L;                // equal jars for equal classes

    /** What the training run does: the first things that users do. */
    private static final List<String> TRAINING = List.of("1 + 1", "int twice(int x) { return 2 * x; }\ntwice(21)",
            "System.out.println(List.of(1, 2, 3).stream().map(x -> x * x).toList())",
            "var table = Table.create(\"t\", DoubleColumn.create(\"x\", 1, 2), StringColumn.create(\"y\", \"a\", \"b\"));\ntable",
            "record P(int x) { }\nnew P(3)");

    private final Path kernels;
    private final String name;
    private final Path jdk;
    private final Optional<String> heap;
    private final List<Path> classPath;
    private final List<Path> sources;

    private KernelInstaller(Path kernels, String name, Path jdk, Optional<String> heap, List<Path> classPath, List<Path> sources) {
        this.kernels = kernels;
        this.name = name;
        this.jdk = jdk;
        this.heap = heap;
        this.classPath = classPath;
        this.sources = sources;
    }

    /**
     * An installer of this very program, on the JDK that runs it.
     *
     * @param kernels Jupyter's folder of kernels
     * @param name the kernel's name there: letters, digits, dots, dashes, underscores
     */
    public KernelInstaller(Path kernels, String name) {
        this(Objects.requireNonNull(kernels, "kernels"), checkedName(name), Path.of(System.getProperty("java.home")), Optional.empty(),
                paths(System.getProperty("spikebook.class.path", System.getProperty("java.class.path", ""))), sourcesOfCheckout());
    }

    /** The same with another JDK, 17 or newer, to run the kernel. */
    public KernelInstaller jdk(Path home) {
        var java = java(home);
        if (!Files.isExecutable(java)) {
            throw new IllegalArgumentException("jdk: " + home + " must hold bin/java, but does not. Maybe give the folder above bin.");
        }
        return new KernelInstaller(kernels, name, home.toAbsolutePath().normalize(), heap, classPath, sources);
    }

    /** The same with a limit of the heap, as {@code -Xmx} takes it, such as {@code 4g}. */
    public KernelInstaller heap(String size) {
        if (!size.matches("\\d+[kKmMgG]?")) {
            throw new IllegalArgumentException("heap: must be a number with k, m or g, but was '" + size + "'. Maybe 4g.");
        }
        return new KernelInstaller(kernels, name, jdk, Optional.of(size), classPath, sources);
    }

    /**
     * Jupyter's folder of the user's kernels: {@code kernels} in {@code JUPYTER_DATA_DIR} where that is set, else in the usual place of
     * the operating system.
     */
    public static Path userFolder(Map<String, String> environment) {
        var home = Path.of(System.getProperty("user.home"));
        var system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        var set = Optional.ofNullable(environment.get("JUPYTER_DATA_DIR")).filter(text -> !text.isBlank());
        Path data;
        if (set.isPresent()) {
            data = Path.of(set.get());
        } else if (system.contains("mac")) {
            data = home.resolve("Library").resolve("Jupyter");
        } else if (system.contains("windows")) {
            data = Optional.ofNullable(environment.get("APPDATA")).map(Path::of).orElse(home.resolve("AppData").resolve("Roaming"))
                    .resolve("jupyter");
        } else {
            data = Optional.ofNullable(environment.get("XDG_DATA_HOME")).filter(text -> !text.isBlank()).map(Path::of)
                    .orElse(home.resolve(".local").resolve("share")).resolve("jupyter");
        }
        return data.resolve("kernels");
    }

    /** The folder of kernels under an installation prefix such as {@code /usr/local} or a virtual environment. */
    public static Path prefixFolder(Path prefix) {
        return prefix.resolve("share").resolve("jupyter").resolve("kernels");
    }

    /** The Spikebook kernels in a folder: name to the Java that runs it. */
    public static Map<String, String> list(Path kernels) {
        var found = new TreeMap<String, String>();
        if (Files.isDirectory(kernels)) {
            try (var folders = Files.list(kernels)) {
                for (var folder : folders.toList()) {
                    if (Files.isRegularFile(folder.resolve(JSON))) {
                        var spec = Json.MAPPER.readTree(Files.readAllBytes(folder.resolve(JSON)));
                        var ours = spec.at("/metadata/spikebook");
                        if (ours.isObject()) {
                            found.put(folder.getFileName().toString(), ours.path("jdk").asText(spec.path("argv").path(0).asText()));
                        }
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found;
    }

    /**
     * Removes a kernel that was installed here.
     *
     * @throws IllegalArgumentException if there is none of that name, or it is not ours
     */
    public void remove() {
        var spec = kernels.resolve(name);
        if (!list(kernels).containsKey(name)) {
            throw new IllegalArgumentException("kernel '" + name + "': must be a Spikebook kernel in " + kernels + ", where "
                    + list(kernels).keySet() + " are. Maybe give --name or --prefix.");
        }
        delete(spec);
    }

    /**
     * Installs the kernel, in place of one of the same name.
     *
     * @param say receives what is being done, a line at a time
     * @return the folder of the kernel
     * @throws IllegalStateException if the kernel does not answer when it is tried; then nothing is left behind
     */
    public Path install(Consumer<String> say) {
        var runtime = checkedRuntime();
        var spec = kernels.resolve(name);
        try {
            Files.createDirectories(kernels);
            if (Files.exists(spec) && !list(kernels).containsKey(name)) {
                throw new IllegalArgumentException("kernel '" + name + "': " + spec + " is another kernel. Maybe give --name.");
            }
            var beside = Files.createTempDirectory(kernels, ".spikebook");
            try {
                say.accept("copying the program");
                var jars = copyClassPath(Files.createDirectory(beside.resolve("lib")));
                copySources(beside.resolve("sources"));
                Files.write(beside.resolve("logo-32x32.png"), Logo.png(32));
                Files.write(beside.resolve("logo-64x64.png"), Logo.png(64));
                Files.writeString(beside.resolve("logo-svg.svg"), Logo.svg());
                if (runtime.vector()) {
                    Files.write(beside.resolve(START), startScript());
                }
                writeJson(beside, spec, jars, runtime);
                Optional.ofNullable(Files.getFileAttributeView(beside, PosixFileAttributeView.class)).ifPresent(KernelInstaller::openToAll);
                replace(beside, spec);
            } finally {
                delete(beside);
            }
            say.accept("trying it with Java " + runtime.version());
            train(spec, jarsIn(spec), runtime, say);
            return spec;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Temporary folders are private; other users of the machine must read this one. */
    private static void openToAll(PosixFileAttributeView folder) {
        try {
            folder.setPermissions(PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void replace(Path beside, Path spec) throws IOException {
        if (Files.exists(spec)) {
            var old = Files.createTempDirectory(spec.getParent(), ".spikebook-old");
            Files.move(spec, old.resolve("old"));
            Files.move(beside, spec);
            delete(old);
        } else {
            Files.move(beside, spec);
        }
    }

    private static byte[] startScript() throws IOException {
        try (var script = KernelInstaller.class.getResourceAsStream(START)) {
            return Objects.requireNonNull(script, START).readAllBytes();
        }
    }

    private void writeJson(Path beside, Path spec, List<String> jars, JavaRuntime runtime) throws IOException {
        var argv = Json.array();
        command(spec, jars, runtime, runtime.use(spec.toAbsolutePath().resolve(ARCHIVE))).forEach(argv::add);
        argv.add("{connection_file}");
        var json = Json.object().put("display_name", "Spikebook (Java " + runtime.version() + ")").put("language", "java")
                .put("interrupt_mode", "message");
        json.set("argv", argv);
        json.set("env", Json.object());
        json.set("metadata", Json.object().set("spikebook", Json.object().put("java", runtime.version()).put("jdk", jdk.toString())));
        Files.write(beside.resolve(JSON), Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
    }

    private List<String> command(Path spec, List<String> jars, JavaRuntime runtime, String archive) {
        var command = new ArrayList<String>();
        if (runtime.vector() && Files.isExecutable(SHELL)) {
            command.addAll(List.of(SHELL.toString(), spec.toAbsolutePath().resolve(START).toString()));
        }
        command.add(java(jdk).toString());
        if (runtime.vector()) {
            command.addAll(List.of("--add-modules", VECTOR));
        }
        if (runtime.version() >= 24) {
            command.add("--sun-misc-unsafe-memory-access=allow");         // Tablesaw's scan of the class path would be warned of
        }
        command.addAll(SparkEngine.javaOptions());
        heap.ifPresent(size -> command.add("-Xmx" + size));
        command.addAll(List.of("-ea", "-XX:-OmitStackTraceInFastThrow", archive, "-Xlog:disable", "-Xlog:all=error:stderr",
                "-Djava.awt.headless=true", "-Dfile.encoding=UTF-8"));
        var lib = spec.toAbsolutePath().resolve("lib");
        if (!sources.isEmpty()) {
            command.add("-Dspikebook.sources=" + spec.toAbsolutePath().resolve("sources"));
        }
        command.addAll(List.of("-cp", String.join(File.pathSeparator, jars.stream().map(jar -> lib.resolve(jar).toString()).toList()),
                JupyterKernel.class.getName()));
        return command;
    }

    /** Waits for the first answer, but not for a process that has ended. */
    private static void awaitStart(KernelProcess process, KernelClient client) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                client.awaitReady(Duration.ofSeconds(1));
                return;
            } catch (KernelClient.NoAnswerException e) {
                if (process.awaitEnd(Duration.ZERO)) {
                    throw new IllegalStateException("it ended before it answered", e);
                }
                if (System.nanoTime() > end) {
                    throw e;
                }
            }
        }
    }

    /** Runs the new kernel once: a proof, and a record of the classes it loads. */
    private void train(Path spec, List<String> jars, JavaRuntime runtime, Consumer<String> say) throws IOException {
        var beside = spec.resolve(ARCHIVE + ".new");
        var argv = new ArrayList<>(command(spec, jars, runtime, runtime.record(beside.toAbsolutePath())));
        argv.add("{connection_file}");
        var process = KernelProcess.start(argv, Map.of(), Map.of("SPIKEBOOK_HISTORY", "off"));
        try (process; var client = process.connect()) {
            awaitStart(process, client);
            for (var cell : TRAINING) {
                var outcome = client.finish(client.startExecute(cell), PATIENCE);
                if (!outcome.status().equals("ok")) {
                    throw new IllegalStateException(outcome.reply().path("evalue").asText());
                }
            }
            client.complete("\"abc\".subs");
            client.ask("shell", "inspect_request", Json.object().put("code", "Math.max(").put("cursor_pos", 9).put("detail_level", 0), PATIENCE);
            client.shutdown(false);
            if (process.awaitEnd(PATIENCE) && Files.exists(beside)) {
                Files.move(beside, spec.resolve(ARCHIVE), StandardCopyOption.REPLACE_EXISTING);
            } else {
                say.accept("no class archive was written, starts will be a little slower");
            }
        } catch (KernelClient.NoAnswerException | IllegalStateException e) {
            var log = process.log();
            delete(spec);
            throw new IllegalStateException("kernel '" + name + "': does not work with " + jdk + ": " + e.getMessage()
                    + (log.isBlank() ? "" : "\nIt said: " + log.strip()) + "\nMaybe give another JDK with --jdk.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    /** The sources of the checkout that this program runs from, for the documentation of names; none elsewhere. */
    private static List<Path> sourcesOfCheckout() {
        var root = Optional.ofNullable(System.getProperty("spikebook.root")).map(each -> Path.of(each).resolve("kernel-lib"));
        if (root.isEmpty() || !Files.isDirectory(root.get())) {
            return List.of();
        }
        try (var modules = Files.list(root.get())) {
            return modules.map(module -> module.resolve("src").resolve("main").resolve("java")).filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- files

    /** Copies the class path; folders of classes become jars, for an archive of classes takes no folders. */
    private List<String> copyClassPath(Path lib) throws IOException {
        var jars = new ArrayList<String>();
        for (var entry : classPath) {
            if (Files.isDirectory(entry)) {
                var jar = "spikebook-" + jars.size() + ".jar";
                zip(entry, lib.resolve(jar));
                jars.add(jar);
            } else if (Files.isRegularFile(entry)) {
                var jar = jars.contains(entry.getFileName().toString()) ? jars.size() + "-" + entry.getFileName() : entry.getFileName().toString();
                Files.copy(entry, lib.resolve(jar));
                jars.add(jar);
            }
        }
        return jars;
    }

    private static List<String> jarsIn(Path spec) throws IOException {
        var argv = Json.MAPPER.readTree(Files.readAllBytes(spec.resolve(JSON))).path("argv");
        for (int i = 0; i + 1 < argv.size(); i++) {
            if (argv.get(i).asText().equals("-cp")) {
                return Arrays.stream(argv.get(i + 1).asText().split(File.pathSeparator)).map(jar -> Path.of(jar).getFileName().toString()).toList();
            }
        }
        throw new IOException(spec + ": kernel.json has no class path");
    }

    private void copySources(Path to) throws IOException {
        for (var root : sources) {
            if (Files.isDirectory(root)) {
                copyTree(root, to);
            }
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                var copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void zip(Path folder, Path jar) throws IOException {
        try (var out = new ZipOutputStream(Files.newOutputStream(jar)); var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
                var entry = new ZipEntry(folder.relativize(file).toString().replace(File.separatorChar, '/'));
                entry.setTime(SAME_TIME);
                out.putNextEntry(entry);
                Files.copy(file, out);
            }
        }
    }

    private static void delete(Path tree) {
        if (!Files.exists(tree)) {
            return;
        }
        try {
            Files.walkFileTree(tree, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
                    Files.delete(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- checks

    /**
     * What matters of a JDK.
     *
     * @param version its feature version
     * @param vector whether it has the Vector API
     */
    private record JavaRuntime(int version, boolean vector) {

        private static final int FIRST_WITH_AOT_CACHE = 25;

        /** The option that makes use of an archive of classes. */
        String use(Path archive) {
            return (version >= FIRST_WITH_AOT_CACHE ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive;
        }

        /** The option that writes one when the JVM ends. */
        String record(Path archive) {
            return (version >= FIRST_WITH_AOT_CACHE ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + archive;
        }
    }

    /** Asks the JDK what it is, which also shows that it runs. */
    private JavaRuntime checkedRuntime() {
        try {
            var process = new ProcessBuilder(java(jdk).toString(), "--list-modules").redirectErrorStream(true).start();
            var modules = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor(1, TimeUnit.MINUTES);
            var version = modules.lines().filter(line -> line.startsWith("java.base@"))
                    .map(line -> line.substring("java.base@".length()).split("\\D", 2)[0]).findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("jdk: " + jdk + " does not run: " + modules.strip()));
            if (Integer.parseInt(version) < OLDEST_JAVA) {
                throw new IllegalArgumentException("jdk: must be Java " + OLDEST_JAVA + " or newer, but " + jdk + " is " + version);
            }
            if (!modules.contains("jdk.jshell@")) {
                throw new IllegalArgumentException("jdk: must be a JDK with JShell, but " + jdk + " has none. Maybe it is a JRE.");
            }
            return new JavaRuntime(Integer.parseInt(version), modules.contains(VECTOR + "@"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static Path java(Path home) {
        var windows = home.resolve("bin").resolve("java.exe");
        return Files.exists(windows) ? windows : home.resolve("bin").resolve("java");
    }

    private static String checkedName(String name) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new IllegalArgumentException("kernel name: must be of letters, digits, dots, dashes and underscores, but was '" + name + "'");
        }
        return name;
    }

    private static List<Path> paths(String classPath) {
        return Arrays.stream(classPath.split(File.pathSeparator)).filter(part -> !part.isBlank()).map(Path::of).toList();
    }
}
