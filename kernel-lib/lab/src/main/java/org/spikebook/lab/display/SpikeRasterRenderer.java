package org.spikebook.lab.display;

import java.awt.image.BufferedImage;
import org.spikebook.spike.SpikeTensor;

/**
 * Spikes as a raster picture: one row per neuron from the top, one column per time step; a large tensor is scaled down, each pixel
 * then as dark as the densest of its neurons is busy.
 */
final class SpikeRasterRenderer implements Renderer<SpikeTensor> {

    private static final int MAX_WIDTH = 900;
    private static final int MAX_HEIGHT = 320;
    private static final int MAX_CELL = 12;

    @Override
    public Class<SpikeTensor> type() {
        return SpikeTensor.class;
    }

    @Override
    public MimeBundle render(SpikeTensor spikes) {
        BufferedImage raster = raster(spikes);
        byte[] png = Html.png(raster);
        String text = spikes.toString();
        String html = "<figure style=\"margin:0\">" + Html.image(png, raster.getWidth(), text)
                + "<figcaption style=\"font-size:85%;opacity:0.75\">" + Html.escape(text) + "; rows: neurons 0.."
                + (spikes.neurons() - 1) + " from the top, columns: steps 0.." + (spikes.steps() - 1) + "</figcaption></figure>";
        return MimeBundle.of(text).with(MimeBundle.HTML, html).with(MimeBundle.PNG, png);
    }

    static BufferedImage raster(SpikeTensor spikes) {
        int columns = Math.min(spikes.steps(), MAX_WIDTH);
        int rows = Math.min(spikes.neurons(), MAX_HEIGHT);
        int wide = Math.max(1, Math.min(MAX_CELL, MAX_WIDTH / columns));
        int high = Math.max(1, Math.min(MAX_CELL, MAX_HEIGHT / rows));
        double[][] dark = new double[rows][columns];
        double top = 0;
        int levels = (1 << spikes.planes()) - 1;
        for (int r = 0; r < rows; r++) {
            int firstNeuron = (int) ((long) r * spikes.neurons() / rows);
            int endNeuron = (int) ((long) (r + 1) * spikes.neurons() / rows);
            for (int c = 0; c < columns; c++) {
                int from = (int) ((long) c * spikes.steps() / columns);
                int to = (int) ((long) (c + 1) * spikes.steps() / columns);
                for (int n = firstNeuron; n < endNeuron; n++) {
                    dark[r][c] = Math.max(dark[r][c], busy(spikes, n, from, to, levels));
                }
                top = Math.max(top, dark[r][c]);
            }
        }
        var image = new BufferedImage(columns * wide + 2, rows * high + 2, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                boolean frame = x == 0 || y == 0 || x == image.getWidth() - 1 || y == image.getHeight() - 1;
                double level = frame ? 0.4 : top == 0 ? 0 : dark[(y - 1) / high][(x - 1) / wide] / top;
                image.setRGB(x, y, shade(level));
            }
        }
        return image;
    }

    /** Mean spike value of a neuron over the steps, 0..1. */
    private static double busy(SpikeTensor spikes, int neuron, int from, int to, int levels) {
        long sum = 0;
        for (int t = from; t < to; t++) {
            sum += spikes.value(neuron, t);
        }
        return (double) sum / levels / (to - from);
    }

    /** From white to a dark blue; any spike at all is well visible. */
    private static int shade(double level) {
        double ink = level == 0 ? 0 : 0.25 + 0.75 * level;
        int red = (int) Math.round(255 - ink * 255);
        int green = (int) Math.round(255 - ink * 195);
        int blue = (int) Math.round(255 - ink * 125);
        return red << 16 | green << 8 | blue;
    }
}
