package org.spikebook.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class Confusion_OfTest {

    @Test
    void rowsAreTrueClassesAndColumnsPredictedOnes() {
        Confusion confusion = Confusion.of(List.of("a", "b"), new int[] {0, 0, 1, 1, 1}, new int[] {0, 1, 1, 1, 0});
        assertThat(confusion.counts()).isDeepEqualTo(new int[][] {{1, 1}, {1, 2}});
        assertThat(confusion.accuracy()).isEqualTo(0.6);
        assertThat(confusion.recall(1)).isCloseTo(2 / 3.0, within(1e-15));
    }

    @Test
    void anOutputBeyondTheClassesIsWrongAndNotTheLastClass() {
        Confusion confusion = Confusion.of(List.of("a", "b"), new int[] {0, 1, 1}, new int[] {0, 3, 1});
        assertThat(confusion.classes()).containsExactly("a", "b", "output 2", "output 3");
        assertThat(confusion.accuracy()).isCloseTo(2 / 3.0, within(1e-15));
        assertThat(confusion.counts()[1]).containsExactly(0, 1, 0, 1);
    }

    @Test
    void labelsAndPredictionsAreEquallyMany() {
        assertThatIllegalArgumentException().isThrownBy(() -> Confusion.of(List.of("a"), new int[2], new int[1])).withMessageContaining("2 labels, but 1 predictions");
    }
}
