package org.spikebook.lab.figure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class Figure_PlotlyTest {

    private static final double[] X = {1e-4, 1e-3, 1e-2};
    private static final double[] Y = {10, 20, 40};

    private static Figure lines() {
        return Figure.xy("Firing rate [spikes/step]", "Latency [µs]").line("SpikeX", X, Y).paper("SpikeX", X, new double[] {11, 19, 42});
    }

    @Test
    void writesTitlesAsObjects() {
        JsonNode layout = lines().title("Latency").plotly().path("layout");
        assertThat(layout.at("/title/text").asText()).isEqualTo("<b>Latency</b>");
        assertThat(layout.at("/xaxis/title/text").asText()).isEqualTo("Firing rate (spikes/step)");
        assertThat(layout.at("/yaxis/title/text").asText()).isEqualTo("Latency (µs)");
    }

    @Test
    void writesNoTitleThatIsBare() {
        Figure grid = Figure.grid(2, lines().title("(a)"),
                Figure.xy("x", "y").heatmap(new String[] {"p"}, new String[] {"q"}, new double[][] {{1}}, "z [%]")).title("both");
        List<JsonNode> titles = new ArrayList<>(grid.plotly().findValues("title"));
        assertThat(titles).hasSizeGreaterThan(4).allMatch(JsonNode::isObject);
        assertThat(grid.plotly().findValues("titlefont")).isEmpty();
    }

    @Test
    void drawsOursAsLineAndPaperAsHollowMarkersOfTheSameColour() {
        JsonNode data = lines().plotly().path("data");
        assertThat(data).hasSize(2);
        assertThat(data.get(0).path("mode").asText()).startsWith("lines");
        assertThat(data.get(1).path("mode").asText()).isEqualTo("markers");
        assertThat(data.get(1).at("/marker/symbol").asText()).isEqualTo("circle-open");
        assertThat(data.get(1).path("name").asText()).isEqualTo("SpikeX (paper)");
        assertThat(data.get(1).at("/marker/color")).isEqualTo(data.get(0).at("/line/color"));
    }

    @Test
    void drawsCalibratedNumbersInTheirOwnWay() {
        JsonNode trace = Figure.xy("x [-]", "y [-]").calibrated("SpikeX", X, Y).plotly().path("data").get(0);
        assertThat(trace.at("/line/dash").asText()).isEqualTo("dash");
        assertThat(trace.at("/marker/symbol").asText()).isEqualTo("diamond");
        assertThat(trace.path("name").asText()).isEqualTo("SpikeX (calibrated)");
    }

    @Test
    void writesLogAxisAsExponents() {
        JsonNode axis = lines().logX().rangeX(1e-5, 1e-1).plotly().at("/layout/xaxis");
        assertThat(axis.path("type").asText()).isEqualTo("log");
        assertThat(axis.at("/range/0").asDouble()).isEqualTo(-5);
        assertThat(axis.at("/range/1").asDouble()).isEqualTo(-1);
    }

    @Test
    void writesGapsAsNull() throws IOException {
        String json = Figure.xy("x [-]", "y [-]").line("a", new double[] {1, 2, 3}, new double[] {1, Double.NaN, Double.POSITIVE_INFINITY})
                .plotly().toString();
        JsonNode y = new ObjectMapper().readTree(json).at("/data/0/y");
        assertThat(y.get(0).asInt()).isEqualTo(1);
        assertThat(y.get(1).isNull()).isTrue();
        assertThat(y.get(2).isNull()).isTrue();
        assertThat(json).doesNotContain("NaN", "Infinity");
    }

    @Test
    void escapesTextThatPlotlyWouldReadAsTags() {
        String evil = "<script>alert(1)</script>";
        String json = Figure.xy(evil + " [-]", "y [-]").title(evil).line(evil, X, Y).paper(evil, X, Y).note(1e-3, 20, evil).caption(evil)
                .plotly().toString();
        assertThat(json).doesNotContain("<script").contains("&lt;script&gt;alert(1)&lt;/script&gt;");
    }

    @Test
    void writesErrorsDownAndUp() {
        JsonNode errors = lines().errors(new double[] {1, 2, 3}, new double[] {4, 5, 6}).plotly().at("/data/1/error_y");
        assertThat(errors.path("symmetric").asBoolean()).isFalse();
        assertThat(errors.at("/array/2").asInt()).isEqualTo(6);
        assertThat(errors.at("/arrayminus/2").asInt()).isEqualTo(3);
    }

    @Test
    void putsSeriesOnRightAxis() {
        JsonNode spec = lines().rightY("Energy [nJ]").line("energy", X, new double[] {1, 2, 3}).onRight().logRightY().plotly();
        assertThat(spec.at("/layout/yaxis2/title/text").asText()).isEqualTo("Energy (nJ)");
        assertThat(spec.at("/layout/yaxis2/side").asText()).isEqualTo("right");
        assertThat(spec.at("/layout/yaxis2/overlaying").asText()).isEqualTo("y");
        assertThat(spec.at("/layout/yaxis2/type").asText()).isEqualTo("log");
        assertThat(spec.at("/data/1/yaxis").asText()).isEqualTo("y2");
        assertThat(spec.at("/data/0/yaxis").asText()).isEqualTo("y");
    }

    @Test
    void standsGroupedBarsSideBySideWithThePaperOverEach() {
        String[] layers = {"CONV1", "FC"};
        JsonNode data = Figure.xy("Layer", "Energy [µJ]").bars("PTB", layers, new double[] {3, 2}).bars("SpikeX", layers, new double[] {2, 1})
                .paper("SpikeX", layers, new double[] {2.2, 1.1}).plotly().path("data");
        assertThat(data.get(0).path("type").asText()).isEqualTo("bar");
        assertThat(data.get(0).at("/x/0").asText()).isEqualTo("CONV1");
        assertThat(data.get(0).path("offset").asDouble()).isEqualTo(-0.375);
        assertThat(data.get(1).path("offset").asDouble()).isEqualTo(0);
        assertThat(data.get(0).path("width").asDouble()).isEqualTo(0.375);
        // the middle of the second bar
        assertThat(data.get(2).at("/x/0").asDouble()).isEqualTo(0.1875);
        assertThat(data.get(2).at("/x/1").asDouble()).isEqualTo(1.1875);
    }

    @Test
    void stacksBars() {
        String[] chips = {"PTB", "SpikeX"};
        JsonNode data = Figure.xy("Accelerator", "Energy [µJ]").bars("DRAM", chips, new double[] {3, 2}).bars("GLB", chips, new double[] {1, 4})
                .stacked().plotly().path("data");
        assertThat(data.at("/1/base/0").asInt()).isEqualTo(3);
        assertThat(data.at("/1/base/1").asInt()).isEqualTo(2);
        assertThat(data.at("/0/base/0").asInt()).isZero();
    }

    @Test
    void writesHeatmapWithColourBarAndRange() {
        JsonNode spec = Figure.xy("Window [steps]", "Rows [-]")
                .heatmap(new double[] {2, 5}, new double[] {8, 16, 32}, new double[][] {{1, 2}, {3, Double.NaN}, {5, 6}}, "Utilisation [%]")
                .rangeZ(0, 100).plotly();
        JsonNode map = spec.path("data").get(0);
        assertThat(map.path("type").asText()).isEqualTo("heatmap");
        assertThat(map.at("/z/1/1").isNull()).isTrue();
        assertThat(map.at("/colorbar/title/text").asText()).isEqualTo("Utilisation (%)");
        assertThat(map.path("zmax").asDouble()).isEqualTo(100);
        assertThat(spec.at("/layout/xaxis/categoryarray/1").asText()).isEqualTo("5");
        assertThat(spec.at("/layout/yaxis/categoryarray/2").asText()).isEqualTo("32");
    }

    @Test
    void placesPlotsOfGridApart() {
        JsonNode layout = Figure.grid(2, lines(), lines(), lines()).plotly().path("layout");
        assertThat(layout.at("/xaxis/domain/1").asDouble()).isLessThan(layout.at("/xaxis2/domain/0").asDouble());
        assertThat(layout.at("/yaxis3/domain/1").asDouble()).isLessThan(layout.at("/yaxis/domain/0").asDouble());
        assertThat(layout.at("/xaxis3/title/text").asText()).isEqualTo("Firing rate (spikes/step)");
    }

    @Test
    void namesEachLineOfGridOnceInLegend() {
        JsonNode data = Figure.grid(2, lines(), lines()).plotly().path("data");
        List<Boolean> shown = new ArrayList<>();
        data.forEach(trace -> shown.add(trace.path("showlegend").asBoolean()));
        assertThat(shown).containsExactly(true, true, false, false);
    }

    @Test
    void writesReferenceAsValueAndNoteAsExponentOnLogAxis() {
        JsonNode layout = lines().logX().referenceX(1e-3, "threshold").note(1e-2, 40, "peak").plotly().path("layout");
        assertThat(layout.at("/shapes/0/x0").asDouble()).isEqualTo(1e-3);
        assertThat(layout.at("/annotations/0/x").asDouble()).isEqualTo(-3);
        assertThat(layout.at("/annotations/1/x").asDouble()).isEqualTo(-2);
        assertThat(layout.at("/annotations/1/y").asDouble()).isEqualTo(40);
    }

    @Test
    void closesBandRoundEachStretch() {
        JsonNode band = Figure.xy("x [-]", "y [-]").band("b", new double[] {1, 2, 3, 4, 5}, new double[] {0, 0, Double.NaN, 1, 1},
                new double[] {2, 3, 4, 5, 6}).plotly().path("data").get(0);
        assertThat(band.path("fill").asText()).isEqualTo("toself");
        assertThat(band.path("x").toString()).isEqualTo("[1,2,2,1,null,4,5,5,4]");
        assertThat(band.path("y").toString()).isEqualTo("[0,0,3,2,null,1,1,6,5]");
    }

    @Test
    void takesSeriesNamesAndUnitsFromTable() {
        Table rates = Table.create("rates", DoubleColumn.create("firingRate [spikes/step]", 1e-3, 1e-3, 1e-2, 1e-2),
                DoubleColumn.create("latency_us", 1, 2, 3, 4), StringColumn.create("accelerator", "PTB", "SpikeX", "PTB", "SpikeX"));
        JsonNode spec = Figure.of(rates).line("firingRate", "latency").by("accelerator").logX().plotly();
        assertThat(spec.at("/layout/xaxis/title/text").asText()).isEqualTo("Firing rate (spikes/step)");
        assertThat(spec.at("/layout/yaxis/title/text").asText()).isEqualTo("Latency (µs)");
        assertThat(spec.at("/data/0/name").asText()).isEqualTo("PTB");
        assertThat(spec.at("/data/1/name").asText()).isEqualTo("SpikeX");
        assertThat(spec.at("/data/1/y").toString()).isEqualTo("[2,4]");
    }

    @Test
    void setsPaperBesideOurs() {
        Table ours = Table.create("ours", DoubleColumn.create("rate", 1, 2), DoubleColumn.create("latency [µs]", 1, 2),
                StringColumn.create("chip", "PTB", "PTB"));
        Table paper = Table.create("paper", DoubleColumn.create("rate", 1, 2), DoubleColumn.create("latency [µs]", 1.5, 2.5),
                StringColumn.create("chip", "PTB", "PTB"));
        JsonNode data = Figure.of(ours).line("rate", "latency").by("chip").beside(Figure.of(paper).paper("rate", "latency").by("chip")
                .caption("Fig. 3.")).plotly().path("data");
        assertThat(data).hasSize(2);
        assertThat(data.at("/1/name").asText()).isEqualTo("PTB (paper)");
        assertThat(data.at("/1/marker/color")).isEqualTo(data.at("/0/line/color"));
    }

    @Test
    void namesSeriesByNumberWithItsColumn() {
        Table table = Table.create("t", DoubleColumn.create("x", 1, 1), DoubleColumn.create("y", 1, 2),
                IntColumn.create("timeWindow [steps]", new int[] {2, 5}));
        JsonNode data = Figure.of(table).scatter("x", "y").by("timeWindow").plotly().path("data");
        assertThat(data.at("/1/name").asText()).isEqualTo("Time window 5 steps");
    }
}
