package org.spikebook.training;

import java.util.List;
import java.util.Locale;

/**
 * How a training goes, epoch by epoch.
 *
 * @param network name of the network
 * @param epochs so far
 */
public record LearningCurve(String network, List<Training.Epoch> epochs) {

    public LearningCurve {
        epochs = List.copyOf(epochs);
    }

    /** Whether samples that were not learnt from judged the epochs. */
    public boolean judged() {
        return !epochs.isEmpty() && !Double.isNaN(epochs.get(0).validationLoss());
    }

    @Override
    public String toString() {
        var text = new StringBuilder("Training of " + network + ", " + epochs.size() + (epochs.size() == 1 ? " epoch" : " epochs"));
        for (int e = 0; e < epochs.size(); e++) {
            if (e < 3 || e >= epochs.size() - 3) {
                text.append(String.format(Locale.ROOT, "%n%4d  %s", e + 1, epochs.get(e).remark()));
            } else if (e == 3) {
                text.append(String.format("%n ..."));
            }
        }
        return text.toString();
    }
}
