package org.spikebook.accelerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.spikebook.accelerator.ptb.Ptb;
import org.spikebook.accelerator.spikex.SpikeX;
import org.spikebook.spike.SpikeTensor;
import org.spikebook.spike.Spikes;

/** PTB and SpikeX against loops written straight from the rules, on layers of awkward sizes. */
class Dispatch_EqualsPlainModelTest {

    private static final int[] STEPS = {1, 3, 30, 64, 100, 300};

    static long[] seeds() {
        long[] seeds = new long[60];
        for (int i = 0; i < seeds.length; i++) {
            seeds[i] = i;
        }
        return seeds;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void cyclesAndAccumulationsAreThoseOfThePlainModel(long seed) {
        var random = new SplittableRandom(seed);
        LayerShape layer = RandomLayers.layer(random);
        int steps = STEPS[random.nextInt(STEPS.length)];
        SpikeTensor spikes = RandomLayers.spikes(random, layer, steps, random.nextDouble() * 0.05);
        int window = 1 + random.nextInt(Math.min(steps, 20));
        int rows = 1 + random.nextInt(9);
        int columns = 1 + random.nextInt(9);
        int tile = 1 + random.nextInt(5);
        String about = "seed " + seed + ", " + layer + ", T " + steps + ", window " + window + ", array " + rows + "x" + columns;

        var plain = new PlainModel(layer, spikes, window, columns);
        long rowGroups = (layer.filters() + rows - 1) / rows;

        var ptb = Ptb.builder().array(rows, columns).timeWindow(window);
        LayerReport patch = ptb.build().simulate(layer, spikes);
        assertThat(patch.computeCycles()).as(about).isEqualTo(plain.ptbPatchSlots() * rowGroups * window);
        LayerReport line = ptb.skip(Ptb.Skip.LINE).build().simulate(layer, spikes);
        assertThat(line.computeCycles()).as(about).isEqualTo(plain.ptbLineSlots() * rowGroups * window);
        if (columns <= 8) {
            LayerReport paired = ptb.stsap(true).build().simulate(layer, spikes);
            assertThat(paired.computeCycles()).as(about).isEqualTo(plain.ptbPairedSlots() * rowGroups * window);
            assertThat(paired.columnOccupancy()).as("a pair of lines shares its columns, " + about).isBetween(0.0, 1.0);
        }

        var spikex = SpikeX.builder().array(rows, columns).timeWindow(window).tile(tile);
        LayerReport spatial = spikex.build().simulate(layer, spikes);
        assertThat(spatial.computeCycles()).as(about).isEqualTo(plain.spikeXSlots(tile) * rowGroups * window);
        LayerReport temporal = spikex.dispatch(SpikeX.Dispatch.TEMPORAL).build().simulate(layer, spikes);
        assertThat(temporal.computeCycles()).as(about).isEqualTo(plain.spikeXSlots(1) * rowGroups * window);
        LayerReport rule = spikex.dispatch(SpikeX.Dispatch.PAPER_RULE).build().simulate(layer, spikes);
        assertThat(rule.computeCycles()).as(about).isIn(spatial.computeCycles(), temporal.computeCycles());
        LayerReport consecutive = spikex.dispatch(SpikeX.Dispatch.CONSECUTIVE).build().simulate(layer, spikes);
        assertThat(consecutive.computeCycles()).as("PTB's groups, " + about).isEqualTo(patch.computeCycles());
        assertThat(consecutive.metric("packs")).as(about).isEqualTo(patch.metric("groups"));
        assertThat(consecutive.metric("columnsBusy")).as(about).isEqualTo(patch.metric("columnsBusy"));

        long operations = plain.operations();
        for (LayerReport report : List.of(patch, line, spatial, temporal, rule, consecutive)) {
            assertThat(report.counts().times(Component.ALU, Operation.ACCUMULATE)).as(about).isEqualTo(operations);
            assertThat(report.counts().times(Component.ALU, Operation.UPDATE)).as(about).isEqualTo((long) layer.neurons() * steps);
            assertThat(report.columnOccupancy()).isBetween(0.0, 1.0);
            assertThat(report.rowOccupancy()).isBetween(0.0, 1.0);
        }
        assertThat(spatial.metric("packs")).as(about).isLessThanOrEqualTo(temporal.metric("packs"));
        assertThat(temporal.metric("packs")).as("packs never exceed PTB's groups, " + about).isLessThanOrEqualTo(patch.metric("groups"));
        // every use of a weight is a fetch or one of the three levels of reuse
        for (LayerReport report : List.of(spatial, temporal, consecutive)) {
            long fetches = report.metric("rowSlots") == 0 ? 0 : report.metric("rowsBusy");
            long uses = report.counts().times(Component.RF, Operation.WRITE, DataKind.PSUM);
            assertThat(fetches + report.metric("reuseInWindow") + report.metric("reuseAcrossWindows")
                    + report.metric("reuseAcrossNeurons")).as(about).isEqualTo(uses);
        }
    }

    /** SpikeX fact: speed-up = (1 - (1 - p)^8) / p with p = 1 - (1 - r)^(E^2 TWS), no ragged group, no padding, large tiles. */
    @ParameterizedTest
    @ValueSource(doubles = {3e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2})
    void speedUpOnIndependentSpikesIsTheClosedForm(double rate) {
        var layer = LayerShape.conv("CONV", 8, 65, 65, 16, 5, 4, 0);
        var ptb = Ptb.builder().timeWindow(5).build();
        var spikex = SpikeX.builder().timeWindow(5).tile(16).build();
        long base = 0;
        long ours = 0;
        for (int seed = 0; seed < 4; seed++) {
            SpikeTensor spikes = Spikes.bernoulli(rate).seed(seed).generate(layer.inputShape(), 320);
            base += ptb.simulate(layer, spikes).computeCycles();
            ours += spikex.simulate(layer, spikes).computeCycles();
        }
        double p = 1 - Math.pow(1 - rate, 25 * 5);
        double expected = (1 - Math.pow(1 - p, 8)) / p;
        assertThat((double) base / ours).isCloseTo(expected, within(0.05 * expected));
    }

    /** In ascending order, an unpaired line takes the first later unpaired line with a disjoint mask. */
    static long pairs(List<Integer> masks, int all) {
        boolean[] paired = new boolean[masks.size()];
        long slots = 0;
        for (int i = 0; i < masks.size(); i++) {
            int mask = masks.get(i);
            if (mask == 0 || paired[i]) {
                continue;
            }
            slots++;
            for (int j = i + 1; mask != all && j < masks.size(); j++) {
                if (!paired[j] && masks.get(j) != 0 && (masks.get(j) & mask) == 0) {
                    paired[j] = true;
                    break;
                }
            }
        }
        return slots;
    }

    /** The rules, spelt out. */
    private record PlainModel(LayerShape layer, SpikeTensor spikes, int window, int columns) {

        private static final int INPUT_BLOCK = 64;

        int windows() {
            return (spikes.steps() + window - 1) / window;
        }

        int groups() {
            return (windows() + columns - 1) / columns;
        }

        int blocks() {
            return layer.kind() == LayerShape.Kind.CONV ? layer.channels() : (layer.channels() + INPUT_BLOCK - 1) / INPUT_BLOCK;
        }

        int lines(int block) {
            return layer.kind() == LayerShape.Kind.CONV ? layer.kernelHeight() * layer.kernelWidth()
                    : Math.min(INPUT_BLOCK, layer.channels() - block * INPUT_BLOCK);
        }

        boolean line(int block, int position, int line, int w) {
            int neuron;
            if (layer.kind() == LayerShape.Kind.FC) {
                neuron = position * layer.channels() + block * INPUT_BLOCK + line;
            } else {
                int oy = position / layer.outputWidth();
                int ox = position % layer.outputWidth();
                int y = oy * layer.strideY() + line / layer.kernelWidth() - layer.paddingY();
                int x = ox * layer.strideX() + line % layer.kernelWidth() - layer.paddingX();
                if (y < 0 || y >= layer.height() || x < 0 || x >= layer.width()) {
                    return false;
                }
                neuron = (block * layer.height() + y) * layer.width() + x;
            }
            for (int t = w * window; t < Math.min(spikes.steps(), (w + 1) * window); t++) {
                if (spikes.get(neuron, t)) {
                    return true;
                }
            }
            return false;
        }

        boolean unit(int block, int position, int w) {
            for (int l = 0; l < lines(block); l++) {
                if (line(block, position, l, w)) {
                    return true;
                }
            }
            return false;
        }

        long ptbPatchSlots() {
            long slots = 0;
            for (int p = 0; p < layer.positions(); p++) {
                for (int b = 0; b < blocks(); b++) {
                    for (int g = 0; g < groups(); g++) {
                        boolean active = false;
                        for (int w = g * columns; w < Math.min(windows(), (g + 1) * columns); w++) {
                            active |= unit(b, p, w);
                        }
                        slots += active ? lines(b) : 0;
                    }
                }
            }
            return slots;
        }

        private int mask(int block, int position, int line, int group) {
            int mask = 0;
            for (int j = 0; j < columns && group * columns + j < windows(); j++) {
                mask |= line(block, position, line, group * columns + j) ? 1 << j : 0;
            }
            return mask;
        }

        long ptbLineSlots() {
            long slots = 0;
            for (int p = 0; p < layer.positions(); p++) {
                for (int g = 0; g < groups(); g++) {
                    for (int b = 0; b < blocks(); b++) {
                        for (int l = 0; l < lines(b); l++) {
                            slots += mask(b, p, l, g) != 0 ? 1 : 0;
                        }
                    }
                }
            }
            return slots;
        }

        long ptbPairedSlots() {
            long slots = 0;
            for (int p = 0; p < layer.positions(); p++) {
                for (int g = 0; g < groups(); g++) {
                    var masks = new ArrayList<Integer>();
                    for (int b = 0; b < blocks(); b++) {
                        for (int l = 0; l < lines(b); l++) {
                            masks.add(mask(b, p, l, g));
                        }
                    }
                    slots += pairs(masks, (1 << columns) - 1);
                }
            }
            return slots;
        }

        long spikeXSlots(int edge) {
            int tileHeight = layer.kind() == LayerShape.Kind.FC ? edge * edge : edge;
            long slots = 0;
            for (int b = 0; b < blocks(); b++) {
                for (int ty = 0; ty < layer.outputHeight(); ty += tileHeight) {
                    for (int tx = 0; tx < layer.outputWidth(); tx += edge) {
                        var units = new ArrayList<int[]>();
                        for (int y = ty; y < Math.min(layer.outputHeight(), ty + tileHeight); y++) {
                            for (int x = tx; x < Math.min(layer.outputWidth(), tx + edge); x++) {
                                for (int w = 0; w < windows(); w++) {
                                    if (unit(b, y * layer.outputWidth() + x, w)) {
                                        units.add(new int[] {y * layer.outputWidth() + x, w});
                                    }
                                }
                            }
                        }
                        for (int from = 0; from < units.size(); from += columns) {
                            var pack = units.subList(from, Math.min(units.size(), from + columns));
                            for (int l = 0; l < lines(b); l++) {
                                int line = l;
                                int block = b;
                                boolean streamed = layer.kind() == LayerShape.Kind.CONV
                                        || pack.stream().anyMatch(u -> line(block, u[0], line, u[1]));
                                slots += streamed ? 1 : 0;
                            }
                        }
                    }
                }
            }
            return slots;
        }

        long operations() {
            long operations = 0;
            for (int p = 0; p < layer.positions(); p++) {
                for (int b = 0; b < blocks(); b++) {
                    for (int l = 0; l < lines(b); l++) {
                        var single = new PlainModel(layer, spikes, 1, 1);
                        for (int t = 0; t < spikes.steps(); t++) {
                            operations += single.line(b, p, l, t) ? layer.filters() : 0;
                        }
                    }
                }
            }
            return operations;
        }
    }
}
