package org.spikebook.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.spikebook.accelerator.Report;
import org.spikebook.accelerator.Simulation;
import org.spikebook.accelerator.ptb.Ptb;
import org.spikebook.accelerator.spikex.SpikeX;
import org.spikebook.energy.Technology;
import org.spikebook.lab.display.Renderers;
import org.spikebook.lab.sweep.Sweep;
import org.spikebook.network.Activity;
import org.spikebook.network.Networks;
import org.spikebook.network.Network;
import org.spikebook.spike.Spikes;
import tech.tablesaw.api.Table;

class Tables_OfTest {

    private final Network net = Networks.nMnist().withRandomWeights(1);
    private final Activity activity = net.run(Spikes.bernoulli(0.03).seed(1).generate(net.input(), 30));
    private final Report report = SpikeX.builder().build().simulate(activity);

    @Test
    void aReportIsOneRowALayer() {
        Table table = Tables.of(report);
        assertThat(table.stringColumn("layer").asList()).containsExactly("CONV1", "CONV2", "CONV3", "FC");
        assertThat((long) table.longColumn("latency [cycles]").sum()).isEqualTo(report.cycles());
        assertThat(table.doubleColumn("columns busy [%]").max()).isLessThanOrEqualTo(100);
        assertThat(table.name()).startsWith("SpikeX: ");
    }

    @Test
    void sharesOfEnergyAddUp() {
        var energy = Technology.named("cacti32-hp").price(report.counts());
        for (Table table : new Table[] {Tables.byComponent(energy), Tables.byUse(energy)}) {
            assertThat(table.doubleColumn("share [%]").sum()).isCloseTo(100, within(1e-9));
            assertThat(table.doubleColumn("energy [nJ]").sum()).isCloseTo(energy.total().picojoules() / 1000, within(1e-6));
        }
    }

    @Test
    void reportsOfTheSameLayersStandSideBySide() {
        Report base = Ptb.builder().build().simulate(activity);
        Table table = Tables.compare(base, report);
        assertThat(table.columnNames()).containsExactly("layer", "PTB [cycles]", "SpikeX [cycles]");
        assertThat(table.longColumn("PTB [cycles]").get(4)).isEqualTo(base.cycles());
        Report other = Simulation.of(SpikeX.builder().build()).on(net.layer("FC")).spikes(Spikes.bernoulli(0.1)).run();
        assertThatIllegalArgumentException().isThrownBy(() -> Tables.compare(base, other)).withMessageContaining("other layers");
    }

    @Test
    void whatACellReturnsIsShownByItsTable() {
        var sweep = Sweep.of(Simulation.of(SpikeX.builder().build()).on(net.layer("FC")).spikes(Spikes.bernoulli(0.1))).over("timeWindow", 2, 4).run();
        var technology = Technology.named("cacti32-hp");
        Object[] values = {net, activity, report, report.counts(), technology, technology.price(report.counts()), sweep};
        String[] marks = {"12x16x16", "silent neurons [%]", "CONV3", "membrane", "CACTI", "share [%]", "timeWindow [steps]"};
        for (int i = 0; i < values.length; i++) {
            var shown = Renderers.load().render(values[i]);
            assertThat(shown.text()).contains(marks[i]);
            assertThat(shown.data("text/html").orElseThrow().toString()).contains("<table", marks[i]);
        }
    }

    @Test
    void anAcceleratorShowsItsParametersWithUnits() {
        Table table = Tables.of(org.spikebook.accelerator.spikex.SpikeX.builder().timeWindow(10).build());
        int row = table.stringColumn("parameter").asList().indexOf("timeWindow");
        assertThat(table.stringColumn("value").get(row)).isEqualTo("10");
        assertThat(table.stringColumn("unit").get(row)).isEqualTo("steps");
        assertThat(org.spikebook.lab.display.Renderers.load().render(org.spikebook.accelerator.ptb.Ptb.builder().build()).toString()).contains("globalBuffer");
    }
}
