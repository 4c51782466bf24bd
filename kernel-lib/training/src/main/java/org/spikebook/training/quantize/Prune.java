package org.spikebook.training.quantize;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.spikebook.network.Conv2d;
import org.spikebook.network.Dense;
import org.spikebook.network.Layer;
import org.spikebook.network.Network;
import org.spikebook.network.Recurrent;
import org.spikebook.network.Weights;
import org.spikebook.training.WeightTransform;

/**
 * Fewer weights: single ones become 0 ({@link #magnitude}), or whole filters and units go ({@link #units}). Both are mostly followed by more training.
 *
 * <pre>{@code
 * Network sparse = Prune.magnitude(trained, 0.9);
 * Trainer.of(sparse).on(samples).model(m -> m.transform(Prune.keepZeros())).run();     // the others make up for what is gone
 * Network small = Prune.units(trained, 0.5);
 * Trainer.of(small).on(samples).run();
 * }</pre>
 */
public final class Prune {

    private Prune() {
    }

    /**
     * The network with the smallest weights of each layer at 0 (magnitude pruning, Han et al. 2015): {@code floor(share * weights)} of them, of equal ones the first. Biases stay;
     * recurrent weights are counted apart from those of the inputs.
     *
     * @param share of the weights of a layer, 0 or more, below 1
     * @throws IllegalArgumentException if the network has no weights
     */
    public static Network magnitude(Network network, double share) {
        checked(share);
        return zeroed(network, Map.of(), share);
    }

    /**
     * The same with a share for each of some layers.
     *
     * @param shares by layer; those of other layers are 0
     */
    public static Network magnitude(Network network, Map<String, Double> shares) {
        shares.forEach((layer, share) -> {
            network.layer(layer);
            checked(share);
        });
        return zeroed(network, shares, 0);
    }

    private static Network zeroed(Network network, Map<String, Double> shares, double otherwise) {
        int[] seen = {0};
        Network zeroed = network.withWeights((layer, weights) -> {
            seen[0]++;
            return zeroed(weights, shares.getOrDefault(layer.name(), otherwise));
        });
        if (seen[0] == 0) {
            throw new IllegalArgumentException("pruning: network '" + network.name() + "' has no weights. Maybe train it first.");
        }
        return zeroed;
    }

    private static Weights zeroed(Weights weights, double share) {
        float[] values = weights.toArray();
        IntStream.range(0, values.length).boxed().sorted((a, b) -> Float.compare(Math.abs(values[a]), Math.abs(values[b]))).limit((long) Math.floor(share * values.length))
                .toList().forEach(i -> values[i] = 0);
        return Weights.of(values, weights.dims());
    }

    private static void checked(double share) {
        if (!(share >= 0 && share < 1)) {
            throw new IllegalArgumentException("pruning: the share must be at least 0 and below 1, but was " + share);
        }
    }

    /** Weights that are exactly 0 get no gradient and stay 0, so that a pruned network keeps its pattern in training. The pattern is in the weights: nothing else has to be saved. */
    public static WeightTransform keepZeros() {
        return new WeightTransform() {
            @Override
            public void apply(Weight weight, float[] from, float[] to) {
                System.arraycopy(from, 0, to, 0, from.length);
            }

            @Override
            public void gradient(Weight weight, float[] from, float[] gradient) {
                for (int i = 0; i < from.length; i++) {
                    if (from[i] == 0) {
                        gradient[i] = 0;
                    }
                }
            }
        };
    }

    /** Share of the weights that are 0, 0..1; 0 for a network without weights. */
    public static double sparsity(Network network) {
        long[] count = new long[2];
        network.withWeights((layer, weights) -> {
            for (float w : weights.toArray()) {
                count[0] += w == 0 ? 1 : 0;
                count[1]++;
            }
            return weights;
        });
        return count[1] == 0 ? 0 : (double) count[0] / count[1];
    }

    /**
     * A smaller network without the weakest filters and units of each layer that may lose some ({@link Network#layersOfUnits}): those whose weights, from the inputs and recurrent
     * ones, have the least sum of squares (Li et al. 2017 rank filters by such norms). {@code floor(share * units)} of them go, of equal ones the first; at least one stays.
     *
     * @param share of the filters (units) of a layer, 0 or more, below 1
     */
    public static Network units(Network network, double share) {
        checked(share);
        var shares = new LinkedHashMap<String, Double>();
        network.layersOfUnits().forEach(layer -> shares.put(layer.name(), share));
        return units(network, shares);
    }

    /**
     * The same with a share for each of some layers.
     *
     * @param shares by layer; other layers keep all their units
     * @throws IllegalArgumentException if a layer has no weights or its units must all stay
     */
    public static Network units(Network network, Map<String, Double> shares) {
        var kept = new LinkedHashMap<String, int[]>();
        shares.forEach((name, share) -> {
            checked(share);
            kept.put(name, strongest(network.layer(name), share));
        });
        return network.withUnits(kept);
    }

    private static int[] strongest(Layer layer, double share) {
        List<Weights> weights = weights(layer);
        if (weights.isEmpty()) {
            throw new IllegalArgumentException("pruning: layer '" + layer.name() + "' (" + layer.kind() + ") has no weights to rank its units by. Maybe train first.");
        }
        int units = weights.get(0).dims()[0];
        var squares = new double[units];
        for (Weights w : weights) {
            int each = w.size() / units;
            for (int i = 0; i < w.size(); i++) {
                squares[i / each] += (double) w.at(i) * w.at(i);
            }
        }
        return IntStream.range(0, units).boxed().sorted((a, b) -> Double.compare(squares[a], squares[b])).skip((long) Math.floor(share * units)).mapToInt(Integer::intValue)
                .sorted().toArray();
    }

    private static List<Weights> weights(Layer layer) {
        if (layer instanceof Conv2d conv) {
            return conv.weights().stream().toList();
        } else if (layer instanceof Dense dense) {
            return dense.weights().stream().toList();
        } else if (layer instanceof Recurrent recurrent) {
            return Stream.of(recurrent.weights(), recurrent.recurrentWeights()).flatMap(Optional::stream).toList();
        }
        return List.of();
    }
}
