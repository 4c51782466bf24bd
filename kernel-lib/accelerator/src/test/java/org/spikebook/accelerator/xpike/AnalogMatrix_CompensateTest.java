package org.spikebook.accelerator.xpike;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikebook.network.Weights;

class AnalogMatrix_CompensateTest {

    static Weights gaussian(int outputs, int inputs, long seed) {
        var random = new SplittableRandom(seed);
        float[] values = new float[outputs * inputs];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (0.1 * random.nextGaussian());
        }
        return Weights.of(values, outputs, inputs);
    }

    @ParameterizedTest
    @ValueSource(doubles = {60, 3600, 86400, 2592000, 31536000})
    void compensationRestoresTheOutputScale(double seconds) {
        AnalogMatrix matrix = AnalogMatrix.program(gaussian(64, 256, 3), PcmModel.pcmLike(), 4, 4);
        Weights before = matrix.weights(0, 1);
        Weights drifted = matrix.weights(seconds, 2);
        Weights compensated = matrix.compensatedWeights(seconds, 2);
        assertThat(magnitude(compensated) / magnitude(before)).isCloseTo(1, within(0.02));
        if (seconds >= 3600) {
            assertThat(magnitude(drifted) / magnitude(before)).isLessThan(0.85);
        }
    }

    @Test
    void idealDevicesKeepTheQuantisedWeights() {
        Weights weights = gaussian(9, 13, 5);
        AnalogMatrix matrix = AnalogMatrix.program(weights, PcmModel.ideal(), 4, 1);
        assertThat(matrix.weights(31536000, 9)).isEqualTo(matrix.target());
        assertThat(matrix.levels().isIntegral()).isTrue();
        assertThat(matrix.levels().maxAbs()).isEqualTo(15);
        for (int o = 0; o < 9; o++) {
            for (int i = 0; i < 13; i++) {
                assertThat((double) matrix.target().at(o, i)).isCloseTo(weights.at(o, i), within(matrix.scale(o) / 2 + 1e-6));
            }
        }
    }

    @Test
    void theSameSeedsGiveTheSameDevices() {
        Weights weights = gaussian(5, 7, 5);
        AnalogMatrix one = AnalogMatrix.program(weights, PcmModel.pcmLike(), 4, 6);
        assertThat(one.weights(60, 1)).isEqualTo(AnalogMatrix.program(weights, PcmModel.pcmLike(), 4, 6).weights(60, 1));
        assertThat(one.weights(60, 1)).isNotEqualTo(one.weights(60, 2));
        assertThat(one.weights(60, 1)).isNotEqualTo(AnalogMatrix.program(weights, PcmModel.pcmLike(), 4, 7).weights(60, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> one.weights(-1, 1)).withMessageContaining("seconds");
        assertThatIllegalArgumentException().isThrownBy(() -> AnalogMatrix.program(Weights.of(new float[3]), PcmModel.ideal(), 4, 1))
                .withMessageContaining("[output][input]");
    }

    private static double magnitude(Weights weights) {
        double sum = 0;
        for (float w : weights.toArray()) {
            sum += Math.abs(w);
        }
        return sum;
    }
}
