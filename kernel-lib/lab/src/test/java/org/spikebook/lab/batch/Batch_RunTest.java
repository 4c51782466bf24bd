package org.spikebook.lab.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikebook.accelerator.Chip;
import org.spikebook.accelerator.LayerShape;
import org.spikebook.accelerator.spikex.SpikeX;
import org.spikebook.energy.Technology;
import org.spikebook.spike.Spikes;

class Batch_RunTest {

    private static final String TABLE = """
            workload,rate,layer,name,kind,T,C,H,kernel,pad,stride,seq,in_dim,out_dim,seed,sops
            a,0.05,0,"c,1",conv,20,2,8,3,1,1,64,18,12,42,1
            a,0.10,1,fc,fc_flat,20,,,,,,1,40,7,42,2
            a,0.10,2,tokens,fc_seq,20,,,,,,8,40,7,42,3
            """;

    @TempDir
    private Path folder;

    private LayerTable table(String text) throws Exception {
        return LayerTable.read(Files.writeString(folder.resolve("layers.csv"), text));
    }

    private static Path data(String path) {
        Optional<Path> found = Optional.ofNullable(System.getenv("SPIKEBOOK_DATA")).map(root -> Path.of(root).resolve(path)).filter(Files::exists);
        assumeTrue(found.isPresent(), "skipped: '" + path + "' not found. Set SPIKEBOOK_DATA to the data folder.");
        return found.get();
    }

    @Test
    void theReferenceWorkloadsComeOutNumberForNumber() throws Exception {
        Path file = data("ptb-workloads/workloads.csv");
        List<String> reference = Files.readAllLines(file);
        BatchResult result = Batch.of(LayerTable.read(file), Chip.named("ptb-as-in-prosperity")).run();
        List<String> lines = result.toCsv().lines().toList();
        List<String> header = List.of(lines.get(0).split(",", -1));
        List<String> columns = List.of(reference.get(0).split(",", -1));
        assertThat(lines).hasSameSizeAs(reference);
        assertThat(columns).contains("ptb_rows_after_stsap", "fnv1a64", "eyeriss_layer_cycles").hasSize(28);
        for (int i = 1; i < lines.size(); i++) {
            String[] ours = lines.get(i).split(",", -1);
            String[] theirs = reference.get(i).split(",", -1);
            for (int c = 0; c < columns.size(); c++) {
                assertThat(ours[header.indexOf(columns.get(c))]).as("line %d, column %s", i + 1, columns.get(c)).isEqualTo(theirs[c]);
            }
        }
        // 982 mW over the time, and 12.45 pJ a bit
        int row = 0;
        double cycles = number(result, row, "ptb_compute_cycles") + number(result, row, "ptb_mem_stall_cycles") + number(result, row, "ptb_lif_cycles");
        double bits = number(result, row, "ptb_dram_read_bits") + number(result, row, "ptb_dram_write_bits");
        assertThat(number(result, row, "ptb_total_cycles")).isEqualTo(cycles);
        assertThat(number(result, row, "ptb_onchip_energy_uJ")).isCloseTo(0.982 * cycles / 500e6 * 1e6, within(1e-6));
        assertThat(number(result, row, "ptb_dram_energy_uJ")).isCloseTo(12.45e-6 * bits, within(1e-6));
        assertThat(number(result, row, "energy_pJ")).isCloseTo((0.982 * cycles / 500e6 * 1e6 + 12.45e-6 * bits) * 1e6, within(1.0));
    }

    private static double number(BatchResult result, int row, String column) {
        return ((Number) result.rows().get(row).get(result.header().indexOf(column))).doubleValue();
    }

    @Test
    void everyAcceleratorSharesTheColumnsOfCost() throws Exception {
        for (String chip : List.of("ptb", "spikex", "spikex-paper-rule")) {
            BatchResult result = Batch.of(table(TABLE), Chip.named(chip)).run();
            assertThat(result.header()).startsWith("workload", "rate", "layer", "name", "kind", "T", "C", "H", "kernel", "pad", "stride", "seq", "in_dim",
                    "out_dim", "seed", "spikes", "fnv1a64", "raw_bits", "im2col_bits", "im2col_spikes", "sops", "accelerator", "time_window", "technology", "cycles",
                    "energy_pJ", "energy_alu_pJ").doesNotContain("ptb_compute_cycles").doesNotHaveDuplicates();
            assertThat(result.header()).contains("glb_read_weight_bits", "count_units");
            assertThat(result.rows().get(0)).startsWith("a", "0.05", "0", "c,1", "conv").contains(chip, "cacti32-hp");
            LayerShape shape = LayerShape.conv("c,1", 2, 8, 8, 12, 3, 1, 1);
            var report = Chip.named(chip).accelerator().simulate(shape, Spikes.bernoulli(0.05).seed(42).generate(shape.inputShape(), 20));
            assertThat(result.reports().get(0)).isEqualTo(report);
            assertThat(number(result, 0, "cycles")).isEqualTo(report.cycles());
            double energy = Technology.named("cacti32-hp").price(report.counts()).total().picojoules();
            assertThat(number(result, 0, "energy_pJ")).isCloseTo(energy, within(1e-6));
            double parts = 0;
            for (String part : List.of("alu", "rf", "lbuf", "glb", "dram", "static")) {
                parts += number(result, 0, "energy_" + part + "_pJ");
            }
            assertThat(parts).isCloseTo(energy, within(1e-6));
            assertThat(number(result, 0, "sops")).isNotEqualTo(1.0);    // the table's own value is computed anew
        }
    }

    @Test
    void technologyAndLeakageChangeTheEnergyAlone() throws Exception {
        LayerTable table = table(TABLE);
        Batch batch = Batch.of(table, Chip.of(SpikeX.builder().timeWindow(2).build()));
        BatchResult plain = batch.run();
        BatchResult leaky = batch.technology(Technology.named("spikex-calibrated")).withLeakage().run();
        assertThat(leaky.reports()).isEqualTo(plain.reports());
        assertThat(number(plain, 1, "energy_static_pJ")).isZero();
        assertThat(number(leaky, 1, "energy_static_pJ")).isPositive();
        assertThat(number(leaky, 1, "energy_pJ")).isGreaterThan(number(batch.technology(Technology.named("spikex-calibrated")).run(), 1, "energy_pJ"));
        assertThat(leaky.rows().get(1)).contains("spikex-calibrated");
        assertThatIllegalArgumentException().isThrownBy(() -> batch.technology(Technology.named("cacti45-hp")).withLeakage().run())
                .withMessageContaining("technology 'cacti45-hp' names no static power");
    }

    @Test
    void aLayerShorterThanTheWindowRunsInOneWindowAndSaysSo() throws Exception {
        LayerTable table = table("kind,T,rate,in_dim,out_dim\nfc_flat,4,0.2,40,7\nfc_flat,40,0.2,40,7\n");
        BatchResult result = Batch.of(table, Chip.named("spikex")).run();
        assertThat(result.shortened()).isEqualTo(1);
        assertThat(number(result, 0, "time_window")).isEqualTo(4);
        assertThat(number(result, 1, "time_window")).isEqualTo(5);
        LayerShape shape = table.layers().get(0);
        assertThat(result.reports().get(0)).isEqualTo(SpikeX.builder().timeWindow(4).build().simulate(shape, table.lines().get(0).spikes()));
    }

    @Test
    void aLayerThatTheChipCannotRunIsNamedWithItsLine() throws Exception {
        LayerTable own = table(TABLE);
        assertThatIllegalArgumentException().isThrownBy(() -> Batch.of(own, Chip.of(SpikeX.builder().timeWindow("fc", 21).build())).run())
                .withMessageStartingWith(folder.resolve("layers.csv") + ", line 3: ").withMessageContaining("time window of 21 is longer than the input of 20 steps. Maybe timeWindow(20)");
        LayerTable odd = table("kind,T,rate,C,H,kernel,out_dim\nconv,4,0.1,2,7,3,5\n");
        assertThatIllegalArgumentException().isThrownBy(() -> Batch.of(odd, Chip.named("ptb-as-in-prosperity")).run())
                .withMessageContaining(", line 2: ").withMessageContaining("a multiple of 8");
        LayerTable huge = table("kind,T,rate,C,H,kernel,out_dim\nconv,4,0.1,64000,20000,3,5\n");
        assertThatIllegalArgumentException().isThrownBy(() -> Batch.of(huge, Chip.named("ptb")).run()).withMessageContaining(", line 2: ");
    }

    @Test
    void recordedSpikesOfATraceAreCounted() throws Exception {
        Path trace = data("spike-traces/lenet5_mnist/conv2d_1.npy");
        LayerTable table = table("name,kind,file,C,H,kernel,pad,stride,out_dim\nconv2d_1,conv," + trace + ",6,16,5,0,1,16\n");
        BatchResult result = Batch.of(table, Chip.named("spikex")).run();
        assertThat(number(result, 0, "spikes")).isEqualTo(9533);      // layers.csv of the traces
        assertThat(number(result, 0, "raw_bits")).isEqualTo(49152);
        assertThat(number(result, 0, "cycles")).isPositive();
    }

    @Test
    void everyTopologyAtHandIsRead() throws Exception {
        Path folder = data("scale-sim/topologies");
        var read = new ArrayList<String>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                LayerTable table = LayerTable.read(file, Spikes.bernoulli(0.02).seed(1), 8);
                long lines = Files.readAllLines(file).stream().filter(line -> !line.replace(",", "").isBlank()).count();
                assertThat(table.layers()).as(file.toString()).hasSize((int) lines - 1);
                read.add(file.getFileName().toString());
            }
        }
        assertThat(read).contains("Resnet50.csv", "gemm_test_mnk_input.csv", "UNet_2d.csv");
    }

    @ParameterizedTest
    @ValueSource(strings = {"test.csv", "gemm_test_mnk_input.csv", "sparsity_conv.csv", "sparsity_gemm.csv"})
    void topologiesAreSimulated(String name) {
        LayerTable table = LayerTable.read(data("scale-sim/topologies/" + name), Spikes.bernoulli(0.02).seed(1), 8);
        BatchResult result = Batch.of(table, Chip.named("spikex")).run();
        assertThat(result.rows()).hasSameSizeAs(table.layers());
        for (int row = 0; row < result.rows().size(); row++) {
            assertThat(number(result, row, "cycles")).isPositive();
        }
        assertThat(result.header()).contains("rate", "T", "seed", "layer");
        assertThat(table.unusedColumns()).isEqualTo(name.startsWith("sparsity") ? List.of("Sparsity") : List.of());
    }
}
