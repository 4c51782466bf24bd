package org.spikebook.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The jar that a user gives to {@code spark-submit}, given to the class behind that command. */
class Submit_SubmitTest {

    @TempDir
    private Path folder;

    @Test
    @Timeout(600)
    void oneJarOnAClusterGivesTheFileOfThisMachine() throws Exception {
        Path jar = Path.of(System.getProperty("spikebook.cluster.jar"));
        Path study = folder.resolve("study.json");
        Studies.small().save(study);
        Studies.small().run(folder.resolve("here.csv"));
        Path csv = folder.resolve("study.csv");
        try (var cluster = SparkCluster.start(Files.createDirectory(folder.resolve("cluster")), 1)) {
            Process submit = cluster.start("submit", "org.apache.spark.deploy.SparkSubmit", "--master", cluster.master(), "--class", Submit.class.getName(),
                    "--conf", "spark.driver.host=127.0.0.1", "--conf", "spark.executor.memory=512m", jar.toString(), study.toString(), csv.toString());
            assertThat(submit.waitFor(300, TimeUnit.SECONDS)).isTrue();
            assertThat(cluster.logs()).contains("wrote " + csv + ": 60 points, of which 12 failed; the first says: ");
        }
        assertThat(csv).hasSameBinaryContentAs(folder.resolve("here.csv"));
    }
}
