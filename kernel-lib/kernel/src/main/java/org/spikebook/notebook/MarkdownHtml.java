package org.spikebook.notebook;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.spikebook.lab.display.Html;

/** Markdown cells as HTML, with the headings of the whole page in order, and formulas marked for KaTeX. Raw HTML is shown as text. */
final class MarkdownHtml {

    /** A formula: two dollar signs round any lines, or one round a piece of a line that does not look like two prices. */
    private static final Pattern FORMULA = Pattern.compile(
            "(?<!\\\\)\\$\\$([\\s\\S]+?)\\$\\$|(?<![\\\\$\\w])\\$(?![\\s$])((?:\\\\.|[^$\\\\\n])+?)(?<![\\s\\\\])\\$(?![\\w$])");
    private static final Pattern CODE = Pattern.compile("(?m)^(```+|~~~+)[\\s\\S]*?^\\1\\s*$|(`+)[\\s\\S]+?\\2");
    private static final Pattern MARK = Pattern.compile("\uE000(\\d+)\uE001");

    private final Parser parser;
    private final HtmlRenderer renderer;
    private final List<Entry> contents = new ArrayList<>();
    private final Map<String, Integer> anchors = new HashMap<>();
    private boolean math;

    /** A heading of the page. */
    record Entry(int level, String text, String anchor) {
    }

    MarkdownHtml() {
        var extensions = List.of(TablesExtension.create());
        parser = Parser.builder().extensions(extensions).build();
        renderer = HtmlRenderer.builder().extensions(extensions).escapeHtml(true).sanitizeUrls(true)
                .attributeProviderFactory(context -> (node, tag, attributes) -> {
                    if (node instanceof Heading heading) {
                        attributes.put("id", anchorOf(heading));
                    }
                }).build();
    }

    String of(String markdown) {
        List<String> formulas = new ArrayList<>();
        String html = renderer.render(parser.parse(takeFormulas(markdown, formulas)));
        return MARK.matcher(html).replaceAll(mark -> Matcher.quoteReplacement(formulas.get(Integer.parseInt(mark.group(1)))));
    }

    /** Headings met so far. */
    List<Entry> contents() {
        return contents;
    }

    /** Whether a formula was met. */
    boolean math() {
        return math;
    }

    /** Puts a mark in place of each formula outside code, so that markdown leaves its underscores and stars alone. */
    private String takeFormulas(String markdown, List<String> formulas) {
        var out = new StringBuilder();
        Matcher code = CODE.matcher(markdown);
        int at = 0;
        while (code.find()) {
            out.append(replaceFormulas(markdown.substring(at, code.start()), formulas));
            out.append(code.group());
            at = code.end();
        }
        return out.append(replaceFormulas(markdown.substring(at), formulas)).toString();
    }

    private String replaceFormulas(String text, List<String> formulas) {
        return FORMULA.matcher(text).replaceAll(formula -> {
            boolean block = formula.group(1) != null;
            String tex = (block ? formula.group(1) : formula.group(2)).strip();
            math = true;
            formulas.add(block ? "<span class=\"math block\">" + Html.escape(tex) + "</span>"
                    : "<span class=\"math\">" + Html.escape(tex) + "</span>");
            return "\uE000" + (formulas.size() - 1) + "\uE001";
        });
    }

    private String anchorOf(Heading heading) {
        var text = new StringBuilder();
        heading.accept(new AbstractVisitor() {
            @Override
            public void visit(Text node) {
                text.append(node.getLiteral());
            }

            @Override
            public void visit(Code node) {
                text.append(node.getLiteral());
            }
        });
        String title = MARK.matcher(text).replaceAll("").strip();
        String slug = title.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "-").replaceAll("^-|-$", "");
        int times = anchors.merge(slug, 1, Integer::sum);
        String anchor = (slug.isEmpty() ? "section" : slug) + (times == 1 ? "" : "-" + times);
        contents.add(new Entry(heading.getLevel(), title, anchor));
        return anchor;
    }

    /** Used by the page to show markdown outputs, whose headings are not headings of the page. */
    static String plain(String markdown) {
        var extensions = List.of(TablesExtension.create());
        Node node = Parser.builder().extensions(extensions).build().parse(markdown);
        return HtmlRenderer.builder().extensions(extensions).escapeHtml(true).sanitizeUrls(true).build().render(node);
    }
}
