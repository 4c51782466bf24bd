package org.spikebook.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikebook.session.CellError.Kind;

/** The magics every session has. */
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
    void lsmagic_lists_all() {
        var sink = new RecordingSink();
        session.run("%lsmagic", sink);
        assertThat(String.join("", sink.events())).contains("%time CODE", "%jars", "%classpath", "%load", "%%html", "%%writefile", "%%time");
    }

    @Test
    void html_is_shown() {
        var sink = new RecordingSink();
        session.run("%%html\n<b>x</b>", sink);
        assertThat(sink.events()).containsExactly("display: {text/plain=<b>x</b>, text/html=<b>x</b>}");
    }

    @Test
    void a_written_file_can_be_loaded_and_its_package_line_is_left_out() throws Exception {
        run("%%writefile Helper.java\npackage some.where;\n\nint helped() { return 12; }\n");
        assertThat(Files.readString(folder.resolve("Helper.java"))).isEqualTo("package some.where;\n\nint helped() { return 12; }\n");
        run("%%writefile -a Helper.java\nint twice() { return 2 * helped(); }\n");
        assertThat(run("%load Helper.java\ntwice()").value()).contains(24);
        assertThat(run("%load nope.jsh").error().get().message()).contains("nope.jsh", "must be a file in", "Maybe");
    }

    @Test
    void a_notebook_can_be_loaded() throws Exception {
        Files.writeString(folder.resolve("n.ipynb"), """
                {"cells": [{"cell_type": "markdown", "metadata": {}, "source": "# x"},
                 {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": null, "source": ["int loaded = 1;\\n", "loaded + 1"]}],
                 "metadata": {}, "nbformat": 4, "nbformat_minor": 4}""");
        assertThat(run("%load n.ipynb").value()).contains(2);
        assertThat(run("loaded").value()).contains(1);
    }

    @Test
    void jars_and_class_folders_are_found_by_later_cells() throws Exception {
        Path source = Files.writeString(folder.resolve("Extra.java"), "package extra; public class Extra { public static int x() { return 77; } }");
        Path classes = folder.resolve("my classes");
        int status = javax.tools.ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", classes.toString(), source.toString());
        assertThat(status).isZero();
        assertThat(run("%classpath \"my classes\"\nimport extra.*;\nExtra.x()").value()).contains(77);
        assertThat(run("%classpath no/where").error().get().message()).contains("no/where", "must exist");
        assertThat(run("%jars *.jar").error().get().message()).contains("*.jar", "must match a jar");
        assertThat(run("%jars").error().get().message()).contains("Usage: %jars FILE...");
    }

    @Test
    void a_failing_magic_names_its_line() {
        CellError error = run("int a = 1;\n\n%load x\nint b = 2;").error().get();
        assertThat(error.place().get()).isEqualTo(new CellError.Place(1, 3, 0));
        assertThat(run("b").ok()).isFalse();
    }

    @Test
    void magics_are_completed_and_inspected() {
        assertThat(session.complete("int a;\n%ti", 10).choices()).containsExactly("%time");
        assertThat(session.complete("%%wr", 4)).isEqualTo(new Completion(0, 4, java.util.List.of("%%writefile")));
        assertThat(session.inspect("%time x", 3)).singleElement().extracting(Inspection::signature).isEqualTo("%time");
    }
}
