package org.spikebook.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every notebook runs in Jupyter too: through the installed kernel, driven by nbclient. */
@Tag("soak")
class Jupyter_NotebooksTest {

    private static final Path NOTEBOOKS = Path.of(System.getProperty("spikebook.root")).resolve("notebooks");

    static List<Path> notebooks() throws IOException {
        if (!Files.isDirectory(NOTEBOOKS)) {
            return List.of(Path.of("none"));
        }
        try (var files = Files.walk(NOTEBOOKS)) {
            return files.filter(file -> file.toString().endsWith(".ipynb") && !file.toString().contains(".ipynb_checkpoints"))
                    .map(NOTEBOOKS::relativize).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("notebooks")
    void runsWithNbclient(Path notebook) throws IOException {
        InstalledKernels.assumePython("nbclient");
        int version = InstalledKernels.versions().get(0);
        InstalledKernels.spec(version);
        var output = InstalledKernels.FOLDER.resolve("nbclient").resolve(notebook.toString());
        Files.createDirectories(output.getParent());
        var ended = InstalledKernels.python(600, "notebook.py", InstalledKernels.name(version), NOTEBOOKS.resolve(notebook).toString(), output.toString());
        assertThat(ended.status()).as(ended.output()).isZero();
        for (JsonNode cell : Json.MAPPER.readTree(Files.readAllBytes(output)).path("cells")) {
            if (cell.path("cell_type").asText().equals("code") && !cell.path("source").toString().matches("\"\"|\\[\\]")) {
                assertThat(cell.path("execution_count").isInt()).as("executed: " + cell.path("source")).isTrue();
            }
        }
    }
}
