package org.spikebook.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.spikebook.accelerator.Component;
import org.spikebook.accelerator.LayerShape;
import org.spikebook.accelerator.Occupancy;
import org.spikebook.accelerator.Report;
import org.spikebook.accelerator.Simulation;
import org.spikebook.accelerator.ptb.Ptb;
import org.spikebook.accelerator.spikex.SpikeX;
import org.spikebook.energy.Technology;
import org.spikebook.lab.display.Renderers;
import org.spikebook.spike.SpikeTensor;
import org.spikebook.spike.Spikes;
import tech.tablesaw.api.Table;

class Results_OfTest {

    private static final LayerShape CONV = LayerShape.conv("CONV", 2, 12, 12, 5, 3, 1, 1);
    private static final LayerShape FC = LayerShape.fullyConnected("FC", 1, 60, 9);

    private final Technology technology = Technology.named("cacti32-hp");
    private final Report report = Simulation.of(SpikeX.builder().build()).on(CONV, FC).steps(30).spikes(Spikes.bernoulli(0.05).seed(1)).run();

    @Test
    void energyByComponentAndByUseAddUpLayerByLayer() {
        Results results = Results.of(report).technology(technology);
        var priced = technology.price(report.counts());
        Table byComponent = results.energyByComponent();
        assertThat(byComponent.columnNames()).containsExactly("layer", "ALU [nJ]", "RF [nJ]", "LBUF [nJ]", "GLB [nJ]", "DRAM [nJ]", "total [nJ]");
        assertThat(byComponent.stringColumn("layer").asList()).containsExactly("CONV", "FC", "total");
        assertThat(byComponent.doubleColumn("DRAM [nJ]").get(2)).isCloseTo(priced.of(Component.DRAM).picojoules() * 1e-3, within(1e-6));
        Table byUse = results.energyByUse();
        assertThat(byUse.columnNames()).containsExactly("layer", "weight [nJ]", "spike [nJ]", "psum [nJ]", "membrane [nJ]", "tag [nJ]", "ALU [nJ]",
                "total [nJ]");
        for (Table table : new Table[] {byComponent, byUse}) {
            for (int row = 0; row < 3; row++) {
                double sum = 0;
                for (int c = 1; c < table.columnCount() - 1; c++) {
                    sum += table.doubleColumn(c).get(row);
                }
                assertThat(table.doubleColumn("total [nJ]").get(row)).isCloseTo(sum, within(1e-6));
            }
            assertThat(table.doubleColumn("total [nJ]").get(2)).isCloseTo(results.energy().picojoules() * 1e-3, within(1e-6));
        }
        assertThat(results.energy().picojoules()).isCloseTo(priced.total().picojoules(), within(1e-6));
    }

    @Test
    void edpIsTotalEnergyTimesTotalLatency() {
        Results results = Results.of(report).technology(technology);
        assertThat(results.edp().jouleSeconds()).isCloseTo(results.energy().joules() * report.seconds(), within(1e-20));
        assertThat(results.table().columnNames()).contains("time [µs]", "energy [nJ]", "edp [nJ·µs]");
    }

    @Test
    void leakageIsStaticPowerOverEachLayersLatency() {
        Results dynamic = Results.of(report).technology(technology);
        Results all = dynamic.withLeakage();
        assertThat(all.energy().picojoules() - dynamic.energy().picojoules()).isCloseTo(technology.leakage(report.seconds()).picojoules(), within(1e-3));
        assertThat(all.energyByComponent().columnNames()).contains("leakage [nJ]");
        assertThat(all.energyByComponent().doubleColumn("leakage [nJ]").get(0))
                .isCloseTo(technology.leakage(report.seconds(report.layers().get(0).cycles())).picojoules() * 1e-3, within(1e-6));
        assertThat(all.edp()).isGreaterThan(dynamic.edp());
    }

    @Test
    void energyWithoutPricesNamesTheWayOut() {
        assertThatIllegalStateException().isThrownBy(() -> Results.of(report).energyByUse()).withMessage(
                "results of SpikeX: energy needs prices, but there is no technology. Maybe technology(Technology.named(\"cacti32-hp\")).");
    }

    @Test
    void figuresDrawAndShow() {
        assertThat(Results.of(report).figure().png()).isNotEmpty();
        String figure = Results.of(report).technology(technology).withLeakage().figure().toString();
        assertThat(figure).contains("DRAM", "leakage", "compute");
        assertThat(Results.of(report).technology(technology).figure().png()).isNotEmpty();
        var shown = Renderers.load().render(Results.of(report).technology(technology));
        assertThat(shown.text()).contains("SpikeX: ", "EDP ");
        assertThat(shown.data("text/html").orElseThrow().toString()).contains("<table", "edp [nJ", "plotly");
        var plain = Renderers.load().render(report);
        assertThat(plain.text()).isEqualTo(report.toString());
        assertThat(plain.data("text/html").orElseThrow().toString()).contains("<table", "rows busy [%]", "8x8 array", "seed=1");
    }

    @Test
    void occupancyIsAHeatMapOverTimeAndColumns() {
        SpikeTensor spikes = Spikes.bernoulli(0.02).seed(2).generate(CONV.inputShape(), 30);
        Occupancy occupancy = Ptb.builder().build().occupancy(CONV, spikes, 200);
        var figure = Results.figure(occupancy);
        assertThat(figure.toString()).contains("Time (cycles)", "Column");
        assertThat(figure.png()).isNotEmpty();
        assertThat(Renderers.load().render(occupancy).data("image/png")).isPresent();
        Occupancy silent = SpikeX.builder().build().occupancy(CONV, SpikeTensor.builder(CONV.inputShape(), 30).build(), 200);
        assertThatIllegalStateException().isThrownBy(() -> Results.figure(silent)).withMessageContaining("Maybe an input with spikes");
        assertThat(Renderers.load().render(silent).text()).contains("0 of 0 slots");
    }
}
