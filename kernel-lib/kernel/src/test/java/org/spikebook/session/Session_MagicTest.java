package org.spikebook.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikebook.session.CellError.Kind;

/** How cells run magics. */
class Session_MagicTest {

    @TempDir
    private Path folder;
    private Session session;

    @BeforeEach
    void open() {
        session = Session.builder().directory(folder).build();
    }

    @AfterEach
    void close() {
        session.close();
    }

    private CellResult run(String code) {
        return session.run(code, CellSink.NONE);
    }

    @Test
    void time_runs_the_code_gives_its_value_and_says_how_long_it_took() {
        var sink = new RecordingSink();
        CellResult result = session.run("int a = 4;\n%time a * 2", sink);
        assertThat(result.value()).contains(8);
        assertThat(sink.events()).singleElement().asString().matches("stdout: time: [\\d.]+ m?s\n");
        assertThat(run("%%time\nint b = 5;\nb + 1").value()).contains(6);
        CellError error = run("int c = 1;\n\n%time int d = \"x\";").error().get();
        assertThat(error.place().get().line()).isEqualTo(3);
    }

    @Test
    void an_unknown_magic_suggests_the_nearest() {
        CellError error = run("%tyme 1").error().get();
        assertThat(error.kind()).isEqualTo(Kind.MAGIC);
        assertThat(error.message()).isEqualTo("magic '%tyme': must be one of those that %lsmagic lists. Maybe %time.");
        assertThat(run("%%htm\nx").error().get().message()).endsWith("Maybe %%html.");
    }

    @Test
    void a_failing_magic_names_its_line() {
        CellError error = run("int a = 1;\n\n%load x\nint b = 2;").error().get();
        assertThat(error.place().get()).isEqualTo(new CellError.Place(1, 3, 0));
        assertThat(run("b").ok()).isFalse();
    }

    @Test
    void magics_are_completed_and_inspected() {
        assertThat(session.complete("int a;\n%ti", 10).choices()).containsExactly("%time", "%timeit");
        assertThat(session.complete("%%wr", 4)).isEqualTo(new Completion(0, 4, java.util.List.of("%%writefile")));
        assertThat(session.inspect("%time x", 3)).singleElement().extracting(Inspection::signature).isEqualTo("%time");
    }
}
