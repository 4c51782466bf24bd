package org.spikebook.training.wireless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spikebook.training.data.Sample;

class BitErrors_OfTest {

    /** Bounds of an independent Monte-Carlo of the same link, rounded to three digits. */
    @ParameterizedTest
    @CsvSource({"2,0.2,ML,0.034", "2,0.2,LMMSE,0.059", "2,0.2,LS,0.069", "4,0.2,ML,0.005", "4,0.2,LMMSE,0.038", "4,0.4,ML,0.023", "4,0.4,LMMSE,0.061"})
    void boundsAreTheKnownOnes(int antennas, double noise, Detector detector, double expected) {
        assertThat(BitErrors.of(Wireless.antennas(antennas).noise(noise), detector, 8000, 1).rate()).isCloseTo(expected, within(0.004));
    }

    @Test
    void estimatingTheChannelCosts() {
        for (int antennas : new int[] {2, 4}) {
            Wireless link = Wireless.antennas(antennas);
            double known = BitErrors.of(link, Detector.LMMSE, 4000, 1).rate();
            assertThat(BitErrors.of(link, Detector.LS, 4000, 1).rate()).isBetween(1.05 * known, 1.5 * known);
        }
    }

    @Test
    void morePairsHelpWhoeverEstimatesTheChannel() {
        Wireless link = Wireless.antennas(2);
        double few = BitErrors.of(link.pairs(2), Detector.LS, 4000, 1).rate();
        double some = BitErrors.of(link.pairs(6), Detector.LS, 4000, 1).rate();
        double many = BitErrors.of(link, Detector.LS, 4000, 1).rate();
        assertThat(few).isGreaterThan(some);
        assertThat(some).isGreaterThan(many);
        assertThat(BitErrors.of(link, task -> 0, 4000, 1).rate()).isCloseTo(0.5, within(0.02));
        assertThat(BitErrors.of(link.snr(20), Detector.ML, 4000, 1).rate()).isLessThan(BitErrors.of(link, Detector.ML, 4000, 1).rate() / 4);
    }

    /** Token k: thermometers of pair k and pair k - 1, and the signs of pair k - 1. */
    @Test
    void aTokenHoldsAReceivedVectorAndThePairBefore() {
        Wireless link = Wireless.antennas(2);
        SymbolTask task = link.task(5);
        double[][] tokens = task.tokens();
        assertThat(tokens).hasDimensions(19, 128);
        assertThat(task.tokens()).isDeepEqualTo(link.task(5).tokens());
        for (int p = 0; p < 19; p++) {
            double[] received = task.received(p);
            for (int r = 0; r < 4; r++) {
                int level = (int) Math.floor((received[r] + 4) / 0.5);
                double[] places = Arrays.copyOfRange(tokens[p], 15 * r, 15 * (r + 1));
                for (int i = 0; i < 15; i++) {
                    assertThat(places[i]).isEqualTo(i < level ? 1 : 0);
                }
                if (p < 18) {
                    assertThat(Arrays.copyOfRange(tokens[p + 1], 15 * (4 + r), 15 * (5 + r))).containsExactly(places);
                    double plus = task.transmitted(p) >> r & 1;
                    assertThat(Arrays.copyOfRange(tokens[p + 1], 120 + 2 * r, 122 + 2 * r)).containsExactly(1 - plus, plus);
                }
            }
        }
        assertThat(Arrays.stream(tokens[0]).skip(60).sum()).isZero();
        Sample sample = link.dataset(3, 10, 5).sample(0, 0);
        assertThat(sample.label()).isEqualTo(task.answer());
        assertThat(sample.target()).hasSize(19).endsWith(task.answer()).startsWith(task.transmitted(0), task.transmitted(1));
        assertThat(sample.spikes().orElseThrow().count()).isEqualTo(10 * Arrays.stream(tokens).flatMapToDouble(Arrays::stream).mapToLong(x -> (long) x).sum());
    }

    @Test
    void signalAndNoiseHaveTheirPower() {
        Wireless link = new Wireless(2, 0.2, 12, 16, 1);
        double power = 0;
        int tasks = 20_000;
        for (int i = 0; i < tasks; i++) {
            for (double y : link.task(i).received(1)) {
                power += y * y / 2 / tasks;    // per receive antenna
            }
        }
        assertThat(power).isCloseTo(2 + 0.2, within(0.05));   // two transmitters of unit energy, and noise
    }

    @Test
    void wrongLinksAreNamed() {
        assertThatIllegalArgumentException().isThrownBy(() -> Wireless.antennas(5)).withMessageContaining("1..4");
        assertThatIllegalArgumentException().isThrownBy(() -> Wireless.antennas(2).noise(0)).withMessageContaining("noise");
    }
}
