package org.spikebook.training;

import org.spikebook.training.data.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.spikebook.progress.Progress;

/**
 * Nodes, each of which reads the trace of one before it (those where traces meet: of several), run forward and backward sample by sample: one sample goes through all layers with all its steps
 * and back again while it is in the cache. The samples of a batch belong to shards in a fixed way, each shard sums its own gradients in order, and shards are
 * summed in order: the bits do not depend on the number of threads.
 */
final class Engine {

    /** So many pieces of tensors are not worth a second thread. */
    private static final int ALONE = 8;
    /** Shards of a batch; so many threads can work at once. */
    static final int SHARDS = 4;

    final List<Node> nodes;
    final List<String> names;           // of the node's layer
    /** Number of the trace that each node reads: 0 the input, i + 1 what leaves node i. */
    private final int[] source;
    /** Whether a node's events have to be found for those that read them. */
    private final boolean[] scanned;
    /** Whether a node and the one before are a pair of {@link StepNode}s that nothing else reads between. */
    private final boolean[] linked;
    final List<Tensor> tensors = new ArrayList<>();
    private final Piece[] pieces;
    final Form input;
    final Form output;
    private final SampleReader reader;
    private final Team team;
    private final Run[] runs;

    // of the step at work
    private List<Sample> batch = List.of();
    private Loss loss = (output, sample, gradient) -> 0;
    private List<ActivityTerm> terms = List.of();
    private boolean training;
    private long seed;
    private final double[] lossOfShard = new double[SHARDS];
    private final int[] correctOfShard = new int[SHARDS];
    private final int[] faultOfShard = new int[SHARDS];         // number of a node, -1 for none
    private final long[][] spikesOfShard;
    private int[] predictions = new int[0];

    /** Nodes in a row. */
    Engine(List<Node> nodes, List<String> names, int threads) {
        this(nodes, names, IntStream.range(0, nodes.size()).boxed().toList(), threads);
    }

    Engine(List<Node> nodes, List<String> names, List<Integer> sources, int threads) {
        this.nodes = List.copyOf(nodes);
        this.names = List.copyOf(names);
        source = sources.stream().mapToInt(Integer::intValue).toArray();
        scanned = new boolean[nodes.size()];
        for (int i = 0; i < source.length; i++) {
            if (source[i] > 0 && nodes.get(i).readsEvents() && !nodes.get(source[i] - 1).fires()) {
                scanned[source[i] - 1] = true;
            }
        }
        linked = links();
        var arena = new Arena();
        for (Node node : nodes) {
            node.place(arena);
            tensors.addAll(node.tensors());
        }
        input = nodes.get(0).in;
        output = nodes.get(nodes.size() - 1).out;
        reader = new SampleReader(input, nodes.get(0).kernels);
        team = new Team(Math.max(1, Math.min(threads, SHARDS)));
        runs = new Run[SHARDS];
        spikesOfShard = new long[SHARDS][nodes.size()];
        pieces = pieces();
        prepare();
    }

    private boolean[] links() {
        int[] readers = new int[nodes.size() + 1];
        for (int i = 0; i < source.length; i++) {
            readers[source[i]]++;
            if (nodes.get(i) instanceof MeetingNode meeting) {
                for (int trace : meeting.further) {
                    readers[trace]++;
                }
            }
        }
        boolean[] linked = new boolean[nodes.size() + 1];
        for (int i = 1; i < nodes.size(); i++) {
            linked[i] = nodes.get(i - 1) instanceof StepNode && nodes.get(i) instanceof StepNode && source[i] == i && readers[i] == 1;
        }
        return linked;
    }

    /** The node behind the last of those that are linked to this one. */
    private int chainEnd(int node) {
        int end = node + 1;
        while (linked[end]) {
            end++;
        }
        return end;
    }

    /** What is kept of all steps between linked nodes. */
    private enum Keep {
        /** Only spikes. */
        SPIKES,
        /** Spikes and their gradients, which terms of activity add to. */
        SPIKE_GRADIENTS,
        /** Everything, for a look at it. */
        ALL
    }

    /** Bytes that linked nodes pass on at a time, so that they stay in the second-level cache. */
    private static final int RANGE = 3 << 17;

    /** Memory of one worker for one sample. */
    private static final class Run implements ActivityTerm.Activity {

        final Engine engine;
        final int maxSteps;
        final Keep keep;
        /** Steps that a chain of linked nodes takes at a time, for each of its nodes. */
        final int[] range;
        final Trace[] traces;
        final Object[] states;
        final SampleReader.State reading;
        final float[][] output;
        final float[][] gradient;
        float[][] outputOfLength;
        float[][] gradientOfLength;

        Run(Engine engine, int maxSteps, Keep keep) {
            this.engine = engine;
            this.maxSteps = maxSteps;
            this.keep = keep;
            traces = new Trace[engine.nodes.size() + 1];
            states = new Object[engine.nodes.size()];
            range = engine.ranges(maxSteps);
            var arena = new Arena();
            traces[0] = new Trace(engine.input, maxSteps, arena);
            for (int i = 0; i < states.length; i++) {
                Node node = engine.nodes.get(i);
                boolean passes = engine.linked[i + 1] && keep != Keep.ALL;
                boolean values = passes && !node.fires() && !engine.scanned[i];
                boolean gradients = passes && !node.reachesBack() && !(node.fires() && keep == Keep.SPIKE_GRADIENTS);
                traces[i + 1] = new Trace(node.out, maxSteps, values ? range[i] : maxSteps, gradients ? range[i] : maxSteps, arena);
                states[i] = node.state(maxSteps, arena);
            }
            reading = engine.reader.state(maxSteps);
            output = new float[maxSteps][engine.output.neurons()];
            gradient = new float[maxSteps][engine.output.neurons()];
            outputOfLength = output;
            gradientOfLength = gradient;
        }

        Trace[] further(MeetingNode node) {
            var further = new Trace[node.further.length];
            for (int i = 0; i < further.length; i++) {
                further[i] = traces[node.further[i]];
                further[i].writeValues();
            }
            return further;
        }

        private int trace(int layer) {
            return engine.spiking[layer];
        }

        @Override
        public int layers() {
            return engine.spiking.length;
        }

        @Override
        public String name(int layer) {
            return layer == 0 ? "input" : engine.names.get(trace(layer) - 1);
        }

        @Override
        public int neurons(int layer) {
            return traces[trace(layer)].form.neurons();
        }

        @Override
        public int steps() {
            return traces[0].steps;
        }

        @Override
        public float spike(int layer, int step, int neuron) {
            Trace trace = traces[trace(layer)];
            trace.writeValues();
            return trace.x[trace.x(step) + trace.form.place()[neuron]];
        }

        @Override
        public void addGradient(int layer, int step, int neuron, float gradient) {
            Trace trace = traces[trace(layer)];
            trace.dx[trace.dx(step) + trace.form.place()[neuron]] += gradient;
        }
    }

    private int[] ranges(int maxSteps) {
        int[] ranges = new int[nodes.size()];
        for (int first = 0; first < ranges.length; first = chainEnd(first)) {
            int floats = 0;
            for (int i = first + 1; i < chainEnd(first); i++) {
                floats += nodes.get(i).in.width();
            }
            int range = floats == 0 ? maxSteps : Math.max(1, Math.min(maxSteps, RANGE / (Float.BYTES * floats)));
            Arrays.fill(ranges, first, chainEnd(first), range);
        }
        return ranges;
    }

    /** Numbers of the traces that hold spikes: the input, then what leaves each neuron node. */
    private int[] spiking = {0};

    /** Derived copies of the parameters; after every change of them. */
    void prepare() {
        tensors.forEach(Tensor::load);
        for (int i = 0; i < nodes.size(); i++) {
            nodes.get(i).prepare(source[i] > 0 || inputGradient);
        }
        var numbers = new ArrayList<Integer>(List.of(0));
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).fires()) {
                numbers.add(i + 1);
            }
        }
        spiking = numbers.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * What a pass over a batch gave.
     *
     * @param fault where the loss is no number: the first layer that some of whose values are none, if it is not the loss itself
     */
    record Pass(double loss, int correct, int[] predictions, double[] rates, Optional<String> fault) {
    }

    /**
     * Runs a batch; in training sums gradients (of the mean loss) into the first shard of every tensor.
     *
     * @param seed of what is random in the forward pass
     */
    Pass pass(List<Sample> batch, Loss loss, List<ActivityTerm> terms, boolean training, long seed) {
        this.batch = batch;
        this.loss = loss;
        this.terms = terms;
        this.training = training;
        this.seed = seed;
        int steps = 0;
        for (Sample sample : batch) {
            steps = Math.max(steps, sample.steps());
        }
        if (predictions.length != batch.size()) {
            predictions = new int[batch.size()];
        }
        Keep keep = inputGradient ? Keep.ALL : training && !terms.isEmpty() ? Keep.SPIKE_GRADIENTS : Keep.SPIKES;
        for (int w = 0; w < team.threads(); w++) {
            if (runs[w] == null || runs[w].maxSteps < steps || runs[w].keep.compareTo(keep) < 0) {
                runs[w] = new Run(this, steps, keep);
            }
        }
        Arrays.fill(lossOfShard, 0);
        Arrays.fill(correctOfShard, 0);
        Arrays.fill(faultOfShard, -1);
        for (long[] spikes : spikesOfShard) {
            Arrays.fill(spikes, 0);
        }
        team.together(SHARDS, this::shard);
        double sum = 0;
        int correct = 0;
        for (int s = 0; s < SHARDS; s++) {
            sum += lossOfShard[s];
            correct += correctOfShard[s];
        }
        if (training) {
            forPieces((i, first, end) -> tensors.get(i).reduce(first, end, 1f / batch.size()));
        }
        return new Pass(sum / batch.size(), correct, predictions, rates(), Arrays.stream(faultOfShard).filter(i -> i >= 0).mapToObj(names::get).findFirst());
    }

    private double[] rates() {
        double[] rates = new double[nodes.size()];
        long steps = 0;
        for (Sample sample : batch) {
            steps += sample.steps();
        }
        for (int i = 0; i < rates.length; i++) {
            long spikes = 0;
            for (long[] shard : spikesOfShard) {
                spikes += shard[i];
            }
            rates[i] = (double) spikes / ((double) steps * nodes.get(i).out.neurons());
        }
        return rates;
    }

    private void shard(int worker, int shard) {
        Run run = runs[worker];
        for (int i = 0; training && i < nodes.size(); i++) {
            nodes.get(i).start(run.states[i]);
        }
        for (Tensor tensor : training ? tensors : List.<Tensor>of()) {
            tensor.clearGradient(shard);
        }
        for (int i = shard; i < batch.size() && !team.isStopped(); i += SHARDS) {
            Progress.poll("training");
            sample(run, batch.get(i), i, shard);
        }
        for (int i = 0; training && i < nodes.size(); i++) {
            nodes.get(i).finish(run.states[i], shard);
        }
    }

    /** What is done with some places of a tensor. */
    interface OnPiece {

        void accept(int tensor, int first, int end);
    }

    /** Calls back for all places of all tensors, on several threads if there are many. */
    void forPieces(OnPiece each) {
        if (pieces.length > ALONE) {
            team.together(pieces.length, (worker, i) -> pieces[i].apply(each));
        } else {
            for (Piece piece : pieces) {
                piece.apply(each);
            }
        }
    }

    private record Piece(int tensor, int first, int end) {

        void apply(OnPiece each) {
            each.accept(tensor, first, end);
        }
    }

    private Piece[] pieces() {
        return IntStream.range(0, tensors.size()).boxed().flatMap(i -> IntStream.rangeClosed(0, (tensors.get(i).master.length - 1) / Tensor.PIECE)
                .mapToObj(p -> new Piece(i, p * Tensor.PIECE, Math.min(tensors.get(i).master.length, (p + 1) * Tensor.PIECE)))).toArray(Piece[]::new);
    }

    private void forward(Run run, Sample sample, int number) {
        int steps = sample.steps();
        reader.fill(run.traces[0], sample, run.reading);
        for (int i = 0; i < nodes.size(); i++) {
            run.traces[i + 1].steps = steps;
            run.traces[i + 1].binary = false;
            nodes.get(i).draw(run.states[i], training, seed * 0x9E3779B97F4A7C15L + number * 1000003L + i);
        }
        for (int first = 0; first < nodes.size(); first = chainEnd(first)) {
            for (int t = 0; t < steps; t += run.range[first]) {
                for (int i = first; i < chainEnd(first); i++) {
                    forward(run, i, t, Math.min(steps, t + run.range[first]));
                }
            }
        }
    }

    private void forward(Run run, int i, int first, int end) {
        Trace from = run.traces[source[i]];
        Trace to = run.traces[i + 1];
        if (nodes.get(i).readsValues()) {
            from.writeValues();
        }
        if (nodes.get(i) instanceof StepNode node) {
            node.forward(from, to, run.states[i], first, end);
        } else if (nodes.get(i) instanceof MeetingNode meeting) {
            meeting.forward(from, run.further(meeting), to, run.states[i]);
        } else {
            nodes.get(i).forward(from, to, run.states[i]);
        }
        for (int t = first; scanned[i] && t < end; t++) {
            to.scan(t, nodes.get(0).kernels);
        }
    }

    private void backward(Run run, int shard) {
        int steps = run.traces[0].steps;
        int end = nodes.size();
        while (end > 0) {
            int first = end - 1;
            while (linked[first]) {
                first--;
            }
            int range = run.range[first];
            for (int t = (steps - 1) / range * range; t >= 0; t -= range) {
                for (int i = end - 1; i >= first; i--) {
                    backward(run, i, shard, t, Math.min(steps, t + range));
                }
            }
            end = first;
        }
    }

    private void backward(Run run, int i, int shard, int first, int end) {
        Trace from = run.traces[source[i]];
        boolean wanted = source[i] > 0 || inputGradient;
        if (nodes.get(i) instanceof StepNode node) {
            node.backward(from, run.traces[i + 1], run.states[i], shard, wanted, first, end);
        } else if (nodes.get(i) instanceof MeetingNode meeting) {
            meeting.backward(from, run.further(meeting), run.traces[i + 1], run.states[i]);
        } else {
            nodes.get(i).backward(from, run.traces[i + 1], run.states[i], shard, wanted);
        }
    }

    private void sample(Run run, Sample sample, int number, int shard) {
        int steps = sample.steps();
        forward(run, sample, number);
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).fires()) {
                spikesOfShard[shard][i] += run.traces[i + 1].events();
            }
        }
        Trace last = run.traces[nodes.size()];
        if (run.outputOfLength.length != steps) {
            run.outputOfLength = Arrays.copyOf(run.output, steps);
            run.gradientOfLength = Arrays.copyOf(run.gradient, steps);
        }
        int best = 0;
        float most = Float.NEGATIVE_INFINITY;
        for (int k = 0; k < output.neurons(); k++) {
            float sum = 0;
            for (int t = 0; t < steps; t++) {
                float value = last.x[last.x(t) + output.place()[k]];
                run.output[t][k] = value;
                run.gradient[t][k] = 0;
                sum += value;
            }
            if (sum > most && k >= answersFrom) {
                most = sum;
                best = k - answersFrom;
            }
        }
        predictions[number] = best;
        correctOfShard[shard] += best == sample.label() ? 1 : 0;
        double value = loss.value(run.outputOfLength, sample, run.gradientOfLength);
        if (!Double.isFinite(value) && faultOfShard[shard] < 0) {
            faultOfShard[shard] = fault(sample, number);
        }
        if (!training) {
            for (ActivityTerm term : terms) {
                value += term.value(run, sample);
            }
            lossOfShard[shard] += value;
            return;
        }
        for (int i = 1; i < run.traces.length; i++) {
            run.traces[i].clearGradient();
        }
        if (inputGradient) {
            run.traces[0].writeValues();
            run.traces[0].clearGradient();
        }
        for (int t = 0; t < steps; t++) {
            for (int k = 0; k < output.neurons(); k++) {
                last.dx[last.dx(t) + output.place()[k]] = run.gradient[t][k];
            }
        }
        for (ActivityTerm term : terms) {
            value += term.value(run, sample);
        }
        lossOfShard[shard] += value;
        backward(run, shard);
        if (inputGradient) {
            seen.accept(number, run.traces);
        }
    }

    /** The first of the outputs among which the prediction is the largest. */
    private int answersFrom;

    /** Predicts among the last so many outputs. */
    void answers(int classes) {
        answersFrom = output.neurons() - classes;
    }

    /** The first node that gave a value that is no number; -1 for none. */
    private int fault(Sample sample, int number) {
        var run = new Run(this, sample.steps(), Keep.ALL);
        forward(run, sample, number);
        for (int i = 0; i < nodes.size(); i++) {
            Trace trace = run.traces[i + 1];
            for (int at = trace.xAt; at < trace.xAt + trace.steps * trace.form.width(); at++) {
                if (!Float.isFinite(trace.x[at])) {
                    return i;
                }
            }
        }
        return -1;
    }

    /** For checks: the gradient of the input is wanted too, and what a sample's traces were. */
    private boolean inputGradient;
    private java.util.function.BiConsumer<Integer, Trace[]> seen = (number, traces) -> {
    };

    void watch(java.util.function.BiConsumer<Integer, Trace[]> seen) {
        this.seen = seen;
        inputGradient = true;
        prepare();
    }
}
