package org.spikebook.network;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.spikebook.neuron.Neuron;
import org.spikebook.spike.Shape;

/**
 * Batch normalisation with the statistics of training, channel by channel (feature by feature where there is no image):
 *
 * <pre>{@code
 * out = scale[c] * (in - mean[c]) / sqrt(variance[c] + epsilon) + shift[c]
 * }</pre>
 *
 * Behind a convolution or fully connected layer it folds into the weights: {@link Network#foldBatchNorm}.
 */
public final class BatchNorm implements Layer {

    private final String name;
    private final Shape input;
    private final Spec spec;
    private final Optional<Neuron> neuron;

    BatchNorm(String name, Shape input, Spec given, Optional<Neuron> neuron) {
        LayerChecks.name(name);
        this.name = name;
        this.input = input;
        this.neuron = neuron;
        this.spec = new Spec();
        int channels = channels();
        spec.scale = filled("scale", given.scale, channels, 1);
        spec.shift = filled("shift", given.shift, channels, 0);
        spec.mean = filled("mean", given.mean, channels, 0);
        spec.variance = filled("variance", given.variance, channels, 1);
        spec.epsilon = given.epsilon;
        if (!(spec.epsilon > 0)) {
            throw LayerChecks.error(name, "epsilon must be above 0, but was " + spec.epsilon + ".");
        }
        for (float variance : spec.variance) {
            if (!(variance >= 0)) {
                throw LayerChecks.error(name, "variance must not be negative, but one is " + variance + ".");
            }
        }
        LayerChecks.neuron(name, neuron, input);
    }

    private float[] filled(String what, float[] given, int channels, float otherwise) {
        if (given.length == 0) {
            var all = new float[channels];
            Arrays.fill(all, otherwise);
            return all;
        }
        if (given.length != channels) {
            throw LayerChecks.error(name, what + " must have a value for each of " + channels + " channels, but has " + given.length + ".");
        }
        return given.clone();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Shape input() {
        return input;
    }

    @Override
    public Shape output() {
        return input;
    }

    @Override
    public Optional<Neuron> neuron() {
        return neuron;
    }

    @Override
    public String kind() {
        return "batch norm";
    }

    /** Channels of an image, or features. */
    public int channels() {
        return input.isImage() ? input.size("channel") : input.axes().get(input.axes().size() - 1).size();
    }

    /** Channel of an input neuron. */
    int channel(int neuron) {
        return input.isImage() ? neuron / (input.size() / channels()) : neuron % channels();
    }

    /** What a channel is multiplied with: {@code scale / sqrt(variance + epsilon)}. */
    public double factor(int channel) {
        return spec.scale[channel] / Math.sqrt(spec.variance[channel] + spec.epsilon);
    }

    /** What is added to a channel then: {@code shift - mean * factor}. */
    public double offset(int channel) {
        return spec.shift[channel] - spec.mean[channel] * factor(channel);
    }

    /** Scale and shift of each channel. */
    @Override
    public long parameters() {
        return 2L * channels();
    }

    /** What a layer of this kind was made from. */
    Spec spec() {
        return spec;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BatchNorm that && name.equals(that.name) && input.equals(that.input) && neuron.equals(that.neuron)
                && Arrays.equals(spec.scale, that.spec.scale) && Arrays.equals(spec.shift, that.spec.shift) && Arrays.equals(spec.mean, that.spec.mean)
                && Arrays.equals(spec.variance, that.spec.variance) && spec.epsilon == that.spec.epsilon;
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, input, neuron, Arrays.hashCode(spec.scale), Arrays.hashCode(spec.mean));
    }

    @Override
    public String toString() {
        return name + ": batch norm " + input;
    }

    /** Parameters and statistics, one value a channel. Scale 1, shift 0, mean 0, variance 1 and epsilon 1e-5 unless said otherwise. */
    public static final class Spec {

        float[] scale = {};
        float[] shift = {};
        float[] mean = {};
        float[] variance = {};
        double epsilon = 1e-5;

        Spec() {
        }

        /** Gamma. */
        public Spec scale(float... scale) {
            this.scale = scale.clone();
            return this;
        }

        /** Beta. */
        public Spec shift(float... shift) {
            this.shift = shift.clone();
            return this;
        }

        /** Means of the channels in training. */
        public Spec mean(float... mean) {
            this.mean = mean.clone();
            return this;
        }

        /** Variances of the channels in training, 0 or more. */
        public Spec variance(float... variance) {
            this.variance = variance.clone();
            return this;
        }

        /** Added to the variance, above 0. */
        public Spec epsilon(double epsilon) {
            this.epsilon = epsilon;
            return this;
        }
    }
}
