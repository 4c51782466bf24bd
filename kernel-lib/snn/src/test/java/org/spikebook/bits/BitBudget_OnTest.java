package org.spikebook.bits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikebook.network.Activity;
import org.spikebook.network.Network;
import org.spikebook.network.Networks;
import org.spikebook.neuron.Neuron;
import org.spikebook.spike.Shape;
import org.spikebook.spike.Spikes;

class BitBudget_OnTest {

    @ParameterizedTest
    @CsvSource({"16/1/250, 4000", "16/1/4, 64", "16/1/350, 5600", "16/1/6, 96", "1/1/1, 1", "2/1/2, 4", "8/8/1, 64", "4/8/1, 32"})
    void theBudgetIsTheProduct(String split, long budget) {
        assertThat(BitBudget.parse(split).budget()).isEqualTo(budget);
        assertThat(BitBudget.parse(split)).hasToString(split);
    }

    /** 2x4x4 -> conv 3 (3x3) -> residual 3 -> dense 5; MACs 2*3*9*16 = 864, 3*3*9*16 = 1296, 48*5 = 240. */
    private static Network small() {
        return Network.builder("small", Shape.image(2, 4, 4)).conv2d("IN", c -> c.filters(3).kernel(3).padding(1)).neuron(Neuron.lif(0.5))
                .residual("R", r -> r.body(b -> b.conv2d("BODY", c -> c.filters(3).kernel(3).padding(1)).neuron(Neuron.lif(0.5)))
                        .shortcut(s -> s.conv2d("PAST", c -> c.filters(3).kernel(1)).neuron(Neuron.lif(0.5))))
                .dense("FC", 5).build();
    }

    @Test
    void theThreeCountingsCountTheirLayers() {
        BitCost cost = BitBudget.of(4, 2, 3).on(small());
        assertThat(cost.macs(Counting.MAIN_PATH)).isEqualTo(1296);
        assertThat(cost.sAce(Counting.MAIN_PATH)).isEqualTo(1296 * 24.0);
        assertThat(cost.sAce(Counting.PAPER)).as("no attention: the main path").isEqualTo(1296 * 24.0);
        // pixels of 8 bits once, shortcut and classifier like the rest
        assertThat(cost.sAce(Counting.FULL)).isEqualTo((1296 + 144 + 240) * 24.0 + 864 * 4 * 8);
        assertThat(BitBudget.of(4, 2, 3).stemEveryStep(true).inputBits(6).on(small()).sAce(Counting.FULL))
                .isEqualTo((1296 + 144 + 240) * 24.0 + 864 * 4 * 6 * 3);
        assertThat(BitBudget.of(4, 2, 3).spikeInput().on(small()).sAce(Counting.MAIN_PATH)).isEqualTo((864 + 1296) * 24.0);
        assertThat(cost.words()).isEqualTo((54 + 81 + 9 + 240) * 4 / 16.0);
        assertThat(cost.bytes()).isEqualTo(2 * cost.words());
        assertThat(cost.toString()).contains("4/2/3").contains("main path").contains("as in the paper").contains("full");
    }

    @Test
    void aLayerMayHaveBitsOfItsOwn() {
        BitBudget budget = BitBudget.of(4, 1, 2).layer("FC", 8, 2);
        assertThat(budget.budget("FC")).isEqualTo(32);
        assertThat(budget.budget("BODY")).isEqualTo(8);
        assertThat(budget.on(small()).sAce(Counting.FULL)).isEqualTo((1296 + 144) * 8.0 + 240 * 32 + 864 * 4 * 8);
        assertThat(budget.on(small()).words()).isEqualTo((54 + 81 + 9) * 0.25 + 240 * 0.5);
        assertThat(budget).hasToString("4/1/2, FC 8/2");
        assertThatIllegalArgumentException().isThrownBy(() -> BitBudget.of(1, 1, 1).layer("FD", 1, 1).on(small()))
                .withMessageContaining("has no such layer").withMessageContaining("Maybe 'FC'");
    }

    @Test
    void networksOfDenseLayersHaveAMainPathToo() {
        Network net = Network.builder("mlp", Shape.features(10)).dense("A", 20).neuron(Neuron.lif(0.5)).dense("B", 30).neuron(Neuron.lif(0.5))
                .dense("C", 4).build();
        assertThat(BitBudget.of(1, 1, 1).on(net).macs(Counting.MAIN_PATH)).isEqualTo(600);
        assertThat(BitBudget.of(1, 1, 1).spikeInput().on(net).macs(Counting.MAIN_PATH)).isEqualTo(800);
        assertThat(BitBudget.of(1, 1, 1).on(net).macs(Counting.FULL)).isEqualTo(920);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void spikesOnlyEverSaveWork(long seed) {
        Network net = small().withRandomWeights(seed).withNeurons(n -> Neuron.multiBit(3).threshold(0.5));
        Activity activity = net.run(Spikes.bernoulli(0.1 + 0.1 * seed).seed(seed).generate(net.input(), 6));
        BitCost cost = BitBudget.of(4, 3, 6).spikeInput().on(net);
        for (Counting counting : Counting.values()) {
            double sAce = cost.sAce(counting);
            double nonZero = cost.nsAce(counting, activity);
            double ones = cost.nsAce(counting, activity, BitCost.Rate.ONE_BITS);
            assertThat(nonZero).as("seed %d, %s", seed, counting).isBetween(0.0, sAce);
            assertThat(ones).as("a spike that is not zero has one to all of its bits set").isBetween(0.0, nonZero * (1 + 1e-12));
            assertThat(cost.sops(counting, activity)).as("NS-ACE = SOPs x b_w").isCloseTo(nonZero / 4, within(1e-9 * sAce));
        }
        cost.rates(activity, BitCost.Rate.NON_ZERO).forEach((layer, rate) -> {
            assertThat(rate).as("seed %d, %s", seed, layer).isBetween(0.0, 1.0);
            assertThat(cost.rates(activity, BitCost.Rate.ONE_BITS).get(layer)).isBetween(rate / 3, rate);
        });
        assertThat(cost.nsAce(Counting.FULL, 0.25)).isEqualTo(0.25 * cost.sAce(Counting.FULL));
    }

    @Test
    void aRunOfAnotherLengthIsRefused() {
        Network net = small().withRandomWeights(1);
        Activity activity = net.run(Spikes.bernoulli(0.1).seed(1).generate(net.input(), 5));
        assertThatIllegalArgumentException().isThrownBy(() -> BitBudget.of(1, 1, 4).on(net).nsAce(Counting.FULL, activity))
                .withMessageContaining("Maybe steps(5)");
    }

    @Test
    void theCountingOfThePaperReproducesPrintedSums() {
        Network net = Networks.spikformerCifar(4, 384);
        assertThat(BitBudget.of(1, 4, 1).on(net).sAce(Counting.PAPER) / 1e9).isCloseTo(3.08, within(0.006));        // Table 2
        assertThat(BitBudget.of(16, 1, 4).on(net).sAce(Counting.PAPER) / 1e9).isCloseTo(59.10, within(59.10 * 0.0025));
    }

    @Test
    void wrongSplitsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> BitBudget.parse("16/1")).withMessageContaining("Maybe \"16/1/4\"");
        assertThatIllegalArgumentException().isThrownBy(() -> BitBudget.of(0, 1, 1)).withMessageContaining("weight bits must be in 1..32, but was 0");
        assertThatIllegalArgumentException().isThrownBy(() -> BitBudget.of(1, 17, 1)).withMessageContaining("spike bits must be in 1..16");
        assertThatIllegalArgumentException().isThrownBy(() -> BitBudget.of(1, 1, 0)).withMessageContaining("time steps must be at least 1");
        assertThatIllegalArgumentException().isThrownBy(() -> BitBudget.of(1, 1, 1).on(small()).nsAce(Counting.FULL, 27)).withMessageContaining("per cent");
    }
}
