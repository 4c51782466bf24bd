package org.spikebook.lab.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.spikebook.accelerator.SimulationJson;
import org.spikebook.energy.Technology;

/** What a sweep changes along its axes. An immutable value with a form as JSON; equal ones give equal numbers. */
sealed interface Experiment permits SimulatedExperiment, TrainedSimulation {

    /** The same with some parameters changed; see {@link #check}. */
    Experiment with(Map<String, Object> changes);

    /** Refuses a parameter that there is not, and a value of the wrong type. */
    void check(String parameter, Object value);

    /** Unit of a parameter, empty where it has none. */
    String unit(String parameter);

    /** What conditions can speak of beside the axes. */
    Map<String, Object> numbers();

    /** What prices counts. */
    Optional<Technology> technology();

    /** What is run, in a word or two. */
    String title();

    /** Whether it trains, so that there is an accuracy to measure and several samples' counts are averaged. */
    boolean trains();

    /** What it runs on, as a value: experiments with equal inputs can share what {@link #draw} gives. */
    Object inputs();

    /** Draws or reads what it runs on. */
    Object draw();

    /** Runs it on what was drawn; one value a measure. */
    double[] measure(Object drawn, List<Measure> measures);

    /** As JSON, with all that it takes to run it elsewhere. */
    ObjectNode write();

    /** The same without what does not change its numbers, such as where files lie. */
    ObjectNode content();

    /** An experiment from {@link #write}, or written by hand. */
    static Experiment read(JsonNode node, Path folder) {
        return node.has(TrainedSimulation.KEY) ? TrainedSimulation.read(node, folder) : new SimulatedExperiment(SimulationJson.read(node, folder));
    }
}
