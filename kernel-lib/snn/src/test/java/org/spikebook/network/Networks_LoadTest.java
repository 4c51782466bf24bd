package org.spikebook.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikebook.neuron.CustomNeuron;
import org.spikebook.neuron.Neuron;
import org.spikebook.neuron.NeuronState;
import org.spikebook.neuron.Parameter;
import org.spikebook.neuron.Reset;
import org.spikebook.neuron.Tie;
import org.spikebook.spike.Shape;

class Networks_LoadTest {

    private static List<Long> synapses(Network network) {
        return network.layers().stream().map(Layer::synapses).toList();
    }

    private static List<Integer> sizes(Network network) {
        return network.layers().stream().filter(Conv2d.class::isInstance).map(l -> l.output().size("y")).toList();
    }

    @Test
    void dvsGestureMediumHasTheSizesOfTableTwo() {
        var net = Networks.dvsGestureMedium();
        assertThat(net.input()).isEqualTo(Shape.image(2, 64, 64));
        assertThat(net.steps()).hasValue(300);
        assertThat(sizes(net)).containsExactly(32, 8, 8, 10);
        assertThat(net.layer("FC1").input()).isEqualTo(Shape.features(1600));
        assertThat(synapses(net)).containsExactly(400L, 3200L, 6400L, 6400L, 819_200L, 5632L);
        assertThat(net.output()).isEqualTo(Shape.features(11));
    }

    @Test
    void dvsGestureLargeHasTheSizesOfTableTwo() {
        var net = Networks.dvsGestureLarge();
        assertThat(net.input()).isEqualTo(Shape.image(2, 32, 32));
        assertThat(net.steps()).hasValue(300);
        assertThat(sizes(net)).containsExactly(16, 8, 4);
        assertThat(synapses(net)).containsExactly(576L, 18_432L, 73_728L, 524_288L, 2816L);
    }

    @Test
    void nMnistHasTheSizesOfTableTwo() {
        var net = Networks.nMnist();
        assertThat(net.input()).isEqualTo(Shape.image(2, 34, 34));
        assertThat(net.steps()).hasValue(30);
        assertThat(sizes(net)).containsExactly(16, 14, 6);
        assertThat(synapses(net)).containsExactly(216L, 3456L, 18_432L, 23_040L);
        assertThat(net.layers()).allSatisfy(l -> assertThat(l.neuron()).hasValue(Neuron.lif(0.875)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whatIsWrittenIsReadBackEqual(long seed) {
        var random = new SplittableRandom(seed);
        for (int i = 0; i < 20; i++) {
            var net = RandomNetworks.image(random);
            assertThat(Network.fromJson(net.toJson())).isEqualTo(net);
        }
    }

    @Test
    void everyFieldAwayFromItsDefaultSurvives() {
        var odd = new SplittableRandom(1);
        float[][] weights = new float[3][8];
        for (float[] row : weights) {
            for (int j = 0; j < row.length; j++) {
                row[j] = (float) odd.nextDouble(-1, 1) * (j == 0 ? 1e-30f : 1);
            }
        }
        var net = Network.builder("all", Shape.image(2, 9, 5)).steps(7).source("here, \"there\"")
                .conv2d("C", c -> c.filters(2).kernel(3, 2).stride(2, 1).padding(1, 0))
                .neuron(Neuron.cubaLif(0.1, 0.2).threshold(0.3).reset(Reset.SUBTRACT).tie(Tie.SILENT))
                .maxPool("P", p -> p.window(2, 3).stride(1, 2).padding(0, 1)).neuron(Neuron.integrateAndFire().maxSpikes(4)
                        .gain(Parameter.of(0.5)).tie(Tie.SILENT))
                .averagePool("A", p -> p.window(1, 1)).sumPool("S", 1).flatten("F")
                .recurrent("R", r -> r.units(8).delay(3)).neuron(Neuron.lif(3, 0.1).resistance(2).leak(Parameter.of(0.25)).resetTo(Parameter.of(-0.5)))
                .dense("D", d -> d.weights(weights).bias(0.1f, -2, 3)).neuron(Neuron.lif(0.5).threshold(Parameter.each(1, 1, 0.7)))
                .build();
        assertThat(Network.fromJson(net.toJson())).isEqualTo(net);
        assertThat(net.withNeurons(n -> n)).isEqualTo(net);
        var tokens = Network.builder("tokens", Shape.sequence(4, 8)).dense("D", d -> d.weights(weights)).build();
        assertThat(Network.fromJson(tokens.toJson())).isEqualTo(tokens);
    }

    @Test
    void theSpeechNetworkHasTheWeightsOfTheChip() {
        assertThat(synapses(Networks.speech())).containsExactly(128L * (40 + 128), 128L * 256, 128L * 1920);
        assertThat(Networks.speech()).isEqualTo(Networks.named("speech")).isEqualTo(Networks.speech(128, 1920, 2));
        assertThat(Networks.speech(256, 1920, 1).parameters()).isEqualTo(698_368);
        assertThat(((Recurrent) Networks.speech(256, 1920, 4).layer("L1")).delay()).isEqualTo(4);
    }

    @Test
    void aSavedNetworkLoadsAndTheFolderHoldsNothingElse(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("net.json");
        Networks.nMnist().save(file);
        Networks.dvsGestureLarge().save(file);
        assertThat(Networks.load(file)).isEqualTo(Networks.dvsGestureLarge());
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aPartOfOnesOwnCannotBeWrittenAndLeavesTheFileAlone(@TempDir Path folder) {
        record Mine() implements CustomNeuron {
            @Override
            public NeuronState start(int neurons) {
                return Neuron.integrateAndFire().start(neurons);
            }
        }

        var net = Network.builder("n", Shape.features(2)).dense("D", 2).neuron(new Mine()).build();
        assertThatIllegalArgumentException().isThrownBy(() -> net.save(folder.resolve("n.json")))
                .withMessageContaining("layer 'D': a neuron of your own (Mine[]) cannot be written as JSON");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void wrongJsonNamesThePartTheKeyAndTheNearest() {
        String good = """
                {"name": "n", "input": {"channel": 1, "y": 4, "x": 4}, "layers": [
                  {"name": "C", "kind": "conv2d", "filters": 2, "kernel": 3, "neuron": {"model": "lif", "beta": 0.5}}]}""";
        assertThat(Network.fromJson(good).output()).isEqualTo(Shape.image(2, 2, 2));
        refused(good.replace("filters", "filtres"), "layer 'C': unknown key 'filtres'. Maybe 'filters'.");
        refused(good.replace("\"layers\"", "\"layer\""), "network: unknown key 'layer'. Maybe 'layers'.");
        refused(good.replace("\"beta\"", "\"betta\""), "layer 'C' neuron: unknown key 'betta'. Maybe 'beta'.");
        refused(good.replace("\"lif\"", "\"lit\""), "layer 'C' neuron: model must be one of [if, lif, cuba-lif, fixed-lif, fixed-cuba-lif, multi-bit-lif, narrow-membrane], but was 'lit'. Maybe 'lif'.");
        refused(good.replace("conv2d", "conv3d"), "layer 'C': kind must be one of").contains("Maybe 'conv2d'.");
        refused(good.replace("\"filters\": 2, ", ""), "layer 'C': key 'filters' is missing");
        refused(good.replace("\"filters\": 2", "\"filters\": 2.5"), "layer 'C': 'filters' must be a whole number, but was 2.5");
        refused(good.replace("\"filters\": 2", "\"filters\": null"), "layer 'C': 'filters' must be a whole number, but was null");
        refused(good.replace("\"kernel\": 3", "\"kernel\": [3, 3, 3]"), "layer 'C': 'kernel' must be a whole number or two of them (y, x)");
        refused(good.replace("\"kernel\": 3", "\"kernel\": 5"), "layer 'C': kernel (y) must be in 1..4 (input 4), but was 5");
        refused(good.replace("\"kernel\": 3", "\"kernel\": 3, \"weights\": [1, 2]"), "layer 'C': 'weights' must be 18 numbers");
        refused(good.replace("\"y\": 4", "\"y\": 0"), "axis 'y': size must be at least 1, but was 0");
        refused(good.replace("\"beta\": 0.5", "\"beta\": 1.5"), "layer 'C' neuron: LIF: beta must be in 0..1, but was 1.5");
        refused(good.replace("\"beta\": 0.5", "\"beta\": 0.5, \"reset\": \"soft\""), "'reset' must be one of [hard, subtract], but was 'soft'");
        refused(good.replace("\"name\": \"n\",", "\"name\": \"n\", \"name\": \"m\","), "network JSON: line 1").contains("Duplicate");
        refused(good.substring(0, 60), "network JSON: line 1");
        refused(good + "x", "network JSON: line 2");
        refused("[]", "network: must be a JSON object, but was a JSON array");
        refused("", "network: must be a JSON object");
    }

    @Test
    void anErrorInAFileNamesTheFile(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("net.json"), "{}");
        assertThatIllegalArgumentException().isThrownBy(() -> Networks.load(file)).withMessage("file '" + file + "': network: key 'name' is missing");
        assertThatIllegalArgumentException().isThrownBy(() -> Networks.load(folder.resolve("no.json"))).withMessageContaining("not found");
    }

    private static AbstractStringAssert<?> refused(String json, String message) {
        var thrown = catchThrowableOfType(IllegalArgumentException.class, () -> Network.fromJson(json));
        return assertThat(thrown == null ? "nothing was thrown" : thrown.getMessage()).contains(message);
    }
}
