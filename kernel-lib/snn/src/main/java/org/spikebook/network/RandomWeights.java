package org.spikebook.network;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.spikebook.neuron.NeuronState;
import org.spikebook.progress.Progress;
import org.spikebook.spike.SpikeTensor;

/** Seeded weights that keep a network alive: see {@link Network#withRandomWeights}. */
final class RandomWeights {

    /** Firing rate that every spiking layer gets on the sample. */
    static final double RATE = 0.05;

    /** Standard deviation of the logarithm of an output's gain. */
    private static final double SPREAD = 1;

    private static final int HALVINGS = 40;

    private RandomWeights() {
    }

    static Network draw(Network network, long seed, SpikeTensor sample) {
        if (sample.count() == 0) {
            throw new IllegalArgumentException("network '" + network.name()
                    + "': the sample has no spikes, so weights cannot be fitted to it. Maybe another recording.");
        }
        var builder = network.toBuilder();
        builder.layers.clear();
        Frame[] frames = frames(network, sample);
        for (int i = 0; i < network.layers().size(); i++) {
            Progress.poll("random weights of '" + network.name() + "'");
            Layer layer = network.layers().get(i);
            if (layer.synapses() > 0 && !(layer instanceof CustomLayer)) {
                layer = fitted(layer, normal(layer, new SplittableRandom(seed + i * 0x9E3779B97F4A7C15L)), frames);
            }
            builder.layers.add(layer);
            frames = run(layer, 1, frames).out;
        }
        return builder.build();
    }

    private static Frame[] frames(Network network, SpikeTensor sample) {
        if (!sample.shape().equals(network.input())) {
            throw new IllegalArgumentException("network '" + network.name() + "': needs a sample of shape " + network.input()
                    + ", but it has " + sample.shape());
        }
        var frames = new Frame[sample.steps()];
        for (int t = 0; t < frames.length; t++) {
            frames[t] = new Frame(sample.neurons());
            for (int n = 0; n < sample.neurons(); n++) {
                int value = sample.value(n, t);
                if (value != 0) {
                    frames[t].add(n, value);
                }
            }
        }
        return frames;
    }

    /** Mean square of the values; the firing rate for binary spikes. */
    private static double density(Frame[] frames) {
        double sum = 0;
        for (Frame frame : frames) {
            for (int i = 0; i < frame.count; i++) {
                sum += frame.values[frame.active[i]] * frame.values[frame.active[i]];
            }
        }
        return sum / ((double) frames.length * frames[0].values.length);
    }

    /**
     * The layer with weights {@code exp(SPREAD * g[o]) * z[o][...]}, g and z standard normal, and no bias. Outputs of different gain
     * keep a layer alive over a wide range of input rates: with equal gains, a layer that fires at 5 % for 5 % of input is silent at 1 %.
     */
    private static Layer normal(Layer layer, SplittableRandom random) {
        return withWeights(layer, dims -> {
            var values = new float[Arrays.stream(dims).reduce(1, Math::multiplyExact)];
            int inputs = values.length / dims[0];
            for (int w = 0; w < values.length;) {
                double gain = StrictMath.exp(SPREAD * normal(random));
                for (int end = w + inputs; w < end; w++) {
                    values[w] = (float) (gain * normal(random));
                }
            }
            return values;
        });
    }

    /** Standard normal (Box and Muller 1958); two uniforms a number. */
    private static double normal(SplittableRandom random) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        return radius * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
    }

    /** The layer with its weights multiplied so that it fires at {@link #RATE}; without a neuron, so that its values have mean square 1. */
    private static Layer fitted(Layer layer, Layer unit, Frame[] frames) {
        double scale;
        if (layer.neuron().isPresent()) {
            double low = 1e-9;
            double high = 1e9;
            for (int i = 0; i < HALVINGS; i++) {
                double middle = Math.sqrt(low * high);
                if (run(unit, middle, frames).rate < RATE) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            scale = high;
        } else {
            double square = density(run(unit, 1, frames).out);
            scale = square == 0 ? 1 : 1 / Math.sqrt(square);
        }
        Weights[] drawn = weights(unit);
        int[] next = {0};
        return withWeights(layer, dims -> {
            float[] values = drawn[next[0]++].toArray();
            for (int w = 0; w < values.length; w++) {
                values[w] = (float) (values[w] * scale);
            }
            return values;
        });
    }

    private static Weights[] weights(Layer layer) {
        if (layer instanceof Conv2d conv) {
            return new Weights[] {conv.weights().orElseThrow()};
        } else if (layer instanceof Dense dense) {
            return new Weights[] {dense.weights().orElseThrow()};
        }
        var recurrent = (Recurrent) layer;
        return new Weights[] {recurrent.weights().orElseThrow(), recurrent.recurrentWeights().orElseThrow()};
    }

    private interface Values {
        float[] of(int... dims);
    }

    private static Layer withWeights(Layer layer, Values values) {
        if (layer instanceof Conv2d conv) {
            int[] dims = {conv.filters(), conv.channels(), conv.kernelHeight(), conv.kernelWidth()};
            var spec = new Conv2d.Spec().stride(conv.strideY(), conv.strideX()).padding(conv.paddingY(), conv.paddingX())
                    .weights(Weights.wrap(values.of(dims), dims));
            return new Conv2d(conv.name(), conv.input(), spec, conv.neuron());
        } else if (layer instanceof Dense dense) {
            var weights = Weights.wrap(values.of(dense.outputs(), dense.inputs()), dense.outputs(), dense.inputs());
            return new Dense(dense.name(), dense.input(), new Dense.Spec().weights(weights), dense.neuron());
        }
        var recurrent = (Recurrent) layer;
        int outputs = recurrent.outputs();
        var spec = new Recurrent.Spec().weights(Weights.wrap(values.of(outputs, recurrent.inputs()), outputs, recurrent.inputs()))
                .recurrentWeights(Weights.wrap(values.of(outputs, outputs), outputs, outputs));
        return new Recurrent(recurrent.name(), recurrent.input(), spec, recurrent.neuron());
    }

    private record Run(Frame[] out, double rate) {
    }

    /** The layer with every input current multiplied. */
    private static Run run(Layer layer, double scale, Frame[] frames) {
        int neurons = layer.output().size();
        Stage stage = Stage.of(layer);
        Optional<NeuronState> state = layer.neuron().map(n -> n.start(neurons));
        double[] values = new double[neurons];
        int[] spikes = new int[neurons];
        var out = new Frame[frames.length];
        long fired = 0;
        for (int t = 0; t < frames.length; t++) {
            stage.step(frames[t], values);
            if (scale != 1) {
                for (int n = 0; n < neurons; n++) {
                    values[n] *= scale;
                }
            }
            out[t] = new Frame(neurons);
            if (state.isPresent()) {
                fired += state.get().step(values, spikes);
                stage.feedback(spikes);
            }
            for (int n = 0; n < neurons; n++) {
                double value = state.isPresent() ? spikes[n] : values[n];
                if (value != 0) {
                    out[t].add(n, value);
                }
            }
        }
        return new Run(out, (double) fired / ((double) neurons * frames.length));
    }
}
