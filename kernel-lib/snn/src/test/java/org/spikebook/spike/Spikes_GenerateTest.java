package org.spikebook.spike;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikebook.testing.TestData;

class Spikes_GenerateTest {

    @Test
    void everyReferenceWorkloadHasTheSpikesAndTheDigestOfItsRow() throws Exception {
        List<String> lines = Files.readAllLines(TestData.require("ptb-workloads/workloads.csv"));
        String[] header = lines.get(0).split(",");
        int checked = 0;
        for (String line : lines.subList(1, lines.size())) {
            Map<String, String> row = new HashMap<>();
            String[] cells = line.split(",");
            for (int i = 0; i < header.length; i++) {
                row.put(header[i], cells[i]);
            }
            Shape shape = row.get("kind").equals("conv")
                    ? Shape.image(number(row, "C"), number(row, "H"), number(row, "H"))
                    : Shape.sequence(number(row, "seq"), number(row, "in_dim"));
            SpikeTensor spikes = Spikes.bernoulli(Double.parseDouble(row.get("rate"))).seed(number(row, "seed"))
                    .layer(number(row, "layer")).generate(shape, number(row, "T"));
            assertThat(spikes.count()).as(line).isEqualTo(Long.parseLong(row.get("spikes")));
            assertThat(Long.toHexString(spikes.fnv1a64())).as(line)
                    .isEqualTo(Long.toHexString(Long.parseUnsignedLong(row.get("fnv1a64"), 16)));
            checked++;
        }
        assertThat(checked).isEqualTo(29);
    }

    @Test
    void aGateThatIsAlwaysOpenChangesNothing() {
        var shape = Shape.image(2, 9, 7);
        assertThat(Spikes.gatedBernoulli(0.1, 1).seed(3).generate(shape, 65))
                .isEqualTo(Spikes.bernoulli(0.1).seed(3).generate(shape, 65));
    }

    @Test
    void closedNeuronsStaySilentAndTheMeanRateHolds() {
        var spikes = Spikes.gatedBernoulli(0.05, 0.25).seed(1).generate(Shape.features(4000), 200);
        long open = java.util.Arrays.stream(spikes.counts()).filter(c -> c > 0).count();
        assertThat(open / 4000.0).isCloseTo(0.25, within(0.03));      // four standard deviations of a proportion of 4000
        assertThat(spikes.rate()).isCloseTo(0.05, within(0.006));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.01, 0.1})
    void clusteredSpikesKeepTheMeanRateAndFillFewerWindowsThanIndependentOnes(double rate) {
        var shape = Shape.features(20_000);
        var clustered = Spikes.clustered(rate).spread(0.5).seed(5).generate(shape, 300);
        var independent = Spikes.bernoulli(rate).seed(5).generate(shape, 300);
        assertThat(clustered.rate()).isCloseTo(rate, within(0.1 * rate));
        assertThat(clustered.windowOr(5).count()).isLessThan((long) (0.8 * independent.windowOr(5).count()));
    }

    @Test
    void equalRecipesGiveEqualBitsAndOtherSeedsOrLayersDoNot() {
        var shape = Shape.features(100);
        for (Spikes recipe : List.of(Spikes.bernoulli(0.2), Spikes.gatedBernoulli(0.2, 0.5), Spikes.clustered(0.2))) {
            var first = recipe.seed(1).generate(shape, 100);
            assertThat(recipe.seed(1).generate(shape, 100)).isEqualTo(first);
            assertThat(recipe.seed(2).generate(shape, 100)).isNotEqualTo(first);
            assertThat(recipe.seed(1).layer(1).generate(shape, 100)).isNotEqualTo(first);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void aRateOutsideZeroToOneIsRefusedWithAHint(double rate) {
        assertThatIllegalArgumentException().isThrownBy(() -> Spikes.bernoulli(rate)).withMessageContaining("rate must be in 0..1.0")
                .withMessageContaining("percentage");
        assertThatIllegalArgumentException().isThrownBy(() -> Spikes.clustered(rate)).withMessageContaining("rate must be in 0..0.45");
    }

    private static int number(Map<String, String> row, String column) {
        return Integer.parseInt(row.get(column));
    }
}
