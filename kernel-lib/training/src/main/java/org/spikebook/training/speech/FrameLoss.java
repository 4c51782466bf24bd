package org.spikebook.training.speech;

import java.util.concurrent.atomic.AtomicInteger;
import org.spikebook.training.Loss;
import org.spikebook.training.data.Sample;

/**
 * Cross-entropy of frame classes and of words, mean over frames: {@code -share log p(class) - (1 - share) log p(word)} with p the softmax of the outputs summed over the time
 * steps of the frame; counts the recordings whose word the read-out gets right.
 */
final class FrameLoss implements Loss {

    private final WordReadout readout;
    private final int timeSteps;
    private final double share;
    private final AtomicInteger right = new AtomicInteger();

    FrameLoss(WordReadout readout, int timeSteps, double share) {
        this.readout = readout;
        this.timeSteps = timeSteps;
        this.share = share;
    }

    /** Recordings that were right since the last call. */
    int takeRight() {
        return right.getAndSet(0);
    }

    @Override
    public double value(float[][] output, Sample sample, float[][] gradient) {
        int frames = output.length / timeSteps;
        int classes = output[0].length;
        double loss = 0;
        double[] scores = new double[readout.words()];
        float[] logits = new float[classes];
        float[] shares = new float[classes];
        double[] sums = new double[readout.words()];
        int first = sample.label() * readout.perWord();
        for (int f = 0; f < frames; f++) {
            System.arraycopy(output[f * timeSteps], 0, logits, 0, classes);
            for (int s = 1; s < timeSteps; s++) {
                float[] more = output[f * timeSteps + s];
                for (int c = 0; c < classes; c++) {
                    logits[c] += more[c];
                }
            }
            float max = Float.NEGATIVE_INFINITY;
            for (float l : logits) {
                max = Math.max(max, l);
            }
            double all = 0;
            for (int w = 0; w < readout.words(); w++) {
                double sum = 0;
                for (int c = w * readout.perWord(); c < (w + 1) * readout.perWord(); c++) {
                    shares[c] = (float) Math.exp(logits[c] - max);
                    sum += shares[c];
                }
                sums[w] = sum;
                all += sum;
            }
            readout.add(sums, all, scores);
            double word = sums[sample.label()];
            int target = (int) sample.target()[f];
            loss -= share * (logits[target] - max - Math.log(all)) + (1 - share) * Math.log(Math.max(1e-30, word / all));
            for (int s = 0; s < timeSteps; s++) {
                float[] g = gradient[f * timeSteps + s];
                float scale = (float) (1 / (all * frames));
                for (int c = 0; c < classes; c++) {
                    g[c] = shares[c] * scale;
                }
                float inWord = (float) ((1 - share) / (Math.max(1e-30, word) * frames));
                for (int c = first; c < first + readout.perWord(); c++) {
                    g[c] -= shares[c] * inWord;
                }
                g[target] -= (float) (share / frames);
            }
        }
        if (readout.decide(scores) == sample.label()) {
            right.incrementAndGet();
        }
        return loss / frames;
    }
}
