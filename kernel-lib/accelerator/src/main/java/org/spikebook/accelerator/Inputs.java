package org.spikebook.accelerator;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.spikebook.network.Activity;
import org.spikebook.spike.SpikeTensor;
import org.spikebook.spike.Spikes;

/**
 * The spikes that enter the layers of a {@link Simulation}: recorded ones, or a recipe that draws them. A value: equal inputs are the
 * same bits, so that many simulations of one input draw it once.
 */
public final class Inputs {

    private final List<LayerShape> layers;
    private final int steps;
    private final Optional<Spikes> recipe;
    private final Optional<Activity> activity;
    private final Optional<RecordedSpikes> recording;

    Inputs(List<LayerShape> layers, int steps, Optional<Spikes> recipe, Optional<Activity> activity, Optional<RecordedSpikes> recording) {
        this.layers = layers;
        this.steps = steps;
        this.recipe = recipe;
        this.activity = activity;
        this.recording = recording;
    }

    /** Draws or looks up the spikes, one tensor a layer. */
    public List<SpikeTensor> spikes() {
        if (recording.isPresent()) {
            return recording.get().spikes();
        }
        var spikes = new ArrayList<SpikeTensor>();
        for (int i = 0; i < layers.size(); i++) {
            LayerShape layer = layers.get(i);
            if (recipe.isEmpty()) {
                spikes.add(activity.orElseThrow().input(layer.name()));
            } else {
                // one layer keeps the recipe's own stream; several get one each
                Spikes own = layers.size() == 1 ? recipe.get() : recipe.get().layer(i);
                spikes.add(own.generate(layer.inputShape(), steps));
            }
        }
        return List.copyOf(spikes);
    }

    /** Whether the spikes were recorded rather than drawn. */
    public boolean isRecorded() {
        return activity.isPresent() || recording.isPresent();
    }

    /** Equal if they are the same recorded activity, or drawn by equal recipes for equal shapes and steps. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Inputs that && steps == that.steps && recipe.equals(that.recipe) && recording.equals(that.recording) && layers.equals(that.layers)
                && activity.orElse(null) == that.activity.orElse(null);
    }

    @Override
    public int hashCode() {
        return Objects.hash(steps, recipe, recording, layers, System.identityHashCode(activity.orElse(null)));
    }

    @Override
    public String toString() {
        if (recording.isPresent()) {
            return recording.get().toString();
        }
        return recipe.map(r -> r + " over " + steps + " steps").orElseGet(() -> "recorded activity of " + activity.orElseThrow().network().name()
                + " over " + steps + " steps");
    }
}
