package org.spikebook.kernel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * Where a kernel listens: the file that Jupyter writes before it starts a kernel.
 *
 * @param ip address to bind, a loopback address unless the messages are signed
 * @param shell port of requests, 1..65535
 * @param iopub port of the broadcast output, 1..65535
 * @param stdin port of requests for the user's input, 1..65535
 * @param control port of interrupt and shutdown, 1..65535
 * @param heartbeat port of the echo, 1..65535
 * @param key shared secret of the HMAC-SHA256 signatures; empty for unsigned messages
 * @see <a href="https://jupyter-client.readthedocs.io/en/stable/kernels.html#connection-files">Connection files</a>
 */
public record ConnectionFile(String ip, int shell, int iopub, int stdin, int control, int heartbeat, String key) {

    static final String SCHEME = "hmac-sha256";

    /** Checks ports and the rule that a kernel reachable from other machines needs a key. */
    public ConnectionFile {
        Objects.requireNonNull(ip, "ip");
        Objects.requireNonNull(key, "key");
        checkPort("shell_port", shell);
        checkPort("iopub_port", iopub);
        checkPort("stdin_port", stdin);
        checkPort("control_port", control);
        checkPort("hb_port", heartbeat);
        if (key.isEmpty() && !isLoopback(ip)) {
            throw new IllegalArgumentException("connection file: key must not be empty when ip is not a loopback address, but ip was '"
                    + ip + "': anybody on the network could run code. Maybe use ip 127.0.0.1, or set a key.");
        }
    }

    /**
     * Reads a connection file.
     *
     * @throws IllegalArgumentException if it is not a usable connection file; the message names file, field and rule
     * @throws UncheckedIOException if it cannot be read
     */
    public static ConnectionFile read(Path file) {
        JsonNode json;
        try {
            json = Json.MAPPER.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("connection file " + file + ": must be JSON, but " + e.getOriginalMessage(), e);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("connection file " + file + ": there is no such file. Maybe start the kernel"
                    + " through Jupyter, which writes one.", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            if (!json.isObject()) {
                throw new IllegalArgumentException("must hold a JSON object");
            }
            var transport = json.path("transport").asText("tcp");
            if (!transport.equals("tcp")) {
                throw new IllegalArgumentException("transport must be 'tcp', but was '" + transport
                        + "'. Maybe set KernelManager.transport to 'tcp'.");
            }
            var scheme = json.path("signature_scheme").asText(SCHEME);
            if (!scheme.isEmpty() && !scheme.equals(SCHEME)) {
                throw new IllegalArgumentException("signature_scheme must be '" + SCHEME + "', but was '" + scheme + "'");
            }
            return new ConnectionFile(json.path("ip").asText("127.0.0.1"), port(json, "shell_port"), port(json, "iopub_port"),
                    port(json, "stdin_port"), port(json, "control_port"), port(json, "hb_port"), json.path("key").asText(""));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("connection file " + file + ": " + e.getMessage(), e);
        }
    }

    /** A connection on the loopback address with free ports and a fresh key, for starting a kernel without Jupyter. */
    public static ConnectionFile onFreePorts() {
        var loopback = InetAddress.getLoopbackAddress();
        var held = new ArrayList<ServerSocket>();
        try {
            for (int i = 0; i < 5; i++) {
                held.add(new ServerSocket(0, 1, loopback));
            }
            var ports = held.stream().map(ServerSocket::getLocalPort).toList();
            return new ConnectionFile("127.0.0.1", ports.get(0), ports.get(1), ports.get(2), ports.get(3), ports.get(4),
                    UUID.randomUUID().toString());
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on " + loopback, e);
        } finally {
            held.forEach(ConnectionFile::closeQuietly);
        }
    }

    /** Writes this connection, readable by its owner only where the file system knows owners. */
    public void write(Path file) {
        ObjectNode json = Json.object();
        json.put("transport", "tcp").put("ip", ip).put("shell_port", shell).put("iopub_port", iopub).put("stdin_port", stdin)
                .put("control_port", control).put("hb_port", heartbeat).put("key", key).put("signature_scheme", SCHEME)
                .put("kernel_name", "spikebook");
        try {
            var beside = Files.createTempFile(file.toAbsolutePath().getParent(), "connection", ".tmp");   // created with owner-only access
            Files.write(beside, Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String address(int port) {
        return "tcp://" + (ip.contains(":") && !ip.startsWith("[") ? "[" + ip + "]" : ip) + ":" + port;
    }

    /** The record without its secret. */
    @Override
    public String toString() {
        return "ConnectionFile[ip=" + ip + ", ports=" + List.of(shell, iopub, stdin, control, heartbeat)
                + (key.isEmpty() ? ", unsigned]" : ", signed]");
    }

    private static int port(JsonNode json, String field) {
        var value = json.path(field);
        if (!value.isIntegralNumber()) {
            throw new IllegalArgumentException(field + " must be a port number, but was "
                    + (value.isMissingNode() ? "missing" : value.toString()));
        }
        return value.intValue();
    }

    private static void checkPort(String field, int port) {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException(field + " must be in 1..65535, but was " + port);
        }
    }

    private static boolean isLoopback(String ip) {
        try {
            return !ip.equals("*") && InetAddress.getByName(ip).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static void closeQuietly(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
