package org.spikebook.lab.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.spikebook.lab.paper.Paper;

class EnergyTargets_ComputeTest {

    @Test
    void everyRowHoldsWithoutAnExplanation() {
        Targets targets = Targets.of("energy");
        assertThat(targets.results()).extracting(TargetResult::verdict).as(targets.toString()).containsOnly(Verdict.HOLDS);
        assertThat(targets.results().stream().map(r -> r.target().id()).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 19).mapToObj(i -> "EN" + i).toList());
    }

    @Test
    void theTargetsAreThePublishedTables() {
        assertThat(targets("EN6")).isSubsetOf(values("crossovers", "crossover [%]"));
        assertThat(targets("EN5")).startsWith(6.4, 5.7);
        assertThat(values("crossovers", "crossover [%]")).contains(6.4, 5.7);
        assertThat(targets("EN9")).isSubsetOf(values("sensitivity", "crossover [%]"));
        assertThat(targets("EN13")).isSubsetOf(values("vgg16", "ratio [-]"));
        assertThat(targets("EN17")).containsExactlyElementsOf(values("syops", "energy [mJ]"));
    }

    private static List<Double> targets(String... ids) {
        return Targets.rows("energy").stream().filter(r -> List.of(ids).contains(r.id())).map(r -> Double.valueOf(r.paper())).toList();
    }

    private static List<Double> values(String item, String column) {
        return Paper.named("energy").data(item).doubleColumn(column).asList();
    }
}
