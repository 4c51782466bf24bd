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
import org.spikebook.accelerator.LineColumns;
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
 * <p>Columns that lie {@code G} apart are windows of one position when NW is a multiple of 8, else positions of one or a few windows.
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
        SpikeTensor lines = input.windowOr(Math.min(WINDOW, input.steps()));
        var columnsOf = new LineColumns(layer, lines);
        var pairing = new Pairing(layer.fanIn());
        return windows >= COLUMNS ? overTime(layer, lines.steps(), windows, columnsOf, pairing)
                : overSpace(layer, lines.steps(), windows, columnsOf, pairing);
    }

    /** Columns of a group are windows of one position, {@code windows / 8} apart. */
    private static long overTime(LayerShape layer, int present, int windows, LineColumns columns, Pairing pairing) {
        int words = LineColumns.words(layer.fanIn());
        int apart = windows / COLUMNS;
        long[] bits = new long[windows * words];   // windows of the padding stay silent
        int[] at = new int[COLUMNS];
        int[] next = new int[COLUMNS];
        long rows = 0;
        for (int p = 0; p < layer.positions(); p++) {
            columns.fill(p, bits, 0, present);
            for (int first = 0; first < apart; first += 2) {
                for (int j = 0; j < COLUMNS; j++) {
                    at[j] = (first + j * apart) * words;
                    next[j] = at[j] + words;
                }
                rows += first + 1 < apart ? pairing.slots(bits, at, next) : pairing.slots(bits, at);
            }
            Progress.poll("StSAP of " + layer.name());
        }
        return rows;
    }

    /** Columns of a group are positions of one window or of several, {@code windows * positions / 8} apart. */
    private static long overSpace(LayerShape layer, int present, int windows, LineColumns columns, Pairing pairing) {
        int words = LineColumns.words(layer.fanIn());
        int positions = layer.positions();
        int groups = windows * positions / COLUMNS;
        long[] bits = new long[Math.multiplyExact(windows * positions, words)];
        for (int p = 0; p < positions; p++) {
            columns.fill(p, bits, p * windows * words, present);
        }
        int[] at = new int[COLUMNS];
        int[] next = new int[COLUMNS];
        long rows = 0;
        for (int g = 0; g < groups; g += 2) {
            for (int j = 0; j < COLUMNS; j++) {
                int f = j * groups + g;
                at[j] = (f % positions * windows + f / positions) * words;
                f += g + 1 < groups ? 1 : 0;
                next[j] = (f % positions * windows + f / positions) * words;
            }
            rows += g + 1 < groups ? pairing.slots(bits, at, next) : pairing.slots(bits, at);
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
