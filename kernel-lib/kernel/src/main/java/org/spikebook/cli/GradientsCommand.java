package org.spikebook.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.spikebook.training.Gradients;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares gradients with those of another engine. */
@Command(name = "gradients", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Computes the gradients of every case (.json) of a folder and compares them with those in the file, such as PyTorch's:",
            "the relative L2 error of each tensor. Exit status 1 if one is larger than 1e-4.", "spikebook gradients my-network/"})
final class GradientsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FOLDER", description = "The folder with the cases.")
    private Path folder;

    @Override
    public Integer call() {
        Gradients gradients = Gradients.check(folder);
        spec.commandLine().getOut().print(gradients);
        spec.commandLine().getOut().flush();
        return gradients.pass() ? 0 : 1;
    }
}
