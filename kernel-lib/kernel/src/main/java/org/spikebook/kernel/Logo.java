package org.spikebook.kernel;

import java.awt.Color;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import javax.imageio.ImageIO;

/**
 * The logo: two pages of an open book whose lines are spike trains. Drawn from one geometry on a grid of 64 by 64, as PNG in any size
 * and as SVG; it reads on light and dark ground.
 */
final class Logo {

    private static final double GRID = 64;
    private static final Color GROUND = new Color(0x20, 0x2A, 0x44);
    private static final Color PAGE = new Color(0xF5, 0xF1, 0xE6);
    private static final Color SPIKE = new Color(0xE4, 0x57, 0x2E);
    private static final double CORNER = 14;

    /** The left page, corners in order; the right page mirrors it. */
    private static final double[][] LEFT_PAGE = {{8, 18}, {30.5, 23}, {30.5, 54}, {8, 48}};

    /** Spikes: x of the foot, y of the foot, height. */
    private static final double[][] SPIKES = {
        {13, 31, 6}, {18, 32, 9}, {26, 34, 6}, {13, 43, 6}, {22, 45, 9}, {26, 46, 6},
        {38, 34, 6}, {42, 33, 9}, {51, 31, 6}, {38, 46, 9}, {47, 44, 6}, {51, 43, 9}};

    private Logo() {
    }

    /** The logo as PNG of {@code size} by {@code size} pixels. */
    static byte[] png(int size) {
        var image = new BufferedImage(size, size, BufferedImage.TYPE_INT_ARGB);
        var graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.scale(size / GRID, size / GRID);
            graphics.setColor(GROUND);
            graphics.fill(new RoundRectangle2D.Double(0, 0, GRID, GRID, CORNER, CORNER));
            graphics.setColor(PAGE);
            for (boolean mirrored : new boolean[] {false, true}) {
                var page = new Path2D.Double();
                for (var corner : LEFT_PAGE) {
                    double x = mirrored ? GRID - corner[0] : corner[0];
                    if (page.getCurrentPoint() == null) {
                        page.moveTo(x, corner[1]);
                    } else {
                        page.lineTo(x, corner[1]);
                    }
                }
                page.closePath();
                graphics.fill(page);
            }
            graphics.setColor(SPIKE);
            for (var spike : SPIKES) {
                graphics.fill(new RoundRectangle2D.Double(spike[0] - 1.25, spike[1] - spike[2], 2.5, spike[2], 2, 2));
            }
        } finally {
            graphics.dispose();
        }
        var bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The logo as SVG. */
    static String svg() {
        var svg = new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\">\n");
        svg.append(String.format(Locale.ROOT, "<rect width=\"64\" height=\"64\" rx=\"%.1f\" fill=\"%s\"/>\n", CORNER / 2, hex(GROUND)));
        for (boolean mirrored : new boolean[] {false, true}) {
            svg.append("<polygon fill=\"").append(hex(PAGE)).append("\" points=\"");
            for (var corner : LEFT_PAGE) {
                svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", mirrored ? GRID - corner[0] : corner[0], corner[1]));
            }
            svg.append("\"/>\n");
        }
        for (var spike : SPIKES) {
            svg.append(String.format(Locale.ROOT, "<rect x=\"%.2f\" y=\"%.1f\" width=\"2.5\" height=\"%.1f\" rx=\"1\" fill=\"%s\"/>\n",
                    spike[0] - 1.25, spike[1] - spike[2], spike[2], hex(SPIKE)));
        }
        return svg.append("</svg>\n").toString();
    }

    private static String hex(Color color) {
        return String.format(Locale.ROOT, "#%06X", color.getRGB() & 0xFFFFFF);
    }
}
