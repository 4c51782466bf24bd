package org.spikebook.kernel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Javadoc comment in the forms that front ends show: HTML, Markdown and plain text. Inline tags are resolved, block tags become
 * short lists; links lead nowhere and are shown as code.
 */
final class JavadocText {

    private static final Map<String, String> TITLES = new LinkedHashMap<>();

    static {
        TITLES.put("deprecated", "Deprecated");
        TITLES.put("param", "Parameters");
        TITLES.put("return", "Returns");
        TITLES.put("throws", "Throws");
        TITLES.put("apiNote", "Note");
        TITLES.put("implSpec", "Implementation");
        TITLES.put("implNote", "Implementation note");
        TITLES.put("see", "See");
        TITLES.put("since", "Since");
    }

    private static final Pattern BLOCK = Pattern.compile("(?m)^\\s*@(\\w+)\\b[ \\t]*");
    private static final Pattern NAME_FIRST = Pattern.compile("(\\S+)\\s*(.*)", Pattern.DOTALL);
    private static final Pattern TAG = Pattern.compile("<(/?)(\\w+)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>");
    private static final Pattern ENTITY = Pattern.compile("&(#?\\w+);");

    private final String html;

    /** @param comment text between the comment signs */
    JavadocText(String comment) {
        var blocks = new LinkedHashMap<String, List<String>>();
        TITLES.keySet().forEach(tag -> blocks.put(tag, new ArrayList<>()));
        var matcher = BLOCK.matcher(comment);
        var starts = new ArrayList<int[]>();
        var tags = new ArrayList<String>();
        while (matcher.find()) {
            if (depth(comment, matcher.start()) == 0) {
                starts.add(new int[] {matcher.start(), matcher.end()});
                tags.add(matcher.group(1).equals("exception") ? "throws" : matcher.group(1));
            }
        }
        var result = new StringBuilder(inline(starts.isEmpty() ? comment : comment.substring(0, starts.get(0)[0])).strip());
        for (int i = 0; i < tags.size(); i++) {
            int end = i + 1 < tags.size() ? starts.get(i + 1)[0] : comment.length();
            blocks.getOrDefault(tags.get(i), new ArrayList<>()).add(comment.substring(starts.get(i)[1], end).strip());
        }
        blocks.forEach((tag, texts) -> {
            if (!texts.isEmpty()) {
                result.append("\n<p><b>").append(TITLES.get(tag)).append("</b></p>\n<ul>");
                texts.forEach(text -> result.append("<li>").append(item(tag, text)).append("</li>\n"));
                result.append("</ul>");
            }
        });
        html = result.toString().replaceAll("(?is)<(script|style|iframe)\\b.*?</\\1>", "").replaceAll("(?i)\\son\\w+\\s*=", " data-was=");
    }

    /** As HTML, without a frame round it. */
    String html() {
        return html;
    }

    /** As Markdown. */
    String markdown() {
        return plain(true);
    }

    /** As text of lines. */
    String text() {
        return plain(false);
    }

    private static String item(String tag, String text) {
        if (tag.equals("param") || tag.equals("throws")) {
            var parts = NAME_FIRST.matcher(text);
            if (parts.matches()) {
                return "<code>" + escape(parts.group(1)) + "</code> " + inline(parts.group(2)).strip();
            }
        }
        if (tag.equals("see") && !text.startsWith("<") && !text.startsWith("\"")) {
            return "<code>" + escape(reference(text)) + "</code>";
        }
        return inline(text).strip();
    }

    /** Resolves {@code {@tags}}. */
    private static String inline(String text) {
        var out = new StringBuilder();
        int at = 0;
        while (true) {
            int open = text.indexOf("{@", at);
            int close = open < 0 ? -1 : closing(text, open);
            if (close < 0) {
                return out.append(text, at, text.length()).toString();
            }
            out.append(text, at, open).append(resolve(text.substring(open + 2, close)));
            at = close + 1;
        }
    }

    private static String resolve(String tag) {
        var parts = NAME_FIRST.matcher(tag);
        if (!parts.matches()) {
            return "";
        }
        var body = parts.group(2);
        return switch (parts.group(1)) {
            case "code", "systemProperty" -> "<code>" + escape(body) + "</code>";
            case "literal" -> escape(body);
            case "link", "value" -> "<code>" + label(body) + "</code>";
            case "linkplain" -> label(body);
            case "snippet" -> "<pre>" + escape(body.replaceFirst("(?s)^[^:\n]*:?\\s*?\n", "")) + "</pre>";
            case "return" -> "Returns " + inline(body) + ".";
            case "index" -> escape(body.replaceFirst("^(\"[^\"]*\"|\\S+).*$", "$1"));
            case "summary" -> inline(body);
            default -> "";                                          // inheritDoc, docRoot and what is not known
        };
    }

    /** The label of a link, or what it refers to. */
    private static String label(String body) {
        int depth = 0;
        for (int i = 0; i < body.length(); i++) {
            char c = body.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth == 0 && Character.isWhitespace(c) && !body.substring(i).isBlank()) {
                return inline(body.substring(i).strip());
            }
        }
        return escape(reference(body.strip()));
    }

    private static String reference(String target) {
        return (target.startsWith("#") ? target.substring(1) : target).replace('#', '.');
    }

    private static int closing(String text, int open) {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            depth += text.charAt(i) == '{' ? 1 : text.charAt(i) == '}' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return -1;
    }

    /** How many inline tags are open at a position. */
    private static int depth(String text, int position) {
        int open = text.lastIndexOf("{@", position);
        return open < 0 || closing(text, open) < position ? 0 : 1;
    }

    private String plain(boolean marks) {
        var out = new StringBuilder();
        var tags = TAG.matcher(html);
        boolean[] preformatted = {false};
        int at = 0;
        while (tags.find()) {
            text(out, html.substring(at, tags.start()), preformatted[0]);
            at = tags.end();
            boolean closes = !tags.group(1).isEmpty();
            switch (tags.group(2).toLowerCase(Locale.ROOT)) {
                case "p", "div", "ul", "ol", "dl", "table", "blockquote" -> blankLine(out);
                case "br", "tr", "dt" -> newLine(out);
                case "h1", "h2", "h3", "h4", "h5", "h6" -> {
                    blankLine(out);
                    out.append(marks && !closes ? "#### " : "");
                }
                case "li", "dd" -> {
                    if (!closes) {
                        newLine(out);
                        out.append("- ");
                    }
                }
                case "td", "th" -> out.append(closes ? " " : "");
                case "b", "strong" -> out.append(marks ? "**" : "");
                case "i", "em", "var" -> out.append(marks ? "*" : "");
                case "code", "tt" -> out.append(marks && !preformatted[0] ? "`" : "");
                case "pre" -> {
                    preformatted[0] = !closes;
                    newLine(out);
                    out.append(marks ? closes ? "```\n" : "```java\n" : "");
                }
                default -> {
                }
            }
        }
        text(out, html.substring(at), preformatted[0]);
        return out.toString().replaceAll("[ \t]+\n", "\n").replaceAll("\n{3,}", "\n\n").strip();
    }

    private static void text(StringBuilder out, String html, boolean preformatted) {
        var text = ENTITY.matcher(html).replaceAll(entity -> Matcher.quoteReplacement(character(entity.group(1))));
        if (preformatted) {
            out.append(text);
            return;
        }
        text = text.replaceAll("\\s+", " ");
        boolean atStart = out.isEmpty() || Character.isWhitespace(out.charAt(out.length() - 1));
        out.append(atStart ? text.stripLeading() : text);
    }

    private static String character(String entity) {
        if (entity.startsWith("#")) {
            try {
                int code = entity.startsWith("#x") || entity.startsWith("#X") ? Integer.parseInt(entity.substring(2), 16)
                        : Integer.parseInt(entity.substring(1));
                return Character.toString(code);
            } catch (IllegalArgumentException e) {
                return "&" + entity + ";";
            }
        }
        return switch (entity) {
            case "lt" -> "<";
            case "gt" -> ">";
            case "amp" -> "&";
            case "quot" -> "\"";
            case "nbsp" -> " ";
            case "le" -> "\u2264";
            case "ge" -> "\u2265";
            case "times" -> "\u00D7";
            case "ndash" -> "\u2013";
            case "mdash" -> "\u2014";
            default -> "&" + entity + ";";
        };
    }

    private static void newLine(StringBuilder out) {
        while (!out.isEmpty() && out.charAt(out.length() - 1) == ' ') {
            out.setLength(out.length() - 1);
        }
        if (!out.isEmpty() && out.charAt(out.length() - 1) != '\n') {
            out.append('\n');
        }
    }

    private static void blankLine(StringBuilder out) {
        newLine(out);
        if (!out.isEmpty() && !out.toString().endsWith("\n\n")) {
            out.append('\n');
        }
    }

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
