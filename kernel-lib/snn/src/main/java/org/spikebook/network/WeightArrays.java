package org.spikebook.network;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The weights of a network by name, as files of arrays hold them: {@code <layer>.weight}, {@code <layer>.bias}, {@code <layer>.recurrent}. What is left of the network, its
 * structure with neurons and batch norms, is JSON.
 *
 * @param arrays by name, in the order of the layers
 * @param structure JSON of the network without weights; empty where a file does not hold it
 */
record WeightArrays(Map<String, Weights> arrays, Optional<String> structure) {

    /** Name of the structure: an entry of an npz archive, a key of a safetensors file's metadata. */
    static final String STRUCTURE = "network.json";

    static WeightArrays of(Network network) {
        var arrays = new LinkedHashMap<String, Weights>();
        for (Layer layer : network.allLayers()) {
            if (layer instanceof Conv2d conv) {
                put(arrays, layer, conv.weights(), Optional.empty(), conv.bias());
            } else if (layer instanceof Dense dense) {
                put(arrays, layer, dense.weights(), Optional.empty(), dense.bias());
            } else if (layer instanceof Recurrent recurrent) {
                put(arrays, layer, recurrent.weights(), recurrent.recurrentWeights(), recurrent.bias());
            }
        }
        return new WeightArrays(arrays, Optional.of(rebuilt(network, Map.of(), false).toJson()));
    }

    private static void put(Map<String, Weights> arrays, Layer layer, Optional<Weights> weights, Optional<Weights> recurrent, Optional<Weights> bias) {
        weights.ifPresent(w -> arrays.put(layer.name() + ".weight", w));
        recurrent.ifPresent(w -> arrays.put(layer.name() + ".recurrent", w));
        bias.ifPresent(w -> arrays.put(layer.name() + ".bias", w));
    }

    /** The network of the structure with these weights. */
    Network network() {
        String json = structure.orElseThrow(() -> new IllegalArgumentException("has weights but no '" + STRUCTURE
                + "', so it says nothing of the network. Maybe network.withWeights(file) of a network that has its layers."));
        return rebuilt(Network.fromJson(json), arrays, false);
    }

    /**
     * A network with the weights of these names in place of its own.
     *
     * @throws IllegalArgumentException if an array is missing, belongs to no layer, or has other axes
     */
    Network into(Network network) {
        return rebuilt(network, arrays, true);
    }

    private static Network rebuilt(Network network, Map<String, Weights> arrays, boolean all) {
        var left = new HashSet<>(arrays.keySet());
        List<Layer> layers = Block.mapEach(network.layers(), layer -> {
            Optional<Weights> weights = take(arrays, left, layer, "weight", all && UnitSelection.hasUnits(layer));
            if (layer instanceof Conv2d conv) {
                var spec = new Conv2d.Spec().filters(conv.filters()).kernel(conv.kernelHeight(), conv.kernelWidth()).stride(conv.strideY(), conv.strideX())
                        .padding(conv.paddingY(), conv.paddingX());
                weights.ifPresent(spec::weights);
                bias(arrays, left, layer).ifPresent(spec::bias);
                return new Conv2d(conv.name(), conv.input(), spec, conv.neuron());
            } else if (layer instanceof Dense dense) {
                var spec = new Dense.Spec().units(dense.outputs());
                weights.ifPresent(spec::weights);
                bias(arrays, left, layer).ifPresent(spec::bias);
                return new Dense(dense.name(), dense.input(), spec, dense.neuron());
            } else if (layer instanceof Recurrent recurrent) {
                var spec = new Recurrent.Spec().units(recurrent.outputs()).delay(recurrent.delay());
                weights.ifPresent(spec::weights);
                take(arrays, left, layer, "recurrent", all).ifPresent(spec::recurrentWeights);
                bias(arrays, left, layer).ifPresent(spec::bias);
                return new Recurrent(recurrent.name(), recurrent.input(), spec, recurrent.neuron());
            }
            return layer;
        });
        if (!left.isEmpty()) {
            String name = left.stream().sorted().findFirst().orElseThrow();
            var known = network.allLayers().stream().filter(l -> l.synapses() > 0).flatMap(l -> List.of(l.name() + ".weight", l.name() + ".bias").stream()).toList();
            throw new IllegalArgumentException("array '" + name + "' belongs to no layer of network '" + network.name() + "'." + Nearest.hint(name, known));
        }
        return network.withLayers(layers);
    }

    private static Optional<float[]> bias(Map<String, Weights> arrays, HashSet<String> left, Layer layer) {
        return take(arrays, left, layer, "bias", false).map(Weights::toArray);
    }

    private static Optional<Weights> take(Map<String, Weights> arrays, HashSet<String> left, Layer layer, String what, boolean needed) {
        String name = layer.name() + "." + what;
        if (needed && !arrays.containsKey(name)) {
            throw new IllegalArgumentException("has no array '" + name + "'." + Nearest.hint(name, List.copyOf(arrays.keySet())));
        }
        left.remove(name);
        return Optional.ofNullable(arrays.get(name));
    }
}
