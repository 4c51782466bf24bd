package org.spikebook.accelerator.xpike;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikebook.network.Network;
import org.spikebook.network.Weights;
import org.spikebook.neuron.Neuron;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;
import org.spikebook.spike.Spikes;

class AnalogLayer_RunTest {

    /** Whole-number weights; each output has one of +15 or -15, so that a level is 1. */
    static Weights levels(int outputs, int inputs, long seed) {
        var random = new SplittableRandom(seed);
        float[] values = new float[outputs * inputs];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(31) - 15;
        }
        for (int o = 0; o < outputs; o++) {
            values[o * inputs + random.nextInt(inputs)] = 15;
        }
        return Weights.of(values, outputs, inputs);
    }

    @ParameterizedTest
    @CsvSource({"1,1,9", "10,20,7", "128,128,17", "129,127,16", "130,300,12", "384,512,7"})
    void withoutNoiseItEqualsTheReferenceBitForBit(int outputs, int inputs, int steps) {
        Weights weights = levels(outputs, inputs, outputs);
        SpikeTensor input = Spikes.bernoulli(0.4).seed(inputs).generate(Shape.features(inputs), steps);
        Network reference = Network.builder("reference", Shape.features(inputs)).dense("D", d -> d.weights(rows(weights)))
                .neuron(Neuron.lif(0.5).threshold(17)).build();
        AnalogLayer layer = Xpikeformer.published().ideal().program("D", weights, 17, 1).calibrated(input);
        SpikeTensor expected = reference.run(input).output();
        assertThat(layer.inference(86400, true, 2).run(input, 3)).isEqualTo(expected);
        assertThat(expected.count()).isPositive();
    }

    private static float[][] rows(Weights weights) {
        int[] dims = weights.dims();
        float[][] rows = new float[dims[0]][dims[1]];
        for (int o = 0; o < dims[0]; o++) {
            for (int i = 0; i < dims[1]; i++) {
                rows[o][i] = weights.at(o, i);
            }
        }
        return rows;
    }

    @Test
    void tokensDoNotSeeEachOthersMembranes() {
        Weights weights = levels(40, 30, 1);
        AnalogLayer layer = Xpikeformer.published().ideal().program("D", weights, 20, 1);
        SpikeTensor tokens = Spikes.bernoulli(0.4).seed(4).generate(Shape.sequence(5, 30), 9);
        SpikeTensor together = layer.inference(0, false, 1).run(tokens, 1);
        for (int token = 0; token < 5; token++) {
            SpikeTensor alone = layer.inference(0, false, 1).run(tokens.slice("token", token, token + 1), 1);
            for (int o = 0; o < 40; o++) {
                for (int t = 0; t < 9; t++) {
                    assertThat(together.get(token * 40 + o, t)).isEqualTo(alone.get(o, t));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 16})
    void registersFollowTheirPlainModel(int fraction) {
        Xpikeformer chip = Xpikeformer.published().pcm(PcmModel.ideal()).noise(0, 0).adcBits(5).membraneFraction(fraction);
        Weights weights = levels(150, 260, 7);
        SpikeTensor input = Spikes.bernoulli(0.3).seed(8).generate(Shape.features(260), 40);
        AnalogLayer layer = chip.program("D", weights, 30, 1).calibrated(input);
        SpikeTensor spikes = layer.inference(0, false, 1).run(input, 1);
        for (int o = 0; o < 150; o++) {
            long membrane = 0;
            double lsb = layer.levelsPerCode(o);
            long threshold = (long) Math.ceil(Math.scalb(30 / lsb, fraction));
            for (int t = 0; t < 40; t++) {
                long codes = 0;
                for (int from = 0; from < 260; from += 128) {
                    int sum = 0;
                    for (int i = from; i < Math.min(260, from + 128); i++) {
                        sum += input.get(i, t) ? (int) weights.at(o, i) : 0;
                    }
                    codes += Math.max(-16, Math.min(15, (long) Math.rint((float) sum / (float) lsb)));
                }
                membrane = (membrane >> 1) + codes * (1L << fraction);
                boolean fires = membrane >= threshold;
                assertThat(spikes.get(o, t)).as("neuron %d, step %d", o, t).isEqualTo(fires);
                membrane = fires ? 0 : membrane;
            }
        }
    }

    @Test
    void converterRangeIsFourDeviationsOfEachGroup() {
        Weights weights = levels(128, 128, 9);
        SpikeTensor sample = Spikes.bernoulli(0.2).seed(1).generate(Shape.features(128), 200);
        AnalogLayer layer = Xpikeformer.published().program("D", weights, 30, 1).calibrated(sample);
        for (int group = 0; group < 16; group++) {
            double squares = 0;
            for (int c = 8 * group; c < 8 * group + 8; c++) {
                for (int t = 0; t < 200; t++) {
                    double sum = 0;
                    for (int i = 0; i < 128; i++) {
                        sum += sample.get(i, t) ? weights.at(c, i) : 0;
                    }
                    squares += sum * sum;
                }
                assertThat(layer.levelsPerCode(c)).isEqualTo(layer.levelsPerCode(8 * group));
            }
            assertThat(layer.levelsPerCode(8 * group) * 16).isEqualTo(4 * Math.sqrt(squares / 1600), org.assertj.core.api.Assertions.within(1e-3));
        }
    }

    @Test
    void convertersSaturate() {
        float[] ones = new float[128 * 128];
        java.util.Arrays.fill(ones, 1);
        Xpikeformer chip = Xpikeformer.published().pcm(PcmModel.ideal()).noise(0, 0);
        SpikeTensor sample = Spikes.bernoulli(0.01).seed(2).generate(Shape.features(128), 50);
        Crossbar array = chip.program("D", Weights.of(ones, 128, 128), 1, 1).calibrated(sample).inference(0, false, 1).array(0, 0);
        int[] codes = new int[128];
        array.step(new long[] {-1, -1}, 0, new SplittableRandom(1), codes);
        assertThat(codes).containsOnly(15);
        array.step(new long[] {0, 0}, 0, new SplittableRandom(1), codes);
        assertThat(codes).containsOnly(0);
    }

    @Test
    void noiseChangesSpikesAndRepeatsWithItsSeed() {
        Weights weights = AnalogMatrix_CompensateTest.gaussian(100, 200, 2);
        SpikeTensor input = Spikes.bernoulli(0.3).seed(3).generate(Shape.features(200), 20);
        AnalogLayer layer = Xpikeformer.published().program("D", weights, 0.5, 1).calibrated(input);
        SpikeTensor once = layer.inference(60, true, 5).run(input, 6);
        assertThat(layer.inference(60, true, 5).run(input, 6)).isEqualTo(once);
        assertThat(layer.inference(60, true, 5).run(input, 7)).isNotEqualTo(once);
        assertThat(layer.inference(60, true, 8).run(input, 6)).isNotEqualTo(once);
        assertThat(layer.inference(31536000, false, 5).run(input, 6).count()).isLessThan(once.count());
    }

    @Test
    void rowBlocksKeepNoPreActivation() {
        RowBlockMapping mapping = Xpikeformer.published().mapping(384, 512);
        assertThat(mapping.blockRows()).isEqualTo(3);
        assertThat(mapping.arraysPerRow()).isEqualTo(4);
        assertThat(mapping.arrays()).isEqualTo(12);
        assertThat(mapping.lifUnits()).isEqualTo(16);
        assertThat(mapping.slots()).isEqualTo(8);
        assertThat(mapping.storedPreactivations()).isZero();
    }

    @Test
    void carrySaveSumsAreTheSums() {
        var random = new SplittableRandom(3);
        long[] sum = new long[50];
        long[] carry = new long[50];
        long[] plain = new long[50];
        for (int a = 0; a < 20; a++) {
            int[] codes = random.ints(50, -4000, 4000).toArray();
            CarrySave.add(sum, carry, codes);
            for (int i = 0; i < 50; i++) {
                plain[i] += codes[i];
                assertThat(sum[i] + carry[i]).isEqualTo(plain[i]);
            }
        }
    }

    @Test
    void wrongInputIsNamed() {
        AnalogLayer layer = Xpikeformer.published().program("FF1", levels(4, 6, 1), 1, 1);
        SpikeTensor seven = Spikes.bernoulli(0.5).generate(Shape.features(7), 3);
        assertThatIllegalArgumentException().isThrownBy(() -> layer.calibrated(seven)).withMessageContaining("'FF1'").withMessageContaining("6 inputs");
        assertThatIllegalArgumentException().isThrownBy(() -> Xpikeformer.published().program("FF1", levels(4, 6, 1), 0, 1))
                .withMessageContaining("threshold");
        assertThatIllegalArgumentException().isThrownBy(() -> Xpikeformer.published().adcBits(17)).withMessageContaining("1..16");
        assertThatIllegalArgumentException().isThrownBy(() -> Xpikeformer.published().arraySize(100)).withMessageContaining("divide");
    }
}
