package org.spikebook.training.data;

import java.util.Objects;
import java.util.Optional;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;

/**
 * One input and what it should become: spikes, or real numbers at each step.
 *
 * @see Dataset
 */
public final class Sample {

    private final Optional<SpikeTensor> spikes;
    private final float[][] frames;
    private final int label;
    private final float[] target;
    private final Optional<Shape> shape;

    private Sample(Optional<SpikeTensor> spikes, float[][] frames, int label, float[] target, Optional<Shape> shape) {
        this.spikes = spikes;
        this.frames = frames;
        this.label = label;
        this.target = target;
        this.shape = shape;
    }

    /**
     * Spikes and their class.
     *
     * @param spikes input of the network, under its input shape
     * @param label number of the class, from 0
     */
    public static Sample of(SpikeTensor spikes, int label) {
        return new Sample(Optional.of(spikes), new float[0][], label(label), new float[0], Optional.of(spikes.shape()));
    }

    /**
     * Real numbers and their class.
     *
     * @param frames axes [step][neuron], neurons as in the network's input shape; kept as they are
     * @param label number of the class, from 0
     */
    public static Sample of(float[][] frames, int label) {
        Objects.requireNonNull(frames, "frames");
        if (frames.length == 0) {
            throw new IllegalArgumentException("sample: needs at least one step");
        }
        return new Sample(Optional.empty(), frames, label(label), new float[0], Optional.empty());
    }

    /** The same numbers as pixels of an image, for encoders; their number must fit. */
    public Sample shape(Shape newShape) {
        if (spikes.isPresent() || newShape.size() != frames[0].length) {
            throw new IllegalArgumentException("sample: " + this + " cannot take the shape " + newShape);
        }
        return new Sample(spikes, frames, label, target, Optional.of(newShape));
    }

    /** Other numbers, the rest alike. */
    Sample with(float[][] newFrames) {
        return new Sample(spikes, newFrames, label, target, shape);
    }

    private static int label(int label) {
        if (label < 0) {
            throw new IllegalArgumentException("sample: class must be 0 or more, but was " + label);
        }
        return label;
    }

    /** The same with numbers for a loss that wants more than a class. */
    public Sample target(float... target) {
        return new Sample(spikes, frames, label, target.clone(), shape);
    }

    /** The spikes; empty where the input is real numbers. */
    public Optional<SpikeTensor> spikes() {
        return spikes;
    }

    /** Real numbers, axes [step][neuron]; empty where the input is spikes. Not a copy. */
    public float[][] frames() {
        return frames;
    }

    /** Axes of a step, where they are known. */
    public Optional<Shape> shape() {
        return shape;
    }

    /** Number of the class, from 0. */
    public int label() {
        return label;
    }

    /** What {@link #target(float...)} gave. Not a copy. */
    public float[] target() {
        return target;
    }

    /** Time steps. */
    public int steps() {
        return spikes.map(SpikeTensor::steps).orElse(frames.length);
    }

    @Override
    public String toString() {
        return "Sample of class " + label + ", " + spikes.map(Object::toString).orElseGet(() -> frames.length + " steps of " + frames[0].length + " numbers");
    }
}
