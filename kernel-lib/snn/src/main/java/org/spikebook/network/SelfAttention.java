package org.spikebook.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.spikebook.neuron.Neuron;
import org.spikebook.spike.Shape;

/**
 * Spiking self-attention (Zhou et al., "Spikformer", ICLR 2023, eq. 6 to 8): query, key and value are spikes, and their products need
 * no softmax. For each head, with its {@code features / heads} features of a token,
 *
 * <pre>{@code
 * i[t][m] = scale * sum over n of (sum over j of q[t][m][j] * k[t][n][j]) * v[t][n]
 * }</pre>
 *
 * A token is a pixel of an image, or a token of a sequence; the projection behind the block is a layer like any other. With spikes the
 * sums are whole numbers, the same in every order.
 */
public final class SelfAttention implements Block {

    private static final List<String> BRANCHES = List.of("query", "key", "value");

    private final String name;
    private final Shape input;
    private final Shape output;
    private final int heads;
    private final double scale;
    private final List<Branch> branches;
    private final Optional<Neuron> neuron;

    SelfAttention(String name, Shape input, int heads, double scale, List<List<Layer>> layers, Optional<Neuron> neuron) {
        LayerChecks.name(name);
        this.name = name;
        this.input = input;
        this.heads = heads;
        this.scale = scale;
        this.neuron = neuron;
        if (!input.isImage() && !input.has("token")) {
            throw LayerChecks.error(name, "self-attention needs an image (a pixel is a token) or a sequence, but its input is " + input + ".");
        }
        if (layers.size() != BRANCHES.size() || layers.stream().anyMatch(List::isEmpty)) {
            throw LayerChecks.error(name, "self-attention needs layers for " + BRANCHES + ". Maybe projections((branch, b) -> b.conv2d(...).neuron(...)).");
        }
        var all = new ArrayList<Branch>();
        for (int i = 0; i < layers.size(); i++) {
            all.add(new Branch(BRANCHES.get(i), layers.get(i)));
        }
        this.branches = List.copyOf(all);
        this.output = last(2).output();
        for (int i = 0; i < layers.size(); i++) {
            if (!last(i).output().equals(output)) {
                throw LayerChecks.error(name, "query, key and value must have the same shape, but " + BRANCHES.get(i) + " is " + last(i).output()
                        + " and value is " + output + ".");
            }
            if (last(i).neuron().isEmpty()) {
                throw LayerChecks.error(name, "query, key and value must be spikes, but '" + last(i).name() + "' has no neuron. Maybe .neuron(Neuron.lif(0.5)) behind it.");
            }
        }
        if (!output.isImage() && !output.has("token")) {
            throw LayerChecks.error(name, "query, key and value must keep their tokens, but have the shape " + output + ".");
        }
        if (heads < 1 || features() % heads != 0) {
            throw LayerChecks.error(name, "heads must divide the " + features() + " features, but was " + heads + ".");
        }
        if (!(scale > 0) || Double.isInfinite(scale)) {
            throw LayerChecks.error(name, "scale must be above 0, but was " + scale + ".");
        }
        LayerChecks.neuron(name, neuron, output);
    }

    private Layer last(int branch) {
        List<Layer> layers = branches.get(branch).layers();
        return layers.get(layers.size() - 1);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Shape input() {
        return input;
    }

    @Override
    public Shape output() {
        return output;
    }

    @Override
    public Optional<Neuron> neuron() {
        return neuron;
    }

    @Override
    public String kind() {
        return "self-attention";
    }

    /** Heads, each with its own features. */
    public int heads() {
        return heads;
    }

    /** Factor of the products. */
    public double scale() {
        return scale;
    }

    /** Features of a token, all heads together. */
    public int features() {
        return output.isImage() ? output.size("channel") : output.size("feature");
    }

    /** Tokens N. */
    public int tokens() {
        return output.size() / features();
    }

    /** {@code query}, {@code key}, {@code value}. */
    @Override
    public List<Branch> branches() {
        return branches;
    }

    @Override
    public SelfAttention with(List<Branch> branches, Optional<Neuron> neuron) {
        return new SelfAttention(name, input, heads, scale, branches.stream().map(Branch::layers).toList(), neuron);
    }

    SelfAttention scaled(double scale) {
        return new SelfAttention(name, input, heads, scale, branches.stream().map(Branch::layers).toList(), neuron);
    }

    /**
     * Products of spikes with spikes in one dense step, {@code 2 N^2 D}, computed as (q k) v; the layers inside count for themselves.
     * q (k v) would take {@code 2 N D^2 / heads} for the same values.
     */
    @Override
    public long macs() {
        return Math.multiplyExact(2L * tokens() * tokens(), (long) features());
    }

    @Override
    public String geometry() {
        return heads + (heads == 1 ? " head" : " heads") + ", scale " + Float.toString((float) scale);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SelfAttention that && name.equals(that.name) && input.equals(that.input) && heads == that.heads && scale == that.scale
                && branches.equals(that.branches) && neuron.equals(that.neuron);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, input, heads, scale, branches, neuron);
    }

    @Override
    public String toString() {
        return name + ": self-attention " + input + " -> " + output + ", " + geometry();
    }

    /** The parts of a self-attention block. One head and a scale of 0.125 (as Spikformer has it) unless said otherwise. */
    public static final class Spec {

        private final Network.Builder around;
        private int heads = 1;
        private double scale = 0.125;
        private List<List<Layer>> layers = List.of();

        Spec(Network.Builder around) {
            this.around = around;
        }

        /** Heads, a divisor of the features. */
        public Spec heads(int heads) {
            this.heads = heads;
            return this;
        }

        /** Factor of the products, above 0. */
        public Spec scale(double scale) {
            this.scale = scale;
            return this;
        }

        /**
         * The layers that make query, key and value, each ending in a neuron.
         *
         * @param layers called with {@code "query"}, {@code "key"} and {@code "value"} and a builder whose shape is the block's input
         */
        public Spec projections(BiConsumer<String, Network.Builder> layers) {
            this.layers = BRANCHES.stream().map(branch -> around.branch(b -> layers.accept(branch, b))).toList();
            return this;
        }

        SelfAttention make(String name, Shape input) {
            return new SelfAttention(name, input, heads, scale, layers, Optional.empty());
        }
    }
}
