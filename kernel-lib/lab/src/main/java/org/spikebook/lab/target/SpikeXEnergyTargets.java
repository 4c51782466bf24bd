package org.spikebook.lab.target;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.spikebook.accelerator.Simulation;
import org.spikebook.accelerator.spikex.SpikeX;
import org.spikebook.energy.Technology;
import org.spikebook.lab.sweep.Sweep;
import org.spikebook.lab.sweep.SweepResult;
import org.spikebook.network.Networks;
import org.spikebook.spike.Spikes;

/**
 * Our values for Fig. 9, 11 and 12 of the SpikeX paper: energy and latency with the technology {@code spikex-calibrated}. Each figure is
 * simulated once for all targets that need it.
 */
final class SpikeXEnergyTargets {

    private static final Technology TECHNOLOGY = Technology.named("spikex-calibrated");

    /** Time windows of Fig. 9. */
    private static final Integer[] FEW_WINDOWS = {2, 3, 5, 10};
    private static final int FIGURE_9_SEEDS = 20;
    /** Time windows of Fig. 11. */
    private static final Integer[] WINDOWS = {1, 2, 3, 5, 8, 10, 15, 20, 30};
    private static final int FIGURE_11_SEEDS = 5;
    /** The parts of Fig. 12(a), the largest first. */
    private static final List<String> COMPONENTS = List.of("RF", "ALU", "LBUF", "GLB", "DRAM");
    private static final int FIGURE_12_SEEDS = 3;

    private Optional<SweepResult> figure9 = Optional.empty();
    private Optional<SweepResult> figure12 = Optional.empty();

    Map<String, TargetSuite.Computation> computations() {
        var computations = new LinkedHashMap<String, TargetSuite.Computation>();
        computations.put("A5", this::latencyDrops);
        computations.put("A6", this::energyDrops);
        computations.put("A7", this::bestWindows);
        computations.put("A8", SpikeXEnergyTargets::windowTrade);
        computations.put("A9", this::shares);
        computations.put("A10", this::wideWindow);
        return computations;
    }

    private static Simulation simulation(SpikeX chip) {
        return Simulation.of(chip).technology(TECHNOLOGY);
    }

    /** CONV1 of N-MNIST, T = 30, at 0.5 % and 0.01 % firing: means over seeds, windows in order. */
    private SweepResult figure9(double rate) {
        if (figure9.isEmpty()) {
            var network = Networks.nMnist();
            figure9 = Optional.of(Sweep.of(simulation(SpikeX.builder().build()).on(network.layer("CONV1")).steps(network.steps().orElseThrow())
                            .spikes(Spikes.bernoulli(0)))
                    .over("firingRate", 5e-3, 1e-4).over("timeWindow", (Object[]) FEW_WINDOWS)
                    .seeds(FIGURE_9_SEEDS).measure("latency", "computeCycles", "energy").run().averageOver("seed"));
        }
        return figure9.get().where("firingRate", rate);
    }

    /** By how many percent a measure falls from 0.5 % to 0.01 % firing, windows in order. */
    private double[] drops(String measure) {
        double[] busy = figure9(5e-3).values(measure);
        double[] idle = figure9(1e-4).values(measure);
        return IntStream.range(0, busy.length).mapToDouble(i -> 100 * (1 - idle[i] / busy[i])).toArray();
    }

    private static Map<String, Object> byWindow(double[] values) {
        var ours = new LinkedHashMap<String, Object>();
        for (int i = 0; i < values.length; i++) {
            ours.put("TWS " + FEW_WINDOWS[i], values[i]);
        }
        return ours;
    }

    private static double largestRise(double[] values) {
        return IntStream.range(1, values.length).mapToDouble(i -> values[i] - values[i - 1]).max().orElseThrow();
    }

    private Map<String, Object> latencyDrops() {
        double[] drops = drops("latency");
        Map<String, Object> ours = byWindow(drops);
        ours.put("trend", largestRise(drops));
        ours.put("trend of the array", largestRise(drops("computeCycles")));
        return ours;
    }

    private Map<String, Object> energyDrops() {
        double[] drops = drops("energy");
        Map<String, Object> ours = byWindow(drops);
        ours.put("trend", IntStream.range(1, drops.length).mapToDouble(i -> drops[i] - drops[i - 1]).min().orElseThrow());
        return ours;
    }

    private Map<String, Object> bestWindows() {
        return Map.of("fastest", FEW_WINDOWS[least(figure9(5e-3).values("latency"))],
                "least energy", FEW_WINDOWS[least(figure9(1e-4).values("energy"))]);
    }

    private static int least(double[] values) {
        return IntStream.range(0, values.length).reduce((a, b) -> values[b] < values[a] ? b : a).orElseThrow();
    }

    /** CONV2 of DVSG-Large over nine windows. The paper's recordings cannot be had; the activity is ours: long bursts, mean rate 8 %. */
    private static Map<String, Object> windowTrade() {
        var network = Networks.dvsGestureLarge();
        SweepResult windows = Sweep.of(simulation(SpikeX.builder().build()).on(network.layer("CONV2")).steps(network.steps().orElseThrow())
                        .spikes(Spikes.clustered(0.08).window(1).burst(10)))
                .over("timeWindow", (Object[]) WINDOWS)
                .seeds(FIGURE_11_SEEDS).measure("energy", "energy.ALU", "energy.weight").run().averageOver("seed");
        double[] total = windows.values("energy");
        double[] alu = windows.values("energy.ALU");
        double[] weights = windows.values("energy.weight");
        double[] activations = IntStream.range(0, total.length).mapToDouble(i -> total[i] - alu[i] - weights[i]).toArray();
        int best = WINDOWS[least(total)];
        return Map.of("weights", steps(weights, true), "activations", steps(activations, false), "least", best, "most", best);
    }

    /** How many steps to the next window go down (or up). */
    private static long steps(double[] values, boolean down) {
        return IntStream.range(1, values.length).filter(i -> down ? values[i] < values[i - 1] : values[i] > values[i - 1]).count();
    }

    /** FC1 of DVSG-Medium with windows of 4 and 8; the activity is calibrated: 2.1 spikes in an active window of 4, as Fig. 12(a) implies. */
    private double[] figure12(int window, String measure) {
        if (figure12.isEmpty()) {
            var network = Networks.dvsGestureMedium();
            figure12 = Optional.of(Sweep.of(simulation(SpikeX.builder().build()).on(network.layer("FC1")).steps(network.steps().orElseThrow())
                            .spikes(Spikes.clustered(0.4).spread(0).window(4).burstRate(0.5).burst(1)))
                    .over("timeWindow", 4, 8)
                    .seeds(FIGURE_12_SEEDS).measure("energy", "energy.RF", "energy.ALU", "energy.LBUF", "energy.GLB", "energy.DRAM", "energy.weight")
                    .run().averageOver("seed"));
        }
        return figure12.get().where("timeWindow", window).values(measure);
    }

    /** Share of the energy in %; of a component, or of weights. */
    private double share(int window, String part) {
        return 100 * figure12(window, "energy." + part)[0] / figure12(window, "energy")[0];
    }

    private Map<String, Object> shares() {
        var ours = new LinkedHashMap<String, Object>();
        COMPONENTS.forEach(part -> ours.put(part, share(4, part)));
        String[] order = COMPONENTS.toArray(String[]::new);
        Arrays.sort(order, (a, b) -> Double.compare(share(4, b), share(4, a)));
        ours.put("order", String.join(" > ", order));
        return ours;
    }

    /** Everything that is neither weights nor ALU: spikes, partial sums, membranes and tags. The paper does not say how it divides RF. */
    private double spikeShare(int window) {
        return 100 - share(window, "weight") - share(window, "ALU");
    }

    private Map<String, Object> wideWindow() {
        return Map.of("weights", direction(share(8, "weight") - share(4, "weight")), "spikes", direction(spikeShare(8) - spikeShare(4)),
                "ALU", direction(share(8, "ALU") - share(4, "ALU")));
    }

    private static String direction(double change) {
        return change > 0 ? "rises" : change < 0 ? "falls" : "stays";
    }
}
