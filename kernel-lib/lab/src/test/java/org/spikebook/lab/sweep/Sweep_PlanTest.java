package org.spikebook.lab.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikebook.accelerator.LayerShape;
import org.spikebook.accelerator.Simulation;
import org.spikebook.accelerator.ptb.Ptb;
import org.spikebook.accelerator.spikex.SpikeX;
import org.spikebook.energy.Technology;
import org.spikebook.spike.Spikes;

class Sweep_PlanTest {

    private final LayerShape layer = LayerShape.conv("CONV", 2, 10, 10, 4, 3, 1, 1);
    private final Simulation base = Simulation.of(SpikeX.builder().timeWindow(4).build()).on(layer).steps(64)
            .spikes(Spikes.bernoulli(0.01).seed(3)).technology(Technology.named("cacti32-hp"));

    @Test
    void axesThatAreZippedMoveTogetherAndAreCrossedWithTheOthers() {
        var result = Sweep.of(base).over("timeWindow", 2, 4).zip(SweepAxis.of("rows", 4, 8, 16), SweepAxis.of("columns", 16, 8, 4)).measure("latency").run();
        assertThat(result.values("rows")).containsExactly(4, 8, 16, 4, 8, 16);
        assertThat(result.values("columns")).containsExactly(16, 8, 4, 16, 8, 4);
        assertThat(result.values("timeWindow")).containsExactly(2, 2, 2, 4, 4, 4);
        assertThat(result.values("latency")[4]).isEqualTo(base.with("rows", 8).with("columns", 8).with("timeWindow", 4).run().cycles());
        assertThatIllegalArgumentException().isThrownBy(() -> Sweep.of(base).zip(SweepAxis.of("rows", 4), SweepAxis.of("columns", 4, 8)))
                .withMessageContaining("'rows' has 1 values and 'columns' 2. Maybe over(...)");
    }

    @Test
    void conditionsLeavePointsOutAndMaySpeakOfWhatIsNoAxis() {
        var sweep = Sweep.of(base).over("rows", 4, 8, 16).over("columns", 4, 8, 16).where("rows * columns <= 64").where("timeWindow < 5");
        assertThat(sweep.points()).isEqualTo(6);
        var result = sweep.measure("latency").run();
        for (int i = 0; i < 6; i++) {
            assertThat(result.values("rows")[i] * result.values("columns")[i]).isLessThanOrEqualTo(64);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Sweep.of(base).over("rows", 4).where("row * 2 > 1").run()).withMessageContaining("Maybe 'rows'");
        assertThatIllegalArgumentException().isThrownBy(() -> Sweep.of(base).over("rows", 4).where("rows *")).withMessageContaining("Maybe like");
        assertThatIllegalArgumentException().isThrownBy(() -> Sweep.of(base).over("rows", 4).where("rows + 1").run()).withMessageContaining("must be true or false");
        assertThatIllegalArgumentException().isThrownBy(() -> Sweep.of(base).over("rows", 4).where("rows > 8").run()).withMessageContaining("no point fulfils");
    }

    @Test
    void aLatinHypercubeMeetsEachPartOfEachRangeOnce() {
        var sweep = Sweep.of(base).latinHypercube(20, 7, SweepRange.of("firingRate", 1e-3, 1e-1).log(), SweepRange.of("globalBuffer", 16, 96));
        double[] rates = sweep.run().values("firingRate");
        int[] parts = Arrays.stream(rates).mapToInt(r -> (int) Math.floor(20 * Math.log(r / 1e-3) / Math.log(100))).sorted().toArray();
        assertThat(parts).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19);
        double[] buffers = sweep.run().values("globalBuffer");
        assertThat(Arrays.stream(buffers).mapToInt(b -> (int) Math.floor((b - 16) / 4)).sorted().distinct().count()).isEqualTo(20);
        assertThat(rates).as("not sorted").isNotEqualTo(Arrays.stream(rates).sorted().toArray());
        assertThat(Sweep.of(base).random(500, 7, SweepRange.of("globalBuffer", 16, 96).whole()).groups().get(0).get(0).values())
                .allSatisfy(v -> assertThat((Long) v).isBetween(16L, 96L)).hasSize(500);
    }

    @Test
    void anEvenRangeHasBothEnds() {
        assertThat(Sweep.of(base).over(SweepRange.of("firingRate", 1e-3, 1e-1).log(), 3).run().values("firingRate")).containsExactly(1e-3, 1e-2, 1e-1);
        assertThat(Sweep.of(base).over(SweepRange.of("rows", 1, 4).whole(), 10).points()).isEqualTo(4);
        assertThatIllegalArgumentException().isThrownBy(() -> SweepRange.of("rows", 4, 1)).withMessageContaining("Maybe the two were swapped");
        assertThatIllegalArgumentException().isThrownBy(() -> SweepRange.of("rows", 0, 1).log()).withMessageContaining("must start above 0");
    }

    @Test
    void equalPointsAreComputedOnce() {
        var computed = new AtomicInteger();
        var result = Sweep.of(base).over("rows", 4, 8, 4).over("seed", 1, 1).measure("latency").on((points, outcomes) -> {
            computed.addAndGet(points.size());
            SweepEngine.local().compute(points, outcomes);
        }).run();
        assertThat(computed).hasValue(2);
        double[] latency = result.values("latency");
        assertThat(latency).containsExactly(latency[0], latency[0], latency[2], latency[2], latency[0], latency[0]);
    }

    @Test
    void asJsonItIsTheSameSweep(@TempDir Path folder) throws java.io.IOException {
        var sweep = Sweep.of(base).over("accelerator", Ptb.builder().timeWindow(4).build(), SpikeX.builder().timeWindow(4).build())
                .over("technology", Technology.named("cacti32-hp"), Technology.named("spikex-calibrated"))
                .zip(SweepAxis.of("rows", 4, 8), SweepAxis.of("columns", 8, 4)).over("firingRate", 0.001, 0.02).where("rows * columns < 100")
                .measure("latency", "edp");
        sweep.save(folder.resolve("study.json"));
        var again = Sweep.load(folder.resolve("study.json"));
        assertThat(again.toJson()).isEqualTo(sweep.toJson());
        assertThat(again.run().toString()).isEqualTo(sweep.run().toString());
        Files.writeString(folder.resolve("broken.json"), sweep.toJson().replace("\"edp\"", "\"edb\""));
        assertThatIllegalArgumentException().isThrownBy(() -> Sweep.load(folder.resolve("broken.json"))).withMessageContaining("broken.json").withMessageContaining("Maybe 'edp'");
    }

    @Test
    void writtenByHandItHasRangesSamplesAndPresets() {
        var sweep = Sweep.fromJson("""
                {"base": {"accelerator": "spikex", "layers": {"network": "n-mnist", "layer": "CONV2"}, "spikes": {"kind": "bernoulli", "rate": 0.01},
                          "steps": 30, "technology": "cacti32-hp"},
                 "axes": [{"name": "accelerator", "values": ["ptb", "spikex"]},
                          {"name": "firingRate", "from": 0.001, "to": 0.1, "count": 3, "log": true},
                          {"latinHypercube": 4, "seed": 7, "ranges": [{"name": "globalBuffer", "from": 32, "to": 96, "whole": true}]},
                          {"zip": [{"name": "rows", "values": [4, 8]}, {"name": "columns", "values": [8, 4]}]}],
                 "where": ["rows * columns <= 64"], "measures": ["latency", "energy"]}""", Path.of(""));
        assertThat(sweep.points()).isEqualTo(2 * 3 * 4 * 2);
        assertThat(sweep.run().errors()).isEmpty();
        assertThat(sweep.toString()).startsWith("Sweep of 48 points over [accelerator [PTB, SpikeX], firingRate [0.001, 0.01, 0.1]");
        for (String wrong : List.of("{\"axis\": []}", "{\"base\": {\"accelerator\": \"ptb\"}, \"axes\": [{\"nam\": \"rows\", \"values\": [1]}]}",
                "{\"base\": {\"accelerator\": \"ptb\"}, \"axes\": [{\"name\": \"rows\", \"values\": []}]}", "{\"base\"")) {
            assertThatIllegalArgumentException().isThrownBy(() -> Sweep.fromJson(wrong, Path.of(""))).withMessageStartingWith("sweep");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Sweep.of(base).over("globalBufer", 1, 2).run()).withMessageContaining("Maybe 'globalBuffer'");
        assertThatIllegalArgumentException().isThrownBy(() -> Sweep.of(base).over("rows", "many").run()).withMessageContaining("must be a whole number");
        assertThatIllegalArgumentException().isThrownBy(() -> Sweep.of(base).over("firingRate", Double.NaN).run()).withMessageContaining("must be a finite number");
    }

    @Test
    void aPointAsJsonGivesTheSameNumbersAndItsKeyNamesItsContent() {
        var points = new java.util.ArrayList<SweepPoint>();
        Sweep.of(base).over("firingRate", 0.001, 0.02).over("rows", 4, 8).measure("latency", "edp").on((all, outcomes) -> {
            points.addAll(all);
            SweepEngine.local().compute(all, outcomes);
        }).run();
        assertThat(points.stream().map(SweepPoint::key)).doesNotHaveDuplicates().allMatch(k -> k.matches("[0-9a-f]{64}"));
        for (SweepPoint point : points) {
            var again = SweepPoint.fromJson(point.toJson());
            assertThat(again.compute()).isEqualTo(point.compute());
            assertThat(again.key()).isEqualTo(point.key());
            assertThat(again.toJson()).isEqualTo(point.toJson()).doesNotContain("\n");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> SweepPoint.fromJson(points.get(0).toJson().replace("\"version\":\"", "\"version\":\"9")))
                .withMessageContaining("Maybe the jars of driver and workers differ");
    }
}
