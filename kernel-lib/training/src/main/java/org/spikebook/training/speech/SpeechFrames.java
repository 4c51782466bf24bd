package org.spikebook.training.speech;

/** Log-mel features in the 8 bits of the accelerator. */
public final class SpeechFrames {

    /** A feature x stands for {@code x 2^-5}: 32 steps a standard deviation. */
    public static final int EXPONENT = 5;

    private static final int LIFT = 2;

    private SpeechFrames() {
    }

    /**
     * Features of 8 bits: {@code clamp(round(32 (v + 2)), 0, 255)}, so two standard deviations below a file's mean to six above.
     *
     * @param features mean 0 and deviation 1, axes [frame][band], as {@link org.spikebook.training.data.LogMel} gives them
     * @return 0..255 as bytes, the same axes
     */
    public static byte[][] quantize(float[][] features) {
        byte[][] frames = new byte[features.length][];
        for (int f = 0; f < features.length; f++) {
            frames[f] = new byte[features[f].length];
            for (int b = 0; b < features[f].length; b++) {
                frames[f][b] = (byte) Math.max(0, Math.min(255, Math.round(Math.scalb(features[f][b] + LIFT, EXPONENT))));
            }
        }
        return frames;
    }

    /**
     * Input of a network in training: every frame for its time steps.
     *
     * @return axes [frame * timeSteps][band], values {@code x 2^-5}
     */
    public static float[][] inputs(byte[][] frames, int timeSteps) {
        float[][] inputs = new float[frames.length * timeSteps][];
        for (int t = 0; t < inputs.length; t++) {
            byte[] frame = frames[t / timeSteps];
            inputs[t] = new float[frame.length];
            for (int b = 0; b < frame.length; b++) {
                inputs[t][b] = Math.scalb((float) (frame[b] & 0xFF), -EXPONENT);
            }
        }
        return inputs;
    }
}
