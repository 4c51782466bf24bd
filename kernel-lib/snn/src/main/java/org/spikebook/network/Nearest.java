package org.spikebook.network;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** The known name that is nearest to a mistyped one, for error messages. */
public final class Nearest {

    private Nearest() {
    }

    /** The end of an error message about an unknown name: {@code " Maybe 'CONV2'."} where one is near, else {@code " Known: CONV1, CONV2."}. */
    public static String hint(String wrong, Collection<String> known) {
        if (known.isEmpty()) {
            return "";
        }
        String low = wrong.toLowerCase(Locale.ROOT);
        String best = known.stream().min(Comparator.<String>comparingInt(k -> distance(low, k.toLowerCase(Locale.ROOT)))
                .thenComparingInt(k -> -commonStart(low, k.toLowerCase(Locale.ROOT))).thenComparing(Comparator.naturalOrder())).orElseThrow();
        int distance = distance(low, best.toLowerCase(Locale.ROOT));
        if (distance <= Math.max(1, Math.max(wrong.length(), best.length()) / 2)) {
            return " Maybe '" + best + "'.";
        }
        return " Known: " + String.join(", ", known) + ".";
    }

    /** How many characters are the same from the start on; it decides between names that are equally near. */
    private static int commonStart(String a, String b) {
        int same = 0;
        while (same < Math.min(a.length(), b.length()) && a.charAt(same) == b.charAt(same)) {
            same++;
        }
        return same;
    }

    /** Levenshtein distance: insertions, deletions and replacements of one character. */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replace, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
