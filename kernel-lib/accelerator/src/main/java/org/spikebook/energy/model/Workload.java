package org.spikebook.energy.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.spikebook.network.Activity;
import org.spikebook.network.BatchNorm;
import org.spikebook.network.Conv2d;
import org.spikebook.network.Dense;
import org.spikebook.network.Flatten;
import org.spikebook.network.Layer;
import org.spikebook.network.Network;
import org.spikebook.network.Pool;
import org.spikebook.network.Residual;

/**
 * One inference as the energy models see it: the layers with weights, and the spikes that enter and leave each.
 *
 * @param name of the network
 * @param steps time steps T
 * @param layers layers with weights, from input to output
 * @param directInput whether the first layer gets numbers instead of spikes (direct coding), so that SNN and QNN pay alike for it
 */
public record Workload(String name, int steps, List<LayerWork> layers, boolean directInput) {

    public Workload {
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("workload '" + name + "': has no convolution and no dense layer, so there is nothing to price");
        }
    }

    /**
     * What a run did.
     *
     * @throws IllegalArgumentException if a layer with weights is neither convolution nor dense, or if real numbers enter one
     */
    public static Workload of(Activity activity) {
        var layers = new ArrayList<LayerWork>();
        for (Layer layer : weighted(activity.network())) {
            double out = activity.isSpiking(layer.name()) ? activity.output(layer.name()).count() : 0;
            layers.add(LayerWork.of(layer, activity.input(layer.name()), out));
        }
        return new Workload(activity.network().name(), activity.steps(), layers, false);
    }

    /**
     * Every layer at one spike rate, with the twin's zeros as in the average case.
     *
     * @param steps time steps T, 1..65535
     * @param rate spikes per neuron and step, 0..1
     */
    public static Workload uniform(Network network, int steps, double rate) {
        Twin.checkSteps(steps);
        if (!(rate >= 0 && rate <= 1)) {
            throw new IllegalArgumentException("workload of '" + network.name() + "': spike rate must be in 0..1, but was " + rate
                    + ". Maybe divide by 100.");
        }
        return new Workload(network.name(), steps, weighted(network).stream().map(layer -> LayerWork.uniform(layer, steps, rate,
                layer.neuron().isPresent() ? rate : 0)).toList(), false);
    }

    /** Convolutions and dense layers, those inside residual blocks too; the sums of a residual block are left out. */
    private static List<Layer> weighted(Network network) {
        var layers = new ArrayList<Layer>();
        for (Layer layer : network.allLayers()) {
            if (layer instanceof Conv2d || layer instanceof Dense) {
                layers.add(layer);
            } else if (!(layer instanceof Pool || layer instanceof Flatten || layer instanceof Residual)) {
                throw new IllegalArgumentException("layer '" + layer.name() + "': energy models know convolutions, dense layers, pools and residual"
                        + " blocks, but not " + layer.kind() + ". Maybe " + (layer instanceof BatchNorm ? "network.foldBatchNorm()." : "price the layers in front of it."));
            }
        }
        return layers;
    }

    /** The same with a first layer that gets numbers instead of spikes. */
    public Workload withDirectInput() {
        return new Workload(name, steps, layers, true);
    }

    /** Additions of a weight in all layers. */
    public double synapticOperations() {
        return layers.stream().mapToDouble(LayerWork::synapticOperations).sum();
    }

    /** Multiply-accumulates of one dense pass through all layers. */
    public double macs() {
        return layers.stream().mapToDouble(l -> l.layer().macs()).sum();
    }

    /** Spikes that a synapse carries in one inference, on average: {@code T s}, the scale on which break-even points can be compared. */
    public double spikesPerSynapse() {
        return synapticOperations() / macs();
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s, T = %d: %,.0f MACs, %,.0f synaptic operations, %.3g spikes per synapse", name, steps, macs(),
                synapticOperations(), spikesPerSynapse());
    }
}
