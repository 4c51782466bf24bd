package org.spikebook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TargetsCommand_RunTest {

    @Test
    void printsIdPaperOursAndVerdictAndEndsWithZeroWhereAllHold() {
        Run run = run("targets", "A19");
        assertThat(run.status).isZero();
        assertThat(run.out).contains("A19  tags of train Sa", "0011 01 1", "holds", "4 targets: 4 hold, 0 fail.");
    }

    @Test
    void anUnknownNameIsAnErrorThatNamesTheNearest() {
        Run run = run("targets", "spikey");
        assertThat(run.status).isEqualTo(1);
        assertThat(run.err).contains("no paper and no target 'spikey'. Maybe 'spikex'.").doesNotContain("\tat ");
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
