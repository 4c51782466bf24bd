package org.spikebook.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.spikebook.accelerator.Accelerator;
import org.spikebook.accelerator.Simulation;
import org.spikebook.energy.Technology;
import org.spikebook.network.Activity;
import org.spikebook.network.Network;
import org.spikebook.progress.Progress;
import org.spikebook.progress.Tasks;

/**
 * Accelerators on the same layers and spikes, in one call.
 *
 * <pre>{@code
 * Compare.on(net, activity).with(ptb, spikex).technology(Technology.named("spikex-calibrated"));
 * Compare.on(Simulation.of(ptb).on(conv2).spikes(Spikes.bernoulli(1e-3))).with(ptb, spikex).figure();
 * }</pre>
 */
public final class Compare {

    private final Simulation simulation;

    private Compare(Simulation simulation) {
        this.simulation = simulation;
    }

    /** The layers of a network on what entered them when it ran. */
    public static Compare on(Network network, Activity activity) {
        return new Compare(recorded(Objects.requireNonNull(network, "network"), Objects.requireNonNull(activity, "activity")));
    }

    /** The layers and spikes of a simulation, and its technology; its accelerator takes part only if {@link #with} names it. */
    public static Compare on(Simulation simulation) {
        return new Compare(Objects.requireNonNull(simulation, "simulation"));
    }

    /** Layers and recorded spikes without an accelerator of their own. */
    static Simulation recorded(Network network, Activity activity) {
        return Simulation.of(new Nobody()).on(network).activity(activity);
    }

    /**
     * Runs accelerators.
     *
     * @param accelerators one or more; the first is what the others are compared with
     */
    public Comparison with(Accelerator... accelerators) {
        if (accelerators.length == 0) {
            throw new IllegalArgumentException("comparison: needs at least one accelerator. Maybe with(ptb, spikex).");
        }
        var spikes = simulation.inputs().spikes();
        try (Progress progress = Progress.start("comparing", accelerators.length, "accelerators")) {
            var reports = Tasks.map(List.of(accelerators), progress, a -> simulation.with("accelerator", a).run(spikes));
            Optional<Technology> technology = simulation.technology();
            return new Comparison(Comparison.labels(List.of(accelerators)), new ArrayList<>(reports), technology, false);
        }
    }
}
