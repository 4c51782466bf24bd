package org.spikebook.network;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.spikebook.event.WholeFile;
import org.spikebook.neuron.Neuron;
import org.spikebook.nir.NirImport;
import org.spikebook.spike.Shape;
import org.spikebook.spike.SpikeTensor;
import org.spikebook.spike.Spikes;

/**
 * A feed-forward spiking network: an immutable list of layers, each with the shape of what enters and leaves it; some are blocks
 * ({@link Residual}, {@link SelfAttention}) with layers inside. Made by
 * {@link #builder}, which infers the shapes and refuses what does not fit at the line that says it.
 *
 * <pre>{@code
 * var net = Network.builder("n-mnist", Shape.image(2, 34, 34)).steps(30)
 *         .conv2d("CONV1", c -> c.filters(12).kernel(3).pool(2)).neuron(Neuron.lif(0.875))
 *         .conv2d("CONV2", c -> c.filters(32).kernel(3)).neuron(Neuron.lif(0.875))
 *         .dense("FC", 10).neuron(Neuron.lif(0.875))
 *         .build();
 * }</pre>
 */
public final class Network {

    private final String name;
    private final Shape input;
    private final OptionalInt steps;
    private final Optional<String> source;
    private final List<Layer> layers;
    private final List<Layer> all;      // in the order in which they run
    private final int[] before;         // for each of all: whose output enters it, -1 for the network's input

    private Network(Builder builder) {
        this.name = builder.name;
        this.input = builder.input;
        this.steps = builder.steps;
        this.source = builder.source;
        this.layers = List.copyOf(builder.layers);
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("network '" + name + "': needs at least one layer. Maybe dense(\"FC\", 10).");
        }
        var flat = new ArrayList<Layer>();
        var sources = new ArrayList<Integer>();
        flatten(layers, -1, flat, sources);
        this.all = List.copyOf(flat);
        this.before = sources.stream().mapToInt(Integer::intValue).toArray();
        for (Layer layer : all) {
            if (layer instanceof Recurrent && layer.neuron().isEmpty()) {
                throw LayerChecks.error(layer.name(), "a recurrent layer needs a neuron. Maybe neuron(Neuron.lif(0.9)) behind it.");
            }
        }
    }

    private static void flatten(List<Layer> chain, int source, List<Layer> all, List<Integer> sources) {
        int from = source;
        for (Layer layer : chain) {
            if (layer instanceof Block block) {
                for (Block.Branch branch : block.branches()) {
                    flatten(branch.layers(), from, all, sources);
                }
            }
            all.add(layer);
            sources.add(from);
            from = all.size() - 1;
        }
    }

    /**
     * Starts a network.
     *
     * @param name what it is called in tables and figures
     * @param input shape of the input spikes
     */
    public static Builder builder(String name, Shape input) {
        return new Builder(name, input);
    }

    /** What it is called in tables and figures. */
    public String name() {
        return name;
    }

    /** Shape of the input spikes. */
    public Shape input() {
        return input;
    }

    /** Shape of what the last layer puts out. */
    public Shape output() {
        return layers.get(layers.size() - 1).output();
    }

    /** Usual number of time steps T; empty where none was given. */
    public OptionalInt steps() {
        return steps;
    }

    /** Where the network comes from: paper and table, or file; empty where nothing was said. */
    public Optional<String> source() {
        return source;
    }

    /** Layers from input to output; what is inside a {@link Block} stands there. */
    public List<Layer> layers() {
        return layers;
    }

    /** Every layer, those inside blocks included, in the order in which they run: a block follows what is in it. */
    public List<Layer> allLayers() {
        return all;
    }

    /** Whose output enters a layer, by their numbers in {@link #allLayers}; -1 for the network's input. */
    int before(int layer) {
        return before[layer];
    }

    /**
     * The layer of that name, also one inside a block.
     *
     * @throws IllegalArgumentException if there is none; the message names the nearest
     */
    public Layer layer(String name) {
        return all.get(indexOf(name));
    }

    /** Its number in {@link #allLayers}. */
    int indexOf(String layer) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).name().equals(layer)) {
                return i;
            }
        }
        throw new IllegalArgumentException("network '" + name + "': has no layer '" + layer + "'."
                + Nearest.hint(layer, all.stream().map(Layer::name).toList()));
    }

    /** Number of parameters: distinct weights and biases, scale and shift of batch norms. */
    public long parameters() {
        return all.stream().mapToLong(Layer::parameters).sum();
    }

    /** Multiply-accumulates of one dense time step, all layers together, products of self-attention included. */
    public long macs() {
        return all.stream().mapToLong(Layer::macs).sum();
    }

    /**
     * Runs the network on spikes: the plain reference, in double precision, exact for whole-number weights and thresholds. Within a
     * step the layers follow each other without delay. A thread's interrupt stops it.
     *
     * @param input spikes of the network's input shape, of one bit or more, over any number of steps
     * @return the spikes of every layer
     * @throws IllegalArgumentException if the shape differs or a layer has no weights
     */
    public Activity run(SpikeTensor input) {
        return run(input, RunOptions.spikesOnly());
    }

    /** The same, recording what the options say. */
    public Activity run(SpikeTensor input, RunOptions options) {
        return ReferenceRun.run(this, input, options);
    }

    /**
     * The same network with seeded random weights (and no biases) that neither die out nor explode: fitted to 64 steps of spikes that
     * fall independently at 5 % of the neurons.
     *
     * @see #withRandomWeights(long, SpikeTensor)
     */
    public Network withRandomWeights(long seed) {
        return withRandomWeights(seed, Spikes.bernoulli(RandomWeights.RATE).seed(seed).generate(input, 64));
    }

    /**
     * The same network with seeded random weights (and no biases), fitted to a sample input. The weights of an output (a filter) o are
     * {@code scale * exp(g[o]) * z[o][...]} with g and z standard normal. From the first layer to the last, the scale is chosen such
     * that the layer fires at 5 % on the sample (without a neuron: such that its values have mean square 1). Batch norms take the mean
     * and variance of the sample and such a scale, and so do the products of a self-attention. The weights mean
     * nothing; they make activity of a plausible density, and different outputs fire at very different rates, as in trained networks.
     *
     * @param sample spikes of the network's input shape, with at least one spike
     */
    public Network withRandomWeights(long seed, SpikeTensor sample) {
        return RandomWeights.draw(this, seed, sample);
    }

    /**
     * The same network with whole-number weights, thresholds and biases, for chips that calculate with integers: symmetric, one
     * scale a layer. With {@code unit = max |weight| / (2^(bits - 1) - 1)} a weight becomes {@code round(weight / unit)} (ties to
     * even), and biases, thresholds, leak and reset potentials, divided by the input gain, are counted in the same unit and rounded
     * (a threshold to at least 1). Average pools become sum pools, their division moving into the unit of the layer behind. A layer without a
     * neuron passes its unit on; the values of a last layer without one come out in it. A pool with a neuron has no weights to
     * scale: its threshold is rounded in units of spikes.
     *
     * <p>Input currents are then whole numbers, the same in every order of summation, and so are the potentials of neurons without leak.
     * A leak multiplies them in double precision at each step.
     *
     * @param bits width of a weight with its sign, 2..16
     * <p>In blocks the branches are quantised one by one. A residual block adds whole numbers only where both branches end in the same
     * unit, as spikes do.
     *
     * @throws IllegalArgumentException if a layer has no weights or is of your own, for batch norms that are not folded, and for residual
     *         blocks that add real numbers of different units
     */
    public Network quantized(int bits) {
        return Quantization.quantize(this, bits);
    }

    /**
     * The same function with every sum and average pool (without a neuron) folded into the convolution or dense layer behind it: an
     * enlarged kernel of repeated weights, so that the layer sees the spikes in front of the pool and not sums or averages of them.
     * Exact for sums, and for averages over windows whose area is a power of two; else weights are rounded to 32-bit floats. Other
     * pools stay.
     *
     * @throws IllegalArgumentException if a pool leaves inputs out that the padding of the convolution behind would uncover
     */
    public Network foldPools() {
        return PoolFolding.fold(this);
    }

    /**
     * The same function with every batch norm behind a convolution or fully connected layer (without a neuron) folded into its weights and
     * bias: {@code w factor[f]} and {@code b factor[f] + offset[f]}, rounded to 32-bit floats. The neuron behind the batch norm moves to the layer. Other batch norms stay.
     * A layer that is geometry only stays so.
     */
    public Network foldBatchNorm() {
        return withLayers(Block.mapChains(layers, NormFolding::fold));
    }

    /** The same network with other layers. */
    Network withLayers(List<Layer> layers) {
        var builder = toBuilder();
        builder.layers.clear();
        builder.layers.addAll(layers);
        return builder.build();
    }

    /**
     * A smaller network: of some layers only some filters or units stay, and the layers behind lose the inputs that go. Where the units that go never spike, nothing else changes.
     *
     * @param kept numbers of the filters (units) that stay, by layer; those of other layers all stay
     * @throws IllegalArgumentException if a layer does not exist, none of its units stay, or they are seen by more than the next layers with weights
     */
    public Network withUnits(Map<String, int[]> kept) {
        return UnitSelection.select(this, kept);
    }

    /** The layers that {@link #withUnits} can make smaller, from input to output: those of filters or units that are no outputs of the network or of a branch
     * of a block, and no inputs of a block or of a layer of your own. */
    public List<Layer> layersOfUnits() {
        return UnitSelection.choosable(layers);
    }

    /**
     * The network as JSON: keys as in the builder, weights as flat lists with the last axis fastest. {@link #fromJson} gives an
     * equal network back.
     *
     * @throws IllegalArgumentException if a layer or neuron is of your own
     */
    public String toJson() {
        return NetworkJson.write(this);
    }

    /**
     * A network from JSON.
     *
     * @throws IllegalArgumentException if it does not describe a network; unknown keys are named, with the nearest known one
     */
    public static Network fromJson(String json) {
        return NetworkJson.read(json);
    }

    /**
     * A network from a NIR file, with steps of 0.1 ms; see {@link NirImport} for what is read and how, and for other settings.
     *
     * @throws IllegalArgumentException if the file cannot be read as a network; the message names the file and the node
     */
    public static Network fromNir(Path file) {
        return NirImport.of(file).network();
    }

    /**
     * A network from a NIR file.
     *
     * @param dt length of a step in seconds, above 0
     */
    public static Network fromNir(Path file, double dt) {
        return NirImport.of(file).dt(dt).network();
    }

    /**
     * Writes the network to a file, whole or not at all; {@link Networks#load} gives an equal network back. The end of the name says how:
     * <ul>
     * <li>{@code .npz}: NumPy's archive, one array for each of {@code <layer>.weight}, {@code <layer>.bias} and {@code <layer>.recurrent}, and the rest as {@code network.json}
     * <li>{@code .safetensors}: the same names, the rest in the metadata
     * <li>any other, such as {@code .json}: {@link #toJson}
     * </ul>
     *
     * For other programs that simulate, there is {@link org.spikebook.nir.NirExport}.
     *
     * @throws IllegalArgumentException if a layer or neuron is of your own
     * @throws java.io.UncheckedIOException if it cannot be written; then the file is as it was
     */
    public void save(Path file) {
        switch (Networks.ending(file)) {
            case "npz" -> Npz.write(WeightArrays.of(this), file);
            case "safetensors" -> Safetensors.write(WeightArrays.of(this), file);
            case "nir" -> throw new IllegalArgumentException("file '" + file + "': NIR needs the length of a step. Maybe NirExport.of(network).dt(1e-3).write(file).");
            default -> WholeFile.write("network", file, toJson().getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * This network with the weights of an {@code .npz} or {@code .safetensors} file, such as one that another program trained: {@code <layer>.weight} with the axes
     * {@code [output][input]} or {@code [filter][channel][ky][kx]}, {@code <layer>.recurrent} {@code [output][output before]}, {@code <layer>.bias} {@code [output]}. Layers without a
     * bias in the file get none.
     *
     * @throws IllegalArgumentException if an array is missing, belongs to no layer or has other axes, or the file is damaged; the message names file and array
     */
    public Network withWeights(Path file) {
        return Networks.inFile(file, () -> Networks.arrays(file).into(this));
    }

    /** A builder that holds this network, to lengthen or rename it. */
    public Builder toBuilder() {
        var builder = new Builder(name, input);
        builder.steps = steps;
        builder.source = source;
        builder.layers.addAll(layers);
        all.forEach(layer -> builder.names.add(layer.name()));
        return builder;
    }

    /**
     * The same network with each neuron changed, for example
     * {@code net.withNeurons(n -> n instanceof IntegrateAndFire f ? f.maxSpikes(15) : n)}.
     */
    public Network withNeurons(UnaryOperator<Neuron> change) {
        return withLayers(Block.mapEach(layers, layer -> layer instanceof CustomLayer || layer.neuron().isEmpty() ? layer
                : Builder.rebuild(layer, layer.input(), Optional.of(change.apply(layer.neuron().orElseThrow())))));
    }

    /**
     * The same network with the weights of each layer changed, for example by a quantiser. Of a recurrent layer both matrices are
     * changed, one after the other; layers without weights, biases and batch norms stay.
     *
     * @param change gets a layer and its weights, first axis output, and gives weights of the same axes
     */
    public Network withWeights(BiFunction<Layer, Weights, Weights> change) {
        return withLayers(Block.mapEach(layers, layer -> {
            if (layer instanceof Conv2d conv && conv.weights().isPresent()) {
                return new Conv2d(conv.name(), conv.input(), conv.spec().weights(change.apply(conv, conv.weights().get())), conv.neuron());
            } else if (layer instanceof Dense dense && dense.weights().isPresent()) {
                return new Dense(dense.name(), dense.input(), dense.spec().weights(change.apply(dense, dense.weights().get())), dense.neuron());
            } else if (layer instanceof Recurrent recurrent && recurrent.weights().isPresent()) {
                return new Recurrent(recurrent.name(), recurrent.input(), recurrent.spec().weights(change.apply(recurrent, recurrent.weights().get()))
                        .recurrentWeights(change.apply(recurrent, recurrent.recurrentWeights().orElseThrow())), recurrent.neuron());
            }
            return layer;
        }));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Network that && name.equals(that.name) && input.equals(that.input) && steps.equals(that.steps)
                && source.equals(that.source) && layers.equals(that.layers);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, input, steps, source, layers);
    }

    /** A table of the layers. */
    @Override
    public String toString() {
        var rows = new ArrayList<String[]>();
        rows.add(new String[] {"layer", "kind", "geometry", "in", "out", "synapses", "neuron"});
        describe(layers, "", rows);
        var text = new StringBuilder("Network ").append(name).append(", input ").append(LayerChecks.compact(input));
        steps.ifPresent(t -> text.append(", T = ").append(t));
        text.append(String.format(Locale.ROOT, ", %,d parameters", parameters()));
        return Table.append(text, rows, 5).toString();
    }

    /** Rows of a table; what is inside a block is indented below it. */
    private static void describe(List<Layer> chain, String indent, List<String[]> rows) {
        for (Layer layer : chain) {
            rows.add(new String[] {indent + layer.name(), layer.kind(), layer.geometry(), LayerChecks.compact(layer.input()),
                LayerChecks.compact(layer.output()), layer.synapses() == 0 ? "" : String.format(Locale.ROOT, "%,d", layer.synapses()),
                layer.neuron().map(Neuron::describe).orElse("none")});
            if (layer instanceof Block block) {
                block.branches().forEach(branch -> describe(branch.layers(), indent + "  ", rows));
            }
        }
    }

    /** Adds layers one after the other; each error names its layer. */
    public static final class Builder {

        private final String name;
        private final Shape input;
        private OptionalInt steps = OptionalInt.empty();
        private Optional<String> source = Optional.empty();
        final List<Layer> layers = new ArrayList<>();
        private final Set<String> names;

        private Builder(String name, Shape input) {
            this(name, input, new HashSet<>());
        }

        /** One of a block's branches shares its names with the network around it. */
        private Builder(String name, Shape input, Set<String> names) {
            this.names = names;
            Objects.requireNonNull(name, "name");
            if (name.isBlank()) {
                throw new IllegalArgumentException("network: name must not be blank");
            }
            this.name = name;
            this.input = Objects.requireNonNull(input, "input");
        }

        /** Usual number of time steps T, 1 or more. */
        public Builder steps(int steps) {
            if (steps < 1) {
                throw new IllegalArgumentException("network '" + name + "': steps must be at least 1, but was " + steps);
            }
            this.steps = OptionalInt.of(steps);
            return this;
        }

        /** Where the network comes from: paper and table, or file. */
        public Builder source(String source) {
            this.source = Optional.of(source);
            return this;
        }

        /** A convolution of an image. */
        public Builder conv2d(String name, Consumer<Conv2d.Spec> geometry) {
            var spec = new Conv2d.Spec();
            geometry.accept(spec);
            return add(name, in -> new Conv2d(name, in, spec, Optional.empty()));
        }

        /** A fully connected layer with so many outputs; an image is flattened first. */
        public Builder dense(String name, int units) {
            return dense(name, d -> d.units(units));
        }

        /** A fully connected layer; an image is flattened first. */
        public Builder dense(String name, Consumer<Dense.Spec> size) {
            var spec = new Dense.Spec();
            size.accept(spec);
            return add(name, in -> new Dense(name, in, spec, Optional.empty()));
        }

        /** A fully connected layer whose spikes come back one step later; it needs a neuron. */
        public Builder recurrent(String name, Consumer<Recurrent.Spec> size) {
            var spec = new Recurrent.Spec();
            size.accept(spec);
            return add(name, in -> new Recurrent(name, in, spec, Optional.empty()));
        }

        /** Average over square windows side by side. */
        public Builder averagePool(String name, int window) {
            return averagePool(name, p -> p.window(window));
        }

        /** Average over windows, for example {@code p -> p.window(3).stride(2).padding(1)}. */
        public Builder averagePool(String name, Consumer<Pool.Spec> geometry) {
            return pool(name, Pool.Kind.AVERAGE, geometry);
        }

        /** Maximum over square windows side by side. */
        public Builder maxPool(String name, int window) {
            return maxPool(name, p -> p.window(window));
        }

        /** Maximum over windows. */
        public Builder maxPool(String name, Consumer<Pool.Spec> geometry) {
            return pool(name, Pool.Kind.MAX, geometry);
        }

        /** Sum over square windows side by side. */
        public Builder sumPool(String name, int window) {
            return sumPool(name, p -> p.window(window));
        }

        /** Sum over windows. */
        public Builder sumPool(String name, Consumer<Pool.Spec> geometry) {
            return pool(name, Pool.Kind.SUM, geometry);
        }

        private Builder pool(String name, Pool.Kind kind, Consumer<Pool.Spec> geometry) {
            var spec = new Pool.Spec();
            geometry.accept(spec);
            return add(name, in -> new Pool(name, kind, in, spec, Optional.empty()));
        }

        /** Batch normalisation with scale 1, shift 0, mean 0 and variance 1. */
        public Builder batchNorm(String name) {
            return batchNorm(name, b -> { });
        }

        /** Batch normalisation with the statistics of training. */
        public Builder batchNorm(String name, Consumer<BatchNorm.Spec> values) {
            var spec = new BatchNorm.Spec();
            values.accept(spec);
            return add(name, in -> new BatchNorm(name, in, spec, Optional.empty()));
        }

        /**
         * A residual block, for example
         * {@code residual("B1", r -> r.body(b -> b.conv2d("B1.CONV", c -> c.filters(8).kernel(3).padding(1)).neuron(Neuron.lif(0.5))))}.
         */
        public Builder residual(String name, Consumer<Residual.Spec> parts) {
            var spec = new Residual.Spec(this);
            parts.accept(spec);
            return add(name, in -> spec.make(name, in));
        }

        /** Spiking self-attention between the pixels of an image, or the tokens of a sequence. */
        public Builder selfAttention(String name, Consumer<SelfAttention.Spec> parts) {
            var spec = new SelfAttention.Spec(this);
            parts.accept(spec);
            return add(name, in -> spec.make(name, in));
        }

        /** The layers of a branch that starts here. */
        List<Layer> branch(Consumer<Builder> layers) {
            var builder = new Builder(name, shape(), names);
            layers.accept(builder);
            return List.copyOf(builder.layers);
        }

        /** All neurons in one axis. */
        public Builder flatten(String name) {
            return add(name, in -> new Flatten(name, in));
        }

        /** A layer of your own, made for the shape that enters it. */
        public Builder layer(Function<Shape, ? extends CustomLayer> layer) {
            Layer made = layer.apply(shape());
            if (!made.input().equals(shape())) {
                throw LayerChecks.error(made.name(), "takes " + made.input() + ", but " + shape() + " enters");
            }
            made.neuron().ifPresent(n -> LayerChecks.neuron(made.name(), Optional.of(n), made.output()));
            return add(made.name(), in -> made);
        }

        /** The neuron behind the layer just added. */
        public Builder neuron(Neuron neuron) {
            Objects.requireNonNull(neuron, "neuron");
            if (layers.isEmpty()) {
                throw new IllegalArgumentException("network '" + name + "': neuron(...) belongs behind a layer. Maybe add one first.");
            }
            int last = layers.size() - 1;
            Layer layer = layers.get(last);
            if (layer.neuron().isPresent()) {
                throw LayerChecks.error(layer.name(), "already has a neuron, " + layer.neuron().get().describe());
            }
            layers.set(last, rebuild(layer, layer.input(), Optional.of(neuron)));
            return this;
        }

        /** Shape of what the layers so far put out. */
        public Shape shape() {
            return layers.isEmpty() ? input : layers.get(layers.size() - 1).output();
        }

        /** The network; what concerns several layers is checked here. */
        public Network build() {
            return new Network(this);
        }

        private Builder add(String name, Function<Shape, Layer> make) {
            LayerChecks.name(name);
            if (names.contains(name)) {
                throw LayerChecks.error(name, "the name occurs twice. Maybe '" + name + "b'.");
            }
            layers.add(make.apply(shape()));
            names.add(name);
            return this;
        }

        /** The same layer for another input or with another neuron. */
        static Layer rebuild(Layer layer, Shape input, Optional<Neuron> neuron) {
            if (layer instanceof Conv2d conv) {
                return new Conv2d(conv.name(), input, conv.spec(), neuron);
            } else if (layer instanceof Dense dense) {
                return new Dense(dense.name(), input, dense.spec(), neuron);
            } else if (layer instanceof Recurrent recurrent) {
                return new Recurrent(recurrent.name(), input, recurrent.spec(), neuron);
            } else if (layer instanceof Pool pool) {
                return new Pool(pool.name(), pool.pooling(), input, pool.spec(), neuron);
            } else if (layer instanceof BatchNorm norm) {
                return new BatchNorm(norm.name(), input, norm.spec(), neuron);
            } else if (layer instanceof Block block && block.input().equals(input)) {
                return block.with(block.branches(), neuron);
            }
            if (!layer.neuron().equals(neuron)) {
                throw LayerChecks.error(layer.name(), layer.kind() + " cannot take a neuron here. Maybe put it behind the layer before"
                        + " (a layer of your own brings its neuron itself).");
            }
            return layer instanceof Flatten flatten ? new Flatten(flatten.name(), input) : layer;
        }
    }
}
