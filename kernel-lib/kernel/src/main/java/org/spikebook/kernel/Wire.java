package org.spikebook.kernel;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * The kernel's five sockets.
 *
 * <p>A ZeroMQ socket belongs to one thread, and a cell's thread may be interrupted or stopped at any instruction. So nobody but the
 * {@code spikebook-wire} thread touches a socket: it waits without time limit for a message from outside or from the
 * {@code spikebook-send} thread, which signs what {@link #send} has put on a lock-free queue and passes the frames on in order.
 * The heartbeat is echoed at once by the wire thread.
 *
 * <p>IOPub is an XPUB socket: each new subscription is answered with {@code iopub_welcome} (protocol 5.4), so a client can know that it
 * will miss no output.
 */
final class Wire implements AutoCloseable {

    /** Gets every correctly signed message; called on the wire thread, so it must only hand the message on. */
    interface Receiver {

        void received(Channel channel, Message message);
    }

    private static final String INSIDE = "inproc://outgoing";
    private static final byte[] CLOSE = {-1};
    private static final int LINGER_MILLIS = 1000;

    private final String session;
    private final Consumer<String> log;
    private final Receiver receiver;
    private final ZContext context = new ZContext();
    private final Map<Channel, ZMQ.Socket> sockets = new EnumMap<>(Channel.class);
    private final ZMQ.Socket fromSender;
    private final ZMQ.Socket toWire;
    private final MessageCodec incoming;
    private final MessageCodec outgoing;
    private final Queue<Outgoing> queue = new ConcurrentLinkedQueue<>();
    private final Thread sender;
    private final Thread wire;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean closing;

    private record Outgoing(Channel channel, Message message) {
    }

    /**
     * Binds all sockets; nothing is read before {@link #open}.
     *
     * @param session session id in the headers of our own messages
     * @param log receives a line for each message that is dropped
     * @throws IllegalStateException if a port is taken
     */
    Wire(ConnectionFile connection, String session, Receiver receiver, Consumer<String> log) {
        this.session = session;
        this.receiver = receiver;
        this.log = log;
        this.incoming = new MessageCodec(connection.key());
        this.outgoing = new MessageCodec(connection.key());
        context.setLinger(LINGER_MILLIS);
        try {
            bind(Channel.HEARTBEAT, SocketType.ROUTER, connection.address(connection.heartbeat()));
            bind(Channel.IOPUB, SocketType.XPUB, connection.address(connection.iopub())).setXpubVerbose(true);
            bind(Channel.STDIN, SocketType.ROUTER, connection.address(connection.stdin()));
            bind(Channel.CONTROL, SocketType.ROUTER, connection.address(connection.control()));
            bind(Channel.SHELL, SocketType.ROUTER, connection.address(connection.shell()));
        } catch (RuntimeException e) {
            context.close();
            throw e;
        }
        fromSender = context.createSocket(SocketType.PAIR);
        fromSender.setHWM(0);
        fromSender.bind(INSIDE);
        toWire = context.createSocket(SocketType.PAIR);
        toWire.setHWM(0);
        toWire.connect(INSIDE);
        sender = new Thread(this::sendLoop, "spikebook-send");
        sender.setDaemon(true);
        wire = new Thread(this::wireLoop, "spikebook-wire");
    }

    private ZMQ.Socket bind(Channel channel, SocketType type, String address) {
        var socket = context.createSocket(type);
        socket.setHWM(0);                                           // never drop output because a client reads slowly
        sockets.put(channel, socket);
        try {
            if (!socket.bind(address)) {
                throw new IllegalStateException("cannot bind");
            }
        } catch (RuntimeException e) {
            throw new IllegalStateException("kernel: cannot listen on " + address + " (" + channel + "): " + e.getMessage()
                    + ". Maybe another program took the port; start the kernel again.", e);
        }
        return socket;
    }

    /** Starts to receive and to send. */
    void open() {
        wire.start();
        sender.start();
    }

    /** Queues a message; may be called from any thread and never blocks. Messages leave in the order of the calls. */
    void send(Channel channel, Message message) {
        queue.offer(new Outgoing(channel, message));
        LockSupport.unpark(sender);
    }

    /** Sends what is queued, then closes all sockets. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(sender);
        try {
            if (!ended.await(2L * LINGER_MILLIS, TimeUnit.MILLISECONDS)) {
                log.accept("the sockets did not close in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sendLoop() {
        while (true) {
            var next = queue.poll();
            if (next != null) {
                try {
                    var frames = outgoing.encode(next.message());
                    toWire.sendMore(new byte[] {(byte) next.channel().ordinal()});
                    sendAll(toWire, frames);
                } catch (RuntimeException | Error e) {
                    log.accept("could not send " + next.message().type() + ": " + e);
                }
            } else if (closing) {
                toWire.send(CLOSE);
                return;
            } else {
                LockSupport.park(this);
            }
        }
    }

    private void wireLoop() {
        var channels = sockets.keySet().toArray(new Channel[0]);
        var poller = context.createPoller(channels.length + 1);
        for (var channel : channels) {
            poller.register(sockets.get(channel), ZMQ.Poller.POLLIN);
        }
        int inside = poller.register(fromSender, ZMQ.Poller.POLLIN);
        try {
            while (true) {
                poller.poll(-1);
                for (int i = 0; i < channels.length; i++) {
                    if (poller.pollin(i)) {
                        drain(channels[i]);
                    }
                }
                if (poller.pollin(inside) && !forward()) {
                    return;
                }
            }
        } catch (RuntimeException e) {
            log.accept("the wire thread ends: " + e);
        } finally {
            poller.close();
            context.close();
            ended.countDown();
        }
    }

    /** Takes everything that waits on one socket. */
    private void drain(Channel channel) {
        var socket = sockets.get(channel);
        for (var frames = receive(socket); !frames.isEmpty(); frames = receive(socket)) {
            switch (channel) {
                case HEARTBEAT -> sendAll(socket, frames);
                case IOPUB -> welcome(frames.get(0));
                default -> {
                    try {
                        receiver.received(channel, incoming.decode(frames));
                    } catch (MessageCodec.BadMessage e) {
                        log.accept("dropped on " + channel + ": " + e.getMessage());
                    } catch (RuntimeException | Error e) {
                        log.accept("failed on " + channel + ": " + e);
                    }
                }
            }
        }
    }

    /** Answers a subscription: a 1 byte, then the topic. */
    private void welcome(byte[] subscription) {
        if (subscription.length > 0 && subscription[0] == 1) {
            var topic = Arrays.copyOfRange(subscription, 1, subscription.length);
            var content = Json.object().put("subscription", new String(topic, StandardCharsets.UTF_8));
            var message = Message.of("iopub_welcome", session, content);
            send(Channel.IOPUB, new Message(List.of(topic), message.header(), message.parent(), message.metadata(), content, List.of()));
        }
    }

    /** Passes on what the sender has signed; false at the end. */
    private boolean forward() {
        for (var frames = receive(fromSender); !frames.isEmpty(); frames = receive(fromSender)) {
            if (frames.get(0)[0] < 0) {
                return false;
            }
            var channel = Channel.values()[frames.get(0)[0]];
            sendAll(sockets.get(channel), frames.subList(1, frames.size()));
        }
        return true;
    }

    /** One message without waiting, or an empty list. */
    static List<byte[]> receive(ZMQ.Socket socket) {
        var first = socket.recv(ZMQ.DONTWAIT);
        if (first == null) {
            return List.of();
        }
        var frames = new ArrayList<byte[]>(8);
        frames.add(first);
        while (socket.hasReceiveMore()) {
            frames.add(socket.recv());
        }
        return frames;
    }

    static void sendAll(ZMQ.Socket socket, List<byte[]> frames) {
        for (int i = 0; i < frames.size() - 1; i++) {
            socket.sendMore(frames.get(i));
        }
        socket.send(frames.get(frames.size() - 1));
    }
}
