package org.spikebook.bits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Allocation_SearchTest {

    @Test
    void aBudgetOfFourHasTheSixSplitsOfTable2() {
        assertThat(Allocation.search(4).splits()).extracting(BitBudget::toString).containsExactly("4/1/1", "2/2/1", "2/1/2", "1/4/1", "1/2/2", "1/1/4");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 12, 16, 36, 64, 97, 240})
    void everySplitIsFoundOnceAndKeepsTheRules(int budget) {
        List<BitBudget> splits = Allocation.search(budget).weightBits(1, 8).spikeBits(1, 4).steps(1, 32).splits();
        int expected = 0;
        for (int w = 1; w <= 8; w++) {
            for (int s = 1; s <= 4; s++) {
                for (int t = 1; t <= 32; t++) {
                    expected += w * s * t == budget ? 1 : 0;
                }
            }
        }
        assertThat(splits).hasSize(expected).allMatch(b -> b.budget() == budget);
        assertThat(new HashSet<>(splits)).hasSize(expected);
    }

    @Test
    void constraintsNarrowTheSearch() {
        assertThat(Allocation.search(16).weightBits(1, 1).steps(2, 8).splits()).extracting(BitBudget::toString).containsExactly("1/8/2", "1/4/4", "1/2/8");
        assertThat(Allocation.search(16).where(b -> b.weightBits() == b.spikeBits()).splits()).extracting(BitBudget::toString)
                .containsExactly("4/4/1", "2/2/4", "1/1/16");
        assertThat(Allocation.search(2).upTo().splits()).extracting(BitBudget::toString).containsExactly("2/1/1", "1/2/1", "1/1/2", "1/1/1");
        assertThat(Allocation.search(17).weightBits(2, 16).spikeBits(2, 16).splits()).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> Allocation.search(0)).withMessageContaining("at least 1, but was 0");
        assertThatIllegalArgumentException().isThrownBy(() -> Allocation.search(4).weightBits(3, 2)).withMessageContaining("3..2");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theFrontHoldsExactlyWhatNothingBeats(long seed) {
        var random = new SplittableRandom(seed);
        List<int[]> points = random.ints(60, 0, 1000).mapToObj(i -> new int[] {i / 100, i / 10 % 10, i % 10}).toList();
        List<int[]> front = Allocation.front(points, List.of(p -> p[0], p -> p[1], p -> p[2]));
        for (int[] p : points) {
            boolean beaten = points.stream().anyMatch(q -> q[0] <= p[0] && q[1] <= p[1] && q[2] <= p[2] && (q[0] < p[0] || q[1] < p[1] || q[2] < p[2]));
            assertThat(front.contains(p)).as("seed %d", seed).isEqualTo(!beaten);
        }
        assertThat(front).isSortedAccordingTo((a, b) -> Integer.compare(a[0], b[0]));
    }
}
