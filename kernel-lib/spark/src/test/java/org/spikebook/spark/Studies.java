package org.spikebook.spark;

import java.nio.file.Path;
import org.spikebook.lab.sweep.Sweep;

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
}
