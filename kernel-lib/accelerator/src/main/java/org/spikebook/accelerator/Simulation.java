package org.spikebook.accelerator;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.spikebook.energy.Technology;
import org.spikebook.network.Activity;
import org.spikebook.network.BatchNorm;
import org.spikebook.network.Conv2d;
import org.spikebook.network.Dense;
import org.spikebook.network.Flatten;
import org.spikebook.network.Layer;
import org.spikebook.network.Network;
import org.spikebook.network.Pool;
import org.spikebook.network.Residual;
import org.spikebook.progress.Progress;
import org.spikebook.progress.Tasks;
import org.spikebook.spike.SpikeTensor;
import org.spikebook.spike.Spikes;

/**
 * One experiment: an accelerator, the layers it runs, the spikes that enter them, and the technology that prices what it did. An
 * immutable value; every method gives a new one, and {@link #run()} gives the same {@link Report} every time.
 *
 * <pre>{@code
 * Report report = Simulation.of(chip).on(net.layer("CONV2")).steps(320).spikes(Spikes.bernoulli(1e-3).seed(42)).run();
 * Report whole  = Simulation.of(chip).activity(net.run(spikes)).run();
 * }</pre>
 */
public final class Simulation {

    /** Steps T of generated spikes where neither {@link #steps} nor the network says it: those of DVS Gesture (SpikeX, Table II). */
    public static final int DEFAULT_STEPS = 300;

    private static final Parameters<Changes> PARAMETERS = Parameters.<Changes>of("simulation")
            .value("accelerator", Accelerator.class, (c, accelerator) -> c.accelerator = accelerator)
            .value("spikes", Spikes.class, (c, recipe) -> c.simulation = c.simulation.spikes(recipe))
            .value("activity", Activity.class, (c, activity) -> c.simulation = c.simulation.activity(activity))
            .value("layer", LayerShape.class, Layer.class, LayerShape::of, (c, layer) -> c.simulation = c.simulation.on(layer))
            .value("recording", RecordedSpikes.class, Path.class, RecordedSpikes::of, (c, recording) -> c.simulation = c.simulation.recording(recording))
            .value("technology", Technology.class, (c, technology) -> c.simulation = c.simulation.technology(technology))
            .whole("steps", "steps", (c, steps) -> c.simulation = c.simulation.steps(steps))
            .real("firingRate", "spikes/step", (c, rate) -> c.simulation = c.simulation.spikes(c.simulation.recipe("firingRate").rate(rate)))
            .seed("seed", (c, seed) -> c.simulation = c.simulation.spikes(c.simulation.recipe("seed").seed(seed)));

    private final Accelerator accelerator;
    private final List<LayerShape> layers;
    private final Optional<Integer> steps;
    private final Optional<Spikes> spikes;
    private final Optional<Activity> activity;
    private final Optional<Technology> technology;
    private final Optional<RecordedSpikes> recording;

    private Simulation(Accelerator accelerator, List<LayerShape> layers, Optional<Integer> steps, Optional<Spikes> spikes,
            Optional<Activity> activity, Optional<RecordedSpikes> recording, Optional<Technology> technology) {
        this.accelerator = Objects.requireNonNull(accelerator, "accelerator");
        this.layers = List.copyOf(layers);
        this.steps = steps;
        this.spikes = spikes;
        this.activity = activity;
        this.recording = recording;
        this.technology = technology;
    }

    /** An experiment with this accelerator; layers and spikes are still to come. */
    public static Simulation of(Accelerator accelerator) {
        return new Simulation(accelerator, List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Runs one layer of a network. */
    public Simulation on(Layer layer) {
        return on(LayerShape.of(layer));
    }

    /** Runs these layers, one after the other, in place of those before. */
    public Simulation on(LayerShape... layers) {
        if (layers.length == 0) {
            throw new IllegalArgumentException("simulation of " + accelerator.name() + ": needs at least one layer. Maybe on(net.layer(\"CONV2\")).");
        }
        return new Simulation(accelerator, List.of(layers), steps, spikes, activity, recording, technology);
    }

    /**
     * Runs all convolutions and fully connected layers of a network, those inside residual blocks included; T is the network's where it has one. Pools,
     * flattening, batch norms (which fold into weights) and the additions of residual blocks cost nothing here.
     *
     * @throws IllegalArgumentException if the network has a layer that no accelerator of this kind runs (self-attention, recurrent or a user's own)
     */
    public Simulation on(Network network) {
        List<LayerShape> shapes = shapes(network);
        Optional<Integer> horizon = network.steps().isPresent() ? Optional.of(network.steps().getAsInt()) : steps;
        return new Simulation(accelerator, shapes, horizon, spikes, activity, recording, technology).on(shapes.toArray(LayerShape[]::new));
    }

    /** The convolutions and fully connected layers of a network. */
    static List<LayerShape> shapes(Network network) {
        return network.allLayers().stream().filter(layer -> !(layer instanceof Pool || layer instanceof Flatten || layer instanceof BatchNorm || layer instanceof Residual))
                .map(LayerShape::of).toList();
    }

    /** Number of time steps T of generated spikes, at least 1; {@value #DEFAULT_STEPS} where nothing is said. */
    public Simulation steps(int steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("simulation of " + accelerator.name() + ": steps must be at least 1, but was " + steps);
        }
        return new Simulation(accelerator, layers, Optional.of(steps), spikes, activity, recording, technology);
    }

    /** Spikes to generate. Each layer of several gets a stream of its own, {@code recipe.layer(i)}. */
    public Simulation spikes(Spikes recipe) {
        return new Simulation(accelerator, layers, steps, Optional.of(recipe), Optional.empty(), Optional.empty(), technology);
    }

    /**
     * Spikes recorded in files, one for each layer; their steps are the recording's. In {@link #with} and in a sweep the parameter
     * {@code recording} takes a path as well.
     */
    public Simulation recording(RecordedSpikes recording) {
        return new Simulation(accelerator, layers, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(recording), technology);
    }

    /** The same from {@code .npy} files or a folder of them, in the order of the layers. */
    public Simulation recording(Path... files) {
        return recording(RecordedSpikes.of(files));
    }

    /**
     * Recorded spikes: each layer gets what entered it when the network ran. Where no layers were chosen before, these are the network's.
     */
    public Simulation activity(Activity activity) {
        var chosen = layers.isEmpty() ? on(activity.network()) : this;
        return new Simulation(accelerator, chosen.layers, Optional.empty(), Optional.empty(), Optional.of(activity), Optional.empty(), technology);
    }

    /** The technology that prices counts where energy is asked for. */
    public Simulation technology(Technology technology) {
        return new Simulation(accelerator, layers, steps, spikes, activity, recording, Optional.of(technology));
    }

    public Accelerator accelerator() {
        return accelerator;
    }

    public List<LayerShape> layers() {
        return layers;
    }

    /** Steps T of generated spikes, where they were given. */
    public Optional<Integer> steps() {
        return steps;
    }

    /** What draws the spikes; empty where they were recorded or not given yet. */
    public Optional<Spikes> recipe() {
        return spikes;
    }

    /** Files with recorded spikes. */
    public Optional<RecordedSpikes> recording() {
        return recording;
    }

    /** Recorded spikes in memory. */
    public Optional<Activity> activity() {
        return activity;
    }

    public Optional<Technology> technology() {
        return technology;
    }

    /**
     * The spikes that enter the layers.
     *
     * @throws IllegalArgumentException if layers or spikes were not given
     */
    public Inputs inputs() {
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("simulation of " + accelerator.name() + ": no layer was given. Maybe on(net.layer(\"CONV2\")) or on(net).");
        }
        if (spikes.isEmpty() && activity.isEmpty() && recording.isEmpty()) {
            throw new IllegalArgumentException("simulation of " + accelerator.name()
                    + ": no spikes were given. Maybe spikes(Spikes.bernoulli(1e-3)) or activity(net.run(spikes)).");
        }
        return new Inputs(layers, activity.map(Activity::steps).or(() -> recording.map(RecordedSpikes::steps)).orElse(steps.orElse(DEFAULT_STEPS)), spikes, activity,
                recording);
    }

    /** Runs the layers, on all cores; the report does not depend on their number. */
    public Report run() {
        return run(inputs().spikes());
    }

    /**
     * Runs the layers on spikes drawn before.
     *
     * @param spikes one tensor a layer, as {@code inputs().spikes()} gives them
     */
    public Report run(List<SpikeTensor> spikes) {
        if (spikes.size() != layers.size()) {
            throw new IllegalArgumentException("simulation of " + accelerator.name() + ": " + layers.size() + " layers need as many spike tensors, but got "
                    + spikes.size());
        }
        List<LayerReport> reports;
        try (Progress progress = layers.size() == 1 ? Progress.silent(accelerator.name(), 1, "layers")
                : Progress.start(accelerator.name(), layers.size(), "layers")) {
            reports = Tasks.map(IntStream.range(0, layers.size()).boxed().toList(), progress,
                    i -> accelerator.simulate(layers.get(i), spikes.get(i)));
        }
        String drawn = this.spikes.isEmpty() && activity.isEmpty() && recording.isEmpty() ? "spikes given" : inputs().toString();
        return Report.of(accelerator, new Report.Input(drawn, this.spikes, spikes.get(0).fnv1a64()), reports);
    }

    /**
     * The same experiment with one parameter changed by name: {@code accelerator}, {@code firingRate}, {@code seed}, {@code steps},
     * {@code spikes}, {@code activity}, {@code layer}, {@code technology}, or one of the accelerator's.
     *
     * @throws IllegalArgumentException if there is no such parameter (the message names the nearest) or the value cannot be
     */
    public Simulation with(String parameter, Object value) {
        return with(Map.of(parameter, value));
    }

    /** The same experiment with several parameters changed; the accelerator and the spikes first, then what belongs to them. */
    public Simulation with(Map<String, Object> changes) {
        var changed = new Changes(this);
        PARAMETERS.names().stream().filter(changes::containsKey).forEach(name -> PARAMETERS.set(changed, name, changes.get(name)));
        var others = new LinkedHashMap<>(changes);
        others.keySet().removeAll(PARAMETERS.names());
        others.keySet().forEach(name -> require(changed.accelerator, name));
        Simulation result = changed.simulation;
        return new Simulation(others.isEmpty() ? changed.accelerator : changed.accelerator.with(others), result.layers, result.steps,
                result.spikes, result.activity, result.recording, result.technology);
    }

    /**
     * This experiment as JSON text, with everything it takes to run it elsewhere; {@link #fromJson} gives one that counts the same.
     * Recordings go by the names of their files and the digests of their spikes.
     *
     * @throws IllegalArgumentException if a part lives in memory only: an activity, or an accelerator of the user's own
     */
    public String toJson() {
        return Json.write(SimulationJson.write(this));
    }

    /**
     * An experiment from JSON text. {@code accelerator} is the name of a shipped chip or a chip (see {@link Chip}); {@code layers} lists shapes, or
     * <code>{"network": "dvs-gesture-medium", "layer": "CONV2"}</code>; {@code spikes} is a recipe, <code>{"kind": "bernoulli", "rate": 0.001}</code>,
     * or {@code recording} names {@code .npy} files; {@code steps} and {@code technology} (a name or a whole one) as in this class.
     *
     * @param json the text
     * @param folder where the recordings' relative paths start
     * @throws IllegalArgumentException if the text is no experiment; the message names the part, the key and the rule
     */
    public static Simulation fromJson(String json, Path folder) {
        return SimulationJson.read(Json.read("simulation", json), folder);
    }

    private Spikes recipe(String parameter) {
        return spikes.orElseThrow(() -> new IllegalArgumentException("simulation of " + accelerator.name() + ": " + parameter
                + " needs generated spikes, but there are none. Maybe spikes(Spikes.bernoulli(1e-3))."));
    }

    private static void require(Accelerator accelerator, String parameter) {
        if (!accelerator.parameters().names().contains(parameter)) {
            var known = new java.util.LinkedHashSet<>(PARAMETERS.names());
            known.addAll(accelerator.parameters().names());
            throw Parameters.unknown("simulation of " + accelerator.name(), parameter, known);
        }
    }

    /**
     * Refuses a parameter that {@link #with} does not know, and a value of the wrong type.
     *
     * @throws IllegalArgumentException naming parameter, value and rule, or the nearest name
     */
    public void check(String parameter, Object value) {
        if (PARAMETERS.names().contains(parameter)) {
            PARAMETERS.check(parameter, value);
            if (parameter.equals("firingRate") || parameter.equals("seed")) {
                recipe(parameter);
            }
        } else {
            require(accelerator, parameter);
            accelerator.parameters().check(parameter, value);
        }
    }

    /** Unit of a parameter, empty where it has none. */
    public String unit(String parameter) {
        return PARAMETERS.names().contains(parameter) ? PARAMETERS.unit(parameter) : accelerator.parameters().unit(parameter);
    }

    @Override
    public String toString() {
        return accelerator.name() + " on " + layers.stream().map(LayerShape::name).toList() + ", "
                + spikes.map(Object::toString).orElse(activity.map(a -> "recorded activity of " + a.network().name()).orElse("no spikes yet"))
                + ", " + accelerator.configuration();
    }

    /** What {@link #with} has changed so far. */
    private static final class Changes {

        private Simulation simulation;
        private Accelerator accelerator;

        Changes(Simulation simulation) {
            this.simulation = simulation;
            this.accelerator = simulation.accelerator;
        }
    }
}
