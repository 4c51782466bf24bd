package org.spikebook.accelerator.xpike;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spikebook.energy.model.PriceSheet;

class TransformerCost_PriceTest {

    private final TransformerCost large = TransformerCost.of(TransformerShape.named("vit-8-768-imagenet"));

    @Test
    void countsAreThoseOfTheShape() {
        TransformerShape shape = large.shape();
        assertThat(shape.linearMacs()).isEqualTo(197L * 8 * 12 * 768 * 768 + 196L * 768 * 768 + 768_000);
        assertThat(shape.attentionMacs()).isEqualTo(2L * 197 * 197 * 768 * 8);
        assertThat(large.blockArrays()).isEqualTo(3456);
        assertThat(large.embeddingArrays()).isEqualTo(36);
        assertThat(large.readOutArrays()).isEqualTo(48);
        assertThat(large.arraySteps(7)).isEqualTo(7L * (3456 * 197 + 36 * 196 + 48));
        assertThat(large.cellSteps(7)).isEqualTo(7 * shape.attentionMacs());
    }

    @Test
    void publishedTotalsComeOut() {
        assertThat(millijoules(TransformerPlatform.ANN_QUANT)).isCloseTo(3.97, within(0.03 * 3.97));
        assertThat(millijoules(TransformerPlatform.XPIKEFORMER)).isCloseTo(0.30, within(0.03 * 0.30));
        assertThat(large.latency().milliseconds()).isCloseTo(2.18, within(0.03 * 2.18));
        assertThat(large.area().total()).isCloseTo(784, within(0.03 * 784));
        assertThat(large.latency().attentionClocks()).isEqualTo(8744);
        assertThat(large.latency().arrayClocks()).isEqualTo(1379);
    }

    private double millijoules(TransformerPlatform platform) {
        return large.energy(platform).total().joules() * 1e3;
    }

    @ParameterizedTest
    @MethodSource("org.spikebook.accelerator.xpike.TransformerShape#names")
    void everyShapeIsPricedAndSharesSumToOne(String name) {
        TransformerCost cost = TransformerCost.of(TransformerShape.named(name));
        PlatformEnergy chip = cost.energy(TransformerPlatform.XPIKEFORMER);
        assertThat(chip.computeShare("periphery", "accumulation", "ADC", "SSA", "other")).isCloseTo(1, within(1e-12));
        assertThat(chip.computeShare("other")).isCloseTo(0.027, within(1e-12));
        ChipLatency latency = cost.latency();
        assertThat(latency.attentionShare() + latency.arrayShare() + latency.peripheryShare()).isCloseTo(1, within(1e-12));
        // every step costs the same again: with more of them than any published model takes, a small network does not gain
        assertThat(cost.gain(TransformerPlatform.ANN_QUANT)).isGreaterThan(cost.shape().chipSteps() <= 11 ? 1 : 0);
        assertThat(cost.gain(TransformerPlatform.XPIKEFORMER)).isEqualTo(1);
    }

    @Test
    void aPriceOfZeroTakesItsPartAway() {
        PriceSheet free = large.prices().scaled("sramByte", 0);
        PlatformEnergy energy = large.prices(free).energy(TransformerPlatform.XPIKEFORMER);
        assertThat(energy.memory().picojoules()).isZero();
        assertThat(energy.total()).isEqualTo(energy.computeTotal());
        assertThatIllegalArgumentException().isThrownBy(() -> energy.of("adc")).withMessageContaining("ADC");
        assertThatIllegalArgumentException().isThrownBy(() -> TransformerShape.named("vit-8-768")).withMessageContaining("vit-8-768-imagenet");
    }
}
