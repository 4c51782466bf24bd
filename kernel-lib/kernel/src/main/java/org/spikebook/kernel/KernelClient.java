package org.spikebook.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.function.Predicate;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * The client side of the protocol: runs code in a kernel, ours or another, as a notebook would. It is what the installer tries a new
 * kernel with and what the latency benchmark measures with.
 *
 * <p>Not thread-safe: a client belongs to the thread that made it.
 */
public final class KernelClient implements AutoCloseable {

    private static final int MOST_WAITING = 1000;

    private final String session = UUID.randomUUID().toString();
    private final ZContext context = new ZContext();
    private final Map<Channel, ZMQ.Socket> sockets = new EnumMap<>(Channel.class);
    private final Map<Channel, Queue<Message>> waiting = new EnumMap<>(Channel.class);
    private final MessageCodec codec;
    private final ZMQ.Poller poller;
    private final List<Channel> polled = new ArrayList<>();

    /**
     * What a request led to.
     *
     * @param reply content of the reply, with {@code status}
     * @param output content of each broadcast message that names the request as its parent, with its type under {@code msg_type}
     */
    public record Outcome(JsonNode reply, List<JsonNode> output) {

        /** Copies the list. */
        public Outcome {
            output = List.copyOf(output);
        }

        /** "ok", "error" or "aborted". */
        public String status() {
            return reply.path("status").asText();
        }

        /** The plain text of the results and displays, one a line; empty if there are none. */
        public String text() {
            return joined(output.stream().filter(each -> each.has("data")).map(each -> each.at("/data/text~1plain").asText()).toList(), "\n");
        }

        /** All text written to one stream. */
        public String stream(String name) {
            return joined(output.stream().filter(each -> each.path("name").asText().equals(name))
                    .map(each -> each.path("text").asText()).toList(), "");
        }

        /** The broadcast messages of one type. */
        public List<JsonNode> output(String type) {
            return output.stream().filter(each -> each.path("msg_type").asText().equals(type)).toList();
        }

        private static String joined(List<String> parts, String between) {
            return String.join(between, parts);
        }
    }

    /** The kernel did not answer in time. */
    public static final class NoAnswerException extends RuntimeException {

        private static final long serialVersionUID = 1;

        NoAnswerException(String message) {
            super(message);
        }
    }

    private KernelClient(ConnectionFile connection) {
        codec = new MessageCodec(connection.key());
        context.setLinger(0);
        connect(Channel.SHELL, SocketType.DEALER, connection.address(connection.shell()));
        connect(Channel.CONTROL, SocketType.DEALER, connection.address(connection.control()));
        connect(Channel.STDIN, SocketType.DEALER, connection.address(connection.stdin()));
        connect(Channel.IOPUB, SocketType.SUB, connection.address(connection.iopub())).subscribe(ZMQ.SUBSCRIPTION_ALL);
        poller = context.createPoller(4);
        for (var channel : sockets.keySet()) {
            polled.add(channel);
            waiting.put(channel, new ArrayDeque<>());
            poller.register(sockets.get(channel), ZMQ.Poller.POLLIN);
        }
        connect(Channel.HEARTBEAT, SocketType.REQ, connection.address(connection.heartbeat()));
    }

    /** Connects; the kernel need not have started yet. */
    public static KernelClient connect(ConnectionFile connection) {
        return new KernelClient(Objects.requireNonNull(connection, "connection"));
    }

    /**
     * Waits until the kernel answers {@code kernel_info_request} and its output reaches us.
     *
     * @return content of the reply
     * @throws NoAnswerException if it does not
     */
    public JsonNode awaitReady(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            var id = send("shell", "kernel_info_request", Json.object());
            try {
                long remaining = Math.max(1, (end - System.nanoTime()) / 1_000_000);
                var reply = await(Channel.SHELL, message -> parentIs(message, id), Math.min(remaining, 1000));
                await(Channel.IOPUB, message -> parentIs(message, id) && isIdle(message), Math.min(remaining, 1000));
                return reply.content();
            } catch (NoAnswerException e) {
                if (System.nanoTime() > end) {
                    throw new NoAnswerException("kernel: did not answer kernel_info_request within " + limit);
                }
            }
        }
    }

    /** Runs code and waits for reply and idle status, at most a minute. */
    public Outcome execute(String code) {
        return finish(startExecute(code), Duration.ofMinutes(1));
    }

    /** Asks to run code and returns at once. */
    public String startExecute(String code) {
        return send("shell", "execute_request", Json.object().put("code", code).put("silent", false).put("store_history", true)
                .put("allow_stdin", false).put("stop_on_error", true).set("user_expressions", Json.object()));
    }

    /** Waits until a request on the shell channel is answered and the kernel said that it is done with it. */
    public Outcome finish(String id, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        var output = new ArrayList<JsonNode>();
        while (true) {
            var message = await(Channel.IOPUB, each -> parentIs(each, id), (end - System.nanoTime()) / 1_000_000);
            if (isIdle(message)) {
                break;
            }
            output.add(message.content().put("msg_type", message.type()));
        }
        var reply = await(Channel.SHELL, each -> parentIs(each, id), (end - System.nanoTime()) / 1_000_000);
        return new Outcome(reply.content(), output);
    }

    /**
     * Sends a request and waits for its reply alone.
     *
     * @param channel "shell" or "control"
     * @return content of the reply
     */
    public JsonNode ask(String channel, String type, ObjectNode content, Duration limit) {
        var id = send(channel, type, content);
        return await(channel(channel), message -> parentIs(message, id), limit.toMillis()).content();
    }

    /** Asks for completion of {@code code} at its end. */
    public JsonNode complete(String code) {
        return ask("shell", "complete_request", Json.object().put("code", code).put("cursor_pos", code.codePointCount(0, code.length())),
                Duration.ofSeconds(30));
    }

    /** Asks to interrupt the running cell. */
    public JsonNode interrupt() {
        return ask("control", "interrupt_request", Json.object(), Duration.ofSeconds(30));
    }

    /** Asks the kernel to end. */
    public JsonNode shutdown(boolean restart) {
        return ask("control", "shutdown_request", Json.object().put("restart", restart), Duration.ofSeconds(30));
    }

    /** Whether the heartbeat is echoed within the limit. */
    public boolean isAlive(Duration limit) {
        var heartbeat = sockets.get(Channel.HEARTBEAT);
        heartbeat.setReceiveTimeOut((int) limit.toMillis());
        heartbeat.send("ping");
        return "ping".equals(heartbeat.recvStr());
    }

    /** Sends a request and returns its id. */
    String send(String channel, String type, ObjectNode content) {
        var message = Message.of(type, session, content);
        send(channel(channel), message);
        return message.id();
    }

    void send(Channel channel, Message message) {
        Wire.sendAll(sockets.get(channel), codec.encode(message));
    }

    /** Sends frames as they are, to see what a kernel makes of nonsense. */
    void sendRaw(Channel channel, List<byte[]> frames) {
        Wire.sendAll(sockets.get(channel), frames);
    }

    String session() {
        return session;
    }

    /** The next message on a channel that passes the test; the others stay for later calls. */
    Message await(Channel channel, Predicate<Message> test, long millis) {
        long end = System.nanoTime() + millis * 1_000_000;
        var queue = waiting.get(channel);
        while (true) {
            for (var each = queue.iterator(); each.hasNext();) {
                var message = each.next();
                if (test.test(message)) {
                    each.remove();
                    return message;
                }
            }
            while (queue.size() > MOST_WAITING) {
                queue.poll();
            }
            long remaining = (end - System.nanoTime()) / 1_000_000;
            if (remaining < 0) {
                throw new NoAnswerException("kernel: nothing expected came on " + channel + " within " + millis + " ms");
            }
            poller.poll(remaining);
            for (int i = 0; i < polled.size(); i++) {
                if (poller.pollin(i)) {
                    take(polled.get(i));
                }
            }
        }
    }

    private void take(Channel channel) {
        for (var frames = Wire.receive(sockets.get(channel)); !frames.isEmpty(); frames = Wire.receive(sockets.get(channel))) {
            try {
                waiting.get(channel).add(codec.decode(frames));
            } catch (MessageCodec.BadMessage e) {
                throw new IllegalStateException("kernel sent on " + channel + ": " + e.getMessage(), e);
            }
        }
    }

    static boolean parentIs(Message message, String id) {
        return message.parent().path("msg_id").asText().equals(id);
    }

    static boolean isIdle(Message message) {
        return message.type().equals("status") && message.content().path("execution_state").asText().equals("idle");
    }

    private ZMQ.Socket connect(Channel channel, SocketType type, String address) {
        var socket = context.createSocket(type);
        socket.setHWM(0);
        if (type == SocketType.DEALER) {
            socket.setIdentity(session.getBytes(StandardCharsets.US_ASCII));
        }
        socket.connect(address);
        sockets.put(channel, socket);
        return socket;
    }

    private static Channel channel(String name) {
        return switch (name) {
            case "shell" -> Channel.SHELL;
            case "control" -> Channel.CONTROL;
            case "stdin" -> Channel.STDIN;
            default -> throw new IllegalArgumentException("channel must be shell, control or stdin, but was '" + name + "'");
        };
    }

    @Override
    public void close() {
        poller.close();
        context.close();
    }
}
