package org.spikebook.lab.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
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
    void whatIsNotHeldIsSaid() {
        assertThatIllegalArgumentException().isThrownBy(() -> Paper.spikeX().figure(11)).withMessageContaining("no data 'figure-11' here. Maybe 'figure-10'");
        assertThatIllegalArgumentException().isThrownBy(() -> Paper.named("spikey")).withMessageContaining("Maybe 'spikex'");
    }
}
