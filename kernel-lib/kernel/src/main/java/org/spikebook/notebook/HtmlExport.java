package org.spikebook.notebook;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.spikebook.event.WholeFile;
import org.spikebook.lab.display.Html;
import org.spikebook.lab.figure.PlotlyScript;
import org.spikebook.session.Version;

/**
 * A notebook as one HTML file that opens offline: text, code, outputs in their richest form, table of contents. Scripts (plotly,
 * KaTeX) are inside once and only where needed; without scripts figures are pictures and formulas are LaTeX text. Everything but
 * the HTML that outputs bring is escaped.
 */
public final class HtmlExport {

    private static final String PLOTLY = "application/vnd.plotly.v1+json";
    private static final List<String> RICHEST_FIRST = List.of("text/html", "image/svg+xml", "image/png", "image/jpeg", "text/markdown",
            "text/latex", "text/plain");

    private final MarkdownHtml markdown = new MarkdownHtml();
    private boolean plotly;
    private int figures;

    private HtmlExport() {
    }

    /** Writes the page, whole or not at all. */
    public static void write(Notebook notebook, Path file) {
        WholeFile.write("page", file, render(notebook).getBytes(StandardCharsets.UTF_8));
    }

    /** The page. */
    public static String render(Notebook notebook) {
        return new HtmlExport().page(notebook);
    }

    private String page(Notebook notebook) {
        var body = new StringBuilder();
        for (NotebookCell cell : notebook.cells()) {
            switch (cell.kind()) {
                case MARKDOWN -> body.append("<section class=\"text\">\n").append(markdown.of(cell.source())).append("</section>\n");
                case CODE -> code(cell, body);
                case RAW -> body.append("<section class=\"raw\"><pre>").append(Html.escape(cell.source())).append("</pre></section>\n");
            }
        }
        String title = notebook.title().isEmpty() ? "Notebook" : notebook.title();
        var page = new StringBuilder(body.length() + 20_000);
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<meta name=\"generator\" content=\"Spikebook ").append(Html.escape(Version.text())).append("\">\n")
                .append("<title>").append(Html.escape(title)).append("</title>\n<style>\n").append(resource("page.css")).append("</style>\n");
        if (plotly) {
            page.append(PlotlyScript.element()).append('\n');
        }
        page.append("</head>\n<body>\n");
        contents(page);
        page.append("<main>\n").append(body);
        footer(notebook, page);
        page.append("</main>\n");
        if (markdown.math()) {
            page.append("<script>\n").append(katex().replace("</script", "<\\/script")).append("\n</script>\n<script>\n")
                    .append(resource("math.js")).append("</script>\n");
        }
        return page.append("</body>\n</html>\n").toString();
    }

    private void contents(StringBuilder page) {
        List<MarkdownHtml.Entry> entries = markdown.contents().stream().filter(e -> e.level() <= 3 && !e.text().isEmpty()).toList();
        if (entries.size() < 2) {
            return;
        }
        page.append("<nav aria-label=\"Contents\"><details open><summary>Contents</summary>\n<ul>\n");
        for (MarkdownHtml.Entry entry : entries) {
            page.append("<li class=\"level-").append(entry.level()).append("\"><a href=\"#").append(Html.escape(entry.anchor()))
                    .append("\">").append(Html.escape(entry.text())).append("</a></li>\n");
        }
        page.append("</ul>\n</details></nav>\n");
    }

    private void code(NotebookCell cell, StringBuilder body) {
        String number = cell.executionCount().isPresent() ? Integer.toString(cell.executionCount().getAsInt()) : " ";
        body.append("<section class=\"code\" id=\"cell-").append(Html.escape(cell.id())).append("\">\n");
        boolean hidden = cell.tags().contains("hide-input") || cell.tags().contains("remove-input");
        if (!hidden && !cell.source().isEmpty()) {
            body.append("<div class=\"input\"><span class=\"count\">[").append(number).append("]</span><pre><code>")
                    .append(JavaHtml.of(cell.source())).append("</code></pre></div>\n");
        }
        for (JsonNode output : cell.outputs()) {
            output(output, body);
        }
        body.append("</section>\n");
    }

    private void output(JsonNode output, StringBuilder body) {
        switch (output.path("output_type").asText()) {
            case "stream" -> body.append("<div class=\"output ").append("stderr".equals(output.path("name").asText()) ? "stderr" : "stdout")
                    .append("\"><pre>").append(AnsiHtml.of(NotebookCell.text(output.path("text")))).append("</pre></div>\n");
            case "error" -> body.append("<div class=\"output error\"><pre>").append(AnsiHtml.of(traceback(output)))
                    .append("</pre></div>\n");
            default -> {
                body.append("<div class=\"output shown\">");
                data(output.path("data"), body);
                body.append("</div>\n");
            }
        }
    }

    private static String traceback(JsonNode output) {
        var text = new StringBuilder();
        output.path("traceback").forEach(line -> text.append(line.asText()).append('\n'));
        return text.length() > 0 ? text.toString() : output.path("ename").asText() + ": " + output.path("evalue").asText();
    }

    private void data(JsonNode data, StringBuilder body) {
        boolean figure = data.has(PLOTLY);
        plotly |= figure;
        if (figure && !data.has("text/html")) {
            figure(data, body);
            return;
        }
        for (String type : RICHEST_FIRST) {
            if (!data.has(type)) {
                continue;
            }
            String text = NotebookCell.text(data.get(type));
            switch (type) {
                case "text/html" -> body.append(text);
                case "image/svg+xml" -> body.append("<img alt=\"").append(alt(data)).append("\" src=\"data:image/svg+xml;base64,")
                        .append(java.util.Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))).append("\">");
                case "image/png", "image/jpeg" -> body.append("<img alt=\"").append(alt(data)).append("\" src=\"data:").append(type)
                        .append(";base64,").append(text.replaceAll("[^A-Za-z0-9+/=]", "")).append("\">");
                case "text/markdown" -> body.append(MarkdownHtml.plain(text));
                case "text/latex" -> body.append("<pre>").append(Html.escape(text)).append("</pre>");
                default -> body.append("<pre>").append(AnsiHtml.of(text)).append("</pre>");
            }
            return;
        }
    }

    /** A plotly figure of another program, which brings no HTML of its own. */
    private void figure(JsonNode data, StringBuilder body) {
        String id = "figure-" + ++figures;
        body.append("<div id=\"").append(id).append("\">");
        if (data.has("image/png")) {
            body.append("<img alt=\"").append(alt(data)).append("\" src=\"data:image/png;base64,")
                    .append(NotebookCell.text(data.get("image/png")).replaceAll("[^A-Za-z0-9+/=]", "")).append("\">");
        } else {
            body.append("<pre>").append(alt(data)).append("</pre>");
        }
        body.append("</div>\n<script type=\"application/json\" id=\"").append(id).append("-data\">")
                .append(data.get(PLOTLY).toString().replace("<", "\\u003c")).append("</script>\n<script>(function () {\n")
                .append("  var place = document.getElementById('").append(id).append("'), tries = 0;\n")
                .append("  var figure = JSON.parse(document.getElementById('").append(id).append("-data').textContent);\n")
                .append("  (function show() {\n")
                .append("    if (!window.Plotly) { if (++tries < 100) { setTimeout(show, 100); } return; }\n")
                .append("    place.textContent = '';\n    window.Plotly.newPlot(place, figure.data, figure.layout, figure.config || {});\n")
                .append("  })();\n})();</script>");
    }

    private static String alt(JsonNode data) {
        String text = NotebookCell.text(data.path("text/plain"));
        return Html.escape(text.length() > 300 ? text.substring(0, 300) : text);
    }

    private static void footer(Notebook notebook, StringBuilder page) {
        JsonNode stamp = notebook.metadata().path("spikebook");
        if (!stamp.isObject()) {
            return;
        }
        var text = new StringBuilder("Executed with Spikebook ").append(stamp.path("version").asText());
        String start = notebook.metadata().path("papermill").path("start_time").asText();
        if (!start.isEmpty()) {
            text.append(" on ").append(start.replace('T', ' ').replaceFirst("\\.\\d+$", "")).append(" UTC");
        }
        text.append(", ").append(stamp.path("java").asText()).append(", ").append(stamp.path("os").asText()).append(", ")
                .append(stamp.path("processors").asText()).append(" processors");
        if (stamp.has("commit")) {
            String commit = stamp.path("commit").asText();
            text.append(", commit ").append(commit, 0, Math.min(12, commit.length()))
                    .append(stamp.path("commit_is_clean").asBoolean() ? "" : " with changes");
        }
        page.append("<footer>").append(Html.escape(text.toString())).append("</footer>\n");
    }

    private static String katex() {
        var properties = new Properties();
        try (InputStream in = HtmlExport.class.getResourceAsStream("/META-INF/maven/org.webjars.npm/katex/pom.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text("/META-INF/resources/webjars/katex/" + properties.getProperty("version") + "/dist/katex.min.js");
    }

    private static String resource(String name) {
        return text("/org/spikebook/notebook/" + name);
    }

    private static String text(String resource) {
        try (InputStream in = HtmlExport.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("page: no " + resource + " on the class path. Maybe build Spikebook again.");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
