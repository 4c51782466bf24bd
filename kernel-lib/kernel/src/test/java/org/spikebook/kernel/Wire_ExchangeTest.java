package org.spikebook.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class Wire_ExchangeTest {

    private final ConnectionFile connection = ConnectionFile.onFreePorts();
    private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Wire> wire = new AtomicReference<>();
    private KernelClient client;

    @BeforeEach
    void openEcho() {
        wire.set(new Wire(connection, "kernel", (channel, message) ->
                wire.get().send(channel, message.reply("echo", "kernel", message.content())), log::add));
        wire.get().open();
        client = KernelClient.connect(connection);
    }

    @AfterEach
    void close() {
        client.close();
        wire.get().close();
    }

    @Test
    void repliesGoBackOnTheSameChannelWithTheRequestAsParent() {
        for (var channel : List.of("shell", "control", "stdin")) {
            var answer = client.ask(channel, "any_request", Json.object().put("text", "größe \u2126 \uD83E\uDDE0"), Duration.ofSeconds(10));
            assertThat(answer.path("text").asText()).isEqualTo("größe \u2126 \uD83E\uDDE0");
        }
    }

    @Test
    void wrongSignatureIsDroppedAndLogged() {
        var forger = new MessageCodec("another key");
        client.sendRaw(Channel.SHELL, forger.encode(Message.of("execute_request", "forger", Json.object().put("code", "1"))));
        assertThat(client.ask("shell", "any_request", Json.object().put("n", 1), Duration.ofSeconds(10)).path("n").asInt()).isEqualTo(1);
        assertThat(log).singleElement().asString().contains("dropped on SHELL").contains("wrong signature");
        assertThatThrownBy(() -> client.await(Channel.SHELL, message -> true, 100)).isInstanceOf(KernelClient.NoAnswerException.class);
    }

    @Test
    void framesThatAreNoMessageAreDroppedAndLogged() {
        client.sendRaw(Channel.SHELL, List.of("hello".getBytes(StandardCharsets.UTF_8)));
        client.sendRaw(Channel.CONTROL, List.of("<IDS|MSG>".getBytes(StandardCharsets.UTF_8), new byte[3]));
        client.ask("shell", "any_request", Json.object(), Duration.ofSeconds(10));
        client.ask("control", "any_request", Json.object(), Duration.ofSeconds(10));
        assertThat(log).hasSize(2).allSatisfy(line -> assertThat(line).contains("needs a delimiter"));
    }

    @Test
    void heartbeatIsEchoed() {
        assertThat(client.isAlive(Duration.ofSeconds(10))).isTrue();
        assertThat(client.isAlive(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void eachSubscriberIsWelcomed() {
        var first = client.await(Channel.IOPUB, message -> true, 10_000);
        assertThat(first.type()).isEqualTo("iopub_welcome");
        assertThat(first.content().path("subscription").asText("missing")).isEmpty();
        try (var second = KernelClient.connect(connection)) {
            assertThat(second.await(Channel.IOPUB, message -> true, 10_000).type()).isEqualTo("iopub_welcome");
        }
    }

    @Test
    void messagesOfManyThreadsAllArriveAndKeepEachThreadsOrder() throws InterruptedException {
        client.await(Channel.IOPUB, message -> message.type().equals("iopub_welcome"), 10_000);
        var request = Message.of("any_request", "test", Json.object());
        var threads = new Thread[4];
        for (int t = 0; t < threads.length; t++) {
            int thread = t;
            threads[t] = new Thread(() -> {
                for (int i = 0; i < 500; i++) {
                    wire.get().send(Channel.IOPUB, request.broadcast("tick", "kernel",
                            Json.object().put("thread", thread).put("i", i), Json.object()));
                }
            });
            threads[t].start();
        }
        for (var thread : threads) {
            thread.join();
        }
        int[] next = new int[threads.length];
        for (int n = 0; n < 2000; n++) {
            var content = client.await(Channel.IOPUB, message -> message.type().equals("tick"), 10_000).content();
            assertThat(content.path("i").asInt()).isEqualTo(next[content.path("thread").asInt()]++);
        }
    }

    @Test
    void aTakenPortIsAnErrorThatNamesIt() {
        assertThatThrownBy(() -> new Wire(connection, "second", (channel, message) -> { }, log::add))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(String.valueOf(connection.heartbeat())).hasMessageContaining("Maybe");
    }
}
