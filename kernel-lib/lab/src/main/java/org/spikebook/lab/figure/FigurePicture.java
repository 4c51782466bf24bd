package org.spikebook.lab.figure;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * Draws a figure without a browser: title, plots, legends and caption on one canvas. The plots themselves are JFreeChart's, see
 * {@link PanelChart}.
 */
final class FigurePicture {

    private static final Color INK = new Color(0x222222);
    private static final Color SOFT_INK = new Color(0x444444);

    private final Figure figure;
    private final Layout layout;
    private final Looks looks;

    FigurePicture(Figure figure) {
        this.figure = figure;
        this.layout = new Layout(figure);
        this.looks = Looks.of(figure);
    }

    /** A PNG with {@code scale} pixels per CSS pixel. */
    byte[] png(int scale) {
        var image = new BufferedImage(figure.width() * scale, figure.height() * scale, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        try {
            g.scale(scale, scale);
            draw(g);
        } finally {
            g.dispose();
        }
        var out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    String svg() {
        try {
            Document document = DocumentBuilderFactory.newDefaultNSInstance().newDocumentBuilder().getDOMImplementation()
                    .createDocument("http://www.w3.org/2000/svg", "svg", null);
            SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
            context.setComment("Spikebook figure");
            context.setPrecision(2);
            var g = new SVGGraphics2D(context, false);
            g.setSVGCanvasSize(new java.awt.Dimension(figure.width(), figure.height()));
            draw(g);
            var out = new StringWriter();
            Element root = g.getRoot();
            root.setAttributeNS(null, "viewBox", "0 0 " + figure.width() + " " + figure.height());
            g.stream(root, out, true, false);
            // without the document type, which names an address on the network; with fonts as wide as those that words were measured with
            String drawing = out.toString().replace("font-family:sans-serif", "font-family:'DejaVu Sans',Verdana,sans-serif");
            return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + drawing.substring(drawing.indexOf("<svg")).strip() + "\n";
        } catch (ParserConfigurationException | IOException e) {
            throw new IllegalStateException("figure: cannot write SVG", e);
        }
    }

    private void draw(Graphics2D g) {
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        g.setColor(Color.WHITE);
        g.fill(new Rectangle2D.Double(0, 0, figure.width(), figure.height()));
        double top = Layout.MARGIN;
        for (String line : layout.titleLines()) {
            text(g, line, figure.width() / 2.0 - Layout.width(line, Layout.TITLE) / 2, top + 14, Layout.TITLE, INK);
            top += 18;
        }
        top += layout.title().isEmpty() ? 0 : 8;
        double bottom = figure.height() - Layout.MARGIN - layout.captionHeight();
        double y = bottom + 6 + 11;
        for (String line : layout.captionLines()) {
            text(g, line, Layout.MARGIN, y, Layout.SMALL, SOFT_INK);
            y += Layout.LINE;
        }
        double right = figure.width() - Layout.MARGIN;
        Map<String, Layout.Entry> under = layout.sharedLegend(Legend.BELOW);
        if (!under.isEmpty()) {
            var key = new LegendBox(under, looks, figure.width() - 2.0 * Layout.MARGIN, true);
            key.draw(g, figure.width() / 2.0 - key.width() / 2, bottom - key.height(), false);
            bottom -= key.height() + 6;
        }
        Map<String, Layout.Entry> beside = layout.sharedLegend(Legend.RIGHT);
        if (!beside.isEmpty()) {
            var key = new LegendBox(beside, looks, figure.width(), false);
            key.draw(g, right - key.width(), top + 4, false);
            right -= key.width() + 8;
        }
        double cellWidth = (right - Layout.MARGIN) / figure.columns();
        double cellHeight = (bottom - top) / layout.rows();
        for (int i = 0; i < figure.panels().size(); i++) {
            double x = Layout.MARGIN + i % figure.columns() * cellWidth;
            double up = top + i / figure.columns() * cellHeight;
            panel(g, figure.panels().get(i), new Rectangle2D.Double(x, up, cellWidth, cellHeight));
        }
    }

    private void panel(Graphics2D g, Panel panel, Rectangle2D cell) {
        Rectangle2D place = cell;
        if (figure.panels().size() > 1) {
            double pad = figure.columns() > 1 ? 6 : 0;
            place = new Rectangle2D.Double(cell.getX() + pad, cell.getY() + 4, cell.getWidth() - 2 * pad, cell.getHeight() - 8);
        }
        double titleSpace = layout.panelTitleHeight();
        Rectangle2D plot = new Rectangle2D.Double(place.getX(), place.getY() + titleSpace, place.getWidth(), place.getHeight() - titleSpace);
        Rectangle2D data = new PanelChart(panel, looks, plot.getWidth(), plot.getHeight()).draw(g, plot);
        double line = place.getY() + titleSpace - 5 - Layout.LINE * (layout.panelTitle(panel).size() - 1.0);
        for (String words : layout.panelTitle(panel)) {
            text(g, words, data.getCenterX() - Layout.width(words, Layout.PANEL_TITLE) / 2, line, Layout.PANEL_TITLE, INK);
            line += Layout.LINE;
        }
        if (panel.legend().isInside()) {
            Map<String, Layout.Entry> entries = Layout.entries(List.of(panel));
            if (!entries.isEmpty()) {
                var key = new LegendBox(entries, looks, data.getWidth() - 16, false);
                key.draw(g, panel.legend().isLeft() ? data.getX() + 8 : data.getMaxX() - 8 - key.width(),
                        panel.legend().isTop() ? data.getY() + 8 : data.getMaxY() - 8 - key.height(), true);
            }
        }
    }

    static void text(Graphics2D g, String text, double x, double y, Font font, Color colour) {
        g.setFont(font);
        g.setColor(colour);
        g.drawString(text, (float) x, (float) y);
    }
}
