package org.spikebook.accelerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikebook.accelerator.ptb.Ptb;
import org.spikebook.accelerator.spikex.SpikeX;
import org.spikebook.energy.Technology;
import org.spikebook.event.NpyArray;
import org.spikebook.network.Networks;
import org.spikebook.spike.Spikes;

class Simulation_JsonTest {

    private static final Path HERE = Path.of("");

    @Test
    void anExperimentIsTheSameAfterARoundTrip() {
        for (Spikes recipe : new Spikes[] {Spikes.gatedBernoulli(0.01, 0.25).seed(3).layer(2), Spikes.clustered(0.02).seed(9)}) {
            var simulation = Simulation.of(SpikeX.builder().array(4, 8).timeWindow(3).build())
                    .on(LayerShape.conv("C", 2, 9, 9, 5, 3, 2, 1), LayerShape.fullyConnected("F", 1, 40, 10)).steps(37).spikes(recipe)
                    .technology(Technology.named("cacti32-hp"));
            var again = Simulation.fromJson(simulation.toJson(), HERE);
            assertThat(again.toJson()).isEqualTo(simulation.toJson());
            assertThat(again.run()).isEqualTo(simulation.run());
            assertThat(again.technology().orElseThrow().prices()).isEqualTo(simulation.technology().orElseThrow().prices());
            assertThat(again.technology().orElseThrow().leakage()).isEqualTo(simulation.technology().orElseThrow().leakage());
        }
    }

    @Test
    void writtenByHandItNamesPresets() {
        var simulation = Simulation.fromJson("""
                {"accelerator": "ptb", "layers": [{"network": "n-mnist", "layer": "CONV2"}], "spikes": {"kind": "bernoulli", "rate": 0.01},
                 "steps": 30, "technology": "spikex-calibrated"}""", HERE);
        var expected = Simulation.of(Chip.named("ptb").accelerator()).on(Networks.nMnist().layer("CONV2")).spikes(Spikes.bernoulli(0.01)).steps(30);
        assertThat(simulation.run()).isEqualTo(expected.run());
        var whole = Simulation.fromJson("{\"accelerator\": \"ptb\", \"layers\": [{\"network\": \"n-mnist\"}], \"spikes\": {\"kind\": \"clustered\", \"rate\": 0.01}}", HERE);
        assertThat(whole.layers()).hasSize(4);
    }

    @Test
    void recordedActivityGoesThroughFilesBitForBit(@TempDir Path folder) throws IOException {
        var network = Networks.nMnist().withRandomWeights(5, Spikes.bernoulli(0.05).generate(Networks.nMnist().input(), 30));
        var activity = network.run(Spikes.bernoulli(0.05).generate(network.input(), 30));
        var inMemory = Simulation.of(SpikeX.builder().build()).activity(activity);
        assertThatIllegalArgumentException().isThrownBy(inMemory::toJson).withMessageContaining("Maybe activity.save(folder)");
        var files = activity.save(folder);
        assertThat(NpyArray.read(files.get(1)).spikes()).isEqualTo(activity.input("CONV2"));
        var fromFiles = Simulation.of(SpikeX.builder().build()).on(network).recording(folder);
        assertThat(fromFiles.run().layers()).isEqualTo(inMemory.run().layers());
        var again = Simulation.fromJson(fromFiles.toJson(), HERE);
        assertThat(again.run().layers()).isEqualTo(inMemory.run().layers());
        Files.copy(files.get(2), files.get(1), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThatIllegalArgumentException().isThrownBy(() -> Simulation.fromJson(fromFiles.toJson(), HERE))
                .withMessageContaining("must have digest").withMessageContaining("Maybe the file changed");
    }

    @Test
    void whatCannotBeSaysWhy() {
        assertThatIllegalArgumentException().isThrownBy(() -> Simulation.fromJson("{\"accelerator\": \"ptp\"}", HERE)).withMessageContaining("Maybe 'ptb'");
        assertThatIllegalArgumentException().isThrownBy(() -> Simulation.fromJson("{\"acelerator\": \"ptb\"}", HERE)).withMessageContaining("Maybe 'accelerator'");
        assertThatIllegalArgumentException().isThrownBy(() -> Simulation.fromJson(
                "{\"accelerator\": \"ptb\", \"layers\": [{\"network\": \"nmnist\"}]}", HERE)).withMessageContaining("Maybe 'n-mnist'");
        Accelerator own = new Accelerator() {
            @Override
            public String name() {
                return "Own";
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
            public LayerReport simulate(LayerShape layer, org.spikebook.spike.SpikeTensor input) {
                return Ptb.builder().build().simulate(layer, input);
            }
        };
        assertThatIllegalArgumentException().isThrownBy(() -> Simulation.of(own).toJson()).withMessageContaining("accelerator 'Own': has no form as a file");
    }
}
