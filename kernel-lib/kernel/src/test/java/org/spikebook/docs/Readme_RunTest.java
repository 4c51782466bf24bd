package org.spikebook.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.spikebook.session.RecordingSink;
import org.spikebook.session.Session;

/** The Java snippets of the README and of the pages under docs run one after the other, as in a session. */
class Readme_RunTest {

    private static final Pattern SNIPPET = Pattern.compile("^```java\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

    static List<Path> pages() throws IOException {
        Path root = Path.of(System.getProperty("spikebook.root"));
        try (Stream<Path> docs = Files.walk(root.resolve("docs"))) {
            return Stream.concat(Stream.of(root.resolve("README.md")), docs.filter(file -> file.toString().endsWith(".md")).sorted())
                    .filter(file -> !snippets(file).isEmpty()).map(root::relativize).toList();
        }
    }

    private static List<String> snippets(Path page) {
        try {
            return SNIPPET.matcher(Files.readString(page)).results().map(match -> match.group(1)).toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void snippetsRun(Path page) {
        try (Session session = Session.builder().build()) {
            for (String snippet : snippets(Path.of(System.getProperty("spikebook.root")).resolve(page))) {
                var sink = new RecordingSink();
                var result = session.run(snippet, sink);
                assertThat(result.error()).as(snippet).isEmpty();
                if (snippet.contains("System.out.println(sweep.speedUp")) {
                    assertThat(String.join("\n", sink.events())).contains("speedUp [-]", "SpikeX", "7.18", "1.43");
                }
            }
        }
    }
}
