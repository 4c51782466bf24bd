package org.spikebook.lab.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.spikebook.lab.figure.Figure;
import tech.tablesaw.api.Table;

class Paper_DataTest {

    @Test
    void everyItemOfEveryPaperIsThereWithSourceAndKind() {
        assertThat(Paper.names()).contains("spikex");
        for (String name : Paper.names()) {
            Paper paper = Paper.named(name);
            assertThat(paper.title()).isNotBlank();
            for (String item : paper.items()) {
                assertThat(paper.data(item).rowCount()).as(item).isPositive();
                assertThat(paper.remark(item, "source")).as(item).isNotBlank();
                assertThat(paper.remark(item, "kind")).as(item).containsAnyOf("published", "derived");
            }
        }
    }

    @Test
    void figure10OfSpikeXHasFifteenPublishedPoints() {
        Table points = Paper.spikeX().data("figure-10");
        assertThat(points.rowCount()).isEqualTo(15);
        assertThat(points.columnNames()).containsExactly("series", "firingRate [spikes/step]", "speedUp [-]");
        assertThat(points.doubleColumn("speedUp [-]").max()).isEqualTo(7.11);
        assertThat(Paper.spikeX().figure(10).toString()).contains("SpikeX (paper)");
    }

    @Test
    void besideAFigureOfAnotherUnitThePointsGoToTheRightAxis() {
        var cycles = Figure.xy("Firing rate [spikes/step]", "Latency [cycles]").line("SpikeX", new double[] {1e-4, 1e-2}, new double[] {400, 9000}).logX();
        var plotly = cycles.beside(Paper.spikeX().figure(10)).plotly();
        assertThat(plotly.at("/layout/yaxis2/title/text").asText()).startsWith("Speed up");
        assertThat(plotly.at("/data/1/yaxis").asText()).isEqualTo("y2");
        var gain = Figure.xy("Firing rate [spikes/step]", "Speed-up [-]").line("SpikeX", new double[] {1e-4, 1e-2}, new double[] {7, 1.4}).logX();
        assertThat(gain.beside(Paper.spikeX().figure(10)).plotly().at("/layout/yaxis2").isMissingNode()).isTrue();
    }

    @Test
    void whatIsNotHeldIsSaid() {
        assertThatIllegalArgumentException().isThrownBy(() -> Paper.spikeX().figure(11)).withMessageContaining("no data 'figure-11' here. Maybe 'figure-10'");
        assertThatIllegalArgumentException().isThrownBy(() -> Paper.named("spikey")).withMessageContaining("Maybe 'spikex'");
    }
}
