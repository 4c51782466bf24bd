package org.spikebook.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Running notebooks without Jupyter. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NotebookRunner_RunTest {

    private Path folder;
    private RunReport report;
    private Notebook executed;
    private String page;
    private final List<String> heard = new ArrayList<>();

    @BeforeAll
    void runEveryFeature(@TempDir(cleanup = org.junit.jupiter.api.io.CleanupMode.ALWAYS) Path temporary) throws Exception {
        folder = temporary;
        Path output = folder.resolve("deep/er/every-feature.ipynb");
        report = NotebookRunner.builder().parameter("n", "4_000").parameter("name", "q\"\\").parameter("flag", "false")
                .parameter("rate", "1e-3").listener(new NotebookRunner.Listener() {
                    @Override
                    public void ended(int number, int of, NotebookCell cell, Duration duration) {
                        heard.add(number + "/" + of + " " + Files.exists(output));
                    }
                }).build().run(Notebook_ReadTest.everyFeature(), output);
        executed = Notebook.read(output);
        page = HtmlExport.render(executed);
    }

    private JsonNode cell(String id) {
        NotebookCell cell = executed.cells().stream().filter(c -> c.id().equals(id)).findFirst().orElseThrow();
        return cell.outputs();
    }

    private static String text(JsonNode node) {
        return NotebookCell.text(node);
    }

    @Test
    void it_succeeds_and_every_cell_is_told() {
        assertThat(report.failures()).isEmpty();
        assertThat(report.ok()).isTrue();
        assertThat(report.cells()).isEqualTo(8);
        assertThat(report.executed()).isEqualTo(7);
        assertThat(heard).containsExactly("1/8 true", "2/8 true", "3/8 true", "4/8 true", "5/8 true", "7/8 true", "8/8 true");
    }

    @Test
    void streams_of_one_name_are_joined_and_carriage_returns_kept() {
        assertThat(cell("streams")).hasSize(3);
        assertThat(cell("streams").get(0).path("text").toString()).isEqualTo("[\"a\\n\",\"b\\rc\"]");
        assertThat(cell("streams").get(1).path("name").asText()).isEqualTo("stderr");
        assertThat(text(cell("streams").get(2).path("text"))).isEqualTo("4000q\"\\0.001false");
    }

    @Test
    void clear_output_displays_and_updates_across_cells() {
        assertThat(cell("displays")).hasSize(3);
        assertThat(text(cell("displays").get(0).path("data").path("text/plain"))).isEqualTo("second");
        assertThat(text(cell("displays").get(1).path("data").path("text/html"))).isEqualTo("<i>html</i>");
        assertThat(cell("displays").get(2).path("output_type").asText()).isEqualTo("execute_result");
        assertThat(cell("displays").get(2).path("execution_count").asInt()).isEqualTo(4);
        assertThat(text(cell("displays").get(2).path("data").path("text/plain"))).isEqualTo("2");
    }

    @Test
    void tags_are_honoured() {
        assertThat(cell("skipped")).isEmpty();
        JsonNode error = cell("raises").get(0);
        assertThat(error.path("output_type").asText()).isEqualTo("error");
        assertThat(error.path("ename").asText()).isEqualTo("ArithmeticException");
        assertThat(error.path("traceback").toString()).contains("cell [6], line 2");
    }

    @Test
    void progress_ends_as_one_line() {
        assertThat(cell("bar")).hasSize(1);
        assertThat(text(cell("bar").get(0).path("data").path("text/plain"))).matches("counting: 30 steps in [\\d.]+ s");
        assertThat(cell("bar").get(0).path("data").has("text/html")).isFalse();
    }

    @Test
    void parameters_go_into_a_cell_of_their_own() {
        NotebookCell injected = executed.cells().get(2);
        assertThat(injected.tags()).containsExactly("injected-parameters");
        assertThat(injected.source()).isEqualTo("""
                // Parameters
                int n = 4000;
                String name = "q\\"\\\\";
                boolean flag = false;
                double rate = 0.001;""");
        assertThat(executed.cells().get(1).source()).startsWith("int n = 3;");
        assertThat(executed.metadata().path("papermill").path("parameters").toString())
                .isEqualTo("{\"n\":\"4_000\",\"name\":\"q\\\"\\\\\",\"flag\":\"false\",\"rate\":\"1e-3\"}");
    }

    @Test
    void a_second_run_replaces_the_injected_cell() {
        Path again = folder.resolve("again.ipynb");
        NotebookRunner.builder().parameter("n", "5").build().run(folder.resolve("deep/er/every-feature.ipynb"), again);
        Notebook twice = Notebook.read(again);
        assertThat(twice.cells()).hasSameSizeAs(executed.cells());
        assertThat(twice.cells().get(2).source()).isEqualTo("// Parameters\nint n = 5;");
    }

    @Test
    void what_made_the_result_is_noted() {
        JsonNode stamp = executed.metadata().path("spikebook");
        assertThat(stamp.path("version").asText()).matches("\\d+\\.\\d+.*");
        assertThat(stamp.path("java").asText()).contains(Runtime.version().toString());
        assertThat(stamp.path("processors").asInt()).isPositive();
        JsonNode cell = executed.cells().get(1).metadata();
        assertThat(cell.path("papermill").path("status").asText()).isEqualTo("completed");
        assertThat(cell.path("papermill").path("duration").asDouble()).isPositive();
        assertThat(cell.path("spikebook").path("heap_used_mb").asInt()).isPositive();
        assertThat(executed.metadata().path("someone").toString()).isEqualTo("{\"else\":[1,1.50,null]}");
        assertThat(executed.metadata().path("papermill").path("exception").asBoolean()).isTrue();
    }

    @Test
    void the_page_holds_everything_and_escapes_it() {
        assertThat(page).contains("<title>Every feature &lt;script&gt;alert(1)&lt;/script&gt;</title>", "<code>x&lt;y</code>",
                "<td>1</td>", "href=\"#output\"", "<h2 id=\"output\">Output</h2>", "<i>html</i>", "&lt;b&gt;raw&lt;/b&gt;",
                "<span class=\"math\">u[t] = \\beta_1 u[t-1] + i_1</span>", "a price of $5 is no formula",
                "<span class=\"j-k\">int</span>", "class=\"ansi-1", "Executed with Spikebook");
        assertThat(page).doesNotContain("<script>alert", "\u001b", "src=\"http", "href=\"http");
        assertThat(page).as("KaTeX once").containsOnlyOnce("katex.render(");
        assertThat(page).as("no plotly without figures").doesNotContain("DecompressionStream");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            m     | 1       | parameter 'm': must be declared in the cell tagged 'parameters', which declares [n, rate, name, flag, names]
            n     | 1.5     | parameter 'n': must be of type int, but was '1.5'. Maybe like its own value, 3.
            rate  | NaN     | parameter 'rate': must be of type double, but was 'NaN'
            flag  | yes     | parameter 'flag': must be of type boolean, but was 'yes'
            names | a       | only numbers, boolean, char and String can be set from outside, but it is declared as List<String>
            """)
    void a_parameter_that_does_not_fit_is_refused_before_anything_is_written(String name, String value, String message) throws Exception {
        Path output = folder.resolve("refused.ipynb");
        assertThatThrownBy(() -> NotebookRunner.builder().parameter(name, value).build().run(Notebook_ReadTest.everyFeature(), output))
                .isInstanceOf(NotebookException.class).hasMessageContaining(message);
        assertThat(output).doesNotExist();
    }

    private RunReport run(NotebookRunner runner, Path output, String... cells) {
        Notebook notebook = Notebook.create();
        for (String cell : cells) {
            notebook.append(NotebookCell.Kind.CODE, cell);
        }
        Path file = folder.resolve("in.ipynb");
        notebook.write(file);
        return runner.run(file, output);
    }

    @Test
    void a_failing_cell_ends_the_run_and_is_saved() {
        Path output = folder.resolve("failed.ipynb");
        RunReport failed = run(NotebookRunner.builder().build(), output, "int a = 1;", "\nint b = a +\n  nope;", "a = 3;");
        assertThat(failed.ok()).isFalse();
        assertThat(failed.executed()).isEqualTo(2);
        assertThat(failed.failures()).singleElement().asString().isEqualTo("code cell 2, line 3: CompileError: cannot find symbol: variable nope");
        List<NotebookCell> cells = Notebook.read(output).cells();
        assertThat(cells.get(1).outputs().get(0).path("ename").asText()).isEqualTo("CompileError");
        assertThat(cells.get(1).metadata().path("papermill").path("status").asText()).isEqualTo("failed");
        assertThat(cells.get(2).metadata().path("papermill").path("status").asText()).isEqualTo("pending");
        assertThat(cells.get(2).executionCount()).isEmpty();
    }

    @Test
    void allowed_errors_let_the_run_go_on_and_are_reported() {
        RunReport failed = run(NotebookRunner.builder().allowErrors(true).build(), folder.resolve("allowed.ipynb"), "nope1", "2", "nope2");
        assertThat(failed.executed()).isEqualTo(3);
        assertThat(failed.failures()).extracting(RunReport.Failure::number).containsExactly(1, 3);
    }

    @Test
    void a_cell_over_its_time_limit_is_stopped_and_named() {
        RunReport failed = run(NotebookRunner.builder().timeLimit(Duration.ofMillis(3_000)).build(), folder.resolve("slow.ipynb"),
                "int a = 1;", "a = 2;\nwhile (true) { }");
        assertThat(failed.failures()).singleElement().asString()
                .isEqualTo("code cell 2, line 2: TimeLimit: the cell ran longer than its limit of 3 s and was stopped");
        assertThatThrownBy(() -> NotebookRunner.builder().timeLimit(Duration.ZERO)).hasMessageContaining("more than 0 s");
    }

    @Test
    void a_notebook_can_be_run_in_place() {
        Path file = folder.resolve("in.ipynb");
        run(NotebookRunner.builder().build(), file, "6 * 7");
        assertThat(text(Notebook.read(file).cells().get(0).outputs().get(0).path("data").path("text/plain"))).isEqualTo("42");
        assertThat(Notebook.read(file).cells().get(0).executionCount()).hasValue(1);
    }

    @Test
    void a_run_that_failed_half_way_is_resumed() {
        Path output = folder.resolve("resumed.ipynb");
        String noisy = "long made = System.nanoTime();\nSystem.out.println(\"made \" + made);\nmade";
        run(NotebookRunner.builder().build(), output, "int a = 6;", noisy, "a * b");
        String before = Notebook.read(output).cells().get(1).outputs().toString();

        RunReport resumed = run(NotebookRunner.builder().resume(true).build(), output, "int a = 6;", noisy, "int b = 7;\na * b", "a + made * 0");
        assertThat(resumed.ok()).isTrue();
        assertThat(resumed.resumed()).isEqualTo(2);
        List<NotebookCell> cells = Notebook.read(output).cells();
        assertThat(cells.get(1).outputs().toString()).as("outputs of a completed cell are kept").isEqualTo(before);
        assertThat(text(cells.get(2).outputs().get(0).path("data").path("text/plain"))).isEqualTo("42");
        assertThat(text(cells.get(3).outputs().get(0).path("data").path("text/plain"))).isEqualTo("6");
        assertThat(cells.get(3).executionCount()).hasValue(4);

        RunReport complete = run(NotebookRunner.builder().resume(true).session(each -> {
            throw new AssertionError("a complete run needs no session");
        }).build(), output, "int a = 6;", noisy, "int b = 7;\na * b", "a + made * 0");
        assertThat(complete.executed()).isZero();
        assertThat(complete.resumed()).isEqualTo(4);
        assertThat(Notebook.read(output).cells().get(1).outputs().toString()).isEqualTo(before);

        RunReport changed = run(NotebookRunner.builder().resume(true).build(), output, "int a = 5;", noisy);
        assertThat(changed.resumed()).as("cells from a changed one on are run anew").isZero();
        assertThat(Notebook.read(output).cells().get(1).outputs().toString()).isNotEqualTo(before);
    }

    @Test
    void a_seed_among_the_parameters_is_part_of_the_stamp() {
        Notebook notebook = Notebook.create();
        notebook.append(NotebookCell.Kind.CODE, "long seed = 42; // of the spikes").metadata().putArray("tags").add("parameters");
        Path file = folder.resolve("seeded.ipynb");
        notebook.write(file);
        NotebookRunner.builder().build().run(file, folder.resolve("seeded-out.ipynb"));
        assertThat(Notebook.read(folder.resolve("seeded-out.ipynb")).metadata().path("spikebook").path("seed").asText()).isEqualTo("42");
        NotebookRunner.builder().parameter("seed", "7").build().run(file, folder.resolve("seeded-out.ipynb"));
        assertThat(Notebook.read(folder.resolve("seeded-out.ipynb")).metadata().path("spikebook").path("seed").asText()).isEqualTo("7");
    }

    @Test
    void the_short_setting_of_a_notebook_stays() {
        Notebook notebook = Notebook.create();
        notebook.append(NotebookCell.Kind.CODE, "int n = 1000;").metadata().putArray("tags").add("parameters");
        notebook.metadata().withObjectProperty("spikebook").withObjectProperty("short").put("n", "10");
        Path file = folder.resolve("short.ipynb");
        notebook.write(file);
        NotebookRunner.builder().build().run(file, file);
        JsonNode stamp = Notebook.read(file).metadata().path("spikebook");
        assertThat(stamp.path("short").path("n").asText()).isEqualTo("10");
        assertThat(stamp.path("version").asText()).isNotEmpty();
    }
}
