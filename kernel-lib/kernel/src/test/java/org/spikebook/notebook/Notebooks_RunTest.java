package org.spikebook.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every notebook of the project runs from the first cell to the last. */
class Notebooks_RunTest {

    @TempDir
    private Path folder;

    static List<Path> notebooks() throws IOException {
        Path root = Path.of(System.getProperty("spikebook.root"));
        try (Stream<Path> files = Files.walk(root.resolve("notebooks"))) {
            return files.filter(file -> file.toString().endsWith(".ipynb") && !file.toString().contains(".ipynb_checkpoints")).sorted()
                    .map(root::relativize).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("notebooks")
    void runsWithoutAFailingCell(Path file) {
        Path path = Path.of(System.getProperty("spikebook.root")).resolve(file);
        Notebook notebook = Notebook.read(path);
        RunReport report = NotebookRunner.builder().build().run(notebook, path, folder.resolve(file.getFileName()));
        assertThat(report.failures()).isEmpty();
        assertThat(folder.resolve(file.getFileName())).isNotEmptyFile();
    }
}
