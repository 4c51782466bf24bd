package org.spikebook.lab.figure;

/** Where numbers come from; each has its own look and they are never mixed. */
enum Origin {
    /** Computed here: lines, filled markers, filled bars. */
    OURS(""),
    /** Published by a paper: hollow markers. */
    PAPER("paper"),
    /** Fitted to published numbers: dashed, with diamonds. */
    CALIBRATED("calibrated");

    private final String word;

    Origin(String word) {
        this.word = word;
    }

    /** The text of the legend. */
    String label(String name) {
        if (word.isEmpty() || name.equals(word)) {
            return name;
        }
        return name.isEmpty() ? word : name + " (" + word + ")";
    }
}
