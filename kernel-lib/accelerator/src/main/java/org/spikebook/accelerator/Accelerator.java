package org.spikebook.accelerator;

import org.spikebook.spike.SpikeTensor;

/**
 * An accelerator configuration that can be simulated. Implementations are immutable values: the same layer and spikes give the same
 * counts on any number of threads. They print nothing and know no energy.
 */
public interface Accelerator {

    /** Short name for tables and legends, for example {@code "SpikeX"}. */
    String name();

    /** The configuration in one line. */
    String configuration();

    /** Clock in MHz. */
    double clockMegahertz();

    /**
     * Runs one layer.
     *
     * @param layer the layer's shape
     * @param input spikes that enter it, as many neurons as the layer has inputs
     * @return exact cycles and counts
     * @throws IllegalArgumentException if the spikes or the configuration do not fit the layer
     */
    LayerReport simulate(LayerShape layer, SpikeTensor input);
}
