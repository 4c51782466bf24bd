package org.spikebook.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pieces of the exported page. */
class HtmlExport_RenderTest {

    private static Notebook withOutput(String output) {
        return Notebook.parse("t", """
                {"cells": [{"cell_type": "code", "metadata": {}, "execution_count": 1, "outputs": [%s], "source": "x"}],
                 "metadata": {}, "nbformat": 4, "nbformat_minor": 5}""".formatted(output));
    }

    @Test
    void a_figure_of_another_program_becomes_live_with_its_picture_as_fallback() {
        String page = HtmlExport.render(withOutput("""
                {"output_type": "display_data", "metadata": {}, "data": {"text/plain": "fig", "image/png": "iVBO\\nRw0=",
                "application/vnd.plotly.v1+json": {"data": [{"y": [1, 2], "name": "</script><b>"}], "layout": {}}}}"""));
        assertThat(page).contains("src=\"data:image/png;base64,iVBORw0=\"", "\\u003c/script>", "Plotly.newPlot(place");
        assertThat(page).containsOnlyOnce("new DecompressionStream('gzip')");
    }

    @Test
    void pictures_are_inside_and_svg_cannot_run_scripts() {
        String page = HtmlExport.render(withOutput("""
                {"output_type": "display_data", "metadata": {}, "data": {"text/plain": "a\\"b", "image/svg+xml": "<svg onload='x()'/>"}}"""));
        assertThat(page).contains("<img alt=\"a&quot;b\" src=\"data:image/svg+xml;base64,").doesNotContain("<svg onload");
    }

    @Test
    void lists_of_lines_are_joined() {
        assertThat(HtmlExport.render(withOutput("""
                {"output_type": "display_data", "metadata": {}, "data": {"text/plain": ["a<\\n", "b"]}}"""))).contains("<pre>a&lt;\nb</pre>");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            int a = 1; // x<y      | <span class="j-k">int</span> a = <span class="j-n">1</span>; <span class="j-c">// x&lt;y</span>
            String s = "a\\"int";  | String s = <span class="j-s">&quot;a\\&quot;int&quot;</span>;
            char c = '"'; 1e-3f    | char c = '"'; 1e-3f
            @Override x1           | <span class="j-a">@Override</span> x1
            %time f()              | <span class="j-m">%time</span> f()
            a % b                  | a % b
            """, quoteCharacter = '`')
    void java_is_coloured(String code, String html) {
        if (code.startsWith("char")) {
            assertThat(JavaHtml.of(code)).isEqualTo("<span class=\"j-k\">char</span> c = <span class=\"j-s\">&#39;&quot;&#39;</span>; "
                    + "<span class=\"j-n\">1e-3f</span>");
        } else {
            assertThat(JavaHtml.of(code)).isEqualTo(html);
        }
    }

    @Test
    void terminal_text_is_coloured_and_overwritten() {
        assertThat(AnsiHtml.of("\u001b[31mred<\u001b[0m \u001b[1;36mb\u001b[22mc\u001b[0m\u001b[2K.")).isEqualTo(
                "<span class=\"ansi-1 \">red&lt;</span> <span class=\"ansi-6 ansi-b \">b</span><span class=\"ansi-6 \">c</span>.");
        assertThat(AnsiHtml.of("10 %\r20 %\rdone\nnext\r\n")).isEqualTo("done\nnext\n");
    }

    @Test
    void headings_with_the_same_text_have_different_anchors() {
        var markdown = new MarkdownHtml();
        assertThat(markdown.of("# A b\n\n# A b\n\n## `x` < y")).contains("id=\"a-b\"", "id=\"a-b-2\"", "id=\"x-y\"");
        assertThat(markdown.contents()).extracting(MarkdownHtml.Entry::text).containsExactly("A b", "A b", "x < y");
        assertThat(markdown.math()).isFalse();
    }

    @Test
    void formulas_survive_markdown_and_code_has_none() {
        var markdown = new MarkdownHtml();
        assertThat(markdown.of("a $x_1 * y_2 * <z>$ b\n\n$$\n\\sum_i\n$$\n\n`$no$` costs $5 and $6.")).contains(
                "<span class=\"math\">x_1 * y_2 * &lt;z&gt;</span>", "<span class=\"math block\">\\sum_i</span>", "<code>$no$</code>",
                "costs $5 and $6.");
        assertThat(markdown.math()).isTrue();
    }

    @Test
    void javascript_links_are_removed() {
        assertThat(new MarkdownHtml().of("[x](javascript:alert(1)) <img src=x onerror=y>")).doesNotContain("javascript:", "<img");
    }
}
