package org.spikebook.accelerator;

/** What an access carries. */
public enum DataKind {
    WEIGHT,
    SPIKE,
    PSUM,
    MEMBRANE,
    TAG;

    /** Lower-case name as in tables and files. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
