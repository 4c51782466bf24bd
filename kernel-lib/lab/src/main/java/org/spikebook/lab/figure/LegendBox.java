package org.spikebook.lab.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The key to lines and markers: in centred rows, or one below the other. */
final class LegendBox {

    private static final double SAMPLE = 28;
    private static final double GAP = 6;
    private static final double BETWEEN = 18;
    private static final double ROW = 18;
    private static final double PAD = 6;

    private final Looks looks;
    private final List<List<Map.Entry<String, Layout.Entry>>> rows = new ArrayList<>();

    LegendBox(Map<String, Layout.Entry> entries, Looks looks, double widest, boolean inRows) {
        this.looks = looks;
        double used = 0;
        for (Map.Entry<String, Layout.Entry> entry : entries.entrySet()) {
            double width = width(entry) + BETWEEN;
            if (rows.isEmpty() || !inRows || used + width - BETWEEN > widest) {
                rows.add(new ArrayList<>());
                used = 0;
            }
            rows.get(rows.size() - 1).add(entry);
            used += width;
        }
    }

    double width() {
        return rows.stream().mapToDouble(this::rowWidth).max().orElse(0) + 2 * PAD;
    }

    double height() {
        return rows.size() * ROW + 2 * PAD - 4;
    }

    void draw(Graphics2D g, double x, double y, boolean framed) {
        if (framed) {
            var frame = new Rectangle2D.Double(x, y, width(), height());
            g.setColor(new Color(255, 255, 255, 217));
            g.fill(frame);
            g.setStroke(new BasicStroke(0.8f));
            g.setColor(new Color(0xCCCCCC));
            g.draw(frame);
        }
        double centre = y + PAD + ROW / 2 - 2;
        for (List<Map.Entry<String, Layout.Entry>> row : rows) {
            double at = rows.get(0).size() > 1 ? x + (width() - rowWidth(row)) / 2 : x + PAD;
            for (Map.Entry<String, Layout.Entry> entry : row) {
                sample(g, entry.getValue(), at, centre);
                FigurePicture.text(g, entry.getKey(), at + sampleWidth(entry.getValue().series()) + GAP, centre + 4.2, Layout.TEXT, new Color(0x222222));
                at += width(entry) + BETWEEN;
            }
            centre += ROW;
        }
    }

    private double rowWidth(List<Map.Entry<String, Layout.Entry>> row) {
        return row.stream().mapToDouble(LegendBox::width).sum() + BETWEEN * (row.size() - 1);
    }

    private static double width(Map.Entry<String, Layout.Entry> entry) {
        return sampleWidth(entry.getValue().series()) + GAP + Layout.width(entry.getKey(), Layout.TEXT);
    }

    private static double sampleWidth(Series series) {
        return series.kind() == Kind.LINE || series.kind() == Kind.STEP ? SAMPLE : 14;
    }

    private void sample(Graphics2D g, Layout.Entry entry, double x, double centre) {
        Series series = entry.series();
        Color colour = looks.colour(series);
        double width = sampleWidth(series);
        if (series.kind() == Kind.BARS || series.kind() == Kind.BAND) {
            g.setColor(series.kind() == Kind.BARS ? colour : Marks.faint(colour));
            g.fill(new Rectangle2D.Double(x, centre - 5, 14, 10));
            return;
        }
        if (series.kind() != Kind.SCATTER) {
            g.setColor(colour);
            g.setStroke(Marks.stroke(series));
            g.draw(new Line2D.Double(x, centre, x + width, centre));
        }
        if (Looks.hasMarkers(series)) {
            var moved = (Graphics2D) g.create();
            moved.translate(x + width / 2, centre);
            moved.setColor(series.origin() == Origin.PAPER ? Color.WHITE : colour);
            moved.fill(Marks.shape(looks.shape(series), Marks.size(series)));
            moved.setColor(looks.outline(series, entry.panel()));
            moved.setStroke(Marks.outline(series));
            moved.draw(Marks.shape(looks.shape(series), Marks.size(series)));
            moved.dispose();
        }
    }
}
