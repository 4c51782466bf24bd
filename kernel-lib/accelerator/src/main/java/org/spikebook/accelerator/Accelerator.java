package org.spikebook.accelerator;

import java.util.Map;
import org.spikebook.network.Activity;
import org.spikebook.network.Layer;
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

    /**
     * The parameters that {@link #with} can change and their units; none unless the accelerator says so.
     */
    default Parameters<?> parameters() {
        return Parameters.of(name());
    }

    /**
     * The values of {@link #parameters()} in their order, as {@link #with(Map)} takes them: numbers, {@code true} or {@code false}, texts,
     * and maps of these. Accelerators that are equal have equal settings. None unless the accelerator says so.
     */
    default Map<String, Object> settings() {
        return Map.of();
    }

    /**
     * The same accelerator with one parameter changed by name, as a sweep does.
     *
     * @param parameter one of the names of {@link #parameters()}, for example {@code "timeWindow"}
     * @param value its new value
     * @throws IllegalArgumentException if there is no such parameter (the message names the nearest) or the value cannot be
     */
    default Accelerator with(String parameter, Object value) {
        return with(Map.of(parameter, value));
    }

    /** The same accelerator with several parameters changed at once; only the result must be a possible configuration. */
    default Accelerator with(Map<String, Object> changes) {
        for (String parameter : changes.keySet()) {
            throw Parameters.unknown(name(), parameter, parameters().names());
        }
        return this;
    }

    /**
     * Runs every convolution and fully connected layer of a network on its recorded input, the layers on all cores.
     *
     * @param activity what {@code network.run(spikes)} recorded
     * @throws IllegalArgumentException if real numbers instead of spikes enter a layer
     */
    default Report simulate(Activity activity) {
        return Simulation.of(this).activity(activity).run();
    }

    /**
     * Which columns of the array worked when, for the first slots of a layer. All row groups keep the same schedule; this is the first one's.
     *
     * @param slots how many slots to keep, at least 1
     * @throws UnsupportedOperationException if this accelerator does not say
     */
    default Occupancy occupancy(LayerShape layer, SpikeTensor input, int slots) {
        throw new UnsupportedOperationException(name() + " counts, but does not say which columns work when. Maybe simulate(layer, input).columnOccupancy().");
    }

    /**
     * Computes the output spikes of a layer by the accelerator's own order of operations. On whole-number weights they equal those of
     * {@code network.run} bit for bit; where fixed-point sums saturate, {@link LayerRun#reordered} says where another order gave
     * another value.
     *
     * @param layer a convolution or a fully connected layer with whole-number weights and a neuron
     * @param input binary spikes that enter it
     * @throws UnsupportedOperationException if this accelerator counts only
     * @throws IllegalArgumentException if the layer or its weights do not fit the chip
     */
    default LayerRun execute(Layer layer, SpikeTensor input) {
        throw new UnsupportedOperationException(name() + " counts, but does not compute spikes. Maybe network.run(spikes).");
    }
}
