package org.spikebook.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Completion, inspection and completeness of half-typed code. */
class Session_CompleteTest {

    private static Session session;

    @BeforeAll
    static void open() {
        session = Session.builder().build();
        session.run("String word = \"w\"; int count(int from, int to) { return to - from; }", CellSink.NONE);
    }

    @AfterAll
    static void close() {
        session.close();
    }

    private static List<String> choices(String code) {
        return session.complete(code, code.length()).choices();
    }

    @Test
    void members_variables_and_methods_are_completed() {
        assertThat(choices("word.toUp")).contains("toUpperCase(");
        assertThat(choices("wo")).contains("word");
        assertThat(choices("cou")).contains("count(");
        assertThat(choices("int a = 1;\nword.len")).contains("length()");
        assertThat(choices("Spikes.ber")).contains("bernoulli(");
    }

    @Test
    void names_declared_above_in_the_same_cell_are_known() {
        assertThat(choices("var fresh = List.of(1, 2);\nfresh.str")).contains("stream()");
    }

    @Test
    void the_range_replaced_is_the_name_at_the_cursor() {
        Completion completion = session.complete("int a = 1;\nword.toUp + 1", 19);
        assertThat(completion.start()).isEqualTo(16);
        assertThat(completion.end()).isEqualTo(19);
        assertThat(completion.choices()).contains("toUpperCase(");
    }

    @Test
    void nonsense_has_no_choices_and_no_error() {
        assertThat(choices("}}} ((( ")).isNotNull();
        assertThat(session.inspect("}}}", 1)).isEmpty();
    }

    @Test
    void inspection_gives_signature_and_documentation() {
        assertThat(session.inspect("word.toUpperCase", 16)).anySatisfy(found -> assertThat(found.signature()).contains("String.toUpperCase()"));
        assertThat(session.inspect("int z = 2;\nMath.max(1, 2)", 17)).anySatisfy(
                found -> assertThat(found.signature()).contains("int Math.max(int a, int b)"));
        assertThat(session.inspect("count", 5)).anySatisfy(found -> assertThat(found.signature()).contains("count(int from, int to)"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            int x = 1             | COMPLETE
            int x = 1;            | COMPLETE
            1 + 1                 | COMPLETE
            for (;;) {            | INCOMPLETE
            foo(1,                | INCOMPLETE
            "unclosed             | INVALID
            int x = 1; void f() { | INCOMPLETE
            ) + 1                 | INVALID
            %time 1               | COMPLETE
            """)
    void completeness(String code, Completeness expected) {
        assertThat(session.isComplete(code)).isEqualTo(expected);
    }
}
