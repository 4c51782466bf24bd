package org.spikebook.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Executes every notebook of the project; the results are under {@code target/notebooks}. Long ones say in their metadata, {@code spikebook.short}, with which parameters they are
 * run here; they are committed with the outputs of the full setting.
 */
class Notebooks_RunTest {

    private static final Path ROOT = Path.of(System.getProperty("spikebook.root", "../..")).toAbsolutePath().normalize();

    @TestFactory
    Stream<DynamicTest> everyNotebookRuns() throws IOException {
        Path folder = ROOT.resolve("notebooks");
        List<Path> notebooks;
        try (Stream<Path> files = Files.walk(folder)) {
            notebooks = files.filter(f -> f.toString().endsWith(".ipynb") && !f.toString().contains(".ipynb_checkpoints")).sorted().toList();
        }
        assertThat(notebooks).isNotEmpty();
        return notebooks.stream().map(file -> DynamicTest.dynamicTest(folder.relativize(file).toString(), () -> run(folder, file)));
    }

    private static void run(Path folder, Path file) {
        Path output = ROOT.resolve("target/notebooks").resolve(folder.relativize(file).toString());
        NotebookRunner.Builder runner = NotebookRunner.builder();
        Notebook.read(file).metadata().path("spikebook").path("short").properties().forEach(p -> runner.parameter(p.getKey(), p.getValue().asText()));
        RunReport report = runner.build().run(file, output);
        HtmlExport.write(Notebook.read(output), output.resolveSibling(output.getFileName().toString().replace(".ipynb", ".html")));
        assertThat(report.failures()).as(report.failures().stream().map(f -> f + "\n" + f.error().plain())
                .collect(Collectors.joining("\n"))).isEmpty();
    }
}
