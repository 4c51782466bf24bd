package org.spikebook.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Output reaches the sink whole, in order and in few pieces. */
class Session_OutputTest {

    private static final AtomicInteger ASKED = new AtomicInteger();
    private static Session session;

    @BeforeAll
    static void open() {
        session = Session.builder().input(() -> ASKED.incrementAndGet() == 1 ? Optional.of("größe 12") : Optional.empty()).build();
    }

    @AfterAll
    static void close() {
        session.close();
    }

    private static List<String> events(String code) {
        var sink = new RecordingSink();
        CellResult result = session.run(code, sink);
        assertThat(result.error()).as("%s", result.error().map(CellError::plain)).isEmpty();
        return sink.events();
    }

    @Test
    void text_of_both_streams_and_displays_keep_their_order() {
        assertThat(events("""
                { System.out.print("a"); System.out.println("b"); }
                System.err.println("c");
                String id = display("shown");
                System.out.print("d\\r");
                updateDisplay(id, "again");
                clearOutput(true);
                System.out.print("e");
                display("<b>x</b>", "text/html");
                """)).containsExactly("stdout: ab\n", "stderr: c\n", "display: {text/plain=shown}", "stdout: d\r", "update: again",
                "clear: true", "stdout: e", "display: {text/plain=<b>x</b>, text/html=<b>x</b>}");
    }

    @Test
    void many_lines_come_in_few_pieces() {
        List<String> events = events("for (int i = 0; i < 10_000; i++) { System.out.println(i); }");
        assertThat(events).hasSizeLessThan(60);
        String all = events.stream().map(e -> e.substring("stdout: ".length())).collect(Collectors.joining());
        assertThat(all.lines().count()).isEqualTo(10_000);
        assertThat(all).startsWith("0\n1\n").endsWith("9999\n");
    }

    @Test
    void characters_written_byte_by_byte_stay_whole() {
        assertThat(events("for (byte b : \"µ€😀\".getBytes(\"UTF-8\")) { System.out.write(b); System.out.flush(); Thread.sleep(60); }")
                .stream().map(e -> e.substring("stdout: ".length())).collect(Collectors.joining())).isEqualTo("µ€😀");
    }

    @Test
    void threads_of_the_cell_and_of_the_common_pool_write_to_it() {
        assertThat(events("var t = new Thread(() -> System.out.print(\"thread\")); t.start(); t.join();")).containsExactly("stdout: thread");
        assertThat(events("CompletableFuture.runAsync(() -> System.out.print(\"pool\")).get();")).containsExactly("stdout: pool");
    }

    @Test
    void output_of_a_thread_that_outlives_its_cell_arrives() throws Exception {
        var sink = new RecordingSink();
        session.run("new Thread(() -> { try { Thread.sleep(500); } catch (InterruptedException e) { } System.out.print(\"late\"); }).start();", sink);
        assertThat(sink.events()).isEmpty();
        for (int i = 0; i < 200 && sink.events().isEmpty(); i++) {
            Thread.sleep(20);
        }
        assertThat(sink.events()).containsExactly("stdout: late");
    }

    @Test
    void an_exception_of_another_thread_is_printed() {
        List<String> events = events("var bad = new Thread(() -> { throw new IllegalStateException(\"elsewhere\"); }); bad.start(); bad.join();");
        assertThat(String.join("", events)).contains("stderr", "elsewhere");
    }

    @Test
    void a_cell_reads_lines_from_its_front_end() {
        assertThat(events("var in = new Scanner(System.in, \"UTF-8\"); System.out.print(in.next() + \"/\" + in.nextInt() + \"/\" + in.hasNext());"))
                .containsExactly("stdout: größe/12/false");
    }

    @Test
    void output_outside_cells_does_not_reach_them() {
        var sink = new RecordingSink();
        session.run("1", sink);
        System.out.print("");
        System.err.print("");
        assertThat(sink.events()).isEmpty();
    }

    @Test
    void an_empty_cell_takes_no_time_to_speak_of() {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 50; i++) {
            best = Math.min(best, session.run("", CellSink.NONE).duration().toNanos());
        }
        assertThat(best).isLessThan(5_000_000);
    }
}
