package org.spikebook.spark;

import java.nio.file.Path;
import org.spikebook.accelerator.spikex.SpikeX;
import org.spikebook.energy.Technology;
import org.spikebook.lab.sweep.SampleSet;
import org.spikebook.lab.sweep.Sweep;
import org.spikebook.lab.sweep.TrainedSimulation;
import org.spikebook.network.Network;
import org.spikebook.network.Networks;
import org.spikebook.neuron.Neuron;

/** What the tests compute. */
final class Studies {

    private Studies() {
    }

    /** 60 points of a few milliseconds, of which 12 fail. */
    static Sweep small() {
        return Sweep.fromJson("""
                {"base": {"accelerator": "spikex", "layers": {"network": "n-mnist", "layer": "CONV2"}, "spikes": {"kind": "bernoulli", "rate": 0.01},
                          "steps": 30, "technology": "cacti32-hp"},
                 "axes": [{"name": "firingRate", "from": 0.001, "to": 0.1, "count": 4, "log": true},
                          {"name": "rows", "values": [4, 8, 16]}, {"name": "timeWindow", "values": [1, 2, 5, 10, 40]}],
                 "measures": ["latency", "energy", "edp", "columnOccupancy"]}""", Path.of(""));
    }

    /**
     * Points of some 100 ms on one core.
     *
     * @param points how many
     */
    static String large(int points) {
        return """
                {"base": {"accelerator": "spikex", "layers": {"network": "dvs-gesture-medium", "layer": "CONV2"}, "spikes": {"kind": "bernoulli", "rate": 0.05},
                          "steps": 1500, "technology": "cacti32-hp"},
                 "axes": [{"name": "seed", "from": 1, "to": %d, "count": %d, "whole": true}], "measures": ["latency", "energy", "edp"]}""".formatted(points, points);
    }

    /** Four small trainings. */
    static Sweep trained() {
        var net = Network.builder("tiny", Networks.nMnist().input()).steps(10).conv2d("C", c -> c.filters(4).kernel(5).stride(4)).neuron(Neuron.lif(0.9))
                .dense("FC", 2).neuron(Neuron.lif(0.9)).build();
        return Sweep.of(TrainedSimulation.of(net, SampleSet.movingDigits(2, 16, 10, 0), SpikeX.builder().timeWindow(5).build())
                .technology(Technology.named("cacti32-hp")).epochs(2).batch(4))
                .over("learningRate", 0.001, 0.003).over("hardwareWeight", 0, 0.5).measure("accuracy", "loss", "spikeDensity", "edp");
    }
}
