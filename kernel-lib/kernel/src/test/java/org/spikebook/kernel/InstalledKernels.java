package org.spikebook.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The kernel, installed below {@code target/jupyter} once per test run for each JDK of this machine, and the Jupyter to try it with. */
final class InstalledKernels {

    /** Debian's Python, which has Debian's Jupyter packages; the first on the PATH may be another. */
    private static final Path PYTHON = Path.of("/usr/bin/python3");

    static final Path FOLDER = Path.of("target", "jupyter").toAbsolutePath();
    private static final Map<Integer, Path> INSTALLED = new TreeMap<>();

    private InstalledKernels() {
    }

    /** Feature versions of the JDKs on this machine, 17 and newer. */
    static List<Integer> versions() {
        return List.copyOf(jdks().keySet());
    }

    /** The same without the one that runs the tests. */
    static List<Integer> otherVersions() {
        return versions().stream().filter(version -> version != Runtime.version().feature()).toList();
    }

    /** The folder of the kernel that runs on a JDK, installed when first asked for. */
    static synchronized Path spec(int version) {
        return INSTALLED.computeIfAbsent(version, each -> {
            var installer = new KernelInstaller(KernelInstaller.prefixFolder(FOLDER), name(each)).jdk(jdks().get(each)).heap("1g");
            return installer.install(line -> { });
        });
    }

    static Path json(int version) {
        return spec(version).resolve("kernel.json");
    }

    static String name(int version) {
        return "spikebook-" + version;
    }

    static KernelProcess start(int version) {
        return KernelProcess.start(json(version), Map.of("SPIKEBOOK_HISTORY", FOLDER.resolve("history-" + version + ".jsonl").toString()));
    }

    private static Map<Integer, Path> jdks() {
        var found = new TreeMap<Integer, Path>();
        found.put(Runtime.version().feature(), Path.of(System.getProperty("java.home")));
        try (var homes = Stream.of(Path.of("/usr/lib/jvm")).filter(Files::isDirectory).flatMap(InstalledKernels::children)) {
            homes.filter(home -> Files.isExecutable(home.resolve("bin/javac"))).forEach(home -> {
                int version = version(home);
                if (version >= 17) {
                    found.putIfAbsent(version, home);
                }
            });
        }
        return found;
    }

    private static Stream<Path> children(Path folder) {
        try {
            return Files.list(folder).sorted();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int version(Path home) {
        try {
            return Files.readAllLines(home.resolve("release")).stream().filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> Integer.valueOf(line.replaceFirst("JAVA_VERSION=\"(\\d+).*", "$1"))).findFirst().orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    /** Skips the calling test with a message where a Python package is missing. */
    static void assumePython(String... packages) {
        Assumptions.assumeTrue(Files.isExecutable(PYTHON), "skipped: there is no " + PYTHON);
        for (var each : packages) {
            Assumptions.assumeTrue(run(60, List.of(PYTHON.toString(), "-c", "import " + each)).status() == 0,
                    "skipped: Debian's Python has no " + each + "; apt install jupyter-notebook python3-nbclient python3-jupyter-kernel-test");
        }
    }

    /** How a program ended, and all that it wrote. */
    record Ended(int status, String output) {
    }

    /** Runs one of our Python scripts with the kernels of this test run. */
    static Ended python(int seconds, String script, String... arguments) {
        try {
            var file = Path.of(InstalledKernels.class.getResource("/jupyter/" + script).toURI()).toString();
            var command = new ArrayList<>(List.of(PYTHON.toString(), file));
            command.addAll(Arrays.asList(arguments));
            return run(seconds, command);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The environment in which Jupyter sees the kernels of this test run, and no settings of the user. */
    static Map<String, String> environment() {
        var environment = new LinkedHashMap<String, String>();
        environment.put("JUPYTER_PATH", FOLDER.resolve("share/jupyter").toString());
        environment.put("JUPYTER_DATA_DIR", FOLDER.resolve("data").toString());
        environment.put("JUPYTER_CONFIG_DIR", FOLDER.resolve("config").toString());
        environment.put("JUPYTER_RUNTIME_DIR", FOLDER.resolve("runtime").toString());
        environment.put("IPYTHONDIR", FOLDER.resolve("ipython").toString());
        environment.put("SPIKEBOOK_HISTORY", FOLDER.resolve("history.jsonl").toString());
        return environment;
    }

    static Ended run(int seconds, List<String> command) {
        try {
            Files.createDirectories(FOLDER);
            var log = Files.createTempFile(FOLDER, "log", ".txt");
            var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().putAll(environment());
            var process = builder.start();
            boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
            var output = Files.readString(log, StandardCharsets.UTF_8);
            Files.delete(log);
            return new Ended(ended ? process.exitValue() : -1, output.lines().collect(Collectors.joining("\n")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
