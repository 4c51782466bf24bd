package org.spikebook.lab.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/** Shapes and strokes of markers and lines, in CSS pixels. */
final class Marks {

    private Marks() {
    }

    static Shape shape(Looks.Shape shape, double size) {
        double half = size / 2;
        return switch (shape) {
            case CIRCLE -> new Ellipse2D.Double(-half, -half, size, size);
            case SQUARE -> new Rectangle2D.Double(-half * 0.9, -half * 0.9, size * 0.9, size * 0.9);
            case TRIANGLE -> polygon(0, -half * 1.1, half * 1.05, half * 0.8, -half * 1.05, half * 0.8);
            case WEDGE -> polygon(0, half * 1.1, half * 1.05, -half * 0.8, -half * 1.05, -half * 0.8);
            case DIAMOND -> polygon(0, -half * 1.2, half * 1.2, 0, 0, half * 1.2, -half * 1.2, 0);
        };
    }

    static double size(Series series) {
        if (series.origin() == Origin.PAPER) {
            return 9;
        }
        return series.kind() == Kind.SCATTER || series.origin() == Origin.CALIBRATED ? 7 : 5;
    }

    static BasicStroke stroke(Series series) {
        return Looks.isDashed(series) ? new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {7, 4}, 0)
                : new BasicStroke(2, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    }

    static BasicStroke outline(Series series) {
        return new BasicStroke(series.origin() == Origin.PAPER ? 1.8f : 1f);
    }

    static Color faint(Color colour) {
        return new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), 51);
    }

    private static Path2D polygon(double... points) {
        var path = new Path2D.Double();
        path.moveTo(points[0], points[1]);
        for (int i = 2; i < points.length; i += 2) {
            path.lineTo(points[i], points[i + 1]);
        }
        path.closePath();
        return path;
    }
}
