package org.spikebook.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.spikebook.energy.model.BreakEven;
import org.spikebook.energy.model.DataflowModel;
import org.spikebook.energy.model.EnergyModels;
import org.spikebook.energy.model.OperatingPoint;
import org.spikebook.energy.model.OperatingPoint.Axis;
import org.spikebook.energy.model.PriceSheet;
import org.spikebook.energy.model.RegimeMap;
import org.spikebook.energy.model.Twin;
import org.spikebook.energy.model.Workload;
import org.spikebook.lab.display.Renderers;
import org.spikebook.network.Network;
import org.spikebook.network.Networks;
import org.spikebook.neuron.Neuron;
import org.spikebook.spike.Shape;
import org.spikebook.spike.Spikes;

class EnergyFigures_OfTest {

    private final DataflowModel typical = DataflowModel.typical();

    @Test
    void aMapMarksTheBreakEvenThatTheSolverFinds() {
        RegimeMap map = RegimeMap.of(typical, OperatingPoint.of(5, 8));
        var line = StreamSupport.stream(EnergyFigures.of(map).plotly().path("data").spliterator(), false)
                .filter(trace -> trace.path("name").asText().equals("break-even")).findFirst().orElseThrow();
        double[] x = StreamSupport.stream(line.path("x").spliterator(), false).mapToDouble(v -> v.isNumber() ? v.asDouble() : Double.NaN).toArray();
        double[] hops = map.y();
        int compared = 0;
        for (int row = 0; row < hops.length; row++) {
            var solved = BreakEven.of(typical, OperatingPoint.of(5, 8).hops(hops[row])).cheaper().spikeRate();
            if (!Double.isNaN(x[row])) {
                assertThat(x[row]).as("%s hops", hops[row]).isCloseTo(solved.orElseThrow(), within(2e-4));
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(30);
    }

    @Test
    void cellsThatNoSpikesCanReachAreBlank() {
        RegimeMap map = RegimeMap.of(typical, OperatingPoint.of(4, 8)).over(Axis.SPIKE_RATE, 0.05, 0.2, 0.6).against(Axis.ZERO_SHARE, 0.5, 0.9);
        assertThat(Arrays.stream(map.ratios()).map(row -> Arrays.stream(row).mapToObj(r -> Double.isNaN(r) ? "-" : "x").toList().toString()))
                .containsExactly("[-, x, -]", "[x, -, -]");       // s in 0.125..0.5 and 0.025..0.1
        assertThatIllegalArgumentException().isThrownBy(() -> map.over(Axis.HOPS, -1)).withMessageContaining("hops");
        assertThatIllegalArgumentException().isThrownBy(() -> map.over(Axis.STEPS, 1.5)).withMessageContaining("whole numbers");
    }

    @Test
    void everyAxisChangesTheMap() {
        OperatingPoint point = OperatingPoint.of(6, 8).spikeRate(0.06);
        double[][] values = {{0.02, 0.08}, {2, 6}, {2, 8}, {16, 4096}, {0.7, 0.9}, {0.1, 2}, {1, 6}};
        for (Axis axis : Axis.values()) {
            Axis other = axis == Axis.HOPS ? Axis.STEPS : Axis.HOPS;
            double[] row = RegimeMap.of(typical, point).over(axis, values[axis.ordinal()]).against(other, axis == Axis.HOPS ? 6 : 0.5).ratios()[0];
            assertThat(row[0]).as("%s", axis).isNotEqualTo(row[1]);
        }
    }

    @Test
    void aComparisonShowsTableMetricsAndFigure() {
        Network net = Networks.nMnist().withRandomWeights(1);
        var comparison = EnergyModels.compare(net, net.run(Spikes.bernoulli(0.03).seed(1).generate(net.input(), 30)));
        var table = Tables.of(comparison);
        assertThat(table.rowCount()).isEqualTo(EnergyModels.all().size());
        assertThat(table.columnNames()).containsExactly("model", "SNN [nJ]", "ANN or QNN [nJ]", "SNN / other", "data in SNN [%]", "counts");
        String html = Renderers.load().render(comparison).data("text/html").orElseThrow().toString();
        assertThat(html).contains("Lemaire 2022", "syops-counter", "NeuroBench: footprint", "times apart");
        assertThat(EnergyFigures.of(comparison).png()).isNotEmpty();
    }

    @Test
    void layersSayWhichDataflowTheyTake() {
        var table = Tables.layers(typical, Workload.uniform(Networks.nMnist(), 8, 0.3).withDirectInput());
        assertThat(table.stringColumn("SNN moves").asList()).containsExactly("numbers", "dense", "dense", "dense");
        assertThat(table.doubleColumn("SNN / QNN").get(0)).isEqualTo(1);
    }

    @Test
    void sheetsTwinsAndMetricsShowThemselves() {
        var renderers = Renderers.load();
        assertThat(renderers.render(PriceSheet.named("dataflow-typical")).data("text/html").orElseThrow().toString()).contains("pJ/bit/hop", "calibrated");
        Network net = Network.builder("tiny", Shape.features(2)).dense("D", d -> d.weights(new float[][] {{1, 1}})).neuron(Neuron.integrateAndFire()).build();
        assertThat(renderers.render(Twin.of(net, 3).run(2, 3)).data("text/html").orElseThrow().toString()).contains("every spike count equals its activation");
        assertThat(IntStream.of(Twin.of(net, 3).run(2, 3).counts("D"))).containsExactly(3);
        var run = net.run(Spikes.bernoulli(0.5).seed(1).generate(net.input(), 4));
        assertThat(renderers.render(EnergyModels.compare(net, run).metrics()).data("text/html").orElseThrow().toString()).contains("connection sparsity");
        assertThat(renderers.render(RegimeMap.of(typical, OperatingPoint.of(5, 8))).data("text/html").orElseThrow().toString()).contains("break-even");
    }
}
