package org.spikebook.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Batch norms folded into the convolution or fully connected layer before them; see {@link Network#foldBatchNorm}. */
final class NormFolding {

    private NormFolding() {
    }

    static List<Layer> fold(List<Layer> chain) {
        var layers = new ArrayList<Layer>();
        for (Layer layer : chain) {
            Layer before = layers.isEmpty() ? layer : layers.get(layers.size() - 1);
            if (layer instanceof BatchNorm norm && before.neuron().isEmpty() && before instanceof Conv2d conv) {
                var spec = conv.spec();
                conv.weights().ifPresent(w -> spec.weights(scaled(w, norm)).bias(bias(conv.bias(), norm)));
                layers.set(layers.size() - 1, new Conv2d(conv.name(), conv.input(), spec, norm.neuron()));
            } else if (layer instanceof BatchNorm norm && before.neuron().isEmpty() && before instanceof Dense dense) {
                var spec = dense.spec();
                dense.weights().ifPresent(w -> spec.weights(scaled(w, norm)).bias(bias(dense.bias(), norm)));
                layers.set(layers.size() - 1, new Dense(dense.name(), dense.input(), spec, norm.neuron()));
            } else {
                layers.add(layer);
            }
        }
        return layers;
    }

    private static Weights scaled(Weights weights, BatchNorm norm) {
        float[] values = weights.toArray();
        int each = values.length / norm.channels();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (values[i] * norm.factor(i / each));
        }
        return Weights.wrap(values, weights.dims());
    }

    private static float[] bias(Optional<Weights> bias, BatchNorm norm) {
        var values = new float[norm.channels()];
        for (int c = 0; c < values.length; c++) {
            values[c] = (float) (bias.isPresent() ? bias.get().at(c) * norm.factor(c) + norm.offset(c) : norm.offset(c));
        }
        return values;
    }
}
