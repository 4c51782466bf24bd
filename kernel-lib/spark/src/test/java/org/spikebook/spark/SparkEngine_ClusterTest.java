package org.spikebook.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.spikebook.lab.sweep.Sweep;
import org.spikebook.lab.sweep.SweepEngine;
import org.spikebook.lab.sweep.SweepPoint;

/** A real standalone cluster of one master and two workers. */
@Timeout(600)
class SparkEngine_ClusterTest {

    private static final int POINTS = 24;

    @TempDir
    private static Path shared;
    /** One core on each of the two workers; the other ones are left for another driver. */
    private static final Map<String, String> SETTINGS = Map.of("spark.cores.max", "2", "spark.executor.cores", "1", "spark.executor.memory", "512m",
            "spark.executor.extraJavaOptions", "-XX:TieredStopAtLevel=1");

    private static SparkCluster cluster;
    private static SparkEngine spark;
    /** The file that this machine's cores give. */
    private static Path expected;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        cluster = SparkCluster.start(Files.createDirectory(shared.resolve("cluster")), 2);
        spark = SparkEngine.connect(cluster.master(), SETTINGS);
        expected = shared.resolve("expected.csv");
        study().run(expected);
    }

    @AfterAll
    static void stop() {
        try {
            if (spark != null) {
                spark.close();
            }
        } finally {
            if (cluster != null) {
                cluster.close();
            }
        }
    }

    private static Sweep study() {
        return Sweep.fromJson(Studies.large(POINTS), Path.of(""));
    }

    /** What is killed: runs the study of the second argument on the cluster of the first into the third, and says how many points it computes. */
    static final class Main {

        public static void main(String[] args) {
            try (SparkEngine spark = SparkEngine.connect(args[0], SETTINGS)) {
                Sweep.load(Path.of(args[1])).on(told(spark, new ArrayList<>())).run(Path.of(args[2]));
            }
        }
    }

    private static SweepEngine told(SweepEngine engine, List<SweepPoint> asked) {
        return (points, outcomes) -> {
            System.out.println("computing " + points.size());
            asked.addAll(points);
            engine.compute(points, outcomes);
        };
    }

    private static int journalled(Path csv) throws IOException {
        Path journal = csv.resolveSibling(csv.getFileName() + ".journal");
        return Files.exists(journal) ? Files.readAllLines(journal).size() : 0;
    }

    @Test
    void theFileEqualsThatOfThisMachineFailedPointsIncluded() throws Exception {
        Studies.small().run(folder.resolve("here.csv"));
        Studies.small().on(spark).run(folder.resolve("small.csv"));
        study().on(spark).run(folder.resolve("large.csv"));
        Studies.trained().run(folder.resolve("trained-here.csv"));
        Studies.trained().on(spark).run(folder.resolve("trained.csv"));
        assertThat(Files.readString(folder.resolve("trained.csv"))).doesNotContain("error");
        assertThat(folder.resolve("trained.csv")).as("trainings").hasSameBinaryContentAs(folder.resolve("trained-here.csv"));
        assertThat(folder.resolve("small.csv")).hasSameBinaryContentAs(folder.resolve("here.csv"));
        assertThat(folder.resolve("large.csv")).hasSameBinaryContentAs(expected);
    }

    @Test
    void aWorkerKilledInTheMiddleLosesNothing() throws Exception {
        Path csv = folder.resolve("study.csv");
        var failure = new AtomicReference<Throwable>();
        var asked = new ArrayList<SweepPoint>();
        var run = new Thread(() -> study().on(told(spark, asked)).run(csv));
        run.setUncaughtExceptionHandler((thread, e) -> failure.set(e));
        run.start();
        while (run.isAlive() && journalled(csv) < 4) {
            Thread.sleep(5);
        }
        assertThat(run.isAlive()).as("still at work, %s, %s", failure, cluster.logs()).isTrue();
        int victim = cluster.isWorking(0) ? 0 : 1;
        assertThat(cluster.isWorking(victim)).isTrue();
        cluster.killWorker(victim);
        assertThat(journalled(csv)).as("points done when the worker died").isLessThan(POINTS);
        cluster.addWorker();        // for the tests that follow
        run.join();
        assertThat(failure.get()).as("%s", cluster.logs()).isNull();
        assertThat(asked).hasSize(POINTS);
        assertThat(csv).hasSameBinaryContentAs(expected);
    }

    @Test
    void aDriverKilledAndStartedAgainComputesOnlyWhatIsMissing() throws Exception {
        Path csv = folder.resolve("study.csv");
        Process first = driver(csv);
        try {
            while (first.isAlive() && journalled(csv) < 4) {
                Thread.sleep(5);
            }
            assertThat(first.isAlive()).as(Files.readString(folder.resolve("log.txt"))).isTrue();
        } finally {
            first.destroyForcibly().waitFor();
        }
        assertThat(csv).doesNotExist();
        int known = journalled(csv);
        assertThat(known).isBetween(4, POINTS - 1);
        Process second = driver(csv);
        assertThat(second.waitFor(300, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(folder.resolve("log.txt"))).contains("computing " + (POINTS - known) + "\n");
        assertThat(csv).hasSameBinaryContentAs(expected);
    }

    private Process driver(Path csv) throws IOException {
        Path study = Files.writeString(folder.resolve("study.json"), Studies.large(POINTS));
        var line = new ArrayList<String>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        line.addAll(SparkEngine.javaOptions());
        line.addAll(Arrays.asList("-cp", System.getProperty("java.class.path"), Main.class.getName(), cluster.master(), study.toString(), csv.toString()));
        return new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(folder.resolve("log.txt").toFile()).start();
    }

    @Test
    void anInterruptFreesTheClusterAndKeepsWhatWasDone() throws Exception {
        Path csv = folder.resolve("study.csv");
        var failure = new AtomicReference<Throwable>();
        var run = new Thread(() -> study().on(spark).run(csv));
        run.setUncaughtExceptionHandler((thread, e) -> failure.set(e));
        run.start();
        while (run.isAlive() && journalled(csv) < 2) {
            Thread.sleep(5);
        }
        run.interrupt();
        run.join(60_000);
        assertThat(failure.get()).isInstanceOf(CancellationException.class);
        assertThat(csv).doesNotExist();
        int known = journalled(csv);
        assertThat(known).isBetween(2, POINTS - 1);
        var rest = new ArrayList<SweepPoint>();
        study().on(told(spark, rest)).run(csv);
        assertThat(rest).hasSize(POINTS - known);
        assertThat(csv).hasSameBinaryContentAs(expected);
    }
}
