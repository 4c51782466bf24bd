package org.spikebook.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikebook.lab.display.MimeBundle;
import org.spikebook.session.magic.Timing;
import tech.tablesaw.api.Table;

class Magics_RunTest {

    @TempDir
    private Path folder;
    private Session session;
    private final StringBuilder printed = new StringBuilder();
    private final CellSink sink = new CellSink() {
        @Override
        public void text(OutputStreamName stream, String text) {
            printed.append(text);
        }

        @Override
        public void display(MimeBundle bundle, String displayId) {
            printed.append(bundle.data().keySet());
        }

        @Override
        public void updateDisplay(String displayId, MimeBundle bundle) {
            printed.append(bundle.text());
        }

        @Override
        public void clearOutput(boolean wait) {
            printed.setLength(0);
        }
    };

    @BeforeEach
    void start() {
        session = Session.builder().directory(folder).build();
    }

    @AfterEach
    void end() {
        session.close();
    }

    private Object value(String code) {
        var result = session.run(code, sink);
        assertThat(result.error().map(CellError::plain)).isEmpty();
        return result.value().orElse("none");
    }

    @Test
    void whoShowsTypesAndSizes() {
        value("double[][] weights = new double[10][20]; String name = \"conv\"; List<Integer> list = List.of(1, 2); int n = 3;");
        var table = (Table) value("%who");
        assertThat(table.stringColumn("name").asList()).containsExactly("weights", "name", "list", "n");
        assertThat(table.stringColumn("type").asList()).containsExactly("double[][]", "String", "List<Integer>", "int");
        assertThat(table.stringColumn("size").asList()).containsExactly("10 x 20, 1.6 kB", "4 characters", "2 elements", "");
    }

    @Test
    void resetForgetsVariablesAndKeepsImports() {
        value("int n = 3;");
        value("%reset");
        assertThat(session.run("n", sink).error()).isPresent();
        assertThat(value("List.of(1).size()")).isEqualTo(1);
    }

    @Test
    void earlierValuesAreKept() {
        value("6 * 7");
        value("\"x\"");
        assertThat(value("int a = out(1); a + 1")).isEqualTo(43);
        assertThat(value("out(2).toString() + last()")).isEqualTo("x43");
        assertThat(session.run("out(77)", sink).error().orElseThrow().message()).contains("cell 77").contains("Maybe");
    }

    @Test
    void timeitMeasuresExpressionsAndStatements() {
        var expression = (Timing) value("%timeit Math.sqrt(2)");
        assertThat(expression.median()).isBetween(0.1, 1e6);
        assertThat(expression.fastest()).isLessThanOrEqualTo(expression.median());
        assertThat(((Timing) value("%%timeit\nlong s = 0;\nfor (int i = 0; i < 1000; i++) s += i;")).runs()).isPositive();
        assertThat(session.run("%timeit nothing()", sink).error()).isPresent();
    }

    @Test
    void filesAreWrittenAndLoaded() throws IOException {
        value("%%writefile half.jsh\nint half(int x) { return x / 2; }");
        value("%%writefile -a half.jsh\nint base = 40;");
        assertThat(Files.readString(folder.resolve("half.jsh"))).isEqualTo("int half(int x) { return x / 2; }\nint base = 40;\n");
        value("%load half.jsh");
        assertThat(value("half(base)")).isEqualTo(20);
        Files.writeString(folder.resolve("n.ipynb"), "{\"cells\":[{\"cell_type\":\"markdown\",\"source\":\"no\"},"
                + "{\"cell_type\":\"code\",\"source\":[\"int third(int x) {\\n\",\" return x / 3; }\"]}]}");
        value("%load n.ipynb");
        assertThat(value("third(9)")).isEqualTo(3);
        assertThat(session.run("%load none.jsh", sink).error().orElseThrow().message()).contains("none.jsh").contains("must be a file");
    }

    @Test
    void shownFormsAreThoseOfTheMagic() {
        value("%%html\n<b>x</b>");
        value("%%javascript\nalert(1)");
        value("%%markdown\n*x*");
        assertThat(printed.toString()).contains("text/html").contains("application/javascript").contains("text/markdown");
    }

    @Test
    void everyMagicIsListedWithHelp() {
        value("%lsmagic");
        for (var name : new String[] {"%classpath", "%jars", "%load", "%lsmagic", "%maven", "%reset", "%time", "%timeit", "%who",
            "%%html", "%%javascript", "%%loadFromPOM", "%%markdown", "%%time", "%%timeit", "%%writefile"}) {
            assertThat(printed.toString().lines().filter(line -> line.startsWith(name + " ") && line.length() > name.length() + 5)).as(name).hasSize(1);
        }
    }

    @Test
    void jarsByPatternAndAMissingOneIsAnError() throws IOException {
        Files.createDirectories(folder.resolve("lib"));
        Files.copy(Path.of(Table.class.getProtectionDomain().getCodeSource().getLocation().getPath()), folder.resolve("lib/a.jar"));
        value("%jars lib/*.jar");
        assertThat(session.run("%classpath lib/*.zip", sink).error().orElseThrow().message()).contains("*.zip");
        assertThat(session.run("%classpath none.jar", sink).error().orElseThrow().message()).contains("none.jar").contains("must exist");
    }
}
