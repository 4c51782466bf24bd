package org.spikebook.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What counts as the same output. */
class OutputComparison_OfTest {

    private static OutputComparison compare(String before, String now, double tolerance) throws Exception {
        Notebook kept = Notebook.create();
        NotebookCell cell = kept.append(NotebookCell.Kind.CODE, "code");
        Notebook run = kept.copy();
        cell.outputs().addAll((com.fasterxml.jackson.databind.node.ArrayNode) new ObjectMapper().readTree(before));
        cell.executionCount(OptionalInt.of(1));
        run.cells().get(0).outputs().addAll((com.fasterxml.jackson.databind.node.ArrayNode) new ObjectMapper().readTree(now));
        return OutputComparison.of(kept, run, tolerance);
    }

    private static String printed(String text) {
        return result("stream", "stdout", text);
    }

    private static String result(String type, String stream, String text) {
        JsonNode lines = NotebookCell.lines(text);
        return type.equals("stream") ? "[{\"output_type\": \"stream\", \"name\": \"" + stream + "\", \"text\": " + lines + "}]"
                : "[{\"output_type\": \"" + type + "\", \"metadata\": {}, \"data\": {\"text/plain\": " + lines + "}}]";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            energy 1.000 pJ            | energy 1.0000001 pJ        | 1e-6
            a  1                       | a 1.0                      | 0
            1e-3 and -2.5E+2           | 0.001 and -250             | 0
            Object@1b2c3d4             | Object@99aabbcc            | 0
            conv2d has 12 rows         | conv2d has 12 rows         | 0
            """)
    void the_same(String before, String now, double tolerance) throws Exception {
        assertThat(compare(printed(before), printed(now), tolerance).differences()).isEmpty();
    }

    @Test
    void the_width_of_a_table_does_not_count() throws Exception {
        assertThat(compare(printed("a   b\n-----\n1   2"), printed("a    b\n------\n1    2"), 0).differences()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            energy 1.000 pJ            | energy 1.00001 pJ          | number 1 was 1.000, is 1.00001 in 'energy 1.00001 pJ'
            x 1, y 2                   | x 1, y 3                   | number 2 was 2, is 3 in 'x 1, y 3'
            1 pJ                       | 1 nJ                       | text was 'pJ', is 'nJ'
            a 1 2                      | a 1                        | text was '
            conv2d                     | conv3d                     | text was 'conv2d', is 'conv3d'
            1                          | -1                         | number 1 was 1, is -1 in '-1'
            """)
    void not_the_same(String before, String now, String said) throws Exception {
        assertThat(compare(printed(before), printed(now), 1e-6).differences()).singleElement().asString().startsWith("code cell 1: " + said);
    }

    @Test
    void standard_error_and_the_times_of_bars_do_not_count() throws Exception {
        assertThat(compare(result("stream", "stderr", "Note 1"), result("stream", "stderr", "Note 2"), 0).differences()).isEmpty();
        assertThat(compare(result("display_data", "", "sweep: 12 points in 3.4 s"), result("display_data", "", "sweep: 12 points in 9.9 s"), 0)
                .differences()).isEmpty();
        assertThat(compare(result("execute_result", "", "latency: 12 cycles in 3.4 s"), result("execute_result", "", "latency: 12 cycles in 9.9 s"), 0)
                .differences()).isNotEmpty();
    }

    @Test
    void the_data_of_figures_counts() throws Exception {
        String figure = "[{\"output_type\": \"display_data\", \"metadata\": {}, \"data\": {\"text/plain\": [\"figure\"], "
                + "\"application/vnd.plotly.v1+json\": {\"data\": [{\"y\": [1, %s], \"name\": \"SpikeX\"}]}}}]";
        assertThat(compare(figure.formatted("2.0"), figure.formatted("2.0000000001"), 1e-6).differences()).isEmpty();
        assertThat(compare(figure.formatted("2.0"), figure.formatted("2.1"), 1e-6).differences()).singleElement().asString()
                .isEqualTo("code cell 1: figure 1, data[0].y[1] was 2.0, is 2.1");
    }

    @Test
    void cells_never_run_or_tagged_are_left_out() throws Exception {
        Notebook kept = Notebook.create();
        kept.append(NotebookCell.Kind.CODE, "tagged").metadata().putArray("tags").add("nbval-ignore-output");
        kept.cells().get(0).executionCount(OptionalInt.of(1));
        kept.append(NotebookCell.Kind.CODE, "never run");
        Notebook run = kept.copy();
        run.cells().forEach(cell -> cell.outputs().addObject().put("output_type", "stream").put("name", "stdout").put("text", "new"));
        assertThat(OutputComparison.of(kept, run, 0).compared()).isZero();
        assertThatThrownBy(() -> OutputComparison.of(kept, run, -1)).hasMessageContaining("0 or more, but was -1.0. Maybe 1e-6");
    }
}
