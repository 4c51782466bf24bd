package org.spikebook.lab.target;

import java.util.Locale;
import java.util.Optional;

/**
 * One acceptance target: a row of a paper's {@code targets.csv}.
 *
 * @param id id, for example {@code A1}; several cases share one
 * @param instance the case, for example {@code 0.1 %}
 * @param what what is compared
 * @param paper the paper's value, a number or a text
 * @param unit unit, {@code -} for a pure number, empty for a text
 * @param kind {@code published}, or {@code derived} where the paper gives no number
 * @param rule how the two are compared
 * @param tolerance how far ours may lie off: {@code "8 %"} of the paper's value, or {@code "4"} in the unit; empty where the rule has none
 * @param section where it stands in the paper, and the conditions
 * @param explanation why ours lies outside, where it is known to
 */
public record Target(String id, String instance, String what, String paper, String unit, String kind, Rule rule, String tolerance,
        String section, Optional<Explanation> explanation) {

    /** How ours is compared with the paper's value. */
    public enum Rule {
        /** Inside the tolerance around it. */
        WITHIN,
        /** Exactly it. */
        EQUAL,
        /** Not above it. */
        AT_MOST,
        /** Not below it. */
        AT_LEAST;

        static Rule parse(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT).replace(' ', '_'));
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /**
     * In the place of our value, where it is not computed.
     *
     * @param why what it takes, for example {@code "needs training"}
     */
    public record Open(String why) {

        @Override
        public String toString() {
            return why;
        }
    }

    /**
     * Why ours misses the paper, and how far that goes.
     *
     * @param text the reason
     * @param low least value of ours that it covers
     * @param high largest value of ours that it covers
     */
    public record Explanation(String text, double low, double high) {

        public Explanation {
            if (text.isBlank() || !(low <= high)) {
                throw new IllegalArgumentException("explanation: needs a text and a band low <= high, but got '" + text + "' and " + low + ".." + high);
            }
        }
    }

    public Target {
        if (rule == Rule.WITHIN && tolerance.isBlank()) {
            throw new IllegalArgumentException("target " + id + " " + instance + ": needs a tolerance. Maybe \"8 %\", or the rule 'equal'.");
        }
        if (rule != Rule.EQUAL) {
            number(id, paper);
        }
    }

    private static double number(String id, String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("target " + id + ": must be a number, but was '" + text + "'", e);
        }
    }

    /**
     * Compares ours with the paper's value.
     *
     * @param ours a {@code Number}, a text for the rule {@code EQUAL}, or an {@link Open}
     */
    public Verdict judge(Object ours) {
        if (ours instanceof Open) {
            return Verdict.OPEN;
        }
        if (ours instanceof String text) {
            return rule == Rule.EQUAL && text.equals(paper) ? Verdict.HOLDS : Verdict.FAILS;
        }
        double value = ((Number) ours).doubleValue();
        double expected = number(id, paper);
        boolean holds = switch (rule) {
            case WITHIN -> Math.abs(value - expected) <= margin(expected) * (1 + 1e-12);   // a value on the edge is inside
            case EQUAL -> value == expected;
            case AT_MOST -> value <= expected;
            case AT_LEAST -> value >= expected;
        };
        if (holds) {
            return Verdict.HOLDS;
        }
        return explanation.filter(e -> value >= e.low && value <= e.high).isPresent() ? Verdict.EXPLAINED : Verdict.FAILS;
    }

    private double margin(double expected) {
        String text = tolerance.strip();
        return text.endsWith("%") ? Math.abs(expected) * number(id, text.substring(0, text.length() - 1).strip()) / 100 : number(id, text);
    }

    /** How far a number lies off, in the terms of the tolerance: in % of the paper's value, or in the value's own unit; empty for texts and where it cannot be said. */
    String deviation(Object ours) {
        if (rule != Rule.WITHIN || !(ours instanceof Number value)) {
            return "";
        }
        double expected = number(id, paper);
        if (!tolerance.strip().endsWith("%")) {
            return String.format(Locale.ROOT, "%+.3g", value.doubleValue() - expected);
        }
        return expected == 0 ? "" : String.format(Locale.ROOT, "%+.1f %%", 100 * (value.doubleValue() / expected - 1));
    }

    /** Rule and tolerance in a few words. */
    String allowed() {
        return rule == Rule.WITHIN ? "±" + tolerance : rule.toString();
    }
}
