package org.spikebook.lab.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class Ticks_PlaceTest {

    private static List<String> labels(Ticks ticks) {
        return ticks.major().stream().map(Ticks.Tick::label).toList();
    }

    @Test
    void placesRoundNumbers() {
        assertThat(labels(Ticks.forLinear(0, 1, 400, 70))).containsExactly("0", "0.2", "0.4", "0.6", "0.8", "1");
        assertThat(labels(Ticks.forLinear(-3, 12, 400, 70))).containsExactly("0", "5", "10");
        assertThat(labels(Ticks.forLinear(0.1, 0.3, 200, 70))).containsExactly("0.1", "0.2", "0.3");
    }

    @Test
    void writesLargeAndSmallNumbersAsPowers() {
        assertThat(labels(Ticks.forLinear(0, 4e6, 300, 70))).containsExactly("0", "1×10⁶", "2×10⁶", "3×10⁶", "4×10⁶");
        assertThat(labels(Ticks.forLinear(0, 2e-7, 160, 70))).containsExactly("0", "1×10⁻⁷", "2×10⁻⁷");
    }

    @Test
    void placesDecadesWithMinorTicks() {
        Ticks ticks = Ticks.forLog(1e-4, 1e-1, 500);
        assertThat(labels(ticks)).containsExactly("10⁻⁴", "10⁻³", "10⁻²", "10⁻¹");
        assertThat(ticks.minor()).hasSize(24).contains(2e-4, 9e-2);
        assertThat(ticks.plotlyStep()).contains("1");
    }

    @Test
    void writesFewDecadesInPlainNumbers() {
        assertThat(labels(Ticks.forLog(1, 100, 500))).containsExactly("1", "10", "100");
        assertThat(labels(Ticks.forLog(2, 60, 500))).containsExactly("2", "5", "10", "20", "50");
    }

    @Test
    void skipsDecadesWhereThereAreMany() {
        assertThat(labels(Ticks.forLog(1e-12, 1e12, 200))).hasSizeLessThan(7).contains("10⁰");
    }
}
