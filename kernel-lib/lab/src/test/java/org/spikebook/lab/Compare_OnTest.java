package org.spikebook.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.spikebook.accelerator.Accelerator;
import org.spikebook.accelerator.LayerShape;
import org.spikebook.accelerator.Simulation;
import org.spikebook.accelerator.ptb.Ptb;
import org.spikebook.accelerator.spikex.SpikeX;
import org.spikebook.energy.Technology;
import org.spikebook.lab.display.Renderers;
import org.spikebook.network.Activity;
import org.spikebook.network.Network;
import org.spikebook.network.Networks;
import org.spikebook.spike.Spikes;
import tech.tablesaw.api.Table;

class Compare_OnTest {

    private final Accelerator ptb = Ptb.builder().build();
    private final Accelerator spikex = SpikeX.builder().build();
    private final Technology technology = Technology.named("spikex-calibrated");

    @Test
    void oneTableIsRelativeToTheFirst() {
        Network net = Networks.nMnist().withRandomWeights(1);
        Activity activity = net.run(Spikes.bernoulli(0.02).seed(1).generate(net.input(), 30));
        Comparison comparison = Compare.on(net, activity).with(ptb, spikex);
        assertThat(comparison.reports()).containsExactly(ptb.simulate(activity), spikex.simulate(activity));
        assertThat(comparison.table().columnNames()).containsExactly("accelerator", "latency [cycles]", "time [µs]", "columns busy [%]", "DRAM [bits]",
                "relative time [-]");
        Table table = comparison.technology(technology).table();
        assertThat(table.stringColumn("accelerator").asList()).containsExactly("PTB", "SpikeX");
        for (String relative : List.of("time", "energy", "edp")) {
            assertThat(table.doubleColumn("relative " + relative + " [-]").get(0)).isEqualTo(1);
        }
        assertThat(table.doubleColumn("relative edp [-]").get(1)).isCloseTo(
                table.doubleColumn("relative time [-]").get(1) * table.doubleColumn("relative energy [-]").get(1), within(1e-12));
        Table layers = comparison.technology(technology).layers();
        assertThat(layers.rowCount()).isEqualTo(8);
        assertThat(layers.doubleColumn("relative time [-]").get(3)).isCloseTo((double) spikex.simulate(activity).layers().get(1).cycles()
                / ptb.simulate(activity).layers().get(1).cycles(), within(1e-12));
    }

    @Test
    void aSimulationLendsItsLayersSpikesAndTechnology() {
        LayerShape layer = LayerShape.conv("CONV", 2, 12, 12, 5, 3, 1, 1);
        Simulation simulation = Simulation.of(ptb).on(layer).steps(30).spikes(Spikes.bernoulli(0.05).seed(1)).technology(technology);
        Comparison comparison = Compare.on(simulation).with(spikex, ptb, Ptb.asInProsperity());
        assertThat(comparison.reports().get(1)).isEqualTo(simulation.run());
        assertThat(comparison.table().stringColumn("accelerator").asList()).containsExactly("SpikeX", "PTB", "PTB as in Prosperity");
        assertThat(comparison.figure().png()).isNotEmpty();
        var shown = Renderers.load().render(comparison);
        assertThat(shown.text()).contains("relative edp");
        assertThat(shown.data("text/html").orElseThrow().toString()).contains("<table", "relative time [-]", "plotly");
    }

    @Test
    void leakageOfASlowerChipCounts() {
        LayerShape layer = LayerShape.fullyConnected("FC", 1, 60, 9);
        Comparison comparison = Compare.on(Simulation.of(ptb).on(layer).steps(30).spikes(Spikes.bernoulli(0.05)).technology(Technology.named("cacti32-hp")))
                .with(ptb, ptb.with("clock", 250));
        assertThat(comparison.table().doubleColumn("relative energy [-]").get(1)).isEqualTo(1);
        assertThat(comparison.withLeakage().table().doubleColumn("relative energy [-]").get(1)).isGreaterThan(1);
    }

    @Test
    void equalNamesSayWhatDiffers() {
        assertThat(Comparison.labels(List.of(ptb, spikex, ptb.with("timeWindow", 10)))).containsExactly("PTB, timeWindow 5", "SpikeX", "PTB, timeWindow 10");
        assertThat(Comparison.labels(List.of(ptb, ptb, ptb))).containsExactly("PTB", "PTB #2", "PTB #3");
    }

    @Test
    void nothingToCompareIsNamed() {
        assertThatIllegalArgumentException().isThrownBy(() -> Compare.on(Simulation.of(ptb)).with()).withMessageContaining("Maybe with(ptb, spikex)");
        assertThatIllegalArgumentException().isThrownBy(() -> Compare.on(Simulation.of(ptb)).with(ptb)).withMessageContaining("no layer was given");
    }
}
