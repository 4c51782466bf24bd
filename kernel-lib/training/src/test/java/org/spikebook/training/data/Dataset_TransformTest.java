package org.spikebook.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;

class Dataset_TransformTest {

    private static final Shape IMAGE = Shape.image(2, 3, 4);

    private static Dataset of(Sample... samples) {
        return Dataset.of("test", List.of(samples));
    }

    /** One spike of channel 1, y 1, x 2 at step 3. */
    private static Sample dot() {
        return Sample.of(SpikeTensor.builder(IMAGE, 5).set((3 + 1) * 4 + 2, 3).build(), 0);
    }

    private static SpikeTensor after(Sample sample, Transform transform) {
        return of(sample).map(transform).sample(0, 1).spikes().orElseThrow();
    }

    @Test
    void foldsCoverEverySampleOnceWithEveryClassInItsShare() {
        int[] labels = IntStream.range(0, 103).map(i -> i % 10).toArray();
        Dataset data = Dataset.of("numbers", IntStream.range(0, 10).mapToObj(Integer::toString).toList(), labels, i -> Sample.of(new float[][] {{i}}, labels[i]));
        var seen = new ArrayList<Float>();
        for (Split fold : data.folds(5, 3)) {
            assertThat(fold.train().size() + fold.test().size()).isEqualTo(103);
            Set<Float> learnt = new HashSet<>();
            fold.train().samples().forEach(s -> learnt.add(s.frames()[0][0]));
            fold.test().samples().forEach(s -> {
                assertThat(learnt).doesNotContain(s.frames()[0][0]);
                seen.add(s.frames()[0][0]);
            });
            assertThat(IntStream.of(fold.test().counts())).allSatisfy(c -> assertThat(c).isBetween(2, 3));
        }
        assertThat(seen).hasSize(103).doesNotHaveDuplicates();
    }

    @Test
    void countsMoveBitsFromTimeToSpikesAndLoseNoneThatFit() {
        SpikeTensor fine = org.spikebook.spike.Spikes.bernoulli(0.4).seed(3).generate(IMAGE, 16);
        for (int bits : new int[] {1, 2, 4, 8, 16}) {
            int steps = 16 / bits;
            SpikeTensor wide = after(Sample.of(fine, 0), Transform.counts(steps, bits));
            assertThat(wide.steps()).isEqualTo(steps);
            assertThat(wide.planes()).isEqualTo(bits);
            for (int n = 0; n < fine.neurons(); n++) {
                for (int t = 0; t < steps; t++) {
                    int expected = 0;
                    for (int i = 0; i < bits; i++) {
                        expected += fine.get(n, t * bits + i) ? 1 : 0;
                    }
                    assertThat(wide.value(n, t)).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void countsCutWhatAStepCannotHoldAndDivideUnevenRecordings() {
        // steps 0 to 4 go to parts 0, 0, 0, 1, 1 of two: floor(s * 2 / 5)
        var all = SpikeTensor.builder(IMAGE, 5);
        IntStream.range(0, 5).forEach(t -> all.set(0, t));
        SpikeTensor two = after(Sample.of(all.build(), 0), Transform.counts(2, 2));
        assertThat(List.of(two.value(0, 0), two.value(0, 1))).containsExactly(3, 2);
        assertThat(after(Sample.of(all.build(), 0), Transform.counts(2, 1)).value(0, 0)).isEqualTo(1);
        assertThat(after(Sample.of(two, 0), Transform.counts(1, 3)).value(0, 0)).isEqualTo(5);
        assertThatThrownBy(() -> after(Sample.of(two, 0), Transform.counts(3, 1))).hasMessageContaining("3 steps were asked for, but the sample has 2");
        assertThatThrownBy(() -> Transform.counts(1, 17)).hasMessageContaining("must be in 1..16, but was 17");
    }

    @Test
    void aSplitKeepsSharesOfClassesAndTheSeedDecides() {
        int[] labels = IntStream.range(0, 100).map(i -> i < 80 ? 0 : 1).toArray();
        Dataset data = Dataset.of("two", List.of("a", "b"), labels, i -> Sample.of(new float[][] {{i}}, labels[i]));
        Split split = data.split(0.25, 5);
        assertThat(split.test().counts()).containsExactly(20, 5);
        assertThat(data.split(0.25, 5).test().sample(3, 0).frames()).isDeepEqualTo(split.test().sample(3, 0).frames());
        assertThat(IntStream.range(0, 25).filter(i -> data.split(0.25, 6).test().sample(i, 0).frames()[0][0] != split.test().sample(i, 0).frames()[0][0]).count()).isPositive();
    }

    @Test
    void theSameDrawGivesTheSameSampleAndAnotherDrawAnother() {
        float[] half = new float[200];
        java.util.Arrays.fill(half, 0.5f);
        Dataset data = of(Sample.of(new float[][] {half}, 0)).map(Transform.bernoulli(10));
        assertThat(data.sample(0, 4).spikes()).isEqualTo(data.sample(0, 4).spikes());
        assertThat(data.sample(0, 4).spikes()).isNotEqualTo(data.sample(0, 5).spikes());
        assertThat(data.sample(0, 4).spikes().orElseThrow().rate()).isCloseTo(0.5, within(0.05));
    }

    @Test
    void encodersDoWhatTheySay() {
        Sample numbers = Sample.of(new float[][] {{0, 0.25f, 1}}, 1);
        SpikeTensor first = after(numbers, Transform.latency(5));
        assertThat(first.count()).isEqualTo(2);
        assertThat(first.get(1, 3)).isTrue();       // (1 - 0.25) * 4
        assertThat(first.get(2, 0)).isTrue();
        assertThat(of(numbers).map(Transform.repeat(3)).sample(0, 0).frames()).isDeepEqualTo(new float[][] {{0, 0.25f, 1}, {0, 0.25f, 1}, {0, 0.25f, 1}});
        assertThat(of(numbers).map(Transform.scale(1, 2)).sample(0, 0).frames()).isDeepEqualTo(new float[][] {{-2, -1.5f, 0}});
        SpikeTensor delta = after(Sample.of(new float[][] {{0}, {0.6f}, {1.2f}, {1.2f}, {0}}, 0), Transform.delta(0.5));
        assertThat(IntStream.range(0, 5).mapToObj(t -> delta.get(0, t))).containsExactly(false, true, true, false, false);
        assertThat(IntStream.range(0, 5).mapToObj(t -> delta.get(1, t))).containsExactly(false, false, false, false, true);
        assertThatThrownBy(() -> after(dot(), Transform.bernoulli(3))).hasMessageContaining("spikes already");
        assertThatThrownBy(() -> after(numbers, Transform.shift(1))).hasMessageContaining("Maybe");
    }

    @Test
    void placesMoveTogetherAndChannelsStay() {
        SpikeTensor flipped = after(dot(), Transform.flipX(1));
        assertThat(flipped.count()).isEqualTo(1);
        assertThat(flipped.get((3 + 1) * 4 + 1, 3)).isTrue();
        SpikeTensor coarse = after(dot(), Transform.downsample(2));
        assertThat(coarse.shape()).isEqualTo(Shape.image(2, 2, 2));
        assertThat(coarse.get((2 + 0) * 2 + 1, 3)).isTrue();
        Dataset shifted = of(dot()).map(Transform.shift(1));
        Set<Integer> places = new HashSet<>();
        for (int draw = 0; draw < 200; draw++) {
            SpikeTensor s = shifted.sample(0, draw).spikes().orElseThrow();
            for (int n = 0; n < s.neurons(); n++) {
                if (s.get(n, 3)) {
                    assertThat(n).isGreaterThanOrEqualTo(12);
                    places.add(n - 12);
                }
            }
        }
        assertThat(places).containsExactlyInAnyOrder(1, 2, 3, 5, 6, 7, 9, 10, 11);
        assertThat(after(dot(), Transform.rotate(0)).get((3 + 1) * 4 + 2, 3)).isTrue();
        assertThat(after(dot(), Transform.drop(1)).count()).isZero();
        assertThat(after(dot(), Transform.jitter(1)).count()).isEqualTo(1);
    }

    @Test
    void samplesAreReadOnceWhereTheyAreKept() {
        int[] reads = {0};
        Dataset data = Dataset.of("counted", List.of("a"), new int[] {0}, i -> {
            reads[0]++;
            return Sample.of(new float[][] {{0.5f}}, 0);
        }).cached().map(Transform.bernoulli(4));
        data.sample(0, 1);
        data.sample(0, 2);
        assertThat(reads[0]).isEqualTo(1);
    }

    @Test
    void anEmptySetAndALabelBeyondTheClassesAreRefused() {
        assertThatThrownBy(() -> Dataset.of("none", List.of())).hasMessageContaining("is empty");
        assertThatThrownBy(() -> Dataset.of("odd", List.of("a"), new int[] {0, 1}, i -> dot())).hasMessageContaining("sample 1 is of class 1");
    }
}
