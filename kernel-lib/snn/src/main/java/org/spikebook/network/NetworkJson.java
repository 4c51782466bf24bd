package org.spikebook.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.spikebook.neuron.CurrentBasedLif;
import org.spikebook.neuron.FixedPointCurrentLif;
import org.spikebook.neuron.FixedPointLif;
import org.spikebook.neuron.IntegrateAndFire;
import org.spikebook.neuron.LeakyIntegrateAndFire;
import org.spikebook.neuron.MultiBitLif;
import org.spikebook.neuron.NarrowMembrane;
import org.spikebook.neuron.Neuron;
import org.spikebook.neuron.Parameter;
import org.spikebook.neuron.Reset;
import org.spikebook.neuron.Tie;
import org.spikebook.spike.Axis;
import org.spikebook.spike.Shape;

/** Networks as JSON. The keys are those of the builder; weights are flat lists, the last axis fastest. */
final class NetworkJson {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final String[] CONV2D = {"name", "kind", "filters", "kernel", "stride", "padding", "pool", "weights", "bias", "neuron"};
    private static final String[] DENSE = {"name", "kind", "units", "weights", "bias", "neuron"};
    private static final String[] RECURRENT = {"name", "kind", "units", "delay", "weights", "recurrentWeights", "bias", "neuron"};
    private static final String[] POOL = {"name", "kind", "window", "stride", "padding", "neuron"};
    private static final String[] NORM = {"name", "kind", "scale", "shift", "mean", "variance", "epsilon", "neuron"};
    private static final String[] RESIDUAL = {"name", "kind", "join", "body", "shortcut", "neuron"};
    private static final String[] ATTENTION = {"name", "kind", "heads", "scale", "query", "key", "value", "neuron"};
    private static final List<String> KINDS = List.of("conv2d", "dense", "recurrent", "average pool", "max pool", "sum pool", "flatten",
            "batch norm", "residual", "self-attention");

    private NetworkJson() {
    }

    static Network read(String json) {
        JsonNode root;
        try {
            root = MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr() + ": ";
            throw new IllegalArgumentException("network JSON: " + where + e.getOriginalMessage(), e);
        }
        var fields = new Fields("network", root, "name", "source", "input", "steps", "layers");
        String name = fields.text("name");
        var input = new ArrayList<Axis>();
        if (!(fields.node("input") instanceof ObjectNode axes)) {
            throw fields.error("'input' must be an object of axes and their sizes, such as {\"channel\": 2, \"y\": 34, \"x\": 34}");
        }
        var keys = new ArrayList<String>();
        axes.fieldNames().forEachRemaining(keys::add);
        var sizes = new Fields("network '" + name + "' input", axes, keys.toArray(String[]::new));
        keys.forEach(axis -> input.add(new Axis(axis, sizes.integer(axis))));
        var builder = Network.builder(name, new Shape(input));
        if (fields.has("source")) {
            builder.source(fields.text("source"));
        }
        if (fields.has("steps")) {
            builder.steps(fields.integer("steps"));
        }
        List<JsonNode> layers = fields.list("layers");
        for (int i = 0; i < layers.size(); i++) {
            layer(builder, i, layers.get(i));
        }
        return builder.build();
    }

    private static void layer(Network.Builder builder, int number, JsonNode node) {
        String name = node.path("name").asText("");
        String where = name.isEmpty() ? "layer " + number : "layer '" + name + "'";
        String kind = node.path("kind").asText("");
        if (!KINDS.contains(kind)) {
            throw new IllegalArgumentException(where + ": kind must be one of " + KINDS + ", but was '" + kind + "'."
                    + Nearest.hint(kind, KINDS));
        }
        var fields = new Fields(where, node, switch (kind) {
            case "conv2d" -> CONV2D;
            case "dense" -> DENSE;
            case "recurrent" -> RECURRENT;
            case "flatten" -> new String[] {"name", "kind"};
            case "batch norm" -> NORM;
            case "residual" -> RESIDUAL;
            case "self-attention" -> ATTENTION;
            default -> POOL;
        });
        name = fields.text("name");
        switch (kind) {
            case "conv2d" -> {
                int filters = fields.integer("filters");
                fields.node("kernel");
                int[] kernel = fields.pair("kernel", 0);
                int[] stride = fields.pair("stride", 1);
                int[] padding = fields.pair("padding", 0);
                int channels = builder.shape().isImage() ? builder.shape().size("channel") : 1;
                builder.conv2d(name, c -> {
                    c.filters(filters).kernel(kernel[0], kernel[1]).stride(stride[0], stride[1]).padding(padding[0], padding[1])
                            .pool(fields.integer("pool", 1));
                    weights(fields, "weights", "filter, channel, ky, kx", filters, channels, kernel[0], kernel[1]).ifPresent(c::weights);
                    if (fields.has("bias")) {
                        c.bias(fields.floats("bias"));
                    }
                });
            }
            case "dense" -> {
                int units = fields.integer("units");
                int inputs = builder.shape().has("token") ? builder.shape().size("feature") : builder.shape().size();
                builder.dense(name, d -> {
                    d.units(units);
                    weights(fields, "weights", "output, input", units, inputs).ifPresent(d::weights);
                    if (fields.has("bias")) {
                        d.bias(fields.floats("bias"));
                    }
                });
            }
            case "recurrent" -> {
                int units = fields.integer("units");
                int inputs = builder.shape().size();
                builder.recurrent(name, r -> {
                    r.units(units).delay(fields.integer("delay", 1));
                    weights(fields, "weights", "output, input", units, inputs).ifPresent(r::weights);
                    weights(fields, "recurrentWeights", "output, output before", units, units).ifPresent(r::recurrentWeights);
                    if (fields.has("bias")) {
                        r.bias(fields.floats("bias"));
                    }
                });
            }
            case "flatten" -> builder.flatten(name);
            case "batch norm" -> builder.batchNorm(name, b -> {
                b.scale(floats(fields, "scale")).shift(floats(fields, "shift")).mean(floats(fields, "mean")).variance(floats(fields, "variance"));
                if (fields.has("epsilon")) {
                    b.epsilon(fields.number("epsilon"));
                }
            });
            case "residual" -> builder.residual(name, r -> r.join(fields.choice("join", Residual.Join.class, Residual.Join.ADD))
                    .body(b -> layers(b, fields, "body")).shortcut(b -> layers(b, fields, "shortcut")));
            case "self-attention" -> builder.selfAttention(name, a -> a.heads(fields.integer("heads", 1)).scale(fields.number("scale"))
                    .projections((branch, b) -> layers(b, fields, branch)));
            default -> {
                fields.node("window");
                int[] window = fields.pair("window", 0);
                int[] stride = fields.has("stride") ? fields.pair("stride", 1) : window;
                int[] padding = fields.pair("padding", 0);
                Consumer<Pool.Spec> geometry = p -> p.window(window[0], window[1]).stride(stride[0], stride[1])
                        .padding(padding[0], padding[1]);
                switch (kind) {
                    case "average pool" -> builder.averagePool(name, geometry);
                    case "max pool" -> builder.maxPool(name, geometry);
                    default -> builder.sumPool(name, geometry);
                }
            }
        }
        if (node.has("neuron")) {
            builder.neuron(checkedNeuron(where + " neuron", node.get("neuron")));
        }
    }

    private static void layers(Network.Builder builder, Fields fields, String key) {
        if (fields.has(key)) {
            List<JsonNode> layers = fields.list(key);
            for (int i = 0; i < layers.size(); i++) {
                layer(builder, i, layers.get(i));
            }
        }
    }

    private static float[] floats(Fields fields, String key) {
        return fields.has(key) ? fields.floats(key) : new float[0];
    }

    private static Optional<Weights> weights(Fields fields, String key, String axes, int... dims) {
        if (!fields.has(key)) {
            return Optional.empty();
        }
        float[] values = fields.floats(key);
        long expected = 1;
        for (int dim : dims) {
            expected *= dim;
        }
        if (values.length != expected) {
            throw fields.error("'" + key + "' must be " + expected + " numbers (" + axes + "; the last axis fastest), but were "
                    + values.length);
        }
        return expected == 0 ? Optional.empty() : Optional.of(Weights.of(values, dims));
    }

    /** A neuron's own message knows no layer. */
    private static Neuron checkedNeuron(String where, JsonNode node) {
        try {
            return neuron(where, node);
        } catch (IllegalArgumentException e) {
            throw e.getMessage().startsWith(where) ? e : new IllegalArgumentException(where + ": " + e.getMessage(), e);
        }
    }

    private static Neuron neuron(String where, JsonNode node) {
        String model = node.path("model").asText("");
        switch (model) {
            case "if" -> {
                var fields = new Fields(where, node, "model", "threshold", "gain", "reset", "resetPotential", "tie", "maxSpikes");
                IntegrateAndFire usual = Neuron.integrateAndFire();
                return new IntegrateAndFire(parameter(fields, "threshold", usual.threshold()), parameter(fields, "gain", usual.gain()),
                        fields.choice("reset", Reset.class, usual.reset()),
                        parameter(fields, "resetPotential", usual.resetPotential()), fields.choice("tie", Tie.class, usual.tie()),
                        fields.integer("maxSpikes", usual.maxSpikes()));
            }
            case "lif" -> {
                var fields = new Fields(where, node, "model", "beta", "threshold", "gain", "leak", "reset", "resetPotential", "tie");
                LeakyIntegrateAndFire usual = Neuron.lif(0);
                return new LeakyIntegrateAndFire(parameter(fields, "beta"), parameter(fields, "threshold", usual.threshold()),
                        parameter(fields, "gain", usual.gain()), parameter(fields, "leak", usual.leak()),
                        fields.choice("reset", Reset.class, usual.reset()),
                        parameter(fields, "resetPotential", usual.resetPotential()), fields.choice("tie", Tie.class, usual.tie()));
            }
            case "cuba-lif" -> {
                var fields = new Fields(where, node, "model", "alpha", "beta", "threshold", "inputGain", "gain", "leak", "reset",
                        "resetPotential", "tie");
                CurrentBasedLif usual = Neuron.cubaLif(0, 0);
                return new CurrentBasedLif(parameter(fields, "alpha"), parameter(fields, "beta"),
                        parameter(fields, "threshold", usual.threshold()), parameter(fields, "inputGain", usual.inputGain()),
                        parameter(fields, "gain", usual.gain()), parameter(fields, "leak", usual.leak()),
                        fields.choice("reset", Reset.class, usual.reset()),
                        parameter(fields, "resetPotential", usual.resetPotential()), fields.choice("tie", Tie.class, usual.tie()));
            }
            case "fixed-lif" -> {
                var fields = new Fields(where, node, "model", "weightBits", "partialSumBits", "membraneBits", "kept", "threshold", "reset",
                        "tie");
                FixedPointLif usual = FixedPointLif.eightBit(1);
                return new FixedPointLif(fields.integer("weightBits", usual.weightBits()),
                        fields.integer("partialSumBits", usual.partialSumBits()), fields.integer("membraneBits", usual.membraneBits()),
                        fields.integer("kept", usual.kept()), fields.integer("threshold"),
                        fields.choice("reset", Reset.class, usual.reset()), fields.choice("tie", Tie.class, usual.tie()));
            }
            case "fixed-cuba-lif" -> {
                var fields = new Fields(where, node, "model", "threshold", "du", "dv", "bias", "biasExponent", "stateBits");
                FixedPointCurrentLif usual = FixedPointCurrentLif.loihi(1);
                return new FixedPointCurrentLif(fields.integer("threshold"), fields.integer("du", usual.du()),
                        fields.integer("dv", usual.dv()), parameter(fields, "bias", usual.bias()),
                        fields.integer("biasExponent", usual.biasExponent()), fields.integer("stateBits", usual.stateBits()));
            }
            case "multi-bit-lif" -> {
                var fields = new Fields(where, node, "model", "beta", "threshold", "resetPotential", "bits");
                MultiBitLif usual = Neuron.multiBit(1);
                return new MultiBitLif(parameter(fields, "beta", usual.beta()), parameter(fields, "threshold", usual.threshold()),
                        parameter(fields, "resetPotential", usual.resetPotential()), fields.integer("bits"));
            }
            case "narrow-membrane" -> {
                var fields = new Fields(where, node, "model", "bits", "unit", "neuron");
                return new NarrowMembrane(neuron(where + " neuron", fields.node("neuron")), fields.integer("bits"), fields.number("unit"));
            }
            default -> {
                var models = List.of("if", "lif", "cuba-lif", "fixed-lif", "fixed-cuba-lif", "multi-bit-lif", "narrow-membrane");
                throw new IllegalArgumentException(where + ": model must be one of " + models + ", but was '" + model + "'."
                        + Nearest.hint(model, models));
            }
        }
    }

    private static Parameter parameter(Fields fields, String key, Parameter otherwise) {
        return fields.has(key) ? parameter(fields, key) : otherwise;
    }

    private static Parameter parameter(Fields fields, String key) {
        return fields.node(key).isArray() ? Parameter.each(fields.numbers(key)) : Parameter.of(fields.number(key));
    }

    static String write(Network network) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("name", network.name());
        network.source().ifPresent(source -> root.put("source", source));
        ObjectNode input = root.putObject("input");
        network.input().axes().forEach(axis -> input.put(axis.name(), axis.size()));
        network.steps().ifPresent(steps -> root.put("steps", steps));
        write(root.putArray("layers"), network.layers());
        // one line for each entry of an object, lists in one line
        var printer = new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
        try {
            return MAPPER.writer(printer).writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(ArrayNode layers, List<Layer> chain) {
        for (Layer layer : chain) {
            ObjectNode node = layers.addObject();
            node.put("name", layer.name());
            node.put("kind", layer.kind());
            if (layer instanceof Conv2d conv) {
                node.put("filters", conv.filters());
                pair(node, "kernel", conv.kernelHeight(), conv.kernelWidth());
                pair(node, "stride", conv.strideY(), conv.strideX());
                pair(node, "padding", conv.paddingY(), conv.paddingX());
                conv.weights().ifPresent(w -> numbers(node, "weights", w));
                conv.bias().ifPresent(b -> numbers(node, "bias", b));
            } else if (layer instanceof Dense dense) {
                node.put("units", dense.outputs());
                dense.weights().ifPresent(w -> numbers(node, "weights", w));
                dense.bias().ifPresent(b -> numbers(node, "bias", b));
            } else if (layer instanceof Recurrent recurrent) {
                node.put("units", recurrent.outputs());
                if (recurrent.delay() != 1) {
                    node.put("delay", recurrent.delay());
                }
                recurrent.weights().ifPresent(w -> numbers(node, "weights", w));
                recurrent.recurrentWeights().ifPresent(w -> numbers(node, "recurrentWeights", w));
                recurrent.bias().ifPresent(b -> numbers(node, "bias", b));
            } else if (layer instanceof Pool pool) {
                pair(node, "window", pool.windowHeight(), pool.windowWidth());
                pair(node, "stride", pool.strideY(), pool.strideX());
                pair(node, "padding", pool.paddingY(), pool.paddingX());
            } else if (layer instanceof BatchNorm norm) {
                numbers(node, "scale", Weights.of(norm.spec().scale));
                numbers(node, "shift", Weights.of(norm.spec().shift));
                numbers(node, "mean", Weights.of(norm.spec().mean));
                numbers(node, "variance", Weights.of(norm.spec().variance));
                node.put("epsilon", norm.spec().epsilon);
            } else if (layer instanceof Block block) {
                if (block instanceof Residual residual) {
                    node.put("join", Fields.name(residual.join()));
                } else {
                    node.put("heads", ((SelfAttention) block).heads()).put("scale", ((SelfAttention) block).scale());
                }
                block.branches().stream().filter(b -> !b.layers().isEmpty()).forEach(b -> write(node.putArray(b.name()), b.layers()));
            } else if (layer instanceof CustomLayer) {
                throw LayerChecks.error(layer.name(), "a layer of your own (" + layer.kind() + ") cannot be written as JSON."
                        + " Maybe write the network without it and add it after reading.");
            }
            layer.neuron().ifPresent(neuron -> neuron(layer.name(), node.putObject("neuron"), neuron));
        }
    }

    private static void neuron(String layer, ObjectNode node, Neuron neuron) {
        if (neuron instanceof IntegrateAndFire n) {
            node.put("model", "if");
            rest(node, n.threshold(), n.gain(), Parameter.of(0), n.reset(), n.resetPotential(), n.tie());
            if (n.maxSpikes() != 1) {
                node.put("maxSpikes", n.maxSpikes());
            }
        } else if (neuron instanceof LeakyIntegrateAndFire n) {
            node.put("model", "lif");
            parameter(node, "beta", n.beta());
            rest(node, n.threshold(), n.gain(), n.leak(), n.reset(), n.resetPotential(), n.tie());
        } else if (neuron instanceof CurrentBasedLif n) {
            node.put("model", "cuba-lif");
            parameter(node, "alpha", n.alpha());
            parameter(node, "beta", n.beta());
            if (!n.inputGain().equals(Parameter.of(1))) {
                parameter(node, "inputGain", n.inputGain());
            }
            rest(node, n.threshold(), n.gain(), n.leak(), n.reset(), n.resetPotential(), n.tie());
        } else if (neuron instanceof FixedPointLif n) {
            node.put("model", "fixed-lif").put("weightBits", n.weightBits()).put("partialSumBits", n.partialSumBits())
                    .put("membraneBits", n.membraneBits()).put("kept", n.kept()).put("threshold", n.threshold())
                    .put("reset", Fields.name(n.reset())).put("tie", Fields.name(n.tie()));
        } else if (neuron instanceof MultiBitLif n) {
            node.put("model", "multi-bit-lif");
            parameter(node, "beta", n.beta());
            parameter(node, "threshold", n.threshold());
            if (!n.resetPotential().equals(Parameter.of(0))) {
                parameter(node, "resetPotential", n.resetPotential());
            }
            node.put("bits", n.bits());
        } else if (neuron instanceof FixedPointCurrentLif n) {
            node.put("model", "fixed-cuba-lif").put("threshold", n.threshold()).put("du", n.du()).put("dv", n.dv());
            parameter(node, "bias", n.bias());
            node.put("biasExponent", n.biasExponent()).put("stateBits", n.stateBits());
        } else if (neuron instanceof NarrowMembrane n) {
            node.put("model", "narrow-membrane").put("bits", n.bits()).put("unit", n.unit());
            neuron(layer, node.putObject("neuron"), n.neuron());
        } else {
            throw LayerChecks.error(layer, "a neuron of your own (" + neuron.describe() + ") cannot be written as JSON");
        }
    }

    private static void rest(ObjectNode node, Parameter threshold, Parameter gain, Parameter leak, Reset reset, Parameter resetPotential,
            Tie tie) {
        parameter(node, "threshold", threshold);
        if (!gain.equals(Parameter.of(1))) {
            parameter(node, "gain", gain);
        }
        if (!leak.equals(Parameter.of(0))) {
            parameter(node, "leak", leak);
        }
        node.put("reset", Fields.name(reset));
        if (!resetPotential.equals(Parameter.of(0))) {
            parameter(node, "resetPotential", resetPotential);
        }
        node.put("tie", Fields.name(tie));
    }

    private static void parameter(ObjectNode node, String key, Parameter parameter) {
        if (parameter.isUniform()) {
            node.put(key, parameter.at(0));
        } else {
            ArrayNode list = node.putArray(key);
            for (double value : parameter.toArray(parameter.size().orElseThrow())) {
                list.add(value);
            }
        }
    }

    private static void pair(ObjectNode node, String key, int y, int x) {
        if (y == x) {
            node.put(key, y);
        } else {
            node.putArray(key).add(y).add(x);
        }
    }

    private static void numbers(ObjectNode node, String key, Weights weights) {
        ArrayNode list = node.putArray(key);
        for (float value : weights.raw()) {
            // the short text of a float, unless reading it as a double and rounding would give another float
            if (value == Math.rint(value) && Math.abs(value) < 1e9) {
                list.add((long) value);
            } else if ((float) Double.parseDouble(Float.toString(value)) == value) {
                list.add(value);
            } else {
                list.add((double) value);
            }
        }
    }
}
