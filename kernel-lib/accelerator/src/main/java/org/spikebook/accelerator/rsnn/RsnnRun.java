package org.spikebook.accelerator.rsnn;

import java.util.Arrays;

/**
 * What a network in fixed point made of some frames. Immutable.
 *
 * @see RsnnNetwork#run
 */
public final class RsnnRun {

    private final RsnnActivity activity;
    private final short[][] outputs;
    private final long saturations;

    RsnnRun(RsnnActivity activity, short[][] outputs, long saturations) {
        this.activity = activity;
        this.outputs = outputs;
        this.saturations = saturations;
    }

    /** Bits and spikes of every frame. */
    public RsnnActivity activity() {
        return activity;
    }

    /** Output accumulators of a frame, summed over its time steps, shape [output], in units of the FC weights. */
    public short[] outputs(int frame) {
        return outputs[frame].clone();
    }

    /** How often an accumulator or a membrane stopped at the limit of its 12 bits. */
    public long saturations() {
        return saturations;
    }

    /** Number of the largest output of a frame; the first of equals. */
    public int winner(int frame) {
        int winner = 0;
        for (int o = 1; o < outputs[frame].length; o++) {
            winner = outputs[frame][o] > outputs[frame][winner] ? o : winner;
        }
        return winner;
    }

    /** Whether spikes and outputs are the same, whatever was saturated. */
    public boolean sameResult(RsnnRun other) {
        return activity.equals(other.activity) && Arrays.deepEquals(outputs, other.outputs);
    }

    /** Whether the spikes and outputs of one frame are the same, whatever was saturated. */
    public boolean sameFrame(RsnnRun other, int frame) {
        int words = activity.first.length / activity.frames();
        int from = frame * words;
        int features = activity.shape().features();
        return Arrays.equals(outputs[frame], other.outputs[frame])
                && Arrays.equals(activity.first, from, from + words, other.activity.first, from, from + words)
                && Arrays.equals(activity.second, from, from + words, other.activity.second, from, from + words)
                && Arrays.equals(activity.features, frame * features, (frame + 1) * features, other.activity.features, frame * features, (frame + 1) * features);
    }

    @Override
    public String toString() {
        return activity + ", " + saturations + " saturations";
    }
}
