package org.spikebook.training.hardware;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.spikebook.accelerator.Accelerator;
import org.spikebook.accelerator.LayerReport;
import org.spikebook.accelerator.LayerShape;
import org.spikebook.accelerator.Simulation;
import org.spikebook.energy.Technology;
import org.spikebook.network.Activity;
import org.spikebook.network.Network;
import org.spikebook.progress.Progress;
import org.spikebook.progress.Tasks;
import org.spikebook.spike.SpikeTensor;
import org.spikebook.spike.Spikes;
import org.spikebook.training.data.Dataset;

/**
 * Energy and latency of each layer on an accelerator as piecewise-linear functions of its active-window density: the fraction of (input neuron, time
 * window) pairs with at least one spike (SpikeX, Section IV-A: a piecewise-linear model of EDP over filled windows stands in for the simulator inside the
 * training loop). There is one pair of functions for each candidate window.
 *
 * <p>Fit: the simulator runs each layer on spikes of two laws, independent ones and clustered ones, at many rates; each run gives (density, energy,
 * latency). Each law's runs are interpolated to the knots, and where both laws reach a knot their mean is taken. Real activity also clusters in space,
 * which costs less at equal density: {@link Fit#fit(Activity...)} uses recorded spikes, thinned by silencing (neuron, window) pairs at random, up to the recordings'
 * density, and continues beyond it with the slopes of the two laws. The paper gives neither knots nor spikes; both are ours.
 */
public final class HardwareModel {

    /** Knots of the functions, as fractions. */
    private static final double[] KNOTS = {0, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1};
    /** The nine windows of SpikeX, Fig. 11. */
    private static final List<Integer> PAPER_WINDOWS = List.of(1, 2, 3, 5, 8, 10, 15, 20, 30);

    private final Accelerator accelerator;
    private final Technology technology;
    private final List<LayerShape> layers;
    private final List<Integer> windows;
    private final int steps;
    private final double[][][] energy;      // pJ, [layer][window][knot]
    private final double[][][] seconds;     // s, [layer][window][knot]

    private HardwareModel(Accelerator accelerator, Technology technology, List<LayerShape> layers, List<Integer> windows, int steps, double[][][] energy,
            double[][][] seconds) {
        this.accelerator = accelerator;
        this.technology = technology;
        this.layers = List.copyOf(layers);
        this.windows = List.copyOf(windows);
        this.steps = steps;
        this.energy = energy;
        this.seconds = seconds;
    }

    /** What is to be fitted: an accelerator, what prices its counts, and the candidate windows. */
    public static final class Fit {

        private final Accelerator accelerator;
        private final Technology technology;
        private final List<Integer> windows;
        private final long seed;

        private Fit(Accelerator accelerator, Technology technology, List<Integer> windows, long seed) {
            this.accelerator = accelerator;
            this.technology = technology;
            this.windows = windows;
            this.seed = seed;
        }

        /** Candidate windows in steps, each at least 1; the nine of SpikeX, Fig. 11 where nothing is said. Those longer than the input are left out. */
        public Fit windows(int... windows) {
            if (windows.length == 0 || Arrays.stream(windows).anyMatch(w -> w < 1)) {
                throw new IllegalArgumentException("hardware model: windows must be at least 1 step each, but were " + Arrays.toString(windows));
            }
            return new Fit(accelerator, technology, Arrays.stream(windows).distinct().sorted().boxed().toList(), seed);
        }

        /** Seed of the spikes; 1 where nothing is said. */
        public Fit seed(long seed) {
            return new Fit(accelerator, technology, windows, seed);
        }

        /**
         * Fits the convolutions and fully connected layers of a network.
         *
         * @throws IllegalArgumentException if the network has no number of steps, or a layer that the accelerator cannot run
         */
        public HardwareModel fit(Network network) {
            return fit(network, network.steps().orElseThrow(() -> new IllegalArgumentException("hardware model: network '" + network.name()
                    + "' has no number of steps. Maybe fit(network, 30).")));
        }

        /** The same for inputs of so many steps. */
        public HardwareModel fit(Network network, int steps) {
            return fit(network, steps, List.of());
        }

        /**
         * Fits the layers of a network on what entered them, such as runs of the trained network on a few training samples.
         *
         * @param recorded runs of one network with equally many steps
         */
        public HardwareModel fit(Activity... recorded) {
            if (recorded.length == 0) {
                throw new IllegalArgumentException("hardware model: needs at least one recorded activity. Maybe fit(net), which draws spikes.");
            }
            for (Activity each : recorded) {
                if (each.steps() != recorded[0].steps()) {
                    throw new IllegalArgumentException("hardware model: recordings must be equally long, but have " + recorded[0].steps() + " and " + each.steps()
                            + " steps.");
                }
            }
            return fit(recorded[0].network(), recorded[0].steps(), List.of(recorded));
        }

        private HardwareModel fit(Network network, int steps, List<Activity> recorded) {
            List<LayerShape> layers = Simulation.of(accelerator).on(network).layers();
            List<Integer> fitting = windows.stream().filter(w -> w <= steps).toList();
            if (fitting.isEmpty()) {
                throw new IllegalArgumentException("hardware model: all windows " + windows + " are longer than the input of " + steps
                        + " steps. Maybe windows(1, 2, 3).");
            }
            double[][][] energy = new double[layers.size()][fitting.size()][];
            double[][][] seconds = new double[layers.size()][fitting.size()][];
            try (Progress progress = Progress.start("fitting " + accelerator.name(), layers.size() * fitting.size(), "curves")) {
                Tasks.map(IntStream.range(0, layers.size() * fitting.size()).boxed().toList(), progress, i -> {
                    int l = i / fitting.size();
                    int w = i % fitting.size();
                    double[][] curves = curves(layers.get(l), l, steps, fitting.get(w));
                    if (!recorded.isEmpty()) {
                        String name = layers.get(l).name();
                        follow(curves, recorded(layers.get(l), recorded.stream().map(a -> a.input(name)).toList(), fitting.get(w)));
                    }
                    energy[l][w] = curves[0];
                    seconds[l][w] = curves[1];
                    return i;
                });
            }
            return new HardwareModel(accelerator, technology, layers, fitting, steps, energy, seconds);
        }

        /** Energy and seconds at the knots. */
        private double[][] curves(LayerShape layer, int number, int steps, int window) {
            Accelerator chip = withWindow(accelerator, window);
            var laws = new ArrayList<List<double[]>>();
            var independent = new ArrayList<double[]>();
            for (double knot : KNOTS) {
                // P(a window has a spike) = 1 - (1 - rate)^window
                independent.add(run(chip, layer, Spikes.bernoulli(1 - Math.pow(1 - knot, 1.0 / window)).seed(seed).layer(number), steps, window));
            }
            laws.add(independent);
            var clustered = new ArrayList<double[]>();
            for (double rate : new double[] {0, 0.0005, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4}) {
                clustered.add(run(chip, layer, Spikes.clustered(rate).seed(seed).layer(number), steps, window));
            }
            laws.add(clustered);
            double[][] curves = new double[2][KNOTS.length];
            for (int k = 0; k < KNOTS.length; k++) {
                int reached = 0;
                for (List<double[]> law : laws) {
                    law.sort((a, b) -> Double.compare(a[0], b[0]));
                    if (KNOTS[k] <= law.get(law.size() - 1)[0] + 1e-12) {
                        reached++;
                        curves[0][k] += at(law, KNOTS[k], 1);
                        curves[1][k] += at(law, KNOTS[k], 2);
                    }
                }
                if (reached == 0) {       // the independent law at rate 1 has density 1: only rounding can lead here
                    reached = 1;
                    curves[0][k] = independent.get(independent.size() - 1)[1];
                    curves[1][k] = independent.get(independent.size() - 1)[2];
                }
                curves[0][k] /= reached;
                curves[1][k] /= reached;
            }
            return curves;
        }

        /** Mean (density, energy, seconds) of the recordings at several shares of their windows. */
        private List<double[]> recorded(LayerShape layer, List<SpikeTensor> recordings, int window) {
            Accelerator chip = withWindow(accelerator, window);
            var points = new ArrayList<double[]>();
            for (double share : new double[] {0, 0.05, 0.1, 0.2, 0.4, 0.7, 1}) {
                double[] mean = new double[3];
                for (SpikeTensor recording : recordings) {
                    double[] one = run(chip, layer, share == 1 ? recording : thinned(recording, window, share), window);
                    for (int i = 0; i < 3; i++) {
                        mean[i] += one[i] / recordings.size();
                    }
                }
                points.add(mean);
            }
            return points;
        }

        /** The spikes of a random share of the (neuron, window) pairs. */
        private SpikeTensor thinned(SpikeTensor spikes, int window, double share) {
            var random = new SplittableRandom(seed);
            var kept = SpikeTensor.builder(spikes.shape(), spikes.steps());
            for (int n = 0; n < spikes.neurons(); n++) {
                for (int from = 0; from < spikes.steps(); from += window) {
                    if (random.nextDouble() < share) {
                        for (int t = from; t < Math.min(from + window, spikes.steps()); t++) {
                            if (spikes.get(n, t)) {
                                kept.set(n, t);
                            }
                        }
                    }
                }
            }
            return kept.build();
        }

        /** Puts the recorded points in place of the drawn ones up to their density, and moves what is beyond to follow them. */
        private static void follow(double[][] curves, List<double[]> points) {
            points.sort((a, b) -> Double.compare(a[0], b[0]));
            double[] last = points.get(points.size() - 1);
            for (int i = 0; i < 2; i++) {
                double moved = last[i + 1] - value(curves[i], Math.min(1, last[0]));
                for (int k = 0; k < KNOTS.length; k++) {
                    curves[i][k] = KNOTS[k] <= last[0] ? at(points, KNOTS[k], i + 1) : Math.max(last[i + 1], curves[i][k] + moved);
                }
            }
        }

        private double[] run(Accelerator chip, LayerShape layer, Spikes recipe, int steps, int window) {
            return run(chip, layer, recipe.generate(layer.inputShape(), steps), window);
        }

        private double[] run(Accelerator chip, LayerShape layer, SpikeTensor spikes, int window) {
            LayerReport report = chip.simulate(layer, spikes);
            return new double[] {spikes.windowOr(window).rate(), technology.price(report.counts()).total().picojoules(),
                report.cycles() / (chip.clockMegahertz() * 1e6)};
        }

        private static double at(List<double[]> points, double x, int value) {
            for (int i = 1; i < points.size(); i++) {
                if (x <= points.get(i)[0] || i == points.size() - 1) {
                    double[] a = points.get(i - 1);
                    double[] b = points.get(i);
                    return a[0] == b[0] ? b[value] : a[value] + (b[value] - a[value]) * (x - a[0]) / (b[0] - a[0]);
                }
            }
            return points.get(0)[value];
        }
    }

    /**
     * A fit to be made.
     *
     * @param accelerator an accelerator with the parameter {@code timeWindow}
     * @param technology what prices its counts
     */
    public static Fit of(Accelerator accelerator, Technology technology) {
        if (!accelerator.parameters().names().contains("timeWindow")) {
            throw new IllegalArgumentException("hardware model: " + accelerator.name() + " has no parameter 'timeWindow'. Maybe SpikeX.builder().build().");
        }
        return new Fit(accelerator, Objects.requireNonNull(technology, "technology"), PAPER_WINDOWS, 1);
    }

    static Accelerator withWindow(Accelerator accelerator, int window) {
        return accelerator.parameters().names().contains("layerWindows") ? accelerator.with(Map.of("timeWindow", window, "layerWindows", Map.of()))
                : accelerator.with("timeWindow", window);
    }

    /** The accelerator that was fitted. */
    public Accelerator accelerator() {
        return accelerator;
    }

    /** What priced its counts. */
    public Technology technology() {
        return technology;
    }

    /** The layers, in the network's order. */
    public List<LayerShape> layers() {
        return layers;
    }

    /** Candidate windows in steps, ascending. */
    public List<Integer> windows() {
        return windows;
    }

    /** Time steps of the input. */
    public int steps() {
        return steps;
    }

    /**
     * Place of a window among the candidates.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    public int indexOf(int window) {
        int index = windows.indexOf(window);
        if (index < 0) {
            throw new IllegalArgumentException("hardware model: was fitted for windows " + windows + ", but not for " + window
                    + ". Maybe of(...).windows(" + window + ").fit(net).");
        }
        return index;
    }

    /**
     * Energy of a layer.
     *
     * @param layer number of the layer, from 0
     * @param window index of the window, from 0
     * @param density active-window density of its input, 0..1
     * @return pJ
     */
    public double picojoules(int layer, int window, double density) {
        return value(energy[layer][window], density);
    }

    /** Latency of a layer in s; arguments as in {@link #picojoules}. */
    public double seconds(int layer, int window, double density) {
        return value(seconds[layer][window], density);
    }

    /** Slope of {@link #picojoules} over density, in pJ; at a knot the one to its right. */
    public double picojoulesSlope(int layer, int window, double density) {
        return slope(energy[layer][window], density);
    }

    /** Slope of {@link #seconds} over density, in s; at a knot the one to its right. */
    public double secondsSlope(int layer, int window, double density) {
        return slope(seconds[layer][window], density);
    }

    private static int piece(double density) {
        if (!(density >= 0 && density <= 1)) {
            throw new IllegalArgumentException("hardware model: density must be in 0..1, but was " + density);
        }
        int k = 1;
        while (k < KNOTS.length - 1 && density >= KNOTS[k]) {
            k++;
        }
        return k;
    }

    private static double value(double[] at, double density) {
        int k = piece(density);
        return at[k - 1] + (at[k] - at[k - 1]) * (density - KNOTS[k - 1]) / (KNOTS[k] - KNOTS[k - 1]);
    }

    private static double slope(double[] at, double density) {
        int k = piece(density);
        return (at[k] - at[k - 1]) / (KNOTS[k] - KNOTS[k - 1]);
    }

    /**
     * Network-level energy-delay product, (sum of energies) x (sum of latencies), with one window for all layers.
     *
     * @param densities active-window density of each layer's input at that window, 0..1
     * @param window window in steps, one of the candidates
     * @return J·s
     */
    public double edp(double[] densities, int window) {
        int w = indexOf(window);
        double e = 0;
        double t = 0;
        for (int l = 0; l < layers.size(); l++) {
            e += picojoules(l, w, densities[l]);
            t += seconds(l, w, densities[l]);
        }
        return e * 1e-12 * t;
    }

    /**
     * Active-window density of a layer's input at every candidate window.
     *
     * @return shape [window], 0..1
     */
    public double[] densities(SpikeTensor input) {
        return windows.stream().mapToDouble(w -> input.windowOr(w).rate()).toArray();
    }

    /**
     * Active-window densities of what enters each layer in a run.
     *
     * @return shape [layer][window], 0..1
     */
    public double[][] densities(Activity run) {
        return layers.stream().map(layer -> densities(run.input(layer.name()))).toArray(double[][]::new);
    }

    /**
     * Mean of these over the runs of a network on samples.
     *
     * @param samples of spikes
     * @return shape [layer][window], 0..1
     * @throws IllegalArgumentException if there are no samples, or one is of numbers
     */
    public double[][] densities(Network network, Dataset samples) {
        double[][] mean = new double[layers.size()][windows.size()];
        for (int i = 0; i < samples.size(); i++) {
            int number = i;
            SpikeTensor spikes = samples.sample(i, 0).spikes().orElseThrow(() -> new IllegalArgumentException("hardware model: sample " + number + " of '" + samples.name()
                    + "' holds numbers, not spikes. Maybe map(Transform.bernoulli(" + steps + "))."));
            double[][] one = densities(network.run(spikes));
            for (int l = 0; l < mean.length; l++) {
                for (int w = 0; w < mean[l].length; w++) {
                    mean[l][w] += one[l][w] / samples.size();
                }
            }
        }
        return mean;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "Hardware model of %s: %d layers, windows %s, %d steps, %d knots, priced with %s", accelerator.name(), layers.size(),
                windows, steps, KNOTS.length, technology.name());
    }
}
