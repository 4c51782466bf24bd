package org.spikebook.lab.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.spikebook.lab.paper.Paper;

class XpikeformerTargets_ComputeTest {

    @Test
    void everyRowHoldsButThoseOfTrainedModels() {
        Targets targets = Targets.of("xpikeformer");
        assertThat(targets.results()).extracting(TargetResult::verdict).as(targets.toString()).doesNotContain(Verdict.FAILS);
        assertThat(targets.results()).filteredOn(r -> r.verdict() == Verdict.EXPLAINED).extracting(r -> r.target().id()).isSubsetOf("XP15");
        assertThat(targets.results()).filteredOn(r -> r.verdict() == Verdict.OPEN).extracting(r -> r.target().id()).isSubsetOf("XP14");
        assertThat(targets.results()).hasSize(69);
    }

    @Test
    void theTargetsAreThePublishedTables() {
        assertThat(values("XP8")).containsAll(Paper.named("xpikeformer").data("figure-8").doubleColumn("gain [-]").asList());
        assertThat(values("XP9")).containsExactlyInAnyOrderElementsOf(Paper.named("xpikeformer").data("figure-9").doubleColumn("share [%]").asList());
        assertThat(Paper.named("xpikeformer").data("table-6").doubleColumn("energy [mJ]").asList()).contains(values("XP7").get(3)).contains(values("XP7").get(0));
    }

    private static List<Double> values(String id) {
        return Targets.rows("xpikeformer").stream().filter(r -> r.id().equals(id)).map(r -> Double.valueOf(r.paper())).toList();
    }
}
