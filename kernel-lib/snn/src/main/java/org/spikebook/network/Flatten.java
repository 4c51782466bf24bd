package org.spikebook.network;

import java.util.Optional;
import org.spikebook.neuron.Neuron;
import org.spikebook.spike.Shape;

/**
 * All neurons in one axis {@code feature}, last axis fastest; nothing is computed.
 *
 * @param name name, unique in its network
 * @param input what enters
 */
public record Flatten(String name, Shape input) implements Layer {

    public Flatten {
        LayerChecks.name(name);
    }

    @Override
    public Shape output() {
        return input.flatten();
    }

    @Override
    public Optional<Neuron> neuron() {
        return Optional.empty();
    }

    @Override
    public String kind() {
        return "flatten";
    }
}
