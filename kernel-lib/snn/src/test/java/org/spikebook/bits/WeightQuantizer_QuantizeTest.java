package org.spikebook.bits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikebook.network.Dense;
import org.spikebook.network.Network;
import org.spikebook.network.Weights;
import org.spikebook.neuron.Neuron;
import org.spikebook.spike.Shape;

class WeightQuantizer_QuantizeTest {

    @Test
    void fourBitsAreStepsOfAnEighthOfTheLargest() {
        Weights weights = Weights.of(new float[][] {{-1, 1, 0.5f, 0.3f}, {4, -2, 0, 0.25f}});
        assertThat(WeightQuantizer.of(4).codes(weights)).containsExactly(-8, 7, 4, 2, 7, -4, 0, 0);   // 0.25 / 0.5 is a tie: to even
        assertThat(WeightQuantizer.of(4).units(weights)).containsExactly(0.125, 0.5);
        assertThat(WeightQuantizer.of(4).quantize(weights).toArray()).containsExactly(-1, 0.875f, 0.5f, 0.25f, 3.5f, -2, 0, 0);
    }

    @Test
    void oneBitIsTheSignTimesTheMeanSize() {
        Weights weights = Weights.of(new float[][] {{-1, 3, 0, 4}});
        assertThat(WeightQuantizer.of(1).quantize(weights).toArray()).containsExactly(-2, 2, 2, 2);
        assertThat(WeightQuantizer.of(1).codes(weights)).containsExactly(-1, 1, 1, 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8, 12, 16})
    void theErrorIsAtMostHalfAStepAndAStepAtTheTop(int bits) {
        var random = new SplittableRandom(bits);
        float[] values = new float[600];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        Weights weights = Weights.of(values, 3, 200);
        WeightQuantizer quantizer = WeightQuantizer.of(bits);
        double[] units = quantizer.units(weights);
        int[] codes = quantizer.codes(weights);
        for (int i = 0; i < values.length; i++) {
            assertThat(codes[i]).isBetween(quantizer.least(), quantizer.largest());
            double error = Math.abs(codes[i] * units[i / 200] - values[i]);
            assertThat(error).isLessThanOrEqualTo((codes[i] == quantizer.largest() ? 1 : 0.5) * units[i / 200] * (1 + 1e-12));
        }
        assertThat(Arrays.stream(codes).distinct().count()).isLessThanOrEqualTo(1L << bits);
        Weights once = quantizer.quantize(weights);
        assertThat(WeightQuantizer.of(16).quantize(once).size()).isEqualTo(600);
    }

    @Test
    void aNetworkIsQuantisedLayerByLayerAndKeepsTheRest() {
        Network net = Network.builder("n", Shape.features(3)).dense("A", d -> d.weights(new float[][] {{1, 0.3f, -1}}).bias(0.123f)).neuron(Neuron.lif(0.5)).build();
        var dense = (Dense) WeightQuantizer.of(2).quantize(net).layer("A");
        assertThat(dense.weights().orElseThrow().toArray()).containsExactly(0.5f, 0.5f, -1);
        assertThat(dense.bias()).isEqualTo(((Dense) net.layer("A")).bias());
        assertThat(WeightQuantizer.of(8).quantize(Weights.of(new float[2][2]))).isEqualTo(Weights.of(new float[2][2]));
        assertThatIllegalArgumentException().isThrownBy(() -> WeightQuantizer.of(0)).withMessageContaining("1..16, but was 0");
    }
}
