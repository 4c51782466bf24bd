package org.spikebook.lab.figure;

import org.spikebook.lab.display.Brief;

/** A figure in a few lines of text: axes, and for each series its name, number of points and ranges. */
final class FigureText {

    private FigureText() {
    }

    static String of(Figure figure) {
        var out = new StringBuilder("Figure");
        boolean grid = figure.panels().size() > 1;
        if (grid) {
            out.append(" of ").append(figure.panels().size()).append(" plots");
        }
        if (!figure.title().isEmpty()) {
            out.append(": ").append(figure.title());
        }
        for (Panel panel : figure.panels()) {
            out.append(grid ? "\n" : "");
            if (!panel.title().isEmpty()) {
                out.append(grid ? "" : ": ").append(panel.title());
            }
            out.append("\n  x: ").append(axis(panel.x())).append("\n  y: ").append(axis(panel.y()));
            if (panel.hasRight()) {
                out.append("\n  right y: ").append(axis(panel.y2()));
            }
            for (Layer layer : panel.layers()) {
                layer.series().forEach(series -> out.append("\n    ").append(line(series)));
            }
            panel.references().forEach(r -> out.append("\n    reference '").append(r.label()).append("' at ")
                    .append(r.horizontal() ? "y = " : "x = ").append(Brief.number(r.at())));
            panel.notes().forEach(n -> out.append("\n    note '").append(n.text()).append('\''));
        }
        if (!figure.caption().isEmpty()) {
            out.append("\n  ").append(figure.caption());
        }
        return out.toString();
    }

    private static String axis(AxisSpec axis) {
        return axis.quantity().label() + (axis.log() ? ", log" : "");
    }

    private static String line(Series series) {
        if (series.kind() == Kind.HEATMAP) {
            double[][] z = series.heat().z();
            return ("heatmap " + series.heat().quantity().label()).strip() + ": " + z.length + " x " + series.x().size() + " cells, "
                    + range(java.util.Arrays.stream(z).flatMapToDouble(java.util.Arrays::stream).toArray());
        }
        String x = series.x().isText() ? "" : ", x " + range(series.x().numbers());
        int points = series.y().length;
        double[] all = new double[2 * points];
        for (int i = 0; i < points; i++) {
            all[2 * i] = series.y()[i];
            all[2 * i + 1] = series.kind() == Kind.BAND ? series.high(i) : series.y()[i];
        }
        return (series.kind().word() + " " + series.label()).strip() + ": " + points + (points == 1 ? " point" : " points") + x + ", y " + range(all);
    }

    private static String range(double[] values) {
        var finite = java.util.Arrays.stream(values).filter(Double::isFinite).summaryStatistics();
        return finite.getCount() == 0 ? "no numbers" : Brief.number(finite.getMin()) + ".." + Brief.number(finite.getMax());
    }
}
