package org.spikebook.accelerator;

import java.util.Arrays;
import org.spikebook.spike.SpikeTensor;

/**
 * The tags of a layer's lines turned by a quarter: for an output position and a window, one bit a line (order c, ky, kx; bit
 * {@code k % 64} of word {@code k / 64}), so that 64 lines are compared at once. Not for use by several threads at a time.
 */
public final class LineColumns {

    /** Up to so many windows are taken from rows of bits, one window at a time; more are transposed. */
    private static final int FEW = 4;

    private final LayerShape layer;
    private final int words;
    private final int stride;
    private final SpikeTensor tags;
    private final long[] tagWords;      // a copy, and a silent input behind it for the padding
    private final int[] lineInputs;
    private final long[] square = new long[64];
    private final int rowCount;
    private final int rowWords;
    private final long[][] rows = new long[FEW][];

    /**
     * @param layer the layer
     * @param lines window tags of its input neurons
     */
    public LineColumns(LayerShape layer, SpikeTensor lines) {
        this.layer = layer;
        this.words = words(layer.fanIn());
        this.stride = lines.wordsPerNeuron();
        this.tags = lines;
        this.tagWords = Arrays.copyOf(lines.toWords(), (lines.neurons() + 1) * stride);
        this.lineInputs = new int[layer.fanIn()];
        this.rowCount = layer.height() + 2 * layer.paddingY();
        this.rowWords = words(layer.kind() == LayerShape.Kind.CONV ? layer.width() + 2 * layer.paddingX() : layer.channels());
    }

    /** Words that so many lines take. */
    public static int words(int lines) {
        return lines + 63 >>> 6;
    }

    /**
     * All windows of one output position.
     *
     * @param position row-major
     * @param into receives {@code [window][word]} from {@code at} on
     * @param windows number of windows
     */
    public void fill(int position, long[] into, int at, int windows) {
        if (windows <= FEW) {
            Arrays.fill(into, at, at + windows * words, 0);
            for (int w = 0; w < windows; w++) {
                appendRuns(position, w, into, at + w * words);
            }
            return;
        }
        inputsOf(position);
        for (int w = 0; w < words; w++) {
            int lines = Math.min(64, lineInputs.length - w * 64);
            for (int v = 0; v < stride; v++) {
                for (int l = 0; l < lines; l++) {
                    square[l] = tagWords[lineInputs[w * 64 + l] + v];
                }
                for (int l = lines; l < 64; l++) {
                    square[l] = 0;
                }
                int present = Math.min(64, windows - v * 64);
                if (present <= 16) {
                    transposeSixteen(square);
                } else {
                    transpose(square);
                }
                for (int i = 0; i < present; i++) {
                    into[at + (v * 64 + i) * words + w] = square[i];
                }
            }
        }
    }

    /** One window: the taps of a kernel row, or 64 inputs, are one run of bits in a row of tags. */
    private void appendRuns(int position, int window, long[] into, int at) {
        long[] rows = rows(window);
        boolean conv = layer.kind() == LayerShape.Kind.CONV;
        int runs = conv ? layer.kernelHeight() : 1;
        int length = conv ? layer.kernelWidth() : layer.channels();
        int y0 = conv ? position / layer.outputWidth() * layer.strideY() : position;
        int x0 = conv ? position % layer.outputWidth() * layer.strideX() : 0;
        int bit = 0;
        for (int c = 0; c < (conv ? layer.channels() : 1); c++) {
            for (int y = y0; y < y0 + runs; y++) {
                int row = (c * rowCount + y) * rowWords;
                for (int done = 0; done < length; done += 64) {
                    int x = x0 + done;
                    int taps = Math.min(64, length - done);
                    long run = rows[row + (x >> 6)] >>> x;
                    if ((x & 63) + taps > 64) {
                        run |= rows[row + (x >> 6) + 1] << -x;
                    }
                    if (taps < 64) {
                        run &= (1L << taps) - 1;
                    }
                    into[at + (bit >> 6)] |= run << bit;
                    if ((bit & 63) + taps > 64) {
                        into[at + (bit >> 6) + 1] |= run >>> -bit;
                    }
                    bit += taps;
                }
            }
        }
    }

    /** Tags of one window as rows of bits: axes channel, padded y, padded x; a fully connected layer has a row a token. */
    private long[] rows(int window) {
        if (rows[window] == null) {
            boolean conv = layer.kind() == LayerShape.Kind.CONV;
            long[] image = new long[(conv ? layer.channels() : 1) * rowCount * rowWords];
            int width = conv ? layer.width() : layer.channels();
            int input = 0;
            for (int c = 0; c < (conv ? layer.channels() : 1); c++) {
                for (int y = 0; y < layer.height(); y++) {
                    int row = (c * rowCount + y + layer.paddingY()) * rowWords;
                    for (int x = layer.paddingX(); x < layer.paddingX() + width; x++, input++) {
                        image[row + (x >> 6)] |= (tags.word(input, 0) >>> window & 1) << x;
                    }
                }
            }
            rows[window] = image;
        }
        return rows[window];
    }

    /** Where each line's tags begin in {@link #tagWords}. */
    private void inputsOf(int position) {
        int line = 0;
        if (layer.kind() == LayerShape.Kind.FC) {
            for (int c = 0; c < layer.channels(); c++) {
                lineInputs[line++] = (position * layer.channels() + c) * stride;
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
                    lineInputs[line++] = (outside || x < 0 || x >= layer.width() ? tags.neurons() : row + x) * stride;
                }
            }
        }
    }

    /** Transposes a 64 x 64 bit matrix: bit j of word i and bit i of word j change places. */
    static void transpose(long[] a) {
        // blocks of 32, 16 and 8 word by word in runs that the compiler turns into vectors; smaller ones eight words at a time in registers
        for (int k = 0; k < 32; k++) {
            long t = (a[k] >>> 32 ^ a[k + 32]) & 0x00000000FFFFFFFFL;
            a[k] ^= t << 32;
            a[k + 32] ^= t;
        }
        for (int block = 0; block < 64; block += 32) {
            for (int k = block; k < block + 16; k++) {
                long t = (a[k] >>> 16 ^ a[k + 16]) & 0x0000FFFF0000FFFFL;
                a[k] ^= t << 16;
                a[k + 16] ^= t;
            }
        }
        for (int block = 0; block < 64; block += 16) {
            for (int k = block; k < block + 8; k++) {
                long t = (a[k] >>> 8 ^ a[k + 8]) & 0x00FF00FF00FF00FFL;
                a[k] ^= t << 8;
                a[k + 8] ^= t;
            }
        }
        for (int block = 0; block < 64; block += 8) {
            transposeEight(a, block);
        }
    }

    /** The last three stages of {@link #transpose} on eight words: 8 x 8 bits in each byte. */
    private static void transposeEight(long[] a, int at) {
        long a0 = a[at];
        long a1 = a[at + 1];
        long a2 = a[at + 2];
        long a3 = a[at + 3];
        long a4 = a[at + 4];
        long a5 = a[at + 5];
        long a6 = a[at + 6];
        long a7 = a[at + 7];
        long m = 0x0F0F0F0F0F0F0F0FL;
        long t = (a0 >>> 4 ^ a4) & m;
        a0 ^= t << 4;
        a4 ^= t;
        t = (a1 >>> 4 ^ a5) & m;
        a1 ^= t << 4;
        a5 ^= t;
        t = (a2 >>> 4 ^ a6) & m;
        a2 ^= t << 4;
        a6 ^= t;
        t = (a3 >>> 4 ^ a7) & m;
        a3 ^= t << 4;
        a7 ^= t;
        m = 0x3333333333333333L;
        t = (a0 >>> 2 ^ a2) & m;
        a0 ^= t << 2;
        a2 ^= t;
        t = (a1 >>> 2 ^ a3) & m;
        a1 ^= t << 2;
        a3 ^= t;
        t = (a4 >>> 2 ^ a6) & m;
        a4 ^= t << 2;
        a6 ^= t;
        t = (a5 >>> 2 ^ a7) & m;
        a5 ^= t << 2;
        a7 ^= t;
        m = 0x5555555555555555L;
        t = (a0 >>> 1 ^ a1) & m;
        a[at] = a0 ^ t << 1;
        a[at + 1] = a1 ^ t;
        t = (a2 >>> 1 ^ a3) & m;
        a[at + 2] = a2 ^ t << 1;
        a[at + 3] = a3 ^ t;
        t = (a4 >>> 1 ^ a5) & m;
        a[at + 4] = a4 ^ t << 1;
        a[at + 5] = a5 ^ t;
        t = (a6 >>> 1 ^ a7) & m;
        a[at + 6] = a6 ^ t << 1;
        a[at + 7] = a7 ^ t;
    }

    /** The first 16 words of {@link #transpose}, from the low 16 bits of each word: four 16 x 16 matrices side by side. */
    static void transposeSixteen(long[] a) {
        for (int i = 0; i < 16; i++) {
            a[i] = a[i] & 0xFFFF | (a[i + 16] & 0xFFFF) << 16 | (a[i + 32] & 0xFFFF) << 32 | a[i + 48] << 48;
        }
        for (int k = 0; k < 8; k++) {
            long t = (a[k] >>> 8 ^ a[k + 8]) & 0x00FF00FF00FF00FFL;
            a[k] ^= t << 8;
            a[k + 8] ^= t;
        }
        transposeEight(a, 0);
        transposeEight(a, 8);
    }
}
