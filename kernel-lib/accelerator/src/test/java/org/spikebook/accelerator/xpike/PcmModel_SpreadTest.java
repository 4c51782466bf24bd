package org.spikebook.accelerator.xpike;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikebook.network.Weights;

class PcmModel_SpreadTest {

    private static final PcmModel PCM = PcmModel.pcmLike();

    @Test
    void programmingSpreadPeaksAtOneMicrosiemens() {
        assertThat(PCM.programmingSpread(0.8375) * 25).isCloseTo(1.0864, within(1e-3));      // -c1 / (2 c2), c0 - c1^2 / (4 c2)
        double peak = IntStream.rangeClosed(0, 1000).mapToDouble(i -> PCM.programmingSpread(i / 1000.0)).max().orElseThrow();
        assertThat(PCM.programmingSpread(0.8375)).isCloseTo(peak, within(1e-6));
        assertThat(PCM.programmingSpread(0) * 25).isCloseTo(0.26348, within(1e-12));
    }

    @Test
    void driftExponentsStayInTheirBand() {
        for (double r = 0; r <= 1; r += 0.01) {
            assertThat(PCM.driftMean(r)).isBetween(0.049, 0.1);
            assertThat(PCM.driftSpread(r)).isBetween(0.008, 0.045);
        }
        assertThat(PCM.driftMean(0.1)).isCloseTo(0.0155 * Math.log(10) + 0.0244, within(1e-12));
        assertThat(PCM.driftFactor(0.06, 365 * 86400.0) / PCM.driftFactor(0.06, 20)).isCloseTo(0.443, within(0.001));
        assertThat(PCM.driftFactor(0.06, 365 * 86400.0)).isCloseTo(0.425, within(0.001));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 8, 12, 15})
    void devicesScatterAsTheModelSays(int level) {
        int n = 40_000;
        float[] values = new float[n];
        java.util.Arrays.fill(values, level);
        values[0] = 15;
        AnalogMatrix matrix = AnalogMatrix.program(Weights.of(values, 1, n), PCM, 4, 11);
        double r = level / 15.0;
        float[] programmed = matrix.programmed(true);
        float[] nu = matrix.driftExponents(true);
        double mean = 0;
        double squares = 0;
        double nuMean = 0;
        for (int i = 1; i < n; i++) {
            mean += programmed[i];
            squares += (programmed[i] - r) * (programmed[i] - r);
            nuMean += nu[i];
        }
        mean /= n - 1;
        nuMean /= n - 1;
        double spread = PCM.programmingSpread(r);
        if (level > 0) {   // a device at zero cannot go below it: half of its draws are cut off
            assertThat(mean).isCloseTo(r, within(3 * spread / Math.sqrt(n)));
            assertThat(Math.sqrt(squares / (n - 1))).isCloseTo(spread, within(3 * spread / Math.sqrt(2 * n)));
        } else {
            assertThat(mean).isCloseTo(spread / Math.sqrt(2 * Math.PI), within(3 * spread / Math.sqrt(n)));
        }
        double s = PCM.driftSpread(r);
        double m = PCM.driftMean(r);
        assertThat(nuMean).isCloseTo(foldedMean(m, s), within(3 * s / Math.sqrt(n)));
    }

    /** Mean of |m + s N|. */
    private static double foldedMean(double m, double s) {
        double tail = 0;
        double step = 0.001;
        for (double z = -8; z < 8; z += step) {
            tail += Math.abs(m + s * z) * Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * step;
        }
        return tail;
    }

    @Test
    void readNoiseGrowsWithTimeAndShrinksWithConductance() {
        assertThat(PCM.readSpread(0.5, 1)).isCloseTo(0.0088 / Math.pow(0.5, 0.65) * Math.sqrt(Math.log((21 + 250e-9) / 500e-9)), within(1e-12));
        assertThat(PCM.readSpread(0.5, 3600)).isGreaterThan(PCM.readSpread(0.5, 1));
        assertThat(PCM.readSpread(0.1, 1)).isGreaterThan(PCM.readSpread(0.5, 1));
        assertThat(PCM.readScale(1e-9)).isEqualTo(0.2);
        double perReading = PCM.readSpread(10 / 15.0, 60);
        int n = 40_000;
        float[] values = new float[n];
        java.util.Arrays.fill(values, 10);
        values[0] = 15;
        AnalogMatrix matrix = AnalogMatrix.program(Weights.of(values, 1, n), new PcmModel("read only", 25, java.util.List.of(), 20,
                java.util.List.of(0.0, 0.0, 0.0, 0.0), java.util.List.of(0.0, 0.0, 0.0, 0.0), PCM.readNoise(), PCM.readTime()), 4, 1);
        Weights read = matrix.weights(60, 5);
        double squares = 0;
        for (int i = 1; i < n; i++) {
            squares += Math.pow(read.at(i) / 10 - 1, 2);
        }
        assertThat(Math.sqrt(squares / (n - 1))).isCloseTo(perReading, within(3 * perReading / Math.sqrt(2 * n)));
    }

    @Test
    void aMissingModelNamesTheNearest() {
        assertThatIllegalArgumentException().isThrownBy(() -> PcmModel.named("pcm-lik")).withMessageContaining("Maybe 'pcm-like'");
    }
}
