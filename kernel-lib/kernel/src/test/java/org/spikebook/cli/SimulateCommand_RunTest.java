package org.spikebook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikebook.accelerator.Chip;
import org.spikebook.accelerator.spikex.SpikeX;

class SimulateCommand_RunTest {

    @TempDir
    private Path folder;

    private Path layers;
    private Path counts;

    @BeforeEach
    void write() throws Exception {
        layers = Files.writeString(folder.resolve("layers.csv"), """
                name,kind,T,rate,seed,layer,C,H,kernel,pad,stride,seq,in_dim,out_dim
                c1,conv,20,0.05,42,0,2,8,3,1,1,,,12
                fc,fc_flat,20,0.1,42,1,,,,,,,40,7
                """);
        counts = folder.resolve("counts.csv");
    }

    @Test
    void listsPresetsAndTechnologies() {
        Run run = run("simulate", "--list");
        assertThat(run.status).isZero();
        assertThat(run.out.lines().map(String::strip)).anyMatch(line -> line.startsWith("ptb-as-in-prosperity "))
                .anyMatch(line -> line.startsWith("spikex-paper-rule ")).anyMatch(line -> line.startsWith("ptb ")).anyMatch(line -> line.startsWith("spikex "))
                .anyMatch(line -> line.startsWith("cacti32-hp "));
    }

    @Test
    void writesTheCountsOfEveryLayer() throws Exception {
        Run run = run("simulate", "--accelerator", "spikex", "--layers", layers.toString(), "-o", counts.toString());
        assertThat(run.status).as(run.err).isZero();
        assertThat(run.out).contains("wrote " + counts + ": 2 layers on spikex");
        List<String> lines = Files.readAllLines(counts);
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("name,kind,T,").contains("spikes,fnv1a64", ",cycles,energy_pJ,");
        assertThat(lines.get(1)).startsWith("c1,conv,20,0.05,");
        assertThat(lines.get(2)).startsWith("fc,fc_flat,20,0.1,");
    }

    @Test
    void takesAChipAndATechnologyOfOnesOwn() throws Exception {
        Path chip = folder.resolve("wide.json");
        Chip.of(SpikeX.builder().array(4, 16).build()).save(chip);
        Run run = run("simulate", "-a", chip.toString(), "-l", layers.toString(), "-o", counts.toString(), "--technology", "spikex-calibrated", "--leakage");
        assertThat(run.status).as(run.err).isZero();
        assertThat(Files.readAllLines(counts).get(1)).contains("spikex,5,spikex-calibrated,");
    }

    @Test
    void readsATopologyWithARate() throws Exception {
        Path topology = Files.writeString(folder.resolve("net.csv"), "Layer Name, M, N, K, Sparsity,\nTest 1, 8, 12, 16, 2:4,\n");
        Run run = run("simulate", "-a", "ptb", "-l", topology.toString(), "--rate", "0.1", "--steps", "16", "--seed", "3", "-o", counts.toString());
        assertThat(run.status).as(run.err).isZero();
        assertThat(run.err).contains("columns [Sparsity] have no meaning here; weights are dense.");
        assertThat(Files.readAllLines(counts).get(1)).startsWith("Test 1,8,12,16,2:4,0.1,1.0,16,0,3,");
        Run without = run("simulate", "-a", "ptb", "-l", topology.toString(), "-o", counts.toString());
        assertThat(without.status).isEqualTo(1);
        assertThat(without.err).contains("--rate 0.05 --steps 300 --seed 42");
        Run half = run("simulate", "-a", "ptb", "-l", topology.toString(), "--rate", "0.1", "-o", counts.toString());
        assertThat(half.status).isEqualTo(2);
        assertThat(half.err).contains("Missing option --steps");
    }

    @Test
    void aBadLineLeavesNothingBehind() throws Exception {
        Files.writeString(layers, "name,kind,T,rate,in_dim,out_dim\nfc,fc_flat,20,0.1,40,7\nfc,fc_flat,20,10,40,7\n");
        Run run = run("simulate", "-a", "spikex", "-l", layers.toString(), "-o", counts.toString());
        assertThat(run.status).isEqualTo(1);
        assertThat(run.err).contains(layers + ", line 3: ", "Maybe a percentage was meant").doesNotContain("\tat ");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(f -> f.getFileName().toString())).containsExactly("layers.csv");
        }
    }

    @Test
    void aFailureKeepsTheCountsThatWereThere() throws Exception {
        Files.writeString(counts, "old\n");
        Files.writeString(layers, "name,kind,T,rate,in_dim,out_dim\nfc,fc_flat,4,0.1,40,7\n");
        Run fits = run("simulate", "-a", "spikex", "-l", layers.toString(), "-o", folder.resolve("other.csv").toString());
        assertThat(fits.status).isZero();
        assertThat(fits.err).contains("1 layers have fewer steps than the chip's time window");
        Path chip = folder.resolve("chip.json");
        Chip.of(SpikeX.builder().timeWindow("fc", 5).build()).save(chip);
        Run run = run("simulate", "-a", chip.toString(), "-l", layers.toString(), "-o", counts.toString());
        assertThat(run.status).isEqualTo(1);
        assertThat(run.err).contains("line 2: ", "time window of 5 is longer than the input of 4 steps");
        assertThat(Files.readString(counts)).isEqualTo("old\n");
    }

    @Test
    void unknownNamesAndMissingOptionsAreNamed() {
        Run name = run("simulate", "-a", "spikeX-", "-l", layers.toString(), "-o", counts.toString());
        assertThat(name.status).isEqualTo(1);
        assertThat(name.err).contains("chip 'spikeX-' is not shipped. Maybe 'spikex'.");
        Run technology = run("simulate", "-a", "spikex", "-l", layers.toString(), "-o", counts.toString(), "--technology", "cacti");
        assertThat(technology.status).isEqualTo(1);
        assertThat(technology.err).contains("technology 'cacti' is not shipped");
        Run missing = run("simulate", "-a", "spikex", "-o", counts.toString());
        assertThat(missing.status).isEqualTo(2);
        assertThat(missing.err).contains("Missing option --layers. Maybe: spikebook simulate");
        Run file = run("simulate", "-a", "spikex", "-l", folder.resolve("none.csv").toString(), "-o", counts.toString());
        assertThat(file.status).isEqualTo(1);
        assertThat(file.err).contains("no such file").doesNotContain("\tat ");
    }

    private record Run(int status, String out, String err) {
    }

    private static Run run(String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        var outBytes = new ByteArrayOutputStream();
        var errBytes = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
            return new Run(Spikebook.execute(arguments), outBytes.toString(StandardCharsets.UTF_8), errBytes.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
