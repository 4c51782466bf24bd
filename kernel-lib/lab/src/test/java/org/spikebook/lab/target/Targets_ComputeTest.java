package org.spikebook.lab.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.spikebook.lab.display.Renderers;
import org.spikebook.lab.paper.Paper;
import org.spikebook.training.data.DataSets;

class Targets_ComputeTest {

    /** Targets of the bit budget that train networks on recordings. */
    private static final List<String> TRAINED = List.of("BB18", "BB19", "BB20");

    @Test
    void spikexHoldsOrExplainsItsMisses() {
        Targets targets = Targets.spikex();
        assertThat(targets.hold()).as(targets.toString()).isTrue();
        assertThat(targets.results()).filteredOn(r -> r.verdict() == Verdict.EXPLAINED).extracting(r -> r.target().instance())
                .isSubsetOf("2 %", "3 %", "4 %", "5 %", "trend").contains("2 %", "3 %");
        assertThat(targets.results()).filteredOn(r -> r.target().rule() == Target.Rule.EQUAL).extracting(TargetResult::verdict).containsOnly(Verdict.HOLDS);
        assertThat(targets.toString()).contains("A1 2 %, A1 3 %").contains("Covers 1.0 to 1.5.").contains("0 fail");
        var shown = Renderers.load().render(targets);
        assertThat(shown.data("text/html").orElseThrow().toString()).contains("speed-up over PTB at 0.01 % firing", "misses, explained", "#b26a00");
    }

    @Test
    void theBitBudgetHoldsOrExplainsItsMisses() {
        Targets targets = Targets.of(Targets.rows("bitbudget").stream().map(Target::id).distinct().filter(id -> !TRAINED.contains(id)).toArray(String[]::new));
        assertThat(targets.hold()).as(targets.toString()).isTrue();
        assertThat(targets.results()).filteredOn(r -> r.verdict() == Verdict.EXPLAINED).extracting(r -> r.target().id()).containsOnly("BB12", "BB17");
        assertThat(targets.results()).filteredOn(r -> r.verdict() == Verdict.OPEN).isEmpty();
        assertThat(targets.results()).filteredOn(r -> r.target().unit().equals("MACs")).hasSize(25).allMatch(r -> r.verdict() == Verdict.HOLDS);
    }

    @Test
    void targetsThatTrainSayWhichDataTheyNeed() {
        assumeFalse(DataSets.isHere("mnist") || DataSets.isHere("fsdd"), "the recordings are here: ./spikebook targets BB18 BB19 BB20 trains on them, which takes minutes");
        Targets targets = Targets.of(TRAINED.toArray(String[]::new));
        assertThat(targets.results()).hasSize(8).extracting(TargetResult::verdict).containsOnly(Verdict.OPEN);
        assertThat(targets.toString()).contains("needs the data of MNIST", "needs the data of Free Spoken Digits", "8 open");
    }

    @Test
    void theTargetsOfFigure10AreThePublishedPoints() {
        var points = new HashMap<Double, Double>();
        for (var row : Paper.spikeX().data("figure-10")) {
            points.put(row.getDouble("firingRate [spikes/step]"), row.getDouble("speedUp [-]"));
        }
        List<Target> rows = Targets.rows("spikex").stream().filter(r -> r.id().equals("A1")).toList();
        assertThat(rows).hasSize(15).allSatisfy(row -> {
            double rate = new java.math.BigDecimal(row.instance().replace(" %", "")).movePointLeft(2).doubleValue();
            assertThat(Double.parseDouble(row.paper())).isEqualTo(points.get(rate));
        });
    }

    @Test
    void someTargetsAreComputedAlone() {
        assertThat(Targets.of("a19").results()).extracting(r -> r.target().id()).containsOnly("A19");
        assertThatIllegalArgumentException().isThrownBy(() -> Targets.of("spikes")).withMessageContaining("no paper and no target 'spikes'. Maybe 'spikex'");
        assertThat(Targets.papers()).contains("spikex");
    }

    @Test
    void aVerdictFollowsRuleToleranceAndBand() {
        var explanation = Optional.of(new Target.Explanation("known", 1.0, 1.5));
        Target plain = target("2", Target.Rule.WITHIN, "10 %", Optional.empty());
        assertThat(plain.judge(2.2)).isEqualTo(Verdict.HOLDS);
        assertThat(plain.judge(2.21)).isEqualTo(Verdict.FAILS);
        assertThat(target("2", Target.Rule.WITHIN, "0.5", Optional.empty()).judge(1.5)).isEqualTo(Verdict.HOLDS);
        Target explained = target("2", Target.Rule.WITHIN, "10 %", explanation);
        assertThat(explained.judge(1.5)).isEqualTo(Verdict.EXPLAINED);
        assertThat(explained.judge(1.51)).isEqualTo(Verdict.FAILS);
        assertThat(explained.judge(Double.NaN)).isEqualTo(Verdict.FAILS);
        assertThat(target("2", Target.Rule.AT_MOST, "", Optional.empty()).judge(2)).isEqualTo(Verdict.HOLDS);
        assertThat(target("2", Target.Rule.AT_MOST, "", Optional.empty()).judge(2.001)).isEqualTo(Verdict.FAILS);
        assertThat(target("2", Target.Rule.AT_LEAST, "", Optional.empty()).judge(1.999)).isEqualTo(Verdict.FAILS);
        assertThat(target("01", Target.Rule.EQUAL, "", Optional.empty()).judge("1")).isEqualTo(Verdict.FAILS);
        assertThat(target("9", Target.Rule.EQUAL, "", Optional.empty()).judge(9L)).isEqualTo(Verdict.HOLDS);
        assertThatIllegalArgumentException().isThrownBy(() -> target("2", Target.Rule.WITHIN, "", Optional.empty())).withMessageContaining("needs a tolerance");
    }

    private static Target target(String paper, Target.Rule rule, String tolerance, Optional<Target.Explanation> explanation) {
        return new Target("X1", "case", "what", paper, "-", "published", rule, tolerance, "Table I", explanation);
    }
}
