package org.spikebook.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikebook.event.NpyArray;
import org.spikebook.neuron.FixedPointCurrentLif;
import org.spikebook.neuron.FixedPointLif;
import org.spikebook.neuron.Neuron;
import org.spikebook.neuron.Parameter;
import org.spikebook.neuron.Reset;
import org.spikebook.neuron.Tie;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;
import org.spikebook.spike.Spikes;
import org.spikebook.testing.TestData;

/** Fixed-point neurons as the neurons of layers. */
class Network_FixedPointTest {

    @Test
    void aDenseLayerOfLoihiNeuronsGivesEveryRecordedSpike() {
        Path dense = TestData.require("lava-golden/dense");
        int[] integers = NpyArray.read(dense.resolve("weight.npy")).ints();
        var weights = new float[integers.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = integers[i];
        }
        var net = Network.builder("dense", Shape.features(200)).dense("D", d -> d.weights(Weights.of(weights, 256, 200)))
                .neuron(FixedPointCurrentLif.loihi(6).decay(4095, 415)).build();
        var activity = net.run(lastAxisTime(dense.resolve("in.npy"), Shape.features(200), 2000));
        var out = lastAxisTime(dense.resolve("out.npy"), Shape.features(256), 2000);      // one step late
        assertThat(out.steps(0, 1).count()).isZero();
        assertThat(activity.output().steps(0, 1999)).isEqualTo(out.steps(1, 2000));
        assertThat(activity.overflows("D")).isZero();
    }

    @Test
    void aConvolutionOfLoihiNeuronsGivesEveryRecordedSpike() {
        Path net = TestData.require("lava-golden/tinynet");
        int[] kernel = NpyArray.read(net.resolve("layer1_kernel.npy")).ints();      // [filter][x][y][channel], to be turned over
        int[] biases = NpyArray.read(net.resolve("layer1_bias.npy")).ints();
        var weights = new float[24][3][5][5];
        var bias = new double[24 * 36];
        for (int f = 0; f < 24; f++) {
            for (int c = 0; c < 3; c++) {
                for (int y = 0; y < 5; y++) {
                    for (int x = 0; x < 5; x++) {
                        weights[f][c][y][x] = kernel[((f * 5 + 4 - x) * 5 + 4 - y) * 3 + c];
                    }
                }
            }
            for (int p = 0; p < 36; p++) {
                bias[f * 36 + p] = biases[f];
            }
        }
        var layer = Network.builder("tinynet", Shape.image(3, 16, 16)).conv2d("layer1", c -> c.weights(weights).stride(2))
                .neuron(FixedPointCurrentLif.loihi(25).decay(4095, 1024).bias(Parameter.each(bias), 6)).build();
        var input = lastAxisTime(net.resolve("input.npy"), Shape.image(3, 16, 16), 16);
        var expected = lastAxisTime(net.resolve("layer1.npy"), Shape.image(24, 6, 6), 16);
        assertThat(layer.run(input.steps(1, 16)).output()).isEqualTo(expected.steps(1, 16));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aConvolutionSaturatesInputByInputInAscendingOrder(long seed) {
        var random = new SplittableRandom(seed);
        var weights = new float[3][2][3][3];
        for (float[][][] filter : weights) {
            for (float[][] channel : filter) {
                for (float[] row : channel) {
                    for (int x = 0; x < 3; x++) {
                        row[x] = random.nextInt(256) - 128;
                    }
                }
            }
        }
        var bias = new float[] {100, -100, 7};
        var lif = FixedPointLif.eightBit(60).partialSumBits(9).membraneBits(9).kept(200).reset(Reset.SUBTRACT)
                .tie(seed % 2 == 0 ? Tie.SILENT : Tie.FIRES);
        var net = Network.builder("saturating", Shape.image(2, 7, 6)).conv2d("C", c -> c.weights(weights).bias(bias).stride(2, 1).padding(1))
                .neuron(lif).build();
        var input = Spikes.bernoulli(0.4).seed(seed).generate(Shape.image(2, 7, 6), 70);
        var activity = net.run(input);

        Shape out = net.output();
        int rows = out.size("y");
        int columns = out.size("x");
        var expected = SpikeTensor.builder(out, 70);
        int[] membranes = new int[out.size()];
        int[] spikes = new int[out.size()];
        int[] sums = new int[out.size()];
        long overflows = 0;
        for (int t = 0; t < 70; t++) {
            for (int n = 0; n < sums.length; n++) {
                int f = n / (rows * columns);
                int oy = n / columns % rows;
                int ox = n % columns;
                sums[n] = (int) bias[f];
                for (int c = 0; c < 2; c++) {
                    for (int y = 0; y < 7; y++) {
                        for (int x = 0; x < 6; x++) {
                            int ky = y + 1 - 2 * oy;
                            int kx = x + 1 - ox;
                            if (ky >= 0 && ky < 3 && kx >= 0 && kx < 3 && input.get((c * 7 + y) * 6 + x, t)) {
                                overflows += lif.integrate((int) weights[f][c][ky][kx], 1, sums, n, 1);
                            }
                        }
                    }
                }
            }
            overflows += lif.step(sums, 0, membranes, spikes);
            for (int n = 0; n < spikes.length; n++) {
                if (spikes[n] == 1) {
                    expected.set(n, t);
                }
            }
        }
        assertThat(overflows).isPositive();
        assertThat(activity.overflows("C")).as("seed %d", seed).isEqualTo(overflows);
        assertThat(activity.output()).as("seed %d", seed).isEqualTo(expected.build());
        assertThat(activity.output().count()).isPositive();
    }

    @Test
    void denseAndRecurrentLayersSaturateToo() {
        // 100 + 100 - 100: with 8 bits 127 - 100 = 27, with 16 bits 100
        var weights = new float[][] {{100, 100, -100}};
        var all = SpikeTensor.builder(Shape.features(3), 1).set(0, 0).set(1, 0).set(2, 0).build();
        var narrow = FixedPointLif.eightBit(127).partialSumBits(8);
        var dense = Network.builder("d", Shape.features(3)).dense("D", d -> d.weights(weights)).neuron(narrow).build();
        var run = dense.run(all, RunOptions.recordAll());
        assertThat(run.potential("D", 0)).containsExactly(27);
        assertThat(run.overflows("D")).isEqualTo(1);
        var wide = dense.withNeurons(n -> narrow.partialSumBits(16)).run(all, RunOptions.recordAll());
        assertThat(wide.potential("D", 0)).containsExactly(100);
        assertThat(wide.overflows("D")).isZero();
        var loop = Network.builder("r", Shape.features(1)).recurrent("R", r -> r.weights(new float[][] {{127}})
                .recurrentWeights(new float[][] {{127}})).neuron(narrow).build();
        var twice = loop.run(SpikeTensor.builder(Shape.features(1), 2).set(0, 0).set(0, 1).build());
        assertThat(twice.output().count()).isEqualTo(2);
        assertThat(twice.overflows("R")).isEqualTo(1);
        var floating = dense.withNeurons(n -> Neuron.lif(1).threshold(1000)).run(all, RunOptions.recordAll());
        assertThat(floating.potential("D", 0)).containsExactly(100);
        assertThat(floating.overflows("D")).isZero();
    }

    @Test
    void weightsAndBiasesThatDoNotFitTheRegistersAreRefusedByName() {
        var all = SpikeTensor.builder(Shape.features(1), 1).build();
        var lif = FixedPointLif.eightBit(1);
        for (float weight : new float[] {0.5f, 128, -129}) {
            var net = Network.builder("n", Shape.features(1)).dense("D", d -> d.weights(new float[][] {{weight}})).neuron(lif).build();
            assertThatIllegalArgumentException().isThrownBy(() -> net.run(all))
                    .withMessageContaining("layer 'D': a weight in front of a fixed-point neuron must be a whole number in -128..127, but was "
                            + (double) weight).withMessageContaining("Maybe quantise");
        }
        var bias = Network.builder("n", Shape.features(1)).dense("D", d -> d.weights(new float[][] {{1}}).bias(40000)).neuron(lif).build();
        assertThatIllegalArgumentException().isThrownBy(() -> bias.run(all)).withMessageContaining("a bias").withMessageContaining("-32768..32767");
    }

    @Test
    void bothModelsSurviveTheirJson() {
        var net = Network.builder("fixed", Shape.features(2))
                .dense("A", 2).neuron(FixedPointLif.eightBit(5).weightBits(4).partialSumBits(11).membraneBits(12).kept(17)
                        .reset(Reset.SUBTRACT).tie(Tie.SILENT))
                .dense("B", 2).neuron(FixedPointCurrentLif.loihi(9).decay(1, 2).bias(Parameter.each(3, -4), 5).stateBits(20)).build();
        assertThat(Network.fromJson(net.toJson())).isEqualTo(net);
        var usual = Network.builder("usual", Shape.features(2)).dense("A", 2).neuron(FixedPointLif.eightBit(5))
                .dense("B", 2).neuron(FixedPointCurrentLif.loihi(9)).build();
        assertThat(Network.fromJson(usual.toJson())).isEqualTo(usual);
    }

    /** Spikes of a file whose last axis is the time step. */
    private static SpikeTensor lastAxisTime(Path file, Shape shape, int steps) {
        int[] values = NpyArray.read(file).ints();
        var spikes = SpikeTensor.builder(shape, steps);
        for (int i = 0; i < values.length; i++) {
            if (values[i] != 0) {
                spikes.set(i / steps, i % steps);
            }
        }
        return spikes.build();
    }
}
