package org.spikebook.accelerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spikebook.accelerator.ptb.Ptb;
import org.spikebook.spike.SpikeTensor;
import org.spikebook.spike.Spikes;
import org.spikebook.testing.TestData;

class Ptb_AsInProsperityTest {

    @Test
    void everyRowOfTheReferenceWorkloadsComesOut() throws Exception {
        List<String> lines = Files.readAllLines(TestData.require("ptb-workloads/workloads.csv"));
        List<String> header = List.of(lines.get(0).split(","));
        Accelerator ptb = Ptb.asInProsperity();
        for (String line : lines.subList(1, lines.size())) {
            String[] row = line.split(",");
            LayerShape layer = row[header.indexOf("kind")].equals("conv")
                    ? LayerShape.conv("L", number(row, header, "C"), number(row, header, "H"), number(row, header, "H"),
                            number(row, header, "out_dim"), number(row, header, "kernel"), number(row, header, "stride"), number(row, header, "pad"))
                    : LayerShape.fullyConnected("L", number(row, header, "seq"), number(row, header, "in_dim"), number(row, header, "out_dim"));
            SpikeTensor spikes = Spikes.bernoulli(Double.parseDouble(row[header.indexOf("rate")])).seed(42).layer(number(row, header, "layer"))
                    .generate(layer.inputShape(), number(row, header, "T"));
            LayerReport report = ptb.simulate(layer, spikes);
            assertThat(new long[] {report.metric("rowsAfterStsap"), report.computeCycles(), report.metric("memoryStallCycles"),
                report.metric("lifCycles"), report.counts().sum(a -> a.operation() == Operation.READ).bits(),
                report.counts().sum(a -> a.operation() == Operation.WRITE).bits(), SynapticWork.operations(layer, spikes)}).as(line)
                    .containsExactly(number(row, header, "ptb_rows_after_stsap"), number(row, header, "ptb_compute_cycles"),
                            number(row, header, "ptb_mem_stall_cycles"), number(row, header, "ptb_lif_cycles"),
                            number(row, header, "ptb_dram_read_bits"), number(row, header, "ptb_dram_write_bits"), number(row, header, "sops"));
        }
        assertThat(lines).hasSize(30);
    }

    static long[] seeds() {
        long[] seeds = new long[80];
        for (int i = 0; i < seeds.length; i++) {
            seeds[i] = i;
        }
        return seeds;
    }

    /** The rules by the letter, on shapes that the reference rows do not have. */
    @ParameterizedTest
    @MethodSource("seeds")
    void anyLayerThatTheRulesCoverComesOutAsTheRulesSay(long seed) {
        var random = new SplittableRandom(seed);
        LayerShape layer = RandomLayers.layer(random);
        int steps = new int[] {3, 4, 5, 8, 13, 16, 32, 40, 100, 300}[random.nextInt(10)];
        SpikeTensor spikes = RandomLayers.spikes(random, layer, steps, random.nextDouble() * 0.2);
        int padded = 1;
        while (padded < steps) {
            padded *= 2;
        }
        int windows = padded / 4;
        int columns = windows * layer.positions();
        Accelerator ptb = Ptb.asInProsperity();
        if (layer.kind() == LayerShape.Kind.FC && layer.isFlat()) {
            long spiking = java.util.Arrays.stream(spikes.counts()).filter(c -> c > 0).count();
            assertThat(ptb.simulate(layer, spikes).metric("rowsAfterStsap")).isEqualTo(spiking);
            return;
        }
        if (columns % 8 != 0) {
            assertThatIllegalArgumentException().isThrownBy(() -> ptb.simulate(layer, spikes)).withMessageContaining("multiple of 8")
                    .withMessageContaining("Maybe Ptb.builder()");
            return;
        }
        ActivityTags tags = ActivityTags.of(layer, spikes, Math.min(4, steps), layer.channels());
        int groups = columns / 8;
        long rows = 0;
        for (int g = 0; g < groups; g++) {
            var masks = new ArrayList<Integer>();
            for (int b = 0; b < tags.blocks(); b++) {
                for (int l = 0; l < tags.linesOf(b); l++) {
                    int mask = 0;
                    for (int j = 0; j < 8; j++) {
                        int f = j * groups + g;
                        int input = tags.inputOf(b, f % layer.positions(), l);
                        for (int t = f / layer.positions() * 4; input >= 0 && t < Math.min(steps, f / layer.positions() * 4 + 4); t++) {
                            mask |= spikes.get(input, t) ? 1 << j : 0;
                        }
                    }
                    masks.add(mask);
                }
            }
            rows += Dispatch_EqualsPlainModelTest.pairs(masks, 255);
        }
        assertThat(ptb.simulate(layer, spikes).metric("rowsAfterStsap")).as("seed %d, %s, T %d", seed, layer, steps).isEqualTo(rows);
    }

    private static int number(String[] row, List<String> header, String column) {
        return Integer.parseInt(row[header.indexOf(column)]);
    }
}
