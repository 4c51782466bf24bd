package org.spikebook.notebook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.spikebook.session.Version;

/** What made a result: versions, commit, machine; and what a cell used of the machine. */
final class Provenance {

    private Provenance() {
    }

    /** The stamp of a run. */
    static ObjectNode stamp(Path directory) {
        ObjectNode stamp = JsonNodeFactory.instance.objectNode();
        stamp.put("version", Version.text());
        stamp.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        stamp.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        stamp.put("processors", Runtime.getRuntime().availableProcessors());
        stamp.put("max_heap_mb", Runtime.getRuntime().maxMemory() >> 20);
        stamp.set("jvm_flags", flags());
        git(directory, "rev-parse", "HEAD").ifPresent(commit -> {
            stamp.put("commit", commit);
            stamp.put("commit_is_clean", git(directory, "status", "--porcelain", "--untracked-files=no").filter(String::isEmpty).isPresent());
        });
        return stamp;
    }

    /** Meters to read before and after a cell. */
    record Meters(long cpuNanos, long gcMillis) {

        static Meters read() {
            long cpu = ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean os ? os.getProcessCpuTime() : 0;
            long gc = 0;
            for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
                gc += Math.max(0, collector.getCollectionTime());
            }
            return new Meters(cpu, gc);
        }

        /** What was used since: CPU and garbage collection in seconds, heap in use now in MB. */
        ObjectNode since() {
            Meters now = read();
            ObjectNode used = JsonNodeFactory.instance.objectNode();
            used.put("cpu_seconds", Math.round((now.cpuNanos - cpuNanos) / 1e6) / 1e3);
            used.put("gc_seconds", (now.gcMillis - gcMillis) / 1e3);
            Runtime runtime = Runtime.getRuntime();
            used.put("heap_used_mb", (runtime.totalMemory() - runtime.freeMemory()) >> 20);
            return used;
        }
    }

    private static com.fasterxml.jackson.databind.node.ArrayNode flags() {
        var flags = JsonNodeFactory.instance.arrayNode();
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream().filter(f -> f.startsWith("-X") || f.equals("-ea")
                || f.startsWith("--add-modules")).forEach(flags::add);
        return flags;
    }

    private static Optional<String> git(Path directory, String... arguments) {
        try {
            var command = new java.util.ArrayList<>(java.util.List.of("git", "-C", directory.toAbsolutePath().toString()));
            command.addAll(java.util.List.of(arguments));
            Process git = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            git.getOutputStream().close();
            String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor(10, TimeUnit.SECONDS) && git.exitValue() == 0 ? Optional.of(said) : Optional.empty();
        } catch (IOException noGit) {
            return Optional.empty();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
