package org.spikebook.lab.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikebook.accelerator.Accelerator;
import org.spikebook.accelerator.LayerReport;
import org.spikebook.accelerator.LayerShape;
import org.spikebook.accelerator.Simulation;
import org.spikebook.accelerator.ptb.Ptb;
import org.spikebook.accelerator.spikex.SpikeX;
import org.spikebook.energy.Technology;
import org.spikebook.spike.SpikeTensor;
import org.spikebook.spike.Spikes;
import tech.tablesaw.api.Table;

class Sweep_RunTest {

    private final LayerShape layer = LayerShape.conv("CONV", 2, 10, 10, 4, 3, 1, 1);
    private final Ptb ptb = Ptb.builder().timeWindow(4).build();
    private final SpikeX spikex = SpikeX.builder().timeWindow(4).build();
    private final Simulation base = Simulation.of(spikex).on(layer).steps(64).spikes(Spikes.bernoulli(0.01).seed(3));

    @Test
    void everyPointIsTheSimulationAtItsValues() {
        var result = Sweep.of(base).over("firingRate", 0.001, 0.01).over("accelerator", ptb, spikex).over("seed", 5, 6, 7)
                .measure("latency", "count.units").run();
        Table table = result.table();
        assertThat(table.columnNames()).containsExactly("firingRate [spikes/step]", "accelerator", "seed", "latency [cycles]", "count.units [-]");
        assertThat(table.rowCount()).isEqualTo(12);
        int row = 0;
        for (double rate : new double[] {0.001, 0.01}) {
            for (Accelerator chip : List.of(ptb, spikex)) {
                for (int seed = 5; seed < 8; seed++) {
                    var report = base.with("accelerator", chip).with("firingRate", rate).with("seed", seed).run();
                    assertThat(table.doubleColumn(0).getDouble(row)).isEqualTo(rate);
                    assertThat(table.stringColumn(1).get(row)).isEqualTo(chip.name());
                    assertThat(table.longColumn(2).getLong(row)).isEqualTo(seed);
                    assertThat(table.longColumn(3).getLong(row)).isEqualTo(report.cycles());
                    assertThat(table.longColumn(4).getLong(row)).isEqualTo(report.layers().get(0).metric("units"));
                    row++;
                }
            }
        }
        assertThat(result.errors()).isEmpty();
    }

    @Test
    void energyNeedsATechnologyAndIsPricedWithIt() {
        assertThatIllegalArgumentException().isThrownBy(() -> Sweep.of(base).measure("edp").run()).withMessageContaining("Maybe technology(");
        var technology = Technology.named("cacti32-hp");
        var result = Sweep.of(base.technology(technology)).over("timeWindow", 2, 4)
                .measure("energy", "edp", "time", "energy.LBUF", "energy.ALU", "energy.weight", "energy.spike", "energy.psum", "energy.membrane", "energy.tag")
                .run();
        var report = base.with("timeWindow", 2).run();
        var energy = technology.price(report.counts());
        assertThat(result.values("energy")[0]).isCloseTo(energy.total().picojoules() / 1000, within(1e-9));
        assertThat(result.values("time")[0]).isCloseTo(report.seconds() * 1e6, within(1e-9));
        assertThat(result.values("edp")[0]).isCloseTo(result.values("energy")[0] * result.values("time")[0], within(1e-6));
        double uses = Stream.of("ALU", "weight", "spike", "psum", "membrane", "tag").mapToDouble(use -> result.values("energy." + use)[1]).sum();
        assertThat(uses).as("operations and the data of all memories").isCloseTo(result.values("energy")[1], within(1e-9));
        assertThat(result.values("energy.weight")[1]).isPositive();
        assertThat(result.values("energy.LBUF")[1]).isPositive().isLessThan(result.values("energy")[1]);
    }

    @Test
    void speedUpIsLatencyOfTheBaseOverLatencyAllElseEqual() {
        var result = Sweep.of(base).over("accelerator", ptb, spikex).over("firingRate", 0.001, 0.02).run().speedUp("accelerator", "PTB");
        double[] latency = result.values("latency");
        assertThat(result.values("speedUp")).containsExactly(1, 1, latency[0] / latency[2], latency[1] / latency[3]);
        assertThat(result.where("accelerator", spikex).values("speedUp")).containsExactly(latency[0] / latency[2], latency[1] / latency[3]);
        assertThat(result.gain("time", "firingRate", 0.02).values("timeGain")[0]).isGreaterThan(1);
        assertThatIllegalArgumentException().isThrownBy(() -> result.speedUp("acelerator", ptb)).withMessageContaining("no axis 'acelerator'. Maybe 'accelerator'");
        assertThatIllegalArgumentException().isThrownBy(() -> result.speedUp("accelerator", "TPU")).withMessageContaining("Maybe one of [PTB, SpikeX]");
        assertThatIllegalArgumentException().isThrownBy(() -> result.values("latencie")).withMessageContaining("Maybe 'latency'");
    }

    @Test
    void averageOverAnAxisGivesMeanAndSampleDeviation() {
        var runs = Sweep.of(base).over("timeWindow", 2, 4).seeds(4).measure("latency").run();
        double[] each = runs.where("timeWindow", 2).values("latency");
        double mean = (each[0] + each[1] + each[2] + each[3]) / 4;
        double squares = 0;
        for (double value : each) {
            squares += (value - mean) * (value - mean);
        }
        var averaged = runs.averageOver("seed");
        assertThat(averaged.table().columnNames()).containsExactly("timeWindow [steps]", "latency [cycles]", "latency sd [cycles]");
        assertThat(averaged.values("latency")[0]).isCloseTo(mean, within(1e-9));
        assertThat(averaged.values("latency sd")[0]).isCloseTo(Math.sqrt(squares / 3), within(1e-9)).isPositive();
    }

    @Test
    void aPointThatCannotBeKeepsItsMessageAndTheOthersRun() {
        var result = Sweep.of(base).over("columns", 8, 65, 4).over("timeWindow", 4, 100).run();
        assertThat(result.errors()).hasSize(4).contains("accelerator: columns of the array must be in 1..64, but was 65");
        assertThat(result.errors().get(0)).contains("time window of 100 is longer than the input of 64 steps");
        assertThat(result.values("latency")[0]).isPositive();
        assertThat(result.values("latency")[1]).isNaN();
        Table table = result.table();
        assertThat(table.column("latency [cycles]").isMissing(1)).isTrue();
        assertThat(table.stringColumn("error").get(0)).isEmpty();
        assertThat(result.averageOver("timeWindow").errors()).hasSize(3);
    }

    @Test
    void badAxesFailBeforeAnythingRuns() {
        var ran = new AtomicInteger();
        Accelerator counting = new Accelerator() {
            @Override
            public String name() {
                return "counting";
            }

            @Override
            public String configuration() {
                return "";
            }

            @Override
            public double clockMegahertz() {
                return 1;
            }

            @Override
            public LayerReport simulate(LayerShape layer, SpikeTensor input) {
                ran.incrementAndGet();
                return spikex.simulate(layer, input);
            }
        };
        Sweep fine = Sweep.of(base.with("accelerator", counting));
        refused(() -> fine.over("firingRat", 0.1).run(), "has no parameter 'firingRat'. Maybe 'firingRate'.");
        refused(() -> fine.over("firingRate", 0.1, Double.NaN).run(), "must be a finite number, but was NaN");
        refused(() -> fine.over("steps", 10, "many").run(), "parameter 'steps': must be a whole number, but was many");
        refused(() -> fine.over("timeWindow", 5).run(), "simulation of counting: has no parameter 'timeWindow'");
        refused(() -> fine.over("accelerator", counting, spikex).over("tile", 4).run(), "simulation of counting: has no parameter 'tile'");
        refused(() -> fine.over("firingRate"), "axis 'firingRate': needs at least one value");
        refused(() -> fine.over("firingRate", List.of()), "axis 'firingRate': needs at least one value");
        refused(() -> fine.over("seed", 1).seeds(3), "axis 'seed' is there twice");
        refused(() -> fine.measure("latncy"), "no measure 'latncy'. Maybe 'latency'");
        assertThat(ran).hasValue(0);
        fine.over("firingRate", 0.01, 0.02).run();
        assertThat(ran).hasValue(2);
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable sweep, String message) {
        assertThatIllegalArgumentException().isThrownBy(sweep).withMessageContaining(message);
    }

    @Test
    void acceleratorsOfOneNameAreToldApart() {
        var result = Sweep.of(base).over("accelerator", spikex, spikex.toBuilder().timeWindow(8).build()).run();
        assertThat(result.table().stringColumn("accelerator").asList()).containsExactly("SpikeX, timeWindow 4", "SpikeX, timeWindow 8");
    }

    @Test
    void csvHoldsTheTable(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("out/sweep.csv");
        Sweep.of(base).over("timeWindow", 2, 4).measure("latency").run().saveCsv(file);
        assertThat(Files.readAllLines(file)).hasSize(3).first().isEqualTo("timeWindow [steps],latency [cycles]");
        assertThat(folder.resolve("out").toFile().list()).containsExactly("sweep.csv");
    }

    @Test
    void aFigureTakesColumnsByName() {
        var result = Sweep.of(base).over("firingRate", 0.001, 0.01).over("accelerator", ptb, spikex).run();
        String text = result.figure().line("firingRate", "latency").by("accelerator").logX().toString();
        assertThat(text).contains("Firing rate", "Latency", "PTB", "SpikeX");
    }
}
