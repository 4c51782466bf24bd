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
import java.util.SplittableRandom;
import org.spikebook.network.BatchNorm;
import org.spikebook.network.Conv2d;
import org.spikebook.network.Dense;
import org.spikebook.network.Flatten;
import org.spikebook.network.Layer;
import org.spikebook.network.Nearest;
import org.spikebook.network.Network;
import org.spikebook.network.Pool;
import org.spikebook.network.Recurrent;
import org.spikebook.network.Weights;
import org.spikebook.neuron.CurrentBasedLif;
import org.spikebook.neuron.IntegrateAndFire;
import org.spikebook.neuron.LeakyIntegrateAndFire;
import org.spikebook.neuron.Neuron;
import org.spikebook.neuron.Parameter;
import org.spikebook.neuron.Reset;
import org.spikebook.neuron.Tie;

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

    private final Network network;
    private final Settings settings;
    private final Engine engine;
    private final List<Part> parts;
    private final List<float[][]> moments = new ArrayList<>();      // of each tensor
    private long taken;

    /** The nodes of one layer. */
    private record Part(Layer layer, Optional<Node> linear, Optional<NeuronNode> neuron) {
    }

    private record Settings(Surrogate surrogate, long seed, int threads, boolean biases, boolean detached, boolean delayed, boolean learnsBeta, boolean learnsThreshold, double dropout,
            Optional<WeightTransform> transform, List<ActivityTerm> terms, boolean smooth, Kernels kernels) {
    }

    /** How a network is trained; see {@link Model#of}. */
    public static final class Builder {

        private final Network network;
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
        private final List<ActivityTerm> terms = new ArrayList<>();
        private boolean smooth;
        private Kernels kernels = Kernels.fastest();

        private Builder(Network network) {
            this.network = network;
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

        /** What the network computes with in place of its weights: quantised or pruned ones. */
        public Builder transform(WeightTransform newTransform) {
            transform = Optional.of(newTransform);
            return this;
        }

        /** Adds a loss on the spikes between layers. */
        public Builder term(ActivityTerm term) {
            terms.add(Objects.requireNonNull(term, "term"));
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
            return new Model(network, new Settings(surrogate, seed, threads, biases, detached, delayed, learnsBeta, learnsThreshold, dropout, transform, List.copyOf(terms),
                    smooth, kernels));
        }
    }

    /** A network to be trained. */
    public static Builder of(Network network) {
        return new Builder(Objects.requireNonNull(network, "network"));
    }

    private Model(Network network, Settings settings) {
        this.network = network;
        this.settings = settings;
        parts = new ArrayList<>();
        var nodes = new ArrayList<Node>();
        var names = new ArrayList<String>();
        Form form = Form.of(network.input(), !settings.smooth);
        List<Layer> layers = network.layers();
        for (int l = 0; l < layers.size(); l++) {
            Layer layer = layers.get(l);
            Optional<Node> linear = linear(layer, form);
            if (linear.isPresent()) {
                nodes.add(linear.get());
                names.add(layer.name());
                form = linear.get().out;
            }
            Optional<NeuronNode> neuron = Optional.empty();
            if (layer.neuron().isPresent()) {
                neuron = Optional.of(neuron(layer, layer.neuron().get(), form, layer instanceof Recurrent r ? r.delay() : 0));
                nodes.add(neuron.get());
                names.add(layer.name());
                if (settings.dropout > 0 && l < layers.size() - 1) {
                    nodes.add(new DropoutNode(form, settings.dropout, settings.kernels));
                    names.add(layer.name());
                }
            }
            parts.add(new Part(layer, linear, neuron));
        }
        initialise();
        engine = new Engine(nodes, names, settings.threads);
        engine.tensors.forEach(t -> moments.add(new float[2][t.master.length]));
        refresh();
    }

    private Optional<Node> linear(Layer layer, Form form) {
        Kernels kernels = settings.kernels;
        if (layer instanceof Conv2d conv) {
            return Optional.of(new ConvNode(conv.name(), form, conv.filters(), conv.kernelHeight(), conv.kernelWidth(), conv.strideY(), conv.strideX(), conv.paddingY(),
                    conv.paddingX(), conv.bias().isPresent() || settings.biases, kernels));
        } else if (layer instanceof Dense dense) {
            if (dense.tokens() > 1) {
                throw new IllegalArgumentException("model: layer '" + dense.name() + "' acts on " + dense.tokens() + " tokens, which cannot be trained yet.");
            }
            return Optional.of(new LinearNode(dense.name(), form, dense.outputs(), dense.bias().isPresent() || settings.biases, kernels));
        } else if (layer instanceof Recurrent recurrent) {
            return Optional.of(new LinearNode(recurrent.name(), form, recurrent.outputs(), recurrent.bias().isPresent() || settings.biases, kernels));
        } else if (layer instanceof Pool pool) {
            return Optional.of(new PoolNode(form, pool.pooling(), pool.windowHeight(), pool.windowWidth(), pool.strideY(), pool.strideX(), pool.paddingY(), pool.paddingX(),
                    kernels));
        } else if (layer instanceof Flatten) {
            return Optional.empty();
        }
        throw new IllegalArgumentException("model: layer '" + layer.name() + "' is of a kind that cannot be trained (" + layer.kind() + ")."
                + (layer instanceof BatchNorm ? " Maybe network.foldBatchNorm() first." : " Maybe train the layers before and behind it apart."));
    }

    private NeuronNode neuron(Layer layer, Neuron neuron, Form form, int delay) {
        String name = layer.name();
        double beta;
        double threshold;
        Reset reset;
        Parameter resetPotential;
        Tie tie;
        int maxSpikes = 1;
        Optional<Double> alpha = Optional.empty();
        if (neuron instanceof IntegrateAndFire n) {
            beta = 1;
            threshold = one(name, "threshold", n.threshold());
            reset = n.reset();
            resetPotential = n.resetPotential();
            tie = n.tie();
            maxSpikes = n.maxSpikes();
        } else if (neuron instanceof LeakyIntegrateAndFire n) {
            beta = one(name, "beta", n.beta());
            threshold = one(name, "threshold", n.threshold());
            zero(name, "leak", n.leak());
            reset = n.reset();
            resetPotential = n.resetPotential();
            tie = n.tie();
        } else if (neuron instanceof CurrentBasedLif n) {
            beta = one(name, "beta", n.beta());
            alpha = Optional.of(one(name, "alpha", n.alpha()));
            threshold = one(name, "threshold", n.threshold());
            zero(name, "leak", n.leak());
            reset = n.reset();
            resetPotential = n.resetPotential();
            tie = n.tie();
        } else {
            throw new IllegalArgumentException("model: layer '" + name + "' has neurons that cannot be trained (" + neuron.describe()
                    + "). Maybe train with Neuron.lif(...) and quantise afterwards.");
        }
        gain(name, neuron);
        if (reset == Reset.HARD) {
            zero(name, "reset potential", resetPotential);
        }
        var dynamics = new NeuronNode.Dynamics(reset == Reset.SUBTRACT ? NeuronNode.ResetRule.SUBTRACT : NeuronNode.ResetRule.ZERO, settings.delayed, settings.detached,
                settings.surrogate, settings.smooth, tie == Tie.FIRES, maxSpikes, alpha, settings.learnsBeta && !(neuron instanceof IntegrateAndFire),
                settings.learnsThreshold);
        return new NeuronNode(name, form, beta, threshold, delay, dynamics, settings.kernels);
    }

    /** Factor of the input current, which training folds into the weights. */
    private static double gain(String layer, Neuron neuron) {
        if (neuron instanceof IntegrateAndFire n) {
            return one(layer, "gain", n.gain());
        } else if (neuron instanceof LeakyIntegrateAndFire n) {
            return one(layer, "gain", n.gain());
        } else if (neuron instanceof CurrentBasedLif n) {
            return one(layer, "gain", n.gain()) * one(layer, "input gain", n.inputGain());
        }
        return 1;
    }

    private static double one(String layer, String what, Parameter parameter) {
        if (!parameter.isUniform()) {
            throw new IllegalArgumentException("model: layer '" + layer + "' has a " + what + " for each neuron, but training knows one a layer. Maybe withNeurons(...)"
                    + " with their mean.");
        }
        return parameter.at(0);
    }

    private static void zero(String layer, String what, Parameter parameter) {
        if (one(layer, what, parameter) != 0) {
            throw new IllegalArgumentException("model: layer '" + layer + "' has a " + what + " of " + parameter + ", but training knows only 0.");
        }
    }

    private void initialise() {
        var random = new SplittableRandom(settings.seed);
        for (Part part : parts) {
            float gain = part.layer.neuron().map(n -> (float) gain(part.layer.name(), n)).orElse(1f);
            part.linear.ifPresent(node -> {
                for (Tensor tensor : node.tensors()) {
                    start(node, tensor, given(part.layer, tensor.isWeight ? "weights" : "bias"), gain, random);
                }
            });
            part.neuron.flatMap(n -> n.recurrent).ifPresent(r -> start(part.neuron.get(), r, given(part.layer, "recurrent"), gain, random));
        }
    }

    private static Optional<Weights> given(Layer layer, String what) {
        if (layer instanceof Conv2d conv) {
            return what.equals("bias") ? conv.bias() : conv.weights();
        } else if (layer instanceof Dense dense) {
            return what.equals("bias") ? dense.bias() : dense.weights();
        } else if (layer instanceof Recurrent recurrent) {
            return what.equals("bias") ? recurrent.bias() : what.equals("recurrent") ? recurrent.recurrentWeights() : recurrent.weights();
        }
        return Optional.empty();
    }

    private static void start(Node node, Tensor tensor, Optional<Weights> given, float gain, SplittableRandom random) {
        float[] values;
        if (given.isPresent()) {
            values = given.get().toArray();
            for (int i = 0; i < values.length; i++) {
                values[i] *= gain;
            }
        } else {
            values = new float[Canonical.size(node, tensor)];
            double deviation = tensor.isWeight ? Math.sqrt(2.0 / tensor.fanIn) : 0;
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (random.nextGaussian() * deviation);
            }
        }
        Canonical.write(node, tensor, values, tensor.master);
    }

    /** What the network computes with, after the originals have changed. */
    private void refresh() {
        settings.transform.ifPresent(transform -> forWeights((tensor, weight) -> {
            if (tensor.used == tensor.master) {
                tensor.used = new float[tensor.master.length];
            }
            transform.apply(weight, tensor.master, tensor.used);
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
     * @param rates firing rate of each layer that spikes, by name: mean spikes a neuron and step
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
        Engine.Pass pass = pass(batch, loss, true);
        if (!Double.isFinite(pass.loss())) {
            throw new ArithmeticException("training: the loss is " + pass.loss() + " at step " + taken + ". Maybe a smaller learning rate or clip(1); the weights are as before"
                    + " the step.");
        }
        double squares = 0;
        for (Tensor tensor : engine.tensors) {
            double sum = 0;
            for (float g : tensor.gradient) {
                sum += (double) g * g;
            }
            if (!Double.isFinite(sum)) {
                throw new ArithmeticException("training: the gradient of '" + tensor.name + "' is not finite at step " + taken
                        + ". Maybe a smaller learning rate or clip(1); the weights are as before the step.");
            }
            squares += sum;
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
        for (int i = 0; i < engine.tensors.size(); i++) {
            optimizer.apply(engine.tensors.get(i), moments.get(i)[0], moments.get(i)[1], taken, factor);
        }
        for (Part part : parts) {
            part.neuron.ifPresent(n -> {
                n.beta.master[0] = Math.min(1, Math.max(0, n.beta.master[0]));
                n.threshold.master[0] = settings.learnsThreshold ? Math.max(0.01f, n.threshold.master[0]) : n.threshold.master[0];
            });
        }
        refresh();
        return result(pass, batch.size());
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
            if (engine.nodes.get(i) instanceof NeuronNode) {
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
            throw new IllegalArgumentException("model: the state has parameters " + state.arrays().keySet() + ", but the network '" + network.name() + "' has "
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
     * @throws IllegalStateException if its resets are delayed, which a {@link Network} does not have
     */
    public Network network() {
        if (settings.delayed) {
            throw new IllegalStateException("model of '" + network.name() + "': resets of the step after have no form as a network. Maybe train without delayedReset().");
        }
        Network.Builder builder = Network.builder(network.name(), network.input());
        network.steps().ifPresent(builder::steps);
        network.source().ifPresent(builder::source);
        for (Part part : parts) {
            add(builder, part);
            part.neuron.ifPresent(n -> builder.neuron(trained(part.layer.neuron().orElseThrow(), n)));
        }
        return builder.build();
    }

    private static Neuron trained(Neuron neuron, NeuronNode node) {
        // in 64 bits the constants that were given, where they were not trained
        if (neuron instanceof LeakyIntegrateAndFire n) {
            LeakyIntegrateAndFire changed = n.gain(Parameter.of(1));
            changed = node.dynamics.learnsBeta() ? changed.beta(Parameter.of(node.beta.master[0])) : changed;
            return node.dynamics.learnsThreshold() ? changed.threshold(node.threshold.master[0]) : changed;
        } else if (neuron instanceof IntegrateAndFire n) {
            IntegrateAndFire changed = n.gain(Parameter.of(1));
            return node.dynamics.learnsThreshold() ? changed.threshold(node.threshold.master[0]) : changed;
        }
        var n = (CurrentBasedLif) neuron;
        return new CurrentBasedLif(n.alpha(), node.dynamics.learnsBeta() ? Parameter.of(node.beta.master[0]) : n.beta(),
                node.dynamics.learnsThreshold() ? Parameter.of(node.threshold.master[0]) : n.threshold(), Parameter.of(1), Parameter.of(1), n.leak(), n.reset(),
                n.resetPotential(), n.tie());
    }

    private static void add(Network.Builder builder, Part part) {
        Layer layer = part.layer;
        if (layer instanceof Conv2d conv) {
            var node = (ConvNode) part.linear.orElseThrow();
            builder.conv2d(conv.name(), c -> {
                c.filters(conv.filters()).kernel(conv.kernelHeight(), conv.kernelWidth()).stride(conv.strideY(), conv.strideX()).padding(conv.paddingY(), conv.paddingX())
                        .weights(Weights.of(used(node, node.weights), conv.filters(), conv.channels(), conv.kernelHeight(), conv.kernelWidth()));
                node.bias.ifPresent(b -> c.bias(used(node, b)));
            });
        } else if (layer instanceof Dense dense) {
            var node = (LinearNode) part.linear.orElseThrow();
            builder.dense(dense.name(), d -> {
                d.units(dense.outputs()).weights(Weights.of(used(node, node.weights), dense.outputs(), dense.inputs()));
                node.bias.ifPresent(b -> d.bias(used(node, b)));
            });
        } else if (layer instanceof Recurrent recurrent) {
            var node = (LinearNode) part.linear.orElseThrow();
            NeuronNode neuron = part.neuron.orElseThrow();
            builder.recurrent(recurrent.name(), r -> {
                r.units(recurrent.outputs()).delay(recurrent.delay()).weights(Weights.of(used(node, node.weights), recurrent.outputs(), recurrent.inputs()))
                        .recurrentWeights(Weights.of(used(neuron, neuron.recurrent.orElseThrow()), recurrent.outputs(), recurrent.outputs()));
                node.bias.ifPresent(b -> r.bias(used(node, b)));
            });
        } else if (layer instanceof Pool pool) {
            java.util.function.Consumer<Pool.Spec> geometry = p -> p.window(pool.windowHeight(), pool.windowWidth()).stride(pool.strideY(), pool.strideX())
                    .padding(pool.paddingY(), pool.paddingX());
            switch (pool.pooling()) {
                case AVERAGE -> builder.averagePool(pool.name(), geometry);
                case MAX -> builder.maxPool(pool.name(), geometry);
                default -> builder.sumPool(pool.name(), geometry);
            }
        } else {
            builder.flatten(layer.name());
        }
    }

    private static float[] used(Node node, Tensor tensor) {
        return Canonical.read(node, tensor, tensor.used);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "Model of %s: %,d parameters, %s, %d steps taken", network.name(), network.parameters(), settings.surrogate, taken);
    }
}
