package org.spikebook.session;

import java.util.regex.Pattern;

/** The few ANSI colours of error messages; mid tones only, which read on white and on black. */
final class Ansi {

    private static final Pattern CODES = Pattern.compile("\u001b\\[[0-9;]*m");

    private Ansi() {
    }

    static String red(String text) {
        return paint("31", text);
    }

    static String bold(String text) {
        return paint("1", text);
    }

    static String faint(String text) {
        return paint("2", text);
    }

    static String blue(String text) {
        return paint("34", text);
    }

    static String strip(String text) {
        return CODES.matcher(text).replaceAll("");
    }

    private static String paint(String code, String text) {
        return "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
