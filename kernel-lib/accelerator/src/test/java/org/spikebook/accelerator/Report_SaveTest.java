package org.spikebook.accelerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.spikebook.accelerator.ptb.Ptb;
import org.spikebook.accelerator.spikex.SpikeX;
import org.spikebook.network.Networks;
import org.spikebook.spike.Spikes;

class Report_SaveTest {

    private static final LayerShape CONV = LayerShape.conv("CONV, \"1\"", 2, 9, 9, 5, 3, 2, 1);
    private static final LayerShape FC = LayerShape.fullyConnected("FC", 3, 20, 7);

    @TempDir
    private Path folder;

    private static Simulation simulation(Accelerator accelerator) {
        return Simulation.of(accelerator).on(CONV, FC).steps(24).spikes(Spikes.bernoulli(0.1).seed(-7));
    }

    @Test
    void aReportComesBackEqualAndItsRunCanBeRepeated() {
        for (Accelerator accelerator : List.of(SpikeX.builder().timeWindow("FC", 3).build(), Ptb.builder().build(), Ptb.asInProsperity(),
                new Chip_LoadTest.OwnAccelerator())) {
            Simulation simulation = accelerator.equals(Ptb.asInProsperity())
                    ? Simulation.of(accelerator).on(LayerShape.fullyConnected("FC", 8, 20, 7)).steps(24).spikes(Spikes.clustered(0.1).seed(3))
                    : simulation(accelerator);
            Report report = simulation.run();
            Path file = folder.resolve("report.json");
            report.save(file);
            Report again = Report.load(file);
            assertThat(again).isEqualTo(report);
            assertThat(again.layers().get(0).metrics().keySet()).containsExactlyElementsOf(report.layers().get(0).metrics().keySet());
            again.chip().ifPresent(chip -> assertThat(simulation.with("accelerator", chip.accelerator()).spikes(again.input().recipe().orElseThrow()).run())
                    .isEqualTo(report));
            assertThat(again.chip().isPresent()).isEqualTo(!(accelerator instanceof Chip_LoadTest.OwnAccelerator));
        }
    }

    @Test
    void itCarriesWhatItTakesToRepeatTheRun() {
        Report report = simulation(SpikeX.builder().build()).run();
        assertThat(report.version()).matches("\\d+\\.\\d+\\.\\d+.*");
        assertThat(report.input().recipe()).contains(Spikes.bernoulli(0.1).seed(-7));
        assertThat(report.input().description()).contains("seed=-7", "24 steps");
        assertThat(report.inputDigest()).isEqualTo(Spikes.bernoulli(0.1).seed(-7).layer(0).generate(CONV.inputShape(), 24).fnv1a64());
        var net = Networks.nMnist().withRandomWeights(1);
        Report recorded = Simulation.of(SpikeX.builder().build()).activity(net.run(Spikes.bernoulli(0.05).generate(net.input(), 30))).run();
        assertThat(recorded.input().recipe()).isEmpty();
        assertThat(recorded.input().description()).isEqualTo("recorded activity of " + net.name() + " over 30 steps");
        assertThat(Report.fromJson(recorded.toJson())).isEqualTo(recorded);
    }

    @Test
    void aLayerReportComesBackAlone() {
        LayerReport layer = simulation(SpikeX.builder().build()).run().layer("FC");
        assertThat(LayerReport.fromJson(layer.toJson())).isEqualTo(layer);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "\"version\"|\"versoin\"|unknown key 'versoin'. Maybe 'version'.",
        "\"computeCycles\"|\"computCycles\"|report, layer 1: unknown key 'computCycles'. Maybe 'computeCycles'.",
        "\"operation\" : \"read\"|\"operation\" : \"reed\"|Maybe 'read'.",
        "\"times\"|\"time\"|report, layer 1, count 1: unknown key 'time'. Maybe 'times'.",
        "\"digest\" : \"|\"digest\" : \"x|'digest' must be 16 hexadecimal digits",
        "\"kind\" : \"bernoulli\"|\"kind\" : \"poisson\"|kind must be bernoulli or clustered, but was 'poisson'",
        "\"kind\" : \"conv\"|\"kind\" : \"pool\"|'kind' must be one of [conv, fc], but was 'pool'",
        "\"steps\" : 24|\"steps\" : 24.5|'steps' must be a whole number, but was 24.5",
        "\"columnsBusy\" :|\"columnsBusy\" : 0.5, \"c\" :|metrics: 'columnsBusy' must be a whole number of 64 bits, but was 0.5",
        "\"type\" : \"spikex\"|\"type\" : \"spikey\"|Maybe 'spikex'.",
    })
    void aBrokenFileIsRefusedWithFileKeyAndRule(String text, String replacement, String message) throws Exception {
        String json = simulation(SpikeX.builder().build()).run().toJson();
        assertThat(json).contains(text);
        Path file = Files.writeString(folder.resolve("bad.json"), json.replaceFirst(java.util.regex.Pattern.quote(text), replacement));
        assertThatIllegalArgumentException().isThrownBy(() -> Report.load(file)).withMessageStartingWith("file '" + file + "': ")
                .withMessageContaining(message);
    }

    @Test
    void csvHasTheSameColumnsForEveryAcceleratorAndOneRowALayer() throws Exception {
        Report report = simulation(SpikeX.builder().build()).run();
        Path file = folder.resolve("counts.csv");
        report.saveCsv(file);
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("accelerator,layer,kind,channels,height,width,filters,kernel_height,kernel_width,stride_y,stride_x,padding_y,"
                + "padding_x,steps,cycles,compute_cycles,memory_cycles,stall_cycles,column_occupancy,row_occupancy,dram_read_weight,dram_read_weight_bits,")
                .endsWith("rf_write_tag,rf_write_tag_bits,alu_accumulate_psum,alu_update_membrane");
        assertThat(lines.get(1)).startsWith("SpikeX,\"CONV, \"\"1\"\"\",conv,2,9,9,5,3,3,2,2,1,1,24,");
        List<String> header = List.of(lines.get(0).split(","));
        assertThat(header).doesNotHaveDuplicates();
        String[] fc = lines.get(2).split(",");
        assertThat(fc).hasSize(header.size());
        LayerReport layer = report.layer("FC");
        assertThat(fc[header.indexOf("cycles")]).isEqualTo(Long.toString(layer.cycles()));
        assertThat(fc[header.indexOf("glb_read_spike")]).isEqualTo(Long.toString(layer.counts().times(Component.GLB, Operation.READ, DataKind.SPIKE)));
        assertThat(fc[header.indexOf("glb_read_spike_bits")]).isEqualTo(Long.toString(layer.counts().bits(Component.GLB, Operation.READ, DataKind.SPIKE)));
        assertThat(fc[header.indexOf("alu_accumulate_psum")]).isEqualTo(Long.toString(layer.counts().times(Component.ALU, Operation.ACCUMULATE)));
        long bits = layer.counts().sum(a -> true).bits();
        long written = 0;
        for (int c = 0; c < fc.length; c++) {
            written += header.get(c).endsWith("_bits") ? Long.parseLong(fc[c]) : 0;
        }
        assertThat(written).isEqualTo(bits);
        assertThat(simulation(Ptb.builder().build()).run().toCsv().lines().findFirst()).contains(lines.get(0));
    }

    @Test
    void componentsOfOneAcceleratorAloneStandBehindTheFixedColumns() {
        List<String> lines = simulation(new Chip_LoadTest.OwnAccelerator()).run().toCsv().lines().toList();
        assertThat(lines.get(0)).endsWith("alu_update_membrane,reram_x_read_weight,reram_x_read_weight_bits");
        assertThat(lines.get(2)).endsWith(",0,0,8,64");
    }

    @Test
    void textIsOneScreenHoweverManyLayers() {
        var shapes = new ArrayList<LayerShape>();
        for (int i = 0; i < 60; i++) {
            shapes.add(LayerShape.fullyConnected("FC" + i, 1, 10, 3));
        }
        Report report = Simulation.of(SpikeX.builder().build()).on(shapes.toArray(LayerShape[]::new)).steps(10).spikes(Spikes.bernoulli(0.2)).run();
        assertThat(report.toString().lines().count()).isLessThan(32);
        assertThat(report.toString()).contains("FC0 ", "... 37 more layers", "FC59 ", "bits read / written:  DRAM");
    }
}
