package org.spikebook.training;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.spikebook.network.Conv2d;
import org.spikebook.network.Dense;
import org.spikebook.network.Layer;
import org.spikebook.network.Network;
import org.spikebook.network.Pool;
import org.spikebook.network.Recurrent;
import org.spikebook.network.Residual;
import org.spikebook.network.Weights;
import org.spikebook.neuron.CurrentBasedLif;
import org.spikebook.neuron.IntegrateAndFire;
import org.spikebook.neuron.LeakyIntegrateAndFire;
import org.spikebook.neuron.MultiBitLif;
import org.spikebook.neuron.NarrowMembrane;
import org.spikebook.neuron.Neuron;
import org.spikebook.neuron.Parameter;

/** From trained nodes back to a network: the weights they compute with, input gains folded in, and learnt constants. */
final class TrainedNetwork {

    private TrainedNetwork() {
    }

    static Network of(Network network, Map<String, Wiring.Part> parts) {
        Network.Builder builder = Network.builder(network.name(), network.input());
        network.steps().ifPresent(builder::steps);
        network.source().ifPresent(builder::source);
        add(builder, network.layers(), parts);
        return builder.build();
    }

    private static void add(Network.Builder builder, List<Layer> chain, Map<String, Wiring.Part> parts) {
        for (Layer layer : chain) {
            Wiring.Part part = parts.get(layer.name());
            if (part.linear().isPresent() && part.linear().get() instanceof OwnLayerNode own) {
                builder.layer(in -> own.trained());     // brings its neuron
                continue;
            } else if (layer instanceof Residual residual) {
                builder.residual(layer.name(), r -> {
                    r.join(residual.join()).body(b -> add(b, residual.body(), parts));
                    if (!residual.shortcut().isEmpty()) {
                        r.shortcut(b -> add(b, residual.shortcut(), parts));
                    }
                });
            } else {
                add(builder, part);
            }
            layer.neuron().ifPresent(given -> builder.neuron(part.neuron().map(node -> trained(given, node)).orElse(given)));
        }
    }

    private static Neuron trained(Neuron neuron, NeuronNode node) {
        // in 64 bits the constants that were given, where they were not trained
        if (neuron instanceof NarrowMembrane n) {
            return new NarrowMembrane(trained(n.neuron(), node), n.bits(), n.unit());
        } else if (neuron instanceof LeakyIntegrateAndFire n) {
            LeakyIntegrateAndFire changed = n.gain(Parameter.of(1));
            changed = node.dynamics.learnsBeta() ? changed.beta(Parameter.of(node.beta.master[0])) : changed;
            return node.dynamics.learnsThreshold() ? changed.threshold(node.threshold.master[0]) : changed;
        } else if (neuron instanceof IntegrateAndFire n) {
            IntegrateAndFire changed = n.gain(Parameter.of(1));
            return node.dynamics.learnsThreshold() ? changed.threshold(node.threshold.master[0]) : changed;
        }
        if (neuron instanceof MultiBitLif n) {
            return new MultiBitLif(node.dynamics.learnsBeta() ? Parameter.of(node.beta.master[0]) : n.beta(),
                    node.dynamics.learnsThreshold() ? Parameter.of(node.threshold.master[0]) : n.threshold(), n.resetPotential(), n.bits());
        }
        var n = (CurrentBasedLif) neuron;
        return new CurrentBasedLif(n.alpha(), node.dynamics.learnsBeta() ? Parameter.of(node.beta.master[0]) : n.beta(),
                node.dynamics.learnsThreshold() ? Parameter.of(node.threshold.master[0]) : n.threshold(), Parameter.of(1), Parameter.of(1), n.leak(), n.reset(),
                n.resetPotential(), n.tie());
    }

    private static void add(Network.Builder builder, Wiring.Part part) {
        Layer layer = part.layer();
        if (layer instanceof Conv2d conv) {
            var node = (ConvNode) part.linear().orElseThrow();
            builder.conv2d(conv.name(), c -> {
                c.filters(conv.filters()).kernel(conv.kernelHeight(), conv.kernelWidth()).stride(conv.strideY(), conv.strideX()).padding(conv.paddingY(), conv.paddingX())
                        .weights(Weights.of(used(node, node.weights), conv.filters(), conv.channels(), conv.kernelHeight(), conv.kernelWidth()));
                node.bias.ifPresent(b -> c.bias(used(node, b)));
            });
        } else if (layer instanceof Dense dense) {
            var node = (LinearNode) part.linear().orElseThrow();
            builder.dense(dense.name(), d -> {
                d.units(dense.outputs()).weights(Weights.of(used(node, node.weights), dense.outputs(), dense.inputs()));
                node.bias.ifPresent(b -> d.bias(used(node, b)));
            });
        } else if (layer instanceof Recurrent recurrent) {
            var node = (LinearNode) part.linear().orElseThrow();
            NeuronNode neuron = part.neuron().orElseThrow();
            builder.recurrent(recurrent.name(), r -> {
                r.units(recurrent.outputs()).delay(recurrent.delay()).weights(Weights.of(used(node, node.weights), recurrent.outputs(), recurrent.inputs()))
                        .recurrentWeights(Weights.of(used(neuron, neuron.recurrent.orElseThrow()), recurrent.outputs(), recurrent.outputs()));
                node.bias.ifPresent(b -> r.bias(used(node, b)));
            });
        } else if (layer instanceof Pool pool) {
            Consumer<Pool.Spec> geometry = p -> p.window(pool.windowHeight(), pool.windowWidth()).stride(pool.strideY(), pool.strideX())
                    .padding(pool.paddingY(), pool.paddingX());
            switch (pool.pooling()) {
                case AVERAGE -> builder.averagePool(pool.name(), geometry);
                case MAX -> builder.maxPool(pool.name(), geometry);
                default -> builder.sumPool(pool.name(), geometry);
            }
        } else {
            builder.flatten(layer.name());
        }
    }

    private static float[] used(Node node, Tensor tensor) {
        return Canonical.read(node, tensor, tensor.used);
    }
}
