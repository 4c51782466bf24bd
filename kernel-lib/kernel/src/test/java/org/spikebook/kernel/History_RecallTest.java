package org.spikebook.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class History_RecallTest {

    @TempDir
    private Path folder;
    private final List<String> log = new ArrayList<>();

    @Test
    void tailGivesTheLastCellsOldestFirst() {
        var history = filled("a", "b", "c");
        assertThat(history.tail(2)).extracting(History.Entry::source).containsExactly("b", "c");
        assertThat(history.tail(9)).hasSize(3);
        assertThat(history.tail(0)).isEmpty();
    }

    @Test
    void rangeCountsSessionsBackFromThisOne() {
        filled("old 1", "old 2");
        var history = filled("new 1", "new 2", "new 3");
        assertThat(history.range(0, 2, 4)).extracting(History.Entry::source).containsExactly("new 2", "new 3");
        assertThat(history.range(-1, 1, 2)).extracting(History.Entry::source).containsExactly("old 1");
        assertThat(history.range(1, 1, 9)).extracting(History.Entry::source).containsExactly("old 1", "old 2");
    }

    @Test
    void searchMatchesTheWholeCellWithStarAndQuestionMark() {
        var history = filled("int x = 1;", "int y = 2;\nint x;", "x + [1]", "int x = 1;");
        assertThat(history.search("i?t *x*", 9, false)).hasSize(3);
        assertThat(history.search("i?t *x*", 9, true)).extracting(History.Entry::line).containsExactly(2, 4);
        assertThat(history.search("x + [1]", 9, false)).hasSize(1);
        assertThat(history.search("*", 1, false)).extracting(History.Entry::line).containsExactly(4);
    }

    @Test
    void resultsBelongToTheRunningSession() {
        var history = filled("1 + 1");
        history.result(1, "2");
        assertThat(history.tail(1).get(0).output()).contains("2");
        assertThat(History.at(folder.resolve("history.jsonl"), log::add).tail(1).get(0).output()).isEmpty();
    }

    @Test
    void aTornLineIsSkipped() throws IOException {
        filled("whole");
        Files.writeString(folder.resolve("history.jsonl"), "[2,1,\"to", StandardOpenOption.APPEND);
        assertThat(History.at(folder.resolve("history.jsonl"), log::add).tail(9)).extracting(History.Entry::source).containsExactly("whole");
    }

    @Test
    void anUnwritablePlaceIsLoggedAndHistoryStillWorks() throws IOException {
        Files.writeString(folder.resolve("file"), "");
        var history = History.at(folder.resolve("file").resolve("history.jsonl"), log::add);
        history.add(1, "x");
        assertThat(history.tail(1)).hasSize(1);
        assertThat(log).singleElement().asString().contains("cannot be written");
    }

    private History filled(String... cells) {
        var history = History.at(folder.resolve("history.jsonl"), log::add);
        for (int i = 0; i < cells.length; i++) {
            history.add(i + 1, cells[i]);
        }
        return history;
    }
}
