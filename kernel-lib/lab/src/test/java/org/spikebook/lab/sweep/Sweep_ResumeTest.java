package org.spikebook.lab.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sweep_ResumeTest {

    private static final String STUDY = """
            {"base": {"accelerator": "spikex", "layers": {"network": "n-mnist", "layer": "CONV2"}, "spikes": {"kind": "bernoulli", "rate": 0.01},
                      "steps": 30, "technology": "cacti32-hp"},
             "axes": [{"name": "firingRate", "from": 0.001, "to": 0.1, "count": 12, "log": true},
                      {"name": "rows", "values": [4, 8, 16]}, {"name": "timeWindow", "values": [1, 2, 5, 10, 40]}],
             "measures": ["latency", "energy", "edp"]}""";

    @TempDir
    private Path folder;

    /** What is killed: runs the study of the first argument into the second. */
    static final class Main {

        public static void main(String[] args) {
            Sweep.load(Path.of(args[0])).run(Path.of(args[1]));
        }
    }

    private Sweep study() throws IOException {
        return Sweep.load(Files.writeString(folder.resolve("study.json"), STUDY));
    }

    private static int computed(Sweep sweep, Path csv) {
        var computed = new ArrayList<SweepPoint>();
        sweep.on((points, outcomes) -> {
            computed.addAll(points);
            SweepEngine.local().compute(points, outcomes);
        }).run(csv);
        return computed.size();
    }

    @Test
    void aSecondRunComputesOnlyWhatIsMissing() throws IOException {
        Path csv = folder.resolve("study.csv");
        assertThat(computed(study(), csv)).isEqualTo(180);
        byte[] first = Files.readAllBytes(csv);
        // windows of 40 steps do not fit 30 steps: these points fail again, at once
        assertThat(computed(study(), csv)).isEqualTo(36);
        assertThat(Files.readAllBytes(csv)).isEqualTo(first);
        assertThat(Files.readString(csv)).contains("time window of 40 is longer than the input of 30 steps");
        var wider = Sweep.fromJson(STUDY.replace("[4, 8, 16]", "[4, 8, 16, 32]"), folder);
        assertThat(computed(wider, csv)).as("one more value of four").isEqualTo(36 + 12 + 48);
    }

    @Test
    void damagedLinesAreComputedAgain() throws IOException {
        Path csv = folder.resolve("study.csv");
        study().run(csv);
        byte[] whole = Files.readAllBytes(csv);
        Path journal = folder.resolve("study.csv.journal");
        List<String> lines = new ArrayList<>(Files.readAllLines(journal));
        assertThat(lines).hasSize(144);
        int digit = lines.get(7).indexOf(' ') + 1;
        lines.set(7, lines.get(7).substring(0, digit) + (lines.get(7).charAt(digit) == '9' ? '8' : '9') + lines.get(7).substring(digit + 1));
        lines.set(20, "");
        Files.write(journal, lines);
        Files.writeString(journal, "cut off in the mid", StandardOpenOption.APPEND);
        Files.delete(csv);
        assertThat(computed(study(), csv)).isEqualTo(36 + 2);
        assertThat(Files.readAllBytes(csv)).isEqualTo(whole);
    }

    @Test
    void twoRunsIntoOneFileAreRefusedAndAnImpossibleFolderIsNamed() throws IOException {
        Path csv = folder.resolve("study.csv");
        try (Journal busy = Journal.open(folder.resolve("study.csv.journal"))) {
            assertThat(busy.find("x")).isEmpty();
            assertThatIllegalStateException().isThrownBy(() -> study().run(csv)).withMessageContaining("in use by another run. Maybe wait");
        }
        Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> study().run(folder.resolve("file/study.csv"))).isInstanceOf(UncheckedIOException.class).hasMessageContaining("file");
    }

    @Test
    void anInterruptKeepsWhatWasDone() throws IOException {
        Path csv = folder.resolve("study.csv");
        assertThatThrownBy(() -> study().on((points, outcomes) -> {
            SweepEngine.local().compute(points.subList(0, 20), outcomes);
            throw new CancellationException("interrupted");
        }).run(csv)).isInstanceOf(CancellationException.class);
        assertThat(csv).doesNotExist();
        assertThat(computed(study(), csv)).isLessThanOrEqualTo(180 - 16).isGreaterThan(100);
    }

    @Test
    void afterKillsAtRandomMomentsTheFileEqualsTheUninterruptedRuns() throws Exception {
        kill(10);
    }

    @Tag("soak")
    @Test
    void afterAHundredKillsTheFileEqualsTheUninterruptedRuns() throws Exception {
        kill(100);
    }

    /** Starts and kills until so many kills hit a running process; a finished file is taken away and its journal cut, so that work is left. */
    private void kill(int kills) throws Exception {
        Path expected = folder.resolve("expected.csv");
        study().run(expected);
        Path csv = folder.resolve("killed.csv");
        Path journal = folder.resolve("killed.csv.journal");
        var random = new SplittableRandom(11);
        int killed = 0;
        int grown = 0;
        while (killed < kills) {
            if (Files.exists(csv)) {
                assertThat(Files.readAllBytes(csv)).as("kill %d", killed).isEqualTo(Files.readAllBytes(expected));
                Files.delete(csv);
                Files.delete(journal);
            }
            long before = Files.exists(journal) ? Files.size(journal) : 0;
            Process process = start(csv);
            long begun = System.nanoTime();
            while (process.isAlive() && (!Files.exists(journal) || Files.size(journal) <= before) && System.nanoTime() - begun < 60e9) {
                Thread.sleep(1);
            }
            boolean finished = process.waitFor(random.nextInt(1, 60), TimeUnit.MILLISECONDS);
            if (!finished) {
                process.destroyForcibly().waitFor();
                killed++;
                grown += Files.size(journal) > before ? 1 : 0;
            }
        }
        assertThat(grown).as("kills in the middle of the work").isGreaterThan(kills / 2);
        Process last = start(csv);
        assertThat(last.waitFor()).isZero();
        assertThat(Files.readAllBytes(csv)).isEqualTo(Files.readAllBytes(expected));
    }

    private Process start(Path csv) throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp",
                System.getProperty("java.class.path"), Main.class.getName(), folder.resolve("study.json").toString(), csv.toString())
                .redirectErrorStream(true).redirectOutput(folder.resolve("log.txt").toFile()).start();
    }
}
