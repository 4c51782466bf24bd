package org.spikebook.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Interrupting stops whatever a cell does and leaves the session working. */
class Session_InterruptTest {

    private static Session session;

    @BeforeAll
    static void open() {
        session = Session.builder().build();
    }

    @AfterAll
    static void close() {
        session.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "while (true) { }",
        "long n = 0; for (;;) { n++; }",
        "void forever() { while (true) { } }\nforever();",
        "Thread.sleep(60_000);",
        "new Object() { synchronized void w() throws Exception { wait(); } }.w();",
        "try { Thread.sleep(60_000); } catch (InterruptedException e) { while (true) { } }",
        "Stream.iterate(1, i -> i + 1).map(i -> i * 3).filter(i -> i < 0 && i > 0).findFirst()",
        "while (true) { System.out.println(\"flood\"); }",
        "try (var p = Progress.silent(\"t\", -1, \"steps\")) { while (true) { p.advance(1); } }",
        "new Object() { public String toString() { while (true) { } } }",
        "%time Thread.sleep(60_000)",
    })
    void an_interrupt_stops_the_cell_and_the_next_one_works(String code) throws Exception {
        System.clearProperty("spikebook.test.mark");
        var running = CompletableFuture.supplyAsync(() -> session.run(
                "int mark = 5;\nSystem.setProperty(\"spikebook.test.mark\", \"set\");\n" + code, CellSink.NONE));
        for (int i = 0; i < 1_000 && System.getProperty("spikebook.test.mark") == null; i++) {
            Thread.sleep(10);
        }
        Thread.sleep(400);
        assertThat(session.interrupt()).isTrue();
        CellResult result = running.get(20, TimeUnit.SECONDS);
        assertThat(result.interrupted()).as("%s", result.error()).isTrue();
        assertThat(result.error().get().place().get().line()).isGreaterThan(1);
        CellResult next = session.run("mark + 1", CellSink.NONE);
        assertThat(next.value()).contains(6);
        assertThat(next.duration()).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void code_that_cannot_be_stopped_is_left_behind_with_a_word() throws Exception {
        var sink = new RecordingSink();
        // below JDK 20 only code that catches everything, from 20 on only library code that never looks
        String code = Runtime.version().feature() < 20 ? "while (true) { try { Thread.sleep(60_000); } catch (Throwable e) { } }"
                : "BigInteger.probablePrime(30_000, new Random(1))";
        var running = CompletableFuture.supplyAsync(() -> session.run(code, sink));
        for (int i = 0; i < 1_000 && !session.isRunning(); i++) {
            Thread.sleep(10);
        }
        Thread.sleep(200);
        session.interrupt();
        assertThat(running.get(30, TimeUnit.SECONDS).interrupted()).isTrue();
        assertThat(sink.events()).singleElement().asString().contains("could not be stopped", "in the background");
        assertThat(session.run("1 + 1", CellSink.NONE).value()).contains(2);
    }

    @Test
    void without_a_running_cell_there_is_nothing_to_interrupt() {
        assertThat(session.interrupt()).isFalse();
        assertThat(session.run("1", CellSink.NONE).value()).contains(1);
    }

    @Test
    void statements_after_a_swallowed_interrupt_do_not_run() throws Exception {
        var running = CompletableFuture.supplyAsync(() -> session.run(
                "int after = 1;\ntry { Thread.sleep(60_000); } catch (InterruptedException e) { }\nafter = 2;", CellSink.NONE));
        for (int i = 0; i < 1_000 && !session.variables().containsKey("after"); i++) {
            Thread.sleep(10);
        }
        Thread.sleep(200);
        session.interrupt();
        assertThat(running.get(20, TimeUnit.SECONDS).interrupted()).isTrue();
        assertThat(session.run("after", CellSink.NONE).value()).contains(1);
    }

    @Test
    void completion_answers_while_a_cell_runs() throws Exception {
        session.run("String word = \"w\";", CellSink.NONE);
        var running = CompletableFuture.supplyAsync(() -> session.run("Thread.sleep(60_000);", CellSink.NONE));
        for (int i = 0; i < 1_000 && !session.isRunning(); i++) {
            Thread.sleep(10);
        }
        Thread.sleep(100);
        assertThat(session.complete("word.toUpp", 10).choices()).contains("toUpperCase(");
        assertThat(session.isComplete("for (;;) {")).isEqualTo(Completeness.INCOMPLETE);
        assertThat(running).isNotDone();
        session.interrupt();
        assertThat(running.get(20, TimeUnit.SECONDS).interrupted()).isTrue();
    }
}
