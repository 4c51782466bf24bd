package org.spikebook.lab.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYPointerAnnotation;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CrosshairState;
import org.jfree.chart.plot.DatasetRenderingOrder;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.DeviationRenderer;
import org.jfree.chart.renderer.xy.StandardXYBarPainter;
import org.jfree.chart.renderer.xy.XYBarRenderer;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.renderer.xy.XYItemRenderer;
import org.jfree.chart.renderer.xy.XYItemRendererState;
import org.jfree.chart.text.TextUtils;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYDataset;

/**
 * One plot, by JFreeChart. Categories are numbered along a numeric axis, so that bars, lines and markers of one plot share it; bars and cells are drawn from their
 * edges in both directions.
 */
final class PanelChart {

    private static final Color AXIS = new Color(0x444444);
    private static final Color GRID = new Color(0xE6E6E6);
    private static final Color REFERENCE = new Color(0x555555);
    private static final double COLOUR_BAR = 78;

    static {
        // turned labels as text in SVG too; the other way was for virtual machines long gone
        TextUtils.setUseDrawRotatedStringWorkaround(false);
    }

    private final Panel panel;
    private final Looks looks;
    private final double width;
    private final double height;
    private final List<String> categories;
    private final List<Series> series;
    private final Optional<Series> heatmap;
    private final BarPlaces places;
    private final XYPlot plot = new XYPlot();

    PanelChart(Panel panel, Looks looks, double width, double height) {
        this.panel = panel;
        this.looks = looks;
        this.width = width;
        this.height = height;
        this.categories = panel.xCategories();
        this.series = panel.series();
        this.places = new BarPlaces(panel);
        this.heatmap = series.stream().filter(s -> s.kind() == Kind.HEATMAP).findFirst();
    }

    /** Draws the plot into the place and returns where its data area is. */
    Rectangle2D draw(Graphics2D g, Rectangle2D place) {
        axes();
        plot.setDatasetRenderingOrder(DatasetRenderingOrder.FORWARD);
        plot.setBackgroundPaint(Color.WHITE);
        plot.setOutlinePaint(AXIS);
        plot.setOutlineStroke(new BasicStroke(1));
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        plot.setInsets(new RectangleInsets(4, leftOverhang(), 0, panel.hasRight() ? 0 : 10));
        plot.setDomainGridlinePaint(GRID);
        plot.setRangeGridlinePaint(GRID);
        plot.setDomainGridlineStroke(new BasicStroke(0.8f));
        plot.setRangeGridlineStroke(new BasicStroke(0.8f));
        plot.setDomainGridlinesVisible(categories.isEmpty() && heatmap.isEmpty());
        plot.setRangeGridlinesVisible(heatmap.isEmpty());
        int at = 0;
        for (Series one : series) {
            at = add(one, at);
        }
        words();
        var chart = new JFreeChart(null, Layout.TEXT, plot, false);
        chart.setBackgroundPaint(null);
        chart.setPadding(RectangleInsets.ZERO_INSETS);
        var info = new ChartRenderingInfo();
        Rectangle2D area = heatmap.isEmpty() ? place
                : new Rectangle2D.Double(place.getX(), place.getY(), place.getWidth() - COLOUR_BAR, place.getHeight());
        chart.draw(g, area, info);
        Rectangle2D data = info.getPlotInfo().getDataArea();
        heatmap.ifPresent(map -> {
            cellValues(g, map, data);
            colourBar(g, map, data);
        });
        return data;
    }

    // ---- axes

    private void axes() {
        double[] xRange = panel.xRange();
        boolean xLog = panel.x().log() && categories.isEmpty();
        Ticks xTicks = ticks(categories, xLog, xRange, width - 80, 70);
        plot.setDomainAxis(styled(TickedAxis.of(xLog, panel.x().quantity().label(), xRange[0], xRange[1], xTicks, isSlanted()), width - 90));
        plot.setRangeAxis(styled(yAxis(panel.y(), panel.yRange(false), panel.yCategories()), height - 60));
        if (panel.hasRight()) {
            ValueAxis right = styled(yAxis(panel.y2(), panel.yRange(true), List.of()), height - 60);
            right.setLabelAngle(Math.PI);
            plot.setRangeAxis(1, right);
            plot.setRangeAxisLocation(1, AxisLocation.BOTTOM_OR_RIGHT);
        }
    }

    /** Whether the names of categories are too long to stand side by side. */
    private boolean isSlanted() {
        return categories.stream().anyMatch(c -> Layout.width(Layout.elide(c), Layout.SMALL) > (width - 80) / categories.size() - 6);
    }

    /** How far slanted names would reach over the left edge. */
    private double leftOverhang() {
        double most = 0;
        for (int i = 0; isSlanted() && i < categories.size(); i++) {
            double reach = Layout.width(Layout.elide(categories.get(i)), Layout.SMALL) * Math.cos(TickedAxis.SLANT) + 8;
            most = Math.max(most, reach - 44 - (i + 0.5) * (width - 80) / categories.size());
        }
        return most;
    }

    private ValueAxis yAxis(AxisSpec axis, double[] range, List<String> categories) {
        boolean log = axis.log() && categories.isEmpty();
        return TickedAxis.of(log, axis.quantity().label(), range[0], range[1], ticks(categories, log, range, height - 70, 50), false);
    }

    private static Ticks ticks(List<String> categories, boolean log, double[] range, double length, double spacing) {
        if (!categories.isEmpty()) {
            List<Ticks.Tick> ticks = new ArrayList<>();
            int every = (int) Math.max(1, Math.ceil(14 * categories.size() / length));
            for (int i = 0; i < categories.size(); i += every) {
                ticks.add(new Ticks.Tick(i, Layout.elide(categories.get(i))));
            }
            return new Ticks(ticks, List.of(), Optional.empty());
        }
        return log ? Ticks.forLog(range[0], range[1], length) : Ticks.forLinear(range[0], range[1], length, spacing);
    }

    private static ValueAxis styled(ValueAxis axis, double length) {
        axis.setLabelFont(Layout.fitting(axis.getLabel(), length));
        axis.setTickLabelFont(Layout.SMALL);
        axis.setLabelPaint(new Color(0x222222));
        axis.setTickLabelPaint(new Color(0x222222));
        axis.setAxisLineVisible(false);
        axis.setTickMarkPaint(AXIS);
        axis.setTickMarkStroke(new BasicStroke(0.9f));
        axis.setTickMarkOutsideLength(4);
        axis.setTickMarkInsideLength(0);
        axis.setMinorTickMarksVisible(true);
        axis.setMinorTickMarkOutsideLength(2);
        axis.setMinorTickMarkInsideLength(0);
        axis.setTickLabelInsets(new RectangleInsets(3, 4, 2, 4));
        return axis;
    }

    private boolean isLogY(Series one) {
        return one.right() ? panel.y2().log() : panel.y().log() && panel.yCategories().isEmpty();
    }

    // ---- data

    /** Adds a series as one or more datasets, the next one at index {@code at}; returns the next free index. */
    private int add(Series one, int at) {
        return switch (one.kind()) {
            case HEATMAP -> put(at, cells(one), new Cells(one, panel.zRange(one)), one);
            case BARS -> put(at, bars(one), barRenderer(one), one, errorBars(one));
            case BAND -> bands(one, at);
            case LINE, SCATTER, STEP -> put(at, curve(one), curveRenderer(one), one);
        };
    }

    private int put(int at, FigureData data, XYItemRenderer renderer, Series one, FigureData... errors) {
        plot.setDataset(at, data);
        plot.setRenderer(at, renderer);
        plot.mapDatasetToRangeAxis(at, one.right() ? 1 : 0);
        int next = at + 1;
        for (FigureData bars : errors) {
            var only = new Curve(true);
            only.setDefaultLinesVisible(false);
            only.setDefaultShapesVisible(false);
            only.setErrorPaint(new Color(0x222222));
            only.setErrorStroke(new BasicStroke(1.3f));
            next = put(next, bars, only, one);
        }
        return next;
    }

    private FigureData curve(Series one) {
        int n = one.y().length;
        double[] x = new double[n];
        double[] y = new double[n];
        double[] low = new double[n];
        double[] high = new double[n];
        boolean logX = panel.x().log() && categories.isEmpty();
        boolean logY = isLogY(one);
        double floor = panel.yRange(one.right())[0];
        for (int i = 0; i < n; i++) {
            x[i] = visible(Panel.position(one.x(), i, categories) + places.offset(one), logX);
            y[i] = visible(one.y()[i], logY);
            high[i] = one.high(i);
            low[i] = logY && one.low(i) <= 0 ? floor : one.low(i);
        }
        if (one.kind() == Kind.STEP) {
            return stairs(one.label(), x, y);
        }
        return new FigureData(one.label(), x, x, x, y, low, high);
    }

    private static double visible(double value, boolean log) {
        return Double.isInfinite(value) || log && value <= 0 ? Double.NaN : value;
    }

    /** Each value holds until the next x. */
    private static FigureData stairs(String name, double[] x, double[] y) {
        int n = x.length;
        double[] stepX = new double[2 * n - 1];
        double[] stepY = new double[2 * n - 1];
        for (int i = 0; i < n; i++) {
            stepX[2 * i] = x[i];
            stepY[2 * i] = y[i];
            if (i + 1 < n) {
                stepX[2 * i + 1] = x[i + 1];
                stepY[2 * i + 1] = y[i];
            }
        }
        return new FigureData(name, stepX, stepX, stepX, stepY, stepY, stepY);
    }

    private XYItemRenderer curveRenderer(Series one) {
        Color colour = looks.colour(one);
        boolean markers = Looks.hasMarkers(one);
        boolean hollow = one.origin() == Origin.PAPER;
        var renderer = new Curve(one.hasErrors());
        renderer.setDefaultLinesVisible(one.kind() != Kind.SCATTER);
        renderer.setDefaultShapesVisible(markers);
        renderer.setSeriesPaint(0, colour);
        renderer.setSeriesStroke(0, Marks.stroke(one));
        renderer.setSeriesShape(0, Marks.shape(looks.shape(one), Marks.size(one)));
        renderer.setDrawOutlines(true);
        renderer.setUseOutlinePaint(true);
        renderer.setSeriesOutlinePaint(0, looks.outline(one, panel));
        renderer.setSeriesOutlineStroke(0, Marks.outline(one));
        renderer.setUseFillPaint(true);
        renderer.setSeriesFillPaint(0, hollow ? Color.WHITE : colour);
        renderer.setErrorPaint(colour);
        renderer.setErrorStroke(new BasicStroke(1.3f));
        return renderer;
    }

    private int bands(Series one, int at) {
        int next = at;
        Color colour = looks.colour(one);
        for (int[] stretch : Stretches.of(one)) {
            int n = stretch[1] - stretch[0];
            double[] x = new double[n];
            double[] low = new double[n];
            double[] high = new double[n];
            for (int i = 0; i < n; i++) {
                x[i] = Panel.position(one.x(), stretch[0] + i, categories);
                low[i] = isLogY(one) ? Math.max(one.y()[stretch[0] + i], panel.yRange(one.right())[0]) : one.y()[stretch[0] + i];
                high[i] = one.high(stretch[0] + i);
            }
            var renderer = new DeviationRenderer(false, false);
            renderer.setSeriesFillPaint(0, colour);
            renderer.setSeriesPaint(0, colour);
            renderer.setAlpha(0.2f);
            next = put(next, new FigureData(one.label(), x, x, x, low, low, high), renderer, one);
        }
        return next;
    }

    // ---- bars

    private FigureData bars(Series one) {
        int n = one.y().length;
        double floor = isLogY(one) ? panel.yRange(one.right())[0] : 0;
        double[] x = new double[n];
        double[] left = new double[n];
        double[] right = new double[n];
        double[] low = new double[n];
        double[] high = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = Panel.position(one.x(), i, categories) + places.offset(one);
            left[i] = x[i] - places.width() / 2;
            right[i] = x[i] + places.width() / 2;
            double base = places.base(one, i);
            low[i] = base == 0 ? floor : base;
            high[i] = base + one.y()[i];
        }
        return new FigureData(one.label(), x, left, right, high, low, high);
    }

    private XYItemRenderer barRenderer(Series one) {
        var renderer = new XYBarRenderer();
        renderer.setUseYInterval(true);
        renderer.setBarPainter(new StandardXYBarPainter());
        renderer.setShadowVisible(false);
        renderer.setDrawBarOutline(true);
        renderer.setSeriesOutlinePaint(0, Color.WHITE);
        renderer.setSeriesOutlineStroke(0, new BasicStroke(0.6f));
        renderer.setSeriesPaint(0, looks.colour(one));
        return renderer;
    }

    private FigureData[] errorBars(Series one) {
        if (!one.hasErrors()) {
            return new FigureData[0];
        }
        FigureData bars = bars(one);
        int n = one.y().length;
        double[] x = new double[n];
        double[] y = new double[n];
        double[] low = new double[n];
        double[] high = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = bars.getXValue(0, i);
            y[i] = bars.getYValue(0, i);
            low[i] = y[i] - one.minus()[i];
            high[i] = y[i] + one.plus()[i];
            if (isLogY(one) && low[i] <= 0) {
                low[i] = panel.yRange(one.right())[0];
            }
        }
        return new FigureData[] {new FigureData(one.label(), x, x, x, y, low, high)};
    }

    // ---- heat maps

    private FigureData cells(Series map) {
        int columns = map.x().size();
        int rows = map.heat().y().size();
        double[] x = new double[columns * rows];
        double[] left = new double[columns * rows];
        double[] right = new double[columns * rows];
        double[] y = new double[columns * rows];
        double[] low = new double[columns * rows];
        double[] high = new double[columns * rows];
        double halfX = half(map.x(), categories);
        double halfY = half(map.heat().y(), panel.yCategories());
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                int i = r * columns + c;
                x[i] = Panel.position(map.x(), c, categories);
                left[i] = x[i] - halfX;
                right[i] = x[i] + halfX;
                double at = Panel.position(map.heat().y(), r, panel.yCategories());
                boolean blank = Double.isNaN(map.heat().z()[r][c]);
                y[i] = blank ? Double.NaN : at;
                low[i] = blank ? Double.NaN : at - halfY;
                high[i] = blank ? Double.NaN : at + halfY;
            }
        }
        return new FigureData(map.label(), x, left, right, y, low, high);
    }

    private static double half(Values values, List<String> categories) {
        return !categories.isEmpty() || values.size() < 2 ? 0.5 : Math.abs(values.numbers()[1] - values.numbers()[0]) / 2;
    }

    private void cellValues(Graphics2D g, Series map, Rectangle2D data) {
        if (!PlotlySpec.isLabelled(map)) {
            return;
        }
        double[] range = panel.zRange(map);
        double[][] z = map.heat().z();
        double[] xRange = panel.xRange();
        double[] yRange = panel.yRange(false);
        for (int r = 0; r < z.length; r++) {
            for (int c = 0; c < z[r].length; c++) {
                if (Double.isNaN(z[r][c])) {
                    continue;
                }
                double x = data.getX() + data.getWidth() * (Panel.position(map.x(), c, categories) - xRange[0]) / (xRange[1] - xRange[0]);
                double y = data.getMaxY()
                        - data.getHeight() * (Panel.position(map.heat().y(), r, panel.yCategories()) - yRange[0]) / (yRange[1] - yRange[0]);
                String text = PlotlySpec.cell(z[r][c], range);
                Color ink = Looks.inkOn(Looks.heat((z[r][c] - range[0]) / (range[1] - range[0])));
                FigurePicture.text(g, text, x - Layout.width(text, Layout.SMALL) / 2, y + 4, Layout.SMALL, ink);
            }
        }
    }

    private void colourBar(Graphics2D g, Series map, Rectangle2D data) {
        double[] range = panel.zRange(map);
        double left = data.getMaxX() + 10;
        int strips = 128;
        double strip = data.getHeight() / strips;
        Object hint = g.getRenderingHint(java.awt.RenderingHints.KEY_ANTIALIASING);
        g.setRenderingHint(java.awt.RenderingHints.KEY_ANTIALIASING, java.awt.RenderingHints.VALUE_ANTIALIAS_OFF);
        for (int i = 0; i < strips; i++) {
            g.setColor(Looks.heat((i + 0.5) / strips));
            double down = data.getMaxY() - (i + 1) * strip;
            g.fill(new Rectangle2D.Double(left, down, 14, i == 0 ? strip : strip + 0.5));
        }
        g.setRenderingHint(java.awt.RenderingHints.KEY_ANTIALIASING, hint);
        g.setColor(AXIS);
        g.setStroke(new BasicStroke(0.8f));
        g.draw(new Rectangle2D.Double(left, data.getY(), 14, data.getHeight()));
        double widest = 0;
        for (Ticks.Tick tick : Ticks.forLinear(range[0], range[1], data.getHeight(), 50).major()) {
            double y = data.getMaxY() - data.getHeight() * (tick.at() - range[0]) / (range[1] - range[0]);
            g.setColor(AXIS);
            g.draw(new Line2D.Double(left + 14, y, left + 17, y));
            FigurePicture.text(g, tick.label(), left + 20, y + 4, Layout.SMALL, new Color(0x222222));
            widest = Math.max(widest, Layout.width(tick.label(), Layout.SMALL));
        }
        String label = map.heat().quantity().label();
        var turned = (Graphics2D) g.create();
        turned.translate(left + 20 + widest + 14, data.getCenterY() + Layout.width(label, Layout.TEXT) / 2);
        turned.rotate(-Math.PI / 2);
        FigurePicture.text(turned, label, 0, 0, Layout.TEXT, new Color(0x222222));
        turned.dispose();
    }

    // ---- words

    private void words() {
        for (Panel.Reference reference : panel.references()) {
            var marker = new ValueMarker(reference.at(), REFERENCE, new BasicStroke(1.3f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1,
                    new float[] {2, 3}, 0));
            marker.setLabel(reference.label());
            marker.setLabelFont(Layout.SMALL);
            marker.setLabelPaint(REFERENCE);
            marker.setLabelBackgroundColor(new Color(255, 255, 255, 0));
            FreeCorner corner = FreeCorner.of(panel, reference, width - 80, height - 60);
            RectangleAnchor end = corner.up() ? corner.right() ? RectangleAnchor.TOP_RIGHT : RectangleAnchor.TOP_LEFT
                    : corner.right() ? RectangleAnchor.BOTTOM_RIGHT : RectangleAnchor.BOTTOM_LEFT;
            marker.setLabelAnchor(end);
            if (reference.horizontal()) {
                marker.setLabelTextAnchor(anchor(!corner.up(), !corner.right()));
                plot.addRangeMarker(marker, Layer.FOREGROUND);
            } else {
                marker.setLabelTextAnchor(anchor(corner.up(), corner.right()));
                plot.addDomainMarker(marker, Layer.FOREGROUND);
            }
        }
        for (Panel.Note note : panel.notes()) {
            boolean leftHalf = PlotlySpec.share(panel.x(), panel.xRange(), note.x()) < 0.6;
            boolean down = PlotlySpec.share(panel.y(), panel.yRange(false), note.y()) > 0.85;
            double angle = (leftHalf ? 43 : 137) * (down ? 1 : -1);
            var words = new XYPointerAnnotation(note.text(), note.x(), note.y(), Math.toRadians(angle));
            words.setBaseRadius(38);
            words.setTipRadius(4);
            words.setArrowLength(6);
            words.setArrowWidth(3);
            words.setArrowPaint(AXIS);
            words.setArrowStroke(new BasicStroke(1.1f));
            words.setFont(Layout.SMALL);
            words.setPaint(new Color(0x222222));
            words.setBackgroundPaint(new Color(255, 255, 255, 204));
            words.setTextAnchor(anchor(down, leftHalf));
            plot.addAnnotation(words);
        }
    }

    /** The corner of a text that is fixed. */
    private static TextAnchor anchor(boolean top, boolean left) {
        return top ? left ? TextAnchor.TOP_LEFT : TextAnchor.TOP_RIGHT : left ? TextAnchor.BOTTOM_LEFT : TextAnchor.BOTTOM_RIGHT;
    }

    /** Lines, markers and error bars; a point without a number is left out altogether. */
    private static final class Curve extends XYErrorRenderer {

        private static final long serialVersionUID = 1L;

        Curve(boolean errors) {
            setDrawXError(false);
            setDrawYError(errors);
            setCapLength(4);
        }

        @Override
        public void drawItem(Graphics2D g, XYItemRendererState state, Rectangle2D area, PlotRenderingInfo info, XYPlot plot, ValueAxis x,
                ValueAxis y, XYDataset data, int series, int item, CrosshairState crosshair, int pass) {
            if (!Double.isNaN(data.getXValue(series, item)) && !Double.isNaN(data.getYValue(series, item))) {
                super.drawItem(g, state, area, info, plot, x, y, data, series, item, crosshair, pass);
            }
        }
    }

    /** Cells of a heat map: a rectangle each, coloured by its value. */
    private static final class Cells extends XYBarRenderer {

        private static final long serialVersionUID = 1L;
        private final transient Series map;
        private final double[] range;

        Cells(Series map, double[] range) {
            this.map = map;
            this.range = range;
            setUseYInterval(true);
            setBarPainter(new StandardXYBarPainter());
            setShadowVisible(false);
            setDrawBarOutline(true);
            setSeriesOutlineStroke(0, new BasicStroke(0.7f));
        }

        @Override
        public Paint getItemPaint(int series, int item) {
            int columns = map.x().size();
            double value = map.heat().z()[item / columns][item % columns];
            return Looks.heat((value - range[0]) / (range[1] - range[0]));
        }

        @Override
        public Paint getItemOutlinePaint(int series, int item) {
            return getItemPaint(series, item);
        }
    }
}
