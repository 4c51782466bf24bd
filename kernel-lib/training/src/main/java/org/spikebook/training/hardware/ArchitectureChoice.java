package org.spikebook.training.hardware;

import java.util.LinkedHashMap;
import java.util.Map;
import org.spikebook.accelerator.Accelerator;

/**
 * A chip and a time window for each layer.
 *
 * @param model the model of the chip that was chosen
 * @param chip its place among the chips that were searched, from 0
 * @param windowIndex for each layer the place of its window among {@link HardwareModel#windows()}
 */
public record ArchitectureChoice(HardwareModel model, int chip, int[] windowIndex) {

    public ArchitectureChoice {
        windowIndex = windowIndex.clone();
    }

    @Override
    public int[] windowIndex() {
        return windowIndex.clone();
    }

    /** Window of each layer in steps, by the layer's name. */
    public Map<String, Integer> windows() {
        var windows = new LinkedHashMap<String, Integer>();
        for (int l = 0; l < windowIndex.length; l++) {
            windows.put(model.layers().get(l).name(), model.windows().get(windowIndex[l]));
        }
        return windows;
    }

    /** The accelerator with these windows. */
    public Accelerator accelerator() {
        return model.accelerator().with("layerWindows", windows());
    }

    /**
     * EDP by the model, (sum of energies) x (sum of latencies), J·s.
     *
     * @param densities shape [layer][window]
     */
    public double edp(double[][] densities) {
        double e = 0;
        double t = 0;
        for (int l = 0; l < windowIndex.length; l++) {
            e += model.picojoules(l, windowIndex[l], densities[l][windowIndex[l]]);
            t += model.seconds(l, windowIndex[l], densities[l][windowIndex[l]]);
        }
        return e * 1e-12 * t;
    }

    @Override
    public String toString() {
        return model.accelerator().name() + ", windows " + windows();
    }
}
