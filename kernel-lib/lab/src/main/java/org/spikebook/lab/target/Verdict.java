package org.spikebook.lab.target;

/** What became of a target. */
public enum Verdict {
    /** Equal, or within the tolerance. */
    HOLDS("holds"),
    /** Outside the tolerance, but inside the band that the explanation gives. */
    EXPLAINED("misses, explained"),
    /** Not computed yet; our value says what it takes. */
    OPEN("open"),
    /** Not equal, or outside the tolerance and no explanation covers it. */
    FAILS("FAILS");

    private final String words;

    Verdict(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
