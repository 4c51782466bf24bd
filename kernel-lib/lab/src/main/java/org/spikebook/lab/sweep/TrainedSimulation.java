package org.spikebook.lab.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.spikebook.accelerator.Accelerator;
import org.spikebook.accelerator.Parameters;
import org.spikebook.accelerator.Simulation;
import org.spikebook.accelerator.SimulationJson;
import org.spikebook.energy.Technology;
import org.spikebook.network.Activity;
import org.spikebook.network.Fields;
import org.spikebook.network.Nearest;
import org.spikebook.network.Network;
import org.spikebook.network.Networks;
import org.spikebook.training.HardwareTerm;
import org.spikebook.training.Optimizer;
import org.spikebook.training.Trainer;
import org.spikebook.training.Training;
import org.spikebook.training.data.Sample;
import org.spikebook.training.hardware.HardwareModel;

/**
 * A network that is trained and then run on an accelerator: the base of sweeps that ask what training does to the chip and the chip to training. An
 * immutable value with a form as JSON.
 *
 * <pre>{@code
 * var base = TrainedSimulation.of(net, SampleSet.movingDigits(5, 90, 20, 0), chip).technology(Technology.named("cacti32-hp")).epochs(12).learningRate(3e-3);
 * Sweep.of(base).over("hardwareWeight", 0, 0.05, 0.1, 0.2).over("timeWindow", 2, 5).measure("accuracy", "spikeDensity", "edp").run();
 * }</pre>
 *
 * <p>Axes are {@code epochs}, {@code batch}, {@code learningRate}, {@code validation}, {@code hardwareWeight} and {@code seed}, beside
 * {@code accelerator}, {@code technology} and the accelerator's own. The last samples judge: {@code accuracy [%]} and {@code loss [nat]} are theirs, at the
 * best epoch. {@code spikeDensity [%]} is the share of neurons and steps with a spike, over all layers that spike; it and all that is measured on the
 * accelerator are means over the first {@value #SIMULATED} samples that judged.
 */
public final class TrainedSimulation implements Experiment {

    /** Samples whose activity is simulated, at most. */
    static final int SIMULATED = 10;
    static final String KEY = "training";

    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> CHIP = List.of("accelerator", "technology");

    private static final Parameters<Changes> PARAMETERS = Parameters.<Changes>of("training")
            .whole("epochs", "epochs", (c, epochs) -> c.changed = c.changed.epochs(epochs))
            .whole("batch", "samples", (c, batch) -> c.changed = c.changed.batch(batch))
            .real("learningRate", "", (c, rate) -> c.changed = c.changed.learningRate(rate))
            .real("validation", "", (c, share) -> c.changed = c.changed.validation(share))
            .real("hardwareWeight", "", (c, weight) -> c.changed = c.changed.hardwareWeight(weight))
            .seed("seed", (c, seed) -> c.changed = c.changed.seed(seed));

    private final Network network;
    private final SampleSet samples;
    private final Simulation chip;
    private final Options options;

    /** How it is trained. */
    private record Options(int epochs, int batch, double learningRate, double validation, double hardwareWeight, long seed) {

        Options {
            atLeast("epochs", epochs, 1);
            atLeast("batch", batch, 1);
            if (!(learningRate > 0)) {
                throw new IllegalArgumentException("training: learningRate must be above 0, but was " + learningRate);
            }
            if (!(validation > 0 && validation < 1)) {
                throw new IllegalArgumentException("training: validation must be above 0 and below 1, but was " + validation);
            }
            if (!(hardwareWeight >= 0)) {
                throw new IllegalArgumentException("training: hardwareWeight must be at least 0, but was " + hardwareWeight);
            }
        }

        private static void atLeast(String what, int value, int least) {
            if (value < least) {
                throw new IllegalArgumentException("training: " + what + " must be at least " + least + ", but was " + value);
            }
        }
    }

    /** What {@link #with} has changed so far. */
    private static final class Changes {

        private TrainedSimulation changed;

        Changes(TrainedSimulation changed) {
            this.changed = changed;
        }
    }

    private TrainedSimulation(Network network, SampleSet samples, Simulation chip, Options options) {
        this.network = Objects.requireNonNull(network, "network");
        this.samples = Objects.requireNonNull(samples, "samples");
        this.chip = chip;
        this.options = options;
    }

    /**
     * A network, what it learns from and what it runs on; 10 epochs in batches of 16, Adam with rate 1e-3, a quarter of the samples judges.
     *
     * @param network small enough to be trained at every point; first weights are drawn by the seed where it has none
     */
    public static TrainedSimulation of(Network network, SampleSet samples, Accelerator accelerator) {
        return new TrainedSimulation(network, samples, Simulation.of(accelerator), new Options(10, 16, 1e-3, 0.25, 0, 0));
    }

    /** Passes over the samples, at least 1. */
    public TrainedSimulation epochs(int epochs) {
        return with(new Options(epochs, options.batch, options.learningRate, options.validation, options.hardwareWeight, options.seed));
    }

    /** Samples of a step, at least 1. */
    public TrainedSimulation batch(int batch) {
        return with(new Options(options.epochs, batch, options.learningRate, options.validation, options.hardwareWeight, options.seed));
    }

    /** Rate of Adam, above 0. */
    public TrainedSimulation learningRate(double rate) {
        return with(new Options(options.epochs, options.batch, rate, options.validation, options.hardwareWeight, options.seed));
    }

    /** Share of the samples, the last ones, that judge and are not learnt from, above 0 and below 1. */
    public TrainedSimulation validation(double share) {
        return with(new Options(options.epochs, options.batch, options.learningRate, share, options.hardwareWeight, options.seed));
    }

    /**
     * Weight beta of the chip in the loss, at least 0: the loss gains {@code beta * EDP / EDP_0} of each sample ({@link HardwareTerm}; SpikeX, eq. 4). Above 0 it
     * takes a technology and an accelerator with one {@code timeWindow}.
     */
    public TrainedSimulation hardwareWeight(double beta) {
        return with(new Options(options.epochs, options.batch, options.learningRate, options.validation, beta, options.seed));
    }

    /** Seed of first weights and of the order of samples. */
    public TrainedSimulation seed(long seed) {
        return with(new Options(options.epochs, options.batch, options.learningRate, options.validation, options.hardwareWeight, seed));
    }

    /** What prices counts. */
    public TrainedSimulation technology(Technology technology) {
        return new TrainedSimulation(network, samples, chip.technology(technology), options);
    }

    private TrainedSimulation with(Options changed) {
        return new TrainedSimulation(network, samples, chip, changed);
    }

    @Override
    public TrainedSimulation with(Map<String, Object> changes) {
        var changed = new Changes(this);
        var others = new LinkedHashMap<String, Object>();
        changes.forEach((name, value) -> {
            if (PARAMETERS.names().contains(name)) {
                PARAMETERS.set(changed, name, value);
            } else {
                others.put(name, value);
            }
        });
        return others.isEmpty() ? changed.changed : new TrainedSimulation(network, samples, chip.with(others), changed.changed.options);
    }

    @Override
    public void check(String parameter, Object value) {
        if (PARAMETERS.names().contains(parameter)) {
            PARAMETERS.check(parameter, value);
            return;
        }
        var known = new ArrayList<>(PARAMETERS.names());
        known.addAll(CHIP);
        known.addAll(chip.accelerator().parameters().names());
        if (!known.contains(parameter)) {
            throw new IllegalArgumentException("training of " + network.name() + " for " + chip.accelerator().name() + ": has no parameter '" + parameter + "'."
                    + Nearest.hint(parameter, known));
        }
        chip.check(parameter, value);
    }

    @Override
    public String unit(String parameter) {
        return PARAMETERS.names().contains(parameter) ? PARAMETERS.unit(parameter) : chip.unit(parameter);
    }

    @Override
    public Map<String, Object> numbers() {
        var numbers = new LinkedHashMap<>(chip.accelerator().settings());
        numbers.values().removeIf(value -> value instanceof Map);
        numbers.putAll(Map.of("epochs", options.epochs, "batch", options.batch, "learningRate", options.learningRate, "validation", options.validation,
                "hardwareWeight", options.hardwareWeight));
        return numbers;
    }

    @Override
    public Optional<Technology> technology() {
        return chip.technology();
    }

    @Override
    public String title() {
        return network.name() + ", trained";
    }

    @Override
    public boolean trains() {
        return true;
    }

    @Override
    public Object inputs() {
        return samples;
    }

    @Override
    public Object draw() {
        return samples.samples();
    }

    @Override
    @SuppressWarnings("unchecked")      // what draw() gave
    public double[] measure(Object drawn, List<Measure> measures) {
        var all = (List<Sample>) drawn;
        int learnt = all.size() - (int) Math.ceil(all.size() * options.validation);
        if (learnt < 1) {
            throw new IllegalArgumentException("training of " + network.name() + ": a validation share of " + options.validation + " leaves none of " + all.size()
                    + " samples to learn from. Maybe more samples.");
        }
        List<Sample> judging = all.subList(learnt, all.size());
        Training training = train(all.subList(0, learnt), judging);
        List<Activity> activities = judging.stream().limit(SIMULATED).map(s -> training.network().run(s.spikes().orElseThrow())).toList();
        var learned = new Measure.Learned(100 * training.accuracy(), training.curve().get(training.bestEpoch()).validationLoss(), density(activities));
        double[] values = new double[measures.size()];
        for (Activity activity : activities) {
            var priced = new Measure.Priced(chip.activity(activity).run(), chip.technology(), Optional.of(learned));
            for (int m = 0; m < values.length; m++) {
                values[m] += measures.get(m).of().applyAsDouble(priced);
            }
        }
        for (int m = 0; m < values.length; m++) {
            values[m] /= activities.size();
        }
        return values;
    }

    private Training train(List<Sample> learning, List<Sample> judging) {
        Trainer trainer = Trainer.of(network).on(learning).validation(judging).epochs(options.epochs).batch(options.batch).seed(options.seed)
                .optimizer(Optimizer.adam(options.learningRate));
        if (options.hardwareWeight > 0) {
            Technology prices = chip.technology().orElseThrow(() -> new IllegalArgumentException("training of " + network.name()
                    + ": a hardwareWeight above 0 needs prices, but there is no technology. Maybe technology(Technology.named(\"cacti32-hp\"))."));
            if (!(chip.accelerator().settings().get("timeWindow") instanceof Number window)) {
                throw new IllegalArgumentException("training of " + network.name() + ": a hardwareWeight above 0 needs an accelerator with one timeWindow, but "
                        + chip.accelerator().name() + " has none. Maybe hardwareWeight(0).");
            }
            int steps = learning.get(0).steps();
            HardwareModel model = HardwareModel.of(chip.accelerator(), prices).windows(window.intValue()).fit(network, steps);
            trainer.model(m -> m.term(HardwareTerm.of(model, window.intValue(), options.hardwareWeight)));
        }
        Training training = trainer.run();
        if (training.curve().size() < options.epochs) {
            throw new CancellationException("training of " + network.name() + ": interrupted");        // half a training is no point of the sweep
        }
        return training;
    }

    /** Spikes over neurons and steps of all layers that spike, in percent. */
    private static double density(List<Activity> activities) {
        double spikes = 0;
        double places = 0;
        for (Activity activity : activities) {
            for (var layer : activity.network().layers()) {
                if (activity.isSpiking(layer.name())) {
                    double here = (double) layer.output().size() * activity.steps();
                    spikes += activity.output(layer.name()).rate() * here;
                    places += here;
                }
            }
        }
        return places == 0 ? 0 : 100 * spikes / places;
    }

    @Override
    public ObjectNode write() {
        ObjectNode node = JSON.createObjectNode();
        ObjectNode training = node.putObject(KEY);
        training.set("network", tree(network.toJson()));
        training.set("samples", samples.write());
        training.put("epochs", options.epochs).put("batch", options.batch).put("learningRate", options.learningRate).put("validation", options.validation)
                .put("hardwareWeight", options.hardwareWeight).put("seed", options.seed);
        ObjectNode written = SimulationJson.write(chip);
        written.remove("layers");
        node.setAll(written);
        return node;
    }

    @Override
    public ObjectNode content() {
        ObjectNode node = write();
        node.withObject("/" + KEY + "/samples").remove("folder");
        node.withObject("/accelerator").remove(List.of("name", "description"));
        return node;
    }

    static TrainedSimulation read(JsonNode node, Path folder) {
        var fields = new Fields("sweep, base", node, KEY, "accelerator", "technology");
        var training = new Fields("sweep, training", fields.node(KEY), "network", "samples", "epochs", "batch", "learningRate", "validation", "hardwareWeight", "seed");
        JsonNode network = training.node("network");
        ObjectNode onChip = JSON.createObjectNode();
        onChip.set("accelerator", fields.node("accelerator"));
        if (fields.has("technology")) {
            onChip.set("technology", fields.node("technology"));
        }
        Simulation chip = SimulationJson.read(onChip, folder);
        TrainedSimulation read = of(network.isTextual() ? Networks.named(network.textValue()) : Network.fromJson(network.toString()),
                SampleSet.read(training.node("samples"), "sweep, samples", folder), chip.accelerator());
        var changes = new LinkedHashMap<String, Object>();
        for (String name : PARAMETERS.names()) {
            if (training.has(name)) {
                changes.put(name, SimulationJson.read(name, training.node(name), folder));
            }
        }
        changes.forEach(PARAMETERS::check);
        read = read.with(changes);
        return chip.technology().isPresent() ? read.technology(chip.technology().get()) : read;
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a network's JSON is JSON", e);
        }
    }

    @Override
    public String toString() {
        return "training of " + network.name() + " on " + samples + ", " + options.epochs + " epochs, for " + chip.accelerator().name();
    }
}
