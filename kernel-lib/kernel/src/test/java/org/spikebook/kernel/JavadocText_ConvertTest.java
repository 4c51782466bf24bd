package org.spikebook.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JavadocText_ConvertTest {

    private final JavadocText text = new JavadocText("""
             Firing rate {@code r[t] = n / T < 1}, see {@link java.util.List#of(Object, Object) the list} and {@link #rate}.
             <p>Second paragraph with <b>weight</b> &amp; <i>more</i>.
             <pre>{@code
             var x = List.<String>of();
             @Override
             }</pre>

             @param rate spikes per step,
                 0..1
             @return the count
             @throws IllegalArgumentException if {@code rate < 0}
             @author somebody
            """);

    @Test
    void htmlResolvesInlineTagsAndListsBlockTags() {
        assertThat(text.html()).contains("<code>r[t] = n / T &lt; 1</code>").contains("<code>the list</code>").contains("<code>rate</code>")
                .contains("<b>Parameters</b>").contains("<code>rate</code> spikes per step").contains("List.&lt;String&gt;of()")
                .doesNotContain("{@").doesNotContain("somebody");
    }

    @Test
    void markdownHasFencesAndMarks() {
        assertThat(text.markdown()).contains("`r[t] = n / T < 1`").contains("**weight** & *more*").contains("```java\n")
                .contains("**Parameters**").contains("- `rate` spikes per step, 0..1").contains("- `IllegalArgumentException` if `rate < 0`");
    }

    @Test
    void textHasNeitherTagsNorMarks() {
        assertThat(text.text()).startsWith("Firing rate r[t] = n / T < 1, see the list and rate.\n\nSecond paragraph with weight & more.")
                .contains("@Override").contains("\nReturns\n\n- the count").doesNotContain("<p>").doesNotContain("**");
    }

    @Test
    void scriptsAreLeftOut() {
        assertThat(new JavadocText("a <script>alert(1)</script> <img onerror=alert(1)> b").html())
                .doesNotContain("script").doesNotContain("onerror");
    }
}
