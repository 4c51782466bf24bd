package org.spikebook.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.spikebook.lab.target.Targets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Computes acceptance targets. */
@Command(name = "targets", mixinStandardHelpOptions = true,
        description = {"Computes what the papers report and compares it: id, what, paper, ours, tolerance, verdict.",
            "Ends with status 1 if an exact target fails, or one with a tolerance misses and no explanation covers the miss."})
final class TargetsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "Papers, such as spikex, or targets, such as A1 (default: all).")
    private List<String> names = List.of();

    @Override
    public Integer call() {
        Targets targets = names.isEmpty() ? Targets.all() : Targets.of(names.toArray(String[]::new));
        PrintWriter out = spec.commandLine().getOut();
        out.println(targets);
        out.flush();
        return targets.hold() ? 0 : 1;
    }
}
