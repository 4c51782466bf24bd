package org.spikebook.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikebook.session.CellError.Kind;

/** What a cell gives: values, output, errors with their places. */
class Session_RunTest {

    private static Session session;

    @BeforeAll
    static void open() {
        session = Session.builder().build();
    }

    @AfterAll
    static void close() {
        session.close();
    }

    private static CellResult run(String code) {
        return session.run(code, CellSink.NONE);
    }

    private static CellError fail(String code) {
        CellResult result = run(code);
        assertThat(result.ok()).as("cell fails: %s", code).isFalse();
        return result.error().get();
    }

    @Test
    void the_value_is_that_of_the_last_expression_as_an_object() {
        assertThat(run("int x = 20;\nx + 1").value()).contains(21);
        assertThat(run("1; 2; new int[] {1, 2}").value().get()).isEqualTo(new int[] {1, 2});
        assertThat(run("\"a\" + 'b'").value()).contains("ab");
        assertThat(run("x").value()).contains(20);
        assertThat(run("List.of(1, 2).stream().mapToInt(i -> i).sum();").value()).contains(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n ", "// nothing", "/* nothing */", "int q = 3;", "q1();", "void q1() { }", "Object n = null; n", "int w; w = 4;", "System.out.printf(\"\")", "System.err.append(\"\");"})
    void no_value_where_there_is_none(String code) {
        run("void q1() { }");
        CellResult result = run(code);
        assertThat(result.error()).isEmpty();
        assertThat(result.value()).isEmpty();
        assertThat(result.shown()).isEmpty();
    }

    @Test
    void default_imports_are_there() {
        assertThat(run("Stream.of(1).toList()").value()).isPresent();
        assertThat(run("Path.of(\"a\").getFileName()").value()).isPresent();
        assertThat(run("Spikes.class.getSimpleName()").value()).contains("Spikes");
        assertThat(run("Table.create(\"t\").name()").value()).contains("t");
    }

    @Test
    void each_line_of_the_default_imports_resolves_alone() {
        try (Session bare = Session.builder().imports("").build()) {
            for (String line : Session.defaultImports().lines().toList()) {
                assertThat(bare.run(line, CellSink.NONE).error()).as(line).isEmpty();
            }
        }
    }

    @Test
    void cells_are_counted_and_code_outside_the_count_is_not() {
        int before = session.executionCount();
        assertThat(run("1").executionCount()).isEqualTo(before + 1);
        assertThat(session.evaluate("2", CellSink.NONE).executionCount()).isZero();
        assertThat(session.executionCount()).isEqualTo(before + 1);
    }

    @Test
    void two_classes_of_one_cell_may_use_each_other() {
        var sink = new RecordingSink();
        CellResult result = session.run("class Ping { Pong p; }\nclass Pong { Ping p; int v = 7; }\nnew Pong().v", sink);
        assertThat(result.value()).contains(7);
        assertThat(sink.events()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            int a1 = 1;\\n\\nint b1 = "s";\\nint c1 = 2;                            | 3 | 10 | incompatible types: java.lang.String cannot be converted to int
            \\n\\n  foo(1,\\n   2);                                                 | 3 | 3  | cannot find symbol: method foo(int,int)
            int d1 = 1;\\nint e1 = d1 +\\n   nope;                                  | 3 | 4  | cannot find symbol: variable nope
            // comment\\n/* more\\n text */\\nnope2                                 | 4 | 1  | cannot find symbol: variable nope2
            %time 1\\nnope3                                                         | 2 | 1  | cannot find symbol: variable nope3
            """)
    void a_compile_error_has_line_and_column_of_the_cell(String code, int line, int column, String message) {
        CellError error = fail(code.replace("\\n", "\n"));
        assertThat(error.kind()).isEqualTo(Kind.COMPILE);
        assertThat(error.message()).isEqualTo(message);
        assertThat(error.place().get()).isEqualTo(new CellError.Place(session.executionCount(), line, column));
    }

    @Test
    void a_compile_error_underlines_the_users_code() {
        assertThat(fail("int z1 = 1;\n\tint z2 = \"str\";").plain()).isEqualTo("""
                CompileError in cell [%d], line 2: incompatible types: java.lang.String cannot be converted to int
                    2 | \tint z2 = "str";
                        \t         ^^^^^""".formatted(session.executionCount()));
    }

    @Test
    void a_statement_that_does_not_parse_stops_the_cell_before_it_starts() {
        CellError error = fail("int neverSet = 5;\nfor (int i = 0; i < 3; i++) {\n  foo(;\n}");
        assertThat(error.kind()).isEqualTo(Kind.COMPILE);
        assertThat(error.place().get().line()).isEqualTo(3);
        assertThat(fail("neverSet").message()).contains("neverSet");
        assertThat(fail("int neverSet = 5;\nvoid open() {\n").message()).contains("reached end of file");
        assertThat(fail("neverSet").message()).contains("neverSet");
    }

    @Test
    void a_runtime_error_names_the_lines_of_all_cells_it_went_through() {
        run("\n// a method\nint over(int n) {\n  int k = 1;\n  return k\n    / n;\n}");
        int first = session.executionCount();
        CellError error = fail("int before = 1;\n\n  over(\n    0);\n");
        int second = session.executionCount();
        assertThat(error.kind()).isEqualTo(Kind.RUNTIME);
        assertThat(error.name()).isEqualTo("ArithmeticException");
        assertThat(error.message()).isEqualTo("/ by zero");
        assertThat(error.place().get()).isEqualTo(new CellError.Place(second, 3, 0));
        assertThat(error.plain()).isEqualTo("""
                java.lang.ArithmeticException: / by zero
                  cell [%d], line 5, in over
                      5 |   return k
                  cell [%d], line 3
                      3 |   over(""".formatted(first, second));
    }

    @Test
    void causes_are_shown_and_library_frames_but_not_ours() {
        CellError error = fail("""
                try {
                    List.of(1).iterator().remove();
                } catch (UnsupportedOperationException e) {
                    throw new IllegalStateException("outer", e);
                }""");
        assertThat(error.name()).isEqualTo("IllegalStateException");
        assertThat(error.place().get().line()).isEqualTo(4);
        assertThat(error.plain()).contains("Caused by:\njava.lang.UnsupportedOperationException\n", "ImmutableCollections",
                "    2 |     List.of(1).iterator().remove();");
        assertThat(error.plain()).doesNotContain("org.spikebook.session", "jdk.jshell", "reflect", "REPL");
    }

    @Test
    void a_users_own_exception_has_its_own_name() {
        CellError error = fail("class Mine extends RuntimeException { Mine(String m) { super(m); } }\nthrow new Mine(\"so\");");
        assertThat(error.headline()).isEqualTo("Mine: so");
    }

    @Test
    void a_stack_overflow_is_capped() {
        CellError error = fail("int deep(int n) {\n  return 1 + deep(n + 1);\n}\ndeep(0)");
        assertThat(error.name()).isEqualTo("StackOverflowError");
        assertThat(error.traceback()).hasSizeLessThan(60);
        assertThat(error.plain()).contains("more frames", "deep");
        assertThat(run("1 + 1").value()).contains(2);
    }

    @Test
    void forward_references_are_told_in_plain_words() {
        var sink = new RecordingSink();
        assertThat(session.run("int early() { return later() + 1; }", sink).ok()).isTrue();
        assertThat(sink.events()).containsExactly(
                "stderr: Note: early cannot be used before method later() is defined, in this or a later cell.\n");
        CellError error = fail("early()");
        assertThat(error.name()).isEqualTo("NotYetDefined");
        assertThat(error.message()).contains("early", "uses method later(), which is not defined yet. Maybe run the cell");
        assertThat(run("int later() { return 41; }\nearly()").value()).contains(42);
    }

    @Test
    void a_method_that_misuses_a_constructor_is_refused_by_the_compilers_words() {
        run("record Pair(int x) { }");
        CellError error = fail("int before = 1;\nPair bad() {\n    return new Pair(1, 2);\n}");
        assertThat(error.name()).isEqualTo("CompileError");
        assertThat(error.message()).contains("constructor Pair", "cannot be applied to given types");
        assertThat(error.place().get().line()).isEqualTo(3);
        assertThat(fail("Pair worse() { return new Pair(1, 2); }\nworse()").plain()).contains("cannot be applied", "^").doesNotContain("not defined yet");
        assertThat(fail("bad()").message()).contains("constructor Pair", "cannot be applied to given types");
        assertThat(run("record Pair(int x, int y) { }\nbad().y()").value()).contains(2);
    }

    @Test
    void redefining_a_class_says_which_variables_it_emptied() {
        run("class Box { int v = 1; }\nBox box = new Box();");
        var sink = new RecordingSink();
        session.run("class Box { int v = 2; int w; }", sink);
        assertThat(sink.events()).hasSize(1);
        assertThat(sink.events().get(0)).contains("box", "Box", "defined anew");
        assertThat(run("box").value()).isEmpty();
    }

    @Test
    void system_exit_ends_only_the_cell() {
        CellError error = fail("int kept = 9;\ntry { System.exit(3); } catch (Exception e) { }");
        assertThat(error.name()).isEqualTo("CellExit");
        assertThat(error.message()).contains("System.exit(3)", "restart the kernel");
        assertThat(error.place().get().line()).isEqualTo(2);
        assertThat(run("kept").value()).contains(9);
    }

    @Test
    void a_class_of_a_cell_goes_by_the_users_name() {
        assertThat(fail("class Bad { public String toString() { throw new AssertionError(\"no\"); } }\nnew Bad()").plain())
                .contains("while showing a Bad: no").doesNotContain("REPL");
    }

    @Test
    void errors_of_a_toString_are_errors_of_the_cell() {
        CellError error = fail("new Object() { public String toString() { throw new StackOverflowError(\"mine\"); } }");
        assertThat(error.plain()).contains("mine");
        assertThat(run("2").value()).contains(2);
    }

    @Test
    void thread_locals_live_from_statement_to_statement() {
        run("ThreadLocal<String> local = new ThreadLocal<>();");
        assertThat(run("local.set(\"here\");\nlocal.get()").value()).contains("here");
        assertThat(run("local.get()").value()).contains("here");
    }

    @Test
    void results_are_kept_by_number() {
        int n = run("\"first\"").executionCount();
        run("2");
        assertThat(session.result(n)).contains("first");
        assertThat(session.result(100_000)).isEmpty();
    }

    @Test
    void results_are_there_as_Out_too() {
        int cell = session.run("6 * 7", CellSink.NONE).executionCount();
        assertThat(run("Out[" + cell + "]").value()).contains(42);
        assertThat(run("int[] at = {0, " + cell + "};\nint answer = (int) Out[at[1]] + 1; // Out[9]\nanswer + \" Out[1]\"").value()).contains("43 Out[1]");
        assertThat(fail("1 +\n (int) Out[99_999]").message()).contains("cell 99999", "Maybe");
        assertThat(fail("_").message()).contains("'_'", "Maybe last()");
        try (Session own = Session.builder().imports("").build()) {
            assertThat(own.run("int[] Out = {5};\nOut[0]", CellSink.NONE).value()).contains(5);
            assertThat(own.run("Out[0] + 1", CellSink.NONE).value()).contains(6);
        }
    }

    @Test
    void shown_arrays_do_not_pin_memory() {
        run("1");
        int bytes = (int) Math.min(Runtime.getRuntime().maxMemory() / 12, 200_000_000);
        for (int i = 0; i < 18; i++) {
            assertThat(run("new byte[" + bytes + "]").ok()).isTrue();
        }
    }

    @Test
    void temporary_variables_of_jshell_do_not_pile_up() {
        for (int i = 0; i < 10; i++) {
            run("\"value \" + " + i);
        }
        assertThat(session.complete("$", 1).choices().stream().filter(name -> name.startsWith("$"))).hasSizeLessThan(4);
    }

    @Test
    void variables_are_listed_with_their_types() {
        run("double rate = 0.5; List<String> names = List.of();");
        assertThat(session.variables()).containsAllEntriesOf(Map.of("rate", "double", "names", "List<String>"));
    }

    @Test
    void reset_forgets_variables_and_results_but_not_imports() {
        try (Session other = Session.builder().build()) {
            other.run("int gone = 1;", CellSink.NONE);
            other.run("gone", CellSink.NONE);
            other.reset();
            assertThat(other.run("gone", CellSink.NONE).ok()).isFalse();
            assertThat(other.result(2)).isEmpty();
            assertThat(other.run("List.of(1).size()", CellSink.NONE).value()).contains(1);
        }
    }

    @Test
    void aFileBesideTheNotebookIsFoundWhereverTheSessionWasStarted(@org.junit.jupiter.api.io.TempDir java.nio.file.Path folder) throws java.io.IOException {
        java.nio.file.Files.writeString(folder.resolve("study.json"), "{}");
        try (Session session = Session.builder().directory(folder).build()) {
            var sink = new RecordingSink();
            var result = session.run("System.out.println(Files.readString(file(\"study.json\")))", sink);
            assertThat(result.error()).isEmpty();
            assertThat(String.join("", sink.events())).contains("{}");
        }
        assertThat(Cell.file("x.json")).isEqualTo(java.nio.file.Path.of("x.json"));
    }
}
