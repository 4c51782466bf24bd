package org.spikebook.lab.figure;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where things lie on the page, in CSS pixels from the upper left corner; and how long words are. */
final class Layout {

    static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
    static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 14);
    static final Font PANEL_TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 12);
    static final int MARGIN = 10;
    static final int LINE = 16;

    /** A legend explains this series of this plot. */
    record Entry(Series series, Panel panel) {
    }

    private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);

    private final Figure figure;
    private final List<String> captionLines;

    Layout(Figure figure) {
        this.figure = figure;
        this.captionLines = wrap(figure.caption(), SMALL, figure.width() - 2 * MARGIN);
    }

    /** The caption in lines that fit the width. */
    List<String> captionLines() {
        return captionLines;
    }

    int captionHeight() {
        return captionLines.isEmpty() ? 0 : captionLines.size() * LINE + 6;
    }

    /** The title above everything: that of a grid, or of the only plot. */
    String title() {
        return figure.panels().size() == 1 ? figure.panels().get(0).title() : figure.title();
    }

    /** The title in lines that fit the width. */
    List<String> titleLines() {
        return wrap(title(), TITLE, figure.width() - 4 * MARGIN);
    }

    int titleHeight() {
        return titleLines().size() * 18 + (title().isEmpty() ? 0 : 2);
    }

    /** The title of one of several plots, in lines that fit its width. */
    List<String> panelTitle(Panel panel) {
        return figure.panels().size() == 1 ? List.of() : wrap(panel.title(), PANEL_TITLE, (double) figure.width() / figure.columns() - 90);
    }

    /** Height over each plot for its title; the same for all, so that plots of a row are level. */
    int panelTitleHeight() {
        return figure.panels().stream().mapToInt(p -> panelTitle(p).size() * LINE + (panelTitle(p).isEmpty() ? 0 : 2)).max().orElse(0);
    }

    /** A font in which a text fits a length, no larger than {@link #TEXT}. */
    static Font fitting(String text, double length) {
        double width = width(text, TEXT);
        return width <= length ? TEXT : TEXT.deriveFont((float) Math.max(7, TEXT.getSize() * length / width));
    }

    int rows() {
        return (figure.panels().size() + figure.columns() - 1) / figure.columns();
    }

    /** Legend entries that all plots share, by label. */
    Map<String, Entry> sharedLegend(Legend where) {
        return entries(figure.panels().stream().filter(p -> p.legend() == where).toList());
    }

    /** Legend entries by label; none where one line of ours says what the axis says. */
    static Map<String, Entry> entries(List<Panel> panels) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Panel panel : panels) {
            for (Layer layer : panel.layers()) {
                for (Series series : layer.series()) {
                    if (series.kind() != Kind.HEATMAP && !series.label().isEmpty()) {
                        entries.putIfAbsent(series.label(), new Entry(series, panel));
                    }
                }
            }
        }
        boolean plain = entries.size() == 1 && entries.values().iterator().next().series().origin() == Origin.OURS;
        return plain ? Map.of() : entries;
    }

    static double width(String text, Font font) {
        return font.getStringBounds(text, CONTEXT).getWidth();
    }

    /** A category's name, cut where it would take too much of the picture. */
    static String elide(String category) {
        return category.length() <= 26 ? category : category.substring(0, 25) + "…";
    }

    /** Breaks text at blanks so that each line is at most {@code width} long; a longer word stands alone. */
    static List<String> wrap(String text, Font font, double width) {
        List<String> lines = new ArrayList<>();
        for (String paragraph : text.isBlank() ? new String[0] : text.strip().split("\\R")) {
            var line = new StringBuilder();
            for (String word : paragraph.strip().split(" +")) {
                if (line.length() > 0 && width(line + " " + word, font) > width) {
                    lines.add(line.toString());
                    line.setLength(0);
                }
                line.append(line.length() == 0 ? "" : " ").append(word);
            }
            lines.add(line.toString());
        }
        return lines;
    }
}
