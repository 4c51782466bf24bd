package org.spikebook.training;

import org.spikebook.training.data.Sample;

/**
 * What training makes small. A loss of your own is a lambda: it returns the loss of one sample and writes its derivative.
 *
 * <pre>{@code
 * Loss quiet = (output, sample, gradient) -> {             // few spikes at the last layer, whatever the class
 *     double sum = 0;
 *     for (int t = 0; t < output.length; t++) {
 *         for (int k = 0; k < output[t].length; k++) {
 *             sum += output[t][k];
 *             gradient[t][k] = 1;
 *         }
 *     }
 *     return sum;
 * };
 * }</pre>
 */
@FunctionalInterface
public interface Loss {

    /**
     * The loss of one sample.
     *
     * @param output what left the last layer, axes [step][class]: spikes, or values where it has no neuron
     * @param sample the sample, with its class
     * @param gradient takes d loss / d output, the same axes; holds 0
     */
    double value(float[][] output, Sample sample, float[][] gradient);

    /** Cross-entropy of softmax of the spike counts, {@code -log softmax(sum_t o[t])[label]}. */
    static Loss rateCrossEntropy() {
        return (output, sample, gradient) -> crossEntropy(output, sample, gradient, 1);
    }

    /** Cross-entropy of softmax of the mean over time, {@code -log softmax(mean_t o[t])[label]}: for a last layer without neuron, whose values are potentials. */
    static Loss membraneCrossEntropy() {
        return (output, sample, gradient) -> crossEntropy(output, sample, gradient, 1f / output.length);
    }

    /**
     * Half the squared distance of the spike counts from wanted ones: {@code sum_k (sum_t o[t][k] - wanted_k)^2 / 2}.
     *
     * @param right wanted spikes of the right class
     * @param wrong wanted spikes of all others
     */
    static Loss spikeCountMse(double right, double wrong) {
        return (output, sample, gradient) -> {
            checkClass(sample.label(), output[0].length);
            double sum = 0;
            for (int k = 0; k < output[0].length; k++) {
                double count = 0;
                for (float[] step : output) {
                    count += step[k];
                }
                double error = count - (k == sample.label() ? right : wrong);
                sum += error * error / 2;
                for (float[] step : gradient) {
                    step[k] = (float) error;
                }
            }
            return sum;
        };
    }

    /** Mean over classes of the squared distance of the firing rates from {@link Sample#target()}: {@code mean_k (mean_t o[t][k] - target[k])^2}. */
    static Loss rateMse() {
        return (output, sample, gradient) -> {
            int classes = output[0].length;
            if (sample.target().length != classes) {
                throw new IllegalArgumentException("loss: the sample's target has " + sample.target().length + " rates, but the last layer has " + classes
                        + " outputs. Maybe sample.target(...) with one rate an output.");
            }
            double sum = 0;
            for (int k = 0; k < classes; k++) {
                double mean = 0;
                for (float[] step : output) {
                    mean += step[k];
                }
                double error = mean / output.length - sample.target()[k];
                sum += error * error / classes;
                for (float[] step : gradient) {
                    step[k] = (float) (2 * error / classes / output.length);
                }
            }
            return sum;
        };
    }

    private static void checkClass(int label, int classes) {
        if (label >= classes) {
            throw new IllegalArgumentException("loss: class " + label + " is out of range; the last layer has " + classes + " outputs, classes 0.." + (classes - 1)
                    + ". Maybe the data set has more classes than the network.");
        }
    }

    private static double crossEntropy(float[][] output, Sample sample, float[][] gradient, float scale) {
        int classes = output[0].length;
        checkClass(sample.label(), classes);
        double[] logits = new double[classes];
        double max = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < classes; k++) {
            for (float[] step : output) {
                logits[k] += step[k];
            }
            logits[k] *= scale;
            max = Math.max(max, logits[k]);
        }
        double sum = 0;
        for (int k = 0; k < classes; k++) {
            sum += Math.exp(logits[k] - max);
        }
        for (int k = 0; k < classes; k++) {
            float g = (float) ((Math.exp(logits[k] - max) / sum - (k == sample.label() ? 1 : 0)) * scale);
            for (float[] step : gradient) {
                step[k] = g;
            }
        }
        return Math.log(sum) + max - logits[sample.label()];
    }
}
