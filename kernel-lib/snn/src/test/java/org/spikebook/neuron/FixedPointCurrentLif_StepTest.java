package org.spikebook.neuron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikebook.event.NpyArray;
import org.spikebook.testing.TestData;

class FixedPointCurrentLif_StepTest {

    @Test
    void aDenseLayerGivesEveryRecordedSpikeOfTheChipsModel() {
        Path dense = TestData.require("lava-golden/dense");
        int[] weights = NpyArray.read(dense.resolve("weight.npy")).ints();      // [256][200]
        int[] in = NpyArray.read(dense.resolve("in.npy")).ints();               // [200][2000]
        int[] out = NpyArray.read(dense.resolve("out.npy")).ints();             // [256][2000], one step late
        int steps = 2000;
        var layer = FixedPointCurrentLif.loihi(6).decay(4095, 415).start(256);
        int[] current = new int[256];
        int[] spikes = new int[256];
        int checked = 0;
        int fired = 0;
        for (int o = 0; o < 256; o++) {
            assertThat(out[o * steps]).isZero();
            checked++;
        }
        for (int t = 0; t < steps; t++) {
            Arrays.fill(current, 0);
            for (int j = 0; j < 200; j++) {
                for (int o = 0; in[j * steps + t] != 0 && o < 256; o++) {
                    current[o] += weights[o * 200 + j];
                }
            }
            fired += layer.step(current, spikes);
            for (int o = 0; t < steps - 1 && o < 256; o++) {
                if (spikes[o] != out[o * steps + t + 1]) {
                    throw new AssertionError("neuron " + o + " at step " + t + ": " + spikes[o]);
                }
                checked++;
            }
        }
        assertThat(checked).isEqualTo(512_000);
        assertThat(fired).isGreaterThanOrEqualTo(1826);
        assertThat(layer.wraps()).isZero();
        assertThat(layer.saturations()).isZero();
    }

    @Test
    void aConvolutionalNetworkDrivenByABiasGivesEveryRecordedSpikeAndCurrent() {
        Path net = TestData.require("lava-golden/tinynet");
        int[] pixels = NpyArray.read(net.resolve("input_bias.npy")).ints();     // [x][y][channel]
        int[] input = NpyArray.read(net.resolve("input.npy")).ints();           // [channel][y][x][step], step 0 empty
        int[] kernel = NpyArray.read(net.resolve("layer1_kernel.npy")).ints();  // [filter][x][y][channel], to be turned over
        int[] currents = NpyArray.read(net.resolve("current.npy")).ints();      // [filter][y][x][step]
        int[] layer1 = NpyArray.read(net.resolve("layer1.npy")).ints();         // [filter][y][x][step]
        int[] biases = NpyArray.read(net.resolve("layer1_bias.npy")).ints();    // [filter]
        int steps = 16;
        double[] inputBias = new double[3 * 16 * 16];
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < 16; y++) {
                for (int x = 0; x < 16; x++) {
                    inputBias[(c * 16 + y) * 16 + x] = pixels[(x * 16 + y) * 3 + c];
                }
            }
        }
        double[] layerBias = new double[24 * 36];
        for (int n = 0; n < layerBias.length; n++) {
            layerBias[n] = biases[n / 36];
        }
        var neuron = FixedPointCurrentLif.loihi(25).decay(4095, 1024);
        var first = neuron.bias(Parameter.each(inputBias), 6).start(inputBias.length);
        var second = neuron.bias(Parameter.each(layerBias), 6).start(layerBias.length);
        int[] spikes = new int[inputBias.length];
        int[] current = new int[layerBias.length];
        int[] output = new int[layerBias.length];
        for (int n = 0; n < spikes.length; n++) {
            assertThat(input[n * steps]).isZero();
        }
        for (int t = 1; t < steps; t++) {
            first.step(new int[spikes.length], spikes);
            for (int n = 0; n < spikes.length; n++) {
                assertThat(spikes[n]).as("input neuron %d, step %d", n, t).isEqualTo(input[n * steps + t]);
            }
            for (int f = 0, n = 0; f < 24; f++) {
                for (int oy = 0; oy < 6; oy++) {
                    for (int ox = 0; ox < 6; ox++, n++) {
                        current[n] = 0;
                        for (int ky = 0; ky < 5; ky++) {
                            for (int kx = 0; kx < 5; kx++) {
                                for (int c = 0; c < 3; c++) {
                                    int spike = spikes[(c * 16 + 2 * oy + ky) * 16 + 2 * ox + kx];
                                    current[n] += spike * kernel[((f * 5 + 4 - kx) * 5 + 4 - ky) * 3 + c];
                                }
                            }
                        }
                        assertThat(current[n]).as("current %d, step %d", n, t).isEqualTo(currents[n * steps + t]);
                    }
                }
            }
            second.step(current, output);
            for (int n = 0; n < output.length; n++) {
                assertThat(output[n]).as("layer1 neuron %d, step %d", n, t).isEqualTo(layer1[n * steps + t]);
            }
        }
    }

    @Test
    void currentAndPotentialDecayTowardZeroFromBothSides() {
        // du 2047 keeps half of the current, dv 2048 half of the potential: an odd number loses its half
        var layer = FixedPointCurrentLif.loihi(131_071).decay(2047, 2048).start(2);
        int[] spikes = new int[2];
        layer.step(new int[] {1, -1}, spikes);              // u = +-64, v = +-64
        assertThat(layer.potential(0)).isEqualTo(64);
        assertThat(layer.potential(1)).isEqualTo(-64);
        double u = 64;
        double v = 64;
        for (int t = 0; t < 12; t++) {
            layer.step(new int[2], spikes);
            u = Math.floor(u / 2);
            v = Math.floor(v / 2) + u;
            assertThat(layer.potential(0)).isEqualTo(v);
            assertThat(layer.potential(1)).isEqualTo(-v);
        }
        assertThat(v).isZero();
    }

    @Test
    void aPotentialOnTheThresholdIsSilentAndOneAboveFires() {
        var layer = FixedPointCurrentLif.loihi(2).bias(Parameter.each(0, 1), 0).start(2);
        int[] spikes = new int[2];
        assertThat(layer.step(new int[] {2, 2}, spikes)).isEqualTo(1);      // 128 and 129 against 128
        assertThat(spikes).containsExactly(0, 1);
        assertThat(layer.potential(0)).isEqualTo(128);
        assertThat(layer.potential(1)).isZero();
    }

    @Test
    void theCurrentWrapsAroundAndThePotentialSaturatesAndBothAreCounted() {
        var layer = FixedPointCurrentLif.loihi(1).stateBits(8).start(1);        // wrap into -127..128, saturate at +-127
        int[] spikes = new int[1];
        layer.step(new int[] {2}, spikes);                  // u = 128 fits; v = 128 saturates to 127 and fires
        assertThat(spikes[0]).isEqualTo(1);
        assertThat(layer.wraps()).isZero();
        assertThat(layer.saturations()).isEqualTo(1);
        layer.step(new int[] {3}, spikes);                  // u = 192 - 256 = -64
        assertThat(layer.potential(0)).isEqualTo(-64);
        assertThat(layer.wraps()).isEqualTo(1);
        layer.step(new int[] {-2}, spikes);                 // u = -128 becomes 128; v = -64 + 128
        assertThat(layer.potential(0)).isEqualTo(64);
        assertThat(layer.wraps()).isEqualTo(2);
        layer.step(new int[] {-1}, spikes);
        layer.step(new int[] {-1}, spikes);
        layer.step(new int[] {-1}, spikes);                 // v = 64 - 3 * 64 = -128 stops at -127
        assertThat(layer.potential(0)).isEqualTo(-127);
        assertThat(layer.saturations()).isEqualTo(2);
        layer.step(new int[] {1000}, spikes);               // 64000 = 250 * 256
        assertThat(layer.potential(0)).isEqualTo(-127);
        assertThat(layer.wraps()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyWidthAndDecayAgreesWithTheEquationsInUnboundedIntegers(long seed) {
        var random = new SplittableRandom(seed);
        int bits = 8 + random.nextInt(24);
        int threshold = 1 + random.nextInt((int) Math.min(131_071, ((1L << bits - 1) - 2) / 64));
        int du = random.nextInt(4096);
        int dv = random.nextInt(4096);
        int neurons = 20;
        double[] bias = random.ints(neurons, -4096, 4096).asDoubleStream().toArray();
        int exponent = random.nextInt(8);
        var layer = new FixedPointCurrentLif(threshold, du, dv, Parameter.each(bias), exponent, bits).start(neurons);
        BigInteger[] u = new BigInteger[neurons];
        BigInteger[] x = new BigInteger[neurons];
        Arrays.fill(u, BigInteger.ZERO);
        Arrays.fill(x, BigInteger.ZERO);
        BigInteger half = BigInteger.TWO.pow(bits - 1);
        BigInteger limit = half.subtract(BigInteger.ONE);
        long wraps = 0;
        long saturations = 0;
        int[] current = new int[neurons];
        int[] spikes = new int[neurons];
        for (int t = 0; t < 300; t++) {
            int reach = random.nextInt(31);
            Arrays.setAll(current, n -> random.nextInt(-(1 << reach), 1 << reach));
            layer.step(current, spikes);
            for (int n = 0; n < neurons; n++) {
                BigInteger sum = u[n].multiply(BigInteger.valueOf(4096 - (du + 1))).divide(BigInteger.valueOf(4096))
                        .add(BigInteger.valueOf(64L * current[n]));
                BigInteger wrapped = sum;
                while (wrapped.compareTo(half) > 0 || wrapped.compareTo(half.negate()) <= 0) {
                    BigInteger turns = wrapped.abs().divide(half.shiftLeft(1)).max(BigInteger.ONE).multiply(half.shiftLeft(1));
                    wrapped = wrapped.signum() > 0 ? wrapped.subtract(turns) : wrapped.add(turns);
                }
                wraps += sum.equals(wrapped) ? 0 : 1;
                u[n] = wrapped;
                BigInteger v = x[n].multiply(BigInteger.valueOf(4096 - dv)).divide(BigInteger.valueOf(4096)).add(u[n])
                        .add(BigInteger.valueOf((long) bias[n]).shiftLeft(exponent));
                BigInteger stopped = v.min(limit).max(limit.negate());
                saturations += v.equals(stopped) ? 0 : 1;
                boolean spike = stopped.compareTo(BigInteger.valueOf(64L * threshold)) > 0;
                x[n] = spike ? BigInteger.ZERO : stopped;
                assertThat(spikes[n]).as("seed %d step %d neuron %d", seed, t, n).isEqualTo(spike ? 1 : 0);
                assertThat(layer.potential(n)).as("seed %d step %d neuron %d", seed, t, n).isEqualTo(x[n].doubleValue());
            }
        }
        assertThat(layer.wraps()).isEqualTo(wraps);
        assertThat(layer.saturations()).isEqualTo(saturations);
    }

    @Test
    void wholeCurrentsInDoublePrecisionGiveTheSameStepAndOthersAreRefused() {
        var a = FixedPointCurrentLif.loihi(3).start(2);
        var b = FixedPointCurrentLif.loihi(3).start(2);
        int[] spikesA = new int[2];
        int[] spikesB = new int[2];
        assertThat(a.step(new double[] {2, 4}, spikesA)).isEqualTo(b.step(new int[] {2, 4}, spikesB));
        assertThat(spikesA).isEqualTo(spikesB).containsExactly(0, 1);
        assertThatIllegalArgumentException().isThrownBy(() -> a.step(new double[] {0, 0.5}, spikesA))
                .withMessageContaining("current of neuron 1 must be a whole number of 32 bits, but was 0.5. Maybe quantise");
        assertThatIllegalArgumentException().isThrownBy(() -> a.step(new int[3], spikesA)).withMessageContaining("2 neurons");
    }

    @Test
    void parametersOutsideTheirRegistersAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> FixedPointCurrentLif.loihi(0))
                .withMessage("fixed-point CubaLIF: threshold must be in 1..131071, but was 0");
        assertThatIllegalArgumentException().isThrownBy(() -> FixedPointCurrentLif.loihi(131_072)).withMessageContaining("131072");
        var neuron = FixedPointCurrentLif.loihi(10);
        assertThatIllegalArgumentException().isThrownBy(() -> neuron.decay(4096, 0)).withMessageContaining("du must be in 0..4095");
        assertThatIllegalArgumentException().isThrownBy(() -> neuron.decay(0, -1)).withMessageContaining("dv must be in 0..4095");
        assertThatIllegalArgumentException().isThrownBy(() -> neuron.stateBits(32)).withMessageContaining("state bits must be in 8..31");
        assertThatIllegalArgumentException().isThrownBy(() -> neuron.stateBits(8))
                .withMessageContaining("never exceeds a threshold of 64 * 10. Maybe more state bits");
        assertThatIllegalArgumentException().isThrownBy(() -> neuron.bias(Parameter.of(4096), 0))
                .withMessageContaining("-4096..4095, but was 4096").withMessageContaining("larger exponent");
        assertThatIllegalArgumentException().isThrownBy(() -> neuron.bias(Parameter.of(0.5), 0)).withMessageContaining("whole number");
        assertThatIllegalArgumentException().isThrownBy(() -> neuron.bias(Parameter.of(1), 8)).withMessageContaining("exponent must be in 0..7");
        assertThatIllegalArgumentException().isThrownBy(() -> neuron.bias(Parameter.each(1, 2), 0).start(3))
                .withMessageContaining("3 neurons");
        assertThatIllegalArgumentException().isThrownBy(() -> neuron.quantized(0.5)).withMessageContaining("but the unit was 0.5");
        assertThat(neuron.quantized(1)).isEqualTo(neuron);
        assertThat(neuron.decay(4095, 415).describe()).isEqualTo("fixed-point CubaLIF threshold=64*10 du=4095 dv=415, 24 bits");
    }
}
