package org.spikebook.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikebook.session.CellPart.Kind;

/** Magics are recognised where a statement may start, and nowhere else. */
class CellPart_OfTest {

    @ParameterizedTest
    @ValueSource(strings = {
        "17\n %x",
        "int y = 17\n  %rate;",
        "String s = \"\"\"\n%load x\n\"\"\";",
        "String s = \"\"\"\n  \\\"\"\"\n%load x\n\"\"\";",
        "/*\n%load x\n*/ int a;",
        "foo(1,\n%load x\n)",
        "void f() {\n%load x\n}",
        "int[] a = {1,\n%x\n};",
        "char c = '\"';\nint b = 3 % c;",
        "// it's\n5\n%x",
        "a = 3; %time b",
        "% time b",
        "%",
        "%5",
    })
    void a_percent_sign_elsewhere_is_java(String cell) {
        assertThat(CellPart.of(cell)).allMatch(part -> part.kind() == Kind.JAVA);
        assertThat(CellPart.of(cell)).singleElement().extracting(CellPart::text).isEqualTo(cell);
    }

    @Test
    void a_line_magic_starts_a_line_after_a_finished_statement() {
        assertThat(CellPart.of("%jars a b \nint x = 1; // it's 'fine\n  %time x % 2\nif (x > 0) { }\n%lsmagic")).containsExactly(
                new CellPart(Kind.LINE_MAGIC, 0, "jars", "a b", ""),
                new CellPart(Kind.JAVA, 10, "", "\nint x = 1; // it's 'fine\n  ", ""),
                new CellPart(Kind.LINE_MAGIC, 38, "time", "x % 2", ""),
                new CellPart(Kind.JAVA, 49, "", "\nif (x > 0) { }\n", ""),
                new CellPart(Kind.LINE_MAGIC, 65, "lsmagic", "", ""));
    }

    @Test
    void a_cell_magic_takes_the_whole_cell_as_it_is() {
        assertThat(CellPart.of("\n %%html  dark \n<b>\n%x\n")).isEqualTo(List.of(
                new CellPart(Kind.CELL_MAGIC, 2, "html", "dark", "<b>\n%x\n")));
        assertThat(CellPart.of("%%time")).isEqualTo(List.of(new CellPart(Kind.CELL_MAGIC, 0, "time", "", "")));
    }

    @Test
    void an_empty_cell_has_no_parts() {
        assertThat(CellPart.of(" \n ")).isEmpty();
    }
}
