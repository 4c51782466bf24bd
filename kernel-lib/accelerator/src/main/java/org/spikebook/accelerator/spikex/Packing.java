package org.spikebook.accelerator.spikex;

import org.spikebook.accelerator.ActivityTags;
import org.spikebook.accelerator.LayerShape;
import org.spikebook.accelerator.LineColumns;
import org.spikebook.progress.Progress;
import org.spikebook.spike.SpikeTensor;

/**
 * The agile spatiotemporal dispatch of one layer: active units, position by position and window by window, fill packs of
 * {@code columns}; a pack never crosses a tile or a block. All results are for one output filter.
 */
final class Packing {

    private final ActivityTags tags;
    private final LayerShape layer;
    private final int columns;
    private final int packTile;
    private final int memoryTile;
    private final boolean skipLines;
    private final boolean consecutive;
    private long[] columnsOf = {};   // [position][window][word of lines], made when it is needed

    long units;
    long packs;
    /** Lines streamed: sum over packs of their lines. */
    long slots;
    /** (line, unit) pairs processed. */
    long lineUnits;
    long reuseAcrossWindows;
    long reuseAcrossNeurons;
    long spills;
    /** SP-MBs that cover the positions. */
    long tiles;
    /** Lines of (SP-MB, block) pairs, all of them and those whose tag is set. */
    long tileLines;
    long activeTileLines;
    /** Lines of blocks with any spike in the layer. */
    long activeLines;
    /** Output steps of (position, window) pairs with an active unit; the others have an empty output tag. */
    long outputSteps;
    /** Tags looked at: one a (SP-MB, block, window). */
    long tagChecks;

    /**
     * @param tags tags of the layer's input
     * @param columns columns of the array
     * @param packTile edge of the tile whose positions may share a pack, 1 for temporal packing
     * @param memoryTile edge of an SP-MB
     * @param skipLines whether lines that are silent in all units of a pack are skipped
     * @param consecutive whether a pack is a group of consecutive windows of one position with any active unit, active or not
     */
    Packing(ActivityTags tags, int columns, int packTile, int memoryTile, boolean skipLines, boolean consecutive) {
        this.tags = tags;
        this.layer = tags.layer();
        this.columns = columns;
        this.packTile = packTile;
        this.memoryTile = memoryTile;
        this.skipLines = skipLines;
        this.consecutive = consecutive;
    }

    /** @param steps time steps of the input */
    void run(int steps) {
        SpikeTensor unitTags = tags.units();
        int stride = unitTags.wordsPerNeuron();
        long[] words = unitTags.toWords();
        int positions = layer.positions();
        int[] active = new int[positions];
        int[][] packTiles = tiles(packTile);
        int[][] memoryTiles = packTile == memoryTile ? packTiles : tiles(memoryTile);
        tiles = memoryTiles.length;
        long[] seen = new long[positions * stride];   // windows of a position that an earlier block has touched
        for (int b = 0; b < tags.blocks(); b++) {
            long lines = tags.linesOf(b);
            boolean any = false;
            for (int p = 0; p < positions; p++) {
                int count = 0;
                for (int w = 0; w < stride; w++) {
                    long word = words[(b * positions + p) * stride + w];
                    count += Long.bitCount(word);
                    spills += Long.bitCount(word & seen[p * stride + w]);
                    seen[p * stride + w] |= word;
                }
                active[p] = count;
                any |= count > 0;
            }
            activeLines += any ? lines : 0;
            tileLines += lines * memoryTiles.length;
            tagChecks += (long) memoryTiles.length * tags.windows();
            for (int[] tile : memoryTiles) {
                activeTileLines += anyActive(tile, active) ? lines : 0;
            }
            if (any) {
                for (int[] tile : packTiles) {
                    pack(b, tile, active, lines);
                }
            }
            Progress.poll("dispatch of " + layer.name());
        }
        for (int p = 0; p < positions; p++) {
            for (int w = 0; w < stride; w++) {
                outputSteps += (long) Long.bitCount(seen[p * stride + w]) * tags.window();
            }
            int last = tags.windows() - 1;
            if ((seen[p * stride + (last >> 6)] >>> last & 1) != 0) {
                outputSteps -= (long) tags.windows() * tags.window() - steps;
            }
        }
    }

    private void pack(int block, int[] tile, int[] active, long lines) {
        if (consecutive) {
            forEachGroup(block, tile, active, (b, positions, windows, filled) -> {
                packs++;
                slots += lines;
                lineUnits += filled * lines;
                reuseAcrossWindows += (filled - 1) * lines;
            });
            for (int p : tile) {
                units += active[p];
            }
            return;
        }
        long filled = 0;
        long touched = 0;    // (pack, position) pairs
        for (int p : tile) {
            if (active[p] > 0) {
                touched += (filled + active[p] - 1) / columns - filled / columns + 1;
                filled += active[p];
            }
        }
        long tilePacks = (filled + columns - 1) / columns;
        units += filled;
        packs += tilePacks;
        if (skipLines) {
            forEachPack(block, tile, active, this::stream);
        } else {
            slots += tilePacks * lines;
            lineUnits += filled * lines;
            reuseAcrossWindows += (filled - touched) * lines;
            reuseAcrossNeurons += (touched - tilePacks) * lines;
        }
    }

    /** What happens to a pack. */
    @FunctionalInterface
    interface PackVisitor {

        /**
         * @param block block of lines
         * @param positions output position of each column
         * @param windows window of each column
         * @param filled columns in use, at least 1; the arrays are reused
         */
        void visit(int block, int[] positions, int[] windows, int filled);
    }

    /** Visits every pack, block by block and tile by tile. */
    void forEachPack(PackVisitor visitor) {
        int[] active = new int[layer.positions()];
        int[][] packTiles = tiles(packTile);
        for (int b = 0; b < tags.blocks(); b++) {
            for (int p = 0; p < active.length; p++) {
                active[p] = tags.units().count(b * active.length + p);
            }
            for (int[] tile : packTiles) {
                if (consecutive) {
                    forEachGroup(b, tile, active, visitor);
                } else {
                    forEachPack(b, tile, active, visitor);
                }
            }
            Progress.poll("packs of " + layer.name());
        }
    }

    /** Units enter position by position and window by window; a full pack, and the last one of the tile, is visited. */
    private void forEachPack(int block, int[] tile, int[] active, PackVisitor visitor) {
        int[] position = new int[columns];
        int[] window = new int[columns];
        int filled = 0;
        for (int p : tile) {
            for (int w = 0, left = active[p]; left > 0; w++) {
                if (tags.units().get(block * layer.positions() + p, w)) {
                    left--;
                    position[filled] = p;
                    window[filled] = w;
                    if (++filled == columns) {
                        visitor.visit(block, position, window, filled);
                        filled = 0;
                    }
                }
            }
        }
        if (filled > 0) {
            visitor.visit(block, position, window, filled);
        }
    }

    /** All windows of a group of a position enter as soon as one of them is active. */
    private void forEachGroup(int block, int[] tile, int[] active, PackVisitor visitor) {
        int[] position = new int[columns];
        int[] window = new int[columns];
        for (int p : tile) {
            for (int first = 0; active[p] > 0 && first < tags.windows(); first += columns) {
                int end = Math.min(tags.windows(), first + columns);
                boolean any = false;
                for (int w = first; w < end; w++) {
                    any |= tags.units().get(block * layer.positions() + p, w);
                    position[w - first] = p;
                    window[w - first] = w;
                }
                if (any) {
                    visitor.visit(block, position, window, end - first);
                }
            }
        }
    }

    /** Streams the lines of a pack that have a spike in one of its units; an element whose window of the line is silent is gated. */
    private void stream(int block, int[] positions, int[] windows, int filled) {
        int first = block * tags.linesOf(0);
        int lines = tags.linesOf(block);
        for (int from = first; from < first + lines; from += 64) {
            int count = Math.min(64, first + lines - from);
            long any = 0;
            long ofNeuron = 0;
            int busy = 0;
            int neurons = 0;
            for (int i = 0; i < filled; i++) {
                if (i > 0 && positions[i] != positions[i - 1]) {
                    neurons += Long.bitCount(ofNeuron);
                    ofNeuron = 0;
                }
                long spiking = lines(positions[i], windows[i], from, count);
                busy += Long.bitCount(spiking);
                ofNeuron |= spiking;
                any |= spiking;
            }
            neurons += Long.bitCount(ofNeuron);
            slots += Long.bitCount(any);
            lineUnits += busy;
            reuseAcrossWindows += busy - neurons;
            reuseAcrossNeurons += neurons - Long.bitCount(any);
        }
    }

    /** Up to 64 lines of a position in one window, from line {@code from} on. */
    private long lines(int position, int window, int from, int count) {
        int words = LineColumns.words(layer.fanIn());
        if (columnsOf.length == 0) {
            columnsOf = new long[Math.multiplyExact(layer.positions() * tags.windows(), words)];
            var turned = new LineColumns(layer, tags.lines());
            for (int p = 0; p < layer.positions(); p++) {
                turned.fill(p, columnsOf, p * tags.windows() * words, tags.windows());
            }
        }
        int at = (position * tags.windows() + window) * words + (from >> 6);
        long bits = columnsOf[at] >>> from;
        if ((from & 63) + count > 64) {
            bits |= columnsOf[at + 1] << -from;
        }
        return count < 64 ? bits & (1L << count) - 1 : bits;
    }

    /**
     * Input bits that move GLB -> LBUF. Spikes lie in time blocks (TB): the most windows of an SP-MB's lines that
     * half a local buffer holds, at least one. With tailoring only time blocks with a set tag move.
     */
    long spikeBits(long lbufBits, int steps, boolean tailoring) {
        int window = tags.window();
        int windows = tags.windows();
        SpikeTensor unitTags = tags.units();
        int positions = layer.positions();
        long bits = 0;
        for (int[] tile : tiles(memoryTile)) {
            for (int b = 0; b < tags.blocks(); b++) {
                long pixels = pixels(tile, b);
                int perBlock = (int) Math.max(1, Math.min(windows, lbufBits / Math.max(1, pixels * window)));
                for (int from = 0; from < windows; from += perBlock) {
                    int to = Math.min(windows, from + perBlock);
                    if (!tailoring || anyIn(unitTags, b * positions, tile, from, to)) {
                        bits += pixels * (Math.min(steps, to * window) - from * window);
                    }
                }
            }
            Progress.poll("time blocks of " + layer.name());
        }
        return bits;
    }

    private static boolean anyIn(SpikeTensor unitTags, int first, int[] tile, int from, int to) {
        for (int p : tile) {
            for (int w = from >> 6; w <= to - 1 >> 6; w++) {
                long word = unitTags.word(first + p, w);
                if (w == from >> 6) {
                    word &= -1L << from;
                }
                if (w == to - 1 >> 6) {
                    word &= -1L >>> 63 - (to - 1);
                }
                if (word != 0) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Input neurons that a tile of positions sees in one block. */
    private long pixels(int[] tile, int block) {
        if (layer.kind() == LayerShape.Kind.FC) {
            return (long) tile.length * tags.linesOf(block);
        }
        int first = tile[0];
        int last = tile[tile.length - 1];
        int y0 = Math.max(0, first / layer.outputWidth() * layer.strideY() - layer.paddingY());
        int y1 = Math.min(layer.height(), last / layer.outputWidth() * layer.strideY() - layer.paddingY() + layer.kernelHeight());
        int x0 = Math.max(0, first % layer.outputWidth() * layer.strideX() - layer.paddingX());
        int x1 = Math.min(layer.width(), last % layer.outputWidth() * layer.strideX() - layer.paddingX() + layer.kernelWidth());
        return (long) Math.max(0, y1 - y0) * Math.max(0, x1 - x0);
    }

    private static boolean anyActive(int[] tile, int[] active) {
        for (int p : tile) {
            if (active[p] > 0) {
                return true;
            }
        }
        return false;
    }

    /** Positions of each tile, row-major: squares of a convolution's output, runs of {@code edge * edge} tokens otherwise. */
    private int[][] tiles(int edge) {
        int height = layer.outputHeight();
        int width = layer.outputWidth();
        int tileHeight = layer.kind() == LayerShape.Kind.FC ? edge * edge : edge;
        int tileWidth = layer.kind() == LayerShape.Kind.FC ? 1 : edge;
        int down = (height + tileHeight - 1) / tileHeight;
        int across = (width + tileWidth - 1) / tileWidth;
        int[][] tiles = new int[down * across][];
        for (int i = 0; i < tiles.length; i++) {
            int y0 = i / across * tileHeight;
            int x0 = i % across * tileWidth;
            int y1 = Math.min(height, y0 + tileHeight);
            int x1 = Math.min(width, x0 + tileWidth);
            int[] tile = new int[(y1 - y0) * (x1 - x0)];
            int n = 0;
            for (int y = y0; y < y1; y++) {
                for (int x = x0; x < x1; x++) {
                    tile[n++] = y * width + x;
                }
            }
            tiles[i] = tile;
        }
        return tiles;
    }
}
