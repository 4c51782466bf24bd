package org.spikebook.training;

import org.spikebook.training.data.Dataset;
import org.spikebook.training.data.Sample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.spikebook.network.Nearest;
import org.spikebook.accelerator.xpike.SpikingTransformer;
import org.spikebook.network.Network;
import org.spikebook.network.Weights;
import org.spikebook.neuron.CustomNeuron;

/**
 * A network in training: its weights as the optimiser changes them, and the gradients through time (BPTT with surrogate gradients). It computes with 32-bit floats what the
 * {@link Network} computes with doubles, so single spikes may differ where a potential lies on the threshold.
 *
 * <pre>{@code
 * var model = Model.of(net).surrogate(Surrogate.fastSigmoid(25)).seed(7).build();
 * for (List<Sample> batch : batches) {
 *     model.step(batch, Loss.rateCrossEntropy(), Optimizer.adam(1e-3));
 * }
 * Network trained = model.network();
 * }</pre>
 *
 * <p>Same seed, same batches, same bits, on any number of threads. Not for use by several threads at a time.
 */
public final class Model {

    private final Trainee trainee;
    private final Settings settings;
    private final Engine engine;
    private final Optional<Wiring> wiring;
    private final Optional<TransformerWiring> blocks;
    private final List<float[][]> moments = new ArrayList<>();      // of each tensor
    private long taken;

    /** What is trained: a network or a transformer. */
    record Trainee(String name, int classes, long parameters, Optional<Network> network, Optional<SpikingTransformer> transformer) {

        static Trainee of(Network network) {
            return new Trainee(network.name(), network.output().size(), network.parameters(), Optional.of(network), Optional.empty());
        }

        static Trainee of(SpikingTransformer transformer) {
            long parameters = transformer.weights().values().stream().mapToLong(Weights::size).sum();
            return new Trainee(transformer.shape().name(), transformer.shape().outputs(), parameters, Optional.empty(), Optional.of(transformer));
        }

        /** What a checkpoint must fit, one line a layer. */
        List<String> structure() {
            return network.map(n -> n.allLayers().stream().map(layer -> layer.name() + ": " + layer.kind() + " " + layer.input() + " -> " + layer.output()
                    + (layer.geometry().isEmpty() ? "" : " " + layer.geometry()) + layer.neuron().map(neuron -> ", " + (neuron instanceof CustomNeuron ? neuron.getClass().getSimpleName() : neuron.describe())).orElse("")).toList())
                    .orElseGet(() -> List.of(transformer.orElseThrow().shape().toString()));
        }
    }

    /** What the builder said. */
    record Settings(Surrogate surrogate, long seed, int threads, boolean biases, boolean detached, boolean delayed, boolean learnsBeta, boolean learnsThreshold, double dropout,
            Optional<WeightTransform> transform, Optional<CurrentTransform> currents, List<ActivityTerm> terms, boolean expected, boolean smooth, Kernels kernels) {
    }

    /** How a network is trained; see {@link Model#of}. */
    public static final class Builder {

        private final Trainee trainee;
        private Surrogate surrogate = Surrogate.fastSigmoid(25);
        private long seed;
        private int threads = Runtime.getRuntime().availableProcessors();
        private boolean biases;
        private boolean detached = true;
        private boolean delayed;
        private boolean learnsBeta;
        private boolean learnsThreshold;
        private double dropout;
        private Optional<WeightTransform> transform = Optional.empty();
        private Optional<CurrentTransform> currents = Optional.empty();
        private final List<ActivityTerm> terms = new ArrayList<>();
        private boolean expected;
        private boolean smooth;
        private Kernels kernels = Kernels.fastest();

        private Builder(Trainee trainee) {
            this.trainee = trainee;
        }

        /** What stands in for the derivative of the step; a fast sigmoid of slope 25 unless changed. */
        public Builder surrogate(Surrogate newSurrogate) {
            surrogate = Objects.requireNonNull(newSurrogate, "surrogate");
            return this;
        }

        /** Seed of the first weights and of dropout; 0 unless changed. */
        public Builder seed(long newSeed) {
            seed = newSeed;
            return this;
        }

        /** Threads at work, 1 to 4; all cores unless changed. The bits do not depend on it. */
        public Builder threads(int newThreads) {
            if (newThreads < 1) {
                throw new IllegalArgumentException("model: threads must be at least 1, but was " + newThreads);
            }
            threads = newThreads;
            return this;
        }

        /** Gives every layer with weights a bias, which starts at 0; without this only those have one that came with it. */
        public Builder biases() {
            biases = true;
            return this;
        }

        /** Lets gradients flow through the reset too; they do not unless this is called. */
        public Builder gradientThroughReset() {
            detached = false;
            return this;
        }

        /** Resets take effect at the next step, as snnTorch has it, in place of the step of the spike; such a model has no {@link #network()}. */
        public Builder delayedReset() {
            delayed = true;
            return this;
        }

        /** Trains what is left of the potential after a step, one value a layer, kept in 0..1. */
        public Builder learnBeta() {
            learnsBeta = true;
            return this;
        }

        /** Trains the threshold, one value a layer, kept at 0.01 or more. */
        public Builder learnThreshold() {
            learnsThreshold = true;
            return this;
        }

        /** Share of the spikes of hidden layers that is silent in training, 0 or more, below 1. */
        public Builder dropout(double rate) {
            if (!(rate >= 0 && rate < 1)) {
                throw new IllegalArgumentException("model: dropout must be at least 0 and below 1, but was " + rate);
            }
            dropout = rate;
            return this;
        }

        /** What the network computes with in place of its weights, such as quantised ones; two at a time are {@code first.then(second)}. */
        public Builder transform(WeightTransform newTransform) {
            transform = Optional.of(newTransform);
            return this;
        }

        /** What the currents of a transformer's layers pass in training, such as converters; a {@link Network} has none. */
        public Builder currents(CurrentTransform newCurrents) {
            currents = Optional.of(newCurrents);
            return this;
        }

        /** Adds a loss on the spikes between layers. */
        public Builder term(ActivityTerm term) {
            terms.add(Objects.requireNonNull(term, "term"));
            return this;
        }

        /**
         * Lets the attention of a transformer pass on probabilities in place of draws, {@code A = (Q K' / dK) V / N}: a first training without their noise, after which one with draws
         * goes on from the weights that came out.
         */
        public Builder expectedAttention() {
            expected = true;
            return this;
        }

        /** For checks by finite differences: the surrogate's smooth form in place of the step. */
        Builder smooth() {
            smooth = true;
            return this;
        }

        Builder kernels(Kernels newKernels) {
            kernels = newKernels;
            return this;
        }

        /**
         * Builds the model. Layers that have weights start from them, the others from normal ones of deviation {@code sqrt(2 / inputs)} (He et al. 2015).
         *
         * @throws IllegalArgumentException if a layer or a neuron cannot be trained; the message names it
         */
        public Model build() {
            return new Model(trainee, new Settings(surrogate, seed, threads, biases, detached, delayed, learnsBeta, learnsThreshold, dropout, transform, currents, List.copyOf(terms),
                    expected, smooth, kernels));
        }
    }

    /** A network to be trained. */
    public static Builder of(Network network) {
        return new Builder(Trainee.of(network));
    }

    /**
     * A spiking transformer to be trained from the weights that it has, in the paper's profile. Draws of its attention are sampled forward; backward each is its expectation.
     * Samples are spikes or numbers {@code [token][input]}, without the class token; the loss gets currents of the class token, or of each token of a decoder, whose last answers.
     */
    public static Builder of(SpikingTransformer transformer) {
        return new Builder(Trainee.of(transformer));
    }

    static Builder of(Trainee trainee) {
        return new Builder(trainee);
    }

    private Model(Trainee trainee, Settings settings) {
        this.trainee = trainee;
        this.settings = settings;
        if (settings.currents.isPresent() && trainee.network.isPresent()) {
            throw new IllegalArgumentException("model of '" + trainee.name + "': currents pass a transform in transformers alone, but it is a network. Maybe transform(AnalogNoise.published()).");
        }
        wiring = trainee.network.map(network -> new Wiring(network, settings));
        blocks = trainee.transformer.map(transformer -> new TransformerWiring(transformer, settings));
        engine = wiring.map(w -> new Engine(w.nodes, w.names, w.sources, settings.threads)).orElseGet(() -> new Engine(blocks.get().nodes, blocks.get().names, blocks.get().sources, settings.threads));
        engine.answers(trainee.classes);
        engine.tensors.forEach(t -> moments.add(new float[2][t.master.length]));
        var weights = new ArrayList<WeightTransform.Weight>();
        forWeights((tensor, weight) -> weights.add(weight));
        settings.transform.ifPresent(transform -> transform.check(weights));
        refresh();
    }

    /** What the network computes with, after the originals have changed. */
    private void refresh() {
        refresh(0);
    }

    private void refresh(long draw) {
        settings.transform.ifPresent(transform -> forWeights((tensor, weight) -> {
            if (tensor.used == tensor.master) {
                tensor.used = new float[tensor.master.length];
            }
            transform.apply(weight, draw, tensor.master, tensor.used);
        }));
        engine.prepare();
    }

    private interface OnWeight {
        void accept(Tensor tensor, WeightTransform.Weight weight);
    }

    private void forWeights(OnWeight each) {
        for (Tensor tensor : engine.tensors) {
            if (tensor.isWeight) {
                int dot = tensor.name.lastIndexOf('.');
                each.accept(tensor, new WeightTransform.Weight(tensor.name.substring(0, dot), tensor.name.substring(dot + 1), tensor.rows, tensor.columns, tensor.pitch));
            }
        }
    }

    /**
     * What a pass over samples gave.
     *
     * @param loss mean loss, terms on activity included
     * @param correct samples whose largest sum of outputs is that of their class
     * @param samples number of samples
     * @param predictions class of each sample
     * @param rates firing rate of each layer that spikes, by name: share of neurons and steps with a spike that is not 0
     */
    public record Result(double loss, int correct, int samples, int[] predictions, Map<String, Double> rates) {

        /** Share of samples that are right, 0..1. */
        public double accuracy() {
            return (double) correct / samples;
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "loss %.4f, accuracy %.2f %% (%d of %d), rates %s", loss, 100 * accuracy(), correct, samples, rates);
        }
    }

    /**
     * One step of training: gradients of the mean loss over a batch, then one step of the optimiser.
     *
     * @throws IllegalArgumentException if the batch is empty or a sample does not fit
     * @throws ArithmeticException if the loss or a gradient is no number; nothing has changed then
     */
    public Result step(List<Sample> batch, Loss loss, Optimizer optimizer) {
        return step(batch, loss, optimizer, Long.MAX_VALUE);
    }

    /**
     * The same as one of so many steps, for schedules.
     *
     * @param steps number of steps of the whole training
     */
    public Result step(List<Sample> batch, Loss loss, Optimizer optimizer, long steps) {
        if (settings.transform.map(WeightTransform::isRandom).orElse(false)) {
            refresh(taken + 1);
        }
        Engine.Pass pass = pass(batch, loss, true);
        if (!Double.isFinite(pass.loss())) {
            throw new ArithmeticException("training: the loss is " + pass.loss() + " at step " + taken + ", "
                    + pass.fault().map(layer -> "first in layer '" + layer + "'").orElse("and the layers are finite, so it is the loss itself")
                    + ". Maybe a smaller learning rate or clip(1); the weights are as before the step.");
        }
        double squares = 0;
        Optional<String> fault = Optional.empty();
        for (Tensor tensor : engine.tensors) {
            double sum = tensor.squares();
            if (!Double.isFinite(sum)) {
                fault = Optional.of(tensor.name);       // the last: gradients come from there
            }
            squares += sum;
        }
        if (fault.isPresent()) {
            throw new ArithmeticException("training: layer '" + fault.get().substring(0, fault.get().lastIndexOf('.')) + "': the gradient of '" + fault.get()
                    + "' is not finite at step " + taken + ". Maybe a smaller learning rate or clip(1); the weights are as before the step.");
        }
        settings.transform.ifPresent(transform -> forWeights((tensor, weight) -> transform.gradient(weight, tensor.master, tensor.gradient)));
        double norm = Math.sqrt(squares);
        if (optimizer.clip() > 0 && norm > optimizer.clip()) {
            float factor = (float) (optimizer.clip() / norm);
            for (Tensor tensor : engine.tensors) {
                for (int i = 0; i < tensor.gradient.length; i++) {
                    tensor.gradient[i] *= factor;
                }
            }
        }
        double factor = optimizer.schedule().at(taken, steps);
        taken++;
        engine.forPieces((i, first, end) -> optimizer.apply(engine.tensors.get(i), first, end, moments.get(i)[0], moments.get(i)[1], taken, factor));
        for (Wiring.Part part : wiring.map(w -> w.parts).orElse(Map.of()).values()) {
            part.neuron().ifPresent(n -> {
                n.beta.master[0] = Math.min(1, Math.max(0, n.beta.master[0]));
                n.threshold.master[0] = n.dynamics.learnsThreshold() ? Math.max(0.01f, n.threshold.master[0]) : n.threshold.master[0];
            });
        }
        refresh();
        return result(pass, batch.size());
    }

    /**
     * Before a state is kept: neurons can hide a weight that is no number, since what is no number never spikes.
     *
     * @throws ArithmeticException if a parameter is no number
     */
    void requireFinite() {
        for (Tensor tensor : engine.tensors) {
            for (float value : tensor.master) {
                if (!Float.isFinite(value)) {
                    throw new ArithmeticException("training: layer '" + tensor.name.substring(0, tensor.name.lastIndexOf('.')) + "': '" + tensor.name + "' holds " + value
                            + " after step " + (taken - 1) + ". Maybe a smaller learning rate or clip(1).");
                }
            }
        }
    }

    /** Runs samples without learning from them. */
    public Result evaluate(List<Sample> samples, Loss loss) {
        return result(pass(samples, loss, false), samples.size());
    }

    /**
     * Runs a data set without learning from it, some samples at a time.
     *
     * @return predictions are in the order of the data set
     */
    public Result evaluate(Dataset data, Loss loss) {
        int together = 512;
        double sum = 0;
        int correct = 0;
        int[] predictions = new int[data.size()];
        var rates = new LinkedHashMap<String, Double>();
        for (int from = 0; from < data.size(); from += together) {
            int first = from;
            int count = Math.min(together, data.size() - from);
            Result part = evaluate(java.util.stream.IntStream.range(0, count).mapToObj(i -> data.sample(first + i, 0)).toList(), loss);
            sum += part.loss() * count;
            correct += part.correct();
            System.arraycopy(part.predictions(), 0, predictions, from, count);
            part.rates().forEach((layer, rate) -> rates.merge(layer, rate * count / data.size(), Double::sum));
        }
        return new Result(sum / data.size(), correct, data.size(), predictions, rates);
    }

    /** Which class is taken for which on a data set. */
    public Confusion confusion(Dataset data) {
        int[] labels = new int[data.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = data.label(i);
        }
        return Confusion.of(data.classes(), labels, evaluate(data, Loss.rateCrossEntropy()).predictions());
    }

    private Engine.Pass pass(List<Sample> batch, Loss loss, boolean training) {
        if (batch.isEmpty()) {
            throw new IllegalArgumentException("training: a batch needs at least one sample. Maybe the data set is empty.");
        }
        return engine.pass(batch, loss, settings.terms, training, settings.seed + 31 * taken);
    }

    private Result result(Engine.Pass pass, int samples) {
        var rates = new LinkedHashMap<String, Double>();
        for (int i = 0; i < engine.nodes.size(); i++) {
            if (engine.nodes.get(i).fires()) {
                rates.put(engine.names.get(i), pass.rates()[i]);
            }
        }
        return new Result(pass.loss(), pass.correct(), samples, pass.predictions().clone(), rates);
    }

    /** Number of optimiser steps taken. */
    public long steps() {
        return taken;
    }

    /** Names of the parameters: {@code CONV1.weight}, {@code CONV1.bias}, {@code R1.recurrent}, {@code FC.beta} ... */
    public List<String> parameters() {
        return engine.tensors.stream().map(t -> t.name).toList();
    }

    /**
     * The gradient of a parameter that the last {@link #step} found, clipped if it was.
     *
     * @return axes as in the network: {@code [output][input]}, {@code [filter][channel][ky][kx]}, flat
     */
    public float[] gradient(String parameter) {
        Tensor tensor = tensor(parameter);
        return Canonical.read(owner(tensor), tensor, tensor.gradient);
    }

    /** The values of a parameter, axes as in {@link #gradient}. */
    public float[] values(String parameter) {
        Tensor tensor = tensor(parameter);
        return Canonical.read(owner(tensor), tensor, tensor.master);
    }

    /** Sets the values of a parameter. */
    public void values(String parameter, float[] values) {
        Tensor tensor = tensor(parameter);
        Canonical.write(owner(tensor), tensor, values, tensor.master);
        refresh();
    }

    private Tensor tensor(String name) {
        return engine.tensors.stream().filter(t -> t.name.equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("model: no parameter '" + name + "'." + Nearest.hint(name, parameters())));
    }

    private Node owner(Tensor tensor) {
        return engine.nodes.stream().filter(n -> n.tensors().contains(tensor)).findFirst().orElseThrow();
    }

    /**
     * Everything that the next step depends on, besides the settings: parameters and what the optimiser remembers.
     *
     * @param steps optimiser steps taken
     * @param arrays values and two moments of each parameter, by name
     */
    public record State(long steps, Map<String, float[][]> arrays) {
    }

    /** A copy of the state; a model with the same network and settings goes on from it bit for bit. */
    public State state() {
        var arrays = new LinkedHashMap<String, float[][]>();
        for (int i = 0; i < engine.tensors.size(); i++) {
            arrays.put(engine.tensors.get(i).name, new float[][] {engine.tensors.get(i).master.clone(), moments.get(i)[0].clone(), moments.get(i)[1].clone()});
        }
        return new State(taken, arrays);
    }

    /**
     * Goes back, or on, to a state.
     *
     * @throws IllegalArgumentException if it is of another network; nothing has changed then
     */
    public void restore(State state) {
        if (!state.arrays().keySet().equals(new java.util.LinkedHashSet<>(parameters()))) {
            throw new IllegalArgumentException("model: the state has parameters " + state.arrays().keySet() + ", but the network '" + trainee.name + "' has "
                    + parameters() + ". Maybe it is of another network.");
        }
        for (Tensor tensor : engine.tensors) {
            for (float[] array : state.arrays().get(tensor.name)) {
                if (array.length != tensor.master.length) {
                    throw new IllegalArgumentException("model: parameter '" + tensor.name + "' has " + tensor.master.length + " values, but the state has " + array.length
                            + ". Maybe it is of another network.");
                }
            }
        }
        for (int i = 0; i < engine.tensors.size(); i++) {
            float[][] from = state.arrays().get(engine.tensors.get(i).name);
            System.arraycopy(from[0], 0, engine.tensors.get(i).master, 0, from[0].length);
            System.arraycopy(from[1], 0, moments.get(i)[0], 0, from[1].length);
            System.arraycopy(from[2], 0, moments.get(i)[1], 0, from[2].length);
        }
        taken = state.steps();
        refresh();
    }

    /**
     * The network with the weights it computes with now (transformed ones, if there is a transform) and its neurons' constants.
     *
     * @throws IllegalStateException if its resets are delayed, which a {@link Network} does not have, or if it is a transformer
     */
    public Network network() {
        Network network = trainee.network.orElseThrow(() -> new IllegalStateException("model of '" + trainee.name + "': is a transformer. Maybe transformer()."));
        if (settings.delayed) {
            throw new IllegalStateException("model of '" + trainee.name + "': resets of the step after have no form as a network. Maybe train without delayedReset().");
        }
        return TrainedNetwork.of(network, wiring.orElseThrow().parts);
    }

    /**
     * The transformer with the weights it computes with now, without what a transform draws at random.
     *
     * @throws IllegalStateException if it is a network
     */
    public SpikingTransformer transformer() {
        return blocks.orElseThrow(() -> new IllegalStateException("model of '" + trainee.name + "': is a network. Maybe network().")).trained();
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "Model of %s: %,d parameters, %s, %d steps taken", trainee.name, trainee.parameters, settings.surrogate, taken);
    }
}
