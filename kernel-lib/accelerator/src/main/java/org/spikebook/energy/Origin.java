package org.spikebook.energy;

/** Where a number comes from. The three are never mixed in one figure without saying which is which. */
public enum Origin {
    /** Stated by a paper or a data sheet. */
    PUBLISHED,
    /** Computed by us from published numbers or with a published tool; the source says how. */
    DERIVED,
    /** Chosen so that a published result comes out. */
    CALIBRATED;

    /** Lower-case name as in files. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /**
     * The origin of that name.
     *
     * @param where what is read, for the message
     */
    public static Origin parse(String text, String where) {
        for (Origin origin : values()) {
            if (origin.label().equals(text)) {
                return origin;
            }
        }
        throw new IllegalArgumentException(where + ": kind must be published, derived or calibrated, but was '" + text + "'");
    }
}
