package org.spikebook.network;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.spikebook.neuron.Neuron;
import org.spikebook.spike.Shape;

/**
 * A residual block: the input goes through a body and through a shortcut (or past it), and both are joined element by element,
 * {@code out[t] = join(body(in)[t], shortcut(in)[t])}.
 *
 * <p>With neurons at the end of the body this is the spike-element-wise block of SEW-ResNet (Fang et al., NeurIPS 2021, Table 1), whose
 * {@link Join#ADD} gives spikes of more bits. Without them, and with a neuron behind the block, currents are added and then fire:
 * the block of Spiking ResNet.
 */
public final class Residual implements Block {

    /** How body and shortcut meet, A the body's spike and S the shortcut's (Fang et al. 2021, Table 1). */
    public enum Join {
        /** A + S: the only one that takes real numbers and spikes of several bits. */
        ADD,
        /** A and S: 1 if both spike. */
        AND,
        /** (not A) and S: 1 if the shortcut spikes and the body does not. */
        IAND
    }

    private final String name;
    private final Shape input;
    private final Shape output;
    private final Join join;
    private final List<Branch> branches;
    private final Optional<Neuron> neuron;

    Residual(String name, Shape input, Join join, List<Layer> body, List<Layer> shortcut, Optional<Neuron> neuron) {
        LayerChecks.name(name);
        this.name = name;
        this.input = input;
        this.join = Objects.requireNonNull(join, "join");
        this.branches = List.of(new Branch("body", body), new Branch("shortcut", shortcut));
        this.neuron = neuron;
        if (body.isEmpty()) {
            throw LayerChecks.error(name, "the body of a residual block needs at least one layer. Maybe residual(\"" + name
                    + "\", r -> r.body(b -> b.conv2d(...))).");
        }
        this.output = body.get(body.size() - 1).output();
        Shape past = shortcut.isEmpty() ? input : shortcut.get(shortcut.size() - 1).output();
        if (!output.equals(past)) {
            throw LayerChecks.error(name, "body and shortcut must end in the same shape, but the body gives " + output + " and the "
                    + (shortcut.isEmpty() ? "input is " : "shortcut gives ") + past + ". Maybe a shortcut with a 1 x 1 convolution of the same stride.");
        }
        Layer last = body.get(body.size() - 1);
        if (join != Join.ADD && (last.neuron().isEmpty() || last.neuron().get().maxSpikes() > 1) && !(last instanceof Block)) {
            throw LayerChecks.error(name, join + " needs binary spikes from the body, but '" + last.name() + "' "
                    + (last.neuron().isEmpty() ? "has no neuron" : "gives spikes of several bits") + ". Maybe Join.ADD.");
        }
        LayerChecks.neuron(name, neuron, output);
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
        return "residual";
    }

    /** How body and shortcut meet. */
    public Join join() {
        return join;
    }

    /** The layers of the body. */
    public List<Layer> body() {
        return branches.get(0).layers();
    }

    /** The layers of the shortcut; none where the input passes it as it is. */
    public List<Layer> shortcut() {
        return branches.get(1).layers();
    }

    /** {@code body}, then {@code shortcut}. */
    @Override
    public List<Branch> branches() {
        return branches;
    }

    @Override
    public Residual with(List<Branch> branches, Optional<Neuron> neuron) {
        return new Residual(name, input, join, branches.get(0).layers(), branches.get(1).layers(), neuron);
    }

    @Override
    public String geometry() {
        return join.name().toLowerCase(Locale.ROOT) + (shortcut().isEmpty() ? ", identity shortcut" : "");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Residual that && name.equals(that.name) && input.equals(that.input) && join == that.join
                && branches.equals(that.branches) && neuron.equals(that.neuron);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, input, join, branches, neuron);
    }

    @Override
    public String toString() {
        return name + ": residual " + input + " -> " + output + ", " + geometry();
    }

    /** The parts of a residual block. Joined by addition, past the body as it is, unless said otherwise. */
    public static final class Spec {

        private final Network.Builder around;
        private Join join = Join.ADD;
        private List<Layer> body = List.of();
        private List<Layer> shortcut = List.of();

        Spec(Network.Builder around) {
            this.around = around;
        }

        /** How body and shortcut meet. */
        public Spec join(Join join) {
            this.join = Objects.requireNonNull(join, "join");
            return this;
        }

        /** The layers of the body, added to a builder whose shape is the block's input. */
        public Spec body(Consumer<Network.Builder> layers) {
            body = around.branch(layers);
            return this;
        }

        /** The layers of the shortcut, added to a builder whose shape is the block's input. */
        public Spec shortcut(Consumer<Network.Builder> layers) {
            shortcut = around.branch(layers);
            return this;
        }

        Residual make(String name, Shape input) {
            return new Residual(name, input, join, body, shortcut, Optional.empty());
        }
    }
}
