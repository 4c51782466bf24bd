package org.spikebook.accelerator;

import org.spikebook.spike.SpikeTensor;

/** Exact synaptic work of a layer, the same on every accelerator. */
public final class SynapticWork {

    private SynapticWork() {
    }

    /**
     * Synaptic operations (SOPs): additions of a weight because of a spike, {@code sum over input spikes of its fan-out}, where the
     * fan-out of a pixel is the output positions that see it times the filters. Spikes of several bits count one for each set bit
     * (bit-serial).
     */
    public static long operations(LayerShape layer, SpikeTensor spikes) {
        ActivityTags.checkInput(layer, spikes);
        long sum = 0;
        for (int p = 0; p < spikes.planes(); p++) {
            sum = Math.addExact(sum, weighted(layer, spikes.plane(p)));
        }
        return Math.multiplyExact(sum, (long) layer.filters());
    }

    /**
     * Sum over the set bits of a tensor of the output positions that see their input neuron: for window tags the number of
     * (position, line, window) triples with a spike.
     */
    public static long weighted(LayerShape layer, SpikeTensor tags) {
        ActivityTags.checkInput(layer, tags);
        return layer.kind() == LayerShape.Kind.FC ? tags.count() : tags.weightedCount(layer.coverage());
    }
}
