package org.spikebook.accelerator;

import java.util.Arrays;
import org.spikebook.progress.Progress;
import org.spikebook.spike.Axis;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;

/**
 * The activity tags of a layer's input at the granularity of a time window (SpikeX, Section III-B, Fig. 2): a tag is 0 iff no
 * presynaptic spike falls in its unit, and the tag of a coarser level is the OR of the tags below.
 *
 * <p>Two levels are held here. A <em>line</em> is one input neuron and its spike train. A <em>unit</em> (NTWU: neuron time window unit) is
 * the work of one output position on one block of lines over one window: for a convolution the block is the E x E patch of one
 * input channel (the reading that reproduces SpikeX, Fig. 10), for a fully connected layer a run of consecutive inputs. Coarser
 * levels (time block, time stride) are {@link SpikeTensor#windowOr} of these.
 */
public final class ActivityTags {

    private final LayerShape layer;
    private final int window;
    private final int blockLines;
    private final SpikeTensor lines;
    private final SpikeTensor units;

    private ActivityTags(LayerShape layer, int window, int blockLines, SpikeTensor lines, SpikeTensor units) {
        this.layer = layer;
        this.window = window;
        this.blockLines = blockLines;
        this.lines = lines;
        this.units = units;
    }

    /**
     * Tags of a layer's input.
     *
     * @param layer the layer
     * @param spikes its input, one spike train a line; any shape of {@code layer.inputs()} neurons
     * @param window time window size (TWS), 1..steps
     * @param inputBlock inputs of a fully connected layer that share a tag, at least 1; a convolution's blocks are its channels
     * @throws IllegalArgumentException if the number of neurons does not fit the layer
     */
    public static ActivityTags of(LayerShape layer, SpikeTensor spikes, int window, int inputBlock) {
        checkInput(layer, spikes);
        if (inputBlock < 1) {
            throw new IllegalArgumentException("layer '" + layer.name() + "': input block must be at least 1, but was " + inputBlock);
        }
        SpikeTensor lines = spikes.windowOr(window);
        int blockLines = layer.kind() == LayerShape.Kind.CONV ? layer.kernelHeight() * layer.kernelWidth()
                : Math.min(inputBlock, layer.channels());
        SpikeTensor units = layer.kind() == LayerShape.Kind.CONV ? convolutionUnits(layer, lines)
                : fullyConnectedUnits(layer, lines, blockLines);
        return new ActivityTags(layer, window, blockLines, lines, units);
    }

    /** Refuses an input that does not belong to the layer. */
    public static void checkInput(LayerShape layer, SpikeTensor spikes) {
        if (spikes.neurons() != layer.inputs()) {
            throw new IllegalArgumentException("layer '" + layer.name() + "': needs input spikes " + layer.inputShape() + " ("
                    + layer.inputs() + " neurons), but got " + spikes.shape() + ". Maybe the activity of another layer or network.");
        }
    }

    private static SpikeTensor convolutionUnits(LayerShape layer, SpikeTensor lines) {
        int stride = lines.wordsPerNeuron();
        int outH = layer.outputHeight();
        int outW = layer.outputWidth();
        long[] rows = new long[layer.height() * outW * stride];   // OR along x, then along y
        long[] units = new long[layer.channels() * outH * outW * stride];
        for (int c = 0; c < layer.channels(); c++) {
            Arrays.fill(rows, 0);
            for (int y = 0; y < layer.height(); y++) {
                for (int kx = 0; kx < layer.kernelWidth(); kx++) {
                    int shift = kx - layer.paddingX();
                    int first = shift >= 0 ? 0 : (-shift + layer.strideX() - 1) / layer.strideX();
                    int end = Math.min(outW, Math.floorDiv(layer.width() - 1 - shift, layer.strideX()) + 1);
                    int source = layer.input(c, y, 0) + shift;
                    if (layer.strideX() == 1) {
                        lines.orInto(source + first, Math.max(0, end - first), rows, (y * outW + first) * stride);
                    } else {
                        for (int ox = first; ox < end; ox++) {
                            lines.orInto(source + ox * layer.strideX(), 1, rows, (y * outW + ox) * stride);
                        }
                    }
                }
            }
            for (int oy = 0; oy < outH; oy++) {
                int from = Math.max(0, oy * layer.strideY() - layer.paddingY());
                int to = Math.min(layer.height(), oy * layer.strideY() - layer.paddingY() + layer.kernelHeight());
                for (int y = from; y < to; y++) {
                    or(units, (c * outH + oy) * outW * stride, rows, y * outW * stride, outW * stride);
                }
            }
            Progress.poll("window tags of " + layer.name());
        }
        return SpikeTensor.ofWords(Shape.of(new Axis("block", layer.channels()), new Axis("position", outH * outW)), lines.steps(), units);
    }

    private static SpikeTensor fullyConnectedUnits(LayerShape layer, SpikeTensor lines, int blockLines) {
        int stride = lines.wordsPerNeuron();
        int blocks = (layer.channels() + blockLines - 1) / blockLines;
        long[] units = new long[blocks * layer.positions() * stride];
        for (int token = 0; token < layer.positions(); token++) {
            for (int i = 0, b = 0; i < layer.channels(); b++) {
                int unit = (b * layer.positions() + token) * stride;
                int count = Math.min(blockLines, layer.channels() - i);
                for (int w = 0; w < stride; w++) {
                    units[unit + w] = lines.anyOf(layer.input(i, token, 0), count, w);
                }
                i += count;
            }
        }
        return SpikeTensor.ofWords(Shape.of(new Axis("block", blocks), new Axis("position", layer.positions())), lines.steps(), units);
    }

    private static void or(long[] into, int at, long[] from, int start, int length) {
        for (int i = 0; i < length; i++) {
            into[at + i] |= from[start + i];
        }
    }

    public LayerShape layer() {
        return layer;
    }

    /** Time window size (TWS) in steps. */
    public int window() {
        return window;
    }

    /** Number of windows. */
    public int windows() {
        return lines.steps();
    }

    /** Tags of the lines: one neuron an input neuron of the layer, one step a window. */
    public SpikeTensor lines() {
        return lines;
    }

    /** Tags of the units: axes {@code block, position}, one step a window. */
    public SpikeTensor units() {
        return units;
    }

    /** Number of blocks of lines: input channels of a convolution. */
    public int blocks() {
        return units.shape().size("block");
    }

    /** Lines of a block: E x E for a convolution (padding included), the last block of a fully connected layer may be shorter. */
    public int linesOf(int block) {
        return layer.kind() == LayerShape.Kind.CONV ? blockLines : Math.min(blockLines, layer.channels() - block * blockLines);
    }

    /**
     * Input neuron behind a line of a unit, or -1 where the patch lies in the padding.
     *
     * @param block 0..blocks - 1
     * @param position output position, row-major
     * @param line 0..linesOf(block) - 1; for a convolution {@code ky * kernelWidth + kx}
     */
    public int inputOf(int block, int position, int line) {
        if (layer.kind() == LayerShape.Kind.FC) {
            return layer.input(block * blockLines + line, position, 0);
        }
        int y = position / layer.outputWidth() * layer.strideY() - layer.paddingY() + line / layer.kernelWidth();
        int x = position % layer.outputWidth() * layer.strideX() - layer.paddingX() + line % layer.kernelWidth();
        return y < 0 || y >= layer.height() || x < 0 || x >= layer.width() ? -1 : layer.input(block, y, x);
    }

    @Override
    public String toString() {
        return "ActivityTags of " + layer.name() + ", window " + window + ": lines " + lines.rate() + ", units " + units.rate() + " active";
    }
}
