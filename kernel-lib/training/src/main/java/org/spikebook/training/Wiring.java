package org.spikebook.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
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
    final List<Part> parts = new ArrayList<>();
    private final Model.Settings settings;
    private final SplittableRandom random;

    /** The nodes of one layer. */
    record Part(Layer layer, Optional<Node> linear, Optional<NeuronNode> neuron) {
    }

    Wiring(Network network, Model.Settings settings) {
        this.settings = settings;
        random = new SplittableRandom(settings.seed());
        Form form = Form.of(network.input(), !settings.smooth());
        List<Layer> layers = network.layers();
        for (int l = 0; l < layers.size(); l++) {
            form = add(layers.get(l), form, l == layers.size() - 1);
        }
    }

    private Form add(Layer layer, Form from, boolean last) {
        Form form = from;
        Optional<Node> linear = linear(layer, form);
        if (linear.isPresent()) {
            add(linear.get(), layer.name());
            form = linear.get().out;
        }
        Optional<NeuronNode> neuron = Optional.empty();
        if (layer.neuron().isPresent()) {
            neuron = Optional.of(neuron(layer.name(), layer.neuron().get(), form, layer instanceof Recurrent r ? r.delay() : 0));
            add(neuron.get(), layer.name());
            if (settings.dropout() > 0 && !last) {
                add(new DropoutNode(form, settings.dropout(), settings.kernels()), layer.name());
            }
        }
        var part = new Part(layer, linear, neuron);
        parts.add(part);
        initialise(part);
        return form;
    }

    private void add(Node node, String name) {
        nodes.add(node);
        names.add(name);
    }

    private Optional<Node> linear(Layer layer, Form form) {
        Kernels kernels = settings.kernels();
        if (layer instanceof Conv2d conv) {
            return Optional.of(new ConvNode(conv.name(), form, conv.filters(), conv.kernelHeight(), conv.kernelWidth(), conv.strideY(), conv.strideX(), conv.paddingY(),
                    conv.paddingX(), conv.bias().isPresent() || settings.biases(), kernels));
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
        }
        throw new IllegalArgumentException("model: layer '" + layer.name() + "' is of a kind that cannot be trained (" + layer.kind() + ")."
                + (layer instanceof BatchNorm ? " Maybe network.foldBatchNorm() first." : " Maybe train the layers before and behind it apart."));
    }

    private NeuronNode neuron(String layer, Neuron neuron, Form form, int delay) {
        if (neuron instanceof NarrowMembrane narrow) {
            return neuron(layer, narrow.neuron(), form, delay, Optional.of(narrow));
        }
        return neuron(layer, neuron, form, delay, Optional.empty());
    }

    private NeuronNode neuron(String name, Neuron neuron, Form form, int delay, Optional<NarrowMembrane> membrane) {
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
                    + "). Maybe train with Neuron.lif(...) and quantise afterwards.");
        }
        gain(name, neuron);
        if (reset == Reset.HARD) {
            zero(name, "reset potential", resetPotential);
        }
        var dynamics = new NeuronNode.Dynamics(reset == Reset.SUBTRACT ? NeuronNode.ResetRule.SUBTRACT : NeuronNode.ResetRule.ZERO, settings.delayed(),
                settings.detached(), settings.surrogate(), settings.smooth(), tie == Tie.FIRES, maxSpikes, alpha,
                settings.learnsBeta() && !(neuron instanceof IntegrateAndFire), settings.learnsThreshold(),
                membrane.map(m -> new NeuronNode.Grid((float) m.unit(), (float) m.least(), (float) m.largest())));
        return new NeuronNode(name, form, beta, threshold, delay, dynamics, settings.kernels());
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
