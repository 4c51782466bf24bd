package org.spikebook.notebook;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.spikebook.lab.display.Html;

/** Java code as HTML with light colouring: comments, text, numbers, keywords, annotations and magics. */
final class JavaHtml {

    private static final Set<String> KEYWORDS = Set.of("abstract", "assert", "boolean", "break", "byte", "case", "catch", "char", "class",
            "const", "continue", "default", "do", "double", "else", "enum", "extends", "final", "finally", "float", "for", "goto", "if",
            "implements", "import", "instanceof", "int", "interface", "long", "native", "new", "package", "private", "protected",
            "public", "record", "return", "sealed", "short", "static", "super", "switch", "synchronized", "this", "throw", "throws",
            "transient", "try", "var", "void", "volatile", "while", "yield", "true", "false", "null");

    private static final Pattern TOKEN = Pattern.compile(
            "(?<comment>//[^\n]*|/\\*[\\s\\S]*?(?:\\*/|\\z))"
                    + "|(?<text>\"\"\"(?:\\\\[\\s\\S]|(?!\"\"\")[\\s\\S])*(?:\"\"\"|\\z)|\"(?:\\\\.|[^\"\\\\\n])*\"?|'(?:\\\\.|[^'\\\\\n])*'?)"
                    + "|(?<magic>(?m:^)[ \t]*%%?[A-Za-z_]\\w*)"
                    + "|(?<annotation>@[A-Za-z_]\\w*)"
                    + "|(?<number>\\b(?:0[xX][\\da-fA-F_]+|0[bB][01_]+|(?:\\d[\\d_]*)?\\.?\\d[\\d_]*(?:[eE][-+]?\\d+)?)[dDfFlL]?\\b)"
                    + "|(?<word>[A-Za-z_$][\\w$]*)");

    private JavaHtml() {
    }

    static String of(String code) {
        var html = new StringBuilder(code.length() * 2);
        Matcher token = TOKEN.matcher(code);
        int at = 0;
        while (token.find()) {
            html.append(Html.escape(code.substring(at, token.start())));
            String kind = token.group("comment") != null ? "c" : token.group("text") != null ? "s" : token.group("magic") != null ? "m"
                    : token.group("annotation") != null ? "a" : token.group("number") != null ? "n"
                    : KEYWORDS.contains(token.group()) ? "k" : "";
            if (!kind.isEmpty()) {
                html.append("<span class=\"j-").append(kind).append("\">");
            }
            html.append(Html.escape(token.group()));
            if (!kind.isEmpty()) {
                html.append("</span>");
            }
            at = token.end();
        }
        html.append(Html.escape(code.substring(at)));
        return html.toString();
    }
}
