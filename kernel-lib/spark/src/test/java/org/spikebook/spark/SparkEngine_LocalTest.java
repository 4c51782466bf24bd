package org.spikebook.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.spikebook.accelerator.LayerShape;
import org.spikebook.accelerator.Simulation;
import org.spikebook.accelerator.spikex.SpikeX;
import org.spikebook.lab.sweep.Sweep;
import org.spikebook.network.Networks;
import org.spikebook.spike.Spikes;

/** Spark within this process. */
@Timeout(600)       // machines differ, and so does what else they do
class SparkEngine_LocalTest {

    @TempDir
    private Path folder;

    @Test
    void theFileEqualsThatOfTheLocalEngineFailedPointsIncluded() throws Exception {
        Sweep study = Studies.small();
        study.run(folder.resolve("here.csv"));
        try (var spark = SparkEngine.connect("local[2]")) {
            assertThat(spark).hasToString("Spark " + sparkVersion() + " at local[2]");
            study.on(spark).run(folder.resolve("spark.csv"));
            var network = Networks.nMnist().withRandomWeights(1);
            var activity = network.run(Spikes.bernoulli(0.02).generate(network.input(), 10));
            var sweep = Sweep.of(Simulation.of(SpikeX.builder().build()).on(LayerShape.of(network.layer("CONV2"))).activity(activity)).over("rows", 4, 8);
            assertThatIllegalArgumentException().as("what lives in memory only is refused before anything runs").isThrownBy(() -> sweep.on(spark).run())
                    .withMessageContaining("in memory").withMessageContaining("Maybe activity.save(folder)");
        }
        assertThat(Files.readString(folder.resolve("here.csv"))).contains("time window of 40 is longer than the input of 30 steps");
        assertThat(folder.resolve("spark.csv")).hasSameBinaryContentAs(folder.resolve("here.csv"));
    }

    @Test
    void addressesAndSettingsThatCannotBeAreRefusedAtOnce() throws Exception {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertThatIllegalArgumentException().isThrownBy(() -> SparkEngine.connect("cluster")).withMessageContaining("but was 'cluster'. Maybe local[*].");
        assertThatIllegalArgumentException().isThrownBy(() -> SparkEngine.connect("spark://a:b")).withMessageContaining("must be host:port");
        assertThatIllegalArgumentException().isThrownBy(() -> SparkEngine.connect("local[1]", Map.of("executor.memory", "2g"))).withMessageContaining("spark.executor.memory=2g");
        assertThatIllegalStateException().isThrownBy(() -> SparkEngine.connect("spark://127.0.0.1:" + free)).withMessageContaining("no master answers at spark://127.0.0.1:" + free);
    }

    /** What the launcher and the kernel open is what this release of Spark asks for, but for a package that JDK 25 no longer has and would warn of. */
    @Test
    void theOptionsOfTheJvmAreThoseOfSpark() throws Exception {
        try (var loader = SparkLoader.of(SparkJars.find())) {
            var asked = (String) loader.loadClass("org.apache.spark.launcher.JavaModuleOptions").getMethod("defaultModuleOptions").invoke(null);
            assertThat(SparkEngine.javaOptions()).containsExactlyElementsOf(java.util.Arrays.stream(asked.split(" ")).filter(o -> o.startsWith("--add-opens"))
                    .filter(o -> !o.contains("sun.security.action")).toList());
        }
    }

    private static String sparkVersion() {
        return Resource.lines("artifacts.txt").get(0).split(":")[2];
    }
}
