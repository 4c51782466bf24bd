package org.spikebook.lab.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.spikebook.lab.display.MimeBundle;
import org.spikebook.lab.display.Renderers;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.plotly.api.LinePlot;
import tech.tablesaw.plotly.api.PiePlot;
import tech.tablesaw.plotly.api.VerticalBarPlot;
import tech.tablesaw.plotly.components.Axis;
import tech.tablesaw.plotly.components.Figure;
import tech.tablesaw.plotly.components.Font;
import tech.tablesaw.plotly.components.Layout;
import tech.tablesaw.plotly.traces.HeatmapTrace;
import tech.tablesaw.plotly.traces.ScatterTrace;

class JsplotRenderer_RenderTest {

    private final Table table = Table.create("t", StringColumn.create("layer", "a\"b", "x\\y", "it's </script>"),
            DoubleColumn.create("rate", 1, Double.NaN, 3));

    private static MimeBundle shown(Figure figure) {
        return Renderers.load().render(figure);
    }

    private static JsonNode spec(Figure figure) {
        return (JsonNode) shown(figure).data(MimeBundle.PLOTLY).orElseThrow();
    }

    @Test
    void writesTitlesAsObjects() {
        ScatterTrace trace = ScatterTrace.builder(new double[] {1, 10}, new double[] {3, 4}).name("n'\"").build();
        Layout layout = Layout.builder("Title").titleFont(Font.builder().size(20).build())
                .xAxis(Axis.builder().title("X \\mu").type(Axis.Type.LOG).range(1, 2).build()).yAxis(Axis.builder().title("Y").build()).build();
        JsonNode spec = spec(new Figure(layout, trace));
        assertThat(spec.at("/layout/title/text").asText()).isEqualTo("Title");
        assertThat(spec.at("/layout/title/font/size").asInt()).isEqualTo(20);
        assertThat(spec.at("/layout/xaxis/title/text").asText()).isEqualTo("X \\mu");
        assertThat(spec.at("/layout/xaxis/type").asText()).isEqualTo("log");
        assertThat(spec.at("/layout/xaxis/range/1").isNumber()).isTrue();
        assertThat(spec.at("/layout/xaxis/autorange").isBoolean()).isTrue();
        assertThat(spec.at("/data/0/name").asText()).isEqualTo("n'\"");
        assertThat(spec.findValues("titlefont")).isEmpty();
    }

    @Test
    void writesNumbersAsNumbersAndGapsAsNull() {
        Table points = Table.create("p", DoubleColumn.create("x", 1, 2, 3), DoubleColumn.create("y", 1, Double.NaN, 3.5));
        JsonNode trace = spec(LinePlot.create("S", points, "x", "y")).at("/data/0");
        assertThat(trace.path("x").toString()).isEqualTo("[1,2,3]");
        assertThat(trace.path("y").toString()).isEqualTo("[1,null,3.5]");
    }

    @Test
    void keepsQuotesBackslashesAndLineBreaksOfTitle() {
        JsonNode spec = spec(VerticalBarPlot.create("Ti\"tle 'q' \\alpha\nnew <b>", table, "layer", "rate"));
        assertThat(spec.at("/layout/title/text").asText()).isEqualTo("Ti\"tle 'q' \\alpha<br>new &lt;b&gt;");
        assertThat(spec.at("/data/0/x/0").asText()).isEqualTo("a\"b");
        assertThat(spec.at("/data/0/x/1").asText()).isEqualTo("x\\y");
        assertThat(spec.at("/data/0/x/2").asText()).isEqualTo("it's &lt;/script&gt;");
        assertThat(spec.at("/data/0/y/1").isNull()).isTrue();
    }

    @Test
    void keepsTwoHeatmapsApart() {
        HeatmapTrace one = HeatmapTrace.builder(new Object[] {"a", "b"}, new Object[] {"r"}, new double[][] {{1, 2}}).build();
        HeatmapTrace two = HeatmapTrace.builder(new Object[] {"a", "b"}, new Object[] {"r"}, new double[][] {{3, Double.NaN}}).build();
        JsonNode data = spec(new Figure(one, two)).path("data");
        assertThat(data).hasSize(2);
        assertThat(data.at("/0/z").toString()).isEqualTo("[[1.0,2.0]]");
        assertThat(data.at("/1/z").toString()).isEqualTo("[[3.0,null]]");
    }

    @Test
    void drawsPictureOfKnownTraces() throws IOException {
        MimeBundle shown = shown(VerticalBarPlot.create("Rates", table, "layer", "rate"));
        assertThat(shown.data()).containsOnlyKeys(MimeBundle.TEXT, MimeBundle.HTML, MimeBundle.PNG, MimeBundle.PLOTLY);
        assertThat(ImageIO.read(new ByteArrayInputStream((byte[]) shown.data(MimeBundle.PNG).orElseThrow())).getWidth()).isEqualTo(1800);
        assertThat(shown.text()).startsWith("Figure: Rates");
    }

    @Test
    void showsOtherTracesWithoutPicture() {
        Figure pie = PiePlot.create("Pie", table, "layer", "rate");
        MimeBundle shown = shown(pie);
        assertThat(shown.data()).containsOnlyKeys(MimeBundle.TEXT, MimeBundle.HTML, MimeBundle.PLOTLY);
        assertThat(((JsonNode) shown.data(MimeBundle.PLOTLY).orElseThrow()).at("/data/0/type").asText()).isEqualTo("pie");
        assertThatThrownBy(() -> org.spikebook.lab.figure.Figure.of(pie)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("traces of type [pie]");
    }

    @Test
    void becomesFigureOfOurs() {
        ScatterTrace trace = ScatterTrace.builder(new double[] {1, 10}, new double[] {3, 4}).mode(ScatterTrace.Mode.LINE).name("sim").build();
        Figure figure = new Figure(Layout.builder("T", "X", "Y").build(), trace);
        assertThat(org.spikebook.lab.figure.Figure.of(figure).logX().caption("Note.")).hasToString("""
                Figure: T
                  x: X, log
                  y: Y
                    line sim: 2 points, x 1..10, y 3..4
                  Note.""");
    }
}
