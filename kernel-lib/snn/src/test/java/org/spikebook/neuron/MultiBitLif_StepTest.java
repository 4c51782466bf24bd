package org.spikebook.neuron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikebook.network.Network;
import org.spikebook.spike.Shape;

class MultiBitLif_StepTest {

    @ParameterizedTest
    @CsvSource({
        // bits, threshold, current, spike, potential after it
        "2, 1, 0.99, 0, 0.99", "2, 1, 1, 1, 0", "2, 1, 2.7, 2, 0", "2, 1, 3, 3, 0", "2, 1, 100, 3, 0", "2, 1, -5, 0, -5",
        "1, 1, 7, 1, 0", "4, 0.5, 3.2, 6, 0", "3, 2, 3.9, 1, 0"})
    void aSpikeIsTheWholeNumberOfThresholdsInThePotential(int bits, double threshold, double current, int spike, double potential) {
        NeuronState state = Neuron.multiBit(bits).threshold(threshold).start(1);
        int[] spikes = new int[1];
        assertThat(state.step(new double[] {current}, spikes)).isEqualTo(spike > 0 ? 1 : 0);
        assertThat(spikes[0]).isEqualTo(spike);
        assertThat(state.potential(0)).isEqualTo(potential);
    }

    @Test
    void potentialDecaysAndIsResetWithoutARest() {
        NeuronState state = Neuron.multiBit(2).resetTo(Parameter.of(0.25)).start(1);
        int[] spikes = new int[1];
        state.step(new double[] {0.8}, spikes);             // 0.8
        state.step(new double[] {0.5}, spikes);             // 0.4 + 0.5
        assertThat(state.potential(0)).isEqualTo(0.9);
        state.step(new double[] {2}, spikes);               // 0.45 + 2
        assertThat(spikes[0]).isEqualTo(2);
        assertThat(state.potential(0)).isEqualTo(0.25);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void withOneBitItIsTheLeakyNeuron(long seed) {
        var random = new SplittableRandom(seed);
        NeuronState one = Neuron.multiBit(1).start(20);
        NeuronState lif = Neuron.lif(0.5).start(20);
        int[] a = new int[20];
        int[] b = new int[20];
        for (int t = 0; t < 50; t++) {
            double[] current = random.doubles(20, -1, 2).toArray();
            one.step(current, a);
            lif.step(current, b);
            assertThat(a).as("seed %d, step %d", seed, t).isEqualTo(b);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void spikesAreBoundedByTheirBitsAndByTheChargeThatCameIn(long seed) {
        var random = new SplittableRandom(seed);
        int bits = 1 + random.nextInt(8);
        double threshold = 0.25 + random.nextDouble();
        NeuronState state = Neuron.multiBit(bits).threshold(threshold).beta(random.nextDouble()).start(1);
        int[] spike = new int[1];
        double charge = 0;
        long sum = 0;
        int fired = 0;
        int steps = 200;
        for (int t = 0; t < steps; t++) {
            double current = random.nextDouble() * 3;
            charge += current;
            fired += state.step(new double[] {current}, spike);
            sum += spike[0];
            assertThat(spike[0]).as("seed %d", seed).isBetween(0, (1 << bits) - 1);
            assertThat(sum * threshold).as("seed %d: no spike without charge", seed).isLessThanOrEqualTo(charge + 1e-9);
        }
        assertThat((double) fired / steps).as("spike rate").isBetween(0.0, 1.0);
        assertThat(sum).isBetween((long) fired, (long) fired * ((1 << bits) - 1));
    }

    @Test
    void itIsWrittenAndRead() {
        Network net = Network.builder("n", Shape.features(3)).dense("FC", 2).neuron(Neuron.multiBit(4).beta(0.75).threshold(2).resetTo(Parameter.of(-1))).build();
        assertThat(Network.fromJson(net.toJson())).isEqualTo(net);
        assertThat(net.toString()).contains("multi-bit LIF beta=0.75 threshold=2, reset to -1, 4 bits");
        assertThat(Neuron.multiBit(4).threshold(3).quantized(0.5).threshold()).isEqualTo(Parameter.of(6));
    }

    @Test
    void bitsLieWithinOneToSixteen() {
        assertThatIllegalArgumentException().isThrownBy(() -> Neuron.multiBit(0)).withMessageContaining("1..16, but was 0");
        assertThatIllegalArgumentException().isThrownBy(() -> Neuron.multiBit(17)).withMessageContaining("1..16, but was 17");
    }
}
