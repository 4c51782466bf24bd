package org.spikebook.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A kernel started from its {@code kernel.json} as Jupyter would start it, ours or another's. Closing it ends the process.
 *
 * <pre>{@code
 * try (var process = KernelProcess.start(kernelJson, Map.of()); var client = process.connect()) {
 *     client.awaitReady(Duration.ofSeconds(30));
 *     client.execute("1 + 1").text();
 * }
 * }</pre>
 */
public final class KernelProcess implements AutoCloseable {

    private static final Duration GOODBYE = Duration.ofSeconds(5);

    private final Process process;
    private final ConnectionFile connection;
    private final Path folder;
    private String lastLog = "";

    private KernelProcess(Process process, ConnectionFile connection, Path folder) {
        this.process = process;
        this.connection = connection;
        this.folder = folder;
    }

    /**
     * Starts a kernel; it may not answer yet.
     *
     * @param kernelJson the file that describes the kernel
     * @param environment variables to set beside the inherited ones
     */
    public static KernelProcess start(Path kernelJson, Map<String, String> environment) {
        try {
            var spec = Json.MAPPER.readTree(Files.readAllBytes(kernelJson));
            var command = new ArrayList<String>();
            for (var word : spec.path("argv")) {
                command.add(word.asText());
            }
            if (!command.contains("{connection_file}")) {
                throw new IllegalArgumentException("kernel.json " + kernelJson + ": argv must contain \"{connection_file}\", but was " + command);
            }
            return start(command, environmentOf(spec), environment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static KernelProcess start(List<String> argv, Map<String, String> environment, Map<String, String> more) throws IOException {
        var folder = Files.createTempDirectory("spikebook-kernel");
        var connection = ConnectionFile.onFreePorts();
        connection.write(folder.resolve("connection.json"));
        var command = argv.stream().map(word -> word.equals("{connection_file}") ? folder.resolve("connection.json").toString() : word).toList();
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(folder.resolve("log.txt").toFile());
        builder.environment().putAll(environment);
        builder.environment().putAll(more);
        return new KernelProcess(builder.start(), connection, folder);
    }

    private static Map<String, String> environmentOf(JsonNode spec) {
        var environment = new LinkedHashMap<String, String>();
        spec.path("env").properties().forEach(each -> environment.put(each.getKey(), each.getValue().asText()));
        return environment;
    }

    /** A client of this kernel; to be closed by the caller. */
    public KernelClient connect() {
        return KernelClient.connect(connection);
    }

    /** Where the kernel listens. */
    public ConnectionFile connection() {
        return connection;
    }

    /** The process itself, for what it costs. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** What the process has written to its own standard streams, also after its end. */
    public String log() {
        try {
            return Files.readString(folder.resolve("log.txt"));
        } catch (IOException e) {
            return lastLog;
        }
    }

    /** Waits for the process to end by itself; false if it does not within the limit. */
    public boolean awaitEnd(Duration limit) throws InterruptedException {
        return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Asks the kernel to shut down, and ends the process if it does not. */
    @Override
    public void close() {
        try {
            if (process.isAlive()) {
                try (var client = connect()) {
                    client.ask("control", "shutdown_request", Json.object().put("restart", false), GOODBYE);
                } catch (KernelClient.NoAnswerException e) {
                    process.destroy();
                }
                if (!awaitEnd(GOODBYE)) {
                    process.destroyForcibly().waitFor();
                }
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } finally {
            lastLog = log();
            delete(folder.resolve("connection.json"));
            delete(folder.resolve("log.txt"));
            delete(folder);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            file.toFile().deleteOnExit();
        }
    }
}
