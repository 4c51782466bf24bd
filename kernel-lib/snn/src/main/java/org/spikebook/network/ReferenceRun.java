package org.spikebook.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.spikebook.neuron.FixedPointState;
import org.spikebook.neuron.Neuron;
import org.spikebook.neuron.NeuronState;
import org.spikebook.progress.Progress;
import org.spikebook.spike.SpikeTensor;

/** The plain run of a network, step by step and layer by layer within a step; every faster path must equal it bit for bit. */
final class ReferenceRun {

    /** One layer while it runs. */
    private static final class Running {

        final Layer layer;
        final Stage stage;
        final Optional<NeuronState> neuron;
        final int maxSpikes;
        final double[] values;
        final int[] spikes;
        final Frame out;
        /** Largest whole number that can leave, 0 where real numbers leave. */
        final long largest;
        final Optional<SpikeTensor.Builder> recordedSpikes;
        final Optional<double[][]> recorded;        // [neuron][step]

        Running(Layer layer, long largestIn, int steps, boolean record) {
            this.layer = layer;
            this.stage = Stage.of(layer);
            int neurons = layer.output().size();
            this.neuron = layer.neuron().map(n -> n.start(neurons));
            this.maxSpikes = layer.neuron().map(Neuron::maxSpikes).orElse(0);
            this.values = new double[neurons];
            this.spikes = new int[neurons];
            this.out = new Frame(neurons);
            this.largest = largest(layer, largestIn);
            this.recordedSpikes = largest == 0 ? Optional.empty()
                    : Optional.of(SpikeTensor.builder(layer.output(), steps).planes(64 - Long.numberOfLeadingZeros(largest)));
            this.recorded = record ? Optional.of(new double[neurons][steps]) : Optional.empty();
        }

        private static long largest(Layer layer, long largestIn) {
            long largest = 0;
            if (layer.neuron().isPresent()) {
                largest = layer.neuron().get().maxSpikes();
            } else if (layer instanceof Flatten || layer instanceof Pool pool && pool.pooling() == Pool.Kind.MAX) {
                largest = largestIn;
            } else if (layer instanceof Pool pool && pool.pooling() == Pool.Kind.SUM) {
                largest = largestIn * pool.fanIn();
            }
            return largest < 1L << SpikeTensor.MAX_PLANES ? largest : 0;
        }

        long overflows() {
            long registers = neuron.filter(FixedPointState.class::isInstance).map(FixedPointState.class::cast)
                    .map(state -> state.wraps() + state.saturations()).orElse(0L);
            return stage.saturations() + registers;
        }

        void step(Frame in, int t) {
            stage.step(in, values);
            out.clear();
            if (neuron.isPresent()) {
                neuron.get().step(values, spikes);
                stage.feedback(spikes);
                for (int n = 0; n < spikes.length; n++) {
                    if (spikes[n] != 0) {
                        if (spikes[n] < 0 || spikes[n] > maxSpikes) {
                            throw LayerChecks.error(layer.name(), "neuron " + n + " gave " + spikes[n] + " spikes at step " + t
                                    + "; it may give 0.." + maxSpikes + ". Maybe its maxSpikes() is wrong.");
                        }
                        out.add(n, spikes[n]);
                    }
                }
            } else {
                for (int n = 0; n < values.length; n++) {
                    if (values[n] != 0) {
                        out.add(n, values[n]);
                    }
                }
            }
            recordedSpikes.ifPresent(builder -> {
                for (int i = 0; i < out.count; i++) {
                    int n = out.active[i];
                    builder.set(n, t, (int) out.values[n]);
                }
            });
            recorded.ifPresent(trace -> {
                for (int n = 0; n < trace.length; n++) {
                    trace[n][t] = neuron.isPresent() ? neuron.get().potential(n) : values[n];
                }
            });
        }
    }

    private ReferenceRun() {
    }

    static Activity run(Network network, SpikeTensor input, RunOptions options) {
        if (!input.shape().equals(network.input())) {
            throw new IllegalArgumentException("network '" + network.name() + "': needs spikes of shape " + network.input()
                    + ", but they have " + input.shape() + (input.neurons() == network.input().size()
                    ? ". Maybe spikes.reshape(network.input())." : "."));
        }
        options.layers().forEach(network::indexOf);
        int steps = input.steps();
        var running = new ArrayList<Running>();
        long largest = (1L << input.planes()) - 1;
        List<Layer> layers = network.layers();
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            boolean last = i == layers.size() - 1;
            boolean wanted = options.all() || options.layers().contains(layer.name());
            var next = new Running(layer, largest, steps, wanted || last && Running.largest(layer, largest) == 0);
            running.add(next);
            largest = next.largest;
        }
        var frame = new Frame(input.neurons());
        var words = new long[input.neurons()];
        for (int t = 0; t < steps; t++) {
            Progress.poll("network '" + network.name() + "'");
            if ((t & 63) == 0) {
                for (int n = 0; n < words.length; n++) {
                    words[n] = input.word(n, t >> 6);
                }
            }
            frame.clear();
            for (int n = 0; n < words.length; n++) {
                if ((words[n] >>> t & 1) != 0) {
                    frame.add(n, input.planes() == 1 ? 1 : input.value(n, t));
                }
            }
            Frame in = frame;
            for (Running layer : running) {
                layer.step(in, t);
                in = layer.out;
            }
        }
        return new Activity(network, input, running.stream().map(r -> r.recordedSpikes.map(SpikeTensor.Builder::build)).toList(),
                running.stream().map(r -> r.recorded).toList(), running.stream().map(Running::overflows).toList());
    }
}
