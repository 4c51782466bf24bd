package org.spikebook.spark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.spikebook.lab.sweep.Sweep;

/** How two workers compare with one: a program, for its numbers mean something on an idle machine only. docs/performance.md has them. */
final class Scaling {

    private static final int POINTS = 64;

    private Scaling() {
    }

    public static void main(String[] args) throws Exception {
        double[] seconds = new double[3];
        for (int workers = 1; workers <= 2; workers++) {
            Path folder = Files.createTempDirectory("scaling");
            try (var cluster = SparkCluster.start(folder, workers)) {
                try (var spark = SparkEngine.connect(cluster.master(), Map.of("spark.cores.max", "" + workers, "spark.executor.cores", "1", "spark.executor.memory", "1g"))) {
                    study(1000).on(spark).run();
                    double[] runs = new double[3];
                    for (int i = 0; i < runs.length; i++) {
                        long start = System.nanoTime();
                        study(1 + 100 * i).on(spark).run();
                        runs[i] = (System.nanoTime() - start) / 1e9;
                    }
                    seconds[workers] = Arrays.stream(runs).sorted().toArray()[1];
                    System.out.printf(Locale.ROOT, "%d worker(s): %d points in %.2f s (%s), %.0f ms a point and core%n", workers, POINTS, seconds[workers], Arrays.toString(runs),
                            1000 * seconds[workers] * workers / POINTS);
                }
            }
        }
        System.out.printf(Locale.ROOT, "efficiency of two workers: %.2f%n", seconds[1] / (2 * seconds[2]));
        System.exit(0);
    }

    private static Sweep study(int firstSeed) {
        return Sweep.fromJson("""
                {"base": {"accelerator": "spikex", "layers": {"network": "dvs-gesture-medium", "layer": "CONV2"}, "spikes": {"kind": "bernoulli", "rate": 0.05},
                          "steps": 4800, "technology": "cacti32-hp"},
                 "axes": [{"name": "seed", "from": %d, "to": %d, "count": %d, "whole": true}], "measures": ["latency", "edp"]}"""
                .formatted(firstSeed, firstSeed + POINTS - 1, POINTS), Path.of(""));
    }
}
