package org.spikebook.notebook;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.spikebook.lab.display.Html;

/** Terminal text as HTML: the sixteen colours, bold and underline; other control sequences are dropped, carriage returns overwrite. */
final class AnsiHtml {

    private static final Pattern SEQUENCE = Pattern.compile("\u001b\\[([0-9;:?]*)([@-~])|\u001b[@-Z\\\\-_]");

    private AnsiHtml() {
    }

    static String of(String text) {
        String shown = overwrite(text);
        var html = new StringBuilder(shown.length() + 64);
        Matcher sequence = SEQUENCE.matcher(shown);
        int at = 0;
        int colour = -1;
        boolean bold = false;
        boolean underline = false;
        while (sequence.find()) {
            span(html, shown.substring(at, sequence.start()), colour, bold, underline);
            at = sequence.end();
            if (!"m".equals(sequence.group(2))) {
                continue;
            }
            for (String part : (sequence.group(1).isEmpty() ? "0" : sequence.group(1)).split("[;:]")) {
                int code = part.matches("\\d{1,3}") ? Integer.parseInt(part) : -1;
                if (code == 0) {
                    colour = -1;
                    bold = false;
                    underline = false;
                } else if (code == 1) {
                    bold = true;
                } else if (code == 4) {
                    underline = true;
                } else if (code == 22) {
                    bold = false;
                } else if (code == 24) {
                    underline = false;
                } else if (code >= 30 && code <= 37) {
                    colour = code - 30;
                } else if (code == 39) {
                    colour = -1;
                } else if (code >= 90 && code <= 97) {
                    colour = code - 90 + 8;
                }
            }
        }
        span(html, shown.substring(at), colour, bold, underline);
        return html.toString();
    }

    private static void span(StringBuilder html, String text, int colour, boolean bold, boolean underline) {
        if (text.isEmpty()) {
            return;
        }
        if (colour < 0 && !bold && !underline) {
            html.append(Html.escape(text));
            return;
        }
        html.append("<span class=\"").append(colour < 0 ? "" : "ansi-" + colour + " ").append(bold ? "ansi-b " : "")
                .append(underline ? "ansi-u" : "").append("\">");
        html.append(Html.escape(text));
        html.append("</span>");
    }

    /** What a terminal would show of lines with carriage returns: the last writing of each line. */
    private static String overwrite(String text) {
        if (text.indexOf('\r') < 0) {
            return text;
        }
        var out = new StringBuilder(text.length());
        for (String line : text.replace("\r\n", "\n").split("(?<=\n)")) {
            String body = line.endsWith("\n") ? line.substring(0, line.length() - 1) : line;
            while (body.endsWith("\r")) {
                body = body.substring(0, body.length() - 1);
            }
            String last = body.substring(body.lastIndexOf('\r') + 1);
            out.append(last);
            int before = body.lastIndexOf('\r');
            if (before >= 0) {
                String earlier = body.substring(body.lastIndexOf('\r', before - 1) + 1, before);
                if (earlier.length() > last.length() && earlier.indexOf('\u001b') < 0 && last.indexOf('\u001b') < 0) {
                    out.append(earlier, last.length(), earlier.length());
                }
            }
            out.append(line.endsWith("\n") ? "\n" : "");
        }
        return out.toString();
    }
}
