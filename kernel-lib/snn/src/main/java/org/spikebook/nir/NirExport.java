package org.spikebook.nir;

import io.jhdf.HdfFile;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.spikebook.event.WholeFile;
import org.spikebook.network.BatchNorm;
import org.spikebook.network.Conv2d;
import org.spikebook.network.Dense;
import org.spikebook.network.Flatten;
import org.spikebook.network.Layer;
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
 * Writes a {@link Network} as a NIR file, which {@link NirImport} and other programs read. A value: each setting gives a new one.
 *
 * <pre>{@code
 * List<String> lost = NirExport.of(network).dt(1e-3).write(Path.of("network.nir"));     // what NIR cannot say
 * Network again = Network.fromNir(Path.of("network.nir"));                             // the same spikes
 * }</pre>
 *
 * NIR describes neurons by differential equations in seconds, so that steps need a length: with forward Euler
 * {@code tau = dt / (1 - beta)}, {@code r = gain / (1 - beta)}; with the exact discretization {@code tau = -dt / ln(beta)}. A LIF that does not leak becomes an IF, whose r is its
 * gain. Length of a step and discretization are noted in the graph's metadata, which {@link NirImport} reads unless it is told otherwise.
 *
 * <p>NIR's neurons spike above the threshold; for those that spike on it already ({@link Tie#FIRES}) the file says the largest 64-bit number below.
 */
public final class NirExport {

    private final Network network;
    private final double dt;
    private final Discretization discretization;

    private NirExport(Network network, double dt, Discretization discretization) {
        this.network = Objects.requireNonNull(network, "network");
        if (!(dt > 0) || Double.isInfinite(dt)) {
            throw new IllegalArgumentException("NIR export of '" + network.name() + "': dt must be above 0 seconds, but was " + dt);
        }
        this.dt = dt;
        this.discretization = Objects.requireNonNull(discretization, "discretization");
    }

    /** An export with dt = 0.1 ms and forward Euler. */
    public static NirExport of(Network network) {
        return new NirExport(network, NirImport.DEFAULT_DT, Discretization.EULER);
    }

    /** Length of a step in seconds, above 0. */
    public NirExport dt(double seconds) {
        return new NirExport(network, seconds, discretization);
    }

    /** How steps become differential equations. */
    public NirExport discretization(Discretization discretization) {
        return new NirExport(network, dt, discretization);
    }

    /**
     * Writes the file, whole or not at all.
     *
     * @return what NIR cannot say of this network, so that other programs may make something else of it; empty where it says everything
     * @throws IllegalArgumentException if NIR has no node for a layer or a neuron, or a layer has no weights; the message names the layer
     * @throws UncheckedIOException if the file cannot be written; then it is as it was
     */
    public List<String> write(Path file) {
        var graph = new Graph();
        graph.add(network);
        WholeFile.write("NIR file", file, bytes(graph));
        return List.copyOf(graph.lost);
    }

    /** The HDF5 library writes to a path. */
    private byte[] bytes(Graph graph) {
        try {
            Path folder = Files.createTempDirectory("spikebook-nir");
            Path file = folder.resolve("graph.nir");
            try {
                try (var hdf = HdfFile.write(file)) {
                    hdf.putDataset("version", "1.0.6");
                    WritableGroup node = hdf.putGroup("node");
                    node.putDataset("type", "NIRGraph");
                    node.putDataset("edges", graph.edges.toArray(String[][]::new));
                    WritableGroup metadata = node.putGroup("metadata");
                    metadata.putDataset("dt", dt);
                    metadata.putDataset("discretization", discretization.name());
                    WritableGroup nodes = node.putGroup("nodes");
                    graph.nodes.forEach((name, parameters) -> {
                        WritableGroup group = nodes.putGroup(name);
                        parameters.forEach(group::putDataset);
                    });
                }
                return Files.readAllBytes(file);
            } finally {
                Files.deleteIfExists(file);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("NIR export of '" + network.name() + "': cannot be written to the folder for temporary files: " + e.getMessage(), e);
        }
    }

    private static IllegalArgumentException error(Layer layer, String message) {
        return new IllegalArgumentException("NIR export: layer '" + layer.name() + "': " + message);
    }

    /** Nodes with their parameters, and edges. */
    private final class Graph {

        final Map<String, Map<String, Object>> nodes = new LinkedHashMap<>();
        final List<String[]> edges = new ArrayList<>();
        final List<String> lost = new ArrayList<>();
        private String last = "";

        void add(Network network) {
            append("input", Map.of("type", "Input", "shape", longs(network.input())));
            Shape shape = network.input();
            for (Layer layer : network.layers()) {
                linear(layer, shape);
                if (!(layer instanceof Recurrent)) {
                    layer.neuron().ifPresent(n -> append(layer.name() + "_neuron", neuron(layer, n)));
                }
                shape = layer.output();
            }
            append("output", Map.of("type", "Output", "shape", longs(shape)));
        }

        /** A node behind the last one. */
        private String append(String wanted, Map<String, Object> parameters) {
            String name = put(wanted, parameters);
            if (!last.isEmpty()) {
                edges.add(new String[] {last, name});
            }
            last = name;
            return name;
        }

        private String put(String wanted, Map<String, Object> parameters) {
            String name = wanted;
            while (nodes.containsKey(name) || nodes.size() > 0 && (name.equals("input") || name.equals("output") && !parameters.get("type").equals("Output"))) {
                name += "_";
            }
            nodes.put(name, parameters);
            return name;
        }

        private void linear(Layer layer, Shape shape) {
            if (layer.name().contains("/") || layer.name().equals(".")) {
                throw error(layer, "the name of a node must be neither '.' nor have a '/'. Maybe another name.");
            }
            if (layer instanceof Conv2d conv) {
                Weights weights = needed(layer, conv.weights());
                append(layer.name(), ordered("type", "Conv2d", "input_shape", new long[] {shape.size("y"), shape.size("x")}, "weight", nested(weights),
                        "stride", new long[] {conv.strideY(), conv.strideX()}, "padding", new long[] {conv.paddingY(), conv.paddingX()}, "dilation", new long[] {1, 1},
                        "groups", 1L, "bias", conv.bias().map(Weights::toArray).orElseGet(() -> new float[conv.filters()])));
            } else if (layer instanceof Dense dense) {
                if (dense.tokens() > 1) {
                    throw error(layer, "acts on " + dense.tokens() + " tokens with the same weights, for which NIR has no node");
                }
                flatten(layer, shape);
                append(layer.name(), affine(needed(layer, dense.weights()), dense.bias()));
            } else if (layer instanceof Recurrent recurrent) {
                if (recurrent.delay() > 1) {
                    throw error(layer, "NIR's spikes come back at the next step, but the delay is " + recurrent.delay());
                }
                flatten(layer, shape);
                append(layer.name(), affine(needed(layer, recurrent.weights()), recurrent.bias()));
                String neuron = append(layer.name() + "_neuron", neuron(layer, recurrent.neuron().orElseThrow()));
                String back = put(layer.name() + "_recurrent", affine(needed(layer, recurrent.recurrentWeights()), Optional.empty()));
                edges.add(new String[] {neuron, back});
                edges.add(new String[] {back, neuron});
            } else if (layer instanceof Pool pool) {
                if (pool.pooling() == Pool.Kind.MAX) {
                    throw error(layer, "NIR has no maximum pool. Maybe averagePool or sumPool.");
                }
                append(layer.name(), ordered("type", pool.pooling() == Pool.Kind.SUM ? "SumPool2d" : "AvgPool2d", "kernel_size",
                        new long[] {pool.windowHeight(), pool.windowWidth()}, "stride", new long[] {pool.strideY(), pool.strideX()}, "padding",
                        new long[] {pool.paddingY(), pool.paddingX()}));
            } else if (layer instanceof Flatten) {
                append(layer.name(), flat(shape));
            } else {
                throw error(layer, "NIR has no node for a layer of this kind (" + layer.kind() + ")."
                        + (layer instanceof BatchNorm ? " Maybe network.foldBatchNorm() first." : " Maybe export the layers before or behind it."));
            }
        }

        private void flatten(Layer layer, Shape shape) {
            if (shape.axes().size() > 1) {
                append(layer.name() + "_flatten", flat(shape));
            }
        }

        private Map<String, Object> flat(Shape shape) {
            return ordered("type", "Flatten", "start_dim", 0L, "end_dim", -1L, "input_type", longs(shape));
        }

        private Map<String, Object> affine(Weights weights, Optional<Weights> bias) {
            return bias.isPresent() ? ordered("type", "Affine", "weight", nested(weights), "bias", bias.get().toArray()) : ordered("type", "Linear", "weight", nested(weights));
        }

        private Map<String, Object> neuron(Layer layer, Neuron neuron) {
            if (neuron instanceof IntegrateAndFire n) {
                if (n.maxSpikes() > 1) {
                    lost.add("layer '" + layer.name() + "': NIR's neurons spike once a step; up to " + n.maxSpikes() + " are lost. Maybe withNeurons(...maxSpikes("
                            + n.maxSpikes() + ")) after reading.");
                }
                return common(layer, "IF", n.threshold(), n.tie(), n.reset(), n.resetPotential(), Map.of("r", n.gain()));
            } else if (neuron instanceof LeakyIntegrateAndFire n) {
                if (n.beta().equals(Parameter.of(1))) {
                    return common(layer, "IF", n.threshold(), n.tie(), n.reset(), n.resetPotential(), Map.of("r", n.gain()));
                }
                return common(layer, "LIF", n.threshold(), n.tie(), n.reset(), n.resetPotential(),
                        Map.of("tau", tau(layer, n.beta()), "r", resistance(n.gain(), n.beta()), "v_leak", n.leak()));
            } else if (neuron instanceof CurrentBasedLif n) {
                return common(layer, "CubaLIF", n.threshold(), n.tie(), n.reset(), n.resetPotential(), Map.of("tau_syn", tau(layer, n.alpha()), "tau_mem", tau(layer, n.beta()),
                        "w_in", resistance(n.inputGain(), n.alpha()), "r", resistance(n.gain(), n.beta()), "v_leak", n.leak()));
            }
            throw error(layer, "NIR has no neuron like this (" + neuron.describe() + "). Maybe withNeurons(...) of IF, LIF or current-based LIF.");
        }

        private Map<String, Object> common(Layer layer, String type, Parameter threshold, Tie tie, Reset reset, Parameter to, Map<String, Parameter> others) {
            var parameters = new LinkedHashMap<String, Object>();
            parameters.put("type", type);
            others.forEach((key, value) -> parameters.put(key, each(layer, value)));
            parameters.put("v_threshold", each(layer, tie == Tie.FIRES ? threshold.map(Math::nextDown) : threshold));
            if (reset == Reset.HARD) {
                parameters.put("v_reset", each(layer, to));
            } else {
                lost.add("layer '" + layer.name() + "': NIR has no subtractive reset; the file leaves v_reset out, which Spikebook reads as subtractive and others may as a reset"
                        + " to 0.");
            }
            return parameters;
        }

        /** As many as the layer has neurons, with its axes: other readers want that. */
        private Object each(Layer layer, Parameter parameter) {
            double[] values = parameter.toArray(layer.output().size());
            return nested(layer.output().axes().stream().mapToInt(Axis::size).toArray(), double.class, i -> values[i]);
        }

        private Parameter tau(Layer layer, Parameter decay) {
            if (decay.max() >= 1) {
                throw error(layer, "what is left after a step must be below 1 for NIR's time constants, but was " + decay + ". Maybe a layer of IF neurons.");
            }
            if (discretization == Discretization.EXACT && decay.min() <= 0) {
                throw error(layer, "what is left after a step must be above 0 for the exact discretization, but was " + decay + ". Maybe Discretization.EULER.");
            }
            return decay.map(d -> discretization.tau(d, dt));
        }

        private Parameter resistance(Parameter gain, Parameter decay) {
            return gain.combine(decay, (g, d) -> g / (1 - d));
        }
    }

    private static Weights needed(Layer layer, Optional<Weights> weights) {
        return weights.orElseThrow(() -> error(layer, "has no weights. Maybe train it first, or network.withRandomWeights(seed)."));
    }

    private static long[] longs(Shape shape) {
        return shape.axes().stream().mapToLong(Axis::size).toArray();
    }

    private static Map<String, Object> ordered(Object... keysAndValues) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    private static Object nested(Weights weights) {
        return nested(weights.dims(), float.class, weights::at);
    }

    private interface Values {
        Object at(int index);
    }

    /** An array of arrays, the last axis fastest. */
    private static Object nested(int[] dims, Class<?> type, Values values) {
        Object array = Array.newInstance(type, dims);
        fill(array, dims, 0, new int[1], values);
        return array;
    }

    private static void fill(Object array, int[] dims, int axis, int[] next, Values values) {
        for (int i = 0; i < dims[axis]; i++) {
            if (axis == dims.length - 1) {
                Array.set(array, i, values.at(next[0]++));
            } else {
                fill(Array.get(array, i), dims, axis + 1, next, values);
            }
        }
    }
}
