package org.spikebook.spark;

import java.nio.file.Path;
import java.util.List;
import org.spikebook.lab.sweep.Sweep;
import org.spikebook.lab.sweep.SweepResult;

/**
 * What {@code spark-submit} runs: {@code spark-submit --class org.spikebook.spark.Submit spikebook-cluster.jar STUDY.json OUT.csv}. The journal lies
 * beside the CSV file; the same command after a kill computes only what is missing.
 */
public final class Submit {

    private Submit() {
    }

    /**
     * Runs a study.
     *
     * @param args the sweep, a JSON file, and the CSV file
     */
    public static void main(String[] args) {
        if (args.length != 2) {
            throw new IllegalArgumentException("needs two arguments, but got " + args.length + ". Maybe study.json study.csv.");
        }
        Path csv = Path.of(args[1]);
        try (SparkEngine spark = SparkEngine.submitted()) {
            SweepResult result = Sweep.load(Path.of(args[0])).on(spark).run(csv);
            List<String> errors = result.errors();
            System.out.println("wrote " + csv + ": " + result.size() + " points" + (errors.isEmpty() ? ""
                    : ", of which " + errors.size() + " failed; the first says: " + errors.get(0)));
        }
    }
}
