package org.spikebook.lab;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.spikebook.accelerator.Accelerator;
import org.spikebook.accelerator.Report;
import org.spikebook.energy.Energy;
import org.spikebook.energy.EnergyDelay;
import org.spikebook.energy.Technology;
import org.spikebook.lab.figure.Figure;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** What a {@link WindowSearch} found: the chosen accelerator and all candidates. Immutable. */
public final class BestWindow {

    private final Accelerator accelerator;
    private final Technology technology;
    private final List<Integer> candidates;
    private final List<String> layers;
    private final double[][] energy;     // [candidate][layer], pJ
    private final double[][] seconds;    // [candidate][layer]
    private final List<Report> reports;
    private final int[] chosen;          // [layer]
    private final boolean perLayer;

    BestWindow(Accelerator accelerator, Technology technology, List<Integer> candidates, List<String> layers, double[][] energy, double[][] seconds,
            List<Report> reports, int[] chosen, boolean perLayer) {
        this.accelerator = accelerator;
        this.technology = technology;
        this.candidates = candidates;
        this.layers = layers;
        this.energy = energy;
        this.seconds = seconds;
        this.reports = reports;
        this.chosen = chosen;
        this.perLayer = perLayer;
    }

    /** The accelerator with the chosen window, or windows. */
    public Accelerator accelerator() {
        return accelerator;
    }

    /** The chosen window of each layer in steps; all the same unless the search was per layer. */
    public Map<String, Integer> windows() {
        var windows = new LinkedHashMap<String, Integer>();
        IntStream.range(0, chosen.length).forEach(l -> windows.put(layers.get(l), candidates.get(chosen[l])));
        return Collections.unmodifiableMap(windows);
    }

    /** EDP of the whole with the chosen windows. */
    public EnergyDelay edp() {
        double picojoules = IntStream.range(0, chosen.length).mapToDouble(l -> energy[chosen[l]][l]).sum();
        double time = IntStream.range(0, chosen.length).mapToDouble(l -> seconds[chosen[l]][l]).sum();
        return EnergyDelay.of(new Energy(picojoules), time);
    }

    /**
     * All candidates: one row a window, or, where the search was per layer, one row a layer and window. Columns {@code timeWindow [steps]},
     * {@code latency [cycles]}, {@code time [µs]}, {@code energy [nJ]}, {@code edp [nJ·µs]}, {@code chosen}.
     */
    public Table table() {
        var layer = StringColumn.create("layer");
        var window = LongColumn.create("timeWindow [steps]");
        var latency = LongColumn.create("latency [cycles]");
        var time = DoubleColumn.create("time [µs]");
        var nanojoules = DoubleColumn.create("energy [nJ]");
        var edp = DoubleColumn.create("edp [nJ·µs]");
        var best = BooleanColumn.create("chosen");
        for (int l = 0; l < (perLayer ? layers.size() : 1); l++) {
            for (int w = 0; w < candidates.size(); w++) {
                int at = w;
                double e = perLayer ? energy[w][l] : IntStream.range(0, layers.size()).mapToDouble(i -> energy[at][i]).sum();
                double t = perLayer ? seconds[w][l] : IntStream.range(0, layers.size()).mapToDouble(i -> seconds[at][i]).sum();
                layer.append(layers.get(l));
                window.append(candidates.get(w));
                latency.append(perLayer ? reports.get(w).layers().get(l).cycles() : reports.get(w).cycles());
                time.append(t * 1e6);
                nanojoules.append(e * 1e-3);
                edp.append(e * 1e-3 * t * 1e6);
                best.append(chosen[l] == w);
            }
        }
        var table = Table.create("time windows of " + accelerator.name() + " (" + technology.name() + ")");
        if (perLayer) {
            table.addColumns(layer);
        }
        return table.addColumns(window, latency, time, nanojoules, edp, best);
    }

    /** EDP against the window; one line a layer where the search was per layer. */
    public Figure figure() {
        Figure figure = Figure.of(table()).line("timeWindow", "edp");
        return (perLayer ? figure.by("layer") : figure).y("EDP [nJ·µs]").logX().logY().title("EDP of " + accelerator.name() + " (" + technology.name() + ")");
    }

    @Override
    public String toString() {
        return accelerator.name() + ": " + (perLayer ? "windows " + windows() : "window " + candidates.get(chosen[0])) + ", EDP " + edp() + " ("
                + technology.name() + ")\n" + table().printAll();
    }
}
