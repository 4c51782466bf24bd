package org.spikebook.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.spikebook.accelerator.Accelerator;
import org.spikebook.accelerator.LayerShape;
import org.spikebook.accelerator.Report;
import org.spikebook.accelerator.Simulation;
import org.spikebook.accelerator.ptb.Ptb;
import org.spikebook.energy.Technology;
import org.spikebook.lab.display.Renderers;
import org.spikebook.network.Networks;
import org.spikebook.spike.Spikes;

class WindowSearch_OnTest {

    private static final LayerShape CONV = LayerShape.conv("CONV", 2, 12, 12, 5, 3, 1, 1);
    private static final LayerShape FC = LayerShape.fullyConnected("FC", 1, 60, 9);

    private final Accelerator ptb = Ptb.builder().timeWindow("FC", 7).build();
    private final Technology technology = Technology.named("cacti32-hp");
    private final Simulation simulation = Simulation.of(ptb).on(CONV, FC).steps(25).spikes(Spikes.clustered(0.03).seed(4));

    private double edp(Accelerator accelerator) {
        Report report = simulation.with("accelerator", accelerator).run();
        return Results.of(report).technology(technology).edp().jouleSeconds();
    }

    @Test
    void theBestWindowHasTheLeastEdpOfTheNineThatFit() {
        BestWindow best = WindowSearch.of(ptb, technology).on(simulation);
        assertThat(best.table().longColumn("timeWindow [steps]").asList()).containsExactly(1L, 2L, 3L, 5L, 8L, 10L, 15L, 20L);   // T = 25
        double least = best.table().doubleColumn("edp [nJ·µs]").min();
        assertThat(best.edp().jouleSeconds() * 1e15).isCloseTo(least, within(least * 1e-12));
        assertThat(edp(best.accelerator())).isCloseTo(best.edp().jouleSeconds(), within(1e-12 * best.edp().jouleSeconds()));
        for (int window : new int[] {1, 2, 3, 5, 8, 10, 15, 20}) {
            assertThat(edp(Ptb.builder().timeWindow(window).build())).isGreaterThanOrEqualTo(best.edp().jouleSeconds());
        }
        assertThat(best.windows().values()).hasSize(2).containsOnly(best.windows().get("CONV"));
        assertThat(best.accelerator().settings().get("timeWindow")).isEqualTo(best.windows().get("CONV"));
        assertThat(best.table().booleanColumn("chosen").countTrue()).isEqualTo(1);
    }

    @Test
    void windowsPerLayerAreTheBestOfAllCombinations() {
        int[] candidates = {1, 2, 5, 10};
        BestWindow best = WindowSearch.of(ptb, technology).candidates(candidates).perLayer().on(simulation);
        double least = Double.POSITIVE_INFINITY;
        for (int conv : candidates) {
            for (int fc : candidates) {
                least = Math.min(least, edp(Ptb.builder().timeWindow("CONV", conv).timeWindow("FC", fc).build()));
            }
        }
        assertThat(best.edp().jouleSeconds()).isCloseTo(least, within(least * 1e-12));
        assertThat(edp(best.accelerator())).isCloseTo(least, within(least * 1e-12));
        assertThat(best.accelerator().settings().get("layerWindows")).isEqualTo(best.windows());
        assertThat(best.table().rowCount()).isEqualTo(8);
        assertThat(best.table().booleanColumn("chosen").countTrue()).isEqualTo(2);
    }

    @Test
    void theLeastProductOfSumsIsFoundWhateverTheNumbers() {
        var random = new SplittableRandom(3);
        for (int trial = 0; trial < 200; trial++) {
            double[][] energy = new double[4][3];
            double[][] seconds = new double[4][3];
            for (int w = 0; w < 4; w++) {
                for (int l = 0; l < 3; l++) {
                    energy[w][l] = 1 + random.nextInt(20);
                    seconds[w][l] = 1 + random.nextInt(20);
                }
            }
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < 64; i++) {
                least = Math.min(least, product(energy, seconds, i % 4, i / 4 % 4, i / 16));
            }
            assertThat(product(energy, seconds, WindowSearch.leastPerLayer(energy, seconds))).as("trial %d", trial).isEqualTo(least);
        }
    }

    private static double product(double[][] energy, double[][] seconds, int... chosen) {
        double e = 0;
        double t = 0;
        for (int l = 0; l < chosen.length; l++) {
            e += energy[chosen[l]][l];
            t += seconds[chosen[l]][l];
        }
        return e * t;
    }

    @Test
    void aNetworkAndItsActivityWillDoAndTheResultShowsItself() {
        var net = Networks.nMnist().withRandomWeights(1);
        var activity = net.run(Spikes.bernoulli(0.02).seed(1).generate(net.input(), 30));
        BestWindow best = WindowSearch.of(ptb, technology).candidates(2, 30).withLeakage().on(net, activity);
        assertThat(best.windows()).containsOnlyKeys("CONV1", "CONV2", "CONV3", "FC");
        var shown = Renderers.load().render(best);
        assertThat(shown.text()).contains("PTB: window ", "cacti32-hp");
        assertThat(shown.data("text/html").orElseThrow().toString()).contains("<table", "chosen", "plotly");
        assertThat(WindowSearch.of(ptb, technology).perLayer().candidates(2, 30).on(net, activity).figure().png()).isNotEmpty();
    }

    @Test
    void whatCannotBeIsNamed() {
        assertThatIllegalArgumentException().isThrownBy(() -> WindowSearch.of(Ptb.asInProsperity(), technology)).withMessageContaining("has no parameter 'timeWindow'");
        assertThatIllegalArgumentException().isThrownBy(() -> WindowSearch.of(ptb, technology).candidates(0)).withMessageContaining("at least 1 step, but was 0");
        assertThatIllegalArgumentException().isThrownBy(() -> WindowSearch.of(ptb, technology).candidates(26, 40).on(simulation))
                .withMessageContaining("[26, 40] are longer than the input of 25 steps");
        assertThatIllegalArgumentException().isThrownBy(() -> WindowSearch.of(ptb, technology).perLayer().on(simulation.on(FC, FC)))
                .withMessageContaining("different names");
    }
}
