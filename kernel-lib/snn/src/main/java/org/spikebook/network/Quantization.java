package org.spikebook.network;

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
        int largest = (1 << bits - 1) - 1;
        var builder = network.toBuilder();
        builder.layers.clear();
        // what one unit of the whole numbers that reach the next layer is worth in the network's own unit
        double unit = 1;
        for (Layer layer : network.layers()) {
            Optional<Neuron> neuron = layer.neuron();
            if (layer instanceof Conv2d conv) {
                Weights weights = needed(conv, conv.weights());
                double step = step(weights.maxAbs(), largest);
                unit *= step;
                var spec = conv.spec().weights(round(weights, step));
                double out = unit;
                conv.bias().ifPresent(b -> spec.bias(round(b, out).toArray()));
                builder.layers.add(new Conv2d(conv.name(), conv.input(), spec, quantize(neuron, unit)));
            } else if (layer instanceof Dense dense) {
                Weights weights = needed(dense, dense.weights());
                double step = step(weights.maxAbs(), largest);
                unit *= step;
                var spec = dense.spec().weights(round(weights, step));
                double out = unit;
                dense.bias().ifPresent(b -> spec.bias(round(b, out).toArray()));
                builder.layers.add(new Dense(dense.name(), dense.input(), spec, quantize(neuron, unit)));
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
                builder.layers.add(new Recurrent(recurrent.name(), recurrent.input(), spec, quantize(neuron, unit)));
            } else if (layer instanceof Pool pool) {
                boolean average = pool.pooling() == Pool.Kind.AVERAGE;
                unit /= average ? pool.fanIn() : 1;
                builder.layers.add(new Pool(pool.name(), average ? Pool.Kind.SUM : pool.pooling(), pool.input(), pool.spec(),
                        quantize(neuron, unit)));
            } else if (layer instanceof Flatten) {
                builder.layers.add(layer);
            } else {
                throw LayerChecks.error(layer.name(), "a layer of your own (" + layer.kind() + ") cannot be quantised");
            }
            unit = neuron.isPresent() ? 1 : unit;
        }
        return builder.build();
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
