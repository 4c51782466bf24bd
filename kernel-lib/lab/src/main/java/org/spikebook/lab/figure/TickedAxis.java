package org.spikebook.lab.figure;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.TickType;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

/** Axes of JFreeChart that have our {@link Ticks}. */
final class TickedAxis {

    /** Angle of names that are too long to stand side by side. */
    static final double SLANT = Math.toRadians(-35);

    private TickedAxis() {
    }

    /**
     * An axis with these ticks.
     *
     * @param slanted whether labels under the axis are slanted, because they are long
     */
    static ValueAxis of(boolean log, String label, double low, double high, Ticks ticks, boolean slanted) {
        ValueAxis axis = log ? new Logarithmic(label, ticks, slanted) : new Linear(label, ticks, slanted);
        axis.setAutoRange(false);
        axis.setRange(low, high);
        return axis;
    }

    private static List<NumberTick> ticks(Ticks ticks, RectangleEdge edge, boolean slanted) {
        boolean side = RectangleEdge.isLeftOrRight(edge);
        TextAnchor anchor = !side ? TextAnchor.TOP_CENTER : edge == RectangleEdge.LEFT ? TextAnchor.CENTER_RIGHT : TextAnchor.CENTER_LEFT;
        boolean slant = slanted && !side;
        List<NumberTick> all = new ArrayList<>();
        for (Ticks.Tick tick : ticks.major()) {
            all.add(slant ? new NumberTick(TickType.MAJOR, tick.at(), tick.label(), TextAnchor.TOP_RIGHT, TextAnchor.TOP_RIGHT, SLANT)
                    : new NumberTick(TickType.MAJOR, tick.at(), tick.label(), anchor, TextAnchor.CENTER, 0));
        }
        for (double at : ticks.minor()) {
            all.add(new NumberTick(TickType.MINOR, at, "", anchor, TextAnchor.CENTER, 0));
        }
        return all;
    }

    /** Height of labels that are slanted. */
    private static double slantedHeight(Ticks ticks, Font font) {
        double widest = ticks.major().stream().mapToDouble(t -> Layout.width(t.label(), font)).max().orElse(0);
        return widest * Math.sin(-SLANT) + 14 * Math.cos(SLANT);
    }

    private static final class Linear extends NumberAxis {

        private static final long serialVersionUID = 1L;
        private final transient Ticks ticks;
        private final boolean slanted;

        Linear(String label, Ticks ticks, boolean slanted) {
            super(label);
            this.ticks = ticks;
            this.slanted = slanted;
        }

        @Override
        public List<NumberTick> refreshTicks(Graphics2D g, AxisState state, Rectangle2D area, RectangleEdge edge) {
            return ticks(ticks, edge, slanted);
        }

        @Override
        @SuppressWarnings("rawtypes")
        protected double findMaximumTickLabelHeight(List all, Graphics2D g, Rectangle2D area, boolean vertical) {
            return slanted ? slantedHeight(ticks, getTickLabelFont()) : super.findMaximumTickLabelHeight(all, g, area, vertical);
        }
    }

    private static final class Logarithmic extends LogAxis {

        private static final long serialVersionUID = 1L;
        private final transient Ticks ticks;
        private final boolean slanted;

        Logarithmic(String label, Ticks ticks, boolean slanted) {
            super(label);
            this.ticks = ticks;
            this.slanted = slanted;
        }

        @Override
        public List<NumberTick> refreshTicks(Graphics2D g, AxisState state, Rectangle2D area, RectangleEdge edge) {
            return ticks(ticks, edge, slanted);
        }
    }
}
