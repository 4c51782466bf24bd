package org.spikebook.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikebook.notebook.HtmlExport;
import org.spikebook.notebook.Notebook;
import org.spikebook.notebook.NotebookCell;
import org.spikebook.notebook.NotebookRunner;

/** An executed notebook as a page, in a real browser; pictures go under {@code target/screenshots}. */
class ExportedPage_BrowserTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void thePageOpensWithoutNetworkAndWithoutComplaint(@TempDir Path folder) throws IOException {
        Assumptions.assumeTrue(Browser.isInstalled(), "skipped: there is no chromium with chromedriver; apt install chromium-driver");
        var notebook = Notebook.create();
        notebook.append(NotebookCell.Kind.MARKDOWN, "# A page\n\nWith a formula $u[t] = \\beta u[t-1] + i[t]$.\n\n## A part\n\n## Another");
        notebook.append(NotebookCell.Kind.CODE, "Figure.xy(\"Firing rate [-]\", \"Latency [ms]\").line(\"SpikeX\", new double[] {0.001, 0.01, 0.1}, "
                + "new double[] {1, 2, 4}).logX()");
        notebook.append(NotebookCell.Kind.CODE, "Table.create(\"rates\", StringColumn.create(\"<script>alert(1)</script>\", \"a\", \"b\"), "
                + "DoubleColumn.create(\"rate\", 0.25, 0.5))");
        notebook.append(NotebookCell.Kind.CODE, "System.err.println(\"a note\");\nint half(int x) {\n    throw new IllegalStateException(\"no half of \" + x);\n}\nhalf(3)")
                .metadata().putArray("tags").add("raises-exception");
        var file = folder.resolve("page.ipynb");
        notebook.write(file);
        assertThat(NotebookRunner.builder().build().run(notebook, file, folder.resolve("out.ipynb")).ok()).isTrue();
        var page = folder.resolve("page.html");
        HtmlExport.write(notebook, page);

        var pictures = Files.createDirectories(Path.of("target", "screenshots").toAbsolutePath());
        Files.createDirectories(InstalledKernels.FOLDER);
        try (var browser = Browser.start(InstalledKernels.FOLDER)) {
            browser.requests();
            for (var dark : new boolean[] {false, true}) {
                browser.prefersDark(dark);
                browser.open(page.toUri().toString());
                browser.await(LIMIT, "the figure, interactive", "document.querySelector('.main-svg')");
                browser.await(LIMIT, "the formula, set", "document.querySelector('.math.drawn math, .math.drawn .katex')");
                assertThat(browser.script("return document.querySelectorAll('nav a').length").asInt()).isEqualTo(3);
                assertThat(browser.script("return document.querySelector('table').innerText").asText()).contains("<script>alert(1)</script>");
                assertThat(contrast(browser, ".shown td")).as("contrast of a table, dark %s", dark).isGreaterThan(7);
                assertThat(contrast(browser, ".error pre")).as("contrast of an error, dark %s", dark).isGreaterThan(7);
                assertThat(contrast(browser, ".error pre span")).as("contrast of the name of an error, dark %s", dark).isGreaterThan(4.5);
                Browser.pause(500);
                browser.screenshot(pictures.resolve(dark ? "9-page-dark.png" : "8-page-light.png"));
            }
            assertThat(browser.complaints()).isEmpty();
            assertThat(browser.requests()).as("only the page itself and what is inside it").isNotEmpty()
                    .allMatch(each -> each.startsWith("file:") && each.endsWith("page.html") || each.startsWith("data:") || each.startsWith("blob:"));
        }
    }

    /** Contrast of text and page as WCAG 2.1 defines it, 1 to 21. */
    private static double contrast(Browser browser, String selector) {
        return browser.script("""
                function light(rgb) {
                    return rgb.match(/[\\d.]+/g).slice(0, 3).map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4))
                        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
                }
                const text = light(getComputedStyle(document.querySelector(arguments[0])).color);
                const page = light(getComputedStyle(document.documentElement).backgroundColor);
                return (Math.max(text, page) + 0.05) / (Math.min(text, page) + 0.05);""", selector).asDouble();
    }
}
