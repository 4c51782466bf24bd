package org.spikebook.lab.figure;

import java.util.ArrayList;
import java.util.List;

/**
 * Which end and side of a reference line has room for its label: the first in reading order that no data cross.
 *
 * @param right the right end of a horizontal line, or the right side of a vertical one
 * @param up above a horizontal line, or the upper end of a vertical one
 */
record FreeCorner(boolean right, boolean up) {

    private static final List<FreeCorner> CORNERS = List.of(new FreeCorner(true, true), new FreeCorner(false, true),
            new FreeCorner(true, false), new FreeCorner(false, false));
    private static final double LINE = 17;
    private static final int STEPS = 12;

    /**
     * The corner for a label.
     *
     * @param width width of the data area, in pixels
     * @param height its height, in pixels
     */
    static FreeCorner of(Panel panel, Panel.Reference reference, double width, double height) {
        List<double[]> points = points(panel);
        double labelWidth = (Layout.width(reference.label(), Layout.SMALL) + 8) / width;
        double labelHeight = LINE / height;
        double at = reference.horizontal() ? PlotlySpec.share(panel.y(), panel.yRange(false), reference.at())
                : PlotlySpec.share(panel.x(), panel.xRange(), reference.at());
        FreeCorner best = CORNERS.get(0);
        long fewest = Long.MAX_VALUE;
        for (FreeCorner corner : CORNERS) {
            double left = reference.horizontal() ? corner.right ? 1 - labelWidth : 0 : corner.right ? at : at - labelWidth;
            double bottom = reference.horizontal() ? corner.up ? at : at - labelHeight : corner.up ? 1 - labelHeight : 0;
            boolean outside = left < -1e-9 || left + labelWidth > 1 + 1e-9 || bottom < -1e-9 || bottom + labelHeight > 1 + 1e-9;
            double leftEnd = left;
            double low = bottom;
            long crossed = outside ? Long.MAX_VALUE - 1
                    : points.stream().filter(p -> p[0] >= leftEnd - 0.01 && p[0] <= leftEnd + labelWidth + 0.01 && p[1] >= low - 0.01
                            && p[1] <= low + labelHeight + 0.01).count();
            if (crossed < fewest) {
                fewest = crossed;
                best = corner;
            }
        }
        return best;
    }

    /** Places that data cover, as shares of the data area; lines and bars are sampled. */
    private static List<double[]> points(Panel panel) {
        List<double[]> points = new ArrayList<>();
        List<String> categories = panel.xCategories();
        var xAxis = categories.isEmpty() ? panel.x() : AxisSpec.of(panel.x().quantity());
        var places = new BarPlaces(panel);
        for (Series series : panel.series()) {
            var yAxis = series.right() ? panel.y2() : panel.y();
            double[] yRange = panel.yRange(series.right());
            double[] last = null;
            for (int i = 0; i < series.y().length; i++) {
                double x = PlotlySpec.share(xAxis, panel.xRange(), Panel.position(series.x(), i, categories) + places.offset(series));
                double y = PlotlySpec.share(yAxis, yRange, series.y()[i]);
                points.add(new double[] {x, y});
                for (int s = 1; s < STEPS; s++) {
                    double share = (double) s / STEPS;
                    if (series.kind() == Kind.BARS) {
                        double half = places.width() / 2 / (panel.xRange()[1] - panel.xRange()[0]);
                        for (double side : new double[] {-half, 0, half}) {
                            points.add(new double[] {x + side, y * share});
                        }
                    } else if (last != null && series.kind() != Kind.SCATTER) {
                        points.add(new double[] {last[0] + (x - last[0]) * share, last[1] + (y - last[1]) * share});
                    }
                }
                last = new double[] {x, y};
            }
        }
        return points;
    }
}
