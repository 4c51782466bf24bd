package org.spikebook.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.spikebook.lab.sweep.Sweep;
import org.spikebook.lab.sweep.SweepResult;
import org.spikebook.spark.SparkEngine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a sweep that lies as JSON. */
@Command(name = "sweep", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Runs every point of a sweep and writes one row a point as CSV, for example",
            "spikebook sweep notebooks/whatif/array-size-and-buffers.json -o study.csv",
            "Points are kept in a journal beside the CSV file: after a kill, the same command computes only what is missing."})
final class SweepCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "STUDY", description = "The sweep, a JSON file (see docs/sweeps.md).")
    private Path study;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", description = "The CSV file; by default the study's name with .csv, in the current folder.")
    private Optional<Path> output;

    @Option(names = {"-e", "--engine"}, paramLabel = "WHERE", description = {"Where the points are computed: a cluster of Apache Spark, spark://host:7077, or",
        "Spark on this machine, local[*]; without it this machine's cores. Spark is the one that SPARK_HOME names, or is fetched the first time."})
    private Optional<String> engine;

    @Option(names = {"-c", "--conf"}, paramLabel = "NAME=VALUE", description = "A setting of Spark, such as spark.executor.memory=2g; may be repeated.")
    private Map<String, String> settings = Map.of();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Sweep sweep = Sweep.load(study);
        Path csv = output.orElse(Path.of(study.getFileName().toString().replaceFirst("\\.json$", "") + ".csv"));
        long start = System.nanoTime();
        try {
            SweepResult result = run(sweep, csv);
            List<String> errors = result.errors();
            out.println(String.format(Locale.ROOT, "wrote %s: %d points in %.1f s%s", csv, result.size(), (System.nanoTime() - start) / 1e9,
                    errors.isEmpty() ? "" : ", of which " + errors.size() + " failed; the first says: " + errors.get(0)));
            out.flush();
            return 0;
        } catch (CancellationException e) {
            err.println("interrupted; what was computed stays in " + csv + ".journal. The same command goes on from there.");
            return 1;
        } catch (IllegalStateException e) {
            err.println(e.getMessage());
            return 1;
        }
    }

    private SweepResult run(Sweep sweep, Path csv) {
        if (engine.isEmpty()) {
            if (!settings.isEmpty()) {
                throw new ParameterException(spec.commandLine(), "--conf is for Spark, but the sweep runs on this machine's cores. Maybe --engine local[*].");
            }
            return sweep.run(csv);
        }
        try (SparkEngine spark = SparkEngine.connect(engine.get(), settings)) {
            return sweep.on(spark).run(csv);
        }
    }
}
