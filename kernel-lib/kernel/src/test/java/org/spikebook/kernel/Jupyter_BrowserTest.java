package org.spikebook.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A user's first minutes with the real Jupyter server in a real browser: open a notebook, run cells, see the plot, interrupt an endless
 * loop, complete a name. Pictures of each step are left under {@code target/screenshots}.
 */
class Jupyter_BrowserTest {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Path SERVER = Path.of("/usr/bin/jupyter-notebook");
    private static final String TOKEN = "spikebook-test";
    private static final String TABULATOR = "\uE004";

    private final Path folder = InstalledKernels.FOLDER.resolve("notebooks");
    private final Path pictures = Path.of("target", "screenshots").toAbsolutePath();
    private Process server;
    private Browser browser;
    private int port;

    @BeforeEach
    void start() throws IOException {
        Assumptions.assumeTrue(Files.isExecutable(SERVER), "skipped: there is no " + SERVER + "; apt install jupyter-notebook");
        Assumptions.assumeTrue(Browser.isInstalled(), "skipped: there is no chromium with chromedriver; apt install chromium-driver");
        InstalledKernels.spec(Runtime.version().feature());
        Files.createDirectories(folder);
        Files.createDirectories(pictures);
        port = ConnectionFile.onFreePorts().shell();
        var builder = new ProcessBuilder(SERVER.toString(), "--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=" + port,
                "--NotebookApp.token=" + TOKEN, "--notebook-dir=" + folder).redirectErrorStream(true)
                .redirectOutput(folder.resolveSibling("server.log").toFile());
        builder.environment().putAll(InstalledKernels.environment());
        server = builder.start();
        browser = Browser.start(InstalledKernels.FOLDER);
    }

    @AfterEach
    void end() {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            Browser.end(server);
        }
    }

    @Test
    void aNotebookWorksInTheBrowser() throws IOException {
        open("first.ipynb", List.of(
                "System.out.println(\"hello from Java\"); 6 * 7",
                "Figure.xy(\"Firing rate [-]\", \"Latency [ms]\").line(\"SpikeX\", new double[] {0.001, 0.01, 0.1}, new double[] {1, 2, 4}).logX()",
                "long n = 0;\nwhile (true) { n++; }",
                "Table.create(\"rates\", StringColumn.create(\"<script>alert(1)</script>\", \"a\", \"b\"), DoubleColumn.create(\"rate\", 0.25, 0.5))",
                "int half(int x) {\n    if (x < 0) throw new IllegalArgumentException(\"x must not be negative\");\n    return x / 2;\n}\nhalf(-1)",
                "Math.hyp"));

        run(0);
        browser.await(LIMIT, "the printed text and the result", output(0, ".output_stdout pre") + ".includes('hello from Java') && "
                + output(0, ".output_result pre") + ".trim() === '42'");
        browser.screenshot(pictures.resolve("1-first-cell.png"));

        run(1);
        browser.await(LIMIT, "the plot as a picture", "document.querySelectorAll('.cell')[1].querySelector"
                + "('.output_area img[src^=\"data:image/png\"]')");
        browser.await(LIMIT, "the plot, interactive", "document.querySelectorAll('.cell')[1].querySelector('.output_area .main-svg')");
        Browser.pause(1000);
        browser.screenshot(pictures.resolve("2-plot.png"));

        run(2);
        browser.await(LIMIT, "that the kernel is busy", "document.querySelectorAll('.cell')[2].innerText.includes('[*]')");
        Browser.pause(1500);
        browser.click("button[data-jupyter-action='jupyter-notebook:interrupt-kernel']");
        browser.await(LIMIT, "that the loop was interrupted", output(2, ".output_error pre") + ".toLowerCase().includes('interrupt')");
        browser.screenshot(pictures.resolve("3-interrupted.png"));

        run(3);
        browser.await(LIMIT, "the table with its column name as text", output(3, ".output_result table") + ".includes('<script>alert(1)</script>')");
        run(4);
        browser.await(LIMIT, "the error", output(4, ".output_error pre") + ".includes('x must not be negative')");
        browser.script("document.querySelectorAll('.cell')[3].scrollIntoView()");
        browser.screenshot(pictures.resolve("4-table-and-error.png"));

        browser.script("Jupyter.notebook.select(5); Jupyter.notebook.edit_mode(); var c = Jupyter.notebook.get_cell(5).code_mirror;"
                + " c.setCursor({line: 0, ch: 8}); c.focus();");
        browser.type(".cell:nth-of-type(6) .CodeMirror textarea", TABULATOR);
        browser.await(LIMIT, "the completed name", "Jupyter.notebook.get_cell(5).get_text().startsWith('Math.hypot')");
        browser.screenshot(pictures.resolve("5-completed.png"));

        browser.script("document.head.insertAdjacentHTML('beforeend', '<style>body, #site, #notebook, #notebook-container, .cell, .output_area,"
                + " div.output_area pre, .rendered_html, .input_area, .CodeMirror { background: #181a1f !important; color: #d8dce4 !important }"
                + " .cm-variable, .cm-def { color: #d8dce4 !important } .cm-keyword { color: #b48ef0 !important } .cm-string { color: #98c379 !important }"
                + "</style>')");
        assertThat(browser.script("return getComputedStyle(document.querySelector('.output_result td')).color").asText())
                .as("tables take the colour of the theme").isEqualTo("rgb(216, 220, 228)");
        assertThat(browser.script("return getComputedStyle(document.querySelector('.output_result tbody tr')).backgroundColor").asText())
                .as("and let its ground shine through").startsWith("rgba(");
        browser.script("document.querySelectorAll('.cell')[1].scrollIntoView()");
        browser.screenshot(pictures.resolve("6-dark-plot.png"));
        browser.script("document.querySelectorAll('.cell')[3].scrollIntoView()");
        browser.screenshot(pictures.resolve("7-dark-table-and-error.png"));
        assertThat(pictures.resolve("7-dark-table-and-error.png")).isNotEmptyFile();
    }

    private void open(String name, List<String> cells) throws IOException {
        var list = Json.array();
        for (int i = 0; i < cells.size(); i++) {
            list.add(Json.object().put("cell_type", "code").put("id", "cell-" + i).put("source", cells.get(i)).putNull("execution_count")
                    .<ObjectNode>set("metadata", Json.object()).set("outputs", Json.array()));
        }
        var kernel = Json.object().put("name", InstalledKernels.name(Runtime.version().feature())).put("display_name", "Spikebook").put("language", "java");
        var book = Json.object().put("nbformat", 4).put("nbformat_minor", 5)
                .<ObjectNode>set("metadata", Json.object().set("kernelspec", kernel)).set("cells", list);
        Files.writeString(folder.resolve(name), book.toString());
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            try {
                browser.open("http://127.0.0.1:" + port + "/notebooks/" + name + "?token=" + TOKEN);
                break;
            } catch (AssertionError e) {
                if (System.nanoTime() > end) {
                    throw new AssertionError(e.getMessage() + "\n" + Files.readString(folder.resolveSibling("server.log")), e);
                }
                Browser.pause(500);
            }
        }
        browser.await(LIMIT, "a notebook with a connected kernel", "window.Jupyter && Jupyter.notebook && Jupyter.notebook._fully_loaded"
                + " && Jupyter.notebook.kernel && Jupyter.notebook.kernel.is_connected()");
    }

    /** Selects a cell and presses the run button. */
    private void run(int cell) {
        browser.script("Jupyter.notebook.select(arguments[0]); document.querySelectorAll('.cell')[arguments[0]].scrollIntoView()", cell);
        browser.click("button[data-jupyter-action='jupyter-notebook:run-cell-and-select-next']");
    }

    /** A script for the text of a part of a cell's output. */
    private static String output(int cell, String selector) {
        return "(document.querySelectorAll('.cell')[" + cell + "].querySelector('" + selector + "') || {innerText: ''}).innerText";
    }
}
