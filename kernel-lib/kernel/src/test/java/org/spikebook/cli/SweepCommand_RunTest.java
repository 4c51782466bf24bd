package org.spikebook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepCommand_RunTest {

    private static final String STUDY = """
            {"base": {"accelerator": "spikex", "layers": {"network": "n-mnist", "layer": "CONV2"}, "spikes": {"kind": "bernoulli", "rate": 0.01},
                      "steps": 30, "technology": "cacti32-hp"},
             "axes": [{"name": "rows", "values": [4, 8]}, {"name": "timeWindow", "values": [2, 31]}], "measures": ["latency", "edp"]}""";

    @TempDir
    private Path folder;

    private record Run(int status, String out, String err) {
    }

    private static Run run(String... arguments) {
        PrintStream stdout = System.out;
        PrintStream stderr = System.err;
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            int status = Spikebook.execute(arguments);
            return new Run(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(stdout);
            System.setErr(stderr);
        }
    }

    @Test
    void writesOneRowAPointAndSaysWhatFailed() throws Exception {
        Path study = Files.writeString(folder.resolve("study.json"), STUDY);
        Path csv = folder.resolve("out.csv");
        Run run = run("sweep", study.toString(), "-o", csv.toString());
        assertThat(run.status).as(run.err).isZero();
        assertThat(run.out).contains("wrote " + csv + ": 4 points in").contains("of which 2 failed; the first says: ").contains("time window of 31 is longer");
        assertThat(Files.readAllLines(csv)).hasSize(5).first().isEqualTo("rows,timeWindow [steps],latency [cycles],edp [nJ·µs],error");
        assertThat(Files.readAllLines(folder.resolve("out.csv.journal"))).hasSize(2);
    }

    @Test
    void theSameFileComesFromSpark() throws Exception {
        Path study = Files.writeString(folder.resolve("study.json"), STUDY);
        assertThat(run("sweep", study.toString(), "-o", folder.resolve("here.csv").toString()).status).isZero();
        Run run = run("sweep", study.toString(), "--engine", "local[2]", "-c", "spark.app.name=study", "-o", folder.resolve("spark.csv").toString());
        assertThat(run.status).as(run.err).isZero();
        assertThat(folder.resolve("spark.csv")).hasSameBinaryContentAs(folder.resolve("here.csv"));
        assertThat(run("sweep", study.toString(), "-c", "spark.app.name=study").err).contains("--conf is for Spark").contains("Maybe --engine local[*].");
        assertThat(run("sweep", study.toString(), "--engine", "spark://127.0.0.1:1").err).contains("no master answers at spark://127.0.0.1:1").doesNotContain("\tat ");
    }

    @Test
    void aStudyWithAMistakeFailsBeforeAnythingRuns() throws Exception {
        Path study = Files.writeString(folder.resolve("study.json"), STUDY.replace("\"rows\"", "\"rovs\""));
        Run run = run("sweep", study.toString(), "-o", folder.resolve("out.csv").toString());
        assertThat(run.status).isEqualTo(1);
        assertThat(run.err).contains("has no parameter 'rovs'. Maybe 'rows'.").doesNotContain("\tat ");
        assertThat(folder.resolve("out.csv")).doesNotExist();
        assertThat(run("sweep", folder.resolve("none.json").toString()).err).contains("none.json").contains("no such file").doesNotContain("\tat ");
    }
}
