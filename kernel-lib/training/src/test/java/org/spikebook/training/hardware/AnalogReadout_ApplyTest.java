package org.spikebook.training.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.spikebook.training.CurrentTransform;
import org.spikebook.training.WeightTransform;

class AnalogReadout_ApplyTest {

    private static final int AT = 3;
    private static final int ROWS = 40;
    private static final int OUTPUTS = 12;
    private static final int PITCH = 16;

    private static float[] gaussian(double deviation, long seed) {
        var random = new SplittableRandom(seed);
        float[] values = new float[AT + ROWS * PITCH];
        Arrays.fill(values, 99);        // what must not change
        for (int r = 0; r < ROWS; r++) {
            for (int o = 0; o < OUTPUTS; o++) {
                values[AT + r * PITCH + o] = (float) (deviation * random.nextGaussian() * (o < 8 ? 1 : 3));
            }
        }
        return values;
    }

    private static CurrentTransform.Rows rows(float[] values) {
        return new CurrentTransform.Rows(values, AT, ROWS, OUTPUTS, PITCH);
    }

    @Test
    void publishedOneIsTheChips() {
        assertThat(AnalogReadout.published()).isEqualTo(new AnalogReadout(5, 4, 8, 0.02, 0.1));
    }

    @Test
    void outputsOfAConverterAreWholeCodesOfItsRange() {
        float[] before = gaussian(2, 1);
        float[] after = before.clone();
        new AnalogReadout(4, 1.5, 8, 0, 0).apply(rows(after), new float[OUTPUTS], 7);
        int saturated = 0;
        for (int o = 0; o < OUTPUTS; o++) {
            int from = o < 8 ? 0 : 8;
            int to = o < 8 ? 8 : OUTPUTS;
            double squares = 0;
            for (int r = 0; r < ROWS; r++) {
                for (int i = from; i < to; i++) {
                    squares += Math.pow(before[AT + r * PITCH + i], 2);
                }
            }
            double lsb = 1.5 * Math.sqrt(squares / ROWS / (to - from)) / 8;
            for (int r = 0; r < ROWS; r++) {
                int i = AT + r * PITCH + o;
                double code = after[i] / lsb;
                assertThat(code).isCloseTo(Math.rint(code), within(1e-4)).isBetween(-8.001, 7.001);
                boolean clipped = before[i] > 7.5 * lsb || before[i] < -8.5 * lsb;
                saturated += clipped ? 1 : 0;
                if (!clipped) {
                    assertThat((double) after[i]).isCloseTo(before[i], within(0.5001 * lsb));
                }
            }
        }
        assertThat(saturated).as("at 1.5 deviations some saturate").isBetween(20, 150);
        for (int r = 0; r < ROWS - 1; r++) {
            assertThat(after[AT + r * PITCH + OUTPUTS]).as("beyond the outputs").isEqualTo(99);
        }
        assertThat(after[0]).as("before the first").isEqualTo(99);
    }

    @Test
    void noiseIsInUnitsOfTheLargestWeightAndFollowsTheSeed() {
        float[] largest = new float[OUTPUTS];
        Arrays.fill(largest, 0.5f);
        largest[3] = 0;
        float[] values = new float[AT + ROWS * PITCH];
        var readout = new AnalogReadout(0, 4, 8, 0.1, 0);
        readout.apply(rows(values), largest, 11);
        double squares = 0;
        for (int r = 0; r < ROWS; r++) {
            for (int o = 0; o < OUTPUTS; o++) {
                squares += Math.pow(values[AT + r * PITCH + o], 2);
            }
            assertThat(values[AT + r * PITCH + 3]).isZero();
        }
        double deviation = 0.05;
        int count = ROWS * (OUTPUTS - 1);
        assertThat(squares / count).isCloseTo(deviation * deviation, within(4 * Math.sqrt(2.0 / count) * deviation * deviation));
        float[] again = new float[values.length];
        readout.apply(rows(again), largest, 11);
        assertThat(again).isEqualTo(values);
        float[] other = new float[values.length];
        readout.apply(rows(other), largest, 12);
        assertThat(other).isNotEqualTo(values);
    }

    @Test
    void anOffsetIsTheSameForAllRows() {
        float[] largest = new float[OUTPUTS];
        Arrays.fill(largest, 2);
        double squares = 0;
        int draws = 200;
        for (int draw = 0; draw < draws; draw++) {
            float[] values = new float[AT + ROWS * PITCH];
            new AnalogReadout(0, 4, 8, 0, 0.1).apply(rows(values), largest, draw);
            for (int o = 0; o < OUTPUTS; o++) {
                squares += Math.pow(values[AT + o], 2);
                assertThat(values[AT + (ROWS - 1) * PITCH + o]).isEqualTo(values[AT + o]);
            }
        }
        int count = draws * OUTPUTS;
        assertThat(squares / count).isCloseTo(0.04, within(4 * Math.sqrt(2.0 / count) * 0.04));
    }

    @Test
    void silentOutputsStaySilent() {
        float[] values = new float[AT + ROWS * PITCH];
        new AnalogReadout(5, 4, 8, 0, 0).apply(rows(values), new float[OUTPUTS], 1);
        assertThat(values).containsOnly(0);
    }

    @Test
    void aClipLimitsTheWeightsOfAnOutput() {
        var weight = new WeightTransform.Weight("FF", "weight", 50, 2, 2);
        float[] values = new float[100];
        for (int i = 0; i < 50; i++) {
            values[2 * i] = i == 0 ? 10 : 0.1f;        // one large weight
            values[2 * i + 1] = i % 2 == 0 ? 1 : -1;
        }
        float[] used = new float[100];
        AnalogNoise.published().clip(2).apply(weight, values, used);
        double rms = Math.sqrt((100 + 49 * 0.01) / 50);
        assertThat((double) used[0]).isCloseTo(2 * rms, within(1e-5));
        assertThat((double) used[2]).isCloseTo(Math.rint(0.1 * 15 / (2 * rms)) / 15 * 2 * rms, within(1e-5));
        assertThat((double) used[1]).isCloseTo(1, within(1e-6));
        assertThat((double) used[3]).isCloseTo(-1, within(1e-6));
        AnalogNoise.published().apply(weight, values, used);
        assertThat(used[0]).isEqualTo(10);
    }

    @Test
    void wrongSettingsAreNamed() {
        assertThatIllegalArgumentException().isThrownBy(() -> new AnalogReadout(17, 4, 8, 0, 0)).withMessageContaining("0..16").withMessageContaining("17");
        assertThatIllegalArgumentException().isThrownBy(() -> AnalogNoise.published().clip(-1)).withMessageContaining("clip").withMessageContaining("-1");
    }
}
