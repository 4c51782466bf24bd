package org.spikebook.training.speech;

import org.spikebook.accelerator.rsnn.RsnnRun;

/**
 * From the outputs of frames to a word, without anything learnt: a frame's probability of a word is the sum over its classes of the softmax of the outputs; a
 * recording's word is that with the largest sum over frames of their logarithms. A probability counts as at least 1e-12, so that no single frame rules a word out.
 *
 * @param words number of words
 * @param perWord classes of a word; those of word w are {@code w * perWord ...}
 */
public record WordReadout(int words, int perWord) {

    private static final double LEAST = 1e-12;

    /**
     * Adds a frame.
     *
     * @param outputs outputs of the frame, summed over its time steps, in units of logarithms
     * @param scores sum of {@code log p(word)} so far, shape [word]; changed
     */
    public void add(double[] outputs, double[] scores) {
        double max = Double.NEGATIVE_INFINITY;
        for (double o : outputs) {
            max = Math.max(max, o);
        }
        double all = 0;
        double[] sums = new double[words];
        for (int w = 0; w < words; w++) {
            for (int c = w * perWord; c < (w + 1) * perWord; c++) {
                sums[w] += Math.exp(outputs[c] - max);
            }
            all += sums[w];
        }
        add(sums, all, scores);
    }

    /** Adds a frame whose words have the given shares of {@code all}. */
    void add(double[] sums, double all, double[] scores) {
        for (int w = 0; w < words; w++) {
            scores[w] += Math.log(Math.max(LEAST, sums[w] / all));
        }
    }

    /** Number of the word with the largest score; the first of equals. */
    public int decide(double[] scores) {
        int best = 0;
        for (int w = 1; w < words; w++) {
            best = scores[w] > scores[best] ? w : best;
        }
        return best;
    }

    /**
     * The word of a whole run on the chip.
     *
     * @param outputUnit what an output of 1 is worth, see {@link org.spikebook.accelerator.rsnn.RsnnNetwork#outputUnit}
     */
    public int word(RsnnRun run, double outputUnit) {
        double[] scores = new double[words];
        double[] outputs = new double[words * perWord];
        for (int f = 0; f < run.activity().frames(); f++) {
            short[] sums = run.outputs(f);
            for (int o = 0; o < outputs.length; o++) {
                outputs[o] = sums[o] * outputUnit;
            }
            add(outputs, scores);
        }
        return decide(scores);
    }
}
