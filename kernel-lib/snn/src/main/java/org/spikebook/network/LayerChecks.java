package org.spikebook.network;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.spikebook.neuron.Neuron;
import org.spikebook.spike.Shape;

/** Rules that layers share; every message names the layer. */
final class LayerChecks {

    private LayerChecks() {
    }

    static IllegalArgumentException error(String layer, String message) {
        return new IllegalArgumentException("layer '" + layer + "': " + message);
    }

    static void name(String name) {
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException("layer: name must not be blank. Maybe \"CONV1\".");
        }
    }

    static void image(String layer, String kind, Shape input) {
        if (!input.isImage()) {
            throw error(layer, kind + " needs an image input (channel, y, x), but its input is " + input
                    + ". Maybe put it before flatten, or start with Shape.image(channels, height, width).");
        }
    }

    static void atLeastOne(String layer, String what, int value) {
        if (value < 1) {
            throw error(layer, what + " must be at least 1, but was " + value);
        }
    }

    /** Positions of a window along one axis: {@code floor((size + 2 padding - window) / stride) + 1}. */
    static int positions(String layer, String axis, int size, int window, int stride, int padding, String windowName) {
        atLeastOne(layer, "stride (" + axis + ")", stride);
        if (padding < 0 || padding >= Math.max(1, window)) {
            throw error(layer, "padding (" + axis + ") must be in 0.." + Math.max(0, window - 1) + " (" + windowName
                    + " - 1; beyond that a position would see only padding), but was " + padding);
        }
        int padded = size + 2 * padding;
        if (window < 1 || window > padded) {
            throw error(layer, windowName + " (" + axis + ") must be in 1.." + padded + " (input " + size
                    + (padding > 0 ? " and padding " + padding + " on both sides" : "") + "), but was " + window
                    + ". Maybe a smaller " + windowName + (windowName.equals("kernel") ? " or more padding." : "."));
        }
        return (padded - window) / stride + 1;
    }

    static void weights(String layer, Optional<Weights> weights, String what, String axes, int... dims) {
        weights.ifPresent(w -> {
            if (!w.hasDims(dims)) {
                throw error(layer, what + " must have the axes " + axes + " = " + Arrays.toString(dims) + ", but had "
                        + Arrays.toString(w.dims()));
            }
        });
    }

    static void bias(String layer, Optional<Weights> weights, Optional<Weights> bias, int outputs) {
        weights(layer, bias, "bias", "[output]", outputs);
        if (bias.isPresent() && weights.isEmpty()) {
            throw error(layer, "has a bias but no weights. Maybe give both, or neither.");
        }
    }

    /** A neuron whose parameters fit the layer's outputs. */
    static void neuron(String layer, Optional<Neuron> neuron, Shape output) {
        neuron.ifPresent(n -> {
            try {
                n.start(output.size());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("layer '" + layer + "': " + e.getMessage(), e);
            }
        });
    }

    static String compact(Shape shape) {
        return shape.axes().stream().map(a -> Integer.toString(a.size())).collect(Collectors.joining("x"));
    }

    static String pair(int y, int x) {
        return y == x ? Integer.toString(y) : y + "x" + x;
    }
}
