package org.spikebook.training;

import org.spikebook.training.data.Sample;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.spikebook.event.WholeFile;
import org.spikebook.network.Pool;
import org.spikebook.training.quantize.FakeQuantizer;

/** One network with weights, inputs, spikes and gradients of another engine, read from JSON and computed by ours. */
final class GradientCase {

    private static final JsonMapper JSON = new JsonMapper();

    private final Path file;
    private final JsonNode root;
    private final List<Node> nodes = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    /** Parameters by their name in the file. */
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, Node> owners = new LinkedHashMap<>();
    private final Map<Tensor, Integer> bits = new LinkedHashMap<>();
    private final Map<Integer, Integer> neuronNodes = new LinkedHashMap<>();   // layer number to trace number

    private GradientCase(Path file, JsonNode root) {
        this.file = file;
        this.root = root;
    }

    /** What came out. */
    record Result(String name, double lossError, int wrongSpikes, Map<String, Double> errors) {

        double worst() {
            return errors.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
        }
    }

    static Result run(Path file, Kernels kernels) {
        JsonNode root;
        try {
            root = JSON.readTree(new String(WholeFile.read("gradient case", file), StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("gradient case '" + file + "': not valid JSON: " + e.getOriginalMessage(), e);
        }
        return new GradientCase(file, root).run(kernels);
    }

    private JsonNode need(JsonNode node, String key) {
        JsonNode value = node.get(key);
        if (value == null) {
            throw new IllegalArgumentException("gradient case '" + file + "': key '" + key + "' is missing. Maybe the file is of another format.");
        }
        return value;
    }

    private float[] floats(JsonNode array, String what) {
        int[] shape = shape(array);
        JsonNode data = need(array, "data");
        int size = 1;
        for (int axis : shape) {
            size *= axis;
        }
        if (!data.isArray() || data.size() != size) {
            throw new IllegalArgumentException("gradient case '" + file + "': '" + what + "' must have " + size + " values for its shape, but has " + data.size());
        }
        var values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) data.get(i).asDouble();
        }
        return values;
    }

    private int[] shape(JsonNode array) {
        JsonNode shape = need(array, "shape");
        int[] axes = new int[shape.size()];
        for (int i = 0; i < axes.length; i++) {
            axes[i] = shape.get(i).asInt();
        }
        return axes;
    }

    private Result run(Kernels kernels) {
        int[] inputShape = shape(need(root, "input"));
        build(inputShape, kernels);
        tensors.forEach((name, tensor) -> Canonical.write(owners.get(name), tensor, floats(need(need(root, "params"), name), name), tensor.master));
        bits.forEach((tensor, b) -> {
            tensor.used = new float[tensor.master.length];
            FakeQuantizer.of(b).apply(new WeightTransform.Weight(tensor.name, "weight", tensor.rows, tensor.columns, tensor.pitch), tensor.master, tensor.used);
        });
        var engine = new Engine(nodes, names, 1);
        int steps = inputShape[0];
        int batch = inputShape[1];
        int size = engine.input.neurons();
        float[] data = floats(need(root, "input"), "input");
        var samples = new ArrayList<Sample>();
        String kind = need(root, "loss").asText();
        float[] target = kind.startsWith("ce_") ? new float[0] : floats(need(root, "target"), "target");
        int classes = engine.output.neurons();
        for (int b = 0; b < batch; b++) {
            float[][] frames = new float[steps][size];
            for (int t = 0; t < steps; t++) {
                System.arraycopy(data, (t * batch + b) * size, frames[t], 0, size);
            }
            int label = kind.startsWith("ce_") ? need(need(root, "target"), "data").get(b).asInt() : 0;
            Sample sample = Sample.of(frames, label);
            if (kind.equals("mse_rate")) {
                sample = sample.target(java.util.Arrays.copyOfRange(target, b * classes, (b + 1) * classes));
            } else if (kind.equals("weighted_sum")) {
                float[] own = new float[steps * classes];
                for (int t = 0; t < steps; t++) {
                    System.arraycopy(target, (t * batch + b) * classes, own, t * classes, classes);
                }
                sample = sample.target(own);
            }
            samples.add(sample);
        }
        Map<String, Double> errors = new LinkedHashMap<>();
        var inputGradient = new float[data.length];
        var wrong = new int[1];
        engine.watch((number, traces) -> {
            Trace in = traces[0];
            for (int t = 0; t < steps; t++) {
                for (int i = 0; i < size; i++) {
                    inputGradient[(t * batch + number) * size + i] = in.dx[in.dx(t) + in.form.place()[i]];
                }
            }
            neuronNodes.forEach((layer, trace) -> wrong[0] += wrongSpikes(layer, traces[trace], number, batch));
        });
        Loss loss = loss(kind, batch);
        Engine.Pass pass = engine.pass(samples, loss, List.of(), true, 0);
        JsonNode expected = need(root, "expected");
        double wanted = need(expected, "loss").asDouble();
        JsonNode grads = need(expected, "grads");
        tensors.forEach((name, tensor) -> errors.put(name, error(Canonical.read(owners.get(name), tensor, tensor.gradient), floats(need(grads, name), name))));
        if (grads.has("input")) {
            float[] mean = inputGradient.clone();
            for (int i = 0; i < mean.length; i++) {
                mean[i] /= batch;
            }
            errors.put("input", error(mean, floats(grads.get("input"), "grads.input")));
        }
        return new Result(root.path("name").asText(file.getFileName().toString()), Math.abs(pass.loss() - wanted) / Math.max(1e-12, Math.abs(wanted)), wrong[0], errors);
    }

    private Loss loss(String kind, int batch) {
        return switch (kind) {
            case "ce_count" -> Loss.rateCrossEntropy();
            case "ce_mean" -> Loss.membraneCrossEntropy();
            case "mse_rate" -> Loss.rateMse();
            case "weighted_sum" -> (output, sample, gradient) -> {
                double sum = 0;
                for (int t = 0; t < output.length; t++) {
                    for (int k = 0; k < output[t].length; k++) {
                        float w = sample.target()[t * output[t].length + k] * batch;     // a sum over the batch, where the engine takes the mean
                        sum += w * output[t][k];
                        gradient[t][k] = w;
                    }
                }
                return sum;
            };
            default -> throw new IllegalArgumentException("gradient case '" + file + "': loss must be ce_count, ce_mean, mse_rate or weighted_sum, but was '" + kind + "'");
        };
    }

    private int wrongSpikes(int layer, Trace trace, int number, int batch) {
        JsonNode spikes = root.path("expected").path("spikes").path(Integer.toString(layer));
        if (spikes.isMissingNode()) {
            return 0;
        }
        float[] expected = floats(spikes, "spikes " + layer);
        int n = trace.form.neurons();
        int wrong = 0;
        for (int t = 0; t < trace.steps; t++) {
            for (int i = 0; i < n; i++) {
                wrong += Math.abs(expected[(t * batch + number) * n + i] - trace.x[trace.x(t) + trace.form.place()[i]]) > 1e-5 ? 1 : 0;
            }
        }
        return wrong;
    }

    /** Relative L2 distance {@code |g - r| / max(|r|, 1e-12)}. */
    private static double error(float[] ours, float[] theirs) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < theirs.length; i++) {
            difference += ((double) ours[i] - theirs[i]) * ((double) ours[i] - theirs[i]);
            norm += (double) theirs[i] * theirs[i];
        }
        return Math.sqrt(difference) / Math.max(1e-12, Math.sqrt(norm));
    }

    private void own(String name, Node node, Tensor tensor) {
        tensors.put(name, tensor);
        owners.put(name, node);
    }

    private void build(int[] inputShape, Kernels kernels) {
        Form form = inputShape.length == 5 ? Form.image(inputShape[2], inputShape[3], inputShape[4], false) : Form.features(inputShape[2], true);
        JsonNode layers = need(root, "layers");
        JsonNode params = need(root, "params");
        for (int l = 0; l < layers.size(); l++) {
            JsonNode layer = layers.get(l);
            String type = need(layer, "type").asText();
            Node node;
            switch (type) {
                case "linear" -> {
                    var linear = new LinearNode(l + "", form, layer.get("out").asInt(), params.has(l + ".bias"), kernels);
                    own(l + ".weight", linear, linear.weights);
                    linear.bias.ifPresent(b -> own(linear.bias.get().name, linear, b));
                    if (layer.has("weight_bits")) {
                        bits.put(linear.weights, layer.get("weight_bits").asInt());
                    }
                    node = linear;
                }
                case "conv2d" -> {
                    int kernel = layer.get("kernel").asInt();
                    int stride = layer.path("stride").asInt(1);
                    int padding = layer.path("padding").asInt(0);
                    var conv = new ConvNode(l + "", new ConvShape(form, layer.get("out").asInt(), kernel, kernel, stride, stride, padding, padding), params.has(l + ".bias"), kernels);
                    own(l + ".weight", conv, conv.weights);
                    conv.bias.ifPresent(b -> own(b.name, conv, b));
                    node = conv;
                }
                case "maxpool2d", "avgpool2d" -> {
                    int kernel = layer.get("kernel").asInt();
                    node = new PoolNode(form, type.startsWith("max") ? Pool.Kind.MAX : Pool.Kind.AVERAGE, kernel, kernel, kernel, kernel, 0, 0, kernels);
                }
                case "flatten" -> {
                    continue;       // a dense layer takes an image as it lies
                }
                case "lif" -> {
                    var dynamics = new NeuronNode.Dynamics(NeuronNode.ResetRule.valueOf(layer.get("reset").asText().toUpperCase(java.util.Locale.ROOT)),
                            layer.path("reset_order").asText("delayed").equals("delayed"), layer.path("detach_reset").asBoolean(true), surrogate(layer),
                            layer.path("smooth").asBoolean(false), false, 1, layer.has("alpha") ? Optional.of(layer.get("alpha").asDouble()) : Optional.empty(),
                            layer.path("learn_beta").asBoolean(false), layer.path("learn_threshold").asBoolean(false), Optional.empty());
                    var neuron = new NeuronNode(l + "", form, layer.get("beta").asDouble(), layer.get("threshold").asDouble(), layer.has("recurrent_features") ? 1 : 0, dynamics,
                            kernels);
                    neuron.recurrent.ifPresent(r -> own(r.name, neuron, r));
                    if (dynamics.learnsBeta()) {
                        own(l + ".beta", neuron, neuron.beta);
                    }
                    if (dynamics.learnsThreshold()) {
                        own(l + ".threshold", neuron, neuron.threshold);
                    }
                    neuronNodes.put(l, nodes.size() + 1);
                    node = neuron;
                }
                default -> throw new IllegalArgumentException("gradient case '" + file + "', layer " + l
                        + ": type must be linear, conv2d, maxpool2d, avgpool2d, flatten or lif, but was '" + type + "'");
            }
            nodes.add(node);
            names.add(l + "");
            form = node.out;
        }
    }

    private Surrogate surrogate(JsonNode layer) {
        double k = need(layer, "k").asDouble();
        String name = need(layer, "surrogate").asText();
        return switch (name) {
            case "fast_sigmoid" -> Surrogate.fastSigmoid(k);
            case "atan" -> Surrogate.arctan(k);
            default -> throw new IllegalArgumentException("gradient case '" + file + "': surrogate must be fast_sigmoid or atan, but was '" + name + "'");
        };
    }
}
