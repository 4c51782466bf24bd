package org.spikebook.nir;

import io.jhdf.HdfFile;
import io.jhdf.exceptions.HdfException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.spikebook.network.Conv2d;
import org.spikebook.network.Dense;
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
import org.spikebook.spike.Axis;
import org.spikebook.spike.Shape;

/**
 * Reads a NIR file as a {@link Network}. A value: each setting gives a new one.
 *
 * <p>A layer is called after its weight or pool node, and the neuron node behind it becomes its neuron. A neuron node whose spikes
 * come back to it through a second weight node makes a {@link Recurrent} layer, called after the first weight node; the biases of
 * the two are added up.
 *
 * <p>NIR describes neurons by differential equations and leaves the rest to whoever runs them. Here:
 * <ul>
 * <li>LIF and CubaLIF step by {@link #dt} and {@link #discretization}; CubaLIF passes a step's input to the potential in that step.
 * <li>IF takes each input as an impulse: {@code v[t] = u[t-1] + r i[t]}, whatever dt is.
 * <li>A spike falls if {@code v > v_threshold} ({@link Tie#SILENT}).
 * <li>A file with {@code v_reset} asks for the hard reset to it; one without (before version 1) does not say what its reset is, and
 * gets the subtractive one unless {@link #reset} says otherwise.
 * <li>Weights become 32-bit floats.
 * </ul>
 */
public final class NirImport {

    /** Step of the experiments of the NIR paper, in seconds. */
    public static final double DEFAULT_DT = 1e-4;

    private static final List<String> SUPPORTED = List.of("Input", "Output", "Affine", "Linear", "Conv2d", "SumPool2d", "AvgPool2d",
            "Flatten", "IF", "LIF", "CubaLIF", "Threshold", "NIRGraph");

    private final Path file;
    private final Optional<Double> dt;
    private final Optional<Discretization> discretization;
    private final Reset reset;

    private NirImport(Path file, Optional<Double> dt, Optional<Discretization> discretization, Reset reset) {
        this.file = Objects.requireNonNull(file, "file");
        dt.ifPresent(seconds -> {
            if (!(seconds > 0) || Double.isInfinite(seconds)) {
                throw new IllegalArgumentException("NIR file '" + file + "': dt must be above 0 seconds, but was " + seconds);
            }
        });
        this.dt = dt;
        this.discretization = discretization;
        this.reset = Objects.requireNonNull(reset, "reset");
    }

    /**
     * An import with the length of a step and the discretization that the file's metadata note, as {@link NirExport} writes them, else dt = 0.1 ms and forward Euler; with the
     * subtractive reset where the file names none.
     */
    public static NirImport of(Path file) {
        return new NirImport(file, Optional.empty(), Optional.empty(), Reset.SUBTRACT);
    }

    /** Length of a step in seconds, above 0. */
    public NirImport dt(double seconds) {
        return new NirImport(file, Optional.of(seconds), discretization, reset);
    }

    /** How differential equations become steps. */
    public NirImport discretization(Discretization discretization) {
        return new NirImport(file, dt, Optional.of(discretization), reset);
    }

    /** Reset of neurons for which the file gives no {@code v_reset}; {@link Reset#HARD} then leads to 0. */
    public NirImport reset(Reset reset) {
        return new NirImport(file, dt, discretization, reset);
    }

    /**
     * Reads the file.
     *
     * @throws IllegalArgumentException if it is no readable NIR graph, or one with nodes or edges that have no counterpart here; the
     *         message names the file and the node
     */
    public Network network() {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("NIR file '" + file + "': not found. Maybe the path is relative to another folder; here is "
                    + Path.of("").toAbsolutePath());
        }
        try {
            return settled(read());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("NIR file '" + file + "': " + e.getMessage(), e);
        }
    }

    private NirGraph read() {
        try (var hdf = new HdfFile(file)) {
            return NirGraph.read(hdf);
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (HdfException e) {
            throw new IllegalArgumentException("is not a whole HDF5 file (" + e.getMessage() + "). Maybe it is damaged or another format.", e);
        } catch (RuntimeException e) {
            // the HDF5 library runs off the end of a damaged file in many ways
            throw new IllegalArgumentException("is damaged (" + e + ")", e);
        }
    }

    /** With the metadata's settings in place of those that were not given. */
    private Network settled(NirGraph graph) {
        double step = dt.or(graph::dt).orElse(DEFAULT_DT);
        Discretization how = discretization.or(() -> graph.discretization().flatMap(name -> Arrays.stream(Discretization.values()).filter(d -> d.name().equals(name))
                .findFirst())).orElse(Discretization.EULER);
        if (!(step > 0) || Double.isInfinite(step)) {
            throw new IllegalArgumentException("metadata: dt must be above 0 seconds, but was " + step + ". Maybe dt(1e-4).");
        }
        return new NirImport(file, Optional.of(step), Optional.of(how), reset).assemble(graph);
    }

    private Network assemble(NirGraph graph) {
        for (NirNode node : graph.all()) {
            if (!SUPPORTED.contains(node.type())) {
                throw node.error("this type is not supported. Supported are " + String.join(", ", SUPPORTED) + ".");
            }
        }
        NirNode input = single(graph, "Input");
        NirNode output = single(graph, "Output");
        String fileName = file.getFileName().toString();
        var builder = Network.builder(fileName.replaceFirst("\\.nir$", ""), shape(input)).source("NIR file " + fileName);
        var used = new HashSet<String>(Set.of(input.name(), output.name()));
        NirNode node = next(graph, input, used);
        while (node != output) {
            used.add(node.name());
            Optional<NirNode> loop = recurrence(graph, node);
            if (loop.isPresent()) {
                used.add(loop.get().name());
                used.add(graph.successors(node.name()).get(0).name());
            }
            switch (node.type()) {
                case "Affine", "Linear" -> {
                    if (loop.isPresent()) {
                        node = recurrent(builder, node, loop.get(), graph.successors(node.name()).get(0));
                    } else {
                        NirNode affine = node;
                        builder.dense(node.name(), d -> dense(affine, d));
                    }
                }
                case "Conv2d" -> {
                    NirNode conv = node;
                    builder.conv2d(node.name(), c -> conv2d(conv, c));
                }
                case "SumPool2d" -> {
                    NirNode pool = node;
                    builder.sumPool(node.name(), p -> pool(pool, p));
                }
                case "AvgPool2d" -> {
                    NirNode pool = node;
                    builder.averagePool(node.name(), p -> pool(pool, p));
                }
                case "Flatten" -> flatten(builder, node);
                default -> attach(builder, node);
            }
            node = next(graph, node, used);
        }
        Set<String> left = graph.all().stream().map(NirNode::name).filter(n -> !used.contains(n)).collect(Collectors.toSet());
        if (!left.isEmpty()) {
            throw new IllegalArgumentException("nodes " + left + " do not lie on the path from '" + input.name() + "' to '" + output.name()
                    + "'. Only chains, with a recurrent weight round a neuron, can be read.");
        }
        Network network = builder.build();
        checkOutput(output, network);
        return network;
    }

    private static NirNode single(NirGraph graph, String type) {
        List<NirNode> found = graph.ofType(type);
        if (found.size() != 1) {
            throw new IllegalArgumentException("needs exactly one " + type + " node, but has " + found.size());
        }
        return found.get(0);
    }

    /** The weight node through which the spikes of the neuron behind this weight node come back to it. */
    private static Optional<NirNode> recurrence(NirGraph graph, NirNode weight) {
        List<NirNode> behind = graph.successors(weight.name());
        if (behind.size() != 1 || !isNeuron(behind.get(0))) {
            return Optional.empty();
        }
        NirNode neuron = behind.get(0);
        return graph.successors(neuron.name()).stream().filter(n -> n.type().equals("Affine") || n.type().equals("Linear"))
                .filter(n -> graph.successors(n.name()).equals(List.of(neuron))).findFirst();
    }

    private static boolean isNeuron(NirNode node) {
        return Set.of("IF", "LIF", "CubaLIF", "Threshold").contains(node.type());
    }

    private static NirNode next(NirGraph graph, NirNode node, Set<String> used) {
        List<NirNode> after = graph.successors(node.name()).stream().filter(n -> n.type().equals("Output") || !used.contains(n.name())).toList();
        if (after.size() != 1) {
            throw node.error((after.isEmpty() ? "leads to no further node" : "leads to several nodes, "
                    + after.stream().map(NirNode::name).toList())
                    + ". Only chains, with a recurrent weight round a neuron, can be read.");
        }
        return after.get(0);
    }

    private static Shape shape(NirNode input) {
        int[] sizes = Arrays.stream(input.array("shape").values()).mapToInt(v -> (int) v).toArray();
        return switch (sizes.length) {
            case 1 -> Shape.features(sizes[0]);
            case 2 -> Shape.sequence(sizes[0], sizes[1]);
            case 3 -> Shape.image(sizes[0], sizes[1], sizes[2]);
            default -> Shape.of(IntStream.range(0, sizes.length).mapToObj(i -> new Axis("axis" + i, sizes[i]))
                    .toArray(Axis[]::new));
        };
    }

    private static void checkOutput(NirNode output, Network network) {
        if (output.has("shape")) {
            long size = 1;
            for (double axis : output.array("shape").values()) {
                size *= (long) axis;
            }
            if (size != network.output().size()) {
                throw output.error("says " + size + " outputs, but the last layer has " + network.output());
            }
        }
    }

    private static void dense(NirNode node, Dense.Spec spec) {
        spec.weights(matrix(node));
        if (node.type().equals("Affine")) {
            spec.bias(node.array("bias").floats());
        }
    }

    private static Weights matrix(NirNode node) {
        NirNode.NirArray weight = node.array("weight");
        if (weight.dims().length != 2) {
            throw node.error("weight must have the axes [output][input], but has " + weight);
        }
        return Weights.of(weight.floats(), weight.dims());
    }

    private NirNode recurrent(Network.Builder builder, NirNode forward, NirNode back, NirNode neuron) {
        Weights weights = matrix(forward);
        Weights recurrent = matrix(back);
        float[] bias = new float[weights.dims()[0]];
        boolean biased = false;
        for (NirNode node : List.of(forward, back)) {
            if (node.type().equals("Affine")) {
                float[] add = node.array("bias").floats();
                if (add.length != bias.length) {
                    throw node.error("bias must have " + bias.length + " values, but has " + add.length);
                }
                for (int i = 0; i < bias.length; i++) {
                    bias[i] += add[i];
                }
                biased = true;
            }
        }
        boolean withBias = biased;
        builder.recurrent(forward.name(), r -> {
            r.weights(weights).recurrentWeights(recurrent);
            if (withBias) {
                r.bias(bias);
            }
        });
        attach(builder, neuron);
        return neuron;
    }

    private static void conv2d(NirNode node, Conv2d.Spec spec) {
        NirNode.NirArray weight = node.array("weight");
        if (weight.dims().length != 4) {
            throw node.error("weight must have the axes [filter][channel][ky][kx], but has " + weight);
        }
        for (String key : List.of("dilation", "groups")) {
            if (node.has(key) && !Arrays.stream(node.array(key).values()).allMatch(v -> v == 1)) {
                throw node.error(key + " must be 1, but was " + Arrays.toString(node.array(key).values()));
            }
        }
        int[] stride = node.pair("stride");
        int[] padding = padding(node, weight.dims(), stride);
        spec.weights(Weights.of(weight.floats(), weight.dims())).stride(stride[0], stride[1]).padding(padding[0], padding[1]);
        if (node.has("bias")) {
            spec.bias(node.array("bias").floats());
        }
    }

    private static int[] padding(NirNode node, int[] weight, int[] stride) {
        String text = node.texts().getOrDefault("padding", "");
        if (text.equals("valid")) {
            return new int[2];
        }
        if (text.equals("same")) {
            if (weight[2] % 2 == 0 || weight[3] % 2 == 0 || stride[0] != 1 || stride[1] != 1) {
                throw node.error("padding 'same' needs stride 1 and an odd kernel here, but the kernel is " + weight[2] + "x" + weight[3]
                        + " and the stride " + stride[0] + "x" + stride[1]);
            }
            return new int[] {weight[2] / 2, weight[3] / 2};
        }
        if (!text.isEmpty()) {
            throw node.error("padding must be 'same', 'valid' or numbers, but was '" + text + "'");
        }
        return node.pair("padding");
    }

    private static void pool(NirNode node, Pool.Spec spec) {
        int[] window = node.pair("kernel_size");
        int[] stride = node.pair("stride");
        int[] padding = node.pair("padding");
        spec.window(window[0], window[1]).stride(stride[0], stride[1]).padding(padding[0], padding[1]);
    }

    private static void flatten(Network.Builder builder, NirNode node) {
        List<Axis> axes = builder.shape().axes();
        int start = node.pair("start_dim")[0];
        int end = node.pair("end_dim")[0];
        int last = end < 0 ? end + axes.size() : end;
        if (start != 0 || last != axes.size() - 1) {
            throw node.error("flattens axes " + start + ".." + end + " of " + builder.shape() + "; only all of them (0..-1) can be flattened");
        }
        builder.flatten(node.name());
    }

    private void attach(Network.Builder builder, NirNode node) {
        try {
            builder.neuron(neuron(node));
        } catch (IllegalArgumentException e) {
            throw e.getMessage().startsWith("node ") ? e : node.error(e.getMessage());
        }
    }

    private Neuron neuron(NirNode node) {
        Parameter threshold = parameter(node, node.type().equals("Threshold") ? "threshold" : "v_threshold");
        Optional<Parameter> vReset = node.has("v_reset") ? Optional.of(parameter(node, "v_reset")) : Optional.empty();
        Reset how = vReset.isPresent() ? Reset.HARD : reset;
        Parameter to = vReset.orElse(Parameter.of(0));
        return switch (node.type()) {
            case "IF" -> new IntegrateAndFire(threshold, parameter(node, "r"), how, to, Tie.SILENT, 1);
            case "LIF" -> {
                Parameter beta = decay(node, "tau");
                yield new LeakyIntegrateAndFire(beta, threshold, gain(parameter(node, "r"), beta), parameter(node, "v_leak"), how, to,
                        Tie.SILENT);
            }
            case "CubaLIF" -> {
                Parameter alpha = decay(node, "tau_syn");
                Parameter beta = decay(node, "tau_mem");
                Parameter in = node.has("w_in") ? parameter(node, "w_in") : Parameter.of(1);
                yield new CurrentBasedLif(alpha, beta, threshold, gain(in, alpha), gain(parameter(node, "r"), beta),
                        parameter(node, "v_leak"), how, to, Tie.SILENT);
            }
            // a threshold alone: an integrator that forgets everything after each step
            case "Threshold" -> new LeakyIntegrateAndFire(Parameter.of(0), threshold, Parameter.of(1), Parameter.of(0), Reset.HARD,
                    Parameter.of(0), Tie.SILENT);
            default -> throw node.error("is no neuron");
        };
    }

    private Parameter decay(NirNode node, String key) {
        Parameter tau = parameter(node, key);
        double step = dt.orElseThrow();
        Discretization how = discretization.orElseThrow();
        if (!(tau.min() > 0)) {
            throw node.error(key + " must be above 0 seconds, but was " + tau);
        }
        // a decay of 0 comes back as a time constant of one step, rounded
        if (how == Discretization.EULER && step > tau.min() * (1 + 1e-12)) {
            throw node.error("a step of " + step + " s is longer than " + key + " = " + tau
                    + " s, which forward Euler cannot follow. Maybe a shorter dt, or discretization(Discretization.EXACT).");
        }
        return tau.map(t -> Math.max(0, how.decay(t, step)));
    }

    private static Parameter gain(Parameter factor, Parameter decay) {
        return factor.combine(decay, (f, d) -> f * (1 - d));
    }

    private static Parameter parameter(NirNode node, String key) {
        NirNode.NirArray array = node.array(key);
        return array.isUniform() ? Parameter.of(array.values()[0]) : Parameter.each(array.values());
    }
}
