package org.spikebook.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.spikebook.accelerator.xpike.SpikingTransformer;
import org.spikebook.accelerator.xpike.TransformerShape;
import org.spikebook.network.Weights;

/** The nodes that train a spiking transformer, and the way back. */
final class TransformerWiring {

    final List<Node> nodes = new ArrayList<>();
    final List<String> names = new ArrayList<>();
    final List<Integer> sources = new ArrayList<>();
    /** By the names of the transformer's weights. */
    private final Map<String, Part> parts = new LinkedHashMap<>();
    private final SpikingTransformer transformer;
    private final Model.Settings settings;

    private record Part(TokensNode node, Tensor tensor) {
    }

    TransformerWiring(SpikingTransformer transformer, Model.Settings settings) {
        this.transformer = transformer;
        this.settings = settings;
        TransformerShape shape = transformer.shape();
        check(shape);
        int tokens = shape.tokens();
        int entering = shape.decoder() ? tokens : tokens - 1;
        Form form = Form.features(entering * shape.inputs(), false);
        int x = fires("embedding", tokens("embedding", 0, form, entering, tokens, shape.width(), "position"));
        Form stream = nodes.get(x - 1).out;
        for (int b = 1; b <= shape.depth(); b++) {
            String block = "block" + b + ".";
            int q = layer(block + "query", x, shape.width());
            int k = layer(block + "key", x, shape.width());
            int v = layer(block + "value", x, shape.width());
            int a = add(new AttentionNode(stream, tokens, shape.heads(), shape.decoder(), settings.expected() || settings.smooth(), k, v, settings.kernels()), block + "attention", q);
            int y = add(new SumNode(stream, x, settings.kernels()), block + "attended", layer(block + "out", a, shape.width()));
            int down = layer(block + "down", layer(block + "up", y, shape.hidden()), shape.width());
            x = add(new SumNode(stream, y, settings.kernels()), block + "stream", down);
        }
        tokens("head", x, stream, tokens, shape.decoder() ? tokens : 1, shape.outputs(), "bias");
        transformer.weights().forEach((name, weights) -> {
            Part part = parts.get(name);
            Canonical.write(part.node, part.tensor, weights.toArray(), part.tensor.master);
        });
    }

    private void check(TransformerShape shape) {
        String name = "model: transformer '" + shape.name() + "'";
        if (shape.width() % Kernels.PAD != 0 || shape.headFeatures() % Kernels.PAD != 0) {
            throw new IllegalArgumentException(name + " must have features and features of a head that are multiples of " + Kernels.PAD + " to be trained, but has " + shape.width()
                    + " and " + shape.headFeatures() + ".");
        }
        if (transformer.profile() != SpikingTransformer.Profile.PAPER || transformer.join() != SpikingTransformer.Join.ADD) {
            throw new IllegalArgumentException(name + " can be trained with the profile PAPER and added residuals, but has " + transformer.profile() + " and " + transformer.join()
                    + ".");
        }
        if (settings.delayed() || settings.learnsBeta() || settings.learnsThreshold() || settings.dropout() > 0) {
            throw new IllegalArgumentException(name + ": its neurons are those of the chip, so that delayed resets, learnt constants and dropout do not fit. Maybe leave them out.");
        }
    }

    private int layer(String name, int from, int outputs) {
        int tokens = transformer.shape().tokens();
        return fires(name, tokens(name, from, nodes.get(from - 1).out, tokens, tokens, outputs, "bias"));
    }

    private int tokens(String name, int from, Form form, int tokensIn, int tokensOut, int outputs, String offset) {
        var node = new TokensNode(name, form, tokensIn, tokensOut, outputs, offset, settings.currents(), settings.kernels());
        parts.put(name, new Part(node, node.weights));
        parts.put(offset.equals("position") ? offset : name + ".bias", new Part(node, node.offsets));
        return add(node, name, from);
    }

    private int fires(String name, int from) {
        Form form = nodes.get(from - 1).out;
        var dynamics = new NeuronNode.Dynamics(NeuronNode.ResetRule.ZERO, false, settings.detached(), settings.surrogate(), settings.smooth(), true, 1,
                java.util.Optional.empty(), false, false, java.util.Optional.empty());
        return add(new NeuronNode(name, form, SpikingTransformer.BETA, 1, 0, dynamics, settings.kernels()), name, from);
    }

    /** The number of the trace that leaves it. */
    private int add(Node node, String name, int from) {
        nodes.add(node);
        names.add(name);
        sources.add(from);
        return nodes.size();
    }

    SpikingTransformer trained() {
        var weights = new LinkedHashMap<String, Weights>();
        transformer.weights().forEach((name, given) -> {
            Part part = parts.get(name);
            weights.put(name, Weights.of(Canonical.read(part.node, part.tensor, part.tensor.used), given.dims()));
        });
        return SpikingTransformer.of(transformer.shape(), weights).randomness(transformer.randomness());
    }
}
