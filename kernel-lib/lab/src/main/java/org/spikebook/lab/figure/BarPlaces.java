package org.spikebook.lab.figure;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Where the bars of a plot stand, in units of a category: side by side within it, or on each other. Both ways of drawing take the places from here.
 */
final class BarPlaces {

    /** Share of a category's width that bars take. */
    private static final double SHARE = 0.75;

    private final Panel panel;
    private final List<Series> series;
    private final List<String> names;

    BarPlaces(Panel panel) {
        this.panel = panel;
        this.series = panel.series();
        Set<String> bars = new LinkedHashSet<>();
        for (Layer layer : panel.layers()) {
            layer.series().stream().filter(s -> s.kind() == Kind.BARS).forEach(s -> bars.add(s.name()));
        }
        this.names = List.copyOf(bars);
    }

    /** Width of a bar. */
    double width() {
        return panel.stacked() ? SHARE : SHARE / Math.max(1, names.size());
    }

    /** How far the middle of a bar, or of a marker over the bar of its name, is from the middle of its category. */
    double offset(Series one) {
        int index = names.indexOf(one.name());
        boolean moves = one.kind() == Kind.BARS || one.kind() == Kind.SCATTER;
        return panel.stacked() || index < 0 || !moves ? 0 : (index - (names.size() - 1) / 2.0) * width();
    }

    /** Where a bar starts: 0, or the top of those it stands on. */
    double base(Series one, int i) {
        double sum = 0;
        if (!panel.stacked()) {
            return sum;
        }
        for (Series other : series) {
            if (other.equals(one)) {
                break;
            }
            if (other.kind() == Kind.BARS && other.right() == one.right()) {
                for (int j = 0; j < other.y().length; j++) {
                    if (other.x().text(j).equals(one.x().text(i)) && !Double.isNaN(other.y()[j])) {
                        sum += other.y()[j];
                    }
                }
            }
        }
        return sum;
    }
}
