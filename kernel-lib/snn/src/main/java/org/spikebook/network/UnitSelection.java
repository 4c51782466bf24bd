package org.spikebook.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.spikebook.neuron.CurrentBasedLif;
import org.spikebook.neuron.IntegrateAndFire;
import org.spikebook.neuron.LeakyIntegrateAndFire;
import org.spikebook.neuron.MultiBitLif;
import org.spikebook.neuron.NarrowMembrane;
import org.spikebook.neuron.Neuron;
import org.spikebook.neuron.Parameter;
import org.spikebook.spike.Shape;

/** Some filters or units of some layers, with what the layers behind need of them; see {@link Network#withUnits}. */
final class UnitSelection {

    private final Network network;
    private final Map<String, int[]> wanted;

    private UnitSelection(Network network, Map<String, int[]> wanted) {
        this.network = network;
        this.wanted = wanted;
    }

    static Network select(Network network, Map<String, int[]> wanted) {
        wanted.keySet().forEach(network::layer);        // for its message
        return new UnitSelection(network, wanted).select();
    }

    private Network select() {
        return network.withLayers(chain(network.layers(), network.input()));
    }

    private List<Layer> chain(List<Layer> layers, Shape input) {
        var smaller = new ArrayList<Layer>();
        int[] kept = all(units(input));
        Shape shape = input;
        boolean whole = true;
        for (Layer layer : layers) {
            Layer next = layer;
            if (hasUnits(layer)) {
                int[] chosen = wanted(layer);
                next = smaller(layer, shape, kept, chosen);
                kept = chosen;
                whole = chosen.length == units(layer.output());
            } else if (!whole) {
                next = passing(layer, shape, kept);
                if (layer instanceof Flatten) {
                    kept = neurons(kept, units(layer.input()), layer.input().size());
                }
            } else {
                kept = all(units(layer.output()));
                if (layer instanceof Block block) {
                    next = block.with(block.branches().stream().map(b -> new Block.Branch(b.name(), chain(b.layers(), block.input()))).toList(), block.neuron());
                }
            }
            smaller.add(next);
            shape = next.output();
        }
        if (!whole) {
            throw LayerChecks.error(layers.get(layers.size() - 1).name(), "is the last layer of the network or of a branch; what leaves it must stay whole. Maybe choose among"
                    + " network.layersOfUnits().");
        }
        return smaller;
    }

    /** Layers whose units can be chosen. */
    static boolean hasUnits(Layer layer) {
        return layer instanceof Conv2d || layer instanceof Recurrent || layer instanceof Dense dense && dense.tokens() == 1;
    }

    /** Channels of an image, else features. */
    static int units(Shape shape) {
        return shape.isImage() ? shape.size("channel") : shape.size();
    }

    private int[] wanted(Layer layer) {
        int units = units(layer.output());
        int[] chosen = wanted.containsKey(layer.name()) ? wanted.get(layer.name()).clone() : all(units);
        Arrays.sort(chosen);
        if (chosen.length == 0) {
            throw LayerChecks.error(layer.name(), "at least one of " + units + " units must stay");
        }
        for (int i = 0; i < chosen.length; i++) {
            if (chosen[i] < 0 || chosen[i] >= units || i > 0 && chosen[i] == chosen[i - 1]) {
                throw LayerChecks.error(layer.name(), "units that stay must be different numbers in 0.." + (units - 1) + ", but one was " + chosen[i]
                        + (i > 0 && chosen[i] == chosen[i - 1] ? " twice" : ""));
            }
        }
        return chosen;
    }

    private static int[] all(int units) {
        return IntStream.range(0, units).toArray();
    }

    /** Neurons of units that lie one after the other. */
    private static int[] neurons(int[] kept, int units, int neurons) {
        int each = neurons / units;
        return Arrays.stream(kept).flatMap(u -> IntStream.range(u * each, (u + 1) * each)).toArray();
    }

    private static Layer smaller(Layer layer, Shape shape, int[] in, int[] out) {
        Optional<Neuron> neuron = neuron(layer, out);
        if (layer instanceof Conv2d conv) {
            var spec = new Conv2d.Spec().filters(out.length).kernel(conv.kernelHeight(), conv.kernelWidth()).stride(conv.strideY(), conv.strideX())
                    .padding(conv.paddingY(), conv.paddingX());
            conv.weights().ifPresent(w -> spec.weights(pick(w, out, in, conv.kernelHeight() * conv.kernelWidth(), out.length, in.length, conv.kernelHeight(), conv.kernelWidth())));
            conv.bias().ifPresent(b -> spec.bias(pick(b, out)));
            return new Conv2d(conv.name(), shape, spec, neuron);
        }
        if (layer instanceof Dense dense) {
            int[] columns = columns(dense.input().size(), shape, in);
            var spec = new Dense.Spec().units(out.length);
            dense.weights().ifPresent(w -> spec.weights(pick(w, out, columns, 1, out.length, columns.length)));
            dense.bias().ifPresent(b -> spec.bias(pick(b, out)));
            return new Dense(dense.name(), shape, spec, neuron);
        }
        var recurrent = (Recurrent) layer;
        int[] columns = columns(recurrent.inputs(), shape, in);
        var spec = new Recurrent.Spec().units(out.length).delay(recurrent.delay());
        recurrent.weights().ifPresent(w -> spec.weights(pick(w, out, columns, 1, out.length, columns.length)));
        recurrent.recurrentWeights().ifPresent(w -> spec.recurrentWeights(pick(w, out, out, 1, out.length, out.length)));
        recurrent.bias().ifPresent(b -> spec.bias(pick(b, out)));
        return new Recurrent(recurrent.name(), shape, spec, neuron);
    }

    /** Inputs that stay, where channels are followed by a fully connected layer. */
    private static int[] columns(int inputs, Shape shape, int[] kept) {
        int each = shape.isImage() ? shape.size() / shape.size("channel") : 1;
        return neurons(kept, inputs / each, inputs);
    }

    /** A layer without units of its own, for fewer channels. */
    private static Layer passing(Layer layer, Shape shape, int[] kept) {
        if (layer instanceof Pool pool) {
            return new Pool(pool.name(), pool.pooling(), shape, pool.spec(), neuron(pool, kept));
        } else if (layer instanceof Flatten flatten) {
            return new Flatten(flatten.name(), shape);
        } else if (layer instanceof BatchNorm norm) {
            BatchNorm.Spec all = norm.spec();
            var spec = new BatchNorm.Spec().scale(pick(all.scale, kept)).shift(pick(all.shift, kept)).mean(pick(all.mean, kept)).variance(pick(all.variance, kept))
                    .epsilon(all.epsilon);
            return new BatchNorm(norm.name(), shape, spec, neuron(norm, kept));
        }
        throw LayerChecks.error(layer.name(), "takes all that leaves the layer before (" + layer.kind() + "), so its units must all stay."
                + " Maybe leave out the units of that layer.");
    }

    private static Optional<Neuron> neuron(Layer layer, int[] kept) {
        int units = units(layer.output());
        return kept.length == units ? layer.neuron() : layer.neuron().map(n -> pick(n, neurons(kept, units, layer.output().size())));
    }

    private static Neuron pick(Neuron neuron, int[] kept) {
        if (neuron instanceof IntegrateAndFire n) {
            return new IntegrateAndFire(pick(n.threshold(), kept), pick(n.gain(), kept), n.reset(), pick(n.resetPotential(), kept), n.tie(), n.maxSpikes());
        } else if (neuron instanceof LeakyIntegrateAndFire n) {
            return new LeakyIntegrateAndFire(pick(n.beta(), kept), pick(n.threshold(), kept), pick(n.gain(), kept), pick(n.leak(), kept), n.reset(),
                    pick(n.resetPotential(), kept), n.tie());
        } else if (neuron instanceof CurrentBasedLif n) {
            return new CurrentBasedLif(pick(n.alpha(), kept), pick(n.beta(), kept), pick(n.threshold(), kept), pick(n.inputGain(), kept), pick(n.gain(), kept),
                    pick(n.leak(), kept), n.reset(), pick(n.resetPotential(), kept), n.tie());
        } else if (neuron instanceof MultiBitLif n) {
            return new MultiBitLif(pick(n.beta(), kept), pick(n.threshold(), kept), pick(n.resetPotential(), kept), n.bits());
        } else if (neuron instanceof NarrowMembrane n) {
            return new NarrowMembrane(pick(n.neuron(), kept), n.bits(), n.unit());
        }
        return neuron;      // its start(n) refuses a number of neurons that does not fit
    }

    private static Parameter pick(Parameter parameter, int[] kept) {
        return parameter.isUniform() ? parameter : Parameter.each(Arrays.stream(kept).mapToDouble(parameter::at).toArray());
    }

    private static float[] pick(Weights bias, int[] kept) {
        return pick(bias.raw(), kept);
    }

    private static float[] pick(float[] all, int[] kept) {
        var values = new float[kept.length];
        for (int i = 0; i < kept.length; i++) {
            values[i] = all[kept[i]];
        }
        return values;
    }

    /** Rows and columns of {@code [output][input][each]}. */
    private static Weights pick(Weights weights, int[] out, int[] in, int each, int... dims) {
        int inputs = weights.size() / weights.dims()[0] / each;
        var flat = new float[out.length * in.length * each];
        int at = 0;
        for (int o : out) {
            for (int i : in) {
                for (int k = 0; k < each; k++) {
                    flat[at++] = weights.at((o * inputs + i) * each + k);
                }
            }
        }
        return Weights.of(flat, dims);
    }

    /** Layers whose units nothing but the next layers with weights sees: those that {@link #select} can make smaller. */
    static List<Layer> choosable(List<Layer> chain) {
        var choosable = new ArrayList<Layer>();
        Optional<Layer> open = Optional.empty();
        for (Layer layer : chain) {
            if (hasUnits(layer)) {
                open.ifPresent(choosable::add);
                open = Optional.of(layer);
            } else if (!(layer instanceof Pool || layer instanceof Flatten || layer instanceof BatchNorm)) {
                open = Optional.empty();
                if (layer instanceof Block block) {
                    block.branches().forEach(branch -> choosable.addAll(choosable(branch.layers())));
                }
            }
        }
        return choosable;
    }
}
