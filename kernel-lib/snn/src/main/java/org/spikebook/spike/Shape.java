package org.spikebook.spike;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The shape of a layer of neurons, without time: named axes, the last one fastest. Neuron number of an image is
 * {@code (channel * height + y) * width + x}.
 *
 * @param axes one axis or more, with different names, slowest first
 */
public record Shape(List<Axis> axes) {

    public Shape {
        axes = List.copyOf(axes);
        if (axes.isEmpty()) {
            throw new IllegalArgumentException("shape: needs at least one axis. Maybe Shape.features(n) or Shape.image(c, h, w).");
        }
        var names = new HashSet<String>();
        long size = 1;
        for (Axis axis : axes) {
            if (!names.add(axis.name())) {
                throw new IllegalArgumentException("shape: axis '" + axis.name() + "' occurs twice in " + axes);
            }
            size = Math.multiplyExact(size, (long) axis.size());
            if (size > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("shape: more than 2^31 - 1 neurons in " + axes + ". Maybe split the layer.");
            }
        }
    }

    public static Shape of(Axis... axes) {
        return new Shape(Arrays.asList(axes));
    }

    /** A vector of features, axis {@code feature}. */
    public static Shape features(int count) {
        return of(new Axis("feature", count));
    }

    /** An image, axes {@code channel, y, x}. */
    public static Shape image(int channels, int height, int width) {
        return of(new Axis("channel", channels), new Axis("y", height), new Axis("x", width));
    }

    /** A sequence of feature vectors (tokens), axes {@code token, feature}. */
    public static Shape sequence(int tokens, int features) {
        return of(new Axis("token", tokens), new Axis("feature", features));
    }

    /** Number of neurons. */
    public int size() {
        int size = 1;
        for (Axis axis : axes) {
            size *= axis.size();
        }
        return size;
    }

    /** Size of the axis of that name. */
    public int size(String axis) {
        return axes.get(indexOf(axis)).size();
    }

    public boolean has(String axis) {
        return axes.stream().anyMatch(a -> a.name().equals(axis));
    }

    /** Whether the axes are {@code channel, y, x}. */
    public boolean isImage() {
        return axes.size() == 3 && axes.get(0).name().equals("channel") && axes.get(1).name().equals("y")
                && axes.get(2).name().equals("x");
    }

    /** The same shape with another size along one axis. */
    public Shape with(String axis, int size) {
        var changed = axes.toArray(Axis[]::new);
        changed[indexOf(axis)] = new Axis(axis, size);
        return of(changed);
    }

    /** All neurons in one axis {@code feature}. */
    public Shape flatten() {
        return features(size());
    }

    int indexOf(String axis) {
        for (int i = 0; i < axes.size(); i++) {
            if (axes.get(i).name().equals(axis)) {
                return i;
            }
        }
        throw new IllegalArgumentException("shape " + this + " has no axis '" + axis + "'. Maybe one of "
                + axes.stream().map(Axis::name).toList() + ".");
    }

    @Override
    public String toString() {
        return axes.stream().map(Axis::toString).collect(Collectors.joining(" x ", "[", "]"));
    }
}
