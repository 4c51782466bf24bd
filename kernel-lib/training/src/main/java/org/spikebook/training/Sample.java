package org.spikebook.training;

import java.util.Objects;
import java.util.Optional;
import org.spikebook.spike.SpikeTensor;

/**
 * One input and what it should become: spikes, or real numbers at each step.
 *
 * @see Model#step
 */
public final class Sample {

    private final Optional<SpikeTensor> spikes;
    private final float[][] frames;
    private final int label;
    private final float[] target;

    private Sample(Optional<SpikeTensor> spikes, float[][] frames, int label, float[] target) {
        this.spikes = spikes;
        this.frames = frames;
        this.label = label;
        this.target = target;
    }

    /**
     * Spikes and their class.
     *
     * @param spikes input of the network, under its input shape
     * @param label number of the class, from 0
     */
    public static Sample of(SpikeTensor spikes, int label) {
        return new Sample(Optional.of(spikes), new float[0][], label(label), new float[0]);
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
        return new Sample(Optional.empty(), frames, label(label), new float[0]);
    }

    private static int label(int label) {
        if (label < 0) {
            throw new IllegalArgumentException("sample: class must be 0 or more, but was " + label);
        }
        return label;
    }

    /** The same with numbers for a loss that wants more than a class. */
    public Sample target(float... target) {
        return new Sample(spikes, frames, label, target.clone());
    }

    /** The spikes; empty where the input is real numbers. */
    public Optional<SpikeTensor> spikes() {
        return spikes;
    }

    /** Real numbers, axes [step][neuron]; empty where the input is spikes. Not a copy. */
    public float[][] frames() {
        return frames;
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
