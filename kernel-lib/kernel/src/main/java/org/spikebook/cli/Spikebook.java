package org.spikebook.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.spikebook.notebook.NotebookException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code spikebook}. */
@Command(name = "spikebook", mixinStandardHelpOptions = true, versionProvider = VersionText.class,
        description = "A notebook environment for spiking neural networks and the chips that run them.",
        subcommands = {RunCommand.class, TargetsCommand.class, SimulateCommand.class, SweepCommand.class, GradientsCommand.class, InstallCommand.class, LabCommand.class, ConsoleCommand.class, ClasspathCommand.class})
public final class Spikebook implements Runnable {

    @Spec
    private CommandSpec spec;

    /** Runs a command and ends the process with its status. */
    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    /**
     * Runs a command.
     *
     * @return the exit status: 0 if all went well, 1 if the work failed, 2 if the command line is wrong
     */
    public static int execute(String... arguments) {
        var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        return new CommandLine(new Spikebook()).setOut(out).setErr(err).setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((thrown, command, parsed) -> {
                    if (thrown instanceof NotebookException || thrown instanceof IllegalArgumentException
                            || thrown instanceof java.io.UncheckedIOException) {
                        command.getErr().println(thrown.getMessage());
                    } else {
                        thrown.printStackTrace(command.getErr());
                    }
                    return 1;
                }).execute(arguments);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }
}
