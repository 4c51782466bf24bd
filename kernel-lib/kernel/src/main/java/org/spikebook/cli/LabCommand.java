package org.spikebook.cli;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.spikebook.kernel.KernelInstaller;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Starts the Jupyter that is on the PATH. */
@Command(name = "lab", mixinStandardHelpOptions = true,
        description = {"Starts the Jupyter on the PATH, Lab or else the classic notebook, in the folder of notebooks.",
            "Installs the kernel first if that has not been done or if it is older than this program."})
final class LabCommand implements Callable<Integer> {

    private static final String HOW_TO_GET_ONE = """
            spikebook lab: needs Jupyter, but the PATH has none. Maybe one of
              pip install jupyterlab
              conda install -c conda-forge jupyterlab
              apt install jupyter-notebook
            or work without: spikebook console, and spikebook run NOTEBOOK.""";

    @Spec
    private CommandSpec spec;

    @Option(names = "--folder", paramLabel = "DIR", description = "The folder to open (default: the notebooks that come with Spikebook).")
    private Path folder;

    @Parameters(paramLabel = "ARGUMENT", description = "Passed on to Jupyter; write -- before the first.")
    private List<String> arguments = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        var jupyter = jupyter(System.getenv("PATH"));
        if (jupyter.isEmpty()) {
            err.println(HOW_TO_GET_ONE);
            return 1;
        }
        installIfOld(err);
        var command = new ArrayList<>(jupyter.get());
        command.add("--notebook-dir=" + folder().toAbsolutePath().normalize());
        command.addAll(arguments);
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    /** Lab if it is there, else the classic notebook. */
    static Optional<List<String>> jupyter(String path) {
        for (var name : List.of("jupyter-lab", "jupyter-notebook")) {
            var found = Arrays.stream(Optional.ofNullable(path).orElse("").split(File.pathSeparator)).filter(entry -> !entry.isBlank())
                    .flatMap(entry -> List.of(name, name + ".exe").stream().map(file -> Path.of(entry).resolve(file)))
                    .filter(Files::isExecutable).findFirst();
            if (found.isPresent()) {
                return Optional.of(List.of(found.get().toString()));
            }
        }
        return Optional.empty();
    }

    private static void installIfOld(PrintWriter err) throws IOException {
        var kernels = KernelInstaller.userFolder(System.getenv());
        var spec = kernels.resolve("spikebook").resolve("kernel.json");
        if (!Files.exists(spec) || Files.getLastModifiedTime(spec).compareTo(newest(System.getProperty("java.class.path"))) < 0) {
            new KernelInstaller(kernels, "spikebook").install(line -> err.println("spikebook kernel: " + line));
        }
    }

    /** When the newest of our own jars was built. */
    private static FileTime newest(String classPath) throws IOException {
        var newest = FileTime.fromMillis(0);
        for (var entry : classPath.split(File.pathSeparator)) {
            var file = Path.of(entry);
            if (file.getFileName() != null && file.getFileName().toString().startsWith("spikebook-") && Files.exists(file)) {
                var time = Files.getLastModifiedTime(file);
                newest = time.compareTo(newest) > 0 ? time : newest;
            }
        }
        return newest;
    }

    private Path folder() {
        if (folder != null) {
            return folder;
        }
        var shipped = Path.of(System.getProperty("spikebook.root", "")).resolve("notebooks");
        return Files.isDirectory(shipped) ? shipped : Path.of("");
    }
}
