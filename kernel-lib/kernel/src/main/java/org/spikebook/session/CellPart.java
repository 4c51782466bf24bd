package org.spikebook.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A piece of a cell: Java code or one magic.
 *
 * @param kind what it is
 * @param offset where it starts in the cell
 * @param name the magic's name; empty for Java
 * @param text Java code, or the magic's arguments
 * @param body the lines under a cell magic; empty otherwise
 */
record CellPart(Kind kind, int offset, String name, String text, String body) {

    enum Kind { JAVA, LINE_MAGIC, CELL_MAGIC }

    /**
     * Cuts a cell into its parts. A percent sign starts a magic only as the first token of a line, directly before a name, where
     * no bracket, string, text block or comment is open and the statement before has ended with {@code ;} or a closing brace; two
     * percent signs start a cell magic only at the first token of the cell.
     */
    static List<CellPart> of(String cell) {
        int first = 0;
        while (first < cell.length() && Character.isWhitespace(cell.charAt(first))) {
            first++;
        }
        if (cell.startsWith("%%", first) && isName(cell, first + 2)) {
            int eol = endOfLine(cell, first);
            String line = cell.substring(first + 2, eol);
            int end = endOfName(line);
            String body = eol < cell.length() ? cell.substring(eol + 1) : "";
            return List.of(new CellPart(Kind.CELL_MAGIC, first, line.substring(0, end), line.substring(end).strip(), body));
        }
        List<CellPart> parts = new ArrayList<>();
        var lexer = new Lexer(cell);
        int start = 0;
        for (int at = lexer.nextMagic(); at >= 0; at = lexer.nextMagic()) {
            addJava(parts, cell, start, at);
            int eol = endOfLine(cell, at);
            String line = cell.substring(at + 1, eol);
            int end = endOfName(line);
            parts.add(new CellPart(Kind.LINE_MAGIC, at, line.substring(0, end), line.substring(end).strip(), ""));
            start = eol;
            lexer.skipTo(eol);
        }
        addJava(parts, cell, start, cell.length());
        return parts;
    }

    private static void addJava(List<CellPart> parts, String cell, int from, int to) {
        if (!cell.substring(from, to).isBlank()) {
            parts.add(new CellPart(Kind.JAVA, from, "", cell.substring(from, to), ""));
        }
    }

    private static int endOfLine(String text, int from) {
        int eol = text.indexOf('\n', from);
        return eol < 0 ? text.length() : eol;
    }

    private static int endOfName(String line) {
        int end = 0;
        while (end < line.length() && Character.isJavaIdentifierPart(line.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isName(String text, int at) {
        return at < text.length() && Character.isJavaIdentifierStart(text.charAt(at));
    }

    /**
     * Code with {@code Out[n]} written as the call {@code out(n)}, of the same length, so that places in errors stay right. Strings,
     * comments, members and types of that name are left alone.
     */
    static String withOutCalls(String java) {
        return java.contains("Out") ? new Lexer(java).withOutCalls() : java;
    }

    /** Just enough of Java's lexical grammar (JLS 3.5 to 3.10) to know what is code. */
    private static final class Lexer {

        private final String text;
        private int at;
        private int depth;
        private boolean lineStart = true;
        private char last = ';';

        Lexer(String text) {
            this.text = text;
        }

        /** Position of the percent sign of the next line magic, or -1. */
        int nextMagic() {
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c == '\n') {
                    lineStart = true;
                    at++;
                } else if (Character.isWhitespace(c)) {
                    at++;
                } else if (text.startsWith("//", at)) {
                    at = endOfLine(text, at);
                } else if (text.startsWith("/*", at)) {
                    int end = text.indexOf("*/", at + 2);
                    at = end < 0 ? text.length() : end + 2;
                } else if (c == '%' && lineStart && depth == 0 && (last == ';' || last == '}') && isName(text, at + 1)) {
                    return at;
                } else {
                    token(c);
                }
            }
            return -1;
        }

        String withOutCalls() {
            var code = new StringBuilder(text);
            Deque<Boolean> brackets = new ArrayDeque<>();
            boolean member = false;
            while (at < text.length()) {
                char c = text.charAt(at);
                if (text.startsWith("//", at)) {
                    at = endOfLine(text, at);
                } else if (text.startsWith("/*", at)) {
                    int end = text.indexOf("*/", at + 2);
                    at = end < 0 ? text.length() : end + 2;
                } else if (Character.isJavaIdentifierStart(c)) {
                    int from = at;
                    at += endOfName(text.substring(at));
                    if (!member && text.substring(from, at).equals("Out") && text.startsWith("[", at) && !text.startsWith("[]", at)) {
                        code.setCharAt(from, 'o');
                        code.setCharAt(at, '(');
                        brackets.push(true);
                        at++;
                    }
                    member = false;
                } else {
                    if (c == '[') {
                        brackets.push(false);
                    } else if (c == ']' && !brackets.isEmpty() && brackets.pop()) {
                        code.setCharAt(at, ')');
                    }
                    member = c == '.' || Character.isDigit(c) || member && Character.isWhitespace(c);
                    token(c);
                }
            }
            return code.toString();
        }

        void skipTo(int position) {
            at = position;
            last = ';';
        }

        private void token(char c) {
            lineStart = false;
            last = c;
            if (text.startsWith("\"\"\"", at)) {
                skipQuoted("\"\"\"", false);
            } else if (c == '"') {
                skipQuoted("\"", true);
            } else if (c == '\'') {
                skipQuoted("'", true);
            } else {
                if (c == '(' || c == '[' || c == '{') {
                    depth++;
                } else if (c == ')' || c == ']' || c == '}') {
                    depth = Math.max(0, depth - 1);
                }
                at++;
            }
        }

        private void skipQuoted(String quote, boolean endsWithLine) {
            at += quote.length();
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c == '\\') {
                    at += 2;
                } else if (endsWithLine && c == '\n') {
                    return;
                } else if (text.startsWith(quote, at)) {
                    at += quote.length();
                    return;
                } else {
                    at++;
                }
            }
            at = Math.min(at, text.length());
        }
    }
}
