package org.spikebook.training.speech;

import java.util.SplittableRandom;
import org.spikebook.training.data.Wav;

/** Sound with noise. */
public final class Noise {

    private Noise() {
    }

    /**
     * Adds white Gaussian noise.
     *
     * @param decibels power of the sound over that of the noise in dB, mean over the recording
     * @param seed the same seed gives the same noise
     */
    public static Wav white(Wav sound, double decibels, long seed) {
        float[] samples = sound.samples();
        double power = 0;
        for (float s : samples) {
            power += (double) s * s;
        }
        double deviation = Math.sqrt(power / samples.length / Math.pow(10, decibels / 10));
        var random = new SplittableRandom(seed);
        float[] noisy = new float[samples.length];
        for (int i = 0; i < noisy.length; i++) {
            noisy[i] = (float) (samples[i] + deviation * random.nextGaussian());
        }
        return new Wav(sound.rate(), noisy);
    }
}
