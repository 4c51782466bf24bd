package org.spikebook.spike;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every bit-parallel operation against a plain loop over single spikes. */
class SpikeTensor_SliceTest {

    private static final int[] STEPS = {1, 2, 30, 63, 64, 65, 127, 128, 300};

    private static SpikeTensor random(SplittableRandom random, Shape shape, int steps, int planes) {
        var builder = SpikeTensor.builder(shape, steps).planes(planes);
        for (int n = 0; n < shape.size(); n++) {
            for (int t = 0; t < steps; t++) {
                if (random.nextInt(5) == 0) {
                    builder.set(n, t, random.nextInt(1 << planes));
                }
            }
        }
        return builder.build();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void windowOrIsTheOrOfEachWindowsSteps(long seed) {
        var random = new SplittableRandom(seed);
        for (int steps : STEPS) {
            var spikes = random(random, Shape.image(1, 3, 5), steps, 1 + random.nextInt(3));
            for (int window = 1; window <= steps; window += 1 + random.nextInt(7)) {
                var tags = spikes.windowOr(window);
                assertThat(tags.steps()).isEqualTo((steps + window - 1) / window);
                for (int n = 0; n < spikes.neurons(); n++) {
                    for (int w = 0; w < tags.steps(); w++) {
                        boolean any = false;
                        for (int t = w * window; t < Math.min(steps, (w + 1) * window); t++) {
                            any |= spikes.get(n, t);
                        }
                        assertThat(tags.get(n, w)).as("seed %d T %d window %d", seed, steps, window).isEqualTo(any);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void cutsAlongTimeAndAxesKeepEachSpike(long seed) {
        var random = new SplittableRandom(seed);
        for (int steps : STEPS) {
            var spikes = random(random, Shape.image(3, 4, 5), steps, 2);
            int from = random.nextInt(steps);
            int to = from + 1 + random.nextInt(steps - from);
            var cut = spikes.steps(from, to);
            var rows = spikes.slice("y", 1, 3);
            assertThat(rows.shape()).isEqualTo(Shape.image(3, 2, 5));
            for (int n = 0; n < spikes.neurons(); n++) {
                for (int t = from; t < to; t++) {
                    assertThat(cut.value(n, t - from)).isEqualTo(spikes.value(n, t));
                }
            }
            for (int c = 0; c < 3; c++) {
                for (int y = 1; y < 3; y++) {
                    for (int x = 0; x < 5; x++) {
                        for (int t = 0; t < steps; t++) {
                            assertThat(rows.value((c * 2 + y - 1) * 5 + x, t)).isEqualTo(spikes.value((c * 4 + y) * 5 + x, t));
                        }
                    }
                }
            }
            assertThat(SpikeTensor.ofWords(cut.shape(), cut.steps(), cut.any().toWords())).isEqualTo(cut.any());
        }
    }

    @Test
    void countsSumsAndPlanesOfAFewKnownSpikes() {
        var spikes = SpikeTensor.builder(Shape.features(3), 70).planes(2).set(0, 0, 3).set(0, 69, 1).set(2, 64, 2).build();
        assertThat(spikes.count()).isEqualTo(3);
        assertThat(spikes.counts()).containsExactly(2, 0, 1);
        assertThat(spikes.sum()).isEqualTo(6);
        assertThat(spikes.rate()).isEqualTo(3.0 / 210);
        assertThat(spikes.plane(0).count()).isEqualTo(2);
        assertThat(spikes.plane(1).get(2, 64)).isTrue();
        assertThat(spikes.toString()).isEqualTo("SpikeTensor[feature=3], 70 steps, 2 bits, 3 spikes (rate 0.0143)");
    }

    @Test
    void aBuilderThatGoesOnLeavesWhatItBuiltAlone() {
        var builder = SpikeTensor.builder(Shape.features(1), 2).set(0, 0);
        var first = builder.build();
        builder.set(0, 1);
        assertThat(first.count()).isEqualTo(1);
    }

    @Test
    void badSizesNameTheRuleAndAWayOut() {
        var spikes = SpikeTensor.builder(Shape.features(2), 30).build();
        assertThatIllegalArgumentException().isThrownBy(() -> spikes.windowOr(31))
                .withMessageContaining("time window must be in 1..30").withMessageContaining("was 31");
        assertThatIllegalArgumentException().isThrownBy(() -> spikes.windowOr(0)).withMessageContaining("was 0");
        assertThatIllegalArgumentException().isThrownBy(() -> SpikeTensor.builder(Shape.features(2), 0))
                .withMessageContaining("steps must be at least 1");
        assertThatIllegalArgumentException().isThrownBy(() -> Shape.image(0, 3, 3)).withMessageContaining("'channel'");
        assertThatIllegalArgumentException().isThrownBy(() -> spikes.slice("channel", 0, 1)).withMessageContaining("feature");
        assertThatIllegalArgumentException().isThrownBy(() -> spikes.reshape(Shape.features(3))).withMessageContaining("2 neurons");
        assertThatIllegalArgumentException().isThrownBy(() -> SpikeTensor.ofWords(Shape.features(1), 3, new long[] {8}))
                .withMessageContaining("behind the last of 3 steps");
        assertThatIllegalArgumentException().isThrownBy(() -> SpikeTensor.builder(Shape.features(1), 1).set(0, 0, 2))
                .withMessageContaining("planes");
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> spikes.get(2, 0));
    }

    @Test
    void theDigestIsFnv1aOfTheBitsInTheOrderStepNeuron() {
        for (int[] size : new int[][] {{1, 1}, {7, 9}, {64, 64}, {65, 63}, {13, 200}, {130, 128}}) {
            var spikes = Spikes.bernoulli(0.1).seed(size[0]).generate(Shape.features(size[0]), size[1]);
            var bits = new java.util.BitSet();
            for (int t = 0; t < size[1]; t++) {
                for (int n = 0; n < size[0]; n++) {
                    bits.set(t * size[0] + n, spikes.get(n, t));
                }
            }
            byte[] bytes = java.util.Arrays.copyOf(bits.toByteArray(), (size[0] * size[1] + 7) / 8);
            long hash = 0xcbf29ce484222325L;
            for (byte b : bytes) {
                hash = (hash ^ b & 0xff) * 0x100000001b3L;
            }
            assertThat(spikes.fnv1a64()).as("%d neurons, %d steps", size[0], size[1]).isEqualTo(hash);
        }
    }
}
