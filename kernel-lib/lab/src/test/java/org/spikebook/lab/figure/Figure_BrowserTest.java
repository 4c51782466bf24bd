package org.spikebook.lab.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.spikebook.lab.display.MimeBundle;
import org.spikebook.lab.display.Renderers;

/** What a real browser makes of our pages; skipped where there is no Chromium. */
class Figure_BrowserTest {

    private static final double[] X = {1, 10, 100};

    private static Figure figure() {
        return Figure.xy("Firing rate [spikes/step]", "Latency [µs]").title("Latency <b>a</b> & b").logX()
                .line("SpikeX", X, new double[] {1, Double.NaN, 3}).paper("SpikeX", X, new double[] {1, 2, 3}).note(10, 2, "here")
                .referenceY(2.5, "dense").caption("One honest sentence.");
    }

    @Test
    void drawsSavedPageWithoutNetwork(@TempDir Path dir) throws Exception {
        Path page = dir.resolve("figure.html");
        Figure.grid(2, figure(), Figure.xy("Layer", "Energy [pJ]").bars("PTB", new String[] {"CONV1", "FC"}, new double[] {1, 2})
                .title("(b) bars")).title("</script><img src=x onerror=\"document.body.id='hacked'\">").saveHtml(page);
        assertThat(Files.readString(page)).doesNotContain("src=\"http", "href=\"http");
        String dom = dom(dir, page);
        assertThat(dom).contains("class=\"main-svg\"", "data-live", "Latency (µs)", "Firing rate (spikes/step)", "SpikeX (paper)",
                "(b) bars", "CONV1", "Energy (pJ)", "dense", "Latency &lt;b&gt;a&lt;/b&gt; &amp; b", "&lt;/script&gt;&lt;img src=x")
                .doesNotContain("id=\"hacked\"");
        assertThat(dom).containsPattern("<img[^>]*display: none");
    }

    @Test
    void keepsPictureWhereThereIsNoPlotly(@TempDir Path dir) throws Exception {
        Path page = dir.resolve("still.html");
        MimeBundle shown = Renderers.load().render(figure());
        Files.writeString(page, "<!DOCTYPE html><meta charset=utf-8>" + shown.data(MimeBundle.HTML).orElseThrow());
        String dom = dom(dir, page);
        assertThat(dom).contains("<img").doesNotContain("main-svg", "display: none");
    }

    @Test
    void drawsEachOfTwoEqualFiguresBesideModuleLoader(@TempDir Path dir) throws Exception {
        Path page = dir.resolve("two.html");
        String html = (String) Renderers.load().render(figure()).data(MimeBundle.HTML).orElseThrow();
        // figures stand before plotly, and the page has a module loader as the classic notebook does
        Files.writeString(page, "<!DOCTYPE html><meta charset=utf-8><script>window.define = function () {}; window.define.amd = {};</script>"
                + html + html + PlotlyScript.element() + "<script>window.addEventListener('spikebook-plotly', function () {"
                + " document.body.setAttribute('data-loader', typeof window.define); });</script>");
        String dom = dom(dir, page);
        assertThat(dom.split("data-live=\"\"", -1)).as("both figures are live").hasSize(3);
        assertThat(dom).contains("data-loader=\"function\"");
    }

    private static String dom(Path dir, Path page) throws IOException, InterruptedException {
        Optional<Path> chromium = chromium();
        assumeTrue(chromium.isPresent(), "no chromium on the PATH: the page is not opened");
        Path out = dir.resolve("dom.html");
        Process process = new ProcessBuilder(List.of(chromium.get().toString(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
                "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--user-data-dir=" + Files.createDirectory(dir.resolve("profile")), "--virtual-time-budget=15000", "--dump-dom",
                page.toUri().toString())).redirectOutput(out.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        boolean ended = process.waitFor(120, TimeUnit.SECONDS);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        assertThat(ended).as("chromium ended within two minutes").isTrue();
        // the scripts themselves also hold every word; what counts is what they drew
        return Files.readString(out, StandardCharsets.UTF_8).replaceAll("(?s)<script.*?</script>", "");
    }

    private static Optional<Path> chromium() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(d -> List.of(Path.of(d, "chromium"), Path.of(d, "chromium-browser"), Path.of(d, "google-chrome")).stream())
                .filter(Files::isExecutable).findFirst();
    }
}
