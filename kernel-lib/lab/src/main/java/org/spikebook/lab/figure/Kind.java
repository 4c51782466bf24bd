package org.spikebook.lab.figure;

/** How numbers are drawn. */
enum Kind {
    LINE, SCATTER, STEP, BARS, BAND, HEATMAP;

    String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
