package org.spikebook.training.speech;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.spikebook.accelerator.rsnn.PowerOfTwo;
import org.spikebook.accelerator.rsnn.RsnnNetwork;
import org.spikebook.network.Dense;
import org.spikebook.network.Network;
import org.spikebook.training.WeightTransform;

/**
 * Weights of the accelerator in training: the smallest of a dense layer held at 0, and all rounded to 4 bits on a power-of-two scale (straight-through: the gradient of a rounded
 * weight goes to the original, that of a pruned one is dropped). Which are pruned and which scale a layer has is settled at the start.
 */
public final class CompressedWeights implements WeightTransform {

    private final Map<String, boolean[]> pruned;       // by layer, [input * outputs + output]
    private final Map<String, PowerOfTwo> scales;      // by layer and kind

    private CompressedWeights(Map<String, boolean[]> pruned, Map<String, PowerOfTwo> scales) {
        this.pruned = pruned;
        this.scales = scales;
    }

    /** Weights as they are. */
    public static CompressedWeights none() {
        return new CompressedWeights(Map.of(), Map.of());
    }

    /**
     * The same with the smallest weights of a dense layer at 0.
     *
     * @param network holds the weights that decide
     * @param share share of the layer's weights, 0..1
     */
    public CompressedWeights pruned(Network network, String layer, double share) {
        if (!(network.layer(layer) instanceof Dense dense) || !(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("pruning: layer '" + layer + "' must be a dense layer and the share in 0..1, but was " + share);
        }
        float[] weights = dense.weights().orElseThrow(() -> new IllegalArgumentException("pruning: layer '" + layer + "' has no weights. Maybe train first.")).toArray();
        Integer[] order = new Integer[weights.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Float.compare(Math.abs(weights[a]), Math.abs(weights[b])));
        boolean[] zero = new boolean[weights.length];
        int inputs = dense.inputs();
        for (int i = 0; i < Math.round(share * weights.length); i++) {
            int output = order[i] / inputs;
            int input = order[i] % inputs;
            zero[input * dense.outputs() + output] = true;
        }
        var all = new HashMap<>(pruned);
        all.put(layer, zero);
        return new CompressedWeights(all, scales);
    }

    /**
     * The same with weights of 4 bits, on the scales that the accelerator chooses for the network.
     *
     * @param network holds the weights that decide
     */
    public CompressedWeights quantized(Network network) {
        return new CompressedWeights(pruned, RsnnNetwork.scales(network, SpeechFrames.EXPONENT));
    }

    @Override
    public void apply(Weight weight, float[] from, float[] to) {
        PowerOfTwo scale = scales.get(weight.layer() + "." + weight.kind());
        boolean[] zero = pruned.get(weight.layer());
        for (int row = 0; row < weight.rows(); row++) {
            for (int column = 0; column < weight.columns(); column++) {
                int at = row * weight.pitch() + column;
                boolean none = zero != null && row * weight.columns() + column < zero.length && zero[row * weight.columns() + column];
                to[at] = none ? 0 : scale == null ? from[at] : scale.value(scale.round(from[at]));
            }
        }
    }

    @Override
    public void gradient(Weight weight, float[] from, float[] gradient) {
        boolean[] zero = pruned.get(weight.layer());
        if (zero == null) {
            return;
        }
        for (int row = 0; row < weight.rows(); row++) {
            for (int column = 0; column < weight.columns(); column++) {
                if (row * weight.columns() + column < zero.length && zero[row * weight.columns() + column]) {
                    gradient[row * weight.pitch() + column] = 0;
                }
            }
        }
    }
}
