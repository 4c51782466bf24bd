package org.spikebook.neuron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;
import org.spikebook.spike.Spikes;

class FixedPointLif_StepTest {

    /** What a layer did: its spikes, its membranes at the end, and what saturated. */
    private record Outcome(SpikeTensor spikes, List<Integer> membranes, long sums, long potentials) {
    }

    @Test
    void saturatingSumsDependOnTheOrderAndAscendingInputsAreTheRule() {
        var lif = FixedPointLif.eightBit(1).partialSumBits(8);
        int[] ascending = new int[1];
        assertThat(lif.integrate(100, 1, ascending, 0, 1)).isZero();
        assertThat(lif.integrate(100, 1, ascending, 0, 1)).isEqualTo(1);    // 200 stops at 127
        assertThat(lif.integrate(-100, 1, ascending, 0, 1)).isZero();
        assertThat(ascending[0]).isEqualTo(27);
        int[] other = new int[1];
        lif.integrate(100, 1, other, 0, 1);
        lif.integrate(-100, 1, other, 0, 1);
        lif.integrate(100, 1, other, 0, 1);
        assertThat(other[0]).isEqualTo(100);
        int[] low = {-100};
        assertThat(lif.integrate(-100, 1, low, 0, 1)).isEqualTo(1);
        assertThat(low[0]).isEqualTo(-128);
        assertThat(lif.holds(127)).isTrue();
        assertThat(lif.holds(300)).isFalse();
    }

    @Test
    void aWeightReachesTheStepsWhoseBitIsSet() {
        int[] sums = new int[64 * 3 + 1];
        assertThat(FixedPointLif.eightBit(1).integrate(-5, 1L << 63 | 0b101, sums, 1, 3)).isZero();
        for (int t = 0; t < 64; t++) {
            assertThat(sums[1 + 3 * t]).isEqualTo(t == 0 || t == 2 || t == 63 ? -5 : 0);
        }
        assertThat(Arrays.stream(sums).sum()).isEqualTo(-15);
    }

    @Test
    void theLeakRoundsTowardZeroFromBothSides() {
        var lif = FixedPointLif.eightBit(100).kept(128);
        int[] membranes = {7, -7, 1, -1};
        int[] spikes = new int[4];
        assertThat(lif.step(new int[4], 0, membranes, spikes)).isZero();
        assertThat(membranes).containsExactly(3, -3, 0, 0);
    }

    @Test
    void membranesSaturateResetAndDecideTiesAsTheEquationSays() {
        var lif = FixedPointLif.eightBit(100);
        int[] spikes = new int[5];
        int[] hard = {90, 90, 90, -90, 0};
        int[] sums = {0, 9, 10, 60, -50, 100};      // those of the group begin at 1
        assertThat(lif.step(sums, 1, hard, spikes)).isEqualTo(2);
        assertThat(spikes).containsExactly(0, 1, 1, 0, 1);
        assertThat(hard).containsExactly(99, 0, 0, -128, 0);
        int[] subtract = {90, 90, 90, -90, 0};
        assertThat(lif.reset(Reset.SUBTRACT).step(sums, 1, subtract, spikes)).isEqualTo(2);
        assertThat(subtract).containsExactly(99, 0, 27, -128, 0);            // 150 stops at 127, then 100 is taken off
        int[] silent = {90, 90, 90, -90, 0};
        lif.tie(Tie.SILENT).step(sums, 1, silent, spikes);
        assertThat(spikes).containsExactly(0, 0, 1, 0, 0);
        int[] wide = {90, 90, 90, -90, 0};
        assertThat(lif.membraneBits(16).step(sums, 1, wide, spikes)).isZero();
        assertThat(wide).containsExactly(99, 0, 0, -140, 0);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void windowByWindowGivesTheBitsOfTheDefinitionStepByStep(long seed) {
        var random = new SplittableRandom(seed);
        int inputs = 40;
        int neurons = 12;
        int steps = 130;
        int[][] weights = new int[neurons][inputs];
        for (int[] row : weights) {
            Arrays.setAll(row, j -> random.nextInt(256) - 128);
        }
        var spikes = Spikes.bernoulli(0.2).seed(seed).generate(Shape.features(inputs), steps);
        var lif = new FixedPointLif(8, 8 + random.nextInt(4), 6 + random.nextInt(11), random.nextInt(257), 20,
                random.nextBoolean() ? Reset.HARD : Reset.SUBTRACT, random.nextBoolean() ? Tie.FIRES : Tie.SILENT);
        var expected = definition(lif, weights, spikes);
        assertThat(expected.sums()).as("seed %d: %s", seed, lif).isPositive();
        for (int window : new int[] {1, 5, 64}) {
            assertThat(windows(lif, weights, spikes, window)).as("seed %d window %d %s", seed, window, lif).isEqualTo(expected);
        }
    }

    /** The equations as they stand, one addition at a time. */
    private static Outcome definition(FixedPointLif lif, int[][] weights, SpikeTensor in) {
        long sumLimit = 1L << lif.partialSumBits() - 1;
        long membraneLimit = 1L << lif.membraneBits() - 1;
        var out = SpikeTensor.builder(Shape.features(weights.length), in.steps());
        long[] u = new long[weights.length];
        long sums = 0;
        long potentials = 0;
        for (int t = 0; t < in.steps(); t++) {
            for (int n = 0; n < weights.length; n++) {
                long p = 0;
                for (int j = 0; j < in.neurons(); j++) {
                    if (in.get(j, t)) {
                        p += weights[n][j];
                        if (p >= sumLimit || p < -sumLimit) {
                            p = p < 0 ? -sumLimit : sumLimit - 1;
                            sums++;
                        }
                    }
                }
                long v = (long) ((double) u[n] * lif.kept() / 256) + p;
                if (v >= membraneLimit || v < -membraneLimit) {
                    v = v < 0 ? -membraneLimit : membraneLimit - 1;
                    potentials++;
                }
                if (v > lif.threshold() || v == lif.threshold() && lif.tie() == Tie.FIRES) {
                    out.set(n, t);
                    v = lif.reset() == Reset.HARD ? 0 : v - lif.threshold();
                }
                u[n] = v;
            }
        }
        return new Outcome(out.build(), Arrays.stream(u).mapToInt(x -> (int) x).boxed().toList(), sums, potentials);
    }

    /** As an array of processing elements does it: a window of steps for all inputs, then the membranes. */
    private static Outcome windows(FixedPointLif lif, int[][] weights, SpikeTensor in, int window) {
        int neurons = weights.length;
        var out = SpikeTensor.builder(Shape.features(neurons), in.steps());
        int[] membranes = new int[neurons];
        int[] fired = new int[neurons];
        long sums = 0;
        long potentials = 0;
        for (int start = 0; start < in.steps(); start += window) {
            int length = Math.min(window, in.steps() - start);
            var cut = in.steps(start, start + length);
            int[] partial = new int[length * neurons];
            for (int j = 0; j < in.neurons(); j++) {
                for (int n = 0; n < neurons; n++) {
                    sums += lif.integrate(weights[n][j], cut.word(j, 0), partial, n, neurons);
                }
            }
            for (int t = 0; t < length; t++) {
                potentials += lif.step(partial, t * neurons, membranes, fired);
                for (int n = 0; n < neurons; n++) {
                    if (fired[n] == 1) {
                        out.set(n, start + t);
                    }
                }
            }
        }
        return new Outcome(out.build(), Arrays.stream(membranes).boxed().toList(), sums, potentials);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void withoutLeakAndSaturationItIsTheFloatingPointNeuron(long seed) {
        var random = new SplittableRandom(seed);
        var fixed = FixedPointLif.eightBit(100).membraneBits(16).threshold(300).tie(seed == 1 ? Tie.FIRES : Tie.SILENT).start(8);
        var floating = Neuron.lif(1).threshold(300).tie(seed == 1 ? Tie.FIRES : Tie.SILENT).start(8);
        int[] a = new int[8];
        int[] b = new int[8];
        double[] current = new double[8];
        int fired = 0;
        for (int t = 0; t < 500; t++) {
            Arrays.setAll(current, n -> random.nextInt(201) - 80);
            fired += fixed.step(current, a);
            floating.step(current, b);
            assertThat(a).as("seed %d step %d", seed, t).isEqualTo(b);
            for (int n = 0; n < 8; n++) {
                assertThat(fixed.potential(n)).isEqualTo(floating.potential(n));
            }
        }
        assertThat(fired).isPositive();
        assertThat(fixed.saturations()).isZero();
        assertThat(fixed.wraps()).isZero();
    }

    @Test
    void asALayersNeuronItSaturatesTheFinishedSumOnceAndCountsIt() {
        var layer = FixedPointLif.eightBit(127).partialSumBits(8).start(2);
        int[] spikes = new int[2];
        assertThat(layer.step(new int[] {1000, -1000}, spikes)).isEqualTo(1);
        assertThat(spikes).containsExactly(1, 0);
        assertThat(layer.potential(1)).isEqualTo(-128);
        assertThat(layer.saturations()).isEqualTo(2);
        assertThatIllegalArgumentException().isThrownBy(() -> layer.step(new double[] {0.5, 0}, spikes))
                .withMessageContaining("whole number of 32 bits, but was 0.5");
        assertThatIllegalArgumentException().isThrownBy(() -> layer.step(new int[1], spikes)).withMessageContaining("2 neurons");
    }

    @Test
    void whatDoesNotFitTheRegistersIsRefused() {
        var lif = FixedPointLif.eightBit(100);
        assertThatIllegalArgumentException().isThrownBy(() -> lif.threshold(128))
                .withMessage("fixed-point LIF: threshold must be in 1..127, which a membrane of 8 bits can reach, but was 128."
                        + " Maybe membraneBits(16) first.");
        assertThatIllegalArgumentException().isThrownBy(() -> lif.threshold(127).tie(Tie.SILENT)).withMessageContaining("1..126");
        assertThatIllegalArgumentException().isThrownBy(() -> lif.threshold(0)).withMessageContaining("was 0.");
        assertThatIllegalArgumentException().isThrownBy(() -> lif.weightBits(1)).withMessageContaining("weight bits must be in 2..16");
        assertThatIllegalArgumentException().isThrownBy(() -> lif.partialSumBits(7)).withMessageContaining("partial sum bits must be in 8..30");
        assertThatIllegalArgumentException().isThrownBy(() -> lif.membraneBits(31)).withMessageContaining("membrane bits must be in 2..30");
        assertThatIllegalArgumentException().isThrownBy(() -> lif.kept(257)).withMessageContaining("kept must be in 0..256");
        assertThatIllegalArgumentException().isThrownBy(() -> lif.integrate(128, 1, new int[1], 0, 1))
                .withMessageContaining("a weight must be in -128..127 (8 bits), but was 128. Maybe quantise");
        assertThatIllegalArgumentException().isThrownBy(() -> lif.step(new int[2], 0, new int[2], new int[1]))
                .withMessageContaining("2 neurons");
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> lif.step(new int[2], 1, new int[2], new int[2]));
        assertThatIllegalArgumentException().isThrownBy(() -> lif.quantized(2)).withMessageContaining("the unit was 2.0");
        assertThat(lif.kept(224).describe()).isEqualTo("fixed-point LIF threshold=100 kept=224/256, hard reset, 8/16/8 bits");
    }
}
