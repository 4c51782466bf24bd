package org.spikebook.neuron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.spikebook.network.Network;
import org.spikebook.network.RunOptions;
import org.spikebook.spike.Shape;
import org.spikebook.spike.Spikes;

class NarrowMembrane_StepTest {

    private static double potential(Neuron neuron, double... currents) {
        NeuronState state = neuron.start(1);
        for (double current : currents) {
            state.step(new double[] {current}, new int[1]);
        }
        return state.potential(0);
    }

    @Test
    void thePotentialIsRoundedTiesToEven() {
        var neuron = new NarrowMembrane(Neuron.lif(1), 8, 0.25);
        assertThat(potential(neuron, 0.3)).isEqualTo(0.25);
        assertThat(potential(neuron, 0.375)).isEqualTo(0.5);         // 1.5 units
        assertThat(potential(neuron, 0.625)).isEqualTo(0.5);         // 2.5 units
        assertThat(potential(neuron, 0.1, 0.1, 0.1)).isZero();       // each step rounds again
        assertThat(potential(neuron, 0.2, 0.2)).isEqualTo(0.5);      // 0.25, then 0.45
    }

    @Test
    void thePotentialSaturates() {
        var neuron = new NarrowMembrane(Neuron.integrateAndFire().reset(Reset.SUBTRACT), 3, 0.5);    // -2 .. 1.5
        assertThat(potential(neuron, -7)).isEqualTo(-2);
        assertThat(potential(neuron, -7, 0.5)).isEqualTo(-1.5);
        assertThat(potential(neuron, 7)).isEqualTo(0.5);             // 1.5, less the threshold
        int[] spikes = new int[1];
        neuron.start(1).step(new double[] {1}, spikes);
        assertThat(spikes).containsExactly(1);
    }

    @Test
    void ofReachesFourThresholdsBothWays() {
        var neuron = NarrowMembrane.of(Neuron.lif(0.9).threshold(0.5), 8);
        assertThat(neuron.unit()).isEqualTo(0.5 / 32);
        assertThat(neuron.least() * neuron.unit()).isEqualTo(-2);
        assertThat(neuron.largest() * neuron.unit()).isEqualTo(2 - 0.5 / 32);
        assertThat(neuron.describe()).isEqualTo("LIF beta=0.9 threshold=0.5, reset to 0, potential of 8 bits of 0.01563");
    }

    @Test
    void aFineAndWideMembraneSpikesAsTheNeuronItself() {
        var plain = Network.builder("net", Shape.features(30)).recurrent("R", r -> r.units(20)).neuron(Neuron.cubaLif(0.5, 0.8)).dense("FC", 9)
                .neuron(Neuron.integrateAndFire().maxSpikes(3)).build().withRandomWeights(4);
        var fine = plain.withNeurons(n -> new NarrowMembrane(n, 24, 1e-5));
        var coarse = plain.withNeurons(n -> NarrowMembrane.of(n, 4));
        var input = Spikes.bernoulli(0.2).seed(1).generate(plain.input(), 40);
        assertThat(plain.run(input).output().count()).isPositive();
        assertThat(fine.run(input).output()).isEqualTo(plain.run(input).output());
        assertThat(java.util.Arrays.stream(coarse.run(input, RunOptions.recordAll()).potential("R", 0)).allMatch(v -> v * 2 == Math.rint(v * 2))).isTrue();
    }

    @Test
    void aNetworkWithItComesBackFromJson() {
        var net = Network.builder("net", Shape.features(3)).dense("FC", 2).neuron(new NarrowMembrane(Neuron.lif(0.75), 6, 0.125)).build();
        assertThat(Network.fromJson(net.toJson())).isEqualTo(net);
    }

    @Test
    void theUnitBecomesAWholeNumberOfUnitsOfCurrent() {
        NarrowMembrane neuron = new NarrowMembrane(Neuron.lif(0.9), 10, 0.02).quantized(0.01);
        assertThat(neuron).isEqualTo(new NarrowMembrane(Neuron.lif(0.9).threshold(100), 10, 2));
    }

    @Test
    void whatCannotSpikeIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new NarrowMembrane(Neuron.lif(0.9), 3, 0.25))
                .withMessage("narrow membrane: 3 bits in units of 0.2500 reach 0.7500, below the threshold 1, so that nothing would spike. Maybe a larger unit.");
        assertThatIllegalArgumentException().isThrownBy(() -> new NarrowMembrane(Neuron.lif(0.9), 1, 1)).withMessageContaining("bits must be in 2..24, but was 1");
        assertThatIllegalArgumentException().isThrownBy(() -> new NarrowMembrane(Neuron.lif(0.9), 8, 0)).withMessageContaining("unit must be above 0");
        assertThatIllegalArgumentException().isThrownBy(() -> NarrowMembrane.of(FixedPointLif.eightBit(100), 8)).withMessageContaining("needs IF, LIF or current-based LIF");
    }
}
