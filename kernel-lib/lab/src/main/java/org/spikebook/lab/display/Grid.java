package org.spikebook.lab.display;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows and columns to show: what tables, matrices, records and maps have in common. Long grids show their first and last rows and
 * columns and say how many lie between.
 *
 * @param title what the grid shows, or empty
 * @param heads one per column
 * @param rows number of rows
 * @param cells text of row and column, asked for shown cells only
 * @param shape size of the whole, for example {@code "3 rows x 2 columns"}
 */
record Grid(String title, List<Head> heads, int rows, Cells cells, String shape) {

    /** Rows shown in full up to here. */
    static final int MAX_ROWS = 40;
    /** Columns shown in full up to here. */
    static final int MAX_COLUMNS = 30;

    private static final int TAIL_ROWS = 5;
    private static final int TAIL_COLUMNS = 5;
    private static final int GAP = -1;
    /** Of every other row, readable on light and dark pages; said with each row, for some front ends paint rows for a light page only. */
    private static final String SHADE = "rgba(128,128,128,0.12)";

    /**
     * The head of a column.
     *
     * @param name name, shown as it is
     * @param type type of the values, or empty
     * @param numeric whether the column is aligned to the right
     */
    record Head(String name, String type, boolean numeric) {
    }

    /** Text of one cell. */
    interface Cells {
        String at(int row, int column);
    }

    MimeBundle bundle() {
        return MimeBundle.of(text()).with(MimeBundle.HTML, html());
    }

    String text() {
        int[] columns = shown(heads.size(), MAX_COLUMNS, TAIL_COLUMNS);
        boolean types = heads.stream().anyMatch(h -> !h.type().isEmpty());
        var lines = new ArrayList<String[]>();
        lines.add(line(columns, c -> heads.get(c).name()));
        if (types) {
            lines.add(line(columns, c -> heads.get(c).type()));
        }
        int headLines = lines.size();
        int[] shownRows = shown(rows, MAX_ROWS, TAIL_ROWS);
        int gapLine = -1;
        for (int row : shownRows) {
            if (row == GAP) {
                gapLine = lines.size();
                lines.add(line(columns, c -> ""));
            } else {
                lines.add(line(columns, c -> clean(cells.at(row, c))));
            }
        }
        int[] widths = new int[columns.length];
        for (String[] line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line[i].length());
            }
        }
        var out = new StringBuilder();
        if (!title.isEmpty()) {
            out.append(title).append('\n');
        }
        for (int l = 0; l < lines.size(); l++) {
            if (l == gapLine) {
                out.append(gapText(shownRows)).append('\n');
                continue;
            }
            var line = new StringBuilder();
            for (int i = 0; i < columns.length; i++) {
                boolean right = columns[i] != GAP && heads.get(columns[i]).numeric();
                String pad = " ".repeat(widths[i] - lines.get(l)[i].length());
                line.append(i == 0 ? "" : "  ").append(right ? pad + lines.get(l)[i] : lines.get(l)[i] + pad);
            }
            out.append(line.toString().stripTrailing()).append('\n');
            if (l == headLines - 1) {
                int total = 2 * Math.max(0, widths.length - 1);
                for (int width : widths) {
                    total += width;
                }
                out.append("-".repeat(total)).append('\n');
            }
        }
        return out.append(shape).toString();
    }

    String html() {
        int[] columns = shown(heads.size(), MAX_COLUMNS, TAIL_COLUMNS);
        var out = new StringBuilder("<div style=\"overflow-x:auto\"><table class=\"spikebook-table\" cellpadding=\"5\" style=\"border-collapse:collapse;color:inherit\">");
        if (!title.isEmpty()) {
            out.append("<caption style=\"text-align:left;font-weight:bold\">").append(Html.escape(title)).append("</caption>");
        }
        out.append("<thead><tr style=\"border-bottom:1px solid rgba(128,128,128,0.7)\">");
        for (int c : columns) {
            if (c == GAP) {
                out.append("<th>... ").append(gap(columns, heads.size())).append(" columns</th>");
            } else {
                Head head = heads.get(c);
                out.append("<th style=\"text-align:").append(side(head)).append("\">").append(Html.escape(head.name()));
                if (!head.type().isEmpty()) {
                    out.append("<br><span style=\"font-weight:normal;font-size:80%;opacity:0.65\">").append(Html.escape(head.type()))
                            .append("</span>");
                }
                out.append("</th>");
            }
        }
        out.append("</tr></thead>\n<tbody>\n");
        int[] shownRows = shown(rows, MAX_ROWS, TAIL_ROWS);
        boolean shaded = true;
        for (int row : shownRows) {
            if (row == GAP) {
                out.append("<tr style=\"background:transparent\"><td colspan=\"").append(columns.length).append("\" style=\"text-align:center;opacity:0.65\">")
                        .append(gapText(shownRows)).append("</td></tr>\n");
                continue;
            }
            out.append("<tr style=\"background:").append(shaded ? SHADE : "transparent").append("\">");
            shaded = !shaded;
            for (int c : columns) {
                if (c == GAP) {
                    out.append("<td>...</td>");
                } else {
                    out.append("<td style=\"text-align:").append(side(heads.get(c))).append("\">")
                            .append(Html.escape(Brief.cut(cells.at(row, c)))).append("</td>");
                }
            }
            out.append("</tr>\n");
        }
        return out.append("</tbody></table>\n<div style=\"font-size:85%;opacity:0.65\">").append(Html.escape(shape))
                .append("</div></div>").toString();
    }

    /** {@code "1 row"}, {@code "2 rows"}. */
    static String count(int number, String singular) {
        return number + " " + (number == 1 ? singular : singular + "s");
    }

    private String gapText(int[] shownRows) {
        return "... " + count(gap(shownRows, rows), "row");
    }

    private static String side(Head head) {
        return head.numeric() ? "right" : "left";
    }

    /** The indices shown, with {@link #GAP} where some are left out. */
    private static int[] shown(int size, int max, int tail) {
        if (size <= max) {
            int[] all = new int[size];
            for (int i = 0; i < size; i++) {
                all[i] = i;
            }
            return all;
        }
        int head = max - tail - 1;
        int[] some = new int[max];
        for (int i = 0; i < max; i++) {
            some[i] = i < head ? i : i == head ? GAP : size - max + i;
        }
        return some;
    }

    private static int gap(int[] shown, int size) {
        return size - (shown.length - 1);
    }

    private String[] line(int[] columns, Name cell) {
        String[] line = new String[columns.length];
        for (int i = 0; i < columns.length; i++) {
            line[i] = columns[i] == GAP ? "..." : cell.of(columns[i]);
        }
        return line;
    }

    private static String clean(String text) {
        return Brief.cut(text.replace('\n', ' ').replace('\r', ' ').replace('\t', ' '));
    }

    private interface Name {
        String of(int column);
    }
}
