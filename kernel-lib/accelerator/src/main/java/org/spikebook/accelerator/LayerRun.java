package org.spikebook.accelerator;

import java.util.Objects;
import org.spikebook.spike.SpikeTensor;

/**
 * The spikes that an accelerator produced for a layer, by its own order of operations.
 *
 * @param output spikes that leave the layer
 * @param partialSumSaturations additions that stopped at the limit of a partial sum; 0 unless the neuron is a fixed-point one
 * @param registerOverflows membranes (and synaptic currents) that saturated or wrapped
 * @param reordered partial sums that differ from those of the reference's order (inputs ascending); 0 unless sums saturate and the
 *         accelerator adds in another order
 */
public record LayerRun(SpikeTensor output, long partialSumSaturations, long registerOverflows, long reordered) {

    public LayerRun {
        Objects.requireNonNull(output, "output");
    }
}
