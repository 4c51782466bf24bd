package org.spikebook.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.spikebook.notebook.HtmlExport;
import org.spikebook.notebook.Notebook;
import org.spikebook.notebook.NotebookCell;
import org.spikebook.notebook.NotebookRunner;
import org.spikebook.notebook.OutputComparison;
import org.spikebook.notebook.RunReport;
import org.spikebook.progress.Progress;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Executes notebooks without Jupyter. */
@Command(name = "run", mixinStandardHelpOptions = true,
        description = "Executes notebooks without Jupyter and writes the executed .ipynb and one .html that opens offline.")
final class RunCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "NOTEBOOK", description = "The notebooks.")
    private List<Path> notebooks = List.of();

    @ArgGroup
    private Place place = new Place();

    @Option(names = {"-p", "--parameter"}, paramLabel = "NAME=VALUE",
            description = "Sets a variable of the cell tagged 'parameters'; may be given several times.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(names = "--allow-errors", description = "Goes on after failing cells.")
    private boolean allowErrors;

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "Stops a cell that runs longer.")
    private double timeout;

    @Option(names = "--resume", description = {"Goes on with a run that was cut off: cells completed before keep their outputs, their code runs",
        "again for its variables. A complete run is left as it is."})
    private boolean resume;

    @Option(names = "--compare", description = {"Compares numbers and texts with the outputs that the notebook holds; status 1 if they differ."})
    private boolean compare;

    @Option(names = "--tolerance", paramLabel = "REL", defaultValue = "1e-6",
            description = "Greatest relative difference of numbers for --compare (default: 1e-6).")
    private double tolerance;

    @Option(names = "--no-html", description = "Writes no HTML.")
    private boolean noHtml;

    /** Where results go. */
    static final class Place {

        @Option(names = {"-o", "--output"}, paramLabel = "DIR", description = "The folder for results (default: target/notebooks).")
        private Path folder;

        @Option(names = "--in-place", description = "Writes the executed notebook over the given one; the HTML still goes to target/notebooks.")
        private boolean inPlace;
    }

    @Override
    public Integer call() {
        if (timeout < 0 || spec.commandLine().getParseResult().hasMatchedOption("--timeout") && !(timeout > 0)) {
            throw new ParameterException(spec.commandLine(), "--timeout: must be more than 0 seconds, but was " + timeout);
        }
        if (!(tolerance >= 0) || Double.isInfinite(tolerance)) {
            throw new ParameterException(spec.commandLine(), "--tolerance: must be 0 or more, but was " + tolerance);
        }
        int status = 0;
        for (Path notebook : notebooks) {
            status = Math.max(status, run(notebook));
        }
        return status;
    }

    private int run(Path file) {
        PrintWriter err = spec.commandLine().getErr();
        Notebook notebook = Notebook.read(file);
        Notebook kept = notebook.copy();
        Path executed = place.inPlace ? file : output(file);
        var builder = NotebookRunner.builder().allowErrors(allowErrors).resume(resume);
        parameters.forEach(builder::parameter);
        if (timeout > 0) {
            builder.timeLimit(Duration.ofMillis(Math.max(1, Math.round(timeout * 1e3))));
        }
        int cells = (int) notebook.cells().stream().filter(c -> c.kind() == NotebookCell.Kind.CODE).count();
        RunReport report;
        try (var progress = new CellProgress(file, cells, err)) {
            report = builder.listener(progress).build().run(notebook, file, executed);
        }
        List<String> written = new ArrayList<>(List.of(shown(executed)));
        if (!noHtml) {
            Path beside = output(file);
            Path page = beside.resolveSibling(beside.getFileName().toString().replaceFirst("\\.ipynb$", "") + ".html");
            HtmlExport.write(notebook, page);
            written.add(shown(page));
        }
        for (RunReport.Failure failure : report.failures()) {
            err.println(file + ", " + failure);
            err.println(failure.error().plain().indent(2).stripTrailing());
        }
        if (report.resumed() > 0) {
            err.println(file + ": " + report.resumed() + " of " + report.cells() + " code cells were complete and keep their outputs");
        }
        boolean same = !compare || report.ok() && compare(file, kept, notebook, err);
        err.flush();
        PrintWriter out = spec.commandLine().getOut();
        written.forEach(out::println);
        out.flush();
        return same && (report.ok() || allowErrors) ? 0 : 1;
    }

    private boolean compare(Path file, Notebook kept, Notebook run, PrintWriter err) {
        var comparison = OutputComparison.of(kept, run, tolerance);
        if (comparison.compared() == 0) {
            err.println(file + ": holds no outputs to compare with. Maybe run it with --in-place first.");
            return false;
        }
        comparison.differences().forEach(each -> err.println(file + ", " + each));
        err.println(String.format(Locale.ROOT, "%s: %d of %d compared cells as before", file, comparison.compared() - comparison.differences().size(),
                comparison.compared()));
        return comparison.differences().isEmpty();
    }

    /** A path as the user would type it. */
    private static String shown(Path file) {
        Path here = Path.of("").toAbsolutePath();
        Path full = file.toAbsolutePath().normalize();
        return (full.startsWith(here) ? here.relativize(full) : full).toString();
    }

    /** Under the folder for results, at the notebook's place below the working directory or the notebooks folder. */
    private Path output(Path file) {
        Path here = Path.of("").toAbsolutePath();
        Path full = file.toAbsolutePath().normalize();
        Path relative = full.getFileName();
        for (Path folder = full.getParent(); folder != null && relative.getNameCount() < full.getNameCount(); folder = folder.getParent()) {
            if (folder.getFileName() != null && folder.getFileName().toString().equals("notebooks")) {
                relative = folder.relativize(full);
                break;
            }
        }
        if (relative.getNameCount() == 1 && full.startsWith(here)) {
            relative = here.relativize(full);
        }
        String root = System.getProperty("spikebook.root");
        Path folder = place.folder != null ? place.folder : (root == null ? here : Path.of(root)).resolve("target/notebooks");
        return folder.resolve(relative);
    }

    /** A bar on the terminal; where standard error is no terminal, a line for each cell. */
    private static final class CellProgress implements NotebookRunner.Listener, AutoCloseable {

        private final Path file;
        private final PrintWriter err;
        private final boolean terminal = System.console() != null;
        private final long start = System.nanoTime();
        private final Progress progress;

        CellProgress(Path file, int cells, PrintWriter err) {
            this.file = file;
            this.err = err;
            progress = terminal ? Progress.start(file.getFileName().toString(), cells, "cells")
                    : Progress.silent(file.getFileName().toString(), cells, "cells");
        }

        @Override
        public void started(int number, int of, NotebookCell cell) {
            progress.remark("cell " + number + "/" + of);
        }

        @Override
        public void ended(int number, int of, NotebookCell cell, Duration duration) {
            progress.advance(number - progress.done());
            if (!terminal) {
                err.println(String.format(Locale.ROOT, "%s: cell %d/%d in %.1f s, %.1f s so far", file.getFileName(), number, of,
                        duration.toMillis() / 1e3, (System.nanoTime() - start) / 1e9));
                err.flush();
            }
        }

        @Override
        public void close() {
            progress.close();
        }
    }
}
