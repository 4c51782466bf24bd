package org.spikebook.energy.model;

import java.util.ArrayList;
import java.util.List;
import org.spikebook.network.Activity;
import org.spikebook.network.Network;

/**
 * All energy models on one workload. They differ by orders of magnitude, because they draw the boundary elsewhere and price another technology; a
 * number of one model says nothing without its name.
 *
 * <pre>{@code
 * EnergyModels.compare(net, net.run(spikes));
 * EnergyModels.compare(net, activity, List.of(DataflowModel.typical().weightBits(4), Lemaire.published()));
 * }</pre>
 */
public final class EnergyModels {

    private EnergyModels() {
    }

    /** The models that come with Spikebook: the twin on four kinds of hardware (8-bit weights, one hop), then those of the field. */
    public static List<EnergyModel> all() {
        return List.of(DataflowModel.typical(), DataflowModel.worstCase(), DataflowModel.minimum(), DataflowModel.tpuLike(), Lemaire.published(),
                SpikingJelly.withMemory(), Ottati.published(), DavidsonFurber.published(), SynapticOperations.published(), SpikingJelly.fp32(),
                SpikingJelly.int8());
    }

    /**
     * All models on what a network did, with NeuroBench's metrics.
     *
     * @throws IllegalArgumentException if the activity is of another network, or a layer cannot be priced; the message names it
     */
    public static ModelComparison compare(Network network, Activity activity) {
        return compare(network, activity, all());
    }

    /** The same with models of your choice. */
    public static ModelComparison compare(Network network, Activity activity, List<? extends EnergyModel> models) {
        if (!activity.network().equals(network)) {
            throw new IllegalArgumentException("energy models: the activity is of network '" + activity.network().name() + "', not of '" + network.name()
                    + "' as given. Maybe compare(network, network.run(spikes)).");
        }
        Workload workload = Workload.of(activity);
        var rows = new ArrayList<ModelComparison.Row>();
        for (EnergyModel model : models) {
            rows.add(new ModelComparison.Row(model.name(), model.boundary(), model.of(workload)));
        }
        return new ModelComparison(workload, rows, NeuroBench.of(activity));
    }
}
