package org.spikebook.network;

import java.util.Arrays;
import java.util.List;

/** Plain text tables for {@code toString}. */
final class Table {

    private Table() {
    }

    /**
     * Appends rows of equal length under each other, the columns aligned.
     *
     * @param right columns that are aligned to the right
     */
    static StringBuilder append(StringBuilder text, List<String[]> rows, int... right) {
        int[] widths = new int[rows.get(0).length];
        for (String[] row : rows) {
            for (int c = 0; c < row.length; c++) {
                widths[c] = Math.max(widths[c], row[c].length());
            }
        }
        for (String[] row : rows) {
            var line = new StringBuilder(" ");
            for (int c = 0; c < row.length; c++) {
                int column = c;
                boolean toRight = Arrays.stream(right).anyMatch(r -> r == column);
                String fill = " ".repeat(widths[c] - row[c].length());
                line.append(' ').append(toRight ? fill + row[c] : row[c] + fill).append(' ');
            }
            text.append('\n').append(line.toString().stripTrailing());
        }
        return text;
    }
}
