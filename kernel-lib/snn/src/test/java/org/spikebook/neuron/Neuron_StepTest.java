package org.spikebook.neuron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class Neuron_StepTest {

    /** Spikes of one neuron for a current over time. */
    private static int[] spikes(Neuron neuron, double... current) {
        var state = neuron.start(1);
        int[] all = new int[current.length];
        int[] now = new int[1];
        for (int t = 0; t < current.length; t++) {
            int fired = state.step(new double[] {current[t]}, now);
            assertThat(fired).isEqualTo(now[0] > 0 ? 1 : 0);
            all[t] = now[0];
        }
        return all;
    }

    @Test
    void aTieFiresOrStaysSilentAsSaid() {
        assertThat(spikes(Neuron.integrateAndFire(), 0.5, 0.5)).containsExactly(0, 1);
        assertThat(spikes(Neuron.integrateAndFire().tie(Tie.SILENT), 0.5, 0.5, 0.001)).containsExactly(0, 0, 1);
        assertThat(spikes(Neuron.lif(0.5).tie(Tie.SILENT), 1, 0.5)).containsExactly(0, 0);
        assertThat(spikes(Neuron.lif(0.5), 1, 0.5)).containsExactly(1, 0);
    }

    @Test
    void subtractiveResetKeepsWhatLiesAboveTheThresholdAndHardResetForgetsIt() {
        assertThat(spikes(Neuron.integrateAndFire(), 2.5, 0, 0, 0.5)).containsExactly(1, 1, 0, 1);
        assertThat(spikes(Neuron.integrateAndFire().reset(Reset.HARD), 2.5, 0, 0, 0.5)).containsExactly(1, 0, 0, 0);
        assertThat(spikes(Neuron.integrateAndFire().resetTo(Parameter.of(0.75)), 2.5, 0.25, 0.25)).containsExactly(1, 1, 1);
    }

    @Test
    void severalSpikesAStepTakeOffAsManyThresholds() {
        var neuron = Neuron.integrateAndFire().threshold(2).maxSpikes(3);
        assertThat(spikes(neuron, 5, 1, 9, 0, 0)).containsExactly(2, 1, 3, 1, 0);
        assertThat(spikes(neuron.tie(Tie.SILENT), 4, 0.5)).containsExactly(1, 1);
    }

    @Test
    void theLeakFollowsItsEquationStepByStep() {
        var lif = Neuron.lif(0.875).threshold(10).leak(Parameter.of(1)).gain(Parameter.of(2));
        var state = lif.start(1);
        double u = 0;
        for (int t = 0; t < 20; t++) {
            state.step(new double[] {0.1 * t}, new int[1]);
            u = 1 + 0.875 * (u - 1) + 2 * (0.1 * t);
            if (u >= 10) {
                u = 0;
            }
            assertThat(state.potential(0)).isEqualTo(u);
        }
    }

    @Test
    void aConstantCurrentDrivesTheLifTowardsResistanceTimesCurrentAsTheExponentialSays() {
        var state = Neuron.lif(2.5e-3, 1e-4).resistance(3).threshold(100).start(1);
        for (int t = 1; t <= 200; t++) {
            state.step(new double[] {2}, new int[1]);
            assertThat(state.potential(0)).isCloseTo(6 * (1 - Math.exp(-t * 0.04)), within(1e-12));
        }
    }

    @Test
    void theSynapticCurrentOfCubaLifActsInItsOwnStepAndDecays() {
        var state = Neuron.cubaLif(0.5, 0.25).threshold(100).start(1);
        double[] expected = {1, 0.75, 0.4375};      // c = 1, 0.5, 0.25; v = 1, 0.25 + 0.5, 0.1875 + 0.25
        for (int t = 0; t < 3; t++) {
            state.step(new double[] {t == 0 ? 1 : 0}, new int[1]);
            assertThat(state.potential(0)).isEqualTo(expected[t]);
        }
    }

    @Test
    void eachNeuronMayHaveItsOwnThreshold() {
        var state = Neuron.integrateAndFire().threshold(Parameter.each(1, 2, 3)).start(3);
        int[] now = new int[3];
        state.step(new double[] {2, 2, 2}, now);
        assertThat(now).containsExactly(1, 1, 0);
        assertThatIllegalArgumentException().isThrownBy(() -> Neuron.lif(0.5).threshold(Parameter.each(1, 2)).start(3))
                .withMessageContaining("2 values").withMessageContaining("3 neurons");
    }

    @Test
    void quantisingCountsPotentialsInTheUnitOfTheCurrent() {
        assertThat(Neuron.lif(0.875).quantized(0.01)).isEqualTo(Neuron.lif(0.875).threshold(100));
        assertThat(Neuron.integrateAndFire().gain(Parameter.of(2)).quantized(0.1)).isEqualTo(Neuron.integrateAndFire().threshold(5));
        assertThat(Neuron.integrateAndFire().quantized(5).threshold()).isEqualTo(Parameter.of(1));
    }

    @Test
    void aNeuronOfOnesOwnStandsBesideTheOthers() {
        record Echo() implements CustomNeuron {
            @Override
            public NeuronState start(int neurons) {
                return new NeuronState() {
                    @Override
                    public int step(double[] current, int[] spikes) {
                        spikes[0] = current[0] > 0 ? 1 : 0;
                        return spikes[0];
                    }

                    @Override
                    public double potential(int neuron) {
                        return 0;
                    }
                };
            }
        }

        assertThat(spikes(new Echo(), 1, 0, 3)).containsExactly(1, 0, 1);
    }

    @Test
    void wrongParametersSayTheRule() {
        assertThatIllegalArgumentException().isThrownBy(() -> Neuron.lif(1.1)).withMessageContaining("beta must be in 0..1, but was 1.1");
        assertThatIllegalArgumentException().isThrownBy(() -> Neuron.lif(0, 1)).withMessageContaining("tau must be above 0");
        assertThatIllegalArgumentException().isThrownBy(() -> Neuron.lif(1, -1)).withMessageContaining("dt must be above 0");
        assertThatIllegalArgumentException().isThrownBy(() -> Neuron.lif(0.5).threshold(0))
                .withMessageContaining("threshold must be above 0, but was 0");
        assertThatIllegalArgumentException().isThrownBy(() -> Neuron.integrateAndFire().maxSpikes(0)).withMessageContaining("1..65535");
        assertThatIllegalArgumentException().isThrownBy(() -> Neuron.integrateAndFire().maxSpikes(2).reset(Reset.HARD))
                .withMessageContaining("subtractive reset");
        assertThatIllegalArgumentException().isThrownBy(() -> Parameter.of(Double.NaN)).withMessageContaining("finite");
    }
}
