package org.spikebook.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Long runs; the Maven profile {@code soak} has them. */
@Tag("soak")
class Jupyter_SoakTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int STARTS = 50;
    private static final int CELLS = 2000;

    @Test
    void fiftyStartsInARowAllAnswer() {
        int version = InstalledKernels.versions().get(0);
        for (int i = 0; i < STARTS; i++) {
            try (var process = InstalledKernels.start(version); var client = process.connect()) {
                client.awaitReady(LIMIT);
                assertThat(client.execute(i + " + 1").text()).as("start " + i).isEqualTo(String.valueOf(i + 1));
            }
        }
    }

    @Test
    void twoThousandCellsLeaveMemorySteady() {
        try (var process = InstalledKernels.start(InstalledKernels.versions().get(0)); var client = process.connect()) {
            client.awaitReady(LIMIT);
            client.execute("long used() { for (int i = 0; i < 3; i++) System.gc(); var r = Runtime.getRuntime(); return (r.totalMemory() - r.freeMemory()) >> 20; }");
            long early = 0;
            for (int i = 0; i < CELLS; i++) {
                var outcome = client.execute(switch (i % 6) {
                    case 0 -> "new double[500_000]";
                    case 1 -> "int x" + i % 40 + " = " + i + ";";
                    case 2 -> "int twice(int x) { return 2 * x; }\ntwice(" + i + ")";
                    case 3 -> "System.out.println(\"cell \" + " + i + ");";
                    case 4 -> "record Point(int x, int y) { }\nnew Point(1, " + i + ")";
                    default -> "List.of(1, 2, 3).stream().mapToInt(n -> n * " + i + ").sum()";
                });
                assertThat(outcome.status()).as(outcome.reply().toString()).isEqualTo("ok");
                if (i == CELLS / 4) {
                    early = Long.parseLong(client.execute("used()").text());
                }
            }
            long late = Long.parseLong(client.execute("used()").text());
            // compiled cells stay in JShell, some tens of kilobytes each; displayed arrays of 4 MB must not
            assertThat(late).as("MB at the end, after %d MB at a quarter", early).isLessThan(early + 200);
        }
    }
}
