package org.spikebook.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.spikebook.bits.BitBudget;
import org.spikebook.bits.BitCost;
import org.spikebook.bits.LayerRole;
import org.spikebook.spike.Spikes;

/** Multiply-accumulates of the architectures, counted by hand from the layer shapes of their papers. */
class Architectures_MacsTest {

    @ParameterizedTest
    @CsvSource({
        // network, stem, main with attention layers, shortcut, attention products, head, weights without biases and batch norms
        "resnet-34, 118013952, 3525967872, 19267584, 0, 512000, 21779648",
        "sew-resnet-34, 118013952, 3525967872, 19267584, 0, 512000, 21779648",
        "resnet-50, 118013952, 3378249728, 359661568, 0, 2048000, 25502912",
        "resnet-50-v1.5, 118013952, 3609460736, 359661568, 0, 2048000, 25502912",
        "sew-resnet-50, 118013952, 3609460736, 359661568, 0, 2048000, 25502912",
        "resnet-19, 3538944, 2264924160, 16777216, 0, 133632, 12687232",
        "resnet-20, 442368, 40108032, 262144, 0, 640, 270896",
        "spikformer-8-384, 65028096, 4595318784, 0, 236027904, 384000, 16739088",
        "spikformer-6-512, 86704128, 6936330240, 0, 236027904, 512000, 23295680",
        "spikformer-8-512, 86704128, 8169455616, 0, 314703872, 512000, 29587136",
        "spikformer-10-512, 86704128, 9402580992, 0, 393379840, 512000, 35878592",
        "spikformer-8-768, 130056192, 18381275136, 0, 472055808, 768000, 66185760",
        "spikformer-4-256, 884736, 408944640, 0, 8388608, 2560, 4126048",
        "spikformer-2-384, 1327104, 693633024, 0, 6291456, 3840, 5742096",
        "spikformer-4-384, 1327104, 920125440, 0, 12582912, 3840, 9281040"})
    void everyGroupOfLayersIsExact(String name, long stem, long main, long shortcut, long products, long head, long weights) {
        BitCost cost = BitBudget.of(1, 1, 1).on(Networks.named(name));
        assertThat(cost.macs(LayerRole.STEM)).isEqualTo(stem);
        assertThat(cost.macs(LayerRole.MAIN) + cost.macs(LayerRole.ATTENTION_LINEAR)).isEqualTo(main);
        assertThat(cost.macs(LayerRole.SHORTCUT)).isEqualTo(shortcut);
        assertThat(cost.macs(LayerRole.ATTENTION_PRODUCT)).isEqualTo(products);
        assertThat(cost.macs(LayerRole.HEAD)).isEqualTo(head);
        Network net = Networks.named(name);
        assertThat(net.macs()).isEqualTo(stem + main + shortcut + products + head);
        assertThat(net.allLayers().stream().mapToLong(Layer::synapses).sum()).isEqualTo(weights);
    }

    @Test
    void queriesKeysValuesAndProjectionsAreFourLinearsABlock() {
        assertThat(BitBudget.of(1, 1, 1).on(Networks.spikformer(8, 512)).macs(LayerRole.ATTENTION_LINEAR)).isEqualTo(1_644_167_168L);
        assertThat(BitBudget.of(1, 1, 1).on(Networks.spikformerCifar(4, 384)).macs(LayerRole.ATTENTION_LINEAR)).isEqualTo(150_994_944L);
    }

    static Iterable<String> names() {
        return Networks.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyNamedNetworkHasItsNameAndGeometryOnly(String name) {
        Network net = Networks.named(name);
        assertThat(net.name()).isEqualTo(name);
        assertThat(net.allLayers()).allMatch(l -> !(l instanceof Conv2d c && c.weights().isPresent()) && !(l instanceof Dense d && d.weights().isPresent()));
        assertThat(net.source()).isPresent();
    }

    @Test
    void aSmallSpikformerRunsWithRandomWeights() {
        Network net = Networks.spikformerCifar(1, 48);
        var sample = Spikes.bernoulli(0.2).seed(3).generate(net.input(), 4);
        Activity activity = net.withRandomWeights(1, sample).run(sample);
        assertThat(activity.output("E1.SSA").rate()).isBetween(0.005, 0.2);
        assertThat(activity.output("E1.MLP").planes()).as("three shortcuts add up").isGreaterThan(1);
    }

    @Test
    void anUnknownNameIsAnsweredWithTheNearest() {
        assertThatIllegalArgumentException().isThrownBy(() -> Networks.named("resnet-35")).withMessageContaining("Maybe 'resnet-34'");
    }
}
