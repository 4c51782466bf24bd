package org.spikebook.lab.target;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.spikebook.accelerator.Accelerator;
import org.spikebook.accelerator.Component;
import org.spikebook.accelerator.Counts;
import org.spikebook.accelerator.DataKind;
import org.spikebook.accelerator.LayerShape;
import org.spikebook.accelerator.Operation;
import org.spikebook.accelerator.ptb.Ptb;
import org.spikebook.accelerator.spikex.SpikeX;
import org.spikebook.network.Activity;
import org.spikebook.network.Layer;
import org.spikebook.network.Network;
import org.spikebook.network.Networks;
import org.spikebook.neuron.FixedPointLif;
import org.spikebook.neuron.LeakyIntegrateAndFire;
import org.spikebook.neuron.Neuron;
import org.spikebook.neuron.Reset;
import org.spikebook.neuron.Tie;
import org.spikebook.progress.Progress;
import org.spikebook.progress.Tasks;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;
import org.spikebook.spike.Spikes;

/** Our values for what the SpikeX paper takes for granted: the same spikes as without windows, and exact transfers. */
final class SpikeXFunctionTargets {

    private static final int[] WINDOWS = {1, 2, 3, 5, 8, 10, 15, 20, 30};

    private SpikeXFunctionTargets() {
    }

    private static final int[] FEW_WINDOWS = {3, 8, 30};

    /** A layer, what entered and left it in the plain run, and the windows to try. */
    private record Case(Layer layer, SpikeTensor input, SpikeTensor output, int[] windows) {
    }

    /** Output spikes of each accelerator that differ from the plain run, all layers of three networks with 8-bit weights. */
    static Map<String, Object> differingSpikes() {
        var cases = new ArrayList<Case>();
        addLayers(cases, nMnist(), FEW_WINDOWS);
        addLayers(cases, odd(), WINDOWS);
        addLayers(cases, narrow(), WINDOWS);
        var ours = new LinkedHashMap<String, Object>();
        ours.put("PTB", differing(cases, Ptb.builder().build()));
        ours.put("PTB by line", differing(cases, Ptb.builder().skip(Ptb.Skip.LINE).stsap(true).build()));
        for (SpikeX.Dispatch dispatch : SpikeX.Dispatch.values()) {
            SpikeX chip = SpikeX.builder().dispatch(dispatch).build();
            ours.put(chip.name(), differing(cases, chip));
        }
        ours.put("compared", cases.stream().mapToLong(c -> c.output.count()).sum());
        return ours;
    }

    private static void addLayers(List<Case> cases, Activity activity, int[] windows) {
        activity.network().layers().forEach(l -> cases.add(new Case(l, activity.input(l.name()), activity.output(l.name()), windows)));
    }

    private static long differing(List<Case> cases, Accelerator chip) {
        return Tasks.map(cases, Progress.silent(chip.name(), cases.size(), "layers"), c -> {
            long differing = 0;
            for (int window : c.windows) {
                differing += differences(c.output, chip.with("timeWindow", window).execute(c.layer, c.input).output());
            }
            return differing;
        }).stream().mapToLong(Long::longValue).sum();
    }

    private static long differences(SpikeTensor expected, SpikeTensor actual) {
        long differing = 0;
        for (int n = 0; n < expected.neurons(); n++) {
            for (int w = 0; w < expected.wordsPerNeuron(); w++) {
                differing += Long.bitCount(expected.word(n, w) ^ actual.word(n, w));
            }
        }
        return differing;
    }

    private static Activity nMnist() {
        return activity(Networks.nMnist().withRandomWeights(1).quantized(8), 30);
    }

    /** Odd sizes: strides 2 and 3, 5 x 5 and 1 x 1 kernels, one channel, 71 steps, no leak, subtractive reset. */
    private static Activity odd() {
        return activity(Network.builder("odd", Shape.image(1, 13, 11))
                .conv2d("CONV1", c -> c.filters(3).kernel(5).stride(2).padding(2)).neuron(Neuron.integrateAndFire().reset(Reset.SUBTRACT))
                .conv2d("CONV2", c -> c.filters(9).kernel(1)).neuron(Neuron.lif(0.5))
                .conv2d("CONV3", c -> c.filters(5).kernel(3).stride(3).padding(1)).neuron(Neuron.lif(0.9).reset(Reset.SUBTRACT))
                .dense("FC", 7).neuron(Neuron.lif(0.875)).build().withRandomWeights(2).quantized(8), 71);
    }

    /** The same with the chip's own neuron: a fixed-point leak, 16-bit membranes. */
    private static Activity narrow() {
        return activity(odd().network().withNeurons(neuron -> new FixedPointLif(8, 16, 16, 224,
                neuron instanceof LeakyIntegrateAndFire lif ? (int) lif.threshold().at(0) : 100, Reset.HARD, Tie.FIRES)), 71);
    }

    private static Activity activity(Network network, int steps) {
        return network.run(Spikes.clustered(0.08).seed(3).generate(network.input(), steps));
    }

    /** A 3 x 3 filter of 8 bits moves from GLB to LBUF once: one channel, one filter, one tile of positions. */
    static Map<String, Object> filterTransfer() {
        var layer = LayerShape.conv("filter", 1, 3, 3, 1, 3, 1, 0);
        int window = SpikeX.builder().build().platform().timeWindow();
        SpikeTensor spikes = Spikes.bernoulli(0.5).generate(layer.inputShape(), window);
        var ours = new LinkedHashMap<String, Object>();
        for (Accelerator chip : List.of(SpikeX.builder().build(), Ptb.builder().build())) {
            Counts counts = chip.simulate(layer, spikes).counts();
            ours.put(chip.name() + " GLB", counts.times(Component.GLB, Operation.READ, DataKind.WEIGHT));
            ours.put(chip.name() + " LBUF", counts.times(Component.LBUF, Operation.WRITE, DataKind.WEIGHT));
        }
        return ours;
    }
}
