package org.spikebook.lab.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** On made-up points whose answers are known in closed form. */
class SweepResult_AnalysisTest {

    /** y = 3 a + b over a grid of 5 x 5 values 0..4, z = 10 - y. */
    private static SweepResult grid() {
        var a = SweepAxis.of("a", 0, 1, 2, 3, 4);
        var b = SweepAxis.of("b", 0, 1, 2, 3, 4);
        var rows = new ArrayList<SweepResult.Row>();
        for (int i = 0; i < 5; i++) {
            for (int j = 0; j < 5; j++) {
                rows.add(SweepResult.Row.of(new int[] {i, j}, new double[] {3 * i + j, 10 - 3 * i - j}));
            }
        }
        return new SweepResult("made up", List.of(a, b), List.of(new SweepResult.Col("y", "nJ", false), new SweepResult.Col("z", "µs", false)), rows);
    }

    @Test
    void anAdditiveModelsSharesAreThoseOfItsTerms() {
        var table = grid().sensitivity("y");
        // Var(3a) = 9 * 2, Var(b) = 2
        assertThat(table.stringColumn("axis").asList()).containsExactly("a", "b");
        assertThat(table.doubleColumn("first [-]").asDoubleArray()).containsExactly(new double[] {0.9, 0.1}, within(1e-12));
        assertThat(table.doubleColumn("total [-]").asDoubleArray()).containsExactly(new double[] {0.9, 0.1}, within(1e-12));
        assertThat(table.doubleColumn("low [nJ]").asDoubleArray()).containsExactly(2, 6);
        assertThat(table.doubleColumn("high [nJ]").asDoubleArray()).containsExactly(14, 10);
    }

    @Test
    void aPureInteractionHasNoFirstOrderShareButAllOfTheTotal() {
        var rows = new ArrayList<SweepResult.Row>();
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 2; j++) {
                rows.add(SweepResult.Row.of(new int[] {i, j}, new double[] {i == j ? 1 : -1}));
            }
        }
        var result = new SweepResult("made up", List.of(SweepAxis.of("a", -1, 1), SweepAxis.of("b", -1, 1)), List.of(new SweepResult.Col("y", "-", false)), rows);
        assertThat(result.sensitivity("y").doubleColumn("first [-]").asDoubleArray()).containsExactly(0, 0);
        assertThat(result.sensitivity("y").doubleColumn("total [-]").asDoubleArray()).containsExactly(1, 1);
    }

    @Test
    void onSamplesTheSharesAreEstimated() {
        // y = 2 u + v with u, v uniform: shares 0.8 and 0.2
        var random = new SplittableRandom(5);
        var u = new ArrayList<Double>();
        var v = new ArrayList<Double>();
        var rows = new ArrayList<SweepResult.Row>();
        for (int i = 0; i < 4000; i++) {
            u.add(random.nextDouble());
            v.add(random.nextDouble());
            rows.add(SweepResult.Row.of(new int[] {i, i}, new double[] {2 * u.get(i) + v.get(i)}));
        }
        var result = new SweepResult("made up", List.of(SweepAxis.of("u", u), SweepAxis.of("v", v)), List.of(new SweepResult.Col("y", "-", false)), rows);
        var table = result.sensitivity("y");
        assertThat(table.doubleColumn("first [-]").getDouble(0)).isCloseTo(0.8, within(0.03));
        assertThat(table.doubleColumn("first [-]").getDouble(1)).isCloseTo(0.2, within(0.04));
        assertThat(table.doubleColumn("total [-]").isMissing(0)).isTrue();
    }

    @Test
    void theParetoFrontIsWhatNothingBeats() {
        assertThat(grid().pareto("y", "z").size()).as("y + z is constant: nothing beats anything").isEqualTo(25);
        assertThat(grid().pareto("y", "y").values("y")).containsExactly(0);
        var few = grid().where("a", 0, 1).where("b", 0, 4);       // y 0 4 3 7, z 10 6 7 3
        assertThat(few.pareto("y", "z").size()).isEqualTo(4);
        assertThatIllegalArgumentException().isThrownBy(() -> grid().pareto("y")).withMessageContaining("Maybe best(");
    }

    @Test
    void bestIsTheLeastAndByAnAxisTheLeastAtEachValue() {
        assertThat(grid().best("z").values("z")).containsExactly(-6);
        var by = grid().best("z", "b");
        assertThat(by.values("b")).containsExactly(0, 1, 2, 3, 4);
        assertThat(by.values("a")).containsOnly(4);
    }

    @Test
    void overLeastIsOneAtTheBestPoint() {
        var relative = grid().where("a", 1, 2).overLeast("y");
        assertThat(relative.values("yOverLeast")[0]).isEqualTo(1);
        assertThat(relative.values("yOverLeast")[9]).isEqualTo(10 / 3.0);
    }

    @Test
    void aPivotHasOneCellForEachPairOfValues() {
        var table = grid().pivot("a", "b", "y");
        assertThat(table.columnNames()).containsExactly("a", "b 0", "b 1", "b 2", "b 3", "b 4");
        assertThat(table.doubleColumn("b 2").getDouble(3)).isEqualTo(11);
    }

    @Test
    void oneAtATimeMovesOneAxisAroundAPoint() {
        var table = grid().oneAtATime("y", grid().where("a", 2).where("b", 1));
        assertThat(table.stringColumn("axis").asList()).containsExactly("a", "b");
        assertThat(table.doubleColumn("low [nJ]").asDoubleArray()).containsExactly(1, 6);
        assertThat(table.doubleColumn("high [nJ]").asDoubleArray()).containsExactly(13, 10);
        assertThat(table.doubleColumn("swing [%]").getDouble(0)).isCloseTo(100 * 12 / 7.0, within(1e-9));
        assertThatIllegalArgumentException().isThrownBy(() -> grid().oneAtATime("y", grid())).withMessageContaining("Maybe best(\"y\")");
    }

    @Test
    void everyPictureCanBeDrawn() {
        var grid = grid();
        for (var figure : List.of(grid.lines("a", "y"), grid.lines("a", "y", "b"), grid.heatmap("a", "b", "y"), grid.paretoFigure("y", "z"),
                grid.sensitivityFigure("y"), grid.parallel("y", 6))) {
            assertThat(figure.png().length).isGreaterThan(4000);
        }
        assertThat(grid.lines("a", "y").svg()).contains("y, mean").contains("least to largest");
    }
}
