package org.spikebook.lab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.spikebook.accelerator.Accelerator;
import org.spikebook.accelerator.LayerShape;
import org.spikebook.accelerator.Report;
import org.spikebook.accelerator.Simulation;
import org.spikebook.energy.Technology;
import org.spikebook.network.Activity;
import org.spikebook.network.Network;
import org.spikebook.progress.Progress;
import org.spikebook.progress.Tasks;
import org.spikebook.spike.SpikeTensor;

/**
 * Finds the time window size (TWS) of least energy-delay product, as the SpikeX paper does for its PTB baseline ("the optimal one",
 * Sections V-C2 and VI-C): every candidate is simulated.
 *
 * <pre>{@code
 * BestWindow best = WindowSearch.of(ptb, technology).on(net, activity);
 * Accelerator base = best.accelerator();
 * }</pre>
 */
public final class WindowSearch {

    /** The nine windows of SpikeX, Fig. 11. */
    private static final List<Integer> PAPER = List.of(1, 2, 3, 5, 8, 10, 15, 20, 30);

    private final Accelerator accelerator;
    private final Technology technology;
    private final List<Integer> candidates;
    private final boolean perLayer;
    private final boolean leakage;

    private WindowSearch(Accelerator accelerator, Technology technology, List<Integer> candidates, boolean perLayer, boolean leakage) {
        this.accelerator = accelerator;
        this.technology = technology;
        this.candidates = candidates;
        this.perLayer = perLayer;
        this.leakage = leakage;
    }

    /**
     * One window for all layers, out of the nine of SpikeX, Fig. 11 (1, 2, 3, 5, 8, 10, 15, 20, 30).
     *
     * @param accelerator an accelerator with the parameter {@code timeWindow}
     * @param technology what prices its counts
     */
    public static WindowSearch of(Accelerator accelerator, Technology technology) {
        if (!accelerator.parameters().names().contains("timeWindow")) {
            throw new IllegalArgumentException("window search: " + accelerator.name() + " has no parameter 'timeWindow'. Maybe Ptb.builder().build().");
        }
        return new WindowSearch(accelerator, Objects.requireNonNull(technology, "technology"), PAPER, false, false);
    }

    /** Other candidates, each at least 1. Those longer than the input are left out. */
    public WindowSearch candidates(int... windows) {
        for (int window : windows) {
            if (window < 1) {
                throw new IllegalArgumentException("window search: a time window must be at least 1 step, but was " + window);
            }
        }
        return new WindowSearch(accelerator, technology, Arrays.stream(windows).boxed().distinct().sorted().toList(), perLayer, leakage);
    }

    /**
     * A window of its own for each layer. What is least is still the EDP of the network, total energy x total latency; that minimum is
     * exact.
     */
    public WindowSearch perLayer() {
        if (!accelerator.parameters().names().contains("layerWindows")) {
            throw new IllegalArgumentException("window search: " + accelerator.name() + " has no parameter 'layerWindows'. Maybe one window for all layers.");
        }
        return new WindowSearch(accelerator, technology, candidates, true, leakage);
    }

    /** Counts static energy too. Default off. */
    public WindowSearch withLeakage() {
        return new WindowSearch(accelerator, technology, candidates, perLayer, true);
    }

    /** Searches on the layers of a network and what entered them when it ran. */
    public BestWindow on(Network network, Activity activity) {
        return on(Compare.recorded(network, activity));
    }

    /** Searches on the layers and spikes of a simulation; its accelerator and technology do not matter. */
    public BestWindow on(Simulation simulation) {
        List<LayerShape> layers = simulation.layers();
        List<SpikeTensor> spikes = simulation.inputs().spikes();
        int steps = spikes.stream().mapToInt(SpikeTensor::steps).min().orElseThrow();
        var windows = candidates.stream().filter(window -> window <= steps).toList();
        if (windows.isEmpty()) {
            throw new IllegalArgumentException("window search: all candidates " + candidates + " are longer than the input of " + steps
                    + " steps. Maybe candidates(1, 2, 3).");
        }
        if (perLayer && new HashSet<>(layers.stream().map(LayerShape::name).toList()).size() < layers.size()) {
            throw new IllegalArgumentException("window search: layers need different names to have windows of their own, but are "
                    + layers.stream().map(LayerShape::name).toList() + ".");
        }
        List<Report> reports;
        try (Progress progress = Progress.start("time windows of " + accelerator.name(), windows.size(), "windows")) {
            reports = Tasks.map(windows, progress, window -> simulation.with("accelerator", with(window)).run(spikes));
        }
        double[][] energy = new double[windows.size()][layers.size()];     // pJ
        double[][] seconds = new double[windows.size()][layers.size()];
        for (int w = 0; w < windows.size(); w++) {
            Results results = Results.of(reports.get(w)).technology(technology);
            results = leakage ? results.withLeakage() : results;
            for (int l = 0; l < layers.size(); l++) {
                energy[w][l] = results.energy(reports.get(w).layers().get(l)).picojoules();
                seconds[w][l] = reports.get(w).seconds(reports.get(w).layers().get(l).cycles());
            }
        }
        int[] chosen = perLayer ? leastPerLayer(energy, seconds) : least(energy, seconds);
        Accelerator best = with(windows.get(chosen[0]));
        if (perLayer) {
            var own = new LinkedHashMap<String, Integer>();
            IntStream.range(0, chosen.length).forEach(l -> own.put(layers.get(l).name(), windows.get(chosen[l])));
            best = best.with("layerWindows", own);
        }
        return new BestWindow(best, technology, windows, layers.stream().map(LayerShape::name).toList(), energy, seconds,
                reports, chosen, perLayer);
    }

    private Accelerator with(int window) {
        var changes = new LinkedHashMap<String, Object>(Map.of("timeWindow", window));
        if (accelerator.parameters().names().contains("layerWindows")) {
            changes.put("layerWindows", Map.of());
        }
        return accelerator.with(changes);
    }

    /** The candidate of least EDP, the smallest of equals, for every layer. */
    private static int[] least(double[][] energy, double[][] seconds) {
        int[] best = new int[energy[0].length];
        for (int w = 1; w < energy.length; w++) {
            int[] chosen = new int[best.length];
            Arrays.fill(chosen, w);
            best = product(energy, seconds, chosen) < product(energy, seconds, best) ? chosen : best;
        }
        return best;
    }

    /**
     * Least (sum of energies) x (sum of times) over one candidate a layer. The product is quasi-concave, so it is least at a corner of the
     * convex hull of all sums; a corner is what {@code energy + rate * time} is least at for some rate, layer by layer. The choice
     * changes only at rates where two candidates of a layer are equal, so one rate between each two of these is tried.
     */
    static int[] leastPerLayer(double[][] energy, double[][] seconds) {
        int layers = energy[0].length;
        var rates = new TreeSet<Double>(List.of(0.0));
        for (int l = 0; l < layers; l++) {
            for (int a = 0; a < energy.length; a++) {
                for (int b = 0; b < a; b++) {
                    double rate = (energy[a][l] - energy[b][l]) / (seconds[b][l] - seconds[a][l]);
                    if (rate > 0 && rate < Double.POSITIVE_INFINITY) {
                        rates.add(rate);
                    }
                }
            }
        }
        var between = new ArrayList<Double>();
        double last = -1;
        for (double rate : rates) {
            between.add(rate);
            if (last >= 0) {
                between.add((last + rate) / 2);
            }
            last = rate;
        }
        between.add(2 * last + 1);
        int[] best = {};
        double least = Double.POSITIVE_INFINITY;
        for (double rate : between) {
            int[] chosen = new int[layers];
            for (int l = 0; l < layers; l++) {
                for (int w = 1; w < energy.length; w++) {
                    if (energy[w][l] + rate * seconds[w][l] < energy[chosen[l]][l] + rate * seconds[chosen[l]][l]) {
                        chosen[l] = w;
                    }
                }
            }
            double edp = product(energy, seconds, chosen);
            if (edp < least) {
                least = edp;
                best = chosen;
            }
        }
        return best;
    }

    private static double product(double[][] energy, double[][] seconds, int[] chosen) {
        double e = 0;
        double t = 0;
        for (int l = 0; l < chosen.length; l++) {
            e += energy[chosen[l]][l];
            t += seconds[chosen[l]][l];
        }
        return e * t;
    }
}
