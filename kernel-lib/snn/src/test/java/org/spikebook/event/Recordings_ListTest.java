package org.spikebook.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikebook.testing.TestData;

class Recordings_ListTest {

    @TempDir
    Path folder;

    @Test
    void recordingsComeInTheOrderOfTheirNumbersWithTheLabelOfTheirFolder() throws IOException {
        touch("7/00002.bin");
        touch("3/00001.bin");
        touch("3/00003.bin");
        touch("3/notes.txt");
        touch("README.md");
        var recordings = Recordings.nMnist(folder);
        assertThat(recordings.stream().map(r -> r.label() + " " + r.path().getFileName()))
                .containsExactly("3 00001.bin", "7 00002.bin", "3 00003.bin");
        assertThat(recordings).hasToString("Recordings[3 of 2 labels in " + folder + "]");
        assertThat(recordings.first(2)).hasSize(2);
        assertThat(recordings.first(9)).hasSize(3);
        assertThat(recordings.labelled(3).stream().map(Recording::label)).isEqualTo(List.of(3, 3));
        assertThat(recordings.labelled(5).size()).isZero();
        assertThat(recordings.get(1).label()).isEqualTo(7);
    }

    @Test
    void aFileIsReadOnlyWhenAskedFor() throws IOException {
        touch("1/00001.bin");
        var recordings = Recordings.nMnist(folder);
        assertThatExceptionOfType(MalformedFileException.class).isThrownBy(() -> recordings.get(0).read())
                .withMessageContaining("empty");
    }

    @Test
    void theTestPartOfTheDataSetIsListedAsItsTableSays() throws IOException {
        var table = Files.readAllLines(TestData.require("nmnist/test.csv"));
        var recordings = Recordings.nMnist(TestData.require("nmnist/Test"));
        assertThat(recordings.size()).isEqualTo(table.size() - 1);
        for (int i = 0; i < recordings.size(); i++) {
            String[] row = table.get(i + 1).split(",");
            assertThat(recordings.get(i).path().toString()).endsWith(Path.of(row[0]).toString());
            assertThat(recordings.get(i).label()).isEqualTo(Integer.parseInt(row[2]));
        }
    }

    @Test
    void foldersOfAnotherKindAreRefusedWithAWayOut() throws IOException {
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> Recordings.nMnist(folder.resolve("none")))
                .withMessageContaining("none': cannot be listed: no such folder");
        assertThatIllegalArgumentException().isThrownBy(() -> Recordings.nMnist(folder)).withMessageContaining("<label>/<number>.bin");
        touch("Test/0/00001.bin");
        assertThatIllegalArgumentException().isThrownBy(() -> Recordings.nMnist(folder))
                .withMessageContaining("named after their label, 0 to 9, but one is 'Test'. Maybe '" + folder.resolve("Test") + "'.");
        Path file = folder.resolve("Test/0/00001.bin");
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> Recordings.nMnist(file))
                .withMessageContaining("is not a folder");
        assertThatIllegalArgumentException().isThrownBy(() -> Recordings.nMnist(folder.resolve("Test")).first(0))
                .withMessageContaining("at least 1, but was 0");
        assertThatIllegalArgumentException().isThrownBy(() -> new Recording(file, -1)).withMessageContaining("was -1");
    }

    private void touch(String path) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.createFile(file);
    }
}
