package org.spikebook.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.spikebook.neuron.Neuron;

/**
 * A layer made of other layers: one input goes through several branches, whose outputs are joined. The layers inside have names of
 * their own in the network, so that {@code network.layer(name)} and {@code activity.input(name)} find them.
 */
public sealed interface Block extends Layer permits Residual, SelfAttention {

    /** The branches, in the order in which they run. */
    List<Branch> branches();

    /** The same block with other branches and another neuron; both are checked as in the builder. */
    Block with(List<Branch> branches, Optional<Neuron> neuron);

    /**
     * One way through a block.
     *
     * @param name what it is for: {@code body}, {@code shortcut}, {@code query}, {@code key} or {@code value}
     * @param layers one after the other; none where the input passes as it is
     */
    record Branch(String name, List<Layer> layers) {

        public Branch {
            layers = List.copyOf(layers);
        }
    }

    /** A chain of layers changed as a whole, after the chains of the blocks in it. */
    static List<Layer> mapChains(List<Layer> chain, UnaryOperator<List<Layer>> change) {
        var layers = new ArrayList<Layer>();
        for (Layer layer : chain) {
            layers.add(layer instanceof Block block ? block.with(block.branches().stream()
                    .map(b -> new Branch(b.name(), mapChains(b.layers(), change))).toList(), block.neuron()) : layer);
        }
        return change.apply(layers);
    }

    /** Every layer of a chain changed by itself, those inside blocks too; a block after what is in it. */
    static List<Layer> mapEach(List<Layer> chain, UnaryOperator<Layer> change) {
        return mapChains(chain, layers -> layers.stream().map(change).toList());
    }
}
