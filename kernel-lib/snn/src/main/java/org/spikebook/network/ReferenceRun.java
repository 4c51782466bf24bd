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
        final Stage stage;          // of a layer that is no block
        final List<List<Running>> branches = new ArrayList<>();
        final Optional<Joint> joint;
        final Optional<NeuronState> neuron;
        final int maxSpikes;
        final double[] values;
        final int[] spikes;
        final Frame out;
        /** Largest whole number that can leave, 0 where real numbers leave. */
        final long largest;
        final Optional<SpikeTensor.Builder> recordedSpikes;
        final Optional<double[][]> recorded;        // [neuron][step]

        Running(Layer layer, long largestIn, int steps, Wanted wanted) {
            this.layer = layer;
            if (layer instanceof Block block) {
                block.branches().forEach(branch -> branches.add(chain(branch.layers(), largestIn, steps, wanted)));
                this.joint = Optional.of(Joint.of(block));
                this.stage = (in, out) -> { };
            } else {
                this.joint = Optional.empty();
                this.stage = Stage.of(layer);
            }
            int neurons = layer.output().size();
            this.neuron = layer.neuron().map(n -> n.start(neurons));
            this.maxSpikes = layer.neuron().map(Neuron::maxSpikes).orElse(0);
            this.values = new double[neurons];
            this.spikes = new int[neurons];
            this.out = new Frame(neurons);
            this.largest = largest(largestIn);
            boolean record = wanted.of(layer, largest);
            this.recordedSpikes = largest == 0 ? Optional.empty()
                    : Optional.of(SpikeTensor.builder(layer.output(), steps).planes(64 - Long.numberOfLeadingZeros(largest)));
            this.recorded = record ? Optional.of(new double[neurons][steps]) : Optional.empty();
        }

        private long largest(long largestIn) {
            long largest = 0;
            if (layer instanceof Residual residual) {
                long body = leaving(branches.get(0), largestIn);
                long past = leaving(branches.get(1), largestIn);
                if (residual.join() != Residual.Join.ADD && (body != 1 || past != 1)) {
                    throw LayerChecks.error(layer.name(), residual.join() + " needs binary spikes, but " + (body != 1 ? "the body" : "the shortcut")
                            + " gives " + ((body != 1 ? body : past) == 0 ? "real numbers" : "spikes of several bits") + ". Maybe Join.ADD.");
                }
                largest = residual.join() == Residual.Join.ADD ? body == 0 || past == 0 ? 0 : body + past : 1;
            }
            if (layer.neuron().isPresent()) {
                largest = layer.neuron().get().maxSpikes();
            } else if (layer instanceof Flatten || layer instanceof Pool pool && pool.pooling() == Pool.Kind.MAX) {
                largest = largestIn;
            } else if (layer instanceof Pool pool && pool.pooling() == Pool.Kind.SUM) {
                largest = largestIn * pool.fanIn();
            }
            return largest < 1L << SpikeTensor.MAX_PLANES ? largest : 0;
        }

        private static long leaving(List<Running> branch, long largestIn) {
            return branch.isEmpty() ? largestIn : branch.get(branch.size() - 1).largest;
        }

        /** This layer behind those inside it. */
        void addAllTo(List<Running> all) {
            branches.forEach(branch -> branch.forEach(inner -> inner.addAllTo(all)));
            all.add(this);
        }

        long overflows() {
            long registers = neuron.filter(FixedPointState.class::isInstance).map(FixedPointState.class::cast)
                    .map(state -> state.wraps() + state.saturations()).orElse(0L);
            return stage.saturations() + registers;
        }

        void step(Frame in, int t) {
            if (joint.isPresent()) {
                joint.get().step(branches.stream().map(branch -> ReferenceRun.step(branch, in, t)).toList(), values);
            } else {
                stage.step(in, values);
            }
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

    /** Which layers' potentials or values a run records. */
    private record Wanted(RunOptions options, Layer last) {

        boolean of(Layer layer, long largest) {
            return options.all() || options.layers().contains(layer.name()) || layer == last && largest == 0;
        }
    }

    private ReferenceRun() {
    }

    private static List<Running> chain(List<Layer> layers, long largestIn, int steps, Wanted wanted) {
        var running = new ArrayList<Running>();
        long largest = largestIn;
        for (Layer layer : layers) {
            var next = new Running(layer, largest, steps, wanted);
            running.add(next);
            largest = next.largest;
        }
        return running;
    }

    /** One step of a chain of layers: what leaves the last. */
    private static Frame step(List<Running> chain, Frame input, int t) {
        Frame in = input;
        for (Running layer : chain) {
            layer.step(in, t);
            in = layer.out;
        }
        return in;
    }

    static Activity run(Network network, SpikeTensor input, RunOptions options) {
        if (!input.shape().equals(network.input())) {
            throw new IllegalArgumentException("network '" + network.name() + "': needs spikes of shape " + network.input()
                    + ", but they have " + input.shape() + (input.neurons() == network.input().size()
                    ? ". Maybe spikes.reshape(network.input())." : "."));
        }
        options.layers().forEach(network::indexOf);
        int steps = input.steps();
        List<Layer> layers = network.layers();
        List<Running> running = chain(layers, (1L << input.planes()) - 1, steps, new Wanted(options, layers.get(layers.size() - 1)));
        var all = new ArrayList<Running>();
        running.forEach(layer -> layer.addAllTo(all));
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
            step(running, frame, t);
        }
        return new Activity(network, input, all.stream().map(r -> r.recordedSpikes.map(SpikeTensor.Builder::build)).toList(),
                all.stream().map(r -> r.recorded).toList(), all.stream().map(Running::overflows).toList());
    }
}
