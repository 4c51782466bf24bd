package org.spikebook.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.spikebook.accelerator.Chip;
import org.spikebook.energy.Technology;
import org.spikebook.lab.batch.Batch;
import org.spikebook.lab.batch.BatchResult;
import org.spikebook.lab.batch.LayerTable;
import org.spikebook.spike.Spikes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Simulates the layers of a table on an accelerator. */
@Command(name = "simulate", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Simulates every layer of a CSV table on an accelerator and writes all counts as CSV, for example",
            "spikebook simulate --accelerator spikex --layers layers.csv -o counts.csv"},
        footer = {"",
            "Columns of the table: kind (conv, fc_seq, fc_flat), C, H, kernel, pad, stride (conv), seq, in_dim (fc), out_dim; the spikes:",
            "T, rate, seed, layer and, if wanted, active_fraction, or file (a .npy recording beside the table); workload and name are kept.",
            "Topologies of SCALE-Sim (convolutions or M, N, K) are read with --rate and --steps; they have no padding."})
final class SimulateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = {"-a", "--accelerator"}, paramLabel = "NAME|FILE", description = "A preset (see --list) or a chip of your own as .json.")
    private Optional<String> accelerator;

    @Option(names = {"-l", "--layers"}, paramLabel = "FILE", description = "The table of layers, or a SCALE-Sim topology.")
    private Optional<Path> layers;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", description = "The CSV file for the counts; written whole or not at all.")
    private Optional<Path> output;

    @Option(names = "--technology", paramLabel = "NAME|FILE",
            description = "What prices the counts (see --list); by default the chip's own, else " + Batch.DEFAULT_TECHNOLOGY + ".")
    private Optional<String> technology;

    @Option(names = "--leakage", description = "Counts static energy too.")
    private boolean leakage;

    @Option(names = "--rate", paramLabel = "RATE", description = "Topologies: firing rate of independent spikes, 0..1.")
    private Optional<Double> rate;

    @Option(names = "--steps", paramLabel = "T", description = "Topologies: time steps.")
    private Optional<Integer> steps;

    @Option(names = "--seed", paramLabel = "SEED", description = "Topologies: seed of the spikes (default 0).")
    private Optional<Long> seed;

    @Option(names = "--list", description = "Lists the presets and technologies.")
    private boolean list;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (list) {
            list(out);
            return 0;
        }
        Chip chip = chip(required("--accelerator", accelerator));
        Path table = required("--layers", layers);
        Path target = required("--output", output);
        long start = System.nanoTime();
        LayerTable read = read(table);
        PrintWriter err = spec.commandLine().getErr();
        if (!read.unusedColumns().isEmpty()) {
            err.println(table + ": columns " + read.unusedColumns() + " have no meaning here; weights are dense.");
        }
        Batch batch = Batch.of(read, chip);
        batch = technology.isPresent() ? batch.technology(technology(technology.get())) : batch;
        BatchResult result = (leakage ? batch.withLeakage() : batch).run();
        if (result.shortened() > 0) {
            err.println(table + ": " + result.shortened() + " layers have fewer steps than the chip's time window and ran with a window as long as"
                    + " their input; see column time_window.");
        }
        err.flush();
        result.saveCsv(target);
        out.println(String.format(Locale.ROOT, "wrote %s: %d layers on %s in %.1f s", target, result.rows().size(), chip.name(), (System.nanoTime() - start) / 1e9));
        out.flush();
        return 0;
    }

    private <T> T required(String option, Optional<T> value) {
        return value.orElseThrow(() -> new ParameterException(spec.commandLine(), "Missing option " + option
                + ". Maybe: spikebook simulate --accelerator spikex --layers layers.csv -o counts.csv"));
    }

    private LayerTable read(Path table) {
        if (rate.isEmpty() && steps.isEmpty() && seed.isEmpty()) {
            return LayerTable.read(table);
        }
        return LayerTable.read(table, Spikes.bernoulli(required("--rate", rate)).seed(seed.orElse(0L)), required("--steps", steps));
    }

    private static Chip chip(String name) {
        return isFile(name) ? Chip.load(Path.of(name)) : Chip.named(name);
    }

    private static Technology technology(String name) {
        try {
            return isFile(name) ? Technology.load(Path.of(name)) : Technology.named(name);
        } catch (IOException e) {
            throw new UncheckedIOException("technology '" + name + "': cannot be read: " + e.getMessage(), e);
        }
    }

    private static boolean isFile(String name) {
        return name.endsWith(".json") || Files.isRegularFile(Path.of(name));
    }

    private static void list(PrintWriter out) {
        out.println("Accelerators:");
        for (String name : Chip.names()) {
            out.println(String.format(Locale.ROOT, "  %-22s %s", name, Chip.named(name).description()));
        }
        out.println("Technologies:");
        for (String name : Technology.names()) {
            out.println(String.format(Locale.ROOT, "  %-22s %s", name, Technology.named(name).description()));
        }
        out.flush();
    }
}
