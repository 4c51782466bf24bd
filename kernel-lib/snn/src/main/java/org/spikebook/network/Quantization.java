package org.spikebook.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.spikebook.neuron.Neuron;

/** Whole-number weights: see {@link Network#quantized}. */
final class Quantization {

    private Quantization() {
    }

    static Network quantize(Network network, int bits) {
        if (bits < 2 || bits > 16) {
            throw new IllegalArgumentException("network '" + network.name() + "': weight bits must be in 2..16, but was " + bits);
        }
        return network.withLayers(chain(network.layers(), 1, (1 << bits - 1) - 1).layers);
    }

    /** Layers, and what one unit of the whole numbers that leave them is worth in the network's own unit. */
    private record Quantized(List<Layer> layers, double unit) {
    }

    private static Quantized chain(List<Layer> chain, double unitIn, int largest) {
        var layers = new ArrayList<Layer>();
        double unit = unitIn;
        for (Layer layer : chain) {
            Optional<Neuron> neuron = layer.neuron();
            if (layer instanceof Conv2d conv) {
                Weights weights = needed(conv, conv.weights());
                double step = step(weights.maxAbs(), largest);
                unit *= step;
                var spec = conv.spec().weights(round(weights, step));
                double out = unit;
                conv.bias().ifPresent(b -> spec.bias(round(b, out).toArray()));
                layers.add(new Conv2d(conv.name(), conv.input(), spec, quantize(neuron, unit)));
            } else if (layer instanceof Dense dense) {
                Weights weights = needed(dense, dense.weights());
                double step = step(weights.maxAbs(), largest);
                unit *= step;
                var spec = dense.spec().weights(round(weights, step));
                double out = unit;
                dense.bias().ifPresent(b -> spec.bias(round(b, out).toArray()));
                layers.add(new Dense(dense.name(), dense.input(), spec, quantize(neuron, unit)));
            } else if (layer instanceof Recurrent recurrent) {
                if (unit != 1) {
                    throw LayerChecks.error(layer.name(), "cannot be quantised behind a layer without a neuron:"
                            + " its own spikes and its inputs would need different units. Maybe give the layer before a neuron.");
                }
                Weights weights = needed(recurrent, recurrent.weights());
                Weights back = needed(recurrent, recurrent.recurrentWeights());
                unit = step(Math.max(weights.maxAbs(), back.maxAbs()), largest);
                var spec = recurrent.spec().weights(round(weights, unit)).recurrentWeights(round(back, unit));
                double out = unit;
                recurrent.bias().ifPresent(b -> spec.bias(round(b, out).toArray()));
                layers.add(new Recurrent(recurrent.name(), recurrent.input(), spec, quantize(neuron, unit)));
            } else if (layer instanceof Pool pool) {
                boolean average = pool.pooling() == Pool.Kind.AVERAGE;
                unit /= average ? pool.fanIn() : 1;
                layers.add(new Pool(pool.name(), average ? Pool.Kind.SUM : pool.pooling(), pool.input(), pool.spec(),
                        quantize(neuron, unit)));
            } else if (layer instanceof Residual residual) {
                Quantized body = chain(residual.body(), unit, largest);
                Quantized shortcut = chain(residual.shortcut(), unit, largest);
                if (body.unit != shortcut.unit) {
                    throw LayerChecks.error(layer.name(), "cannot be quantised: it adds real numbers whose units differ, " + body.unit + " and "
                            + shortcut.unit + ". Maybe a neuron at the end of both branches, as in SEW blocks.");
                }
                unit = body.unit;
                layers.add(new Residual(residual.name(), residual.input(), residual.join(), body.layers, shortcut.layers, quantize(neuron, unit)));
            } else if (layer instanceof SelfAttention attention) {
                double in = unit;
                List<Block.Branch> branches = attention.branches().stream()
                        .map(b -> new Block.Branch(b.name(), chain(b.layers(), in, largest).layers)).toList();
                unit = attention.scale();           // the products of spikes are whole numbers
                layers.add(attention.scaled(1).with(branches, quantize(neuron, unit)));
            } else if (layer instanceof BatchNorm) {
                throw LayerChecks.error(layer.name(), "a batch norm cannot be quantised. Maybe network.foldBatchNorm() first.");
            } else if (layer instanceof Flatten) {
                layers.add(layer);
            } else {
                throw LayerChecks.error(layer.name(), "a layer of your own (" + layer.kind() + ") cannot be quantised");
            }
            unit = neuron.isPresent() ? 1 : unit;
        }
        return new Quantized(layers, unit);
    }

    private static Weights needed(Layer layer, Optional<Weights> weights) {
        return weights.orElseThrow(() -> LayerChecks.error(layer.name(),
                "has no weights to quantise. Maybe network.withRandomWeights(seed) first."));
    }

    private static Optional<Neuron> quantize(Optional<Neuron> neuron, double unit) {
        return neuron.map(n -> n.quantized(unit));
    }

    private static double step(float maxAbs, int largest) {
        return maxAbs == 0 ? 1 : (double) maxAbs / largest;
    }

    private static Weights round(Weights weights, double unit) {
        float[] values = weights.toArray();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.rint(values[i] / unit);
        }
        return Weights.wrap(values, weights.dims());
    }
}
