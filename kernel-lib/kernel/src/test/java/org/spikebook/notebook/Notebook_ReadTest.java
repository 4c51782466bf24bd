package org.spikebook.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reading and writing notebooks. */
class Notebook_ReadTest {

    @TempDir
    private Path folder;

    static Path everyFeature() throws Exception {
        return Path.of(Notebook_ReadTest.class.getResource("every-feature.ipynb").toURI());
    }

    @Test
    void a_notebook_written_again_is_the_same_file() throws Exception {
        Path copy = folder.resolve("sub/copy.ipynb");
        Notebook.read(everyFeature()).write(copy);
        // the format allows text as one string; everything else stays byte for byte
        assertThat(Files.readString(copy)).isEqualTo(Files.readString(everyFeature()));
        assertThat(folder.resolve("sub").toFile().list()).containsExactly("copy.ipynb");
    }

    @Test
    void cells_have_kind_source_tags_and_count() throws Exception {
        Notebook notebook = Notebook.read(everyFeature());
        assertThat(notebook.title()).isEqualTo("Every feature <script>alert(1)</script>");
        NotebookCell cell = notebook.cells().get(1);
        assertThat(cell.kind()).isEqualTo(NotebookCell.Kind.CODE);
        assertThat(cell.source()).startsWith("int n = 3;               // how many\ndouble rate").endsWith("List.of();");
        assertThat(cell.tags()).containsExactly("parameters");
        assertThat(cell.executionCount()).hasValue(17);
        assertThat(notebook.cells().get(2).source()).isEqualTo("## Output");
    }

    @Test
    void an_older_notebook_gets_ids_and_becomes_4_5() {
        Notebook notebook = Notebook.parse("old", """
                {"cells": [{"cell_type": "code", "metadata": {}, "outputs": [], "source": "1", "execution_count": null},
                {"cell_type": "raw", "metadata": {}, "source": []}], "metadata": {}, "nbformat": 4, "nbformat_minor": 2}""");
        assertThat(notebook.cells()).allMatch(cell -> cell.id().matches("[a-z0-9]{8}"));
        assertThat(notebook.toJson()).contains("\"nbformat_minor\": 5");
    }

    @Test
    void a_created_notebook_can_be_read_again() {
        Notebook notebook = Notebook.create();
        notebook.append(NotebookCell.Kind.MARKDOWN, "# T");
        notebook.append(NotebookCell.Kind.CODE, "1 + 1\n2");
        Notebook again = Notebook.parse("again", notebook.toJson());
        assertThat(again.cells()).extracting(NotebookCell::source).containsExactly("# T", "1 + 1\n2");
        assertThat(again.toJson()).isEqualTo(notebook.toJson());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"cells": [                                                          | line 1, column 12: must be JSON
            {"cells": [],\\n <<<<<<< HEAD                                        | line 2, column 2: must be JSON
            []                                                                   | the file must be a JSON object, but was array
            {"cells": [], "nbformat": 3}                                         | nbformat must be 4, but was 3. Maybe open it in Jupyter
            {"cells": []}                                                        | nbformat must be 4, but was absent
            {"nbformat": 4}                                                      | cells must be a list, but was absent
            {"nbformat": 4, "cells": [1]}                                        | cell 1 of 1 must be a JSON object, but was 1
            {"nbformat": 4, "cells": [{"cell_type": "x", "source": ""}]}         | cell 1 of 1 cell_type must be code, markdown or raw, but was "x"
            {"nbformat": 4, "cells": [{"cell_type": "raw", "source": 5}]}        | cell 1 of 1, source must be text or a list of lines, but was 5
            {"nbformat": 4, "cells": [{"cell_type": "raw", "source": "", "id": "a b"}]} | id must be 1 to 64 of a-z A-Z 0-9 _ -, but was "a b"
            {"nbformat": 4, "cells": [{"cell_type": "raw", "source": "", "id": "a"}, {"cell_type": "raw", "source": "", "id": "a"}]} | cell 2 of 2 id must be unique
            {"nbformat": 4, "cells": [{"cell_type": "raw", "source": "", "metadata": []}]} | metadata must be a JSON object, but was []
            """)
    void a_broken_notebook_is_told_with_file_place_rule_and_way_out(String text, String message) {
        assertThatThrownBy(() -> Notebook.parse("my.ipynb", text.replace("\\n", "\n"))).isInstanceOf(NotebookException.class)
                .hasMessageContaining("my.ipynb").hasMessageContaining(message).hasMessageContaining("Maybe");
    }

    @Test
    void a_missing_or_binary_file_is_told() throws Exception {
        assertThatThrownBy(() -> Notebook.read(folder.resolve("no.ipynb"))).hasMessageContaining("no such file");
        Path binary = Files.write(folder.resolve("b.ipynb"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThatThrownBy(() -> Notebook.read(binary)).hasMessageContaining("must be UTF-8 text");
    }
}
