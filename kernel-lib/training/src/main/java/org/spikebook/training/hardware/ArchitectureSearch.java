package org.spikebook.training.hardware;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BiFunction;
import org.spikebook.network.Network;
import org.spikebook.training.data.Dataset;

/**
 * The choice of one configuration by gradient (SpikeX-HAS, Section IV-B): every layer has a probability for each candidate window, the expected energy and
 * latency of the network are sums over candidates weighted with these, and their product falls along its gradient while a temperature sharpens the
 * probabilities. What is chosen at the end is the most probable candidate of each layer.
 *
 * <p>{@code p_l = softmax(theta_l / tau)}, {@code E = sum_l sum_k p_lk E_lk}, {@code T} alike, loss {@code log E + log T}, so that its scale does not matter:
 * {@code d loss / d p_lk = E_lk / E + T_lk / T}. Several chips (array and buffer sizes) are searched jointly: a further softmax over chips weights their sums. The paper
 * gives neither temperatures nor step sizes: tau falls from 5 to 0.5 geometrically, theta moves by Adam with step 0.1.
 *
 * <p>State: {@code theta} is kept from step to step, also between the turns of {@link #inTurns}.
 */
public final class ArchitectureSearch {

    private static final double FIRST_TEMPERATURE = 5;
    private static final double LAST_TEMPERATURE = 0.5;
    private static final double STEP = 0.1;
    private static final double BETA_1 = 0.9;
    private static final double BETA_2 = 0.999;

    private final List<HardwareModel> chips;
    private final int layers;
    private final int windows;
    private final double[] theta;       // [chip] then [chip][layer][window]
    private final double[] first;
    private final double[] second;
    private int taken;

    private ArchitectureSearch(List<HardwareModel> chips) {
        this.chips = List.copyOf(chips);
        layers = chips.get(0).layers().size();
        windows = chips.get(0).windows().size();
        theta = new double[chips.size() + chips.size() * layers * windows];
        first = new double[theta.length];
        second = new double[theta.length];
    }

    /** A search over the windows of one chip. */
    public static ArchitectureSearch over(HardwareModel model) {
        return over(List.of(model));
    }

    /**
     * A joint search over several chips and their windows.
     *
     * @param chips models of the same layers and windows
     * @throws IllegalArgumentException if there is none, or layers or windows differ
     */
    public static ArchitectureSearch over(List<HardwareModel> chips) {
        if (chips.isEmpty()) {
            throw new IllegalArgumentException("architecture search: needs at least one hardware model");
        }
        for (HardwareModel chip : chips) {
            if (!chip.layers().equals(chips.get(0).layers()) || !chip.windows().equals(chips.get(0).windows())) {
                throw new IllegalArgumentException("architecture search: all models must have the same layers and windows, but '" + chip + "' differs from '"
                        + chips.get(0) + "'. Maybe fit all of them with the same network and windows.");
            }
        }
        return new ArchitectureSearch(chips);
    }

    /** Number of candidates: chips x windows^layers. */
    public double candidates() {
        return chips.size() * Math.pow(windows, layers);
    }

    /**
     * One step of theta.
     *
     * @param densities active-window density of each layer's input at each window, shape [layer][window], 0..1
     * @param progress how far the search is, 0..1; sets the temperature
     * @return the expected EDP before the step, J·s
     */
    public double step(double[][] densities, double progress) {
        double tau = FIRST_TEMPERATURE * Math.pow(LAST_TEMPERATURE / FIRST_TEMPERATURE, progress);
        int n = chips.size();
        double[] q = softmax(theta, 0, n, tau);
        double[][][] p = new double[n][layers][];
        double[] e = new double[n];
        double[] t = new double[n];
        for (int c = 0; c < n; c++) {
            for (int l = 0; l < layers; l++) {
                p[c][l] = softmax(theta, at(c, l), windows, tau);
                for (int k = 0; k < windows; k++) {
                    e[c] += p[c][l][k] * chips.get(c).picojoules(l, k, densities[l][k]);
                    t[c] += p[c][l][k] * chips.get(c).seconds(l, k, densities[l][k]);
                }
            }
        }
        double energy = dot(q, e);
        double seconds = dot(q, t);
        double[] gradient = new double[theta.length];
        double[] ofChip = new double[n];
        for (int c = 0; c < n; c++) {
            ofChip[c] = e[c] / energy + t[c] / seconds;
            for (int l = 0; l < layers; l++) {
                double[] ofWindow = new double[windows];
                for (int k = 0; k < windows; k++) {
                    // a chip's own windows are chosen as if it were the one: its probability would only slow them down
                    ofWindow[k] = chips.get(c).picojoules(l, k, densities[l][k]) / e[c] + chips.get(c).seconds(l, k, densities[l][k]) / t[c];
                }
                throughSoftmax(p[c][l], ofWindow, tau, gradient, at(c, l));
            }
        }
        throughSoftmax(q, ofChip, tau, gradient, 0);
        adam(gradient);
        return energy * 1e-12 * seconds;
    }

    private int at(int chip, int layer) {
        return chips.size() + (chip * layers + layer) * windows;
    }

    private void adam(double[] gradient) {
        taken++;
        for (int i = 0; i < theta.length; i++) {
            first[i] = BETA_1 * first[i] + (1 - BETA_1) * gradient[i];
            second[i] = BETA_2 * second[i] + (1 - BETA_2) * gradient[i] * gradient[i];
            double m = first[i] / (1 - Math.pow(BETA_1, taken));
            double v = second[i] / (1 - Math.pow(BETA_2, taken));
            theta[i] -= STEP * m / (Math.sqrt(v) + 1e-12);
        }
    }

    private static double[] softmax(double[] theta, int from, int count, double tau) {
        double max = Arrays.stream(theta, from, from + count).max().orElseThrow();
        double[] p = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            p[i] = Math.exp((theta[from + i] - max) / tau);
            sum += p[i];
        }
        for (int i = 0; i < count; i++) {
            p[i] /= sum;
        }
        return p;
    }

    /** {@code d/d theta_j = p_j (g_j - sum_k p_k g_k) / tau}. */
    private static void throughSoftmax(double[] p, double[] g, double tau, double[] gradient, int at) {
        double mean = dot(p, g);
        for (int i = 0; i < p.length; i++) {
            gradient[at + i] = p[i] * (g[i] - mean) / tau;
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /**
     * Probabilities of the windows of the chip that leads, at the last temperature.
     *
     * @return shape [layer][window]
     */
    public double[][] probabilities() {
        int chip = argmax(theta, 0, chips.size());
        double[][] p = new double[layers][];
        for (int l = 0; l < layers; l++) {
            p[l] = softmax(theta, at(chip, l), windows, LAST_TEMPERATURE);
        }
        return p;
    }

    /** The most probable chip with the most probable window of each layer. */
    public ArchitectureChoice choice() {
        int chip = argmax(theta, 0, chips.size());
        int[] chosen = new int[layers];
        for (int l = 0; l < layers; l++) {
            chosen[l] = argmax(theta, at(chip, l), windows);
        }
        return new ArchitectureChoice(chips.get(chip), chip, chosen);
    }

    /**
     * Searches on fixed activity.
     *
     * @param densities shape [layer][window], as {@link HardwareModel#densities} gives them
     * @param steps steps of theta, at least 1
     */
    public ArchitectureChoice on(double[][] densities, int steps) {
        Objects.requireNonNull(densities, "densities");
        if (densities.length != layers || Arrays.stream(densities).anyMatch(d -> d.length != windows)) {
            throw new IllegalArgumentException("architecture search: densities must have shape [" + layers + " layers][" + windows + " windows]");
        }
        for (int i = 0; i < steps; i++) {
            step(densities, (double) i / Math.max(1, steps - 1));
        }
        return choice();
    }

    /**
     * Weights and windows in turns (first-order alternation): steps of theta on what the network does with the judging samples, then a training of its weights for the windows that
     * stand; at the end the windows once more. The temperature falls over all of it.
     *
     * <pre>{@code
     * var both = ArchitectureSearch.over(cost).inTurns(net, judge, 3, 100, (n, windows) -> Trainer.of(n).on(learn).epochs(5)
     *         .model(m -> m.term(HardwareTerm.of(cost, windows.windowIndex(), 0.5))).run().network());
     * }</pre>
     *
     * @param first the network to begin with
     * @param judge samples of spikes that the windows are chosen by; the recipe takes others than those learnt from
     * @param turns trainings, at least 1
     * @param steps steps of theta before each training and after the last, at least 1
     * @param learn trains a network further for a choice
     */
    public CoDesign inTurns(Network first, Dataset judge, int turns, int steps, BiFunction<Network, ArchitectureChoice, Network> learn) {
        if (turns < 1 || steps < 1) {
            throw new IllegalArgumentException("architecture search: turns and steps must be at least 1, but were " + turns + " and " + steps + ".");
        }
        Network network = Objects.requireNonNull(first, "first");
        var choices = new ArrayList<ArchitectureChoice>();
        double[] edp = new double[turns + 1];
        for (int turn = 0; turn <= turns; turn++) {
            if (turn > 0) {
                network = learn.apply(network, choices.get(turn - 1));
            }
            double[][] densities = chips.get(0).densities(network, judge);
            for (int i = 0; i < steps; i++) {
                step(densities, (double) (turn * steps + i) / Math.max(1, (turns + 1) * steps - 1));
            }
            choices.add(choice());
            edp[turn] = choice().edp(densities);
        }
        return new CoDesign(network, choices, edp);
    }

    private static int argmax(double[] values, int from, int count) {
        int best = 0;
        for (int i = 1; i < count; i++) {
            best = values[from + i] > values[from + best] ? i : best;
        }
        return best;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "Architecture search over %d chips, %d layers, windows %s (%.3g candidates), %d steps taken", chips.size(), layers,
                chips.get(0).windows(), candidates(), taken);
    }
}
