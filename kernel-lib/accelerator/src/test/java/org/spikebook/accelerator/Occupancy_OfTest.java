package org.spikebook.accelerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spikebook.accelerator.Occupancy.State;
import org.spikebook.accelerator.ptb.Ptb;
import org.spikebook.accelerator.spikex.SpikeX;
import org.spikebook.spike.SpikeTensor;

class Occupancy_OfTest {

    static long[] seeds() {
        return new SplittableRandom(1).longs(25).toArray();
    }

    /** What the picture shows is what was counted. */
    @ParameterizedTest
    @MethodSource("seeds")
    void theScheduleHasAsManySlotsAndBusyColumnsAsWereCounted(long seed) {
        var random = new SplittableRandom(seed);
        LayerShape layer = RandomLayers.layer(random);
        int steps = 1 + random.nextInt(90);
        int window = 1 + random.nextInt(Math.min(steps, 9));
        SpikeTensor spikes = RandomLayers.spikes(random, layer, steps, random.nextDouble() * 0.2);
        for (Accelerator accelerator : List.of(SpikeX.builder().timeWindow(window).build(),
                SpikeX.builder().timeWindow(window).dispatch(SpikeX.Dispatch.TEMPORAL).build(),
                SpikeX.builder().timeWindow(window).dispatch(SpikeX.Dispatch.CONSECUTIVE).build(), Ptb.builder().timeWindow(window).build(),
                Ptb.builder().timeWindow(window).skip(Ptb.Skip.LINE).build(),
                Ptb.builder().timeWindow(window).skip(Ptb.Skip.LINE).stsap(true).build())) {
            LayerReport report = accelerator.simulate(layer, spikes);
            Occupancy occupancy = accelerator.occupancy(layer, spikes, Integer.MAX_VALUE / 64);
            long rowGroups = (layer.filters() + 7) / 8;
            assertThat(occupancy.totalSlots() * rowGroups * window).as("seed %d, %s", seed, accelerator).isEqualTo(report.computeCycles());
            assertThat(occupancy.slots()).isEqualTo((int) occupancy.totalSlots());
            assertThat((occupancy.count(State.SILENT) + occupancy.count(State.SPIKING)) * rowGroups).as("seed %d, %s", seed, accelerator)
                    .isEqualTo(report.metric("columnsBusy"));
            assertThat(report.columnOccupancy()).as("seed %d, %s", seed, accelerator).isBetween(0.0, 1.0);
        }
    }

    /** Two inputs, four windows of two steps, an array of two columns; input 0 spikes in windows 0 and 3, input 1 in window 3. */
    @Test
    void columnsSpikeWhereTheirWindowDoes() {
        LayerShape layer = LayerShape.fullyConnected("FC", 1, 2, 1);
        SpikeTensor spikes = SpikeTensor.builder(layer.inputShape(), 8).set(0, 1).set(0, 6).set(1, 7).build();
        Occupancy ptb = Ptb.builder().array(1, 2).timeWindow(2).build().occupancy(layer, spikes, 10);
        assertThat(states(ptb)).containsExactly("#.", "..", ".#", ".#");
        Occupancy lines = Ptb.builder().array(1, 2).timeWindow(2).skip(Ptb.Skip.LINE).build().occupancy(layer, spikes, 10);
        assertThat(states(lines)).containsExactly("#.", ".#", ".#");
        Occupancy packed = SpikeX.builder().array(1, 2).timeWindow(2).build().occupancy(layer, spikes, 10);
        assertThat(states(packed)).containsExactly("##", " #");
        assertThat(packed.cyclesPerSlot()).isEqualTo(2);
        assertThat(packed).hasToString("SpikeX on FC, 2 of 2 slots of 2 cycles: columns 75.0% spiking, 0.0% silent, 25.0% idle");
    }

    @Test
    void absentWindowsOfTheLastGroupAreIdle() {
        LayerShape layer = LayerShape.conv("CONV", 1, 2, 2, 1, 2, 1, 0);
        SpikeTensor spikes = SpikeTensor.builder(layer.inputShape(), 3).set(0, 2).build();
        Occupancy ptb = Ptb.builder().array(1, 2).timeWindow(1).build().occupancy(layer, spikes, 2);
        assertThat(states(ptb)).containsExactly("# ", ". ");
        assertThat(ptb.totalSlots()).isEqualTo(4);
        assertThat(ptb.slots()).isEqualTo(2);
    }

    @Test
    void whatCannotBeIsNamed() {
        LayerShape layer = LayerShape.fullyConnected("FC", 1, 2, 1);
        SpikeTensor spikes = SpikeTensor.builder(layer.inputShape(), 8).build();
        assertThatIllegalArgumentException().isThrownBy(() -> SpikeX.builder().build().occupancy(layer, spikes, 0))
                .withMessage("occupancy of layer 'FC': slots to keep must be at least 1, but was 0");
        assertThatIllegalArgumentException().isThrownBy(() -> Occupancy.builder("x", layer, 2, 1, 1).slot(State.IDLE))
                .withMessage("occupancy of layer 'FC': a slot has 2 columns, but got 1");
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> Ptb.asInProsperity().occupancy(layer, spikes, 1))
                .withMessageContaining("Maybe simulate(layer, input).columnOccupancy()");
    }

    private static List<String> states(Occupancy occupancy) {
        return java.util.stream.IntStream.range(0, occupancy.slots()).mapToObj(slot -> java.util.stream.IntStream.range(0, occupancy.columns())
                .mapToObj(column -> switch (occupancy.at(slot, column)) {
                    case IDLE -> " ";
                    case SILENT -> ".";
                    case SPIKING -> "#";
                }).collect(java.util.stream.Collectors.joining())).toList();
    }
}
