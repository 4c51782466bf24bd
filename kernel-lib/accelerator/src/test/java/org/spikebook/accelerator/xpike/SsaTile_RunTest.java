package org.spikebook.accelerator.xpike;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;
import org.spikebook.spike.Spikes;

class SsaTile_RunTest {

    private static SpikeTensor spikes(SsaTile tile, int steps, double rate, long seed) {
        return Spikes.bernoulli(rate).seed(seed).generate(Shape.sequence(tile.tokens(), tile.features()), steps);
    }

    @ParameterizedTest
    @CsvSource({"1,1,3,false,false,32", "4,8,5,true,false,32", "7,5,4,false,true,1", "64,64,3,false,false,32", "65,64,2,true,true,8", "37,64,3,true,false,32",
            "130,20,2,true,false,32", "16,200,2,false,false,8", "5,256,2,false,false,32"})
    void theFastPathEqualsTheClockedTileBitByBit(int tokens, int features, int steps, boolean causal, boolean diagonal, int shifts) {
        SsaTile tile = SsaTile.of(tokens, features).causal(causal).diagonalMasked(diagonal).shiftsPerClock(shifts).seed(7);
        SpikeTensor q = spikes(tile, steps, 0.6, 1);
        SpikeTensor k = spikes(tile, steps, 0.7, 2);
        SpikeTensor v = spikes(tile, steps, 0.8, 3);
        SsaTile.ClockedRun clocked = tile.runClocked(q, k, v);
        assertThat(tile.run(q, k, v)).isEqualTo(clocked.attention());
        assertThat(clocked.firstOutput()).isEqualTo(features).isEqualTo(tile.latencyClocks());
        assertThat(clocked.clocks()).isEqualTo((steps + 1L) * features).isEqualTo(tile.streamClocks(steps));
    }

    @ParameterizedTest
    @EnumSource(SsaTile.Randomness.class)
    void theAverageTendsToTheProductOfRates(SsaTile.Randomness randomness) {
        int tokens = 16;
        int features = 32;
        int steps = 4000;
        SsaTile tile = SsaTile.of(tokens, features).causal(true).randomness(randomness);
        var random = new SplittableRandom(5);
        double[][][] rates = new double[3][tokens][features];
        SpikeTensor[] inputs = new SpikeTensor[3];
        for (int which = 0; which < 3; which++) {
            var spikes = SpikeTensor.builder(Shape.sequence(tokens, features), steps);
            for (int i = 0; i < tokens; i++) {
                for (int d = 0; d < features; d++) {
                    rates[which][i][d] = random.nextDouble();
                    for (int t = 0; t < steps; t++) {
                        if (random.nextDouble() < rates[which][i][d]) {
                            spikes.set(i * features + d, t);
                        }
                    }
                }
            }
            inputs[which] = spikes.build();
        }
        SpikeTensor a = tile.run(inputs[0], inputs[1], inputs[2]);
        double[][] expected = tile.expected(rates[0], rates[1], rates[2]);
        double squares = 0;
        for (int i = 0; i < tokens; i++) {
            for (int d = 0; d < features; d++) {
                double p = expected[i][d];
                double error = (double) a.count(i * features + d) / steps - p;
                assertThat(error).as("token %d, feature %d", i, d).isCloseTo(0, within(5 * Math.sqrt(p * (1 - p) / steps) + 1e-9));
                squares += error * error;
            }
        }
        assertThat(Math.sqrt(squares / (tokens * features))).isLessThan(1 / (2 * Math.sqrt(steps)));
    }

    @Test
    void encodersArePreciseForPowersOfTwoAndAtMostOne256thAboveOtherwise() {
        for (int most : new int[] {1, 2, 16, 37, 64, 128, 197, 256}) {
            for (int count = 0; count <= most; count++) {
                int ones = 0;
                for (int u = 0; u < 256; u++) {
                    ones += SsaTile.encode(u, most, count) ? 1 : 0;
                }
                double above = ones / 256.0 - (double) count / most;
                if (Integer.bitCount(most) == 1) {
                    assertThat(above).isZero();
                } else {
                    assertThat(above).isBetween(0.0, 1 / 256.0);
                }
            }
        }
    }

    @Test
    void anOverfullCounterStopsAt255() {
        SsaTile tile = SsaTile.of(1, 256);
        int steps = 3000;
        SpikeTensor ones = spikes(tile, steps, 1, 1);
        assertThat(tile.run(ones, ones, ones).rate()).isCloseTo(255.0 / 256, within(4 * Math.sqrt(1.0 / 256 / steps)));
    }

    @Test
    void registersRunThroughAnUnbrokenSequence() {
        var slow = new LfsrArray(3, 9, 1);
        var fast = new LfsrArray(3, 9, 32);
        for (int clock = 0; clock < 20; clock++) {
            fast.clock();
            for (int shift = 0; shift < 32; shift++) {
                int s = slow.state(1);
                int in = (s >>> 22 ^ s >>> 2 ^ s >>> 1 ^ s) & 1;
                slow.clock();
                assertThat(slow.state(1)).isEqualTo(s >>> 1 | in << 31);
            }
            assertThat(slow.state(1)).isEqualTo(fast.state(1));
        }
    }

    @Test
    void reusedBytesAreCorrelatedAndFreshOnesAreNot() {
        double limit = 4 / Math.sqrt(64 * 2000);
        RandomReuse one = RandomReuse.measure(1, 2000, 3);
        assertThat(one.nextClock()).isCloseTo(0.5, within(0.02));         // seven of eight bits moved down by one place
        RandomReuse eight = RandomReuse.measure(8, 2000, 3);
        assertThat(eight.nextClock()).isCloseTo(0, within(limit));
        assertThat(eight.passedOn()).isCloseTo(1, within(1e-9));
        RandomReuse fresh = RandomReuse.measure(32, 2000, 3);
        assertThat(fresh.nextClock()).isCloseTo(0, within(limit));
        assertThat(fresh.passedOn()).isCloseTo(0, within(limit));
        assertThat(fresh.neighbourTap()).isCloseTo(0, within(limit));
        assertThat(fresh.otherRegister()).isCloseTo(0, within(limit));
        SsaTile tile = SsaTile.of(16, 16);
        assertThat(RandomReuse.ofHeads(tile, tile, 0.7, 60, 4)).isGreaterThan(0.3);
        assertThat(RandomReuse.ofHeads(tile, tile.seed(2), 0.7, 60, 4)).isCloseTo(0, within(4 / Math.sqrt(60 * 256)));
    }

    @Test
    void wrongSizesAreNamed() {
        assertThatIllegalArgumentException().isThrownBy(() -> SsaTile.of(257, 64)).withMessageContaining("1..256").withMessageContaining("257");
        SsaTile tile = SsaTile.of(4, 8);
        assertThatIllegalArgumentException().isThrownBy(() -> tile.run(spikes(tile, 3, 0.5, 1), spikes(tile, 2, 0.5, 1), spikes(tile, 3, 0.5, 1)))
                .withMessageContaining("4 tokens with 8 features");
        assertThatIllegalArgumentException().isThrownBy(() -> tile.randomness(SsaTile.Randomness.STATISTICAL).runClocked(spikes(tile, 3, 0.5, 1),
                spikes(tile, 3, 0.5, 1), spikes(tile, 3, 0.5, 1))).withMessageContaining("BIT_EXACT");
    }
}
