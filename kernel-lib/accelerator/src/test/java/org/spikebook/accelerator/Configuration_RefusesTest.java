package org.spikebook.accelerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.spikebook.accelerator.ptb.Ptb;
import org.spikebook.accelerator.spikex.SpikeX;
import org.spikebook.spike.SpikeTensor;

class Configuration_RefusesTest {

    @Test
    void whatNoChipCanBeNamesPartValueAndRule() {
        assertThatIllegalArgumentException().isThrownBy(() -> Ptb.builder().timeWindow(0).build()).withMessageContaining("time window must be at least 1, but was 0");
        assertThatIllegalArgumentException().isThrownBy(() -> Ptb.builder().array(8, 0).build()).withMessageContaining("columns of the array must be in 1..64, but was 0");
        assertThatIllegalArgumentException().isThrownBy(() -> SpikeX.builder().array(0, 8).build()).withMessageContaining("rows of the array");
        assertThatIllegalArgumentException().isThrownBy(() -> SpikeX.builder().localBufferKilobytes(0.01).build())
                .withMessageContaining("too small").withMessageContaining("Maybe at least 16 bytes");
        assertThatIllegalArgumentException().isThrownBy(() -> SpikeX.builder().localBufferKilobytes(64).build()).withMessageContaining("swapped");
        assertThatIllegalArgumentException().isThrownBy(() -> SpikeX.builder().weightBits(33).build()).withMessageContaining("weight bits must be in 1..32");
        assertThatIllegalArgumentException().isThrownBy(() -> Ptb.builder().dramGigabytesPerSecond(0).build()).withMessageContaining("DRAM bandwidth");
        assertThatIllegalArgumentException().isThrownBy(() -> Ptb.builder().stsap(true).build()).withMessageContaining("Maybe skip(Ptb.Skip.LINE)");
        assertThatIllegalArgumentException().isThrownBy(() -> SpikeX.builder().tile(0)).withMessageContaining("SP-MB");
    }

    @Test
    void aWindowLongerThanTheInputIsRefusedWhenItMeetsTheLayer() {
        var layer = LayerShape.conv("CONV1", 1, 5, 5, 3, 3, 1, 0);
        SpikeTensor spikes = SpikeTensor.builder(layer.inputShape(), 4).build();
        assertThatIllegalArgumentException().isThrownBy(() -> SpikeX.builder().timeWindow(5).build().simulate(layer, spikes))
                .withMessageContaining("layer 'CONV1'").withMessageContaining("time window of 5").withMessageContaining("4 steps").withMessageContaining("Maybe timeWindow(4)");
        assertThat(SpikeX.builder().timeWindow(5).timeWindow("CONV1", 2).build().simulate(layer, spikes).cycles()).isPositive();
    }

    @Test
    void aLayerShapeThatCannotBeIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> LayerShape.conv("C", 0, 5, 5, 3, 3, 1, 0)).withMessageContaining("layer 'C': channels must be at least 1, but was 0");
        assertThatIllegalArgumentException().isThrownBy(() -> LayerShape.conv("C", 1, 2, 2, 3, 3, 1, 0)).withMessageContaining("Maybe more padding");
        assertThatIllegalArgumentException().isThrownBy(() -> LayerShape.conv("C", 1, 5, 5, 3, 3, 0, 0)).withMessageContaining("stride");
    }

    @Test
    void countsThatOverflowAreAnErrorNotAWrongNumber() {
        Counts.Builder counts = Counts.builder().operations(Component.ALU, Operation.ACCUMULATE, DataKind.PSUM, Long.MAX_VALUE);
        assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> counts.operations(Component.ALU, Operation.ACCUMULATE, DataKind.PSUM, 1));
    }

    @Test
    void buildersGiveBackEveryField() {
        var ptb = Ptb.builder().array(4, 6).timeWindow(3).timeWindow("FC", 2).globalBufferKilobytes(32).localBufferKilobytes(1)
                .clockMegahertz(200).dramGigabytesPerSecond(12).weightBits(4).membraneBits(12).psumBits(20).skip(Ptb.Skip.LINE).stsap(true).build();
        assertThat(ptb.toBuilder().build()).isEqualTo(ptb).hasSameHashCodeAs(ptb).isNotEqualTo(Ptb.builder().build());
        var spikex = SpikeX.builder().array(4, 6).timeWindow(3).dispatch(SpikeX.Dispatch.TEMPORAL).weightTailoring(false).tile(3).inputBlock(17)
                .psumMovement(true).build();
        assertThat(spikex.toBuilder().build()).isEqualTo(spikex).hasSameHashCodeAs(spikex).isNotEqualTo(SpikeX.builder().build());
        assertThat(spikex.toString()).contains("4x6 array", "window 3", "temporal", "SP-MB 3x3");
    }
}
