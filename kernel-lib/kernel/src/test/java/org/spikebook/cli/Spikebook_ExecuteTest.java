package org.spikebook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikebook.notebook.Notebook;
import org.spikebook.notebook.NotebookCell;

/** The command line from end to end. */
class Spikebook_ExecuteTest {

    @TempDir
    private Path folder;

    private record Said(int status, String out, String err) {
    }

    private static Said execute(String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        var said = new ByteArrayOutputStream();
        var complained = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
        try {
            int status = Spikebook.execute(arguments);
            return new Said(status, said.toString(StandardCharsets.UTF_8), complained.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    private Path notebook(String... cells) {
        Notebook notebook = Notebook.create();
        for (String cell : cells) {
            NotebookCell added = notebook.append(NotebookCell.Kind.CODE, cell);
            if (cell.startsWith("int n =")) {
                added.metadata().putArray("tags").add("parameters");
            }
        }
        Path file = folder.resolve("notebooks/sub/my.ipynb");
        notebook.write(file);
        return file;
    }

    @Test
    void run_writes_notebook_and_page_and_says_where() {
        Path file = notebook("int n = 2;", "n * 21");
        Path out = folder.resolve("results");
        Said said = execute("run", file.toString(), "-o", out.toString(), "-p", "n=4");
        assertThat(said.status()).as(said.err()).isZero();
        Path executed = out.resolve("sub/my.ipynb");
        assertThat(said.out()).isEqualTo(executed + "\n" + out.resolve("sub/my.html") + "\n");
        assertThat(said.err()).contains("my.ipynb: cell 3/3");
        assertThat(Notebook.read(executed).toJson()).contains("\"84\"");
        assertThat(out.resolve("sub/my.html")).content().contains("84");
        assertThat(Notebook.read(file).cells().get(1).outputs()).isEmpty();
    }

    @Test
    void a_failing_cell_gives_status_1_and_its_number_line_and_message() {
        Path file = notebook("int n = 2;", "int a = 1;\n\na / 0", "3");
        Said said = execute("run", file.toString(), "-o", folder.resolve("results").toString());
        assertThat(said.status()).isEqualTo(1);
        assertThat(said.err()).contains("code cell 2, line 3: ArithmeticException: / by zero", "3 | a / 0");
        assertThat(folder.resolve("results/sub/my.html")).content().contains("ArithmeticException");
        assertThat(execute("run", file.toString(), "--allow-errors", "--no-html", "-o", folder.resolve("other").toString()).status()).isZero();
        assertThat(folder.resolve("other/sub/my.html")).doesNotExist();
    }

    @Test
    void in_place_writes_over_the_notebook() {
        Path file = notebook("6 * 7");
        assertThat(execute("run", "--in-place", "--no-html", file.toString()).status()).isZero();
        assertThat(Notebook.read(file).toJson()).contains("\"42\"");
        assertThat(execute("run", "--in-place", "-o", "x", file.toString()).status()).isEqualTo(2);
    }

    @Test
    void compare_tells_changed_numbers_and_resume_leaves_a_complete_run_alone() throws Exception {
        Path file = notebook("double rate = 0.25;", "rate * 2");
        String results = folder.resolve("results").toString();
        Said empty = execute("run", "--compare", "--no-html", "-o", results, file.toString());
        assertThat(empty.status()).isEqualTo(1);
        assertThat(empty.err()).contains("holds no outputs to compare with. Maybe");
        execute("run", "--in-place", "--no-html", file.toString());
        Said same = execute("run", "--compare", "--no-html", "-o", results, file.toString());
        assertThat(same.status()).as(same.err()).isZero();
        assertThat(same.err()).contains("2 of 2 compared cells as before");
        Files.writeString(file, Files.readString(file).replace("rate = 0.25", "rate = 0.26"));
        Said other = execute("run", "--compare", "--no-html", "-o", results, file.toString());
        assertThat(other.status()).isEqualTo(1);
        assertThat(other.err()).contains("code cell 2: number 1 was 0.5, is 0.52");
        assertThat(execute("run", "--compare", "--tolerance", "0.1", "--no-html", "-o", results, file.toString()).status()).isZero();
        assertThat(execute("run", "--compare", "--tolerance", "-1", file.toString()).status()).isEqualTo(2);
        assertThat(execute("run", "--resume", "--no-html", "-o", results, file.toString()).err())
                .contains("2 of 2 code cells were complete and keep their outputs");
    }

    @Test
    void a_time_limit_stops_a_cell() {
        Said said = execute("run", notebook("int i = 0;", "while (true) { i++; }").toString(), "--timeout", "2", "--no-html",
                "-o", folder.resolve("r").toString());
        assertThat(said.status()).isEqualTo(1);
        assertThat(said.err()).contains("code cell 2, line 1: TimeLimit: the cell ran longer than its limit of 2 s");
        assertThat(execute("run", notebook("1").toString(), "--timeout", "0").status()).isEqualTo(2);
    }

    @Test
    void a_broken_notebook_is_told_in_one_line() throws Exception {
        Path file = Files.writeString(folder.resolve("broken.ipynb"), "{\"cells\": [\n<<<<<<< HEAD\n");
        Said said = execute("run", file.toString());
        assertThat(said.status()).isEqualTo(1);
        assertThat(said.err()).startsWith("notebook '" + file + "', line 2, column").contains("Maybe").doesNotContain("\tat ");
    }

    @Test
    void a_wrong_parameter_is_told() {
        Said said = execute("run", notebook("int n = 2;").toString(), "-p", "n=x");
        assertThat(said.status()).isEqualTo(1);
        assertThat(said.err()).isEqualTo("parameter 'n': must be of type int, but was 'x'. Maybe like its own value, 2.\n");
    }

    @Test
    void the_class_path_holds_spikebook() {
        Said said = execute("classpath");
        assertThat(said.status()).isZero();
        assertThat(said.out().strip().split(System.getProperty("path.separator"))).allMatch(entry -> Path.of(entry).isAbsolute())
                .anyMatch(entry -> Files.exists(Path.of(entry, "org/spikebook/cli/Spikebook.class")));
    }

    @Test
    void an_unknown_command_or_option_gets_a_suggestion() {
        Said said = execute("runn");
        assertThat(said.status()).isEqualTo(2);
        assertThat(said.err()).contains("spikebook run");
        assertThat(execute("run", "--alow-errors", "x.ipynb").err()).contains("--allow-errors");
        assertThat(execute().status()).isEqualTo(2);
        assertThat(execute("--version").out()).startsWith("spikebook 0.");
    }
}
