package org.spikebook.accelerator.ptb;

import org.spikebook.accelerator.LayerShape;
import org.spikebook.spike.SpikeTensor;

/**
 * The tags of a layer's lines turned by a quarter: for an output position and a window, one bit a line (order c, ky, kx), which is
 * the form {@link Pairing} works on.
 */
final class LineColumns {

    private final LayerShape layer;
    private final int words;
    private final int stride;
    private final SpikeTensor tags;
    private final int[] lineInputs;
    private final long[] square = new long[64];

    /**
     * @param layer the layer
     * @param lines window tags of its input neurons
     */
    LineColumns(LayerShape layer, SpikeTensor lines) {
        this.layer = layer;
        this.words = Pairing.words(layer.fanIn());
        this.stride = lines.wordsPerNeuron();
        this.tags = lines;
        this.lineInputs = new int[layer.fanIn()];
    }

    /**
     * All windows of one output position.
     *
     * @param position row-major
     * @param into receives {@code [window][word]} from {@code at} on
     * @param windows number of windows
     */
    void fill(int position, long[] into, int at, int windows) {
        inputsOf(position);
        for (int w = 0; w < words; w++) {
            int lines = Math.min(64, lineInputs.length - w * 64);
            for (int v = 0; v < stride; v++) {
                for (int l = 0; l < lines; l++) {
                    int input = lineInputs[w * 64 + l];
                    square[l] = input < 0 ? 0 : tags.word(input, v);
                }
                for (int l = lines; l < 64; l++) {
                    square[l] = 0;
                }
                int present = Math.min(64, windows - v * 64);
                if (present <= 2) {
                    gather(into, at + v * 64 * words + w, present);
                } else {
                    transpose(square);
                    for (int i = 0; i < present; i++) {
                        into[at + (v * 64 + i) * words + w] = square[i];
                    }
                }
            }
        }
    }

    private void inputsOf(int position) {
        int line = 0;
        if (layer.kind() == LayerShape.Kind.FC) {
            for (int c = 0; c < layer.channels(); c++) {
                lineInputs[line++] = position * layer.channels() + c;
            }
            return;
        }
        int y0 = position / layer.outputWidth() * layer.strideY() - layer.paddingY();
        int x0 = position % layer.outputWidth() * layer.strideX() - layer.paddingX();
        for (int c = 0; c < layer.channels(); c++) {
            for (int y = y0; y < y0 + layer.kernelHeight(); y++) {
                int row = (c * layer.height() + y) * layer.width();
                boolean outside = y < 0 || y >= layer.height();
                for (int x = x0; x < x0 + layer.kernelWidth(); x++) {
                    lineInputs[line++] = outside || x < 0 || x >= layer.width() ? -1 : row + x;
                }
            }
        }
    }

    /** The first few windows only: bit i of each of 64 lines. */
    private void gather(long[] into, int at, int present) {
        for (int i = 0; i < present; i++) {
            long column = 0;
            for (int l = 0; l < 64; l++) {
                column |= (square[l] >>> i & 1) << l;
            }
            into[at + i * words] = column;
        }
    }

    /** Transposes a 64 x 64 bit matrix: bit j of word i and bit i of word j change places. */
    static void transpose(long[] a) {
        long mask = 0x00000000FFFFFFFFL;
        for (int width = 32; width != 0; width >>>= 1, mask ^= mask << width) {
            for (int k = 0; k < 64; k = (k | width) + 1 & ~width) {
                long t = (a[k] >>> width ^ a[k | width]) & mask;
                a[k] ^= t << width;
                a[k | width] ^= t;
            }
        }
    }
}
