package org.spikebook.neuron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class CountExactNeuron_StepTest {

    @Test
    void listensThenFiresThenIsSilent() {
        var neuron = new CountExactNeuron(Neuron.integrateAndFire().threshold(2), 3, 1);
        NeuronState state = neuron.start(2);
        // step:             0  1  2   3  4  5  6  7
        double[][] current = {{9, 2, -1, 4, 9, 9, 9, 9}, {9, 0, 50, 0, 9, 9, 9, 9}};
        int[][] expected = {{0, 0, 0, 0, 1, 1, 0, 0}, {0, 0, 0, 0, 1, 1, 1, 0}};     // floor(5 / 2) = 2; floor(50 / 2) clipped to 3
        int[] spikes = {7, 7};
        for (int t = 0; t < 8; t++) {
            int fired = state.step(new double[] {current[0][t], current[1][t]}, spikes);
            assertThat(spikes).as("step %d", t).containsExactly(expected[0][t], expected[1][t]);
            assertThat(fired).isEqualTo(expected[0][t] + expected[1][t]);
        }
        assertThat(state.potential(0)).isEqualTo(1);
        assertThat(state.potential(1)).isEqualTo(44);
    }

    @Test
    void aTieFollowsTheNeuronsRule() {
        for (Tie tie : Tie.values()) {
            NeuronState state = new CountExactNeuron(Neuron.integrateAndFire().threshold(2).tie(tie), 1, 0).start(1);
            int[] spikes = new int[1];
            state.step(new double[] {2}, spikes);
            assertThat(state.step(new double[] {0}, spikes)).isEqualTo(tie == Tie.FIRES ? 1 : 0);
        }
    }

    @Test
    void refusesWhatCannotCount() {
        assertThatIllegalArgumentException().isThrownBy(() -> new CountExactNeuron(Neuron.integrateAndFire().reset(Reset.HARD), 3, 0))
                .withMessageContaining("subtractive reset").withMessageContaining("Maybe");
        assertThatIllegalArgumentException().isThrownBy(() -> new CountExactNeuron(Neuron.integrateAndFire(), 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new CountExactNeuron(Neuron.integrateAndFire().maxSpikes(2), 3, 0));
    }
}
