package org.spikebook.lab.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class Figure_BuildTest {

    private static final double[] TWO = {1, 2};
    private final Figure empty = Figure.xy("Firing rate [spikes/step]", "Latency [µs]");
    private final Table table = Table.create("rates", DoubleColumn.create("rate", 1, 2), DoubleColumn.create("latency [µs]", 3, 4),
            StringColumn.create("chip", "PTB", "SpikeX"));

    @Test
    void staysAsItWas() {
        Figure one = empty.line("a", TWO, TWO);
        String before = one.plotly().toString();
        one.line("b", TWO, TWO).logX().title("other").dashed();
        assertThat(one.plotly()).hasToString(before);
    }

    @Test
    void copiesArrays() {
        double[] y = {1, 2};
        Figure figure = empty.line("a", TWO, y);
        y[0] = 99;
        assertThat(figure.plotly().at("/data/0/y/0").asInt()).isEqualTo(1);
    }

    @Test
    void asksForUnits() {
        assertThatThrownBy(() -> Figure.xy("Firing rate", "Latency [µs]").line("a", TWO, TWO)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("x axis 'Firing rate': has no unit. Maybe \"Firing rate [µs]\", or \"Firing rate [-]\"");
        assertThatThrownBy(() -> Figure.xy("Layer", "Energy").bars("a", new String[] {"c", "d"}, TWO)).hasMessageContaining("y axis 'Energy'");
        assertThat(Figure.xy("Layer", "Energy [pJ]").bars("a", new String[] {"c", "d"}, TWO).plotly().path("data")).hasSize(1);
        assertThat(Figure.xy("Share [-]", "Energy [pJ]").line("a", TWO, TWO).plotly().at("/layout/xaxis/title/text").asText()).isEqualTo("Share");
    }

    @Test
    void refusesArraysOfDifferentLength() {
        assertThatThrownBy(() -> empty.line("SpikeX", TWO, new double[3])).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("line 'SpikeX': x has 2 values, but y has 3.");
        assertThatThrownBy(() -> empty.line("SpikeX", TWO, TWO).errors(1, 2, 3)).hasMessageContaining("y has 2 values, but errors has 3");
        assertThatThrownBy(() -> empty.heatmap(TWO, TWO, new double[][] {{1, 2}, {1}}, "z [-]")).hasMessageContaining("row 1 of z has 1");
        assertThatThrownBy(() -> empty.line("a", new double[0], new double[0])).hasMessage("line 'a': has no points.");
    }

    @Test
    void refusesNegativeErrors() {
        assertThatThrownBy(() -> empty.line("a", TWO, TWO).errors(1, -1)).hasMessageContaining("error 1 must not be negative, but was -1.0");
    }

    @Test
    void refusesRangesThatCannotBe() {
        assertThatThrownBy(() -> empty.rangeX(2, 1)).hasMessageContaining("range must be finite and ascend, but was 2.0..1.0");
        assertThatThrownBy(() -> empty.rangeX(0, 1).logX()).hasMessageContaining("a log axis cannot start at 0.0");
        assertThatThrownBy(() -> empty.logX().rangeX(-1, 1)).hasMessageContaining("a log axis cannot start at -1.0");
    }

    @Test
    void namesColumnsThatExist() {
        assertThatThrownBy(() -> Figure.of(table).line("rate", "latence")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("figure of table 'rates': no column 'latence'. Maybe one of [rate, latency [µs], chip].");
        assertThatThrownBy(() -> Figure.of(table).line("rate", "chip")).hasMessageContaining("column 'chip' must hold numbers, but holds STRING");
        assertThatThrownBy(() -> Figure.of(table).line("rate", "latency").by("accelerator")).hasMessageContaining("no column 'accelerator'");
        assertThatThrownBy(() -> empty.line("rate", "latency")).isInstanceOf(IllegalStateException.class).hasMessageContaining("has no table");
    }

    @Test
    void refusesTwoValuesForOneCell() {
        Table twice = Table.create("t", DoubleColumn.create("x", 1, 1), DoubleColumn.create("y", 2, 2), DoubleColumn.create("z", 3, 4));
        assertThatThrownBy(() -> Figure.of(twice).heatmap("x", "y", "z").plotly()).hasMessageContaining("two rows have x 1 and y 2");
    }

    @Test
    void putsOtherUnitBesideOnRightAxis() {
        Figure energy = Figure.xy("Firing rate [spikes/step]", "Energy [nJ]").paper("PTB", TWO, TWO);
        Figure both = empty.line("PTB", TWO, TWO).beside(energy);
        assertThat(both.plotly().at("/layout/yaxis2/title/text").asText()).isEqualTo("Energy (nJ)");
        assertThat(both.plotly().at("/data/1/yaxis").asText()).isEqualTo("y2");
    }

    @Test
    void refusesUnitForWhichThereIsNoAxis() {
        Figure power = Figure.xy("Firing rate [spikes/step]", "Power [mW]").paper("PTB", TWO, TWO);
        assertThatThrownBy(() -> empty.line("PTB", TWO, TWO).rightY("Energy [nJ]").line("e", TWO, TWO).onRight().beside(power))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("the y axes have different units, µs and mW");
        Figure percent = Figure.xy("Firing rate [%]", "Latency [µs]").paper("PTB", TWO, TWO);
        assertThatThrownBy(() -> empty.line("PTB", TWO, TWO).beside(percent))
                .hasMessageContaining("the x axes have different units, spikes/step and %");
    }

    @Test
    void saysWhenNothingIsThere() {
        assertThatThrownBy(empty::png).isInstanceOf(IllegalStateException.class).hasMessageContaining("nothing is drawn");
        assertThatThrownBy(empty::dashed).hasMessageContaining("nothing is drawn yet");
        assertThatThrownBy(() -> empty.line("a", TWO, TWO).onRight()).hasMessageContaining("the right axis has no name");
        assertThatThrownBy(() -> Figure.grid(2, empty, empty).logX()).hasMessageContaining("the figure has 2 plots");
        assertThatThrownBy(() -> Figure.grid(0)).hasMessageContaining("at least one column");
    }

    @Test
    void describesItselfInText() {
        assertThat(empty.logX().title("Latency").line("SpikeX", TWO, new double[] {0.5, Double.NaN}).paper("SpikeX", TWO, TWO)
                .caption("Ours misses by 2 %.")).hasToString("""
                        Figure: Latency
                          x: Firing rate (spikes/step), log
                          y: Latency (µs)
                            line SpikeX: 2 points, x 1..2, y 0.5..0.5
                            scatter SpikeX (paper): 2 points, x 1..2, y 1..2
                          Ours misses by 2 %.""");
    }
}
