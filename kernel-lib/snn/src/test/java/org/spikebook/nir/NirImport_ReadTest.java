package org.spikebook.nir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.jhdf.HdfFile;
import io.jhdf.api.WritableGroup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikebook.event.NpyArray;
import org.spikebook.event.Recordings;
import org.spikebook.network.Activity;
import org.spikebook.network.Conv2d;
import org.spikebook.network.Layer;
import org.spikebook.network.Network;
import org.spikebook.network.Recurrent;
import org.spikebook.network.RunOptions;
import org.spikebook.neuron.CurrentBasedLif;
import org.spikebook.neuron.IntegrateAndFire;
import org.spikebook.neuron.LeakyIntegrateAndFire;
import org.spikebook.neuron.Neuron;
import org.spikebook.neuron.Parameter;
import org.spikebook.neuron.Reset;
import org.spikebook.neuron.Tie;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;
import org.spikebook.spike.Spikes;
import org.spikebook.testing.TestData;

class NirImport_ReadTest {

    // ---- the graphs of the NIR paper

    @Test
    void theConvolutionalNetworkHasItsLayers() {
        var net = Network.fromNir(TestData.require("nir/graphs/cnn_sinabs.nir"));
        assertThat(net.input()).isEqualTo(Shape.image(2, 34, 34));
        assertThat(net.layers()).extracting(Layer::name).containsExactly("0", "2", "4", "5", "7", "8", "9", "11");
        assertThat(net.layers()).extracting(Layer::kind).containsExactly("conv2d", "conv2d", "sum pool", "conv2d", "sum pool", "flatten",
                "dense", "dense");
        var first = (Conv2d) net.layer("0");
        assertThat(first.strideY()).isEqualTo(2);
        assertThat(first.paddingX()).isEqualTo(1);
        assertThat(first.output()).isEqualTo(Shape.image(16, 16, 16));
        assertThat(first.weights().orElseThrow().at(0, 0, 0, 0)).isEqualTo(-0.2573422f);
        assertThat(first.neuron()).hasValue(Neuron.integrateAndFire().tie(Tie.SILENT));
        assertThat(net.output()).isEqualTo(Shape.features(10));
    }

    /** 68 of 70 with at most one spike a step, 70 of 70 with several: the shared recordings' own check. */
    @Test
    void theConvolutionalNetworkClassifiesTheTestRecordings() {
        var one = Network.fromNir(TestData.require("nir/graphs/cnn_sinabs.nir"));
        var several = one.withNeurons(n -> n instanceof IntegrateAndFire f ? f.maxSpikes(255) : n);
        int right = 0;
        int rightWithSeveral = 0;
        int all = 0;
        for (var recording : Recordings.nMnist(TestData.require("nmnist/Test"))) {
            var frames = recording.read().bin(Duration.ofMillis(1)).counts();
            Activity activity = one.run(frames);
            assertThat(activity.output("0").planes()).isEqualTo(1);
            right += activity.winner() == recording.label() ? 1 : 0;
            rightWithSeveral += several.run(frames).winner() == recording.label() ? 1 : 0;
            all++;
        }
        assertThat(all).isEqualTo(70);
        assertThat(right).isEqualTo(68);
        assertThat(rightWithSeveral).isEqualTo(70);
    }

    private static List<double[]> trace(String platform) throws Exception {
        var rows = new ArrayList<double[]>();
        for (String line : Files.readAllLines(TestData.require("nir/lif/lif_" + platform + ".csv"))) {
            rows.add(Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray());
        }
        return rows;
    }

    private static SpikeTensor input(List<double[]> trace) {
        var input = SpikeTensor.builder(Shape.features(1), trace.size());
        for (int t = 0; t < trace.size(); t++) {
            if (trace.get(t)[0] != 0) {
                input.set(0, t);
            }
        }
        return input.build();
    }

    @Test
    void theLifNeuronSpikesFourTimesAndFollowsTheClosedFormUpToItsFirstSpike() throws Exception {
        var exact = trace("exact");
        var spikes = input(exact);
        assertThat(spikes.count()).isEqualTo(34);
        Path file = TestData.require("nir/graphs/lif_norse.nir");
        for (Network net : List.of(Network.fromNir(file), Network.fromNir(file, 1e-4),
                NirImport.of(file).discretization(Discretization.EXACT).network(), NirImport.of(file).reset(Reset.HARD).network())) {
            assertThat(net.run(spikes).output().count()).isEqualTo(4);
        }
        var net = NirImport.of(file).discretization(Discretization.EXACT).network();
        var activity = net.run(spikes, RunOptions.recordAll());
        double[] potential = activity.potential("0", 0);
        for (int t = 0; t < 460; t++) {
            // the file's threshold and tau are 32-bit floats
            assertThat(potential[t]).as("step %d", t).isCloseTo(exact.get(t)[1], within(1e-8));
        }
        assertThat(activity.output().get(0, 460)).isTrue();
        assertThat(exact.get(460)[2]).isEqualTo(1);
    }

    @Test
    void forwardEulerWithHardResetGivesNorsesOwnTrace() throws Exception {
        var norse = trace("norse");
        var net = NirImport.of(TestData.require("nir/graphs/lif_norse.nir")).reset(Reset.HARD).network();
        var activity = net.run(input(norse), RunOptions.recordAll());
        double[] potential = activity.potential("0", 0);
        for (int t = 0; t < norse.size(); t++) {
            assertThat(potential[t]).as("step %d", t).isCloseTo(norse.get(t)[1], within(2e-8 + 1e-6 * Math.abs(norse.get(t)[1])));
            assertThat(activity.output().value(0, t)).as("step %d", t).isEqualTo((int) norse.get(t)[2]);
        }
    }

    @Test
    void theLifGraphOfAnotherProgramSpikesAsOften() throws Exception {
        var net = Network.fromNir(TestData.require("nir/graphs/lif_rockpool.nir"));
        assertThat(net.run(input(trace("exact"))).output().count()).isEqualTo(4);
    }

    @Test
    void theTwoNeuronGraphRunsFromItsLeakAlone() {
        // dt = 1 ms, tau = 10 ms, leak 1.2, threshold 1: v[t] = 1.2 (1 - 0.9^(t+1)) passes 1 at t = 17, then u = v - 1
        var net = Network.fromNir(TestData.require("nir/graphs/two_lif_neurons.nir"), 1e-3);
        var activity = net.run(SpikeTensor.builder(Shape.features(1), 200).build(), RunOptions.recordAll());
        double u = 0;
        int spikes = 0;
        for (int t = 0; t < 200; t++) {
            u = 1.2 + 0.9 * (u - 1.2);
            boolean spike = u > 1;
            u -= spike ? 1 : 0;
            spikes += spike ? 1 : 0;
            assertThat(activity.output("linear1").get(0, t)).as("step %d", t).isEqualTo(spike);
            assertThat(activity.potential("linear1", 0)[t]).isCloseTo(u, within(1e-12));
        }
        assertThat(spikes).isGreaterThan(5);
        assertThat(activity.output("linear2").count()).isZero();
        double[] second = activity.potential("linear2", 0);
        assertThat(Arrays.stream(second).max().orElseThrow()).isBetween(0.1, 20.0);
    }

    @Test
    void theBrailleGraphsGetTheDecayFactorsBackThatTheyWereTrainedWith() {
        record Factors(String graph, int hidden, double alpha, double beta, double alphaOut, double betaOut) {
        }

        // alpha_r, beta_r, alpha_out, beta_out of rnn/parameters_*.json
        for (var f : List.of(new Factors("braille_noDelay_bias_zero", 38, 0.55, 0.9, 0.5, 0.55),
                new Factors("braille_noDelay_noBias_subtract", 40, 0.75, 0.85, 0.45, 0.7))) {
            var net = Network.fromNir(TestData.require("nir/graphs/" + f.graph + ".nir"));
            assertThat(net.layers()).extracting(Layer::name).containsExactly("fc1", "fc2");
            assertThat(net.layer("fc1")).isInstanceOfSatisfying(Recurrent.class, r -> {
                assertThat(r.inputs()).isEqualTo(12);
                assertThat(r.outputs()).isEqualTo(f.hidden);
                assertThat(r.synapses()).isEqualTo(f.hidden * (12L + f.hidden));
                assertThat(r.bias().isPresent()).isEqualTo(f.graph.contains("_bias"));
            });
            var hidden = (CurrentBasedLif) net.layer("fc1").neuron().orElseThrow();
            var out = (CurrentBasedLif) net.layer("fc2").neuron().orElseThrow();
            assertThat(hidden.alpha().at(0)).isCloseTo(f.alpha, within(1e-6));
            assertThat(hidden.beta().at(0)).isCloseTo(f.beta, within(1e-6));
            assertThat(out.alpha().at(0)).isCloseTo(f.alphaOut, within(1e-6));
            assertThat(out.beta().at(0)).isCloseTo(f.betaOut, within(1e-6));
            // the exporter's gains undo the factors of forward Euler
            assertThat(hidden.gain().at(0)).isCloseTo(1, within(1e-6));
            assertThat(hidden.inputGain().at(0)).isCloseTo(1, within(1e-6));
        }
    }

    /** The recordings behind the published hidden activity are not at hand: what can be compared is its shape and that it lives. */
    @Test
    void theBrailleGraphsRunAndTheirHiddenActivityHasTheRecordedShape() {
        for (String graph : List.of("noDelay_bias_zero", "noDelay_noBias_subtract")) {
            var recorded = NpyArray.read(TestData.require("nir/rnn/snntorch_activity_" + graph + ".npy"));
            var file = TestData.require("nir/graphs/braille_" + graph + ".nir");
            var net = NirImport.of(file).reset(graph.endsWith("zero") ? Reset.HARD : Reset.SUBTRACT).network();
            var input = Spikes.bernoulli(0.1).seed(3).generate(net.input(), recorded.shape()[0]);
            var activity = net.run(input);
            assertThat(activity.output("fc1").neurons()).isEqualTo(recorded.shape()[1]);
            assertThat(activity.output("fc1").steps()).isEqualTo(256);
            assertThat(activity.rates().get("fc1")).isBetween(0.001, 0.9);
        }
    }

    // ---- graphs written here

    /** A graph as maps: group or data set by name. */
    private static Path write(Path folder, Map<String, Map<String, Object>> nodes, String[][] edges) {
        Path file = folder.resolve("graph.nir");
        try (var hdf = HdfFile.write(file)) {
            hdf.putDataset("version", "1.0");
            graph(hdf.putGroup("node"), nodes, edges);
        }
        return file;
    }

    private static void graph(WritableGroup group, Map<String, Map<String, Object>> nodes, String[][] edges) {
        group.putDataset("type", "NIRGraph");
        group.putDataset("edges", edges);
        WritableGroup members = group.putGroup("nodes");
        nodes.forEach((name, parameters) -> {
            WritableGroup node = members.putGroup(name);
            if (parameters.containsKey("nodes")) {
                @SuppressWarnings("unchecked")
                var inner = (Map<String, Map<String, Object>>) parameters.get("nodes");
                graph(node, inner, (String[][]) parameters.get("edges"));
            } else {
                parameters.forEach(node::putDataset);
            }
        });
    }

    private static final Map<String, Object> IN = Map.of("type", "Input", "shape", new long[] {2});
    private static final Map<String, Object> OUT = Map.of("type", "Output", "shape", new long[] {3});
    private static final Map<String, Object> LINEAR = Map.of("type", "Linear", "weight", new float[][] {{1, 2}, {3, 4}, {5, 6}});
    private static final Map<String, Object> IF = Map.of("type", "IF", "r", new float[] {1, 1, 1}, "v_threshold", new float[] {1, 2, 3},
            "v_reset", new float[] {0, 0, 0});

    @Test
    void aSubgraphIsLaidOpen(@TempDir Path folder) {
        Map<String, Object> block = Map.of("nodes", Map.of("input", IN, "fc", LINEAR, "if", IF, "output", OUT),
                "edges", new String[][] {{"input", "fc"}, {"fc", "if"}, {"if", "output"}});
        var net = Network.fromNir(write(folder, Map.of("input", IN, "block", block, "output", OUT),
                new String[][] {{"input", "block"}, {"block", "output"}}));
        assertThat(net.layers()).extracting(Layer::name).containsExactly("block.fc");
        assertThat(net.layer("block.fc").neuron()).hasValue(Neuron.integrateAndFire().threshold(Parameter.each(1, 2, 3)).tie(Tie.SILENT)
                .resetTo(Parameter.of(0)));
        assertThat(net.run(SpikeTensor.builder(Shape.features(2), 1).set(0, 0).build()).output().counts()).containsExactly(0, 1, 1);
    }

    @Test
    void aResetPotentialInTheFileAsksForTheHardReset(@TempDir Path folder) {
        Map<String, Object> lif = Map.of("type", "LIF", "tau", new double[] {0.01, 0.01, 0.01}, "r", new double[] {1, 1, 1},
                "v_leak", new double[] {0, 0, 0}, "v_threshold", new double[] {1, 1, 1}, "v_reset", new double[] {-1, -1, -1});
        var net = Network.fromNir(write(folder, Map.of("input", IN, "fc", LINEAR, "lif", lif, "output", OUT),
                new String[][] {{"input", "fc"}, {"fc", "lif"}, {"lif", "output"}}), 1e-3);
        assertThat(net.layer("fc").neuron()).get().isInstanceOfSatisfying(LeakyIntegrateAndFire.class, n -> {
            assertThat(n.reset()).isEqualTo(Reset.HARD);
            assertThat(n.resetPotential()).isEqualTo(Parameter.of(-1));
            assertThat(n.beta().at(0)).isCloseTo(0.9, within(1e-12));
            assertThat(n.gain().at(0)).isCloseTo(0.1, within(1e-12));
        });
    }

    @Test
    void anAveragePoolAndAThresholdAreRead(@TempDir Path folder) {
        var net = Network.fromNir(write(folder, Map.of("input", Map.of("type", "Input", "shape", new long[] {1, 4, 4}),
                "pool", Map.of("type", "AvgPool2d", "kernel_size", new long[] {2, 2}, "stride", new long[] {2, 2}, "padding", new long[] {0, 0}),
                "t", Map.of("type", "Threshold", "threshold", new float[] {0.25f}),
                "flat", Map.of("type", "Flatten", "start_dim", 0L, "end_dim", -1L),
                "output", Map.of("type", "Output", "shape", new long[] {4})),
                new String[][] {{"input", "pool"}, {"pool", "t"}, {"t", "flat"}, {"flat", "output"}}));
        var input = SpikeTensor.builder(net.input(), 2).set(0, 0).set(1, 0).set(2, 0).set(0, 1).build();
        var output = net.run(input).output();
        assertThat(output.get(0, 0)).isTrue();          // 2 / 4 > 0.25
        assertThat(output.get(1, 0)).isFalse();         // 1 / 4 is not
        assertThat(output.count()).isEqualTo(1);
    }

    @Test
    void whatCannotBeReadNamesFileNodeAndWayOut(@TempDir Path folder) throws Exception {
        String[][] chain = {{"input", "fc"}, {"fc", "x"}, {"x", "output"}};
        refused(write(folder, Map.of("input", IN, "fc", LINEAR, "x", Map.of("type", "Delay", "delay", new float[] {1}), "output", OUT), chain),
                "graph.nir': node 'x' (Delay): this type is not supported. Supported are Input, Output, Affine");
        refused(write(folder, Map.of("input", IN, "fc", LINEAR, "x", Map.of("type", "IF", "r", new float[] {1}), "output", OUT), chain),
                "node 'x' (IF): parameter 'v_threshold' is missing");
        refused(write(folder, Map.of("input", IN, "fc", LINEAR, "x", IF, "output", Map.of("type", "Output", "shape", new long[] {7})), chain),
                "node 'output' (Output): says 7 outputs");
        refused(write(folder, Map.of("input", IN, "fc", Map.of("type", "Linear", "weight", new float[][] {{1, 2, 3}}), "x", IF, "output", OUT),
                chain), "layer 'fc': weights must have the axes [output][input] = [1, 2], but had [1, 3]");
        refused(write(folder, Map.of("input", IN, "fc", LINEAR, "x", IF, "output", OUT), new String[][] {{"input", "fc"}, {"fc", "output"}}),
                "nodes [x] do not lie on the path");
        refused(write(folder, Map.of("input", IN, "fc", LINEAR, "x", IF, "output", OUT), new String[][] {{"input", "fc"}, {"fc", "x"},
            {"fc", "output"}}), "node 'fc' (Linear): leads to several nodes");
        refused(write(folder, Map.of("input", IN, "fc", LINEAR, "output", OUT), chain), "an edge names 'x', but there is no such node");
        refused(write(folder, Map.of("input", IN, "fc", LINEAR), new String[][] {{"input", "fc"}}), "needs exactly one Output node, but has 0");
        refused(write(folder, Map.of("input", IN, "x", IF, "output", OUT), new String[][] {{"input", "x"}, {"x", "output"}}),
                "node 'x' (IF): network 'graph': neuron(...) belongs behind a layer");
        refused(write(folder, Map.of("input", Map.of("type", "Input", "shape", new long[] {2, 5, 5}), "c", Map.of("type", "Conv2d",
                "weight", new float[1][2][3][3], "stride", new long[] {1, 1}, "padding", new long[] {0, 0}, "dilation", new long[] {2, 2},
                "groups", 1L), "output", OUT), new String[][] {{"input", "c"}, {"c", "output"}}),
                "node 'c' (Conv2d): dilation must be 1, but was [2.0, 2.0]");
        Map<String, Object> lif = Map.of("type", "LIF", "tau", new double[] {1e-5}, "r", new double[] {1}, "v_leak", new double[] {0},
                "v_threshold", new double[] {1});
        refused(write(folder, Map.of("input", IN, "fc", LINEAR, "x", lif, "output", OUT), chain),
                "node 'x' (LIF): a step of 1.0E-4 s is longer than tau");
        refused(folder.resolve("none.nir"), "none.nir': not found");
        refused(Files.writeString(folder.resolve("text.nir"), "not a graph"), "text.nir': is not a whole HDF5 file");
        assertThatIllegalArgumentException().isThrownBy(() -> NirImport.of(folder).dt(0)).withMessageContaining("dt must be above 0");
    }

    @Test
    void aFileCutShortIsRefusedWhereverItEnds(@TempDir Path folder) throws Exception {
        byte[] whole = Files.readAllBytes(write(folder, Map.of("input", IN, "fc", LINEAR, "x", IF, "output", OUT),
                new String[][] {{"input", "fc"}, {"fc", "x"}, {"x", "output"}}));
        for (int cut = 0; cut < 40; cut++) {
            int length = whole.length * cut / 40;
            refused(Files.write(folder.resolve("cut.nir"), Arrays.copyOf(whole, length)), "cut.nir': ");
        }
        try (var hdf = HdfFile.write(folder.resolve("other.nir"))) {
            hdf.putDataset("numbers", new int[] {1, 2});
        }
        refused(folder.resolve("other.nir"), "other.nir': the file has no group 'node', so it is not a NIR graph");
    }

    private static void refused(Path file, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> Network.fromNir(file)).withMessageContaining(message)
                .withMessageContaining("NIR file '" + file + "'");
    }
}
