package org.spikebook.training;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.spikebook.accelerator.xpike.SpikingTransformer;
import org.spikebook.network.Network;

/**
 * What a training gave: the model at its best epoch, and how it went.
 *
 * @param model the model with the weights of the best epoch
 * @param name name of what was trained
 * @param curve one entry an epoch
 * @param bestEpoch the epoch of least judged loss, from 0
 * @param judged whether samples that were not learnt from judged the epochs
 * @param confusion which class was taken for which at the best epoch, among the samples that judged, or those learnt from if there were none
 */
public record Training(Model model, String name, List<Epoch> curve, int bestEpoch, boolean judged, Confusion confusion) {

    /**
     * One epoch.
     *
     * @param loss mean loss while learning
     * @param accuracy share that was right while learning, 0..1
     * @param validationLoss mean loss of the samples that judge, NaN if there are none
     * @param validationAccuracy their share that was right, 0..1, NaN if there are none
     * @param rates firing rate of each layer that spikes, by name
     */
    public record Epoch(double loss, double accuracy, double validationLoss, double validationAccuracy, Map<String, Double> rates) {

        /** For the progress bar. */
        String remark() {
            return Double.isNaN(validationLoss) ? String.format(Locale.ROOT, "loss %.3f, %.1f %% right", loss, 100 * accuracy)
                    : String.format(Locale.ROOT, "loss %.3f, %.1f %% right; validation %.3f, %.1f %%", loss, 100 * accuracy, validationLoss, 100 * validationAccuracy);
        }

        /** The loss that epochs are compared by. */
        double judged() {
            return Double.isNaN(validationLoss) ? loss : validationLoss;
        }
    }

    public Training {
        curve = List.copyOf(curve);
    }

    /** The network of the best epoch; see {@link Model#network()}. */
    public Network network() {
        return model.network();
    }

    /** The transformer of the best epoch; see {@link Model#transformer()}. */
    public SpikingTransformer transformer() {
        return model.transformer();
    }

    /** Accuracy of the best epoch, 0..1: on the samples that judged, or those learnt from if there were none. */
    public double accuracy() {
        Epoch best = curve.get(bestEpoch);
        return judged ? best.validationAccuracy() : best.accuracy();
    }

    /** How it went, as a picture in a notebook. */
    public LearningCurve learningCurve() {
        return new LearningCurve(name, curve);
    }

    /** Layers that fire less than once in ten thousand neurons and steps at the best epoch; they pass nothing on. */
    public List<String> deadLayers() {
        return curve.get(bestEpoch).rates().entrySet().stream().filter(e -> e.getValue() < 1e-4).map(Map.Entry::getKey).toList();
    }

    @Override
    public String toString() {
        var text = new StringBuilder(String.format(Locale.ROOT, "Training of %s: best of %d epochs is number %d, %s accuracy %.2f %%%n", name, curve.size(), bestEpoch + 1,
                judged ? "validation" : "training", 100 * accuracy()));
        Epoch last = curve.get(bestEpoch);
        text.append(String.format(Locale.ROOT, "loss %.4f, rates", last.loss()));
        last.rates().forEach((layer, rate) -> text.append(String.format(Locale.ROOT, "  %s %.3f %%", layer, 100 * rate)));
        List<String> dead = deadLayers();
        return dead.isEmpty() ? text.toString() : text + "\nwarning: hardly any spikes of layer "
                + dead.stream().map(layer -> String.format(Locale.ROOT, "%s (%.4f %% of neurons and steps)", layer, 100 * last.rates().get(layer))).collect(Collectors.joining(", "))
                + ". Maybe larger first weights, as net.withRandomWeights(seed, sample) sets them, or a lower threshold.";
    }
}
