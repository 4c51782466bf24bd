package org.spikebook.accelerator.ptb;

import java.util.LinkedHashMap;
import java.util.Map;
import org.spikebook.accelerator.Accelerator;
import org.spikebook.accelerator.ActivityTags;
import org.spikebook.accelerator.Component;
import org.spikebook.accelerator.Counts;
import org.spikebook.accelerator.DataKind;
import org.spikebook.accelerator.LayerReport;
import org.spikebook.accelerator.LayerShape;
import org.spikebook.accelerator.Operation;
import org.spikebook.progress.Progress;
import org.spikebook.spike.SpikeTensor;

/**
 * PTB by the rules of Prosperity's baseline model (Wei et al., HPCA 2025): 16 rows (output channels) x 8 columns, window 4, 500 MHz,
 * 8-bit weights, 1024 bit of memory a cycle.
 *
 * <pre>
 * T is padded with silence to a power of two; NW = padded T / 4 windows, P output positions, K lines in the order c, ky, kx
 * f = window * P + position is cut into 8 equal runs of G; group g has the columns g, G + g, ..., 7 G + g
 * rows           = slots after StSAP (see {@link Pairing}), summed over groups
 * compute cycles = rows * ceil(N / 16) * 4 + 32 P
 * one vector:      rows = inputs that spike at all, without pairing
 * DRAM bits      = read T P K + 8 K N, written T P N
 * stall cycles   = 1 + max(0, floor((read + written - 1536) / 1024) - compute)
 * LIF cycles     = floor(3 P N T / 16), not overlapped
 * </pre>
 *
 * <p>Columns that lie {@code G} apart fall on one position when NW is a multiple of 8 and on one stretch of positions otherwise, so
 * the masks of all groups are one image of bytes, and a group's lines are that image read at K fixed offsets.
 */
final class ProsperityPtb implements Accelerator {

    private static final int ROWS = 16;
    private static final int COLUMNS = 8;
    private static final int WINDOW = 4;
    private static final int PORT_BITS = 1024;

    ProsperityPtb() {
    }

    @Override
    public String name() {
        return "PTB as in Prosperity";
    }

    @Override
    public String configuration() {
        return "16x8 array, window 4, 500 MHz, weights 8 bit, memory port 1024 bit/cycle, StSAP, columns spread over windows and positions";
    }

    @Override
    public double clockMegahertz() {
        return 500;
    }

    @Override
    public LayerReport simulate(LayerShape layer, SpikeTensor input) {
        ActivityTags.checkInput(layer, input);
        long positions = layer.positions();
        long lines = layer.fanIn();
        long filters = layer.filters();
        long steps = input.steps();
        boolean flat = layer.kind() == LayerShape.Kind.FC && layer.isFlat();
        long rows = flat ? spikingInputs(input) : rowsAfterPairing(layer, input);

        long compute = Math.addExact(Math.multiplyExact(rows, (filters + ROWS - 1) / ROWS * WINDOW), positions * 2 * ROWS);
        long spikeBits = Math.multiplyExact(Math.multiplyExact(steps, positions), lines);
        long weightBits = 8 * lines * filters;
        long outputBits = Math.multiplyExact(Math.multiplyExact(steps, positions), filters);
        long memory = Math.max(0, Math.floorDiv(spikeBits + weightBits + outputBits - 3 * PORT_BITS / 2, PORT_BITS));
        long stall = 1 + Math.max(0, memory - compute);
        long lif = Math.multiplyExact(3 * positions * filters, steps) / ROWS;

        Counts counts = Counts.builder()
                .transfer(Component.DRAM, Operation.READ, DataKind.SPIKE, spikeBits, 8)
                .transfer(Component.DRAM, Operation.READ, DataKind.WEIGHT, weightBits, 8)
                .transfer(Component.DRAM, Operation.WRITE, DataKind.SPIKE, outputBits, 8)
                .build();
        Map<String, Long> metrics = new LinkedHashMap<>();
        metrics.put("rowsAfterStsap", rows);
        metrics.put("memoryStallCycles", stall);
        metrics.put("lifCycles", lif);
        return new LayerReport(layer, input.steps(), compute, memory, compute + stall + lif, counts, metrics);
    }

    private static long spikingInputs(SpikeTensor input) {
        int spiking = 0;
        for (int n = 0; n < input.neurons(); n++) {
            spiking += input.count(n) > 0 ? 1 : 0;
        }
        return spiking;
    }

    private static long rowsAfterPairing(LayerShape layer, SpikeTensor input) {
        int padded = Math.max(1, Integer.highestOneBit(2 * input.steps() - 1));
        int windows = padded / WINDOW;
        long columns = (long) windows * layer.positions();
        if (windows < 1 || columns % COLUMNS != 0) {
            throw new IllegalArgumentException("layer '" + layer.name() + "': Prosperity's rules need at least 3 steps and windows x positions a multiple of 8, but there are "
                    + input.steps() + " steps, " + windows + " windows and " + layer.positions() + " positions. Maybe Ptb.builder(), which has no such limit.");
        }
        return windows >= COLUMNS || layer.positions() * windows / COLUMNS % layer.outputWidth() == 0 ? onImage(layer, input, windows)
                : anywhere(layer, input, windows);
    }

    /** All groups of one layer as an image of masks: axes channel, padded y, padded x, plane; a plane is a window of the first column. */
    private static long onImage(LayerShape layer, SpikeTensor input, int windows) {
        int planes = Math.max(1, windows / COLUMNS);
        int windowsOfColumn = Math.max(1, COLUMNS / windows);          // columns that share a window
        int groupPositions = layer.positions() / windowsOfColumn;      // positions that start a group
        int height = layer.height() + 2 * layer.paddingY();
        int width = layer.width() + 2 * layer.paddingX();
        int apart = groupPositions / layer.outputWidth() * layer.strideY() * width * planes;   // from one column to the next of its window
        byte[] image = new byte[Math.multiplyExact(layer.channels() * height * width, planes)];
        int used = 0;
        int stride = input.wordsPerNeuron();
        long[] words = input.any().toWords();
        for (int c = 0; c < layer.channels(); c++) {
            for (int y = 0; y < layer.height(); y++) {
                for (int x = 0; x < layer.width(); x++) {
                    int pixel = ((c * height + y + layer.paddingY()) * width + x + layer.paddingX()) * planes;
                    int word = layer.input(c, y, x) * stride;
                    for (int w = 0; w < stride; w++) {
                        long bits = words[word + w];
                        bits |= bits >>> 1;
                        bits = (bits | bits >>> 2) & 0x1111111111111111L;
                        while (bits != 0) {
                            int window = w * 16 + (Long.numberOfTrailingZeros(bits) >> 2);
                            bits &= bits - 1;
                            if (windows >= COLUMNS) {
                                int column = 1 << window / planes;
                                image[pixel + (window & planes - 1)] |= (byte) column;
                                used |= column;
                            } else {
                                // this pixel is column j of the group that starts j * apart earlier
                                int at = pixel;
                                for (int j = window * windowsOfColumn; j < (window + 1) * windowsOfColumn; j++, at -= apart) {
                                    if (at >= c * height * width) {
                                        image[at] |= (byte) (1 << j);
                                        used |= 1 << j;
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        int[] offsets = new int[layer.fanIn()];
        int line = 0;
        for (int c = 0; c < layer.channels(); c++) {
            for (int ky = 0; ky < layer.kernelHeight(); ky++) {
                for (int kx = 0; kx < layer.kernelWidth(); kx++) {
                    offsets[line++] = ((c * height + ky) * width + kx) * planes;
                }
            }
        }
        var pairing = new Pairing(COLUMNS, offsets.length);
        long rows = 0;
        for (int p = 0; p < groupPositions; p++) {
            int base = (p / layer.outputWidth() * layer.strideY() * width + p % layer.outputWidth() * layer.strideX()) * planes;
            for (int plane = 0; plane < planes; plane++) {
                rows += used < 64 ? pairing.narrowSlots(image, base + plane, offsets) : pairing.slots(image, base + plane, offsets);
            }
            Progress.poll("StSAP of " + layer.name());
        }
        return rows;
    }

    /** The rules by the letter, for the shapes that do not fall on an image. */
    private static long anywhere(LayerShape layer, SpikeTensor input, int windows) {
        ActivityTags tags = ActivityTags.of(layer, input, Math.min(WINDOW, input.steps()), layer.channels());
        SpikeTensor lines = tags.lines();
        int positions = layer.positions();
        int groups = windows * positions / COLUMNS;
        byte[] masks = new byte[layer.fanIn()];
        int[] offsets = new int[masks.length];
        for (int k = 0; k < offsets.length; k++) {
            offsets[k] = k;
        }
        var pairing = new Pairing(COLUMNS, masks.length);
        long rows = 0;
        for (int g = 0; g < groups; g++) {
            int line = 0;
            for (int b = 0; b < tags.blocks(); b++) {
                for (int l = 0; l < tags.linesOf(b); l++, line++) {
                    int mask = 0;
                    for (int j = 0; j < COLUMNS; j++) {
                        int f = j * groups + g;
                        int neuron = tags.inputOf(b, f % positions, l);
                        mask |= neuron >= 0 && f / positions < lines.steps() && lines.get(neuron, f / positions) ? 1 << j : 0;
                    }
                    masks[line] = (byte) mask;
                }
            }
            rows += pairing.slots(masks, 0, offsets);
            Progress.poll("StSAP of " + layer.name());
        }
        return rows;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ProsperityPtb;
    }

    @Override
    public int hashCode() {
        return ProsperityPtb.class.hashCode();
    }

    @Override
    public String toString() {
        return name() + ": " + configuration();
    }
}
