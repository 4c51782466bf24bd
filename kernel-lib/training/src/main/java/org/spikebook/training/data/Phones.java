package org.spikebook.training.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.spikebook.network.Nearest;

/**
 * The phones of TIMIT and how they are scored: the 61 labels of its transcriptions fold to 39 (Lee and Hon 1989, Table I), and a recogniser is judged by the edit distance.
 */
public final class Phones {

    private static final Set<String> FOLDED = Set.of("iy", "ih", "eh", "ae", "ah", "uw", "uh", "aa", "ey", "ay", "oy", "aw", "ow", "er", "l", "r", "w", "y", "m", "n", "ng", "v", "f",
            "dh", "th", "z", "s", "sh", "jh", "ch", "b", "p", "d", "t", "g", "k", "dx", "hh", "sil");
    private static final Map<String, String> TO = Map.ofEntries(Map.entry("ao", "aa"), Map.entry("ax", "ah"), Map.entry("ax-h", "ah"), Map.entry("axr", "er"), Map.entry("hv", "hh"),
            Map.entry("ix", "ih"), Map.entry("el", "l"), Map.entry("em", "m"), Map.entry("en", "n"), Map.entry("nx", "n"), Map.entry("eng", "ng"), Map.entry("zh", "sh"),
            Map.entry("ux", "uw"), Map.entry("pcl", "sil"), Map.entry("tcl", "sil"), Map.entry("kcl", "sil"), Map.entry("bcl", "sil"), Map.entry("dcl", "sil"),
            Map.entry("gcl", "sil"), Map.entry("h#", "sil"), Map.entry("pau", "sil"), Map.entry("epi", "sil"));
    private static final String GLOTTAL_STOP = "q";

    private Phones() {
    }

    /** The 61 labels of transcriptions, in alphabetical order. */
    public static List<String> all() {
        return Stream.concat(Stream.concat(FOLDED.stream().filter(p -> !p.equals("sil")), TO.keySet().stream()), Stream.of(GLOTTAL_STOP)).sorted().toList();
    }

    /** The 39 labels that are scored, in alphabetical order. */
    public static List<String> scored() {
        return FOLDED.stream().sorted().toList();
    }

    /**
     * The scored label of a transcribed one.
     *
     * @return empty for the glottal stop {@code q}, which is left out
     * @throws IllegalArgumentException if there is no such phone; the message names the nearest
     */
    public static Optional<String> fold(String phone) {
        if (phone.equals(GLOTTAL_STOP)) {
            return Optional.empty();
        }
        String folded = TO.getOrDefault(phone, phone);
        if (!FOLDED.contains(folded)) {
            throw new IllegalArgumentException("phone '" + phone + "' is none of TIMIT's 61." + Nearest.hint(phone, all()));
        }
        return Optional.of(folded);
    }

    /** A transcription in scored labels, glottal stops left out. */
    public static List<String> fold(List<String> phones) {
        return phones.stream().map(Phones::fold).flatMap(Optional::stream).collect(Collectors.toCollection(ArrayList::new));
    }

    /**
     * Phone error rate: the least number of replaced, missing and extra phones that turn what was recognised into what was said, over the number of phones said; all sentences
     * together. It may be above 1.
     *
     * @param said transcription of each sentence
     * @param recognised what was recognised of each
     * @throws IllegalArgumentException if the numbers of sentences differ or nothing was said
     */
    public static double errorRate(List<List<String>> said, List<List<String>> recognised) {
        if (said.size() != recognised.size()) {
            throw new IllegalArgumentException("phone error rate: " + said.size() + " sentences were said, but " + recognised.size() + " recognised");
        }
        long errors = 0;
        long phones = 0;
        for (int i = 0; i < said.size(); i++) {
            errors += distance(said.get(i), recognised.get(i));
            phones += said.get(i).size();
        }
        if (phones == 0) {
            throw new IllegalArgumentException("phone error rate: no phone was said");
        }
        return (double) errors / phones;
    }

    /** Levenshtein distance of two lists: replaced, missing and extra items. */
    public static int distance(List<String> said, List<String> recognised) {
        int[] row = new int[recognised.size() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= said.size(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (said.get(i - 1).equals(recognised.get(j - 1)) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[recognised.size()];
    }
}
