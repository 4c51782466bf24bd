package org.spikebook.accelerator.bitserial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikebook.accelerator.Accelerator;
import org.spikebook.accelerator.Chip;
import org.spikebook.accelerator.Component;
import org.spikebook.accelerator.DataKind;
import org.spikebook.accelerator.LayerReport;
import org.spikebook.accelerator.LayerShape;
import org.spikebook.accelerator.Operation;
import org.spikebook.accelerator.RandomLayers;
import org.spikebook.accelerator.SynapticWork;
import org.spikebook.bits.Allocation;
import org.spikebook.bits.BitBudget;
import org.spikebook.energy.Technology;
import org.spikebook.network.Activity;
import org.spikebook.network.Layer;
import org.spikebook.network.Network;
import org.spikebook.network.Networks;
import org.spikebook.neuron.FixedPointLif;
import org.spikebook.neuron.Neuron;
import org.spikebook.neuron.Reset;
import org.spikebook.neuron.Tie;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;

class BitSerial_SimulateTest {

    private static final LayerShape CONV = LayerShape.conv("C", 16, 8, 8, 40, 3, 1, 1);

    @Test
    void cyclesFollowTheFormula() {
        // 40 filters in rows of 32: 2 groups; 64 positions in columns of 64: 1; fan-in 144
        BitSerial chip = BitSerial.builder().dramGigabytesPerSecond(1e6).build();
        LayerReport report = chip.simulate(CONV, SpikeTensor.builder(CONV.inputShape(), 3).planes(2).build());
        assertThat(report.computeCycles()).isEqualTo(6 * (2 * 144 + 96));
        assertThat(report.cycles()).isEqualTo(chip.cycles(CONV, 6)).isEqualTo(report.computeCycles());
        assertThat(report.metric("slices")).isEqualTo(6);
        assertThat(report.metric("bitOperations")).isEqualTo(40L * 144 * 64 * 6 * 8);
        assertThat(report.rowOccupancy()).isEqualTo(40 / 64.0);
        assertThat(report.columnOccupancy()).isEqualTo(1);
        // DRAM: 40 x 144 weights of 8 bits, 1024 inputs and 2560 outputs of 6 slices, at 1 bit a cycle
        BitSerial slow = chip.toBuilder().clockMegahertz(8000).dramGigabytesPerSecond(1).build();
        assertThat(slow.simulate(CONV, SpikeTensor.builder(CONV.inputShape(), 6).build()).memoryCycles()).isEqualTo(40 * 144 * 8 + 1024 * 6 + 2560 * 6);
        assertThat(slow.cycles(CONV, 6)).isEqualTo(67_584);
        // an input buffer that is too small makes each of the two filter groups read the input
        assertThat(slow.toBuilder().inputBufferKilobytes(0.5).build().cycles(CONV, 6)).isEqualTo(67_584 + 1024 * 6);
        // three further passes wait for their weights
        assertThat(slow.toBuilder().residentSlices(2).build().cycles(CONV, 6)).isEqualTo(67_584 + 2 * 40 * 144 * 8);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 16, 24})
    void equalSlicesTakeEqualTimeHoweverTheyAreSplit(int slices) {
        Network net = Networks.spikformerCifar(2, 384);
        for (BitSerial chip : List.of(BitSerial.builder().build(), BitSerial.builder().residentSlices(4).array(7, 30).build())) {
            assertThat(Allocation.search(8 * slices).weightBits(8, 8).splits().stream().mapToLong(split -> chip.cycles(net, split)).distinct()).hasSize(1);
        }
        LayerShape layer = LayerShape.of(net.layer("SPS2"));
        assertThat(Allocation.search(slices).weightBits(1, 1).splits().stream().map(split -> BitSerial.builder().build()
                .simulate(layer, SpikeTensor.builder(layer.inputShape(), split.steps()).planes(split.spikeBits()).build()).cycles()).distinct()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29})
    void outputSpikesAreThoseOfThePlainRun(long seed) {
        var random = new SplittableRandom(seed);
        LayerShape shape = RandomLayers.layer(random);
        int steps = new int[] {1, 2, 5, 65}[random.nextInt(4)];
        int planes = 1 + random.nextInt(8);
        var builder = SpikeTensor.builder(shape.inputShape(), steps).planes(planes);
        for (int n = 0; n < shape.inputs(); n++) {
            for (int t = 0; t < steps; t++) {
                if (random.nextInt(3) == 0) {
                    builder.set(n, t, random.nextInt(1 << planes));
                }
            }
        }
        SpikeTensor spikes = builder.build();
        Neuron neuron = switch (random.nextInt(4)) {
            case 0 -> Neuron.integrateAndFire().threshold(50 + random.nextInt(500)).maxSpikes(7);
            case 1 -> Neuron.lif(0.75).threshold(1 + random.nextInt(500));
            case 2 -> Neuron.multiBit(1 + random.nextInt(8)).threshold(1 + random.nextInt(200));
            default -> Neuron.lif(0.5).threshold(20).reset(Reset.SUBTRACT).tie(Tie.SILENT);
        };
        Network network = RandomLayers.network(random, shape, () -> true, neuron);
        Activity expected = network.run(spikes);
        BitSerial chip = BitSerial.builder().array(1 + random.nextInt(9), 1 + random.nextInt(9)).build();
        String about = "seed " + seed + ", " + shape + ", " + planes + " bits, T " + steps + ", " + neuron.describe();
        assertThat(chip.execute(network.layers().get(0), spikes).output()).as(about).isEqualTo(expected.output());
        LayerReport report = chip.simulate(shape, spikes);
        assertThat(report.counts().times(Component.ALU, Operation.ACCUMULATE)).as(about).isEqualTo(SynapticWork.operations(shape, spikes));
        assertThat(report.counts().times(Component.ALU, Operation.UPDATE, DataKind.MEMBRANE)).as(about).isEqualTo((long) shape.neurons() * steps);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void sumsThatSaturateDoSoAsInThePlainRun(long seed) {
        var random = new SplittableRandom(seed);
        LayerShape shape = RandomLayers.layer(random);
        SpikeTensor spikes = RandomLayers.spikes(random, shape, 9, 0.3);
        Network network = RandomLayers.network(random, shape, () -> true, new FixedPointLif(8, 9, 8, 200, 40, Reset.HARD, Tie.FIRES));
        Activity expected = network.run(spikes);
        var run = BitSerial.builder().array(3, 5).build().execute(network.layers().get(0), spikes);
        assertThat(run.output()).as("seed %d", seed).isEqualTo(expected.output());
        assertThat(run.partialSumSaturations() + run.registerOverflows()).as("seed %d", seed).isEqualTo(expected.overflows("L"));
        assertThatIllegalArgumentException().isThrownBy(() -> BitSerial.builder().build().execute(network.layers().get(0),
                SpikeTensor.builder(shape.inputShape(), 1).planes(2).build())).withMessageContaining("Maybe a neuron whose sums do not saturate");
    }

    @Test
    void aNetworkWithBlocksRunsLayerByLayerOnIntegers() {
        Network net = Network.builder("sew", Shape.image(2, 6, 6)).conv2d("IN", c -> c.filters(6).kernel(3).padding(1)).neuron(Neuron.multiBit(2))
                .residual("R", r -> r.body(b -> b.conv2d("A", c -> c.filters(6).kernel(3).padding(1)).batchNorm("BN").neuron(Neuron.multiBit(2))))
                .dense("FC", 5).neuron(Neuron.lif(0.5)).build();
        var random = new SplittableRandom(4);
        var builder = SpikeTensor.builder(net.input(), 8).planes(3);
        for (int n = 0; n < net.input().size(); n++) {
            for (int t = 0; t < 8; t++) {
                builder.set(n, t, random.nextInt(8));
            }
        }
        SpikeTensor spikes = builder.build();
        Network integers = net.withRandomWeights(3, spikes).foldBatchNorm().quantized(8);
        Activity activity = integers.run(spikes);
        BitSerial chip = BitSerial.builder().build();
        for (String name : List.of("IN", "A", "FC")) {
            Layer layer = integers.layer(name);
            assertThat(chip.execute(layer, activity.input(name)).output()).as(name).isEqualTo(activity.output(name).reshape(LayerShape.of(layer).outputShape()));
        }
        assertThat(chip.simulate(activity).layers()).extracting(l -> l.layer().name()).containsExactly("IN", "A", "FC");
    }

    @ParameterizedTest
    @CsvSource({"1, 4", "2, 2", "4, 1"})
    void thePresetRunsFourSlicesAsFastAsTable4Says(int spikeBits, int steps) {
        BitSerial chip = (BitSerial) Chip.named("bit-serial-xck26").accelerator();
        assertThat(chip.framesPerSecond(Networks.spikformerCifar(4, 384), BitBudget.of(8, spikeBits, steps))).isBetween(342.0, 344.0);
        assertThat(chip.dsps()).isEqualTo(512);
    }

    @Test
    void presetAndParametersComeBack() {
        Chip chip = Chip.named("bit-serial-xck26");
        assertThat(Chip.fromJson(chip.toJson())).isEqualTo(chip);
        assertThat(chip.technology().map(Technology::named)).isPresent();
        BitSerial other = BitSerial.builder().array(5, 6).fill(7).weightBits(4).psumBits(20).membraneBits(12).inputBufferKilobytes(10.5).residentSlices(3)
                .lanesPerDsp(2).clockMegahertz(123.5).dramGigabytesPerSecond(9.5).build();
        assertThat(other.toBuilder().build()).isEqualTo(other).hasSameHashCodeAs(other);
        assertThat(Chip.fromJson(Chip.of(other).toJson()).accelerator()).isEqualTo(other);
        Accelerator changed = other.with(Map.of("rows", 9, "clock", 200));
        assertThat(changed).isEqualTo(other.toBuilder().array(9, 6).clockMegahertz(200).build());
        assertThat(other.settings().keySet()).containsExactlyElementsOf(other.parameters().names());
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> BitSerial.builder().array(0, 1).build()).withMessageContaining("rows of the array must be in 1..");
        assertThatIllegalArgumentException().isThrownBy(() -> BitSerial.builder().clockMegahertz(0).build()).withMessageContaining("clock (MHz) must be positive");
        assertThatIllegalArgumentException().isThrownBy(() -> BitSerial.builder().build().cycles(Networks.resNet20(), BitBudget.of(16, 1, 4)))
                .withMessageContaining("weights of 16 bits, but the machine takes 8").withMessageContaining("Maybe weightBits(16)");
        assertThatIllegalArgumentException().isThrownBy(() -> BitSerial.builder().build().cycles(CONV, 0)).withMessageContaining("slices must be at least 1");
        Network attention = Networks.spikformerCifar(1, 48);
        assertThatIllegalArgumentException().isThrownBy(() -> LayerShape.of(attention.layer("E1.SSA"))).withMessageContaining("multiply spikes with spikes");
    }
}
