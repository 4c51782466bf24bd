package org.spikebook.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.spikebook.network.BatchNorm;
import org.spikebook.network.Conv2d;
import org.spikebook.network.CustomLayer;
import org.spikebook.network.Dense;
import org.spikebook.network.Flatten;
import org.spikebook.network.Layer;
import org.spikebook.network.Network;
import org.spikebook.network.Pool;
import org.spikebook.network.Recurrent;
import org.spikebook.network.Residual;
import org.spikebook.network.Weights;
import org.spikebook.neuron.CurrentBasedLif;
import org.spikebook.neuron.IntegrateAndFire;
import org.spikebook.neuron.LeakyIntegrateAndFire;
import org.spikebook.neuron.MultiBitLif;
import org.spikebook.neuron.NarrowMembrane;
import org.spikebook.neuron.Neuron;
import org.spikebook.neuron.Parameter;
import org.spikebook.neuron.Reset;
import org.spikebook.neuron.Tie;

/** The nodes that train a network, with their first weights; {@link TrainedNetwork} is the way back. */
final class Wiring {

    final List<Node> nodes = new ArrayList<>();
    /** Of each node's layer. */
    final List<String> names = new ArrayList<>();
    /** Number of the trace that each node reads: 0 the input, i + 1 what leaves node i. */
    final List<Integer> sources = new ArrayList<>();
    /** By the layer's name, those inside blocks too. */
    final Map<String, Part> parts = new LinkedHashMap<>();
    private final Model.Settings settings;
    private final SplittableRandom random;

    /** The nodes of one layer. */
    record Part(Layer layer, Optional<Node> linear, Optional<NeuronNode> neuron) {
    }

    Wiring(Network network, Model.Settings settings) {
        this.settings = settings;
        random = new SplittableRandom(settings.seed());
        nodes(network.layers(), 0, Form.of(network.input(), !settings.smooth()), true);
    }

    /** What leaves a layer: the number of its trace, and its form. */
    private record Out(int trace, Form form) {
    }

    /** A chain of layers; {@code last} where nothing follows it. */
    private Out nodes(List<Layer> chain, int from, Form form, boolean last) {
        var out = new Out(from, form);
        for (int l = 0; l < chain.size(); l++) {
            out = nodes(chain.get(l), out, last && l == chain.size() - 1);
        }
        return out;
    }

    private Out nodes(Layer layer, Out from, boolean last) {
        Out out = from;
        Optional<Node> linear = Optional.empty();
        if (layer instanceof Residual residual) {
            Out body = nodes(residual.body(), from.trace, from.form, false);
            Out past = nodes(residual.shortcut(), from.trace, from.form, false);
            if (body.trace == 0) {
                throw new IllegalArgumentException("model: the body of block '" + layer.name() + "' has nothing to train. Maybe leave the block out.");
            }
            out = add(new JoinNode(residual.join(), body.form, past.trace, past.form, settings.kernels()), layer.name(), body.trace);
        } else {
            linear = linear(layer, from.form);
            if (linear.isPresent()) {
                out = add(linear.get(), layer.name(), from.trace);
            }
        }
        Optional<NeuronNode> neuron = Optional.empty();
        if (layer.neuron().isPresent()) {
            Neuron given = layer.neuron().get();
            if (given instanceof TrainedNeuron own) {
                if (settings.delayed()) {
                    throw new IllegalArgumentException("model: layer '" + layer.name() + "' has neurons of your own, which reset in the step of the spike. Maybe without delayedReset().");
                }
                out = add(new OwnNeuronNode(own, out.form, settings.surrogate(), settings.detached(), settings.smooth(), settings.kernels()), layer.name(), out.trace);
            } else {
                neuron = Optional.of(neuron(layer, given, out.form));
                out = add(neuron.get(), layer.name(), out.trace);
            }
            if (settings.dropout() > 0 && !last) {
                out = add(new DropoutNode(out.form, settings.dropout(), settings.kernels()), layer.name(), out.trace);
            }
        }
        var part = new Part(layer, linear, neuron);
        parts.put(layer.name(), part);
        initialise(part);
        return out;
    }

    private Out add(Node node, String name, int from) {
        nodes.add(node);
        names.add(name);
        sources.add(from);
        return new Out(nodes.size(), node.out);
    }

    private Optional<Node> linear(Layer layer, Form form) {
        Kernels kernels = settings.kernels();
        if (layer instanceof Conv2d conv) {
            return Optional.of(new ConvNode(conv.name(),
                    new ConvShape(form, conv.filters(), conv.kernelHeight(), conv.kernelWidth(), conv.strideY(), conv.strideX(), conv.paddingY(), conv.paddingX()), conv.bias().isPresent() || settings.biases(), kernels));
        } else if (layer instanceof Dense dense) {
            if (dense.tokens() > 1) {
                throw new IllegalArgumentException("model: layer '" + dense.name() + "' acts on " + dense.tokens() + " tokens, which cannot be trained yet.");
            }
            return Optional.of(new LinearNode(dense.name(), form, dense.outputs(), dense.bias().isPresent() || settings.biases(), kernels));
        } else if (layer instanceof Recurrent recurrent) {
            return Optional.of(new LinearNode(recurrent.name(), form, recurrent.outputs(), recurrent.bias().isPresent() || settings.biases(), kernels));
        } else if (layer instanceof Pool pool) {
            return Optional.of(new PoolNode(form, pool.pooling(), pool.windowHeight(), pool.windowWidth(), pool.strideY(), pool.strideX(), pool.paddingY(), pool.paddingX(),
                    kernels));
        } else if (layer instanceof Flatten) {
            return Optional.empty();
        } else if (layer instanceof TrainedLayer own) {
            return Optional.of(new OwnLayerNode(own, form, Form.of(own.output(), false), kernels));
        }
        throw new IllegalArgumentException("model: layer '" + layer.name() + "' is of a kind that cannot be trained (" + layer.kind() + ")."
                + (layer instanceof BatchNorm ? " Maybe network.foldBatchNorm() first."
                        : layer instanceof CustomLayer ? " Maybe let it implement TrainedLayer." : " Maybe train the layers before and behind it apart."));
    }

    private NeuronNode neuron(Layer layer, Neuron neuron, Form form) {
        if (layer instanceof CustomLayer && gain(layer.name(), neuron) != 1) {
            throw new IllegalArgumentException("model: layer '" + layer.name() + "' is of your own, so that the gain of its neuron must be 1, but was " + gain(layer.name(), neuron)
                    + ". Maybe put it into the layer.");
        }
        Neuron inner = neuron instanceof NarrowMembrane narrow ? narrow.neuron() : neuron;
        return neuron(layer, inner, form, neuron instanceof NarrowMembrane narrow ? Optional.of(narrow) : Optional.empty());
    }

    private NeuronNode neuron(Layer layer, Neuron neuron, Form form, Optional<NarrowMembrane> membrane) {
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
        } else if (neuron instanceof MultiBitLif n) {
            beta = one(name, "beta", n.beta());
            threshold = one(name, "threshold", n.threshold());
            reset = Reset.HARD;
            resetPotential = n.resetPotential();
            tie = Tie.FIRES;
            maxSpikes = n.maxSpikes();
        } else {
            throw new IllegalArgumentException("model: layer '" + name + "' has neurons that cannot be trained (" + neuron.describe()
                    + "). Maybe train with Neuron.lif(...) and quantise afterwards, or let yours implement TrainedNeuron.");
        }
        gain(name, neuron);
        if (reset == Reset.HARD) {
            zero(name, "reset potential", resetPotential);
        }
        var dynamics = new NeuronNode.Dynamics(reset == Reset.SUBTRACT ? NeuronNode.ResetRule.SUBTRACT : NeuronNode.ResetRule.ZERO, settings.delayed(),
                settings.detached(), settings.surrogate(), settings.smooth(), tie == Tie.FIRES, maxSpikes, alpha,
                settings.learnsBeta() && !(neuron instanceof IntegrateAndFire) && !(layer instanceof CustomLayer), settings.learnsThreshold() && !(layer instanceof CustomLayer),
                membrane.map(m -> new NeuronNode.Grid((float) m.unit(), (float) m.least(), (float) m.largest())));
        return new NeuronNode(name, form, beta, threshold, layer instanceof Recurrent r ? r.delay() : 0, dynamics, settings.kernels());
    }

    /** Factor of the input current, which training folds into the weights. */
    private static double gain(String layer, Neuron neuron) {
        if (neuron instanceof NarrowMembrane n) {
            return gain(layer, n.neuron());
        } else if (neuron instanceof IntegrateAndFire n) {
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

    private void initialise(Part part) {
        if (part.layer instanceof CustomLayer) {
            return;     // brings its first values
        }
        float gain = part.layer.neuron().map(n -> (float) gain(part.layer.name(), n)).orElse(1f);
        part.linear.ifPresent(node -> {
            for (Tensor tensor : node.tensors()) {
                start(node, tensor, given(part.layer, tensor.isWeight ? "weights" : "bias"), gain, random);
            }
        });
        part.neuron.flatMap(n -> n.recurrent).ifPresent(r -> start(part.neuron.get(), r, given(part.layer, "recurrent"), gain, random));
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
}
