package org.spikebook.nir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.jhdf.HdfFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikebook.network.Layer;
import org.spikebook.network.Network;
import org.spikebook.network.Networks;
import org.spikebook.neuron.IntegrateAndFire;
import org.spikebook.neuron.LeakyIntegrateAndFire;
import org.spikebook.neuron.Neuron;
import org.spikebook.neuron.Parameter;
import org.spikebook.neuron.Reset;
import org.spikebook.neuron.Tie;
import org.spikebook.spike.Shape;
import org.spikebook.spike.Spikes;
import org.spikebook.testing.TestData;

class NirExport_WriteTest {

    /** Every kind of layer and neuron that NIR knows. */
    private static Network every() {
        return Network.builder("every", Shape.image(2, 10, 9)).steps(20)
                .conv2d("C1", c -> c.filters(5).kernel(3, 2).padding(1)).neuron(Neuron.lif(0.8).reset(Reset.SUBTRACT))
                .sumPool("S", 2)
                .conv2d("C2", c -> c.filters(4).kernel(2)).neuron(new LeakyIntegrateAndFire(Parameter.of(0.9), Parameter.of(1), Parameter.of(0.7), Parameter.of(0.1), Reset.HARD,
                        Parameter.of(-0.25), Tie.SILENT))
                .averagePool("P", p -> p.window(2).stride(1))
                .recurrent("R", r -> r.units(12)).neuron(Neuron.cubaLif(0.5, 0.7))
                .dense("D", 9).neuron(Neuron.lif(0).threshold(Parameter.each(IntStream.range(0, 9).mapToDouble(i -> 0.5 + 0.1 * i).toArray())))
                .dense("FC", 3).neuron(Neuron.integrateAndFire()).build().withRandomWeights(5);
    }

    @ParameterizedTest
    @EnumSource(Discretization.class)
    void whatWasWrittenSpikesAlikeWhenRead(Discretization how, @TempDir Path folder) {
        Network network = how == Discretization.EULER ? every()
                : every().withNeurons(n -> n instanceof LeakyIntegrateAndFire l && l.beta().equals(Parameter.of(0)) ? l.beta(Parameter.of(0.3)) : n);
        Path file = folder.resolve("every.nir");
        List<String> lost = NirExport.of(network).dt(1e-3).discretization(how).write(file);
        assertThat(lost).hasSize(2);
        assertThat(lost.get(0)).startsWith("layer 'C1': NIR has no subtractive reset");
        assertThat(lost.get(1)).startsWith("layer 'FC': NIR has no subtractive reset");
        Network again = Network.fromNir(file);
        assertThat(Networks.load(file)).isEqualTo(again);
        assertThat(again.name()).isEqualTo("every");
        for (int seed = 0; seed < 6; seed++) {
            var input = Spikes.bernoulli(0.25).seed(seed).generate(network.input(), 40);
            var before = network.run(input);
            var after = again.run(input);
            for (String layer : List.of("C1", "C2", "R", "D", "FC")) {
                assertThat(after.output(layer)).as("%s, seed %d", layer, seed).isEqualTo(before.output(layer));
            }
            assertThat(before.output("R").count()).isPositive();
        }
    }

    /** The graphs of the NIR paper, written by Sinabs, snnTorch, Norse and Rockpool. */
    @ParameterizedTest
    @ValueSource(strings = {"cnn_sinabs", "braille_noDelay_bias_zero", "braille_noDelay_noBias_subtract", "two_lif_neurons", "lif_norse", "lif_rockpool"})
    void aReferenceGraphThatWasWrittenAgainSpikesAlike(String name, @TempDir Path folder) {
        Network network = Network.fromNir(TestData.require("nir/graphs/" + name + ".nir"), 1e-4);
        Path file = folder.resolve("again.nir");
        NirExport.of(network).dt(1e-4).write(file);
        Network again = Network.fromNir(file);
        var input = Spikes.bernoulli(0.2).seed(3).generate(network.input(), 30);
        var before = network.run(input);
        var after = again.run(input);
        assertThat(again.parameters()).isEqualTo(network.parameters());
        network.layers().stream().filter(layer -> layer.neuron().isPresent()).map(Layer::name)
                .forEach(layer -> assertThat(after.output(layer)).as(layer).isEqualTo(before.output(layer)));
    }

    /** Whole-number weights meet their thresholds often: spikes on the threshold stay spikes. */
    @Test
    void aTieThatFiresFiresWhenRead(@TempDir Path folder) {
        Network network = Network.builder("ties", Shape.features(12)).dense("A", 10).neuron(Neuron.integrateAndFire().threshold(3))
                .dense("B", 5).neuron(Neuron.integrateAndFire().threshold(2).tie(Tie.SILENT)).build().withRandomWeights(2).quantized(3);
        NirExport.of(network).write(folder.resolve("ties.nir"));
        Network again = Network.fromNir(folder.resolve("ties.nir"));
        var input = Spikes.bernoulli(0.4).seed(1).generate(network.input(), 200);
        assertThat(network.run(input).output("A").count()).isGreaterThan(50);
        assertThat(again.run(input).output("A")).isEqualTo(network.run(input).output("A"));
        assertThat(again.run(input).output()).isEqualTo(network.run(input).output());
    }

    @Test
    void theFileSaysWhatNirWants(@TempDir Path folder) {
        Network network = Network.builder("n", Shape.image(1, 4, 4)).conv2d("C", c -> c.filters(2).kernel(3)).neuron(Neuron.lif(0.9).tie(Tie.SILENT)).dense("FC", 3)
                .neuron(Neuron.lif(1).gain(Parameter.of(2)).tie(Tie.SILENT)).build().withRandomWeights(1);
        Path file = folder.resolve("n.nir");
        assertThat(NirExport.of(network).dt(1e-3).write(file)).isEmpty();
        try (var hdf = new HdfFile(file)) {
            assertThat(hdf.getDatasetByPath("/node/type").getData()).isEqualTo("NIRGraph");
            assertThat(hdf.getDatasetByPath("/node/metadata/dt").getData()).isEqualTo(1e-3);
            assertThat((String[][]) hdf.getDatasetByPath("/node/edges").getData()).isDeepEqualTo(new String[][] {{"input", "C"}, {"C", "C_neuron"}, {"C_neuron", "FC_flatten"},
                {"FC_flatten", "FC"}, {"FC", "FC_neuron"}, {"FC_neuron", "output"}});
            assertThat((double[][][]) hdf.getDatasetByPath("/node/nodes/C_neuron/tau").getData()).hasDimensions(2, 2);
            assertThat(((double[][][]) hdf.getDatasetByPath("/node/nodes/C_neuron/tau").getData())[1][1][1]).isCloseTo(0.01, within(1e-15));
            assertThat(((double[][][]) hdf.getDatasetByPath("/node/nodes/C_neuron/r").getData())[1][1][1]).isCloseTo(10, within(1e-12));
            assertThat(((double[][][]) hdf.getDatasetByPath("/node/nodes/C_neuron/v_reset").getData())[0][1][0]).isZero();
            assertThat(hdf.getDatasetByPath("/node/nodes/FC_neuron/type").getData()).isEqualTo("IF");
            assertThat((double[]) hdf.getDatasetByPath("/node/nodes/FC_neuron/r").getData()).containsExactly(2, 2, 2);
            assertThat((float[]) hdf.getDatasetByPath("/node/nodes/C/bias").getData()).containsExactly(0, 0);
        }
        // dt of the metadata, unless told otherwise
        assertThat(((LeakyIntegrateAndFire) Network.fromNir(file).layer("C").neuron().orElseThrow()).beta().at(0)).isCloseTo(0.9, within(1e-12));
        assertThat(((LeakyIntegrateAndFire) Network.fromNir(file, 1e-4).layer("C").neuron().orElseThrow()).beta().at(0)).isCloseTo(0.99, within(1e-12));
    }

    @Test
    void severalSpikesAStepAreLostAndSaidSo(@TempDir Path folder) {
        Network network = Network.builder("n", Shape.features(3)).dense("input", 3).neuron(Neuron.integrateAndFire().resetTo(Parameter.of(0))).dense("output", 2)
                .neuron(Neuron.integrateAndFire().maxSpikes(7)).build().withRandomWeights(1);
        assertThat(NirExport.of(network).write(folder.resolve("n.nir"))).hasSize(2).anySatisfy(text -> assertThat(text).contains("layer 'output'").contains("up to 7 are lost"));
        // names that NIR uses itself
        assertThat(Network.fromNir(folder.resolve("n.nir")).layers()).hasSize(2);
        assertThat(((IntegrateAndFire) Network.fromNir(folder.resolve("n.nir")).layers().get(1).neuron().orElseThrow()).maxSpikes()).isEqualTo(1);
    }

    @Test
    void whatNirCannotSaySaysWhyAndWritesNothing(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("before.nir"), "before");
        refused(Network.builder("n", Shape.image(1, 4, 4)).maxPool("P", 2).neuron(Neuron.lif(0.9)).build(), file, "layer 'P': NIR has no maximum pool");
        refused(Network.builder("n", Shape.features(4)).dense("D", 2).neuron(Neuron.lif(0.9)).build(), file, "layer 'D': has no weights. Maybe train it first");
        refused(Network.builder("n", Shape.features(4)).dense("D", 2).neuron(Neuron.multiBit(2)).build().withRandomWeights(1), file, "NIR has no neuron like this (multi-bit LIF");
        refused(Network.builder("n", Shape.features(4)).dense("D", 2).neuron(Neuron.cubaLif(1, 0.5)).build().withRandomWeights(1), file, "must be below 1 for NIR's time constants, but was 1");
        refused(Network.builder("n", Shape.features(4)).batchNorm("N").dense("D", 2).neuron(Neuron.lif(0.5)).build().withRandomWeights(1), file, "Maybe network.foldBatchNorm() first");
        refused(Network.builder("n", Shape.features(4)).dense("D/1", 2).neuron(Neuron.lif(0.5)).build().withRandomWeights(1), file, "layer 'D/1': the name of a node");
        refused(Network.builder("n", Shape.features(4)).recurrent("R", r -> r.units(2).delay(3)).neuron(Neuron.lif(0.5)).build().withRandomWeights(1), file, "the delay is 3");
        assertThat(file).hasContent("before");
        assertThatIllegalArgumentException().isThrownBy(() -> NirExport.of(every()).dt(0)).withMessageContaining("dt must be above 0 seconds, but was 0.0");
    }

    private static void refused(Network network, Path file, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> NirExport.of(network).write(file)).withMessageContaining(message);
    }
}
