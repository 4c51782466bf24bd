package org.spikebook.training;

import org.spikebook.training.data.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.concurrent.CancellationException;
import org.spikebook.progress.Progress;
import org.spikebook.spike.SpikeTensor;

/**
 * Nodes, each of which reads the trace of one before it (those where traces meet: of several), run forward and backward sample by sample: one sample goes through all layers with all its steps
 * and back again while it is in the cache. The samples of a batch belong to shards in a fixed way, each shard sums its own gradients in order, and shards are
 * summed in order: the bits do not depend on the number of threads.
 */
final class Engine {

    /** Shards of a batch; so many threads can work at once. */
    static final int SHARDS = 4;

    final List<Node> nodes;
    final List<String> names;           // of the node's layer
    /** Number of the trace that each node reads: 0 the input, i + 1 what leaves node i. */
    private final int[] source;
    /** Whether a node's events have to be found for those that read them. */
    private final boolean[] scanned;
    final List<Tensor> tensors = new ArrayList<>();
    final Form input;
    final Form output;
    /** Numbers of the inputs in the order of their places. */
    private final int[] inOrder;
    private final int threads;
    private final Optional<ExecutorService> workers;
    private final Run[] runs;
    private final ArrayList<Callable<Integer>> tasks = new ArrayList<>();

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
        var arena = new Arena();
        for (Node node : nodes) {
            node.place(arena);
            tensors.addAll(node.tensors());
        }
        input = nodes.get(0).in;
        output = nodes.get(nodes.size() - 1).out;
        inOrder = IntStream.range(0, input.neurons()).boxed().sorted(Comparator.comparingInt(i -> input.place()[i])).mapToInt(Integer::intValue).toArray();
        this.threads = Math.max(1, Math.min(threads, SHARDS));
        runs = new Run[SHARDS];
        spikesOfShard = new long[SHARDS][nodes.size()];
        workers = this.threads == 1 ? Optional.empty() : Optional.of(Executors.newFixedThreadPool(this.threads, task -> {
            var thread = new Thread(task, "spikebook-training");
            thread.setDaemon(true);
            return thread;
        }));
        for (int w = 0; w < this.threads; w++) {
            int worker = w;
            tasks.add(() -> work(worker));
        }
        prepare();
    }

    /** Memory of one worker for one sample. */
    private static final class Run implements ActivityTerm.Activity {

        final Engine engine;
        final int maxSteps;
        final Trace[] traces;
        final Object[] states;
        final float[][] output;
        final float[][] gradient;
        float[][] outputOfLength;
        float[][] gradientOfLength;

        Run(Engine engine, int maxSteps) {
            this.engine = engine;
            this.maxSteps = maxSteps;
            traces = new Trace[engine.nodes.size() + 1];
            states = new Object[engine.nodes.size()];
            var arena = new Arena();
            traces[0] = new Trace(engine.input, maxSteps, arena);
            for (int i = 0; i < states.length; i++) {
                traces[i + 1] = new Trace(engine.nodes.get(i).out, maxSteps, arena);
                states[i] = engine.nodes.get(i).state(maxSteps, arena);
            }
            output = new float[maxSteps][engine.output.neurons()];
            gradient = new float[maxSteps][engine.output.neurons()];
            outputOfLength = output;
            gradientOfLength = gradient;
        }

        Trace[] further(MeetingNode node) {
            var further = new Trace[node.further.length];
            for (int i = 0; i < further.length; i++) {
                further[i] = traces[node.further[i]];
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
            return trace.x[trace.x(step) + trace.form.place()[neuron]];
        }

        @Override
        public void addGradient(int layer, int step, int neuron, float gradient) {
            Trace trace = traces[trace(layer)];
            trace.dx[trace.dx(step) + trace.form.place()[neuron]] += gradient;
        }
    }

    /** Numbers of the traces that hold spikes: the input, then what leaves each neuron node. */
    private int[] spiking = {0};

    /** Derived copies of the parameters; after every change of them. */
    void prepare() {
        tensors.forEach(Tensor::load);
        nodes.forEach(Node::prepare);
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
        for (int w = 0; w < threads; w++) {
            if (runs[w] == null || runs[w].maxSteps < steps) {
                runs[w] = new Run(this, steps);
            }
        }
        Arrays.fill(lossOfShard, 0);
        Arrays.fill(correctOfShard, 0);
        Arrays.fill(faultOfShard, -1);
        for (long[] spikes : spikesOfShard) {
            Arrays.fill(spikes, 0);
        }
        if (training) {
            tensors.forEach(Tensor::clearGradients);
        }
        if (workers.isEmpty()) {
            work(0);
        } else {
            together(workers.get());
        }
        double sum = 0;
        int correct = 0;
        for (int s = 0; s < SHARDS; s++) {
            sum += lossOfShard[s];
            correct += correctOfShard[s];
        }
        if (training) {
            for (Tensor tensor : tensors) {
                tensor.reduce(1f / batch.size());
            }
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

    private void together(ExecutorService pool) {
        try {
            for (Future<Integer> done : pool.invokeAll(tasks)) {
                done.get();
            }
        } catch (InterruptedException e) {
            throw new CancellationException("interrupted in a training step");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            } else if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** The shards of one worker: those whose number leaves its number over the threads. */
    private int work(int worker) {
        for (int shard = worker; shard < SHARDS; shard += threads) {
            for (int i = shard; i < batch.size(); i += SHARDS) {
                Progress.poll("training");
                sample(runs[worker], batch.get(i), i, shard);
            }
        }
        return worker;
    }

    private void sample(Run run, Sample sample, int number, int shard) {
        int steps = sample.steps();
        fill(run.traces[0], sample);
        for (int i = 0; i < nodes.size(); i++) {
            Trace from = run.traces[source[i]];
            Trace to = run.traces[i + 1];
            to.steps = steps;
            to.binary = false;
            nodes.get(i).draw(run.states[i], training, seed * 0x9E3779B97F4A7C15L + number * 1000003L + i);
            if (nodes.get(i) instanceof MeetingNode meeting) {
                meeting.forward(from, run.further(meeting), to, run.states[i]);
            } else {
                nodes.get(i).forward(from, to, run.states[i]);
            }
            if (scanned[i]) {
                Node.scanAll(to, nodes.get(0).kernels);
            }
            if (nodes.get(i).fires()) {
                spikesOfShard[shard][i] += to.events();
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
            faultOfShard[shard] = fault(run);
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
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Trace from = run.traces[source[i]];
            if (nodes.get(i) instanceof MeetingNode meeting) {
                meeting.backward(from, run.further(meeting), run.traces[i + 1], run.states[i]);
            } else {
                nodes.get(i).backward(from, run.traces[i + 1], run.states[i], shard, source[i] > 0 || inputGradient);
            }
        }
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
    private int fault(Run run) {
        for (int i = 0; i < nodes.size(); i++) {
            Trace trace = run.traces[i + 1];
            for (int at = trace.xAt; at < trace.x(trace.steps); at++) {
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
    }

    private void fill(Trace to, Sample sample) {
        to.steps = sample.steps();
        to.clear();
        if (sample.spikes().isPresent()) {
            SpikeTensor spikes = sample.spikes().get();
            if (spikes.neurons() != input.neurons()) {
                throw wrongSize(spikes.neurons());
            }
            to.binary = spikes.planes() == 1;
            if (to.binary) {
                fill(to, spikes);
                return;
            }
            for (int i = 0; i < input.neurons(); i++) {
                for (int t = 0; t < to.steps; t++) {
                    to.x[to.x(t) + input.place()[i]] = spikes.value(i, t);
                }
            }
        } else {
            to.binary = false;
            float[][] frames = sample.frames();
            for (int t = 0; t < to.steps; t++) {
                if (frames[t].length != input.neurons()) {
                    throw wrongSize(frames[t].length);
                }
                for (int i = 0; i < input.neurons(); i++) {
                    to.x[to.x(t) + input.place()[i]] = frames[t][i];
                }
            }
        }
        Node.scanAll(to, nodes.get(0).kernels);
    }

    /** Single-bit spikes: values and places, straight from the words. */
    private void fill(Trace to, SpikeTensor spikes) {
        int words = spikes.wordsPerNeuron();
        int[] start = to.start;
        Arrays.fill(start, 0, to.steps + 1, 0);
        for (int i = 0; i < input.neurons(); i++) {
            for (int w = 0; w < words; w++) {
                for (long bits = spikes.word(i, w); bits != 0; bits &= bits - 1) {
                    start[64 * w + Long.numberOfTrailingZeros(bits)]++;
                }
            }
        }
        int sum = 0;
        for (int t = 0; t < to.steps; t++) {
            int count = start[t];
            start[t] = sum;
            sum += count;
        }
        int width = input.width();
        for (int i : inOrder) {
            int place = input.place()[i];
            for (int w = 0; w < words; w++) {
                for (long bits = spikes.word(i, w); bits != 0; bits &= bits - 1) {
                    int t = 64 * w + Long.numberOfTrailingZeros(bits);
                    to.x[to.xAt + t * width + place] = 1;
                    to.index[start[t]++] = place;
                }
            }
        }
        System.arraycopy(start, 0, start, 1, to.steps);
        start[0] = 0;
    }

    private IllegalArgumentException wrongSize(int found) {
        return new IllegalArgumentException("training: the network takes " + input.neurons() + " inputs, but a sample has " + found
                + ". Maybe another network or another downsampling was meant.");
    }
}
