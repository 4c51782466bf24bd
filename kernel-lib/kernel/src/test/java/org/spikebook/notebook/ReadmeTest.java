package org.spikebook.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.spikebook.session.CellResult;
import org.spikebook.session.CellSink;
import org.spikebook.session.Session;

/** Executes the Java snippets of the README and the documents, those of one file in one session. */
class ReadmeTest {

    private static final Path ROOT = Path.of(System.getProperty("spikebook.root", "../..")).toAbsolutePath().normalize();
    private static final Pattern SNIPPET = Pattern.compile("(?ms)^```java\\s*\\n(.*?)^```\\s*$");

    @TestFactory
    Stream<DynamicTest> every_snippet_runs() throws IOException {
        List<Path> documents = new ArrayList<>(List.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")));
        if (Files.isDirectory(ROOT.resolve("docs"))) {
            try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
                files.filter(f -> f.toString().endsWith(".md")).sorted().forEach(documents::add);
            }
        }
        return documents.stream().filter(Files::exists)
                .map(file -> DynamicTest.dynamicTest(ROOT.relativize(file).toString(), file.toUri(), () -> run(file)));
    }

    private static void run(Path file) throws IOException {
        String text = Files.readString(file);
        Matcher snippet = SNIPPET.matcher(text);
        Session session = null;
        try {
            while (snippet.find()) {
                if (session == null) {
                    session = Session.builder().directory(ROOT).build();
                }
                long line = text.substring(0, snippet.start(1)).lines().count() + 1;
                CellResult result = session.run(snippet.group(1), CellSink.NONE);
                assertThat(result.error()).as("%s, snippet at line %d:%n%s", file, line, result.error().map(e -> e.plain()).orElse(""))
                        .isEmpty();
            }
        } finally {
            if (session != null) {
                session.close();
            }
        }
    }
}
