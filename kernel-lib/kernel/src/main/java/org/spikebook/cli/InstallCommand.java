package org.spikebook.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.spikebook.kernel.KernelInstaller;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes the kernel known to Jupyter. */
@Command(name = "install", mixinStandardHelpOptions = true,
        description = "Installs the Spikebook kernel for Jupyter, starts it once to see that it works, and prints where it is.")
final class InstallCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @ArgGroup
    private Place place = new Place();

    @ArgGroup
    private Instead instead = new Instead();

    @Option(names = "--name", paramLabel = "NAME", defaultValue = "spikebook", description = "Name of the kernel (default: spikebook).")
    private String name;

    @Option(names = "--jdk", paramLabel = "DIR", description = "The JDK that runs the kernel, 17 or newer (default: the one that runs this).")
    private Path jdk;

    @Option(names = "--heap", paramLabel = "SIZE", description = "Limit of the kernel's memory, such as 4g (default: a quarter of the machine's).")
    private String heap;

    /** Where kernels are. */
    static final class Place {

        @Option(names = "--user", description = "Install for this user (default).")
        private boolean user;

        @Option(names = "--prefix", paramLabel = "DIR", description = "Install under DIR, such as /usr/local or a virtual environment.")
        private Path prefix;
    }

    /** What to do instead of installing. */
    static final class Instead {

        @Option(names = "--list", description = "List the installed Spikebook kernels.")
        private boolean list;

        @Option(names = "--remove", description = "Remove the kernel.")
        private boolean remove;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Path kernels = place.prefix == null ? KernelInstaller.userFolder(System.getenv()) : KernelInstaller.prefixFolder(place.prefix);
        if (instead.list) {
            var found = KernelInstaller.list(kernels);
            found.forEach((each, java) -> out.println(each + "  " + kernels.resolve(each) + "  runs on " + java));
            if (found.isEmpty()) {
                err.println("No Spikebook kernel in " + kernels + ". Maybe run spikebook install.");
            }
            return 0;
        }
        var installer = new KernelInstaller(kernels, name);
        if (instead.remove) {
            installer.remove();
            out.println("removed " + kernels.resolve(name));
            return 0;
        }
        if (jdk != null) {
            installer = installer.jdk(jdk);
        }
        if (heap != null) {
            installer = installer.heap(heap);
        }
        try {
            out.println("installed " + installer.install(err::println));
            return 0;
        } catch (IllegalStateException e) {
            err.println(e.getMessage());
            return 1;
        }
    }
}
