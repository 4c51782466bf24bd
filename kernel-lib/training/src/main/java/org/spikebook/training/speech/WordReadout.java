package org.spikebook.training.speech;

/**
 * From the outputs of frames to a word, without anything learnt: a frame's probability of a word is the sum over its classes of the softmax of the outputs; a
 * recording's word is that with the largest sum over frames of their logarithms.
 *
 * @param words number of words
 * @param perWord classes of a word; those of word w are {@code w * perWord ...}
 */
public record WordReadout(int words, int perWord) {

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
        for (int w = 0; w < words; w++) {
            scores[w] += Math.log(Math.max(1e-12, sums[w] / all));
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
}
