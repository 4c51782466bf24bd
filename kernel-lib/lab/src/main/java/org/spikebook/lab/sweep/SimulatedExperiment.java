package org.spikebook.lab.sweep;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.spikebook.accelerator.LayerShape;
import org.spikebook.accelerator.Simulation;
import org.spikebook.accelerator.SimulationJson;
import org.spikebook.energy.Technology;
import org.spikebook.spike.SpikeTensor;

/** Layers on an accelerator with spikes that are drawn or were recorded. */
record SimulatedExperiment(Simulation simulation) implements Experiment {

    @Override
    public SimulatedExperiment with(Map<String, Object> changes) {
        return new SimulatedExperiment(simulation.with(changes));
    }

    @Override
    public void check(String parameter, Object value) {
        simulation.check(parameter, value);
    }

    @Override
    public String unit(String parameter) {
        return simulation.unit(parameter);
    }

    @Override
    public Map<String, Object> numbers() {
        var numbers = new LinkedHashMap<>(simulation.accelerator().settings());
        numbers.values().removeIf(value -> value instanceof Map);
        simulation.recipe().ifPresent(recipe -> numbers.put("firingRate", recipe.rate()));
        numbers.put("steps", simulation.steps().orElse(Simulation.DEFAULT_STEPS));
        return numbers;
    }

    @Override
    public Optional<Technology> technology() {
        return simulation.technology();
    }

    @Override
    public String title() {
        String layers = String.join(", ", simulation.layers().stream().map(LayerShape::name).toList());
        return layers.isEmpty() ? simulation.accelerator().name() : layers;
    }

    @Override
    public boolean trains() {
        return false;
    }

    @Override
    public Object inputs() {
        return simulation.inputs();
    }

    @Override
    public Object draw() {
        return simulation.inputs().spikes();
    }

    @Override
    @SuppressWarnings("unchecked")      // what draw() gave
    public double[] measure(Object drawn, List<Measure> measures) {
        var priced = new Measure.Priced(simulation.run((List<SpikeTensor>) drawn), simulation.technology(), Optional.empty());
        return measures.stream().mapToDouble(m -> m.of().applyAsDouble(priced)).toArray();
    }

    @Override
    public ObjectNode write() {
        return SimulationJson.write(simulation);
    }

    @Override
    public ObjectNode content() {
        ObjectNode written = write();
        written.path("recording").forEach(file -> ((ObjectNode) file).remove("file"));
        written.withObject("/accelerator").remove(List.of("name", "description"));
        return written;
    }

    @Override
    public String toString() {
        return simulation.toString();
    }
}
