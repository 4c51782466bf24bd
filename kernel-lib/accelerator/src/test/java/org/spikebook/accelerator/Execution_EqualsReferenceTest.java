package org.spikebook.accelerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spikebook.accelerator.ptb.Ptb;
import org.spikebook.accelerator.spikex.SpikeX;
import org.spikebook.network.Activity;
import org.spikebook.network.Layer;
import org.spikebook.network.Network;
import org.spikebook.neuron.FixedPointLif;
import org.spikebook.neuron.Neuron;
import org.spikebook.neuron.Reset;
import org.spikebook.neuron.Tie;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;

/** The spikes of every accelerator equal those of the plain run, any window, any mode, any array. */
class Execution_EqualsReferenceTest {

    static long[] seeds() {
        long[] seeds = new long[60];
        for (int i = 0; i < seeds.length; i++) {
            seeds[i] = i;
        }
        return seeds;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void outputSpikesAndOverflowsAreThoseOfThePlainRun(long seed) {
        var random = new SplittableRandom(seed);
        LayerShape shape = RandomLayers.layer(random);
        int steps = new int[] {1, 3, 30, 64, 70, 129}[random.nextInt(6)];
        SpikeTensor spikes = RandomLayers.spikes(random, shape, steps, 0.02 + random.nextDouble() * 0.2);
        Neuron neuron = neuron(random);
        boolean tight = neuron instanceof FixedPointLif;
        Network network = RandomLayers.network(random, shape, random::nextBoolean, neuron);
        Layer layer = network.layers().get(0);
        Activity expected = network.run(spikes);
        int window = 1 + random.nextInt(Math.min(steps, 70));
        int rows = 1 + random.nextInt(9);
        int columns = 1 + random.nextInt(8);

        for (Accelerator chip : List.of(
                Ptb.builder().array(rows, columns).timeWindow(window).build(),
                Ptb.builder().array(rows, columns).timeWindow(window).skip(Ptb.Skip.LINE).build(),
                SpikeX.builder().array(rows, columns).timeWindow(window).tile(1 + random.nextInt(5)).inputBlock(1 + random.nextInt(70)).build(),
                SpikeX.builder().array(rows, columns).timeWindow(window).dispatch(SpikeX.Dispatch.TEMPORAL).build(),
                SpikeX.builder().array(rows, columns).timeWindow(window).dispatch(SpikeX.Dispatch.PAPER_RULE).build(),
                SpikeX.builder().array(rows, columns).timeWindow(window).dispatch(SpikeX.Dispatch.CONSECUTIVE).build())) {
            LayerRun run = chip.execute(layer, spikes);
            String about = "seed " + seed + ", " + shape + ", T " + steps + ", " + neuron.describe() + ", " + chip;
            assertThat(run.output()).as(about).isEqualTo(expected.output());
            assertThat(run.partialSumSaturations() + run.registerOverflows()).as(about).isEqualTo(expected.overflows(layer.name()));
            assertThat(run.reordered()).as("these add in ascending order, " + about).isZero();
        }
        // pairs of lines enter together, which changes the order of adding; it shows only where sums saturate
        LayerRun paired = Ptb.builder().array(rows, columns).timeWindow(window).skip(Ptb.Skip.LINE).stsap(true).build().execute(layer, spikes);
        if (!tight || expected.overflows(layer.name()) == 0) {
            assertThat(paired.output()).as("seed %d", seed).isEqualTo(expected.output());
            assertThat(paired.reordered()).isZero();
        }
    }

    @Test
    void whereSumsSaturatePairingShowsWhichOnesCameOutDifferently() {
        // step 0: lines 0, 1, 2; step 1: lines 1, 2, 3. Line 0 pairs with line 3, which then enters before lines 1 and 2:
        // in 7 bits 60 - 30 + 60 stops at 63, but 60 + 60 - 30 ends at 33
        Network network = Network.builder("order", Shape.features(4)).dense("FC", d -> d.units(1).weights(new float[][] {{1, 60, -30, 60}}))
                .neuron(new FixedPointLif(7, 7, 16, 0, 50, Reset.HARD, Tie.FIRES)).build();
        SpikeTensor spikes = SpikeTensor.builder(Shape.features(4), 2).set(0, 0).set(1, 0).set(1, 1).set(2, 0).set(2, 1).set(3, 1).build();
        assertThat(network.run(spikes).output().get(0, 1)).isTrue();
        Ptb.Builder lines = Ptb.builder().array(1, 2).timeWindow(1).skip(Ptb.Skip.LINE);
        assertThat(lines.build().execute(network.layer("FC"), spikes).output()).isEqualTo(network.run(spikes).output());
        LayerRun paired = lines.stsap(true).build().execute(network.layer("FC"), spikes);
        assertThat(paired.output().get(0, 1)).isFalse();
        assertThat(paired.partialSumSaturations()).isEqualTo(1);
        assertThat(paired.reordered()).isEqualTo(1);
    }

    @Test
    void whatCannotRunOnAChipSaysWhyAndWhatToDo() {
        Ptb chip = Ptb.builder().timeWindow(1).build();
        SpikeTensor spikes = SpikeTensor.builder(Shape.features(2), 2).build();
        Network bare = Network.builder("n", Shape.features(2)).dense("FC", 3).neuron(Neuron.lif(0.5)).build();
        assertThatIllegalArgumentException().isThrownBy(() -> chip.execute(bare.layer("FC"), spikes))
                .withMessageContaining("layer 'FC': has no weights").withMessageContaining("withRandomWeights");
        Network real = Network.builder("n", Shape.features(2)).dense("FC", d -> d.units(1).weights(new float[][] {{0.5f, 1}}))
                .neuron(Neuron.lif(0.5)).build();
        assertThatIllegalArgumentException().isThrownBy(() -> chip.execute(real.layer("FC"), spikes))
                .withMessageContaining("whole numbers").withMessageContaining("0.5").withMessageContaining("quantized(8)");
        Network silent = Network.builder("n", Shape.features(2)).dense("FC", d -> d.units(1).weights(new float[][] {{1, 1}})).build();
        assertThatIllegalArgumentException().isThrownBy(() -> chip.execute(silent.layer("FC"), spikes)).withMessageContaining("no neuron");
        Network fine = Network.builder("n", Shape.features(2)).dense("FC", d -> d.units(1).weights(new float[][] {{1, 1}}))
                .neuron(Neuron.lif(0.5)).build();
        SpikeTensor wide = SpikeTensor.builder(Shape.features(2), 2).planes(2).build();
        assertThatIllegalArgumentException().isThrownBy(() -> chip.execute(fine.layer("FC"), wide)).withMessageContaining("binary spikes");
    }

    private static Neuron neuron(SplittableRandom random) {
        Reset reset = random.nextBoolean() ? Reset.HARD : Reset.SUBTRACT;
        Tie tie = random.nextBoolean() ? Tie.FIRES : Tie.values()[Tie.values().length - 1];
        return switch (random.nextInt(4)) {
            case 0 -> Neuron.integrateAndFire().threshold(1 + random.nextInt(300)).reset(reset).tie(tie);
            case 1 -> Neuron.lif(0.875).threshold(1 + random.nextInt(300)).reset(reset).tie(tie);
            case 2 -> new FixedPointLif(8, 16, 16, 224, 1 + random.nextInt(300), reset, tie);
            default -> new FixedPointLif(8, 8 + random.nextInt(3), 8, random.nextInt(257), 1 + random.nextInt(100), reset, tie);
        };
    }
}
