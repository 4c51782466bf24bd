package org.spikebook.training;

import java.util.Arrays;
import org.spikebook.training.data.Sample;
import org.spikebook.training.hardware.HardwareModel;

/**
 * What the spikes of a sample cost on a chip, as a loss (SpikeX-HT, Section IV-A, eq. 4): {@code beta * EDP / EDP_0}, with the energy-delay product of the network by a
 * {@link HardwareModel} at the sample's active-window densities, over {@code EDP_0}, its value where a tenth of all windows is active, so that beta means the same for every chip
 * and network.
 *
 * <p>An active window is one with a spike of the neuron; the density of a layer's input is their mean, {@code x_l = mean over (n, w) of a_nw}. Backwards, a window with k spikes gives
 * each of them {@code 1 / k} (together they hold it open) and a silent one passes the slope to all its steps, where the surrogate decides how near a spike is; the recipe of
 * the paper's reference code is not published, this one is ours. The input layer costs what it costs: nothing flows before the first weights.
 */
public final class HardwareTerm implements ActivityTerm {

    private final HardwareModel model;
    private final int[] window;         // index of each layer's window
    private final double beta;
    private final double scale;

    private HardwareTerm(HardwareModel model, int[] window, double beta) {
        this.model = model;
        this.window = window;
        this.beta = beta;
        double energy = 0;
        double seconds = 0;
        for (int l = 0; l < window.length; l++) {
            energy += model.picojoules(l, window[l], 0.1);
            seconds += model.seconds(l, window[l], 0.1);
        }
        scale = energy * seconds;
    }

    /**
     * The term with one window for all layers.
     *
     * @param model fitted for the layers of the network that is trained
     * @param windowSteps window in steps, one of the model's
     * @param beta weight, 0 or more; SpikeX sweeps 5e-5 to 0.1 (Fig. 7)
     */
    public static HardwareTerm of(HardwareModel model, int windowSteps, double beta) {
        int[] windows = new int[model.layers().size()];
        Arrays.fill(windows, model.indexOf(windowSteps));
        return of(model, windows, beta);
    }

    /**
     * The term with a window for each layer.
     *
     * @param windowIndex for each layer the place of its window among {@link HardwareModel#windows()}, as an architecture search gives it
     */
    public static HardwareTerm of(HardwareModel model, int[] windowIndex, double beta) {
        if (!(beta >= 0) || Double.isInfinite(beta)) {
            throw new IllegalArgumentException("hardware term: beta must be 0 or more and finite, but was " + beta);
        }
        if (windowIndex.length != model.layers().size()) {
            throw new IllegalArgumentException("hardware term: needs a window for each of " + model.layers().size() + " layers, but got " + windowIndex.length);
        }
        return new HardwareTerm(model, windowIndex.clone(), beta);
    }

    @Override
    public double value(Activity activity, Sample sample) {
        int layers = model.layers().size();
        if (activity.layers() < layers) {
            throw new IllegalArgumentException("hardware term: the model has " + layers + " layers, but spikes enter only " + activity.layers()
                    + ". Maybe fold pools first, or fit the model on this network.");
        }
        double[] density = new double[layers];
        int[][] counts = new int[layers][];
        double energy = 0;
        double seconds = 0;
        for (int l = 0; l < layers; l++) {
            int steps = model.windows().get(window[l]);
            counts[l] = counts(activity, l, steps);
            int active = 0;
            for (int count : counts[l]) {
                active += count > 0 ? 1 : 0;
            }
            density[l] = (double) active / counts[l].length;
            energy += model.picojoules(l, window[l], density[l]);
            seconds += model.seconds(l, window[l], density[l]);
        }
        double edp = energy * seconds;
        for (int l = 1; l < layers; l++) {      // what enters the first layer does not depend on weights
            double slope = beta / scale * (model.picojoulesSlope(l, window[l], Math.min(density[l], 1)) * seconds + energy * model.secondsSlope(l, window[l], Math.min(density[l], 1)));
            spread(activity, l, model.windows().get(window[l]), counts[l], slope / counts[l].length);
        }
        return beta * edp / scale;
    }

    /** Spikes of each (neuron, window), neurons first. */
    private static int[] counts(Activity activity, int layer, int window) {
        int windows = (activity.steps() + window - 1) / window;
        int[] counts = new int[activity.neurons(layer) * windows];
        for (int t = 0; t < activity.steps(); t++) {
            for (int n = 0; n < activity.neurons(layer); n++) {
                counts[n * windows + t / window] += activity.spike(layer, t, n) != 0 ? 1 : 0;
            }
        }
        return counts;
    }

    private static void spread(Activity activity, int layer, int window, int[] counts, double slope) {
        int windows = (activity.steps() + window - 1) / window;
        for (int t = 0; t < activity.steps(); t++) {
            for (int n = 0; n < activity.neurons(layer); n++) {
                int count = counts[n * windows + t / window];
                activity.addGradient(layer, t, n, (float) (slope / Math.max(1, count)));
            }
        }
    }
}
