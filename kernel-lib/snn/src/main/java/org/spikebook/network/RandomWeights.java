package org.spikebook.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
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
        return network.withLayers(chain(network, network.layers(), seed, frames(network, sample)).layers);
    }

    /** Layers with weights, and what leaves them on the sample. */
    private record Drawn(List<Layer> layers, Frame[] out) {
    }

    private static Drawn chain(Network network, List<Layer> chain, long seed, Frame[] in) {
        var layers = new ArrayList<Layer>();
        Frame[] frames = in;
        for (Layer each : chain) {
            Progress.poll("random weights of '" + network.name() + "'");
            Layer layer = each;
            var random = new SplittableRandom(seed + network.indexOf(layer.name()) * 0x9E3779B97F4A7C15L);
            if (layer instanceof Block block) {
                Frame[] entering = frames;
                var branches = new ArrayList<Block.Branch>();
                var outs = new ArrayList<Frame[]>();
                for (Block.Branch branch : block.branches()) {
                    Drawn drawn = chain(network, branch.layers(), seed, entering);
                    branches.add(new Block.Branch(branch.name(), drawn.layers));
                    outs.add(drawn.out);
                }
                Block joined = block.with(branches, block.neuron());
                if (joined instanceof SelfAttention attention) {
                    var unit = attention.scaled(1);
                    joined = attention.scaled(scale(unit, source(unit, outs), entering.length));
                }
                layer = joined;
                frames = run(layer, 1, source(joined, outs), entering.length).out;
            } else {
                if (layer instanceof BatchNorm norm) {
                    Layer unit = measured(norm, frames, random);
                    layer = scaled(unit, norm.neuron().isPresent() ? scale(unit, source(unit, frames), frames.length) : 1);
                } else if (layer.synapses() > 0 && !(layer instanceof CustomLayer)) {
                    Layer unit = normal(layer, random);
                    layer = scaled(unit, scale(unit, source(unit, frames), frames.length));
                }
                frames = run(layer, 1, source(layer, frames), frames.length).out;
            }
            layers.add(layer);
        }
        return new Drawn(layers, frames);
    }

    /** A batch norm with the statistics of its input, and gains that differ from channel to channel. */
    private static BatchNorm measured(BatchNorm norm, Frame[] frames, SplittableRandom random) {
        int channels = norm.channels();
        var sums = new double[channels];
        var squares = new double[channels];
        for (Frame frame : frames) {
            for (int i = 0; i < frame.count; i++) {
                double value = frame.values[frame.active[i]];
                sums[norm.channel(frame.active[i])] += value;
                squares[norm.channel(frame.active[i])] += value * value;
            }
        }
        var scale = new float[channels];
        var mean = new float[channels];
        var variance = new float[channels];
        double count = (double) frames.length * norm.input().size() / channels;
        for (int c = 0; c < channels; c++) {
            scale[c] = (float) StrictMath.exp(norm.neuron().isPresent() ? SPREAD * normal(random) : 0);
            mean[c] = (float) (sums[c] / count);
            double spread = squares[c] / count - (double) mean[c] * mean[c];
            variance[c] = spread > 1e-12 ? (float) spread : 1;
        }
        return new BatchNorm(norm.name(), norm.input(), new BatchNorm.Spec().scale(scale).mean(mean).variance(variance), norm.neuron());
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

    /** The factor of the layer's currents with which it fires at {@link #RATE}; without a neuron, with which its values have mean square 1. */
    private static double scale(Layer unit, Supplier<Source> source, int steps) {
        if (unit.neuron().isEmpty()) {
            double square = density(run(unit, 1, source, steps).out);
            return square == 0 ? 1 : 1 / Math.sqrt(square);
        }
        double low = 1e-9;
        double high = 1e9;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = Math.sqrt(low * high);
            if (run(unit, middle, source, steps).rate < RATE) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    private static Layer scaled(Layer unit, double scale) {
        if (unit instanceof BatchNorm norm) {
            float[] values = norm.spec().scale.clone();
            for (int c = 0; c < values.length; c++) {
                values[c] = (float) (values[c] * scale);
            }
            var spec = norm.spec();
            return new BatchNorm(norm.name(), norm.input(), new BatchNorm.Spec().scale(values).mean(spec.mean).variance(spec.variance), norm.neuron());
        }
        Weights[] drawn = weights(unit);
        int[] next = {0};
        return withWeights(unit, dims -> {
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
        var spec = new Recurrent.Spec().delay(recurrent.delay()).weights(Weights.wrap(values.of(outputs, recurrent.inputs()), outputs, recurrent.inputs()))
                .recurrentWeights(Weights.wrap(values.of(outputs, outputs), outputs, outputs));
        return new Recurrent(recurrent.name(), recurrent.input(), spec, recurrent.neuron());
    }

    private record Run(Frame[] out, double rate) {
    }

    /** Where the currents of a layer come from, step by step, with fresh state. */
    private interface Source {

        void step(int t, double[] values);

        /** Tells a recurrent layer what its neurons did. */
        default void feedback(int[] spikes) {
        }
    }

    private static Supplier<Source> source(Layer layer, Frame[] frames) {
        return () -> {
            Stage stage = Stage.of(layer);
            return new Source() {
                @Override
                public void step(int t, double[] values) {
                    stage.step(frames[t], values);
                }

                @Override
                public void feedback(int[] spikes) {
                    stage.feedback(spikes);
                }
            };
        };
    }

    private static Supplier<Source> source(Block block, List<Frame[]> branches) {
        return () -> {
            Joint joint = Joint.of(block);
            return (t, values) -> joint.step(branches.stream().map(frames -> frames[t]).toList(), values);
        };
    }

    /** The layer with every input current multiplied. */
    private static Run run(Layer layer, double scale, Supplier<Source> source, int steps) {
        int neurons = layer.output().size();
        Source stage = source.get();
        Optional<NeuronState> state = layer.neuron().map(n -> n.start(neurons));
        double[] values = new double[neurons];
        int[] spikes = new int[neurons];
        var out = new Frame[steps];
        long fired = 0;
        for (int t = 0; t < steps; t++) {
            stage.step(t, values);
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
        return new Run(out, (double) fired / ((double) neurons * steps));
    }
}
