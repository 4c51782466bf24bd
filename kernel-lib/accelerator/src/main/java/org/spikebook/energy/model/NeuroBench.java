package org.spikebook.energy.model;

import java.util.Arrays;
import java.util.Locale;
import org.spikebook.network.Activity;
import org.spikebook.network.Conv2d;
import org.spikebook.network.Dense;
import org.spikebook.network.Layer;
import org.spikebook.network.Network;
import org.spikebook.network.Weights;
import org.spikebook.spike.SpikeTensor;

/**
 * The metrics of NeuroBench (Yik et al., Nat. Commun. 16:1545, 2025; github.com/NeuroBench/neurobench) for one inference. They are no energies, but
 * what energies are made of:
 *
 * <pre>{@code
 * footprint             parameters * 4 bytes
 * connection sparsity   weights that are zero / weights
 * activation sparsity   (neuron, step) pairs without a spike / pairs, over all layers with neurons
 * dense operations      synapses from inputs to outputs * T, padding left out
 * effective ACs         synapses whose weight and spike are not zero, over all steps, where one-bit spikes enter
 * effective MACs        the same where other numbers enter
 * membrane updates      neurons * T
 * }</pre>
 *
 * @param footprintBytes bytes of the parameters as 32-bit floats; NeuroBench counts the buffers of its framework too
 * @param connectionSparsity 0..1
 * @param activationSparsity 0..1
 * @param denseOperations operations without any sparsity
 * @param effectiveMultiplyAccumulates multiply-accumulates that are needed
 * @param effectiveAccumulates accumulations that are needed
 * @param membraneUpdates updates of potentials
 */
public record NeuroBench(long footprintBytes, double connectionSparsity, double activationSparsity, long denseOperations,
        long effectiveMultiplyAccumulates, long effectiveAccumulates, long membraneUpdates) {

    /**
     * The metrics of a run.
     *
     * @throws IllegalArgumentException if a layer with weights is neither convolution nor dense, or if real numbers enter one
     */
    public static NeuroBench of(Activity activity) {
        Network network = activity.network();
        Workload.of(activity);      // for its checks
        long weights = 0;
        long zeros = 0;
        long silent = 0;
        long pairs = 0;
        long dense = 0;
        long macs = 0;
        long acs = 0;
        long updates = 0;
        for (Layer layer : network.allLayers()) {
            if (layer instanceof Conv2d || layer instanceof Dense) {
                Weights values = values(layer);
                weights += values.size();
                for (int i = 0; i < values.size(); i++) {
                    zeros += values.at(i) == 0 ? 1 : 0;
                }
                SpikeTensor in = activity.input(layer.name());
                long effective = operations(layer, in.any().counts(), values, true);
                acs += in.planes() == 1 ? effective : 0;
                macs += in.planes() == 1 ? 0 : effective;
                int[] all = new int[in.neurons()];
                Arrays.fill(all, activity.steps());
                dense += operations(layer, all, values, false);
            }
            if (layer.neuron().isPresent()) {
                SpikeTensor out = activity.output(layer.name());
                long here = Math.multiplyExact((long) out.neurons(), out.steps());
                updates += here;
                pairs += here;
                silent += here - out.count();
            }
        }
        return new NeuroBench(Math.multiplyExact(4L, network.parameters()), (double) zeros / weights, pairs == 0 ? 0 : (double) silent / pairs, dense,
                macs, acs, updates);
    }

    private static Weights values(Layer layer) {
        return (layer instanceof Conv2d conv ? conv.weights() : ((Dense) layer).weights()).orElseThrow(() -> new IllegalArgumentException(
                "layer '" + layer.name() + "': has no weights, so its connections cannot be counted. Maybe network.withRandomWeights(seed)."));
    }

    /** Synapses met by so many spikes of each input neuron; of weights that are not zero only, or of all. */
    private static long operations(Layer layer, int[] counts, Weights weights, boolean effective) {
        long sum = 0;
        if (layer instanceof Dense dense) {
            int inputs = dense.inputs();
            long[] fanOut = new long[inputs];
            for (int i = 0; i < weights.size(); i++) {
                fanOut[i % inputs] += !effective || weights.at(i) != 0 ? 1 : 0;
            }
            for (int n = 0; n < counts.length; n++) {
                sum += counts[n] * fanOut[n % inputs];
            }
            return sum;
        }
        Conv2d conv = (Conv2d) layer;
        int height = conv.input().size("y");
        int width = conv.input().size("x");
        for (int c = 0; c < conv.channels(); c++) {
            for (int ky = 0; ky < conv.kernelHeight(); ky++) {
                for (int kx = 0; kx < conv.kernelWidth(); kx++) {
                    long filters = 0;
                    for (int f = 0; f < conv.filters(); f++) {
                        filters += !effective || weights.at(f, c, ky, kx) != 0 ? 1 : 0;
                    }
                    long spikes = 0;
                    for (int oy = 0; oy < conv.output().size("y"); oy++) {
                        int y = oy * conv.strideY() + ky - conv.paddingY();
                        for (int ox = 0; ox < conv.output().size("x") && y >= 0 && y < height; ox++) {
                            int x = ox * conv.strideX() + kx - conv.paddingX();
                            spikes += x >= 0 && x < width ? counts[(c * height + y) * width + x] : 0;
                        }
                    }
                    sum += filters * spikes;
                }
            }
        }
        return sum;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "footprint %,d bytes, connection sparsity %.3f, activation sparsity %.4f, operations: dense %,d,"
                + " effective MACs %,d, effective ACs %,d; membrane updates %,d", footprintBytes, connectionSparsity, activationSparsity, denseOperations,
                effectiveMultiplyAccumulates, effectiveAccumulates, membraneUpdates);
    }
}
