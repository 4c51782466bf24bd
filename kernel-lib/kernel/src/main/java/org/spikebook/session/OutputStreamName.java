package org.spikebook.session;

/** The two text streams of a cell, named as in the notebook format. */
public enum OutputStreamName {
    STDOUT("stdout"), STDERR("stderr");

    private final String text;

    OutputStreamName(String text) {
        this.text = text;
    }

    /** The name in the notebook format. */
    @Override
    public String toString() {
        return text;
    }
}
