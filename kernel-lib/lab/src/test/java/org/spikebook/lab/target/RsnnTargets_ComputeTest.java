package org.spikebook.lab.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.spikebook.lab.paper.Paper;

class RsnnTargets_ComputeTest {

    @Test
    void everyRowHoldsButThatOfTimit() {
        Targets targets = Targets.of("rsnn");
        assertThat(targets.results()).filteredOn(r -> !r.target().id().equals("RS15")).extracting(TargetResult::verdict).as(targets.toString()).containsOnly(Verdict.HOLDS);
        assertThat(targets.results()).filteredOn(r -> r.target().id().equals("RS15")).extracting(TargetResult::verdict).containsOnly(Verdict.OPEN);
        assertThat(targets.results().stream().map(r -> r.target().id()).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 15).mapToObj(i -> "RS" + i).toList());
    }

    @Test
    void theCyclesAreThePublishedOnes() {
        assertThat(Targets.rows("rsnn").stream().filter(r -> r.id().equals("RS6")).map(r -> Double.valueOf(r.paper())))
                .containsExactlyElementsOf(Paper.named("rsnn").data("figure-17").doubleColumn("cycles [cycles]").asList());
        assertThat(List.of(Paper.named("rsnn").data("figure-18").doubleColumn("least [%]").get(0))).containsExactly(57.0);
    }
}
