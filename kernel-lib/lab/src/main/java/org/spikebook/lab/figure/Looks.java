package org.spikebook.lab.figure;

import java.awt.Color;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Colours and marker shapes by name, the same in all plots of a figure. The first seven colours are those of Okabe and Ito ("Color Universal
 * Design", 2008), which people with any kind of colour vision tell apart; for figures of more names three of Tol's ("Colour Schemes", 2021) follow.
 * Shapes differ too, for print without colour. Where something is drawn over a heat map, blue is left out: it is one of the map's own colours.
 */
final class Looks {

    /** Shapes in the order they are given out; diamonds are left to calibrated numbers. */
    enum Shape {
        CIRCLE("circle"), SQUARE("square"), TRIANGLE("triangle-up"), WEDGE("triangle-down"), DIAMOND("diamond");

        private final String plotly;

        Shape(String plotly) {
            this.plotly = plotly;
        }

        String plotly() {
            return plotly;
        }
    }

    private static final Color[] PALETTE = {new Color(0x0072B2), new Color(0xD55E00), new Color(0x009E73), new Color(0xCC79A7),
            new Color(0xE69F00), new Color(0x56B4E9), new Color(0x222222), new Color(0x882255), new Color(0x999999), new Color(0x999933)};
    private static final int SHAPES = 4;
    private static final Color INK = new Color(0x222222);

    /** Viridis (van der Walt and Smith 2015) at nine even places. */
    private static final Color[] VIRIDIS = {new Color(0x440154), new Color(0x472D7B), new Color(0x3B528B), new Color(0x2C728E),
            new Color(0x21918C), new Color(0x28AE80), new Color(0x5EC962), new Color(0xADDC30), new Color(0xFDE725)};

    private final Map<String, Integer> places = new LinkedHashMap<>();
    private final int firstColour;

    private Looks(int firstColour) {
        this.firstColour = firstColour;
    }

    static Looks of(Figure figure) {
        var looks = new Looks(figure.panels().stream().anyMatch(p -> isOverHeat(p)) ? 1 : 0);
        for (Panel panel : figure.panels()) {
            for (Layer layer : panel.layers()) {
                for (Series series : layer.series()) {
                    if (series.kind() != Kind.HEATMAP) {
                        looks.places.putIfAbsent(series.name(), looks.places.size());
                    }
                }
            }
        }
        return looks;
    }

    Color colour(Series series) {
        return PALETTE[(firstColour + places.get(series.name())) % PALETTE.length];
    }

    /** Whether something is drawn over a heat map. */
    private static boolean isOverHeat(Panel panel) {
        return hasHeat(panel) && panel.series().stream().anyMatch(s -> s.kind() != Kind.HEATMAP);
    }

    private static boolean hasHeat(Panel panel) {
        return panel.series().stream().anyMatch(s -> s.kind() == Kind.HEATMAP);
    }

    /** Outline of a marker: dark over bars, white over a heat map, where its colour would not stand out; else its colour. */
    Color outline(Series series, Panel panel) {
        if (series.origin() == Origin.PAPER) {
            return panel.hasBars() ? INK : colour(series);
        }
        return hasHeat(panel) ? Color.WHITE : colour(series);
    }

    Shape shape(Series series) {
        return series.origin() == Origin.CALIBRATED ? Shape.DIAMOND : Shape.values()[places.get(series.name()) % SHAPES];
    }

    /** Whether a line is dashed: because it is calibrated or was asked to. */
    static boolean isDashed(Series series) {
        return series.dashed() || series.origin() == Origin.CALIBRATED;
    }

    /** Whether each point of a line gets a marker: as long as they can be told apart. */
    static boolean hasMarkers(Series series) {
        return switch (series.kind()) {
            case SCATTER -> true;
            case LINE -> !series.dashed() && series.y().length <= 40 || series.origin() != Origin.OURS;
            case STEP, BAND, BARS, HEATMAP -> false;
        };
    }

    /** Colour of a heat map, {@code share} 0..1 of the way. */
    static Color heat(double share) {
        double place = Math.min(1, Math.max(0, share)) * (VIRIDIS.length - 1);
        int below = Math.min((int) place, VIRIDIS.length - 2);
        double rest = place - below;
        Color a = VIRIDIS[below];
        Color b = VIRIDIS[below + 1];
        return new Color(mix(a.getRed(), b.getRed(), rest), mix(a.getGreen(), b.getGreen(), rest), mix(a.getBlue(), b.getBlue(), rest));
    }

    /** Text on a heat map's cell: white on its dark half, else black. */
    static Color inkOn(Color background) {
        double luminance = 0.299 * background.getRed() + 0.587 * background.getGreen() + 0.114 * background.getBlue();
        return luminance < 130 ? Color.WHITE : Color.BLACK;
    }

    static String css(Color colour) {
        return String.format(Locale.ROOT, "#%06x", colour.getRGB() & 0xFFFFFF);
    }

    static String css(Color colour, double opacity) {
        return String.format(Locale.ROOT, "rgba(%d,%d,%d,%.2f)", colour.getRed(), colour.getGreen(), colour.getBlue(), opacity);
    }

    private static int mix(int a, int b, double share) {
        return (int) Math.round(a + (b - a) * share);
    }
}
